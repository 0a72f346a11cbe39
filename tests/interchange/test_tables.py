"""CSV and SQLite: tables for spreadsheets, data frames and queries."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing

import pytest

import argmap
from argmap.interchange import sqlite, tables
from tests.interchange.maps import everything, hostile


def read(kb):
    """The rows of each file, by the file's name."""
    files = tables.write(kb).files
    return {
        name: list(csv.DictReader(io.StringIO(raw.decode(), newline=""), strict=True))
        for name, raw in files.items()
    }


def test_records_links_positions_and_quotes_have_a_table_each(tmp_path):
    kb = everything(tmp_path)
    found = read(kb)
    assert [row["id"] for row in found["records.csv"]] == list(kb)
    record = next(row for row in found["records.csv"] if row["id"] == "slow-is-better")
    assert (record["headline"], record["prior"]) == ("Slow bread is better.", "0.4")
    assert float(record["credence"]) == pytest.approx(argmap.solve(kb)["slow-is-better"])
    link = next(row for row in found["links.csv"] if row["source"] == "fructans-fall")
    assert link["premises"] == "people-react-to-fructans; not bread-is-a-fad"
    assert (link["relation"], link["factor"], link["basis"]) == ("supports", "10.0", "chemistry")
    assert [(row["person"], row["stance"]) for row in found["positions.csv"]] == [
        ("ann", "accepts"),
        ("bob", "leans-reject"),
    ]
    assert [row["text"] for row in found["quotes.csv"]] == ["I find it easier to digest"]


def test_the_files_keep_to_rfc_4180(tmp_path):
    for raw in tables.write(hostile(tmp_path)).files.values():
        text = raw.decode()
        assert text.endswith("\r\n")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "  =", "＝"])
def test_no_cell_is_a_formula(start):
    assert tables.cell(f"{start}1+1") == f"'{start}1+1"


def test_no_cell_of_a_hostile_map_is_a_formula(tmp_path):
    kb = hostile(tmp_path)
    cells = [cell for rows in read(kb).values() for row in rows for cell in row.values()]
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@"))]
    headlines = {row["id"]: row["headline"] for row in read(kb)["records.csv"]}
    assert headlines["c0"] == "'" + kb["c0"].headline
    assert headlines["c2"] == kb["c2"].headline, "other texts stay as they are"


def test_numbers_stay_numbers():
    assert tables.cell(-0.5) == -0.5
    assert tables.cell(None) is None


def test_the_database_is_that_of_the_queries(tmp_path):
    kb = everything(tmp_path / "kb")
    path = tmp_path / "kb.sqlite"
    path.write_bytes(sqlite.write(kb).files[""])
    with closing(sqlite3.connect(path)) as connection:
        for query in ("select * from links", "select id, credence from claims order by id"):
            assert connection.execute(query).fetchall() == [tuple(row) for row in kb.sql(query)]


def test_the_database_keeps_every_text_as_it_is(tmp_path):
    kb = hostile(tmp_path / "kb")
    path = tmp_path / "kb.sqlite"
    path.write_bytes(sqlite.write(kb).files[""])
    with closing(sqlite3.connect(path)) as connection:
        rows = dict(connection.execute("select id, headline from records"))
    assert rows == {id: record.headline for id, record in kb.records.items()}
