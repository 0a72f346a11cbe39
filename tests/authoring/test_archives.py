"""Archiving a text, and what of it is drawn on."""

from __future__ import annotations

from pathlib import Path

import pytest

import argmap
from argmap.authoring.coverage import coverage
from argmap.authoring.fingerprinting import SourceError, add, archived_text, text_file
from argmap.sources import Fingerprint
from tests.knowledge_bases import TALK, bread

RECORD = "source: Talk\ntype: archive\n"


@pytest.fixture
def kb(tmp_path):
    return bread(tmp_path / "claims")


def test_a_new_text_gets_a_record_a_fingerprint_and_a_private_copy(kb):
    added = add(kb, TALK, "new-talk", RECORD)
    assert (added.lines, added.record_created, added.changed) == (3, True, ())
    assert added.record.read_text("utf-8") == RECORD
    assert added.text == text_file(kb.root, "new-talk")
    assert added.text.read_text("utf-8") == TALK
    after = argmap.load(kb.root)
    assert after.ok
    assert after.archives["new-talk"].fingerprint.find("I find it easier to digest")


def test_the_private_copy_is_ignored_by_git_and_outside_the_records(kb):
    added = add(kb, TALK, "new-talk", RECORD)
    assert not added.text.is_relative_to(kb.root)
    assert "*" in (kb.root.parent / ".argmap" / ".gitignore").read_text("utf-8").splitlines()


def test_the_fingerprint_does_not_hold_the_words(kb):
    written = add(kb, TALK, "new-talk", RECORD).fingerprint.read_text("utf-8")
    assert "bread" not in written
    assert "digest" not in written


def test_an_existing_record_stays_as_it_is(kb):
    before = (kb.root / "sources" / "talk.yaml").read_text("utf-8")
    added = add(kb, TALK, "talk", RECORD)
    assert not added.record_created
    assert (kb.root / "sources" / "talk.yaml").read_text("utf-8") == before


def test_lines_that_changed_are_named(kb):
    added = add(kb, TALK.replace("doubt", "know") + "One more line.\n", "talk", RECORD)
    assert added.changed == (2, 4)


@pytest.mark.parametrize(
    ("id", "text", "message"),
    [
        ("Not A Slug", TALK, "is no id"),
        ("../evil", TALK, "is no id"),
        ("ann", TALK, "which is no source of type archive"),
        ("kitchen-thread", TALK, "which is no source of type archive"),
        ("new", " \n\n", "the text is empty"),
    ],
)
def test_what_cannot_be_archived_is_refused(kb, id, text, message):
    with pytest.raises(SourceError, match=message):
        add(kb, text, id, RECORD)


def test_the_text_is_shown_only_while_it_is_the_one_fingerprinted(kb):
    assert archived_text(kb, "talk") is None
    add(kb, TALK, "talk", RECORD)
    assert archived_text(kb, "talk")[2] == "I doubt that fermentation time is what matters here."
    text_file(kb.root, "talk").write_text(TALK.replace("doubt", "know"), "utf-8")
    with pytest.raises(SourceError, match="is not the text"):
        archived_text(kb, "talk")


def test_quotes_citations_and_not_cited_touch_sentences(tmp_path):
    kb = bread(
        tmp_path,
        {
            "bread/a.yaml": (
                "claim: A.\npositions:\n  - person: ann\n    stance: accepts\n"
                "    quotes: [{text: I find it easier to digest, source: kitchen-thread}]\n"
            ),
            "bread/b.yaml": "claim: B.\nattacks: [a]\ncites: ['talk:3.2', 'talk']\n",
        },
    )
    found = coverage(kb, "talk")
    assert [str(place) for place in found.sentences] == ["1.1", "2.1", "3.1", "3.2"]
    assert found.quoted == {(1, 1): ("a",)}
    assert found.cited == {(3, 2): ("b",)}
    assert [str(place) for place in found.untouched] == ["2.1", "3.1"]


def test_a_line_set_aside_is_not_missed(tmp_path):
    files = {"sources/talk.yaml": (
        "source: T\ntype: archive\nnot_cited:\n  - {line: 2, because: a greeting}\n"
        "  - {line: 3, sentences: [2, 2], because: a question}\n"
    )}  # fmt: skip
    found = coverage(bread(tmp_path, files), "talk")
    assert found.set_aside == {(2, 1): "a greeting", (3, 2): "a question"}
    assert [str(place) for place in found.untouched] == ["1.1", "3.1"]


def test_a_citation_of_a_whole_line_covers_its_sentences(tmp_path):
    kb = bread(tmp_path, {"bread/b.yaml": "claim: B.\ncites: ['talk:3']\n"})
    assert set(coverage(kb, "talk").cited) == {(3, 1), (3, 2)}


def test_a_citation_by_an_alias_counts(tmp_path):
    talk = "source: T\ntype: archive\naliases: [old-talk]\n"
    files = {"sources/talk.yaml": talk, "bread/b.yaml": "claim: B.\ncites: ['old-talk:2']\n"}
    assert set(coverage(bread(tmp_path, files), "talk").cited) == {(2, 1)}


def test_the_shipped_fingerprint_is_that_of_the_source_text(shared):
    text = (shared / "sources" / "beren-comments.txt").read_text("utf-8")
    kb = argmap.load(Path(__file__).parents[2] / "claims")
    assert Fingerprint.of(text) == kb.archives["beren-comments"].fingerprint


def test_writing_does_not_follow_a_link_out_of_the_project(tmp_path):
    kb = bread(tmp_path / "project" / "claims")
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "project" / ".argmap").symlink_to(outside)
    with pytest.raises(PermissionError, match="leads out"):
        add(kb, TALK, "new-talk", RECORD)
    assert list(outside.iterdir()) == []
