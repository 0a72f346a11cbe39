"""From records to links: every relation between records as one kind of value, with a name.

A link is named `premise > conclusion`; an undercut points at such a name, and is itself named
`u > (a > b)`, so that it can be undercut in turn.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from argmap.model import Claim, Crux, Evidence, Experiment, Quote, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from argmap.fields import Path
    from argmap.model import Record

RelationName = Literal[
    "supports", "attacks", "undercuts", "tests", "depends_on", "qualifies", "restates"
]

WEIGHTED: frozenset[str] = frozenset({"supports", "attacks", "undercuts", "tests"})
"""Relations that carry weight: such a link is a node of the graph and can be undercut."""


@dataclass(frozen=True, slots=True)
class Link:
    """One relation between two records, or from a record to a link.

    Attributes:
        source: The record that bears on something; the record it is written in.
        target: The id of the record it bears on, or for an undercut of the link it attacks.
        relation: What sort of relation it is.
        factor: What it multiplies the odds of its target by; 1 where the relation has none.
        because: The inference in one sentence.
        premises: Further premises that only count together: (id, negated).
        basis: The body of evidence the reason rests on, where it is named.
        quotes: Who drew the inference, in their words.
        path: Where the relation is written in the record.
    """

    source: str
    target: str
    relation: RelationName
    path: Path
    factor: float = 1.0
    because: str = ""
    premises: tuple[tuple[str, bool], ...] = ()
    basis: str = ""
    quotes: tuple[Quote, ...] = ()

    @property
    def id(self) -> str:
        """The link's name, `a > b`."""
        return link_id(self.source, self.target)

    @property
    def weighted(self) -> bool:
        """Whether the link is a node of the graph."""
        return self.relation in WEIGHTED

    @property
    def members(self) -> tuple[str, ...]:
        """The ids of all records whose holding the link rests on."""
        return (self.source, *(premise for premise, _ in self.premises))


def link_id(source: str, target: str) -> str:
    """The name of the link between two ids; the target may itself be a link's name."""
    return f"{source} > ({target})" if ">" in target else f"{source} > {target}"


def parse_link_id(name: str) -> tuple[str, str] | None:
    """The two ends of a link's name, or None when it is no such name."""
    source, arrow, target = name.partition(" > ")
    if not arrow:
        return None
    if target.startswith("(") and target.endswith(")"):
        return source, target[1:-1]
    return source, target


def parse_premise(text: str) -> tuple[str, bool]:
    """`not x` as (x, True), `x` as (x, False)."""
    negated = text.startswith("not ")
    return text.removeprefix("not "), negated


def links_of(record: Record) -> Iterator[Link]:
    """The links written in one record, in its order."""
    if isinstance(record, Statement):
        yield from _statement_links(record)
    elif isinstance(record, Experiment) and record.result is not None:
        for index, test in enumerate(record.tests):
            yield Link(record.id, test.claim, "tests", ("tests", index), because=test.because)


def _statement_links(record: Statement) -> Iterator[Link]:
    for index, relation in enumerate(record.depends_on):
        yield Link(
            record.id, relation.to, "depends_on", ("depends_on", index),
            because=relation.because, quotes=relation.quotes,
        )  # fmt: skip
    for name, reasons in (("supports", record.supports), ("attacks", record.attacks)):
        for index, reason in enumerate(reasons):
            yield Link(
                record.id,
                reason.to,
                name,  # type: ignore[arg-type]
                (name, index),
                reason.factor,
                reason.because,
                tuple(map(parse_premise, reason.premises)),
                reason.basis,
                reason.quotes,
            )
    for index, undercut in enumerate(record.undercuts):
        yield Link(
            record.id,
            undercut.to,
            "undercuts",
            ("undercuts", index),
            because=undercut.because,
            premises=tuple(map(parse_premise, undercut.premises)),
            quotes=undercut.quotes,
        )
    for name, relations in (("qualifies", record.qualifies), ("restates", record.restates)):
        for index, relation in enumerate(relations):
            yield Link(
                record.id, relation.to, name, (name, index),  # type: ignore[arg-type]
                because=relation.because, quotes=relation.quotes,
            )  # fmt: skip


