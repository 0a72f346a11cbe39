"""Argdown out: how a map is written, and that reading it back gives the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

import argmap
from argmap.interchange import argdown
from argmap.interchange.argdown.text import argdown as escaped
from argmap.interchange.drafts import knowledge_base
from tests.interchange.random_maps import base, links, maps, statements

CLAIMS = Path(__file__).parents[2] / "claims"


def written(kb) -> str:
    return argdown.write(kb).files[""].decode()


def again(kb):
    """A knowledge base written and read back."""
    found = argdown.read(argdown.write(kb).files[""], file="map.argdown", topic="elsewhere")
    return knowledge_base(found, Path("map.argdown"))


def test_a_map_in_argdown():
    kb = base(
        {
            "rises-slowly": {
                "claim": "Slow bread rises for a day.",
                "prior": {"value": 0.9, "because": "By definition."},
                "supports": ["digests-easily", {"to": "keeps", "because": "Acid keeps it.", "with": ["is-sour"]}],
            },
            "digests-easily": {"claim": "It digests easily."},
            "keeps": {"claim": "It keeps."},
            "is-sour": {"claim": "It is sour."},
            "blind-test": {
                "evidence": "Nobody could tell.",
                "type": "result",
                "attacks": [{"to": "digests-easily", "strength": "strong", "with": ["not keeps"]}],
                "undercuts": ["rises-slowly > keeps"],
            },
        }
    )  # fmt: skip
    assert (
        written(kb)
        == """\
===
title: "drafts"
generator: argmap
===

# bread {topic: "bread"}

[rises-slowly]: Slow bread rises for a day. {prior: {value: 0.9, because: "By definition."}}
  +> [digests-easily]

<rises-slowly supports keeps>: Acid keeps it.

(1) [rises-slowly]
(2) [is-sour]
----
(3) [keeps]

[digests-easily]: It digests easily.

[keeps]: It keeps.

[is-sour]: It is sour.

[blind-test]: Nobody could tell. {kind: "evidence", type: "result"}

<blind-test attacks digests-easily> {from: "blind-test", with: ["not keeps"], strength: "strong"}
  + [blind-test]
  - [keeps]
  -> [digests-easily]

<rises-slowly supports keeps>
  <_ [blind-test]
"""
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("see https://x.org/a_b here", r"see https:\//x.org/a\_b here"),
        ("see [it](https://x.org/a_b) here", "see [it](https://x.org/a_b) here"),
        ("x<y and a>b [1] {z}", r"x\<y and a\>b \[1\] \{z\}"),
        ("a #tag and @you", r"a \#tag and \@you"),
        ("a :smile: or .v. so", r"a \:smile: or \.v. so"),
        ("one \\ back", r"one \\ back"),
        ("as [[keeps]] and [[gone]] say", r"as @[keeps] and \[\[gone\]\] say"),
        ("a === b == c = d", r"a \=\=\= b \=\= c = d"),
        ("two\nlines", "two lines"),
    ],
)
def test_what_has_a_meaning_in_argdown_is_escaped(text, line):
    assert escaped(text, {"keeps"}) == line


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(maps())
def test_what_is_written_reads_back_as_the_same_map(kb):
    made = argdown.write(kb)
    assume(not made.losses)
    copy = again(kb)
    assert statements(copy) == statements(kb)
    assert links(copy) == links(kb)
    assert copy.losses == ()


def test_the_shipped_map_reads_back_but_for_what_was_told():
    kb = argmap.load(CLAIMS)
    made = argdown.write(kb)
    copy = again(kb)
    assert copy.ok
    assert copy.losses == ()
    assert links(copy) == links(kb)
    told = {loss.where for loss in made.losses if loss.what == "links to other records"}
    ours, theirs = statements(kb), statements(copy)
    assert ours.keys() == theirs.keys()
    assert {id for id in ours if ours[id] != theirs[id]} <= told
    topics = {id: (topic.headline, topic.order, topic.summary) for id, topic in kb.topics.items()}
    assert topics == {
        id: (topic.headline, topic.order, topic.summary) for id, topic in copy.topics.items()
    }


def test_what_argdown_cannot_hold_is_told():
    kb = argmap.load(CLAIMS)
    told = {loss.what for loss in argdown.write(kb).losses}
    assert {
        "quotes",
        "people",
        "sources",
        "cruxes",
        "experiments",
        "acceptances",
        "citations",
    } <= told
    assert not {"supports", "strengths", "priors", "undercuts", "linked premises", "notes"} & told


def test_a_retraction_is_kept_without_a_successor_that_is_not_there():
    retracted = {"date": "2026-01-31", "because": "Wrong.", "superseded_by": "b"}
    both = {"a": {"claim": "A.", "retracted": retracted}, "b": {"claim": "B."}}
    assert again(base(both))["a"].retracted.superseded_by == "b"
    crux = both | {"b": {"crux": "B?", "turns_on": "a"}}
    assert again(base(crux))["a"].retracted.superseded_by is None
    assert "retractions" in {loss.what for loss in argdown.write(base(crux)).losses}


def test_paragraphs_of_an_inference_are_told():
    kb = base(
        {
            "a": {"claim": "A.", "supports": [{"to": "b", "because": "One.\n\nTwo."}]},
            "b": {"claim": "B."},
        }
    )
    assert [(loss.what, loss.where) for loss in argdown.write(kb).losses] == [
        ("paragraphs and lists", "a > b")
    ]
