"""New records: ids, YAML, and the checks before anything is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import argmap
from argmap import yamlio
from argmap.authoring.scaffold import (
    MAX_ID,
    Found,
    ScaffoldError,
    draft,
    find_quote,
    propose_id,
    save,
    slug,
)
from argmap.authoring.yamltext import record_text
from argmap.reserved import RESERVED
from argmap.schema import SLUG
from tests.knowledge_bases import bread


@pytest.mark.parametrize(
    ("headline", "id"),
    [
        ("Deep networks are nearly linear.", "deep-networks-nearly-linear"),
        ("Humans don’t maximise utility.", "humans-dont-maximise-utility"),
        ("It is not linear.", "not-linear"),
        ("Gödel, Escher & Bach (1979)", "godel-escher-bach-1979"),
        ("To be or not to be", "not"),
        ("Is it so?", "is-it-so"),
        ("是什么", "record"),
        ("Experiments", "experiments-2"),
        ("a" * 80, "a" * MAX_ID),
    ],
)
def test_an_id_is_made_of_the_words_that_carry_the_headline(headline, id):
    assert propose_id(headline) == id


def test_an_id_that_is_taken_gets_a_number():
    assert propose_id("Bread rises", {"bread-rises", "bread-rises-2"}) == "bread-rises-3"


@given(st.text(max_size=200), st.sets(st.sampled_from(["a", "bread", "record", "record-2"])))
def test_a_proposed_id_is_always_a_free_short_slug(headline, taken):
    id = propose_id(headline, taken)
    assert SLUG.fullmatch(id)
    assert len(id) <= MAX_ID
    assert id not in taken
    assert id not in RESERVED


def test_a_slug_of_nothing_is_empty():
    assert slug("…") == ""


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"claim": "A is b, or c."}, "claim: A is b, or c.\n"),
        ({"claim": "A: b"}, 'claim: "A: b"\n'),
        ({"claim": "A #1"}, 'claim: "A #1"\n'),
        ({"claim": "[[a]] is b"}, 'claim: "[[a]] is b"\n'),
        ({"claim": "1984"}, 'claim: "1984"\n'),
        ({"claim": "A.", "note": "It is: so."}, "claim: A.\nnote: |-\n  It is: so.\n"),
        ({"claim": "A.", "note": "x\n\n- y"}, "claim: A.\nnote: |-\n  x\n\n  - y\n"),
        ({"claim": "A.", "supports": ["b", "c"]}, "claim: A.\nsupports: [b, c]\n"),
        ({"claim": "A.", "supports": [{"to": "b"}]}, "claim: A.\nsupports:\n  - to: b\n"),
        ({"claim": "A.", "cites": ["t:1.2"]}, "claim: A.\ncites: [t:1.2]\n"),
        ({"person": "A", "anonymous": True}, "person: A\nanonymous: true\n"),
        ({"source": "A", "authors": ["B, C"]}, 'source: A\nauthors: ["B, C"]\n'),
    ],
)
def test_a_new_record_reads_like_one_written_by_hand(data, text):
    assert record_text(data) == text


PROSE = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"])
    | st.sampled_from(list(" :#-'\"[]{},&*!|>%@`\\\n")),
    min_size=1,
    max_size=60,
)


@given(headline=PROSE, note=PROSE, because=PROSE, item=PROSE)
def test_every_text_reads_back_as_it_was_given(headline, note, because, item):
    data = {
        "claim": headline,
        "note": note,
        "authors": [item],
        "prior": {"value": 0.4, "because": because},
    }
    assert yamlio.parse(record_text(data), "").data == data


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ("A\u202eB", r"invisible character U\+202E"),
        ("A\0", r"invisible character U\+0000"),
        ("caf\udce9", "not UTF-8"),
    ],
)
def test_what_nobody_can_see_is_refused_however_deep(bad, message):
    for data in ({"claim": bad}, {"claim": "A.", "supports": [{"to": "b", "because": bad}]}):
        with pytest.raises(ValueError, match=message):
            record_text(data)


# --- Drafts -----------------------------------------------------------------------------------------


def test_a_draft_is_checked_against_the_knowledge_base_and_not_written(tmp_path):
    kb = bread(tmp_path)
    fields = {"attacks": ["slow-is-betterr"]}
    made = draft(kb, "claim", "Yeast likes warmth.", fields, topic="bread")
    assert made.file == "bread/yeast-likes-warmth.yaml"
    assert "unknown-id" in [found.code for found in made.diagnostics]
    assert not made.ok
    assert not (tmp_path / made.file).exists()


def test_a_draft_tells_only_what_is_new(tmp_path):
    kb = bread(tmp_path, {"bread/lonely.yaml": "claim: Nobody cares.\n"})
    before = {found.code for found in kb.diagnostics}
    assert before == {"orphan"}
    made = draft(kb, "claim", "Somebody does.", {"attacks": ["lonely"]}, topic="bread")
    assert made.ok
    assert made.diagnostics == ()


def test_a_draft_larger_than_a_record_may_be_is_no_record(tmp_path):
    made = draft(bread(tmp_path), "claim", "A is b.", {"note": "word " * 60_000}, topic="bread")
    assert [found.code for found in made.diagnostics] == ["too-large"]
    assert not made.ok


def test_a_saved_draft_is_part_of_the_knowledge_base(tmp_path):
    kb = bread(tmp_path)
    position = {"person": "ann", "stance": "accepts"}
    made = draft(kb, "claim", "Yeast likes: warmth.", {"positions": [position]}, topic="bread")
    save(kb, made)
    after = argmap.load(tmp_path)
    assert after.ok
    assert after["yeast-likes-warmth"].headline == "Yeast likes: warmth."


@pytest.mark.parametrize(
    ("kind", "folder"), [("person", "people"), ("source", "sources"), ("topic", "rye")]
)
def test_people_sources_and_topics_have_their_own_folder(tmp_path, kind, folder):
    kb = bread(tmp_path)
    assert draft(kb, kind, "Rye", {}, topic="bread", id="rye").file == f"{folder}/rye.yaml"


@pytest.mark.parametrize(
    ("id", "topic", "message"),
    [
        ("ann", "bread", "'ann' is taken"),
        ("Not A Slug", "bread", "'Not A Slug' is not lower-case words"),
        ("fine", "../etc", "'../etc' is not lower-case words"),
        ("../fine", "bread", "'../fine' is not"),
        ("index", "bread", "'index' is taken by a page of the site"),
        ("a" * 250, "bread", "too long for the name of a file"),
    ],
)
def test_what_cannot_be_a_file_of_the_knowledge_base_is_refused(tmp_path, id, topic, message):
    with pytest.raises(ScaffoldError, match=message):
        draft(bread(tmp_path), "claim", "A is b.", {}, topic=topic, id=id)


def test_nothing_is_overwritten(tmp_path):
    kb = bread(tmp_path)
    made = draft(kb, "claim", "Yeast likes warmth.", {}, topic="bread")
    (tmp_path / made.file).write_text("mine", "utf-8")
    with pytest.raises(FileExistsError):
        save(kb, made)
    assert (tmp_path / made.file).read_text("utf-8") == "mine"


def test_the_source_and_speaker_of_a_quote_are_found_by_its_words(tmp_path):
    kb = bread(tmp_path)
    assert find_quote(kb, "I find it easier to digest") == [
        Found("kitchen-thread", "talk:1.1", "ann")
    ]
    assert find_quote(kb, "I doubt that fermentation time") == [Found("talk", "talk:2.1", "bob")]
    assert find_quote(kb, "I find it harder to digest") == []


def test_a_quote_of_two_speakers_has_none(tmp_path):
    (found,) = find_quote(bread(tmp_path), "test it blind, obviously. Yes, but who")
    assert found.speaker is None
