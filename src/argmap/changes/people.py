"""What a change does to what people are said to hold, and to the words they are quoted with."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.kb import CheckedQuote, KnowledgeBase
    from argmap.model import Position


@dataclass(frozen=True, slots=True)
class PositionChange:
    """A person's position on a claim that came, went or changed.

    Attributes:
        claim: The claim.
        person: Whose it is.
        before: The position as it was; None for one that came.
        after: The position as it is; None for one that went.
    """

    claim: str
    person: str
    before: Position | None
    after: Position | None


@dataclass(frozen=True, slots=True)
class UnverifiedQuote:
    """A quote that does not hold: not in its source word for word, or not by its speaker.

    Attributes:
        record: The record that quotes.
        text: The words.
        source: The source they are said to stand in.
        held: Whether the same record quoted the same words before, and they held.
    """

    record: str
    text: str
    source: str
    held: bool


def positions(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[PositionChange]:
    """The positions that differ in more than their quotes, claim by claim."""
    for id in dict.fromkeys((*new.claims, *old.claims)):
        before, after = _held(old, id), _held(new, id)
        if before == after:
            continue
        for person in dict.fromkeys(p.person for p in (*after, *before)):
            went = [p for p in before if p.person == person and _said(p) not in map(_said, after)]
            came = [p for p in after if p.person == person and _said(p) not in map(_said, before)]
            for number in range(max(len(went), len(came))):
                yield PositionChange(
                    id,
                    person,
                    went[number] if number < len(went) else None,
                    came[number] if number < len(came) else None,
                )


def _held(kb: KnowledgeBase, id: str) -> tuple[Position, ...]:
    claim = kb.claims.get(id)
    return claim.positions if claim is not None else ()


def _said(position: Position) -> tuple[object, ...]:
    return (
        position.person,
        position.stance,
        position.hedge,
        position.reported_by,
        position.as_of,
    )


def unverified(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[UnverifiedQuote]:
    """Quotes that do not hold and were not in this state before: new ones, and those that held."""
    before = Counter(_told(one) for one in old.quotes.values() if not _holds(one))
    held = {_told(one) for one in old.quotes.values() if _holds(one)}
    for one in new.quotes.values():
        told, quotation = _told(one), one.quotation
        if _holds(one) or not (told in held or one.archive is not None):
            continue
        if before[told]:
            before[told] -= 1
        else:
            yield UnverifiedQuote(quotation.record, quotation.text, quotation.source, told in held)


def _told(one: CheckedQuote) -> tuple[str, str]:
    return one.quotation.record, one.quotation.text


def _holds(one: CheckedQuote) -> bool:
    return one.place is not None and one.speaker is not None