def link(
    written: Iterable[Link], records: Mapping[str, Record], aliases: Mapping[str, str]
) -> tuple[Link, ...]:
    """Those of the links written in some records that lead somewhere, in their order.

    Aliases are replaced by the ids they stand for.  Left out, since the checks report them: links from
    or to what is not there, to the record itself, and a second weighted link between the same two.
    """
    taken: dict[str, Link] = {}
    found = [_without_aliases(one, aliases) for one in written] if aliases else list(written)
    waiting = []
    for one in found:
        if one.relation == "undercuts":
            waiting.append(one)
        elif _leads_somewhere(one, records):
            if one.weighted:
                taken.setdefault(one.id, one)
            else:
                taken[f"{one.relation} {one.id}"] = one
    # An undercut may attack another undercut, so each round admits those whose target has been found.
    while admitted := [
        one for one in waiting if one.target in taken and _has_premises(one, records)
    ]:
        taken.update((one.id, one) for one in admitted if one.id not in taken)
        waiting = [one for one in waiting if one.id not in taken]
    kept = {id(one) for one in taken.values()}
    return tuple(one for one in found if id(one) in kept)


def _has_premises(one: Link, records: Mapping[str, Record]) -> bool:
    return not one.premises or all(
        isinstance(records.get(premise), Statement) for premise, _ in one.premises
    )


def _leads_somewhere(one: Link, records: Mapping[str, Record]) -> bool:
    target = records.get(one.target)
    return (
        isinstance(target, Statement) and one.target != one.source and _has_premises(one, records)
    )


def _without_aliases(one: Link, aliases: Mapping[str, str]) -> Link:
    premises = tuple((aliases.get(premise, premise), negated) for premise, negated in one.premises)
    return replace(one, target=without_aliases(one.target, aliases), premises=premises)


def without_aliases(target: str, aliases: Mapping[str, str]) -> str:
    """An id or the name of a link with every alias in it replaced by the id it stands for."""
    ends = parse_link_id(target)
    if ends is None:
        return aliases.get(target, target)
    return link_id(aliases.get(ends[0], ends[0]), without_aliases(ends[1], aliases))


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quote where it is used: whose words it is meant to be, and what for.

    Attributes:
        record: The id of the record that quotes.
        path: Where in the record.
        text: The words.
        source: The id of the source they are said to stand in.
        person: Whose words they are said to be; None where the record leaves it to the source.
    """

    record: str
    path: Path
    text: str
    source: str
    person: str | None


def quotations_of(record: Record, links: Iterable[Link]) -> Iterator[Quotation]:
    """Every quote in a record and in the links written in it, in its order."""
    path: Path
    if isinstance(record, Claim):
        for index, position in enumerate(record.positions):
            # An ascription is in the words of the one who ascribes.
            person = position.reported_by or position.person
            for number, quote in enumerate(position.quotes):
                path = ("positions", index, "quotes", number)
                yield Quotation(record.id, path, quote.text, quote.source, person)
    elif isinstance(record, Evidence):
        for number, quote in enumerate(record.quotes):
            yield Quotation(record.id, ("quotes", number), quote.text, quote.source, None)
    elif isinstance(record, Crux) and (stated := record.stated) is not None:
        yield Quotation(record.id, ("stated",), stated.text, stated.source, stated.person)
    elif isinstance(record, Experiment) and (asked := record.asked_by) is not None:
        yield Quotation(record.id, ("asked_by",), asked.text, asked.source, asked.person)
    for found in links:
        for number, quote in enumerate(found.quotes):
            path = (*found.path, "quotes", number)
            yield Quotation(record.id, path, quote.text, quote.source, None)
