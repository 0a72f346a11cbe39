"""The map as one person sees it, and where two part."""

from __future__ import annotations

import pytest

import argmap
from argmap.reasoning.forward import run
from argmap.reasoning.views import STANCES, view
from tests.knowledge_bases import claims
from tests.reasoning.maps import credences, random_network


def held(**stances):
    lines = [f"  - {{person: {person}, stance: {stance}}}" for person, stance in stances.items()]
    return "\n".join(["positions:", *lines])


@pytest.mark.parametrize("cyclic", [False, True])
@pytest.mark.parametrize("seed", range(15))
def test_each_claim_shows_the_stance_its_holder_takes(seed, cyclic):
    net = random_network(seed, 10, cyclic=cyclic)
    gated = {net.nodes[i] for i in net.gate_node}
    stances = {
        f"n{i}": value
        for i, value in zip((1, 4, 7, 9), (0.95, 0.25, 0.05, 0.75), strict=True)
        if f"n{i}" not in gated
    }
    seen = run(view(net, stances))
    if not seen.settled.all():
        pytest.skip("this map does not settle")
    found = credences(seen)
    assert {id: found[id] for id in stances} == pytest.approx(stances, abs=1e-8)


def test_without_a_stance_the_map_speaks(tmp_path):
    kb = claims(tmp_path, a=held(ann="accepts") + "\nsupports: [b]", b="", c="prior: 0.2")
    m = argmap.solve(kb, view="ann")
    assert m["a"] == pytest.approx(0.95)
    assert m["b"] == pytest.approx(4**0.95 / (1 + 4**0.95))
    assert m["c"] == pytest.approx(0.2)


def test_a_stance_that_the_premises_do_not_allow_is_read_as_given_these_premises(tmp_path):
    kb = claims(tmp_path, a=held(ann="accepts") + "\ndepends_on: [b]", b=held(ann="rejects"))
    m = argmap.solve(kb, view="ann")
    assert m["b"] == pytest.approx(0.05)
    assert m["a"] == pytest.approx(0.95 * (0.01 + 0.99 * 0.05))


def test_what_others_ascribe_to_a_person_is_not_their_stance(tmp_path):
    ascribed = "positions: [{person: ann, stance: accepts, reported_by: bob}]"
    assert argmap.solve(claims(tmp_path, a=ascribed), view="ann")["a"] == pytest.approx(0.5)


def test_the_latest_stance_counts(tmp_path):
    kb = claims(
        tmp_path,
        a="positions:\n  - {person: ann, stance: rejects, as_of: 2023-04}\n"
        "  - {person: ann, stance: accepts, as_of: 2022}\n",
    )
    assert argmap.solve(kb, view="ann")["a"] == pytest.approx(STANCES["rejects"])


# --- Where two people part ----------------------------------------------------------------------

QUARREL = {
    "yeast": held(ann="accepts", bob="rejects") + "\nsupports: [{to: good, strength: strong}]",
    "salt": held(ann="leans-accept", bob="leans-reject") + "\nsupports: [{to: good, strength: weak}]",
    "shared": "prior: 0.8\nsupports: [good]",
    "good": "",
}  # fmt: skip


def test_the_double_crux_is_what_would_close_the_gap(tmp_path):
    found = argmap.solve(claims(tmp_path, **QUARREL)).disagreement("ann", "bob", "good")
    assert [crux.id for crux in found.cruxes] == ["yeast", "salt"]
    best = found.cruxes[0]
    assert (best.first, best.second) == pytest.approx((0.95, 0.05))
    assert 0.5 < best.score < 1
    assert best.score == min(best.closes_for_first, best.closes_for_second)


def test_the_gap_is_the_difference_between_the_views(tmp_path):
    kb = claims(tmp_path, **QUARREL)
    found = argmap.solve(kb).disagreement("ann", "bob", "good")
    assert found.first_credence == pytest.approx(argmap.solve(kb, view="ann")["good"])
    assert found.second_credence == pytest.approx(argmap.solve(kb, view="bob")["good"])
    assert sum(part.amount for part in found.parts) + found.remainder == pytest.approx(found.gap)


def test_swapping_one_claim_still_acts_through_what_rests_on_it(tmp_path):
    """Ann's stance on the middle claim fixes its base, not its credence when what it rests on changes."""
    kb = claims(
        tmp_path,
        root=held(ann="accepts", bob="rejects") + "\nsupports: [{to: middle, strength: decisive}]",
        middle=held(ann="accepts", bob="leans-reject")
        + "\nsupports: [{to: top, strength: strong}]",
        top="",
    )
    found = argmap.solve(kb).disagreement("ann", "bob", "top")
    root = next(crux for crux in found.cruxes if crux.id == "root")
    assert root.closes_for_first > 0.2


def test_where_the_views_agree_there_is_no_crux(tmp_path):
    kb = claims(tmp_path, a=held(ann="accepts", bob="accepts") + "\nsupports: [b]", b="")
    found = argmap.solve(kb).disagreement("ann", "bob", "b")
    assert found.cruxes == ()
    assert found.parts == ()
    assert found.gap == pytest.approx(0)


def test_each_side_closes_the_whole_gap_over_the_only_difference(tmp_path):
    kb = claims(tmp_path, a=held(ann="accepts", bob="rejects") + "\nsupports: [b]", b="")
    (crux,) = argmap.solve(kb).disagreement("ann", "bob", "b").cruxes
    assert crux.score == pytest.approx(1)
