"""What a conclusion turns on."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import argmap
from argmap.reasoning.cruxes import SCREEN, swings
from argmap.reasoning.forward import run
from tests.knowledge_bases import bread, claims
from tests.reasoning.maps import random_network

MAP = {
    "a": "prior: 0.5\nsupports: [{to: c, strength: strong}]",
    "b": "prior: 0.9\nsupports: [c]",
    "c": "prior: 0.3",
    "d": "prior: 0.6\nattacks: [{to: c, strength: weak}]",
    "e": "prior: 0.6",
}


def test_a_crux_says_where_the_conclusion_would_stand_either_way(tmp_path):
    kb = claims(tmp_path, **MAP)
    m = argmap.solve(kb)
    best = m.cruxes("c")[0]
    assert best.id == "a"
    assert best.now == m["c"]
    assert best.if_true == pytest.approx(argmap.solve(kb, set={"a": 1})["c"])
    assert best.if_false == pytest.approx(argmap.solve(kb, set={"a": 0})["c"])
    assert best.score == pytest.approx(2 * 0.5 * 0.5 * (best.if_true - best.if_false))


def test_only_what_bears_on_the_conclusion_can_be_its_crux(tmp_path):
    m = argmap.solve(claims(tmp_path, **MAP))
    assert {swing.id for swing in m.cruxes("c")} == {"a", "b", "d"}
    assert m.cruxes("e") == []


def test_at_the_break_even_the_conclusion_stands_at_one_half(tmp_path):
    kb = claims(tmp_path, **MAP)
    best = argmap.solve(kb).cruxes("c")[0]
    assert best.flips
    assert argmap.solve(kb, set={"a": best.break_even})["c"] == pytest.approx(0.5, abs=1e-8)


def test_a_crux_that_cannot_flip_has_no_break_even(tmp_path):
    weak = next(one for one in argmap.solve(claims(tmp_path, **MAP)).cruxes("c") if one.id == "d")
    assert not weak.flips
    assert weak.break_even is None


@pytest.mark.parametrize("cyclic", [False, True])
@pytest.mark.parametrize("seed", range(10))
def test_the_ranking_agrees_with_brute_force(seed, cyclic):
    net = random_network(seed, 15, cyclic=cyclic)
    cone = max((net.cone(node) for node in range(len(net))), key=len)
    node = len(cone) - 1
    candidates = np.array([i for i in range(len(cone)) if i != node], np.int64)
    assert candidates.size > 2
    found = swings(cone, None, node, candidates)
    base = run(cone).x
    expected = {}
    for i in candidates:
        ends = []
        for value in (1.0, 0.0):
            pins = np.full(len(cone), np.nan)
            pins[i] = value
            ends.append(run(cone, pins=pins).x[node])
        expected[cone.nodes[i]] = 2 * base[i] * (1 - base[i]) * abs(ends[0] - ends[1])
    assert {one.id: one.score for one in found} == pytest.approx(expected, abs=1e-9)
    assert all(a.score >= b.score for a, b in pairwise(found))


def test_the_screen_keeps_the_best_of_many_candidates():
    """Of some hundred claims, the 10 strongest by brute force are among the 50 computed exactly."""
    net = random_network(3, 2000)
    cone = max((net.cone(node) for node in range(1950, 2000)), key=len)
    node = len(cone) - 1
    candidates = np.array([i for i in range(len(cone)) if i != node], np.int64)
    assert candidates.size > 2 * SCREEN
    every = swings(cone, None, node, candidates, screen=candidates.size)
    screened = swings(cone, None, node, candidates)
    assert len(screened) == SCREEN
    assert [one.id for one in screened[:10]] == [one.id for one in every[:10]]


def test_the_smallest_flip_set_is_one_record_where_one_is_enough(tmp_path):
    flip = argmap.solve(claims(tmp_path, **MAP)).flip_set("c")
    assert flip.answers == (("a", False),)
    assert flip.smallest
    assert flip.outcome < 0.5


def test_a_flip_set_of_two_is_found_where_no_single_record_flips(tmp_path):
    kb = claims(
        tmp_path,
        a="prior: 0.7\nsupports: [{to: c, strength: 6}]",
        b="prior: 0.7\nsupports: [{to: c, strength: 6}]",
        c="prior: 0.45",
    )
    flip = argmap.solve(kb).flip_set("c")
    assert set(flip.answers) == {("a", False), ("b", False)}
    assert flip.smallest
    settled = argmap.solve(kb, set={id: float(holds) for id, holds in flip.answers})
    assert settled["c"] == pytest.approx(flip.outcome)
    assert flip.outcome < 0.5


def test_where_nothing_flips_none_is_found(tmp_path):
    kb = claims(tmp_path, a="supports: [{to: b, strength: weak}]", b="prior: 0.9")
    assert argmap.solve(kb).flip_set("b") is None


# --- Declared cruxes ----------------------------------------------------------------------------

QUESTION = "crux: Does it matter?\nturns_on: a\ndecides: [%s]\n"


@pytest.mark.parametrize(
    ("link", "decides", "verdict"),
    [
        ("supports: [{to: b, strength: 30}]", "b", "confirmed"),
        ("supports: [{to: b, strength: 1.2}]", "b", "moves"),
        ("supports: [{to: b, strength: 1.001}]", "b", "moves nothing"),
        ("", "b", "moves nothing"),
        ("supports: [b]", "", "open"),
    ],
)
def test_the_numbers_confirm_a_declared_crux_or_do_not(tmp_path, link, decides, verdict):
    files = {
        "bread/a.yaml": f"claim: Dough rises.\n{link}\n",
        "bread/b.yaml": "claim: Bread is good.\nprior: 0.4\n",
        "bread/q.yaml": QUESTION % decides,
    }
    assert argmap.solve(bread(tmp_path, files)).declared("q").verdict == verdict


def test_a_crux_between_rivals_tells_each_answer(tmp_path):
    files = {
        "bread/a.yaml": "claim: It is the yeast.\nsupports: [c]\n",
        "bread/b.yaml": "claim: It is the time.\nattacks: [c]\n",
        "bread/c.yaml": "claim: More yeast helps.\n",
        "bread/q.yaml": "crux: Yeast or time?\nbetween: [a, b]\ndecides: [c]\n",
    }
    kb = bread(tmp_path, files)
    (answer,) = argmap.solve(kb).declared("q").answers
    assert answer.by_answer["a"] == pytest.approx(argmap.solve(kb, set={"a": 1, "b": 0})["c"])
    assert answer.by_answer["b"] == pytest.approx(argmap.solve(kb, set={"a": 0, "b": 1})["c"])
    assert answer.flips
