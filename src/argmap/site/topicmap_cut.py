"""Where the map of a topic is cut into sheets, so that each fits on a page and is a piece of argument that can be read by itself.

Links are put into the order of the argument: those to one conclusion together, after them what bears on their premises, then the
next conclusion, one that shares the most with what came before.  This order is cut where the fewest records
have to be drawn on both sides, into as few sheets as hold it, about as large as each other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from argmap.site.topicmap_links import ends, members

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from argmap.linker import Link

MOST_SHEETS = 10
"""How many sheets a map has at most; 200 links take more only where they have dozens of premises."""
_REPEAT = 0.05
"""What a record that is drawn once more weighs against sheets of different sizes, a full sheet being 1."""


@dataclass(frozen=True, slots=True)
class Weights:
    """What things take of a page, in bytes.

    Attributes:
        record: A record that is drawn, by its id.
        entry: A record something bears on, in the list below the drawing.
        link: A link, drawn and in the list.
    """

    record: Callable[[str], int]
    entry: Callable[[str], int]
    link: Callable[[Link], int]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Links to one conclusion that are not parted.

    Attributes:
        links: An undercut after the link it lands on.
        weight: Of the links alone.
        parts: What else they need, with its weight; once for all pieces of a sheet.
    """

    links: tuple[Link, ...]
    weight: int
    parts: Mapping[tuple[str, bool], int]

    @property
    def whole(self) -> int:
        return self.weight + sum(self.parts.values())


def cut(links: Sequence[Link], weights: Weights, room: int, last: int = 0) -> list[list[Link]]:
    """The links of each sheet.

    Args:
        links: All that are to be drawn, with an undercut also the link it attacks.
        weights: What they take.
        room: What a sheet holds, in bytes.
        last: What the last sheet holds beside, in bytes.

    Returns:
        At most `MOST_SHEETS`; what takes more than a sheet by itself is left out.
    """
    pieces = list(_pieces(_ordered(links), weights, room - last))
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(pieces) + 1):
        parts: dict[tuple[str, bool], int] = {}
        weight = last if end == len(pieces) else 0
        found = None
        for start in range(end - 1, -1, -1):
            piece = pieces[start]
            weight += piece.weight + sum(w for one, w in piece.parts.items() if one not in parts)
            parts |= piece.parts
            if weight > room:
                break
            sheets, score, _ = best[start]
            option = (sheets + 1, score + (weight / room) ** 2 + _REPEAT * len(parts), start)
            found = option if found is None else min(found, option)
        assert found is not None  # no piece is larger than a sheet
        best.append(found)
    made: list[list[Link]] = []
    end = len(pieces)
    while end:
        start = best[end][2]
        made.append([one for piece in pieces[start:end] for one in piece.links])
        end = start
    return made[::-1][:MOST_SHEETS]


def _ordered(links: Sequence[Link]) -> Iterator[list[list[Link]]]:
    """For each conclusion the links to it, each with those that undercut it, in the order of the argument."""
    undercuts: dict[str, list[Link]] = {}
    for one in links:
        if one.relation == "undercuts":
            undercuts.setdefault(one.target, []).append(one)

    def with_undercuts(one: Link) -> Iterator[Link]:
        yield one
        for other in undercuts.get(one.id, ()) if one.weighted else ():
            yield from with_undercuts(other)

    into: dict[str, list[list[Link]]] = {}
    for one in links:
        if one.relation != "undercuts":
            into.setdefault(ends(one)[1], []).append([*with_undercuts(one)])
    below = {
        conclusion: [id for id in members(chain.from_iterable(groups)) if id != conclusion]
        for conclusion, groups in into.items()
    }
    cones = {conclusion: _cone(conclusion, below) for conclusion in into}
    done: set[str] = set()

    def visit(conclusion: str) -> Iterator[list[list[Link]]]:
        done.add(conclusion)
        yield into[conclusion]
        # What little bears on a premise stays beside it.
        for id in sorted(below[conclusion], key=lambda one: len(cones.get(one, ()))):
            if id in into and id not in done:
                yield from visit(id)

    for first in _firsts(cones, {id for ids in below.values() for id in ids}):
        if first not in done:
            yield from visit(first)


def _cone(start: str, below: Mapping[str, Sequence[str]]) -> set[str]:
    """A record and all from which it can be reached."""
    seen = {start}
    waiting = [start]
    while waiting:
        new = [id for id in below.get(waiting.pop(), ()) if id not in seen]
        seen.update(new)
        waiting += new
    return seen


def _firsts(cones: Mapping[str, set[str]], premises: set[str]) -> Iterator[str]:
    """The final conclusions, each after the one it shares the most with; then the rest, which only circles have."""
    over: dict[str, list[str]] = {}
    finals = sorted(
        (id for id in cones if id not in premises), key=lambda one: (-len(cones[one]), one)
    )
    for final in finals:
        for id in cones[final]:
            over.setdefault(id, []).append(final)
    shared: Counter[str] = Counter()
    touched: set[str] = set()
    while finals:
        final = max(finals, key=lambda one: shared[one])
        finals.remove(final)
        yield final
        for id in cones[final] - touched:
            shared.update(over[id])
        touched |= cones[final]
    yield from sorted(cones, key=lambda one: (-len(cones[one]), one))


def _pieces(
    conclusions: Iterable[list[list[Link]]], weights: Weights, room: int
) -> Iterator[_Piece]:
    """The links to each conclusion in one piece or, where they fill more than half a sheet, in several."""
    for groups in conclusions:
        held: list[Link] = []
        for group in groups:
            fitting = _fitting(group, weights, room)
            if held and fitting and _piece([*held, *fitting], weights).whole > room / 2:
                yield _piece(held, weights)
                held = []
            held += fitting
        if held:
            yield _piece(held, weights)


def _fitting(group: Sequence[Link], weights: Weights, room: int) -> list[Link]:
    """A link with those that undercut it, as many as one sheet holds."""
    if _piece(group, weights).whole <= room:
        return [*group]
    kept: list[Link] = []
    for one in group:
        lands = not kept or one.target in {other.id for other in kept}
        if lands and _piece([*kept, one], weights).whole <= room:
            kept.append(one)
        elif not kept:
            return []
    return kept


def _piece(links: Sequence[Link], weights: Weights) -> _Piece:
    parts = {(id, False): weights.record(id) for id in members(links)}
    conclusion = ends(links[0])[1]
    parts[conclusion, True] = weights.entry(conclusion)
    return _Piece(tuple(links), sum(map(weights.link, links)), parts)
