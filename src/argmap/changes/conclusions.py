"""What a change does to what follows: conclusions, cruxes, and which experiment is worth most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from argmap.reasoning.cruxes import HALF, MOVES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.reasoning.comparison import Comparison
    from argmap.reasoning.cruxes import Declared
    from argmap.reasoning.network import Parts
    from argmap.reasoning.solution import Solution
    from argmap.reasoning.why import Part

_AT_HALF = 1e-12  # what rounding makes of a distance from ½, times a credence


@dataclass(frozen=True, slots=True)
class Shift:
    """A conclusion that moved.

    Attributes:
        id: The record.
        headline: Its headline now.
        before: Its credence before the change.
        after: Its credence now.
        settled: Whether it has a settled credence now; else `after` is the middle of a range.
        parts: What each changed record contributes, the greatest first; None where it was not computed.
        remainder: What the parts leave unexplained: with them it sums to `after - before`.
    """

    id: str
    headline: str
    before: float
    after: float
    settled: bool = True
    parts: tuple[Part, ...] | None = None
    remainder: float = 0.0

    @property
    def move(self) -> float:
        """How far it moved; positive where it is more credible now."""
        return self.after - self.before

    @property
    def flips(self) -> bool:
        """Whether it crossed ½; one that stood at ½, undecided, has not."""
        return (self.before - HALF) * (self.after - HALF) < -_AT_HALF


@dataclass(frozen=True, slots=True)
class CruxChange:
    """A declared crux that moves other conclusions, or moves them otherwise, than before.

    Attributes:
        id: The crux.
        headline: Its question.
        before: What its answers did; None for a new crux.
        after: What they do.
    """

    id: str
    headline: str
    before: Declared | None
    after: Declared


@dataclass(frozen=True, slots=True)
class RankChange:
    """An experiment that changed its place among those that wait to be run.

    Attributes:
        id: The experiment.
        headline: Its question.
        before: Its place, from 1; None where it did not wait.
        after: Its place now; None where it waits no longer.
    """

    id: str
    headline: str
    before: int | None
    after: int | None


def shifts(old: Solution, new: Solution, between: Comparison, *, explain: int) -> list[Shift]:
    """The conclusions that moved so far that two digits show it, or flipped: flips first, then by how far.

    Args:
        old: The map before.
        new: The map now.
        between: Both as one.
        explain: For how many the parts are computed.
    """
    found = []
    for id in between.reached():
        if id in old and id in new:
            before, after = old[id], new[id]
            shift = Shift(id, new.kb[id].headline, before, after, id not in new.unresolved)
            if abs(shift.move) >= MOVES or shift.flips:
                found.append(shift)
    found.sort(key=lambda shift: (not shift.flips, -abs(shift.move), shift.id))
    return [*(_explained(shift, between) for shift in found[:explain]), *found[explain:]]


def _explained(shift: Shift, between: Comparison) -> Shift:
    change = between.change(shift.id)
    rest = shift.move - sum(part.amount for part in change.parts)
    return Shift(
        shift.id,
        shift.headline,
        shift.before,
        shift.after,
        shift.settled,
        change.parts,
        rest if change.remainder else 0.0,
    )


def unsupported(old: Parts, new: Parts) -> Iterator[str]:
    """The records that something spoke for, and nothing does any more."""
    before, after = _supports(old), _supports(new)
    return (id for id in new.bases if before[id] and not after[id])


def _supports(parts: Parts) -> Counter[str]:
    return Counter(one.target for one, weight in parts.links if weight > 0)


def cruxes(old: Solution, new: Solution, reached: frozenset[str]) -> Iterator[CruxChange]:
    """The declared cruxes whose answers do something else than before, and new ones."""
    for id, crux in new.kb.cruxes.items():
        was = old.kb.cruxes.get(id)
        named = {new.kb.aliases.get(name, name) for name in (*crux.claims, *crux.decides)}
        if was == crux and not named & reached:
            continue
        before, after = old.declared(id) if was is not None else None, new.declared(id)
        if before is None or _differ(before, after):
            yield CruxChange(id, crux.headline, before, after)


def _differ(before: Declared, after: Declared) -> bool:
    """Whether the answers lead elsewhere, as far as two digits show."""
    was, now = ({a.conclusion: a.by_answer for a in one.answers} for one in (before, after))
    if before.verdict != after.verdict or was.keys() != now.keys():
        return True
    return any(
        was[id].keys() != now[id].keys()
        or any(abs(was[id][answer] - value) >= MOVES for answer, value in now[id].items())
        for id in now
    )


def ranking(old: Solution, new: Solution) -> list[RankChange]:
    """The experiments that overtook others, came or went; not those that only made room for them."""
    before, after = ([one.id for one in m.rank_experiments()] for m in (old, new))
    kept: set[str] = set()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for block in matcher.get_matching_blocks():
        kept.update(before[block.a : block.a + block.size])
    places = [{id: place for place, id in enumerate(order, 1)} for order in (before, after)]
    return [
        RankChange(
            id, (new.kb.get(id) or old.kb[id]).headline, places[0].get(id), places[1].get(id)
        )
        for id in dict.fromkeys((*after, *before))
        if id not in kept
    ]
