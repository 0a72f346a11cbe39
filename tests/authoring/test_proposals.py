"""What is proposed to somebody who writes a record."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmap.authoring.proposals import near, source_id
from argmap.schema import SLUG
from tests.knowledge_bases import bread

RYE = {
    "bread/rye-keeps.yaml": "claim: Rye bread keeps for a week.\n",
    "bread/acid-keeps-bread.yaml": "claim: Acid slows moulds in dough.\nnote: Rye is sour.\n",
    "bread/wheat-rises.yaml": "claim: Wheat rises more.\n",
    "bread/do-moulds-mind-acid.yaml": (
        "experiment: Do moulds mind acid?\nstatus: stub\n"
        "tests: [{claim: acid-keeps-bread, if_true: 0.9, if_false: 0.2}]\n"
    ),
}


def ids(kb, text, *kinds):
    return [record.id for record in near(kb, text, kinds)]


def test_records_that_share_words_are_near_whatever_their_endings(tmp_path):
    kb = bread(tmp_path, RYE)
    assert ids(kb, "Why does rye keep?", "claim") == ["rye-keeps", "acid-keeps-bread"]
    assert ids(kb, "Mould", "claim", "experiment") == ["do-moulds-mind-acid", "acid-keeps-bread"]


@pytest.mark.parametrize("text", ["", "Is it so?", "是什么", '"', "wheat OR", "NEAR(", "\0", "*"])
def test_any_text_can_be_asked_about(tmp_path, text):
    assert set(ids(bread(tmp_path, RYE), text, "claim")) <= {"wheat-rises"}


def test_nothing_is_near_words_nobody_used(tmp_path):
    assert ids(bread(tmp_path, RYE), "Quantum chromodynamics", "claim") == []


@pytest.mark.parametrize(
    ("title", "authors", "date", "id"),
    [
        ("Efficient Estimation of Word Representations", ["Tomas Mikolov", "Kai Chen"], "2013-01",
         "mikolov-2013-efficient-estimation-word"),
        ("On bread", ["ann"], "2023", "ann-2023-bread"),
        ("On bread", [], "", "bread"),
    ],
)  # fmt: skip
def test_a_source_is_called_as_papers_are_cited(title, authors, date, id):
    assert source_id(title, authors, date) == id


@given(st.text(), st.lists(st.text(), max_size=2), st.text())
def test_a_source_always_gets_an_id(title, authors, date):
    assert SLUG.fullmatch(source_id(title, authors, date, {"record"}))
