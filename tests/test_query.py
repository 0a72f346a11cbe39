"""The knowledge base as SQL tables: what they hold, and that nothing writes to them."""

from __future__ import annotations

import re
import sqlite3
import sys
from pathlib import Path

import pytest

import argmap
from argmap import query
from tests.knowledge_bases import bread

ROOT = Path(__file__).parents[1]

FILES = {
    "bread/slow-is-better.yaml": (
        "claim: Slow bread is better.\n"
        "note: For people without coeliac disease.\n"
        "positions:\n"
        "  - person: ann\n"
        "    stance: accepts\n"
        "    quotes: [{text: I find it easier to digest, source: kitchen-thread}]\n"
        "  - {person: bob, stance: rejects}\n"
        "cites: ['talk:1.1', 'talk:2']\n"
    ),
    "bread/fructans-fall.yaml": (
        "evidence: Fructans fall while dough rests.\n"
        "type: result\n"
        "supports: [{to: slow-is-better, strength: strong, with: [not time-is-idle]}]\n"
    ),
    "bread/time-is-idle.yaml": "claim: Time does nothing.\nattacks: [slow-is-better]\n",
    "bread/blind-trial.yaml": (
        "experiment: Do people tell slow bread blind?\n"
        "tests: [{claim: slow-is-better, if_true: 0.8, if_false: 0.1}]\n"
        "status: stub\n"
    ),
}


@pytest.fixture(scope="module")
def kb(tmp_path_factory):
    kb = bread(tmp_path_factory.mktemp("kb"), FILES)
    assert kb.ok, kb.diagnostics
    return kb


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("select id, reasons, objections, positions from claims order by id",
         [("slow-is-better", 1, 1, 2), ("time-is-idle", 0, 0, 0)]),
        ("select source, relation, factor from links order by source, relation",
         [("fructans-fall", "supports", 10.0), ("time-is-idle", "attacks", 4.0)]),
        ("select link, premise, negated from premises",
         [("fructans-fall > slow-is-better", "time-is-idle", 1)]),
        ("select person, stance from positions order by person",
         [("ann", "accepts"), ("bob", "rejects")]),
        ("select speaker, source, locator, line, first_sentence from quotes",
         [("ann", "kitchen-thread", "talk:1.1", 1, 1)]),
        ("select passage, source, line, first_sentence, last_sentence from cites order by line",
         [("talk:1.1", "talk", 1, 1, 1), ("talk:2", "talk", 2, None, None)]),
        ("select outcome, if_true from predictions order by outcome", [("no", pytest.approx(0.2)), ("yes", 0.8)]),
        ("select id from search where search match 'coeliac'", [("slow-is-better",)]),
        ("select id from search where search match 'digest'", [("slow-is-better",)]),
        ("select count(*) from records", [(len(FILES) + 5,)]),
    ],
)  # fmt: skip
def test_tables_hold_what_the_records_say(kb, sql, rows):
    assert list(kb.sql(sql)) == rows


def test_findings_are_a_table(tmp_path):
    kb = bread(tmp_path, {"bread/a.yaml": "claim: A.\nsuports: [b]\n"})
    found = kb.sql("select code, file, line from diagnostics where severity = 'error'")
    assert ("unknown-field", "bread/a.yaml", 2) in found


def test_rows_have_names_and_columns(kb):
    rows = kb.sql("select id, 1 + 1 from claims where id = ?", ("time-is-idle",))
    assert rows.columns == ("id", "1 + 1")
    assert rows[0].id == "time-is-idle"
    assert rows.dicts() == [{"id": "time-is-idle", "1 + 1": 2}]


@pytest.mark.parametrize(
    "sql",
    [
        "insert into people values ('x', 'X', '', 0)",
        "update claims set prior = 1",
        "delete from records",
        "delete from search",
        "insert into search(search) values ('optimize')",
        "drop table claims",
        "create table more (x)",
        "create temp table more (x)",
        "attach 'other.sqlite' as other",
        "detach main",
        "pragma user_version = 3",
        "pragma query_only = off",
        "vacuum into 'copy.sqlite'",
        "begin",
        "select load_extension('evil')",
    ],
)
def test_nothing_can_be_written(kb, sql):
    with pytest.raises(argmap.QueryError, match="read-only"):
        kb.sql(sql)
    assert kb.sql("select count(*) from records")[0][0] == len(FILES) + 5


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("select * from clams", "no such table: clams; did you mean 'claims'"),
        ("select * from zzz", "the tables are .*claims.*evidence"),
        ("select hedline from claims", "did you mean 'headline'"),
        ("select zzzz from claims", "claims has id, topic, headline"),
        ("selec 1", "syntax error"),
        ("", "the query is empty"),
        ("select 1; select 2", "one statement"),
        ("select ?", "bindings"),
        ("select zeroblob(1000000000)", "too big"),
    ],
)
def test_a_wrong_query_is_explained(kb, sql, message):
    with pytest.raises(argmap.QueryError, match=message):
        kb.sql(sql)


def test_a_query_that_does_not_end_is_stopped(kb, monkeypatch):
    monkeypatch.setattr(query, "TIME_LIMIT", 0.1)
    forever = (
        "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
    )
    with pytest.raises(argmap.QueryError, match=r"longer than 0\.1 seconds"):
        kb.sql(forever)
    assert kb.sql("select 1")[0][0] == 1


def test_the_saved_database_is_a_plain_sqlite_file(kb, tmp_path):
    database = query.Database(kb)
    database.save(tmp_path / "kb.sqlite")
    database.save(tmp_path / "kb.sqlite")
    connection = sqlite3.connect(tmp_path / "kb.sqlite")
    assert connection.execute("select count(*) from claims").fetchone() == (2,)
    assert connection.execute("select id from search where search match 'coeliac'").fetchall()
    connection.close()
    assert [file.name for file in tmp_path.iterdir()] == ["kb.sqlite"]


def test_a_table_as_a_data_frame(kb):
    frame = kb.to_frame("people")
    assert list(frame.columns) == ["id", "headline", "handle", "anonymous"]
    assert list(frame.id) == ["ann", "bob"]


@pytest.mark.parametrize("table", ["clams", "claims; drop table claims", ""])
def test_a_frame_of_no_table_is_refused(kb, table):
    with pytest.raises(argmap.QueryError):
        kb.to_frame(table)


def test_without_pandas_the_error_says_how_to_get_it(kb, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install 'argmap\[frame\]'"):
        kb.to_frame("claims")


@pytest.mark.parametrize(
    "refused", ["vacuum", "analyze", "drop table search", "update sqlite_master set sql = ''"]
)
def test_search_still_works_after_a_refused_statement(kb, refused):
    with pytest.raises(argmap.QueryError):
        kb.sql(refused)
    assert kb.sql("select count(*) from search where search match 'a OR the'")[0][0] >= 0
    assert len(kb.sql("select id from records")) == len(kb)


def test_the_documentation_shows_the_tables_and_its_queries_run(kb):
    page = (ROOT / "docs" / "sql.md").read_text("utf-8")
    assert query.schema_text() in page
    examples = re.search(r"Some questions:\n\n```sql\n(.*?)```", page, re.DOTALL)
    queries = [sql for sql in examples[1].split(";") if sql.strip()]
    assert len(queries) == 4
    for sql in queries:
        kb.sql(sql)


def test_every_table_is_described(kb):
    for table, columns in query.Database(kb).tables.items():
        assert re.search(rf"create (virtual )?table {table}\b", query.schema_text())
        assert columns
