"""What holds for every map without cycles; `docs/method.md` has the proofs."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap.reasoning.backward import gradient
from argmap.reasoning.forward import Inputs, columns_of, run
from argmap.reasoning.network import NEED, Network, Parts
from argmap.reasoning.semantics import NAMED
from tests.reasoning.maps import credences, maps, random_parts, reason, undercut

ROUNDING = 1e-12
STRENGTH = st.sampled_from((1.5, 2, 4, 10, 30, 500))
BASE = st.floats(0.001, 0.999)


def solve(parts: Parts) -> dict[str, float]:
    return credences(run(Network.assemble([parts])))


def with_new(parts: Parts, base: float, *links, id: str = "new") -> Parts:
    """The map with one more claim and links from it."""
    return Parts({**parts.bases, id: base}, [*parts.links, *links], parts.needs)


@given(maps(), BASE, STRENGTH, st.sampled_from(["", "x"]))
def test_a_further_support_never_lowers_its_conclusion(parts, base, strength, basis):
    more = with_new(parts, base, reason("new", "n1", strength, basis=basis))
    assert solve(more)["n1"] >= solve(parts)["n1"] - ROUNDING


@given(maps(), BASE, STRENGTH, st.sampled_from(["", "x"]))
def test_a_further_attack_never_raises_its_conclusion(parts, base, strength, basis):
    more = with_new(parts, base, reason("new", "n1", -strength, basis=basis))
    assert solve(more)["n1"] <= solve(parts)["n1"] + ROUNDING


@given(BASE, st.floats(1.01, 3), st.floats(3, 30))
def test_a_weak_reason_of_a_shared_basis_never_works_backwards(base, weak, strong):
    bases = {"a": 0.9, "b": base, "c": 0.5}
    alone = Parts(bases, [reason("a", "c", strong, basis="x")], [])
    both = Parts(bases, [*alone.links, reason("b", "c", weak, basis="x")], [])
    apart = Parts(bases, [reason("a", "c", strong), reason("b", "c", weak)], [])
    assert solve(alone)["c"] <= solve(both)["c"] + ROUNDING
    assert solve(both)["c"] <= solve(apart)["c"] + ROUNDING


@given(maps(needs=False))
def test_exchanging_support_and_attack_mirrors_a_claim(parts):
    mirrored = Parts(
        {id: 1 - base if id == "n1" else base for id, base in parts.bases.items()},
        [(one, -weight if one.target == "n1" else weight) for one, weight in parts.links],
        [],
    )
    assert solve(mirrored)["n1"] == pytest.approx(1 - solve(parts)["n1"], abs=ROUNDING)


@given(maps(), BASE)
def test_a_link_without_weight_changes_nothing(parts, base):
    more = with_new(parts, base, reason("new", "n1", 1.0))
    after = solve(more)
    assert {id: after[id] for id in parts.bases} == pytest.approx(solve(parts), abs=ROUNDING)


@given(maps(), maps())
def test_unconnected_parts_do_not_interact(one, other):
    def renamed(id):
        return id.replace("n", "m")

    links = [
        (
            type(link)(
                renamed(link.source),
                "(".join(renamed(part) for part in link.target.split("(")),
                link.relation,
                (),
                link.factor,
                premises=tuple((renamed(p), negated) for p, negated in link.premises),
                basis=link.basis,
            ),
            weight,
        )
        for link, weight in other.links
    ]
    needs = [(renamed(a), renamed(b)) for a, b in other.needs]
    both = Parts(
        one.bases | {renamed(id): base for id, base in other.bases.items()},
        one.links + links,
        one.needs + needs,
    )
    apart = solve(one) | {renamed(id): value for id, value in solve(other).items()}
    assert solve(both) == pytest.approx(apart, abs=ROUNDING)


@given(maps(), st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(parts, rng):
    bases, links = list(parts.bases.items()), list(parts.links)
    rng.shuffle(bases)
    rng.shuffle(links)
    shuffled = Parts(dict(bases), links, parts.needs[::-1])
    assert solve(shuffled) == pytest.approx(solve(parts), abs=ROUNDING)


@given(maps(), BASE, BASE, st.sampled_from((1.5, 4, 30, -1.5, -4, -30)))
def test_an_undercutter_moves_a_conclusion_back_toward_where_it_stood(parts, base, doubt, strength):
    without = solve(parts)["n1"]
    reasoned = with_new(parts, base, reason("new", "n1", strength))
    doubted = with_new(reasoned, doubt, undercut("doubt", "new > n1"), id="doubt")
    low, high = sorted((without, solve(reasoned)["n1"]))
    assert low - ROUNDING <= solve(doubted)["n1"] <= high + ROUNDING


@given(maps())
def test_a_claim_never_exceeds_what_its_premises_leave_of_it(parts):
    s = solve(parts)
    for dependant, premise in parts.needs:
        assert s[dependant] <= 1 - NEED * (1 - s[premise]) + ROUNDING


@given(maps(), st.sampled_from(sorted(NAMED)))
def test_strengths_lie_within_0_and_1(parts, name):
    x = run(Network.assemble([parts]), semantics=NAMED[name]).x
    assert ((x >= 0) & (x <= 1)).all()
    if name == "glo":
        nodes = x[: len(parts.bases)]
        assert ((nodes > 0) & (nodes < 1)).all()


@pytest.mark.parametrize("cyclic", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_many_cases_at_once_are_each_as_if_alone(seed, cyclic):
    net = Network.assemble([random_parts(seed, 12, cyclic=cyclic)])
    rng = random.Random(seed)
    pins = columns_of(None, len(net), 5)
    for column in range(5):
        pins[rng.randrange(12), column] = rng.random()
    together = run(net, pins=pins)
    for column in range(5):
        alone = run(net, pins=pins[:, column])
        if alone.settled.all():
            assert together.x[:, column] == pytest.approx(alone.x, abs=1e-10)


@pytest.mark.parametrize("cyclic", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_derivatives_agree_with_differences(seed, cyclic):
    net = Network.assemble([random_parts(seed, 10, cyclic=cyclic)])
    result = run(net)
    if not result.settled.all():
        pytest.skip("this map does not settle")
    seeds = np.zeros(net.size)
    seeds[len(net) - 1] = 1.0
    slopes = gradient(result, seeds)
    h = 1e-5
    for name in ("logit", "weight", "gain", "gate_share"):
        own = getattr(net, name)
        ends = []
        for sign in (1, -1):
            shifted = {
                field: getattr(net, field) for field in ("logit", "weight", "gain", "gate_share")
            }
            shifted[name] = own[:, None] + sign * h * np.eye(len(own))
            if len(own):
                ends.append(run(net, inputs=Inputs(**shifted)).x[len(net) - 1])
        if ends:
            difference = (ends[0] - ends[1]) / (2 * h)
            # Where a shared basis changes its greatest reason there is no derivative; differences straddle it.
            assert np.median(np.abs(getattr(slopes, name) - difference)) < 1e-8
            assert np.abs(getattr(slopes, name) - difference).max() < 1e-4


@settings(max_examples=50)
@given(maps(cyclic=True))
def test_cyclic_maps_come_out_within_0_and_1_whether_or_not_they_settle(parts):
    x = run(Network.assemble([parts])).x
    assert ((x >= 0) & (x <= 1)).all()
