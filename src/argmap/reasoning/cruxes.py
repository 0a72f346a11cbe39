"""Cruxes: the questions on which a conclusion turns, by how far it would move were they settled."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import prod
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

import numpy as np

from argmap.reasoning.backward import gradient
from argmap.reasoning.forward import Run, columns_of, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from argmap.reasoning.network import Floats, Ints, Network

SCREEN = 50
"""How many candidates are computed exactly, by the size of their derivative."""
HALF = 0.5
MOVES = 0.01
"""The least move of a conclusion that shows when credences are given with two digits."""
Verdict = Literal["confirmed", "moves", "moves nothing", "open"]
_BREAK_EVEN_ROUNDS = 60
_BREAK_EVEN_TOLERANCE = 1e-9
_PAIRS = 16
"""Among how many of the strongest cruxes pairs that flip a conclusion are looked for."""
_MOST_IN_A_SET = 8
_Credence = TypeVar("_Credence", float, "Floats")


def expected_share(credence: _Credence) -> _Credence:
    """What share of the way between a conclusion's two ends it is expected to move when a record of this credence is settled: 2·s·(1 − s)."""
    return 2 * credence * (1 - credence)


@dataclass(frozen=True, slots=True)
class Swing:
    """What settling one record would do to a conclusion.

    Attributes:
        id: The record that would be settled.
        credence: Where it stands now.
        now: Where the conclusion stands now.
        if_true: Where the conclusion would stand were it certain that the record holds.
        if_false: And that it does not.
        score: The expected move of the conclusion: 2·s·(1 − s)·|if_true − if_false|.
        break_even: The credence of the record at which the conclusion stands at ½; None when it never does.
    """

    id: str
    credence: float
    now: float
    if_true: float
    if_false: float
    score: float
    break_even: float | None = None

    @property
    def flips(self) -> bool:
        """Whether the answer decides on which side of ½ the conclusion stands."""
        return (self.if_true > HALF) != (self.if_false > HALF)


