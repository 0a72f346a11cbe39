"""Worked examples of the literature, restated with their citation, so that they run anywhere."""

from __future__ import annotations

from itertools import permutations

import pytest

from argmap.reasoning.forward import run
from argmap.reasoning.semantics import PUBLISHED
from tests.reasoning.frameworks import framework

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a base of 0 has log odds of −∞


def strengths(semantics, arguments, attacks=(), supports=(), weights=None):
    net = framework(arguments, attacks, supports, weights)
    found = run(net, semantics=PUBLISHED[semantics])
    return dict(zip(net.nodes, found.x.tolist(), strict=False))


def test_six_arguments_of_kampik_and_others():
    """Kampik, Čyras and Ruiz Alarcón, IJAR 164 (2024): change in quantitative bipolar argumentation."""
    example = (
        {"a": 0.5, "b": 0.2, "c": 0.85, "d": 0.65, "e": 0.4, "f": 1.0},
        [("c", "a"), ("e", "b"), ("f", "c")],
        [("b", "a"), ("d", "a"), ("e", "c")],
    )
    quadratic = {"a": 0.5187551724162596, "b": 0.1724137931034483, "c": 0.625}
    found = strengths("QE", *example)
    assert {id: found[id] for id in quadratic} == pytest.approx(quadratic, abs=1e-12)
    for semantics, a, b, c in (
        ("DF-QuAD", 0.68, 0.12, 0.34),
        ("SquaredDF-QuAD", 0.57, 0.14, 0.53),
        ("Euler", 0.50, 0.15, 0.81),
        ("Euler-top", 0.47, 0.15, 0.81),
    ):
        found = strengths(semantics, *example)
        assert [found["a"], found["b"], found["c"]] == pytest.approx([a, b, c], abs=0.0051)


def test_a_debate_with_votes():
    """Rago and Toni, PRIMA 2017, under DF-QuAD (Rago, Toni, Aurisicchio and Baroni, KR 2016)."""
    bases = {"A1": 0.5, "A2": 0.5, "P1": 0.7, "P2": 0.5, "P3": 0.9}
    bases |= {"C1": 0.2, "C2": 0.2, "C3": 0.6, "C4": 0.5}
    found = strengths(
        "DF-QuAD",
        bases,
        [("C1", "A2"), ("C2", "P2"), ("C3", "P2"), ("C4", "P2")],
        [("P1", "A1"), ("P2", "A1"), ("P3", "A2")],
    )
    assert [found["P2"], found["A1"], found["A2"]] == pytest.approx([0.08, 0.862, 0.85], abs=1e-9)


def test_buying_and_selling_a_stock():
    """Potyka, KR 2018: a cyclic example for quadratic energy, as Runge-Kutta steps give it."""
    found = strengths(
        "QE",
        {"Buy": 0.5, "Sell": 0.5, "1": 0.8, "2": 0.7, "3": 0.3, "4": 0.9, "5": 0.9},
        [("Buy", "Sell"), ("Sell", "Buy"), ("2", "1"), ("3", "2"), ("4", "3"), ("5", "1")],
        [("1", "Sell"), ("2", "Buy"), ("4", "2"), ("5", "Buy")],
    )
    published = {"Buy": 0.8208, "Sell": 0.3635, "1": 0.2049, "2": 0.8050, "3": 0.1658}
    assert {id: found[id] for id in published} == pytest.approx(published, abs=0.002)


def test_closed_forms_of_single_reasons():
    """Rago, Čyras and Toni, SAFA 2016, and Potyka, AAAI 2021 (edge weight 1)."""
    halves = {"a": 0.5, "b": 0.5}
    assert strengths("DF-QuAD", halves, [("b", "a")])["a"] == 0.25
    assert strengths("DF-QuAD", halves, (), [("b", "a")])["a"] == 0.75
    # σ(logit ½ + 1·0.8)
    mlp = strengths("MLP", {"a": 0.5, "b": 0.8}, (), [("b", "a")], [("b", "a", 1.0)])
    assert mlp["a"] == pytest.approx(0.6899744811276125, abs=1e-12)


def test_many_attackers_leave_euler_a_floor():
    """Amgoud and Ben-Naim, IJAR 99 (2018): however many attack, no less than the square of the base is left."""
    attackers = {f"x{i}": 1.0 for i in range(40)}
    found = strengths("Euler", {"t": 0.5} | attackers, [(x, "t") for x in attackers])
    assert found["t"] == pytest.approx(0.25, abs=1e-9)


def test_the_categoriser_on_a_cycle():
    """Besnard and Hunter, AIJ 2001; the graph of Bonzon, Delobelle, Konieczny and Maudet, AAAI 2016."""
    attacks = [("a", "e"), ("d", "a"), ("e", "d"), ("c", "e"), ("b", "c"), ("b", "a")]
    found = strengths("h-categorizer", dict.fromkeys("abcde", 1.0), attacks)
    published = {"a": 0.38, "b": 1.0, "c": 0.5, "d": 0.65, "e": 0.53}
    assert found == pytest.approx(published, abs=0.0051)


BASES = {"a": 0.5, "b": 1.0, "c": 1.0}
SEVEN = {"a": 0.5, "b": 0.1, "c": 0.3, "d": 0.5, "e": 0.4, "f": 0.6, "g": 0.8}


@pytest.mark.parametrize(("semantics", "expected"), [("QE", -0.15), ("DF-QuAD", 0.0), ("Euler", -0.06898759887294448)])  # fmt: skip
def test_contributions_by_removal(semantics, expected):
    """Kampik, Potyka, Yin, Čyras and Toni, IJAR 173 (2024): two attackers of one argument."""
    both = strengths(semantics, BASES, [("b", "a"), ("c", "a")])["a"]
    one = strengths(semantics, {"a": 0.5, "c": 1.0}, [("c", "a")])["a"]
    assert both - one == pytest.approx(expected, abs=1e-9)


def test_contributions_by_shapley_values():
    """Naudot, Brännström, Torra and Kampik (2026): seven arguments under DF-QuAD."""
    attacks = [("b", "a"), ("c", "a"), ("d", "a")]
    supports = [("e", "d"), ("f", "c"), ("g", "b")]

    def value(present):
        here = {id: base for id, base in SEVEN.items() if id in present}
        return strengths(
            "DF-QuAD",
            here,
            [pair for pair in attacks if set(pair) <= present],
            [pair for pair in supports if set(pair) <= present],
        )["a"]

    found = shapley("bcdefg", lambda players: value({"a", *players}))
    expected = {"b": -0.09256166666666667, "c": -0.118395, "d": -0.15786166666666665}
    assert {id: found[id] for id in expected} == pytest.approx(expected, abs=1e-9)


def shapley(players, value) -> dict[str, float]:
    """Exact Shapley values: each player's mean contribution over all orders of arrival."""
    worth = {}
    totals = dict.fromkeys(players, 0.0)
    orders = list(permutations(players))
    for order in orders:
        for place, player in enumerate(order):
            before, after = frozenset(order[:place]), frozenset(order[: place + 1])
            for coalition in (before, after):
                if coalition not in worth:
                    worth[coalition] = value(coalition)
            totals[player] += worth[after] - worth[before]
    return {player: total / len(orders) for player, total in totals.items()}
