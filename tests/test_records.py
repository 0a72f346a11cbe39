"""Records: what the schema makes of YAML."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.model import KINDS, Claim, Experiment
from argmap.schema import read_record
from argmap.yamlio import parse


def read(text):
    return read_record(parse(text, "t/x.yaml"), id="x", topic="t")


def test_a_record_has_its_id_and_topic_from_its_place():
    record, problems = read("claim: Dough rises.\n")
    assert isinstance(record, Claim)
    assert (record.id, record.topic, record.headline) == ("x", "t", "Dough rises.")
    assert problems == []


def test_a_bare_id_is_the_short_form_of_a_link():
    short, _ = read("claim: A.\nsupports: [b]\n")
    long, _ = read("claim: A.\nsupports:\n  - to: b\n    strength: moderate\n")
    assert short == long


def test_a_bare_number_is_the_short_form_of_a_prior():
    record, _ = read("claim: A.\nprior: 0.4\n")
    assert record.prior.value == 0.4


@pytest.mark.parametrize(("strength", "factor"), [("weak", 2), ("decisive", 30), ("7.5", 7.5)])
def test_strength_is_a_word_or_the_factor_itself(strength, factor):
    record, _ = read(f"claim: A.\nsupports:\n  - {{to: b, strength: {strength}}}\n")
    assert record.supports[0].factor == factor


def test_predictions_of_yes_imply_those_of_no():
    record, _ = read(
        "experiment: Q?\nstatus: stub\ntests:\n  - {claim: a, if_true: 0.75, if_false: 0.25}\n"
    )
    assert isinstance(record, Experiment)
    assert record.tests[0].predictions == {"yes": (0.75, 0.25), "no": (0.25, 0.75)}


def test_all_problems_of_a_record_are_told_at_once():
    _, problems = read("claim: A.\nprior: 40\nsuports: [b]\nattacks: b\nnote: [[c]]\n")
    assert [found.code for found in problems] == [
        "out-of-range",
        "unknown-field",
        "wrong-type",
        "link-read-as-list",
    ]


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("claim: A.\nsuports: [b]\n", "did you mean 'supports'?"),
        ("claim: A.\nprior: 40\n", "perhaps 0.4"),
        ("claim: A.\nprior: 40%\n", "write 0.4"),
        ('claim: A.\nprior: "0,4"\n', "write 0.4"),
        (
            "claim: A.\npositions:\n  - {person: '[[ann]]', stance: accepts}\n",
            "without brackets: ann",
        ),
        ("claim: A.\nsupports: [Slow Bread]\n", "perhaps slow-bread"),
        ("claim: A.\nsupports: ['https://example.org/kb/slow-bread/']\n", "address: slow-bread"),
        (f"claim: A.\nsupports: [{'Slow bread is better ' * 5}]\n", "address of the record's page"),
        ("claim: A.\nundercuts: ['a>b']\n", "perhaps a > b"),
        ("claim: A.\nsupports:\n  -slow-bread\n", "a hyphen and a blank"),
        ("claim: A.\nreliability: 0.4\n", "only evidence has a reliability"),
        ("note: A.\nclaim: B.\n", "move `claim:` to the top"),
        ("cliam: A.\n", "did you mean 'claim'?"),
        ("claim: A.\nheadline: B.\n", "stands after `claim:`"),
    ],
)
def test_the_fix_says_what_was_probably_meant(text, fix):
    _, problems = read(text)
    assert fix in problems[0].fix


def test_an_optional_field_that_is_wrong_does_not_lose_the_record():
    record, problems = read("claim: A.\nprior: high\n")
    assert record.headline == "A."
    assert record.prior is None
    assert problems


VALUES = st.recursive(
    st.one_of(st.text(max_size=5), st.integers(), st.floats(allow_nan=False), st.booleans()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(
    [
        "supports",
        "attacks",
        "undercuts",
        "positions",
        "prior",
        "tests",
        "result",
        "archive",
        "cites",
        "type",
        "status",
        "speakers",
        "authors",
        "retracted",
        "expect",
        "between",
        "quotes",
        "summary",
    ]
)


@settings(max_examples=300)
@given(st.sampled_from(list(KINDS)), VALUES, st.dictionaries(KEYS, VALUES, max_size=5))
def test_no_data_raises(kind, headline, fields):
    document = parse("", "f")
    document.data = {kind: headline, **fields}
    record, problems = read_record(document, id="x", topic="t")
    assert record is not None or problems


@pytest.mark.parametrize(
    ("written", "meant"),
    [("agrees", "accepts"), ("Disagrees", "rejects"), ("doubts", "leans-reject"), ("neutral", "undecided"), ("accept", "accepts")],
)  # fmt: skip
def test_a_stance_in_other_words_is_understood_by_what_it_means(written, meant):
    _, problems = read(f"claim: A.\npositions: [{{person: ann, stance: {written}}}]\n")
    assert problems[0].fix.startswith(f"did you mean {meant!r}")
