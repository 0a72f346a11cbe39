"""What each part of a record does to the credences."""

from __future__ import annotations

import math

import pytest

import argmap
from argmap.reasoning.forward import MAX_SWEEPS, run
from tests.knowledge_bases import bread, claims
from tests.reasoning.maps import network, reason, solved, undercut


def odds(p):
    return p / (1 - p)


def test_a_claim_without_reasons_stands_at_its_prior(tmp_path):
    m = argmap.solve(claims(tmp_path, a="", b="prior: {value: 0.3}"))
    assert (m["a"], m["b"]) == pytest.approx((0.5, 0.3))


def test_a_reason_multiplies_the_odds_by_its_strength_as_far_as_it_holds(tmp_path):
    kb = claims(tmp_path, a="prior: {value: 0.8}\nsupports: [{to: b, strength: strong}]", b="")
    m = argmap.solve(kb)
    assert odds(m["b"]) == pytest.approx(10**0.8)
    assert m.activation("a > b") == pytest.approx(0.8)


def test_an_objection_divides_them(tmp_path):
    m = argmap.solve(claims(tmp_path, a="prior: {value: 0.8}\nattacks: [b]", b=""))
    assert odds(m["b"]) == pytest.approx(4**-0.8)


def test_joint_premises_count_as_far_as_all_of_them_hold(tmp_path):
    kb = claims(
        tmp_path,
        a="prior: {value: 0.8}\nsupports: [{to: c, with: [b, not d]}]",
        b="prior: {value: 0.5}",
        c="",
        d="prior: {value: 0.1}",
    )
    assert argmap.solve(kb).activation("a > c") == pytest.approx(0.8 * 0.5 * 0.9)


def test_an_undercut_takes_away_up_to_nine_tenths_and_can_be_undercut():
    bases = {"a": 1.0, "b": 0.5, "u": 0.7, "v": 0.6}
    first = undercut("u", "a > b")
    one = run(network(bases, [reason("a", "b"), first]))
    a = 0.999  # no base is beyond doubt
    assert one.x[one.network.index["a > b"]] == pytest.approx(a * (1 - 0.9 * 0.7))
    both = run(network(bases, [reason("a", "b"), first, undercut("v", "u > (a > b)")]))
    assert both.x[both.network.index["a > b"]] == pytest.approx(
        a * (1 - 0.9 * 0.7 * (1 - 0.9 * 0.6))
    )


def test_a_premise_a_claim_depends_on_is_the_last_factor(tmp_path):
    kb = claims(tmp_path, a="prior: {value: 0.6}\ndepends_on: [b]", b="prior: {value: 0.5}")
    assert argmap.solve(kb)["a"] == pytest.approx(0.6 * (0.01 + 0.99 * 0.5))


def test_reasons_of_one_basis_count_half_in_sum_and_half_as_the_greatest():
    bases = {"a": 0.9, "b": 0.5, "c": 0.5}
    links = [reason("a", "c", 10, basis="x"), reason("b", "c", 4, basis="x")]
    big, small = 0.9 * math.log(10), 0.5 * math.log(4)
    assert math.log(odds(solved(bases, links)["c"])) == pytest.approx(
        0.5 * (big + small) + 0.5 * big
    )


def test_a_basis_is_shared_for_one_conclusion_and_one_sign_only():
    bases = {"a": 0.9, "b": 0.5, "c": 0.5}
    links = [reason("a", "c", 10, basis="x"), reason("b", "c", -4, basis="x")]
    apart = [reason("a", "c", 10), reason("b", "c", -4)]
    assert solved(bases, links) == pytest.approx(solved(bases, apart))


def test_evidence_stands_at_its_reliability_or_that_of_its_type(tmp_path):
    kb = bread(
        tmp_path,
        {
            "bread/e.yaml": "evidence: It rose.\ntype: anecdote\nsupports: [a]\n",
            "bread/f.yaml": "evidence: It sank.\ntype: anecdote\nreliability: 0.2\nattacks: [a]\n",
            "bread/a.yaml": "claim: Dough rises.\n",
        },
    )
    m = argmap.solve(kb)
    assert (m["e"], m["f"]) == pytest.approx((0.5, 0.2))


EXPERIMENT = (
    "experiment: Does warm dough rise?\nstatus: done\ntests:\n"
    "  - {claim: a, if_true: 0.8, if_false: 0.2}\n"
    "result: {outcome: '%s', date: 2026-01-31, reliability: 0.5, summary: It was tried.}\n"
)


@pytest.mark.parametrize(("outcome", "factor"), [("yes", 4**0.5), ("no", 4**-0.5), ("inconclusive", 1)])  # fmt: skip
def test_the_result_of_an_experiment_moves_the_claim_it_tested(tmp_path, outcome, factor):
    files = {"bread/t.yaml": EXPERIMENT % outcome, "bread/a.yaml": "claim: Dough rises.\n"}
    m = argmap.solve(bread(tmp_path, files))
    assert odds(m["a"]) == pytest.approx(factor)


def test_a_result_can_be_undercut(tmp_path):
    files = {
        "bread/t.yaml": EXPERIMENT % "yes",
        "bread/a.yaml": "claim: Dough rises.\n",
        "bread/u.yaml": "claim: The scale was broken.\nprior: 0.9\nundercuts: [t > a]\n",
    }
    m = argmap.solve(bread(tmp_path, files))
    assert odds(m["a"]) == pytest.approx(4 ** (0.5 * (1 - 0.9 * 0.9)))


