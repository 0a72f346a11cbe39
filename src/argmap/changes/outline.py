"""A diff as sections of short lines, from which every output for people is made.

A line is a row of pieces.  A piece is never markup, whoever wrote it: a renderer escapes all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from argmap.changes.wording import (
    causes,
    link_words,
    move,
    number,
    place,
    premises,
    relation,
    signed,
    stance,
)
from argmap.model import KINDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from argmap.changes.conclusions import CruxChange, RankChange, Shift
    from argmap.changes.diff import Diff
    from argmap.changes.people import PositionChange, UnverifiedQuote
    from argmap.changes.records import Brief, Edited, Renamed, Reworded
    from argmap.changes.wording import Cause
    from argmap.reasoning.cruxes import Declared

CAUSES = 3
"""How many records that moved a conclusion are named; the rest is told as one sum."""
WORDS = 2
"""How many things are told of each."""
_SHOWS = 0.005  # the least part that two digits show


class Id(str):
    """An id of a record, or the name of a link."""

    __slots__ = ()


class Strong(str):
    """What the eye is to find first."""

    __slots__ = ()


Line: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing told: a line, and what belongs to it."""

    line: Line
    below: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Things of one sort.

    Attributes:
        title: What they are.
        items: The things.
        first: Whether a reviewer should see them before anything else.
    """

    title: str
    items: list[Item]
    first: bool = False


def outline(diff: Diff) -> list[Section]:
    """The sections of a diff that have something to tell, the most important first."""
    why = causes(diff)
    to_reread = [one for one in diff.reworded if one.links or one.users or one.people]
    reworded = [one for one in diff.reworded if one not in to_reread]
    # What belongs to a record that came or went is told with it, or goes without saying.
    whole = {record.id for record in (*diff.added, *diff.removed)} | {*diff.unreadable}
    links = [one for one in diff.links if one.link.source not in whole]
    positions = [one for one in diff.positions if one.claim not in whole]
    still = [shift for shift in diff.shifts if not shift.flips]
    cruxes = [one for one in diff.cruxes if one.before is not None]
    added = sorted(diff.added, key=lambda record: list(KINDS).index(record.kind))
    sections = [
        Section("Cannot be read any more", [Item((Id(id),)) for id in diff.unreadable], first=True),
        Section("Conclusions that crossed ½", [_shift(one, why) for one in diff.flipped], first=True),
        Section("Other conclusions that moved", [_shift(one, why) for one in still], first=True),
        Section("Left without support", [_record(one) for one in diff.unsupported], first=True),
        Section("Quotes that do not hold", [_quote(one) for one in diff.unverified], first=True),
        Section("Reworded, with links and positions made on the old wording: re-read them", [_reworded(one) for one in to_reread], first=True),
        Section("Retracted", [_record(one) for one in diff.retracted], first=True),
        Section("Removed", [_record(one) for one in diff.removed], first=True),
        Section("Renamed or moved", [_renamed(one) for one in diff.moved]),
        Section("Cruxes: what their answers decide", [_crux(one) for one in cruxes]),
        Section("Added", [_added(one, diff) for one in added]),
        Section("Reworded", [_reworded(one) for one in reworded]),
        Section("Links", [Item((Id(one.link.id), f"  {link_words(one)}")) for one in links]),
        Section("Positions", [_position(one) for one in positions]),
        Section("Experiments: place in the ranking", [_rank(one) for one in diff.ranking]),
        Section("Edited", [_edited(one) for one in diff.edited]),
        Section("Settings", [Item((key,)) for key in diff.settings]),
    ]  # fmt: skip
    return [section for section in sections if section.items]


def _shift(shift: Shift, why: Mapping[str, list[Cause]]) -> Item:
    unsettled = "" if shift.settled else " (does not settle)"
    below: list[Line] = [(Id(shift.id),)]
    parts = shift.parts or ()
    named = parts[:1] + tuple(part for part in parts[1:CAUSES] if abs(part.amount) >= _SHOWS)
    for part in named:
        words = _causes(why.get(part.id, []), shift.id)
        below.append((f"{signed(part.amount)} by ", Id(part.id), f" ({words})" if words else ""))
    rest = sum(part.amount for part in parts[len(named) :])
    if abs(rest) >= _SHOWS:
        below.append((f"{signed(rest)} by {len(parts) - len(named):,} more",))
    if abs(shift.remainder) >= _SHOWS:
        below.append((f"{signed(shift.remainder)} could not be attributed",))
    return Item((Strong(move(shift.before, shift.after)), f"{unsettled}  {shift.headline}"), tuple(below))  # fmt: skip


def _causes(causes: list[Cause], id: str) -> str:
    """What happened to a record, told for one conclusion: what concerns it directly comes first."""
    ordered = sorted(causes, key=lambda cause: cause.target not in ("", id))
    words = [
        cause.words if cause.target in ("", id) else f"{cause.words}, on {cause.target}"
        for cause in ordered[:WORDS]
    ]
    return "; ".join([*words, *(["…"] if len(ordered) > WORDS else [])])


def _record(record: Brief) -> Item:
    now = ("; its id leads to ", Id(record.now)) if record.now else ()
    return Item((f"{record.kind} ", Id(record.id), f": {record.headline}", *now))


def _quote(quote: UnverifiedQuote) -> Item:
    before = "; it held before this change" if quote.held else ""
    return Item((f"“{quote.text}”",), (("in ", Id(quote.record), ", from ", Id(quote.source), before),))  # fmt: skip


def _reworded(one: Reworded) -> Item:
    below: list[Line] = [("− ", one.before), ("+ ", one.after)]
    below += [("link ", Id(link)) for link in one.links]
    if one.users:
        below.append(("asked about by ", *_names(one.users)))
    if one.people:
        below.append(("held by ", *_names(one.people)))
    return Item((f"{one.kind} ", Id(one.id)), tuple(below))


def _names(ids: tuple[str, ...]) -> Line:
    return tuple(piece for id in ids for piece in (", ", Id(id)))[1:]


def _renamed(one: Renamed) -> Item:
    topic = one.topic if one.topic == one.topic_was else f"{one.topic_was} → {one.topic}"
    name = (Id(one.id),) if one.was == one.id else (Id(one.was), " → ", Id(one.id))
    broken = "" if one.alias else "; without the alias, links to the old id break"
    return Item((*name, f" ({topic}){broken}"))


def _crux(one: CruxChange) -> Item:
    before, after = one.before, one.after
    same = before is None or before.verdict == after.verdict
    verdict = after.verdict if same or before is None else f"{before.verdict} → {after.verdict}"
    below: list[Line] = [(Id(one.id),)]
    was = _answers(before)
    for id, now in _answers(after).items():
        known = f"; before: {was[id]}" if was.get(id, now) != now else ""
        below.append((Id(id), f": {now}{known}"))
    return Item((Strong(verdict), f"  {one.headline}"), tuple(below))


def _answers(declared: Declared | None) -> dict[str, str]:
    return {
        answer.conclusion: ", ".join(f"{n} {number(v)}" for n, v in answer.by_answer.items())
        for answer in (declared.answers if declared is not None else ())
    }


def _added(record: Brief, diff: Diff) -> Item:
    links = (one.after for one in diff.links if one.link.source == record.id)
    below: list[Line] = [
        (f"{relation(link)} ", Id(link.target), f" {premises(link)}")
        for link in links
        if link is not None
    ]
    below += [
        (Id(one.person), f" {stance(one.after)}")
        for one in diff.positions
        if one.claim == record.id
    ]
    below += [
        ("decides ", Id(id), f": {answers}")
        for one in diff.cruxes
        if one.id == record.id
        for id, answers in _answers(one.after).items()
    ]
    return Item(_record(record).line, tuple(below))


def _rank(one: RankChange) -> Item:
    places = Strong(f"{place(one.before)} → {place(one.after)}")
    return Item((places, f"  {one.headline}"), ((Id(one.id),),))


def _position(one: PositionChange) -> Item:
    told = stance(one.after) if one.before is None else f"{stance(one.before)} → {stance(one.after)}"  # fmt: skip
    return Item((Id(one.person), f" {told}: ", Id(one.claim)))


def _edited(one: Edited) -> Item:
    base = f" ({number(one.base[0])} → {number(one.base[1])})" if one.base is not None else ""
    return Item((f"{one.kind} ", Id(one.id), f": {', '.join(one.fields)}{base}"))
