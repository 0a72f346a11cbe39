"""The answer to *why 0.72?*, and to what changed it."""

from __future__ import annotations

from itertools import permutations
from typing import TYPE_CHECKING

import numpy as np
import pytest

import argmap
from argmap.reasoning.attribution import attribute
from argmap.reasoning.comparison import changed
from argmap.reasoning.forward import Inputs, run
from argmap.reasoning.why import from_nothing, why
from tests.knowledge_bases import bread, claims
from tests.reasoning.maps import random_network

if TYPE_CHECKING:
    from argmap.reasoning.network import Network

CHAIN = {
    "a": "prior: 0.9\nsupports: [{to: b, strength: strong}]",
    "b": "prior: 0.4\nsupports: [c]",
    "c": "prior: 0.3\ndepends_on: [d]",
    "d": "prior: 0.7",
    "e": "attacks: [c]",
}


def test_the_steps_multiply_to_the_credence(tmp_path):
    answer = argmap.solve(claims(tmp_path, **CHAIN)).why("c")
    odds = answer.base / (1 - answer.base)
    for step in answer.steps:
        odds *= step.multiplier
    assert odds / (1 + odds) == pytest.approx(answer.given_premises)
    credence = answer.given_premises
    for need in answer.needs:
        credence *= need.factor
    assert credence == pytest.approx(answer.credence)


def test_the_strongest_reason_comes_first(tmp_path):
    answer = argmap.solve(claims(tmp_path, **CHAIN)).why("c")
    assert [step.source for step in answer.steps] == ["b", "e"]
    assert answer.steps[0].multiplier > 1 > answer.steps[1].multiplier


@pytest.mark.parametrize("cyclic", [False, True])
@pytest.mark.parametrize("seed", range(30))
def test_the_parts_sum_to_the_whole(seed, cyclic):
    net = random_network(seed, 12, cyclic=cyclic)
    cone = net.cone(11)
    node = cone.index["n11"]
    answer = why(run(cone), cone, node)
    total = answer.base_credence + sum(part.amount for part in answer.parts) + answer.remainder
    assert total == pytest.approx(answer.credence, abs=2e-9)
    if not cyclic:
        assert answer.remainder == 0


def test_a_record_that_bears_on_nothing_has_no_part(tmp_path):
    answer = argmap.solve(claims(tmp_path, **CHAIN, f="prior: 0.9")).why("c")
    assert {part.id for part in answer.parts} == {"a", "b", "d", "e"}


def test_support_adds_and_attacks_and_doubtful_premises_take_away(tmp_path):
    answer = argmap.solve(claims(tmp_path, **CHAIN)).why("c")
    amounts = {part.id: part.amount for part in answer.parts}
    assert amounts["a"] > 0
    assert amounts["b"] > 0
    assert amounts["d"] < 0
    assert amounts["e"] < 0


MEAN_BOUND, GREATEST_BOUND = 0.01, 0.1


def test_the_parts_are_near_exact_shapley_values():
    """Players are the links: absent, they are not there. Over random maps of at most 6 links."""
    distances = []
    for seed in range(400):
        net = random_network(seed, 5)
        cone = net.cone(4)
        if not 2 <= len(cone.links) <= 6 or len(cone.gate_of):
            continue
        node = cone.index["n4"]
        found = from_nothing(cone, Inputs.of(cone), node)
        distances += list(np.abs(found.gain - _shapley(cone, node)))
        if len(distances) > 150:
            break
    assert len(distances) > 150
    assert np.mean(distances) < MEAN_BOUND
    assert max(distances) < GREATEST_BOUND


def _shapley(net: Network, node: int) -> np.ndarray:
    """Exact Shapley values of the links."""
    count = len(net.links)
    coalitions = np.array(np.meshgrid(*[[0.0, 1.0]] * count, indexing="ij")).reshape(count, -1)
    inputs = Inputs(net.logit, net.weight, coalitions, net.gate_share)
    worth = run(net, inputs=inputs).x[node].reshape((2,) * count)
    values = np.zeros(count)
    orders = list(permutations(range(count)))
    for order in orders:
        present = [0] * count
        for player in order:
            before = worth[tuple(present)]
            present[player] = 1
            values[player] += worth[tuple(present)] - before
    return values / len(orders)


def test_nothing_has_a_part_in_no_change():
    net = random_network(1, 8)
    found = attribute(net, Inputs.of(net), Inputs.of(net), 7)
    assert found.start == found.end
    assert found.remainder == 0
    assert not found.logit.any()


def test_an_answer_reads_well_in_a_notebook(tmp_path):
    text = str(argmap.solve(claims(tmp_path, **CHAIN)).why("c"))
    assert text.startswith("c stands at ")
    assert "before any reason" in text
    assert "depends on: d" in text


def test_a_record_set_from_outside_says_so(tmp_path):
    answer = argmap.solve(claims(tmp_path, **CHAIN), set={"c": 0.8}).why("c")
    assert answer.pinned
    assert "set from outside" in str(answer)


# --- What a change did --------------------------------------------------------------------------


def test_a_changed_map_is_explained_record_by_record(tmp_path):
    old = claims(tmp_path / "old", **CHAIN)
    new = claims(
        tmp_path / "new",
        **(CHAIN | {"a": "prior: 0.9", "e": "prior: 0.9\nattacks: [c]", "f": "supports: [c]"}),
    )
    answer = changed(old, new, "c")
    before, after = argmap.solve(old)["c"], argmap.solve(new)["c"]
    assert (answer.before, answer.after) == pytest.approx((before, after))
    assert {part.id for part in answer.parts} == {"a", "e", "f"}
    assert sum(part.amount for part in answer.parts) == pytest.approx(after - before, abs=2e-9)
    amounts = {part.id: part.amount for part in answer.parts}
    assert amounts["a"] < 0  # it lost its link
    assert amounts["f"] > 0


def test_a_reason_given_another_premise_is_another_reason(tmp_path):
    old = claims(tmp_path / "old", a="supports: [c]", b="prior: 0.2", c="")
    new = claims(tmp_path / "new", a="supports: [{to: c, with: [b]}]", b="prior: 0.2", c="")
    answer = changed(old, new, "c")
    assert [part.id for part in answer.parts] == ["a"]
    assert answer.parts[0].amount == pytest.approx(answer.after - answer.before, abs=1e-9)


def test_a_result_that_came_in_explains_the_move(tmp_path):
    waiting = (
        "experiment: Does warm dough rise?\nstatus: planned\ntests:\n"
        "  - {claim: a, if_true: 0.8, if_false: 0.2}\n"
    )
    done = waiting.replace("planned", "done") + "result: {outcome: 'yes', date: 2026-01-31}\n"
    claim = {"bread/a.yaml": "claim: Dough rises.\n"}
    old = bread(tmp_path / "old", claim | {"bread/t.yaml": waiting})
    new = bread(tmp_path / "new", claim | {"bread/t.yaml": done})
    answer = changed(old, new, "a")
    assert [part.id for part in answer.parts] == ["t"]
    assert answer.after > answer.before
