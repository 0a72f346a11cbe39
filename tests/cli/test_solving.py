"""`why`, `cruxes`, `disagree`, `experiments` and `whatif`, as a person calls them."""

from __future__ import annotations

import json

import pytest

import argmap
from tests.cli.run import run
from tests.knowledge_bases import bread

HELD = "positions: [{person: ann, stance: accepts}, {person: bob, stance: rejects}]\n"
FILES = {
    "bread/yeast.yaml": f"claim: Yeast likes warmth.\n{HELD}supports: [{{to: rise, strength: strong}}]\n",
    "bread/salt.yaml": "claim: Salt slows yeast.\nattacks: [{to: rise, strength: weak}]\n",
    "bread/rise.yaml": "claim: Warm dough rises faster.\ndepends_on: [flour]\n",
    "bread/flour.yaml": "claim: The flour is good.\nprior: {value: 0.9, because: It is new.}\n",
    "bread/q.yaml": "crux: Does yeast like warmth?\nturns_on: yeast\ndecides: [rise]\n",
    "bread/test.yaml": (
        "experiment: Does yeast in warm water foam sooner?\nstatus: planned\neffort_days: 2\n"
        "tests: [{claim: yeast, if_true: 0.8, if_false: 0.2, because: Foam is gas.}]\n"
    ),
}


@pytest.fixture
def kb(tmp_path):
    return bread(tmp_path, FILES)


def told(kb, *words):
    result = run(*words, "-C", str(kb.root))
    assert result.exit_code == 0, result.output
    return result.output


def data(kb, *words):
    return json.loads(told(kb, *words, "--format", "json"))


def test_why_lists_reasons_and_premises(kb):
    text = told(kb, "why", "rise")
    assert text.startswith("Warm dough rises faster.\nrise stands at 0.6")
    assert "Yeast likes warmth." in text
    assert "depends on: The flour is good." in text
    assert "along all paths" in text


def test_why_gives_the_numbers_as_json(kb):
    answer = data(kb, "why", "rise")
    assert answer["credence"] == argmap.solve(kb)["rise"]
    assert [step["source"] for step in answer["steps"]] == ["yeast", "salt"]


def test_cruxes_of_a_conclusion(kb):
    text = told(kb, "cruxes", "rise", "-n", "1")
    assert "if yes  if no" in text
    assert "yeast" in text
    assert "other side of ½" in text
    assert data(kb, "cruxes", "rise")["cruxes"][0]["id"] == "yeast"


def test_declared_cruxes_are_held_against_the_numbers(kb):
    assert "Does yeast like warmth?  (confirmed)" in told(kb, "cruxes")
    (crux,) = data(kb, "cruxes")
    assert set(crux["answers"][0]["by_answer"]) == {"yes", "no"}


def test_where_two_people_part(kb):
    text = told(kb, "disagree", "ann", "bob", "rise")
    assert "as Ann Baker sees it, inferred from 1 stance" in text
    found = data(kb, "disagree", "ann", "bob", "rise")
    assert found["cruxes"][0]["id"] == "yeast"
    assert found["gap"] == pytest.approx(found["second_credence"] - found["first_credence"])


def test_experiments_are_ranked_with_the_moves_they_would_make(kb):
    text = told(kb, "experiments", "--target", "rise")
    assert "Expected information about Warm dough rises faster." in text
    assert "yes (50%): yeast 0.50 → 0.67" in text
    assert data(kb, "experiments")[0]["id"] == "test"


def test_what_if_a_record_were_settled(kb):
    assert "rise  crosses ½" in told(kb, "whatif", "yeast=false", "salt=true")
    moved = data(kb, "whatif", "yeast > rise=1")["moved"]
    assert [one["id"] for one in moved] == ["rise"]
    assert told(kb, "whatif", "rise=true").strip() == "nothing else moves"


def test_what_if_one_saw_the_map_as_somebody_else(kb):
    assert "0.50 → 0.95  yeast" in told(kb, "whatif", "--view", "ann")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("why", "ris"), "did you mean 'rise'"),
        (("why", "ann"), "'ann' is a person"),
        (("why", "rise", "--view", "an"), "did you mean 'ann'"),
        (("cruxes", "rise", "--set", "yeast"), "is not ID=VALUE"),
        (("cruxes", "rise", "--set", "yeast=often"), "is not ID=VALUE"),
        (("whatif", "yeast=2"), "between 0 and 1"),
        (("whatif",), "say what if"),
        (("whatif", "yeast=1", "--semantics", "quadratic"), "did you mean 'quadratic-energy'"),
        (("disagree", "ann", "yeast", "rise"), "'yeast' is no person"),
        (("experiments", "--target", "test"), "no result yet"),
    ],
)
def test_wrong_use_says_what_was_meant(kb, words, message):
    result = run(*words, "-C", str(kb.root))
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_check_runs_the_rules_on_numbers_when_asked(kb):
    text = "crux: Is it hot?\nturns_on: salt\ndecides: [flour]\n"
    (kb.root / "bread" / "hot.yaml").write_text(text, "utf-8")
    assert "moves-nothing" not in run("check", str(kb.root)).output
    assert "moves-nothing" in run("check", "--numbers", str(kb.root)).output


def test_an_asserted_credence_is_always_checked(kb):
    path = kb.root / "bread" / "salt.yaml"
    path.write_text(path.read_text("utf-8") + "expect: {above: 0.6}\n", "utf-8")
    result = run("check", str(kb.root))
    assert result.exit_code == 1
    assert "the credence is 0.50, and is expected above 0.6" in result.output
