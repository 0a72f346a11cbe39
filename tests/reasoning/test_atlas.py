"""What pages show of every record at once equals what each question gives alone."""

from __future__ import annotations

import numpy as np
import pytest

from argmap import store
from argmap.reasoning import atlas as atlases
from argmap.reasoning.atlas import KEPT, survey
from argmap.reasoning.cruxes import swings
from argmap.reasoning.forward import run
from argmap.reasoning.why import why
from tests.reasoning.maps import random_network


def alone(net, node):
    """The swings on one conclusion, each computed for itself."""
    cone = net.cone(node)
    target = cone.index[net.nodes[node]]
    others = np.array([i for i in range(len(cone)) if i != target], np.int64)
    return {one.id: one for one in swings(cone, None, target, others)}


@pytest.mark.parametrize("cyclic", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_what_a_page_says_of_a_crux_is_exact(seed, cyclic):
    net = random_network(seed, 40, cyclic=cyclic)
    atlas = survey(run(net), np.arange(len(net)))
    assert any(atlas.swings)
    for node, found in enumerate(atlas.swings):
        assert len(found) <= KEPT
        exact = alone(net, node) if found else {}
        for one in found:
            own = exact[one.id]
            assert (one.now, one.if_true, one.if_false, one.score) == pytest.approx(
                (own.now, own.if_true, own.if_false, own.score), abs=1e-9
            )


@pytest.mark.parametrize("cyclic", [False, True])
def test_the_strongest_crux_is_nearly_always_among_those_of_the_page(cyclic):
    hits = total = 0
    for seed in range(6):
        net = random_network(seed, 40, cyclic=cyclic)
        atlas = survey(run(net), np.arange(len(net)))
        for node, found in enumerate(atlas.swings):
            exact = alone(net, node)
            best = max(exact.values(), key=lambda one: one.score, default=None)
            if best is not None and best.score > 0.01:
                total += 1
                hits += best.id in {one.id for one in found}
    assert total > 100
    assert hits / total > 0.95


@pytest.mark.parametrize("seed", range(8))
def test_the_reasons_of_every_record_are_those_of_its_why(seed):
    net = random_network(seed, 20)
    result = run(net)
    atlas = survey(result, np.arange(len(net)))
    for node, id in enumerate(net.nodes):
        cone = net.cone(node)
        answer = why(run(cone), cone, cone.index[id])
        assert {step.link: step.multiplier for step in atlas.steps[node]} == pytest.approx(
            {step.link: step.multiplier for step in answer.steps}
        )
        assert {n.premise: n.factor for n in atlas.needs[node]} == pytest.approx(
            {n.premise: n.factor for n in answer.needs}
        )
        assert atlas.given_premises[node] == pytest.approx(answer.given_premises)


@pytest.fixture
def surveyed(tmp_path, monkeypatch):
    """Surveys a map as a new run would; returns the swings, and whether they were computed."""
    monkeypatch.setenv(store.FOLDER, str(tmp_path))
    plain, computed = atlases.swings, []

    def counting(*given):
        computed.append(True)
        return plain(*given)

    monkeypatch.setattr(atlases, "swings", counting)

    def ask(net):
        computed.clear()
        return survey(run(net), np.arange(len(net)), "a map").swings, bool(computed)

    return ask


@pytest.mark.parametrize("seed", range(4))
def test_the_cruxes_of_the_same_map_are_computed_once(surveyed, seed):
    net = random_network(seed, 40)
    first, computed = surveyed(net)
    assert computed
    assert any(first)
    assert surveyed(random_network(seed, 40)) == (first, False)


@pytest.mark.parametrize("number", ["logit", "weight", "gain", "gate_share"])
def test_the_cruxes_of_a_map_with_any_other_number_are_computed_anew(surveyed, number):
    net = random_network(1, 40)
    surveyed(net)
    numbers = getattr(net, number).copy()
    numbers[-1] *= 0.9
    found, computed = surveyed(net.with_numbers(**{number: numbers}))
    assert computed
    assert found == survey(run(net.with_numbers(**{number: numbers})), np.arange(len(net))).swings
