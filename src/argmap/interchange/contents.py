"""What a knowledge base can say, named; so that each format says what it holds, and the rest is told as lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.interchange.common import Loss
from argmap.linker import links_of, quotations_of
from argmap.model import STRENGTHS, Claim, Evidence, Person, Source, Topic

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from argmap.kb import KnowledgeBase
    from argmap.linker import Link
    from argmap.model import Record

FEATURES = (
    "supports",
    "attacks",
    "undercuts",
    "linked premises",
    "negated premises",
    "necessary premises",
    "qualifications",
    "restatements",
    "explanations of links",
    "strengths",
    "shared bases",
    "priors",
    "evidence",
    "reliabilities",
    "acceptances",
    "other positions",
    "hedges and dates of positions",
    "people",
    "quotes",
    "sources",
    "addresses and venues",
    "archives",
    "cruxes",
    "experiments",
    "topics",
    "texts of topics",
    "notes",
    "citations",
    "aliases",
    "retractions",
    "explanations of priors and retractions",
    "expectations",
)
"""Everything a knowledge base can say beyond its headlines, in the order of the manual's table."""

_RELATIONS = {
    "supports": "supports",
    "attacks": "attacks",
    "undercuts": "undercuts",
    "depends_on": "necessary premises",
    "qualifies": "qualifications",
    "restates": "restatements",
}
_KINDS = {
    "evidence": "evidence",
    "crux": "cruxes",
    "experiment": "experiments",
    "topic": "topics",
    "person": "people",
    "source": "sources",
}


def losses(
    kb: KnowledgeBase, holds: Collection[str], notes: Mapping[str, str] | None = None
) -> tuple[Loss, ...]:
    """What a knowledge base says that a format does not hold, each thing once, in order.

    Args:
        kb: The knowledge base.
        holds: The `FEATURES` the format holds.
        notes: For a feature, what becomes of it.
    """
    notes = notes or {}
    found = {
        Loss(feature, where, notes.get(feature, ""))
        for feature, where in contents(kb)
        if feature not in holds
    }
    return tuple(sorted(found))


def contents(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Every (feature, id of the record or link that has it) of a knowledge base."""
    for record in kb.records.values():
        for feature in _of_record(record):
            yield feature, record.id
    for one in kb.links:
        for feature in _of_link(one):
            yield (
                feature,
                f"{one.source} {one.relation} {one.target}" if not one.weighted else one.id,
            )


def _of_record(record: Record) -> Iterator[str]:
    if record.kind in _KINDS:
        yield _KINDS[record.kind]
    present: dict[str, object] = {
        "notes": record.note,
        "citations": record.cites,
        "aliases": record.aliases,
        "retractions": record.retracted is not None,
        "explanations of priors and retractions": record.retracted,
        "quotes": next(quotations_of(record, links_of(record)), None) is not None,
    }
    match record:
        case Claim():
            present |= _of_claim(record)
        case Evidence():
            present["reliabilities"] = record.reliability is not None
        case Topic():
            present["texts of topics"] = True
        case Person():
            present["addresses and venues"] = record.url
        case Source():
            present["addresses and venues"] = record.venue
            present["archives"] = record.archive or record.speakers or record.not_cited
    yield from (feature for feature, is_there in present.items() if is_there)


def _of_claim(claim: Claim) -> dict[str, object]:
    accepted = [p.stance == "accepts" and p.reported_by is None for p in claim.positions]
    told: dict[str, object] = {
        "priors": claim.prior is not None,
        "expectations": claim.expect is not None,
        "acceptances": any(accepted),
        "other positions": not all(accepted),
        "hedges and dates of positions": any(p.hedge or p.as_of for p in claim.positions),
    }
    if claim.prior is not None and claim.prior.because:
        told["explanations of priors and retractions"] = True
    return told


def _of_link(one: Link) -> Iterator[str]:
    if one.relation in _RELATIONS:
        yield _RELATIONS[one.relation]
    if one.premises:
        yield "linked premises"
    if any(negated for _, negated in one.premises):
        yield "negated premises"
    if one.relation in ("supports", "attacks") and one.factor != STRENGTHS["moderate"]:
        yield "strengths"
    if one.basis:
        yield "shared bases"
    if one.because:
        yield "explanations of links"
