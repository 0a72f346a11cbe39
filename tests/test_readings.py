"""A file is read again when its bytes are others, and only then."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from argmap import readings, store
from argmap.loader import load
from argmap.readings import Cache

BREAD = Path(__file__).parents[1] / "examples" / "bread" / "claims"


@pytest.fixture
def records(tmp_path, monkeypatch):
    """A small knowledge base, and a folder in which things are kept between runs."""
    monkeypatch.setenv(store.FOLDER, str(tmp_path / "cache"))
    return shutil.copytree(BREAD, tmp_path / "bread")


@pytest.fixture
def parsed(records, monkeypatch):
    """Loads the knowledge base as a new run would; returns it with the files that were parsed."""
    plain, files = readings.parse, []

    def counting(text, file):
        files.append(file)
        return plain(text, file)

    monkeypatch.setattr(readings, "parse", counting)

    def run():
        files.clear()
        cache = Cache(records)
        kb = load(records, cache=cache)
        cache.keep()
        return kb, [*files]

    return run


def told(kb):
    data = {id: (document.data, document.text, document.span(), document.file) for id, document in kb.documents.items()}  # fmt: skip
    return kb.records, data, kb.diagnostics, [*kb.links], kb.mentions


def test_a_second_run_parses_nothing_and_knows_the_same(parsed):
    first, files = parsed()
    assert sorted(files) == sorted(record.file for record in first.records.values())
    second, files = parsed()
    assert files == []
    assert told(second) == told(first)


def test_only_the_file_that_was_edited_is_parsed_again(parsed, records):
    first, _ = parsed()
    edited = next(iter(first.claims.values()))
    file = records / edited.file
    file.write_text(file.read_text().replace(edited.headline, "It is otherwise."))
    second, files = parsed()
    assert files == [edited.file]
    assert second[edited.id].headline == "It is otherwise."
    assert parsed()[1] == []


def test_a_file_with_a_fault_is_told_of_again(parsed, records):
    first, _ = parsed()
    file = next(iter(first.claims.values())).file
    (records / file).write_text("claim: [")
    told = [parsed()[0].diagnostics for _ in range(2)]
    assert told[0] == told[1]
    assert any(one.span.file == file for one in told[0])


def test_a_file_that_has_gone_is_forgotten(parsed, records):
    first, _ = parsed()
    gone = next(iter(first.claims.values()))
    (records / gone.file).unlink()
    second, _ = parsed()
    assert gone.id not in second.records


@pytest.mark.parametrize(
    "damage", [lambda raw: raw[: len(raw) // 2], lambda raw: raw[:-9] + b"\0" * 9]
)
def test_what_is_damaged_is_read_again(parsed, tmp_path, damage):
    first, before = parsed()
    for entry in (tmp_path / "cache").glob("read-*"):
        entry.write_bytes(damage(entry.read_bytes()))
    second, after = parsed()
    assert after == before
    assert told(second) == told(first)