def test_what_is_retracted_is_left_out_and_so_is_a_reason_that_rests_on_it(tmp_path):
    gone = "retracted: {date: 2026-01-31, because: It was a mistake.}"
    kb = claims(tmp_path, a="supports: [{to: b, with: [c]}]", b="", c=gone)
    m = argmap.solve(kb)
    assert m["b"] == pytest.approx(0.5)
    assert "c" not in m
    with pytest.raises(KeyError, match="retracted"):
        m["c"]


def test_positions_never_enter(tmp_path):
    held = "positions: [{person: ann, stance: accepts}, {person: bob, stance: accepts}]"
    assert argmap.solve(claims(tmp_path, a=held))["a"] == pytest.approx(0.5)


def test_a_cycle_settles_where_its_equations_hold():
    bases = {"a": 0.5, "b": 0.5}
    s = solved(bases, [reason("a", "b", 4), reason("b", "a", -10)])
    assert s["b"] == pytest.approx(1 / (1 + 4 ** -s["a"]), abs=1e-11)
    assert s["a"] == pytest.approx(1 / (1 + 10 ** s["b"]), abs=1e-11)


RING = "prior: {value: %s, because: It is plain.}\nattacks: [{to: %s, strength: 999}, {to: %s, strength: 999}]"


def restless(folder, **more):
    """Three pairs of claims; each pair attacks the next, so that no stable answer exists."""
    ring = {
        "a1": RING % (0.999, "b1", "b2"),
        "a2": RING % (0.999, "b1", "b2"),
        "b1": RING % (0.99, "c1", "c2"),
        "b2": RING % (0.99, "c1", "c2"),
        "c1": RING % (0.999, "a1", "a2"),
        "c2": RING % (0.999, "a1", "a2") + "\nsupports: [after]",
    }
    return claims(folder, **ring, **more)


def test_a_cycle_that_does_not_settle_is_told_with_its_range(tmp_path):
    m = argmap.solve(restless(tmp_path, after="", beside=""))
    assert m.run.sweeps == MAX_SWEEPS
    low, high = m.unresolved["a1"]
    assert 0 < low < m["a1"] < high < 1
    assert high - low > 0.1
    assert "unresolved" in repr(m)


def test_what_rests_on_an_unsettled_cycle_is_unresolved_too(tmp_path):
    m = argmap.solve(restless(tmp_path, after="", beside=""))
    low, high = m.unresolved["after"]
    assert low < m["after"] < high
    assert "beside" not in m.unresolved


def test_an_unresolved_credence_is_shown_by_every_consumer(tmp_path):
    kb = restless(tmp_path, after="")
    low, high = argmap.solve(kb).unresolved["after"]
    assert argmap.solve(kb).why("after").range == (low, high)
    row = kb.sql("select credence_low, credence_high from claims where id = 'after'")[0]
    assert tuple(row) == pytest.approx((low, high))
    assert "does-not-settle" in [d.code for d in argmap.load(tmp_path, numbers=True).diagnostics]


# --- The front ----------------------------------------------------------------------------------


def test_what_if_sets_a_record_or_the_strength_of_a_link(tmp_path):
    kb = claims(tmp_path, a="supports: [b]", b="")
    assert odds(argmap.solve(kb, set={"a": 1})["b"]) == pytest.approx(4)
    assert odds(argmap.solve(kb, set={"a > b": 100})["b"]) == pytest.approx(10)
    assert argmap.solve(kb, set={"a > b": 1})["b"] == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"set": {"c": 0.5}}, "no record 'c'"),
        ({"set": {"a": 1.5}}, "between 0 and 1"),
        ({"set": {"a > b": 0.5}}, "between 1 and 1000"),
        ({"set": {"b > a": 2}}, "no link 'b > a'"),
        ({"view": "an"}, "did you mean 'ann'"),
        ({"view": "a"}, "no person"),
        ({"semantics": "df-quod"}, "did you mean 'df-quad'"),
        ({"semantics": "df-quad", "view": "ann"}, "second opinions"),
    ],
)
def test_wrong_calls_say_what_was_meant(tmp_path, wrong, told):
    kb = claims(tmp_path, a="supports: [b]", b="")
    with pytest.raises((KeyError, ValueError), match=told):
        argmap.solve(kb, **wrong)


def test_a_solution_is_a_mapping_that_follows_aliases(tmp_path):
    m = argmap.solve(claims(tmp_path, a="aliases: [old-a]\nsupports: [b]", b=""))
    assert set(m) == {"a", "b"}
    assert m["old-a"] == m["a"]
    assert m.get("ann") is None
    with pytest.raises(KeyError, match="'ann' is a person"):
        m["ann"]


def test_second_opinions_run_on_the_same_links(tmp_path):
    kb = claims(tmp_path, a="prior: 0.8\nsupports: [b]", b="")
    # The intensity of a link is its activation times 1 − 1/strength.
    v = 0.8 * (1 - 1 / 4)
    assert argmap.solve(kb, semantics="df-quad")["b"] == pytest.approx(0.5 + 0.5 * v)
    energy = v**2 / (1 + v**2)
    assert argmap.solve(kb, semantics="quadratic-energy")["b"] == pytest.approx(0.5 + 0.5 * energy)


def test_records_that_are_wrong_do_not_keep_the_rest_from_being_solved(tmp_path):
    kb = claims(tmp_path, a="supports: [nobody, b]", b="prior: {value: 7}", c="")
    assert not kb.ok
    assert argmap.solve(kb)["c"] == pytest.approx(0.5)


def test_an_empty_knowledge_base_has_no_credences(tmp_path):
    assert len(argmap.solve(bread(tmp_path))) == 0
