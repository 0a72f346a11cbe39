"""Which experiment is worth running."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import argmap
from argmap.reasoning.experiments import expected, shrunk
from tests.knowledge_bases import bread

P = st.floats(0, 1)


def kb_with(folder, experiments, **texts):
    files = {f"bread/{id}.yaml": f"claim: This is claim {id}.\n{t}" for id, t in texts.items()}
    for id, text in experiments.items():
        files[f"bread/{id}.yaml"] = f"experiment: Is {id} so?\n{text}"
    return bread(folder, files)


def an_experiment_on(claim, if_true=0.8, if_false=0.2, days=1):
    return (
        f"status: planned\neffort_days: {days}\n"
        f"tests: [{{claim: {claim}, if_true: {if_true}, if_false: {if_false}}}]\n"
    )


@given(P, P, P, P, P, st.floats(0, 1))
def test_what_is_expected_is_never_negative(s, yes_true, yes_false, if_true, if_false, reliability):
    outcomes = np.array([[yes_true, yes_false], [1 - yes_true, 1 - yes_false]])
    bits, fall = expected(
        s, shrunk(outcomes, s, reliability), np.array([if_true]), np.array([if_false])
    )
    assert bits[0] >= 0
    assert fall[0] >= 0
    assert bits[0] <= 1 + 1e-12


@given(P, P, P, st.floats(0, 1))
def test_an_unreliable_run_does_not_change_how_likely_an_outcome_is(s, yes, no, reliability):
    outcomes = np.array([[yes, no], [1 - yes, 1 - no]])
    prior = np.array([s, 1 - s])
    assert shrunk(outcomes, s, reliability) @ prior == pytest.approx(shrunk(outcomes, s, 1) @ prior)


def test_the_information_about_the_claim_itself_is_that_of_a_noisy_channel():
    """I(O; T) of a symmetric channel with error .1 at even odds is 1 − H(.1)."""
    channel = np.array([[0.9, 0.1], [0.1, 0.9]])
    bits, fall = expected(0.5, channel, np.array([1.0]), np.array([0.0]))
    entropy = -(0.1 * np.log2(0.1) + 0.9 * np.log2(0.9))
    assert bits[0] == pytest.approx(1 - entropy)
    assert fall[0] == pytest.approx(0.25 - 0.1 * 0.9)


def test_a_sharper_experiment_promises_more(tmp_path):
    experiments = {
        "sharp": an_experiment_on("a", 0.95, 0.05),
        "blunt": an_experiment_on("a", 0.6, 0.4),
    }
    kb = kb_with(tmp_path, experiments, a="supports: [b]", b="")
    assert [one.id for one in argmap.solve(kb).rank_experiments("b")] == ["sharp", "blunt"]


def test_effort_divides_what_is_promised(tmp_path):
    experiments = {"slow": an_experiment_on("a", days=10), "quick": an_experiment_on("a", days=1)}
    quick, slow = argmap.solve(kb_with(tmp_path, experiments, a="")).rank_experiments("a")
    assert (quick.id, slow.id) == ("quick", "slow")
    assert quick.bits_per_day == pytest.approx(10 * slow.bits_per_day)
    assert quick.bits == pytest.approx(slow.bits)


def test_an_experiment_of_unknown_effort_comes_last(tmp_path):
    unknown = an_experiment_on("a", 0.95, 0.05).replace("effort_days: 1\n", "")
    experiments = {"unknown": unknown, "known": an_experiment_on("a", 0.6, 0.4)}
    ranked = argmap.solve(kb_with(tmp_path, experiments, a="")).rank_experiments("a")
    assert [one.id for one in ranked] == ["known", "unknown"]
    assert ranked[1].bits_per_day is None


def test_an_experiment_on_what_does_not_bear_on_the_target_promises_nothing(tmp_path):
    kb = kb_with(tmp_path, {"t": an_experiment_on("a")}, a="", b="")
    assert argmap.solve(kb).rank_experiments("b")[0].bits == pytest.approx(0, abs=1e-12)


def test_without_a_target_what_people_part_on_counts(tmp_path):
    quarrel = "positions: [{person: ann, stance: accepts}, {person: bob, stance: leans-reject}]"
    experiments = {"t": an_experiment_on("a"), "u": an_experiment_on("b")}
    m = argmap.solve(kb_with(tmp_path, experiments, a="", b=quarrel))
    assert m.contested == ("b",)
    assert [one.id for one in m.rank_experiments()] == ["u", "t"]


def test_each_outcome_tells_the_move_it_would_make(tmp_path):
    waiting = kb_with(tmp_path / "before", {"t": an_experiment_on("a")}, a="supports: [b]", b="")
    (promise,) = argmap.solve(waiting).rank_experiments("b")
    for outcome in ("yes", "no"):
        result = f"result: {{outcome: '{outcome}', date: 2026-01-31}}\n"
        text = an_experiment_on("a").replace("planned", "done") + result
        ran = argmap.solve(kb_with(tmp_path / outcome, {"t": text}, a="supports: [b]", b=""))
        assert promise.moves[outcome] == pytest.approx({"a": ran["a"], "b": ran["b"]})


def test_the_first_claim_ranks(tmp_path):
    text = "status: planned\neffort_days: 1\ntests:\n"
    text += (
        "  - {claim: a, if_true: 0.6, if_false: 0.4}\n  - {claim: b, if_true: 0.9, if_false: 0.1}\n"
    )
    kb = kb_with(tmp_path, {"t": text}, a="", b="")
    (promise,) = argmap.solve(kb).rank_experiments("b")
    assert promise.bits == promise.tested[0].bits == pytest.approx(0, abs=1e-12)
    assert promise.tested[1].bits > 0.1


def test_claims_that_put_an_outcome_far_apart_are_told(tmp_path):
    text = "status: planned\ntests:\n"
    text += (
        "  - {claim: a, if_true: 0.9, if_false: 0.8}\n  - {claim: b, if_true: 0.4, if_false: 0.2}\n"
    )
    (promise,) = argmap.solve(kb_with(tmp_path, {"t": text}, a="", b="")).rank_experiments("a")
    assert promise.disagreement == pytest.approx(0.85 - 0.3)
    assert not promise.coherent


def test_what_has_been_run_or_given_up_is_not_ranked(tmp_path):
    done = an_experiment_on("a").replace("planned", "abandoned")
    assert argmap.solve(kb_with(tmp_path, {"t": done}, a="")).rank_experiments("a") == []


def test_an_experiment_may_have_more_than_two_outcomes(tmp_path):
    text = "status: planned\neffort_days: 1\ntests:\n  - claim: a\n"
    text += "    outcomes: {both: [0.7, 0.2], one: [0.2, 0.5], neither: [0.1, 0.3]}\n"
    (promise,) = argmap.solve(kb_with(tmp_path, {"t": text}, a="")).rank_experiments("a")
    assert sum(promise.tested[0].outcomes.values()) == pytest.approx(1)
    assert set(promise.moves) == {"both", "one", "neither"}
