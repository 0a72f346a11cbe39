"""What pages show of every record at once equals what each question gives alone."""

from __future__ import annotations

import numpy as np
import pytest

from argmap.reasoning.atlas import KEPT, survey
from argmap.reasoning.cruxes import swings
from argmap.reasoning.forward import run
from argmap.reasoning.why import why
from tests.reasoning.maps import random_network


@pytest.mark.parametrize("cyclic", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_the_strongest_cruxes_of_every_record_are_those_of_each_alone(seed, cyclic):
    net = random_network(seed, 40, cyclic=cyclic)
    result = run(net)
    atlas = survey(result, np.arange(len(net)))
    for node in range(len(net)):
        cone = net.cone(node)
        target = cone.index[net.nodes[node]]
        others = np.array([i for i in range(len(cone)) if i != target], np.int64)
        alone = [one for one in swings(cone, None, target, others) if one.score > 1e-9][:KEPT]
        assert [one.score for one in atlas.swings(node) if one.score > 1e-9] == pytest.approx(
            [one.score for one in alone], abs=1e-8
        )
        for mine, own in zip(atlas.swings(node), alone, strict=False):
            if mine.id == own.id:
                assert (mine.if_true, mine.if_false) == pytest.approx((own.if_true, own.if_false))


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
