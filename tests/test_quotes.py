"""Quotes: what passes for genuine and what does not."""

from __future__ import annotations

import tracemalloc
from array import array
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import argmap
from argmap.sources import Fingerprint, Line, sentences, tokens
from tests.knowledge_bases import TALK, bread, codes

FINGERPRINT = Fingerprint.of(TALK)


def quoting(folder, text, person="ann", source="talk"):
    quote = f'claim: A.\npositions:\n  - person: {person}\n    stance: accepts\n    quotes:\n      - text: "{text}"\n        source: {source}\n'
    return bread(folder, {"bread/a.yaml": quote})


@pytest.mark.parametrize(
    "text",
    [
        "Slow bread is not magic, but I find it easier",
        "Slow   bread is\\n not magic",
        "is not magic, but I find it easier to digest than quick bread.",
    ],
)
def test_the_speakers_own_words_pass(tmp_path, text):
    assert codes(quoting(tmp_path, text)) == []


@pytest.mark.parametrize(
    ("text", "person", "source", "code"),
    [
        ("Slow bread is magic, but I find it easier", "ann", "talk", "quote-not-found"),
        ("Slow bread is not magic, but I found it easier", "ann", "talk", "quote-not-found"),
        ("Slow bread is not magic, and easier to digest", "ann", "talk", "quote-not-found"),
        ("slow bread is not magic, but I", "ann", "talk", "quote-not-found"),
        ("quick bread. I doubt that fermentation", "ann", "talk", "quote-not-found"),
        ("I doubt that fermentation time", "ann", "talk", "quote-of-another"),
        ("I doubt that fermentation time", "bob", "kitchen-thread", "quote-elsewhere"),
        ("it blind, obviously. Yes, but", "ann", "talk", "quote-of-two-speakers"),
        ("Yes, but who would pay for", "ann", "talk", "quote-of-another"),
        ("bread is not", "ann", "talk", "quote-too-short"),
    ],
)
def test_what_was_not_said_so_fails(tmp_path, text, person, source, code):
    assert codes(quoting(tmp_path, text, person, source)) == [code]


def test_two_speakers_of_one_line_are_told_apart(tmp_path):
    assert codes(quoting(tmp_path, "Yes, but who would pay for", "bob")) == []


def test_a_quote_in_an_ascription_is_the_reporters(tmp_path):
    kb = bread(
        tmp_path,
        {
            "bread/a.yaml": "claim: A.\npositions:\n  - person: bob\n    stance: accepts\n    reported_by: ann\n"
            '    quotes:\n      - {text: "I find it easier to digest", source: talk}\n'
        },
    )
    assert codes(kb) == []


def test_the_place_of_a_quote_is_its_line_and_sentences(tmp_path):
    kb = quoting(tmp_path, "Yes, but who would pay for", "bob")
    (checked,) = kb.quotes_in("a")
    assert str(checked.place) == "3.2"
    assert checked.speaker == "bob"


def test_shapes_of_quotes_and_dashes_do_not_count():
    curly = Fingerprint.of("He said “it’s almost—but not quite—linear” there.")
    assert curly.find("it's almost-but not quite–linear\"")
    assert curly.find("it‘s  almost — but not quite")


def test_the_closest_place_is_told_where_the_text_is_at_hand(tmp_path):
    kb_folder = tmp_path / "claims"
    quoting(kb_folder, "Slow bread is magic, but I find it easier")
    texts = tmp_path / ".argmap" / "texts"
    texts.mkdir(parents=True)
    (texts / "talk.txt").write_text(TALK)
    (found,) = argmap.load(kb_folder).diagnostics
    assert "closest is 1.1: “Slow bread is not magic" in found.fix


def test_a_fingerprint_reads_back_as_it_was_written():
    assert Fingerprint.load(FINGERPRINT.dump()) == FINGERPRINT


@pytest.mark.parametrize("damage", ["", "x", "argmap-fingerprint 1 window=4\n1 2", "\x00"])
def test_a_damaged_fingerprint_is_refused_with_its_line(damage):
    with pytest.raises(ValueError, match="line"):
        Fingerprint.load(damage)


def test_sentences_end_where_a_reader_ends_them():
    assert sentences("It works (e.g. here). Does it? Yes, i.e. Often.") == [
        "It works (e.g. here).",
        "Does it?",
        "Yes, i.e. Often.",
    ]


def test_a_lost_paragraph_break_ends_a_sentence():
    assert sentences("researchers, dating.My claim is this.") == [
        "researchers, dating.",
        "My claim is this.",
    ]


WORDS = st.lists(
    st.sampled_from(["we", "do", "not", "know", "how", "linear", "it", "is", "yet"]),
    min_size=4,
    max_size=30,
)


@given(WORDS, st.data())
def test_every_run_of_words_is_found_where_it_stands(words, data):
    start = data.draw(st.integers(0, len(words) - 4))
    end = data.draw(st.integers(start + 4, len(words)))
    places = Fingerprint.of(" ".join(words)).find(" ".join(words[start:end]))
    assert (start, end) in [(place.start, place.end) for place in places]


@given(WORDS, st.data())
def test_a_run_with_a_word_left_out_is_found_only_if_it_stands_so(words, data):
    gap = data.draw(st.integers(1, len(words) - 1))
    shortened = words[:gap] + words[gap + 1 :]
    places = Fingerprint.of(" ".join(words)).find(" ".join(shortened))
    stands = [
        i
        for i in range(len(words) - len(shortened) + 1)
        if words[i : i + len(shortened)] == shortened
    ]
    assert bool(places) == bool(stands and len(shortened) >= 4)


@given(st.text())
def test_sentences_lose_no_token(text):
    line = text.replace("\n", " ")
    assert [t for s in sentences(line) for t in tokens(s)] == tokens(line)


def test_every_quote_of_this_knowledge_base_stands_in_the_source(shared):
    text = (shared / "sources" / "beren-comments.txt").read_text("utf-8")
    kb = argmap.load("claims")
    assert kb.archives["beren-comments"].fingerprint == Fingerprint.of(text)
    for checked in kb.quotes.values():
        assert checked.place is not None


def test_a_text_of_many_words_is_searched_in_little_memory():
    """A fingerprint of 64 MB has five million hashes."""
    many = 100_000
    hashes = array("Q", Random(1).randbytes(8 * many))
    fingerprint = Fingerprint({1: Line(many + 3, (0,), 1, hashes)})
    tracemalloc.start()
    fingerprint.find("four words of it")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50 * many
