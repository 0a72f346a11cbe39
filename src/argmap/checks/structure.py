"""The shape of the argument: circles, double counting, what hangs in the air, what rests on sand."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, get_args

from argmap.diagnostics import Severity
from argmap.fields import fields_of
from argmap.graph import on_cycles, strong_components
from argmap.linker import RelationName
from argmap.model import Claim, Crux, Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.diagnostics import Diagnostic
    from argmap.kb import KnowledgeBase
    from argmap.linker import Link


def circular_support(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """Nothing supports itself through others: not by `supports`, not by `depends_on`."""
    ids = list(kb.records)
    index = {id: number for number, id in enumerate(ids)}
    out: list[list[int]] = [[] for _ in ids]
    for premise, conclusion, _ in _support(kb):
        out[index[premise]].append(index[conclusion])
    if not (nodes := on_cycles(out)):
        return
    carriers: dict[tuple[str, str], Link] = {}
    for premise, conclusion, one in _support(kb):
        carriers.setdefault((premise, conclusion), one)
    for component in strong_components(nodes, out):
        if len(component) == 1:
            continue
        members = set(component)
        first = component[0]
        step = next(node for node in out[first] if node in members)
        one = carriers[ids[first], ids[step]]
        yield kb.documents[one.source].finding(
            "circular-support",
            Severity.ERROR,
            f"these support each other in a circle: {', '.join(ids[node] for node in component)}",
            path=one.path,
            fix="take out the weakest step, or say it with `restates` if two claims are one",
        )


def _support(kb: KnowledgeBase) -> Iterator[tuple[str, str, Link]]:
    """Each record that another rests on, the other, and the link that says so."""
    for one in kb.links:
        if one.relation == "supports":
            yield one.source, one.target, one
            for premise, negated in one.premises:
                if not negated:
                    yield premise, one.target, one
        elif one.relation == "depends_on":
            yield one.target, one.source, one


def double_counting(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """What a claim depends on must not support it as well: its credence would enter twice."""
    needed = {(one.target, one.source): one for one in kb.links if one.relation == "depends_on"}
    for one in kb.links:
        if one.relation == "supports" and (one.source, one.target) in needed:
            yield kb.documents[one.source].finding(
                "counted-twice",
                Severity.ERROR,
                f"{one.target!r} depends on this record, which also supports it",
                path=one.path,
                fix="keep `depends_on` if it is necessary, `supports` if it only makes it likelier",
            )


def shared_source(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """Two findings of one source for one conclusion are not independent unless `basis` says so."""
    groups: dict[tuple[str, str, str], list[Link]] = defaultdict(list)
    for one in kb.links:
        record = kb.records[one.source]
        if (
            isinstance(record, Evidence)
            and record.source
            and one.relation in ("supports", "attacks")
        ):
            groups[one.target, one.relation, record.source].append(one)
    for (target, _, source), links in groups.items():
        bases = {one.basis for one in links}
        if len(links) > 1 and (len(bases) > 1 or bases == {""}):
            others = ", ".join(one.source for one in links[:-1])
            yield kb.documents[links[-1].source].finding(
                "shared-source",
                Severity.WARNING,
                f"this and {others} bear on {target!r} from one source, {source!r}, as if independent",
                path=links[-1].path,
                fix=f"give both links a common `basis:`, such as {source}",
            )


_DESCRIBES = frozenset(
    field.key
    for kind in (Claim, Evidence)
    for field in fields_of(kind)
    if field.key not in {*get_args(RelationName), "positions"}
) | {"claim", "evidence"}
"""What a record may say of itself alone."""


def orphans(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """A claim has a reason, a position, or something that uses it; evidence bears on something."""
    premises = {premise for one in kb.links for premise, _ in one.premises}
    for id, record in kb.records.items():
        # What leads nowhere or could not be read is reported as such, and still shows what the record is for.
        if kb.written_links[id] or any(
            value and key not in _DESCRIBES for key, value in kb.documents[id].data.items()
        ):
            continue
        if (
            isinstance(record, Claim)
            and not record.positions
            and id not in kb.links_to
            and id not in premises
            and id not in kb.backlinks
        ):
            yield kb.documents[id].finding(
                "orphan",
                Severity.WARNING,
                "no reason bears on this claim, nobody holds it, and nothing uses it",
                fix="add a position, a link, or a reason that supports or attacks it",
            )
        if isinstance(record, Evidence):
            yield kb.documents[id].finding(
                "orphan",
                Severity.WARNING,
                "this evidence bears on nothing",
                fix="say what it supports, attacks or undercuts",
            )


def cruxes(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """A crux turns on one claim or lies between several."""
    for id, record in kb.records.items():
        if not isinstance(record, Crux):
            continue
        if (record.turns_on is None) == (len(record.between) == 0) or len(record.between) == 1:
            yield kb.documents[id].finding(
                "crux-without-claim",
                Severity.ERROR,
                "a crux turns on one claim, or lies between two or more",
                fix="write `turns_on: claim-id`, or `between: [one-claim, another-claim]`",
            )


def retracted(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """What rests on a retracted record must be looked at again, directly or not."""
    gone = {id for id, record in kb.records.items() if record.retracted is not None}
    if not gone:
        return
    for one in kb.links:
        ends = {one.target, *(premise for premise, _ in one.premises)} & gone
        if ends and one.source not in gone:
            name = min(ends)
            replacement = kb.records[name].retracted
            by = replacement.superseded_by if replacement is not None else None
            yield kb.documents[one.source].finding(
                "link-to-retracted",
                Severity.WARNING,
                f"{name!r} is retracted, so this link no longer counts",
                path=one.path,
                fix=f"point it at {by!r}" if by else "take the link out, or say what holds instead",
            )
    for id in sorted(gone):
        for dependant in kb.dependents(id):
            if dependant not in gone:
                yield kb.documents[dependant].finding(
                    "rests-on-retracted",
                    Severity.HINT,
                    f"this rests on {id!r}, which is retracted",
                    fix="see whether it still holds without it",
                )


CHECKS = (circular_support, double_counting, shared_source, orphans, cruxes, retracted)
