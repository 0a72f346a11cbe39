"""Who holds what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.diagnostics import Severity
from argmap.model import Claim, Person
from argmap.schema import SLUG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.diagnostics import Diagnostic
    from argmap.kb import KnowledgeBase

_SIDE = {"accepts": 1, "leans-accept": 1, "undecided": 0, "leans-reject": -1, "rejects": -1}


def contradictory_positions(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """One person takes one position on a claim at a time; a change of mind has a date."""
    for id, claim in kb.claims.items():
        taken: dict[tuple[str, str | None, str | None], int] = {}
        for index, position in enumerate(claim.positions):
            key = (position.person, position.as_of, position.reported_by)
            if key in taken:
                yield kb.documents[id].finding(
                    "two-positions",
                    Severity.ERROR,
                    f"{position.person!r} has two positions here as of the same date",
                    path=("positions", index, "person"),
                    fix="put restatements into `quotes` of one position, or give each its `as_of`",
                )
            taken.setdefault(key, index)


def opposed_positions(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """One person does not hold both a claim and another that restates it, on opposite sides."""
    for one in kb.links:
        if one.relation != "restates":
            continue
        here, there = kb.records[one.source], kb.records[one.target]
        if not isinstance(here, Claim) or not isinstance(there, Claim):
            continue
        sides = {p.person: _SIDE[p.stance] for p in there.positions if p.reported_by is None}
        for index, position in enumerate(here.positions):
            if position.reported_by is None and (
                _SIDE[position.stance] * sides.get(position.person, 0) < 0
            ):
                yield kb.documents[one.source].finding(
                    "contradictory-positions",
                    Severity.ERROR,
                    f"{position.person!r} is for {'this' if _SIDE[position.stance] > 0 else 'the other'} "
                    f"and against {'the other' if _SIDE[position.stance] > 0 else 'this'}, "
                    f"though it restates {one.target!r}",
                    path=("positions", index, "stance"),
                    fix="read both quotes again: one stance is wrong, or the claims are not the same",
                )


def authors(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """An author written like an id is a person on record; anybody else is written by name."""
    for id, source in kb.sources.items():
        for index, author in enumerate(source.authors):
            if SLUG.fullmatch(author) and not isinstance(kb.get(author), Person):
                yield kb.documents[id].finding(
                    "unknown-author",
                    Severity.ERROR,
                    f"there is no person {author!r}",
                    path=("authors", index),
                    fix=kb.guess(author, ("person",))
                    or "write the author's full name, or add a person record",
                )


CHECKS = (contradictory_positions, opposed_positions, authors)
