"""The whole answer to the question what a change does."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from argmap.changes import conclusions, links, people, records
from argmap.diagnostics import Severity

if TYPE_CHECKING:
    from argmap.changes.conclusions import CruxChange, RankChange, Shift
    from argmap.changes.links import LinkChange
    from argmap.changes.people import PositionChange, UnverifiedQuote
    from argmap.changes.records import Brief, Edited, Renamed, Reworded
    from argmap.kb import KnowledgeBase

EXPLAINED = 50
"""For how many conclusions the parts of their move are computed."""


@dataclass(frozen=True, slots=True)
class Diff:
    """What a change does to a knowledge base.  Ids are those after the change.

    Attributes:
        added: Records that came.
        removed: Records that went.
        unreadable: Ids of records that were there and whose files cannot be read now.
        moved: Records with another id or in another topic.
        reworded: Records with another headline, and what was made of the old one.
        edited: Records that changed in other fields.
        retracted: Records that no longer count.
        links: Links that came, went or weigh otherwise.
        shifts: Conclusions that moved; those that crossed ½ first, then the farthest.
        unsupported: Records that something spoke for, and nothing does any more.
        cruxes: Declared cruxes whose answers do something else, and new ones.
        ranking: Experiments that changed their place in the ranking.
        unverified: Quotes that do not hold, new or after they held.
        positions: Positions that came, went or changed.
        settings: Keys of `knowledge-base.yaml` that changed.
        errors: How many errors the new knowledge base has; what cannot be read has no part in the numbers.
    """

    added: tuple[Brief, ...]
    removed: tuple[Brief, ...]
    unreadable: tuple[str, ...]
    moved: tuple[Renamed, ...]
    reworded: tuple[Reworded, ...]
    edited: tuple[Edited, ...]
    retracted: tuple[Brief, ...]
    links: tuple[LinkChange, ...]
    shifts: tuple[Shift, ...]
    unsupported: tuple[Brief, ...]
    cruxes: tuple[CruxChange, ...]
    ranking: tuple[RankChange, ...]
    unverified: tuple[UnverifiedQuote, ...]
    positions: tuple[PositionChange, ...]
    settings: tuple[str, ...]
    errors: int

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return any(getattr(self, field.name) for field in fields(self) if field.name != "errors")

    @property
    def flipped(self) -> tuple[Shift, ...]:
        """The conclusions that crossed ½."""
        return tuple(shift for shift in self.shifts if shift.flips)


def diff(old: KnowledgeBase, new: KnowledgeBase, *, explain: int = EXPLAINED) -> Diff:
    """What the change from one knowledge base to another does.

    Args:
        old: Before the change; `argmap.load(path, rev="main")` reads one from git.
        new: After it.
        explain: For how many of the conclusions that moved it is computed which change moved them.
    """
    from argmap.reasoning.comparison import Comparison
    from argmap.reasoning.solution import solve

    renamed = records.renames(old, new)
    old = records.under_new_ids(old, renamed)
    gone = [id for id in old.records if id not in new.records]
    between = Comparison.of(old, new)
    before, after = solve(old), solve(new)
    return Diff(
        added=tuple(records.brief(r) for id, r in new.records.items() if id not in old.records),
        removed=tuple(
            records.brief(old.records[id], new.aliases.get(id, ""))
            for id in gone
            if id not in new.unreadable
        ),
        unreadable=tuple(id for id in gone if id in new.unreadable),
        moved=tuple(records.moved(old, new, renamed)),
        reworded=tuple(records.reworded(old, new)),
        edited=tuple(records.edited(old, new)),
        retracted=tuple(
            records.brief(record)
            for id, record in new.records.items()
            if record.retracted is not None and id in old.records and not old.records[id].retracted
        ),
        links=tuple(links.relinked(old, new)),
        shifts=tuple(conclusions.shifts(before, after, between, explain=explain)),
        unsupported=tuple(
            records.brief(new.records[id])
            for id in conclusions.unsupported(between.old, between.new)
        ),
        cruxes=tuple(conclusions.cruxes(before, after, between.reached())),
        ranking=tuple(conclusions.ranking(before, after)),
        unverified=tuple(people.unverified(old, new)),
        positions=tuple(people.positions(old, new)),
        settings=tuple(records.settings(old.settings, new.settings)),
        errors=sum(found.severity is Severity.ERROR for found in new.diagnostics),
    )