@dataclass(frozen=True, slots=True)
class FlipSet:
    """The smallest set found whose settling puts a conclusion on the other side of ½.

    Attributes:
        answers: The records and whether each is settled as holding.
        outcome: Where the conclusion then stands.
        smallest: Whether no smaller set can do it; else it is the smallest that was found.
    """

    answers: tuple[tuple[str, bool], ...]
    outcome: float
    smallest: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One conclusion under the possible answers to a crux.

    Attributes:
        conclusion: The record.
        now: Where it stands.
        by_answer: Where it would stand, by answer: `yes` and `no`, or the claim that is chosen.
    """

    conclusion: str
    now: float
    by_answer: Mapping[str, float]

    @property
    def move(self) -> float:
        """How far apart the answers put it."""
        return max(self.by_answer.values()) - min(self.by_answer.values())

    @property
    def flips(self) -> bool:
        """Whether the answers put it on both sides of ½."""
        return max(self.by_answer.values()) > HALF >= min(self.by_answer.values())


@dataclass(frozen=True, slots=True)
class Declared:
    """A crux record held against the numbers.

    Attributes:
        crux: The record.
        answers: Each conclusion it is said to decide, under each answer.
    """

    crux: str
    answers: tuple[Answer, ...]

    @property
    def verdict(self) -> Verdict:
        """What the numbers say of it.

        `confirmed`: the answer decides on which side of ½ some conclusion stands.  `moves`: it moves one, by
        `MOVES` or more.  `moves nothing`: it does not.  `open`: it is not said to decide anything.
        """
        if not self.answers:
            return "open"
        if any(answer.flips for answer in self.answers):
            return "confirmed"
        return "moves" if any(answer.move >= MOVES for answer in self.answers) else "moves nothing"


def swings(
    network: Network, pins: Floats | None, node: int, candidates: Ints, *, screen: int = SCREEN
) -> list[Swing]:
    """The swing of each candidate on one node, the greatest first.

    Candidates beyond `screen` are left out by the size of s·(1 − s)·|dC/ds|, from one gradient of the whole cone.

    Args:
        network: The node's cone.
        pins: Nodes that are set from outside.
        node: The conclusion.
        candidates: The nodes that may be settled.
        screen: How many are computed exactly.
    """
    base = run(network, pins=pins)
    s = base.x[candidates]
    if candidates.size > screen:
        seed = np.zeros(network.size)
        seed[node] = 1.0
        slope = gradient(base, seed).x[candidates]
        best = np.argsort(-np.abs(slope) * s * (1 - s), kind="stable")[:screen]
        candidates, s = candidates[best], s[best]
    if not candidates.size:
        return []
    if_true, if_false = (
        settle(network, pins, candidates, np.full(candidates.size, value)).x[node]
        for value in (1.0, 0.0)
    )
    even = _break_even(
        lambda which, values: settle(network, pins, candidates[which], values).x[node],
        if_false - HALF,
        if_true - HALF,
    )
    found = [
        Swing(
            network.nodes[i],
            float(own),
            float(base.x[node]),
            float(yes),
            float(no),
            float(expected_share(own) * abs(yes - no)),
            None if np.isnan(at) else float(at),
        )
        for i, own, yes, no, at in zip(candidates, s, if_true, if_false, even, strict=True)
    ]
    return sorted(found, key=lambda swing: (-swing.score, swing.id))


def settle(network: Network, pins: Floats | None, nodes: Ints, values: Floats) -> Run:
    """A run with one column a node, in which that node is set to its value beside the pins there are."""
    columns = columns_of(pins, len(network), nodes.size)
    columns[nodes, np.arange(nodes.size)] = values
    return run(network, pins=columns)


def _break_even(
    conclusion: Callable[[Ints, Floats], Floats], at_zero: Floats, at_one: Floats
) -> Floats:
    """Where each candidate's credence puts the conclusion at ½, by the Illinois form of regula falsi.

    Args:
        conclusion: (numbers of candidates, their credences) → the conclusion for each.
        at_zero: The conclusion less ½ with each candidate at 0.
        at_one: The same at 1.

    Returns:
        The credences; NaN where the conclusion stays on one side.
    """
    even = np.full(at_zero.size, np.nan)
    which = np.flatnonzero((at_zero > 0) != (at_one > 0))
    low, high = np.zeros(which.size), np.ones(which.size)
    f_low, f_high = at_zero[which].copy(), at_one[which].copy()
    for _ in range(_BREAK_EVEN_ROUNDS):
        if not which.size:
            break
        middle = (low * f_high - high * f_low) / (f_high - f_low)
        f = conclusion(which, middle) - HALF
        even[which] = middle
        same = (f > 0) == (f_high > 0)
        low, f_low = np.where(same, low, high), np.where(same, f_low / 2, f_high)
        high, f_high = middle, f
        going = (np.abs(f) > _BREAK_EVEN_TOLERANCE) & (np.abs(high - low) > _BREAK_EVEN_TOLERANCE)
        which, low, high = which[going], low[going], high[going]
        f_low, f_high = f_low[going], f_high[going]
    return even


def flip_set(
    network: Network, pins: Floats | None, node: int, ranked: list[Swing]
) -> FlipSet | None:
    """The smallest set found of records whose settling flips a conclusion; None when none was found.

    Single records are tried first, then every pair among the strongest, then ever more of the strongest together, each
    settled in the direction that moves the conclusion toward the other side.  Of several sets of
    one size the most credible is given: the one whose answers the map itself makes most likely.
    """
    if not ranked:
        return None
    up = ranked[0].now <= HALF
    moves = [_toward(swing, up=up) for swing in ranked]
    strongest = sorted(moves, key=lambda move: -move.outcome if up else move.outcome)
    numbers = np.array([network.index[move.id] for move in strongest])
    few = min(_PAIRS, len(strongest))
    sets: list[tuple[int, ...]] = [(i,) for i in range(len(strongest))]
    sets += combinations(range(few), 2)
    sets += [tuple(range(k)) for k in range(3, min(_MOST_IN_A_SET, len(strongest)) + 1)]
    columns = columns_of(pins, len(network), len(sets))
    for column, members in enumerate(sets):
        columns[numbers[list(members)], column] = [float(strongest[i].answer) for i in members]
    outcomes = run(network, pins=columns).x[node].tolist()
    hits = [
        (len(members), -prod(strongest[i].chance for i in members), members, outcome)
        for members, outcome in zip(sets, outcomes, strict=True)
        if (outcome > HALF) == up
    ]
    if not hits:
        return None
    size, _, members, outcome = min(hits)
    answers = tuple((strongest[i].id, strongest[i].answer) for i in members)
    # That no smaller set does it is known where every smaller one was tried.
    all_tried = len(ranked) < SCREEN and (size <= 2 or (few == len(ranked) and size == 3))  # noqa: PLR2004
    return FlipSet(answers, outcome, smallest=size == 1 or all_tried)


class _Move(NamedTuple):
    """The answer about one record that moves a conclusion toward the other side."""

    id: str
    answer: bool
    outcome: float
    chance: float


def _toward(swing: Swing, *, up: bool) -> _Move:
    yes = (swing.if_true > swing.if_false) == up
    outcome, chance = (
        (swing.if_true, swing.credence) if yes else (swing.if_false, 1 - swing.credence)
    )
    return _Move(swing.id, yes, outcome, chance)
