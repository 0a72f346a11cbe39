"""A map as boxes and arrows: what the formats that draw have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from argmap.interchange.plaintext import from_markdown
from argmap.model import STRENGTHS, Crux, Experiment, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.kb import KnowledgeBase
    from argmap.linker import Link

HOLDS = frozenset(
    {
        "supports",
        "attacks",
        "undercuts",
        "linked premises",
        "negated premises",
        "necessary premises",
        "qualifications",
        "restatements",
        "strengths",
        "evidence",
        "cruxes",
        "topics",
        "retractions",
    }
)
"""What boxes and arrows show of a knowledge base."""

NOTES = {"experiments": "the question and what it tests"}


@dataclass(frozen=True, slots=True)
class Box:
    """A record: its id, kind and headline, without markup."""

    id: str
    kind: str
    text: str
    retracted: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """A line from one box or joint to another.

    Attributes:
        source: A record's id or a joint's link.
        target: Likewise.
        relation: That of the link, or `turns_on`, `decides`.
        label: A strength other than the usual one, or `not` for a negated premise.
        arrives: Whether it has a head: a premise's line to a joint has none.
        because: The inference in words.
    """

    source: str
    target: str
    relation: str
    label: str = ""
    arrives: bool = True
    because: str = ""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Boxes by topic, joints and arrows, in the order of the records.

    Attributes:
        title: Of the knowledge base.
        topics: Each topic's headline and its boxes, by the topic's id.
        joints: Names of the links that several premises meet in, or that are undercut.
        arrows: All lines.
    """

    title: str
    topics: dict[str, tuple[str, tuple[Box, ...]]]
    joints: tuple[str, ...]
    arrows: tuple[Arrow, ...]


def drawing(kb: KnowledgeBase) -> Drawing:
    """Claims, evidence, cruxes and experiments with all that joins them."""
    boxes: dict[str, list[Box]] = {}
    for id, record in kb.records.items():
        if isinstance(record, (Statement, Crux, Experiment)):
            gone = record.retracted is not None
            text = from_markdown(record.headline)
            boxes.setdefault(record.topic, []).append(Box(id, record.kind, text, gone))
    joints = {
        one.id: None for one in kb.links if one.weighted and (one.premises or one.id in kb.links_to)
    }
    arrows = [arrow for one in kb.links for arrow in _of_link(one, joined=one.id in joints)]
    topics = {
        topic: (
            from_markdown(kb.topics[topic].headline) if topic in kb.topics else topic,
            tuple(found),
        )
        for topic, found in boxes.items()
    }
    title = from_markdown(kb.settings.headline)
    return Drawing(title, topics, tuple(joints), (*arrows, *_of_questions(kb)))


def _of_link(one: Link, *, joined: bool) -> Iterator[Arrow]:
    because = from_markdown(one.because)
    if one.relation == "depends_on":
        yield Arrow(one.target, one.source, "depends_on", because=because)
        return
    counts = one.relation in ("supports", "attacks") and one.factor != STRENGTHS["moderate"]
    label = f"×{one.factor:g}" if counts else ""
    if not (joined and one.weighted):
        yield Arrow(one.source, one.target, one.relation, label, because=because)
        return
    yield Arrow(one.source, one.id, one.relation, arrives=False)
    for premise, negated in one.premises:
        yield Arrow(premise, one.id, one.relation, "not" if negated else "", arrives=False)
    yield Arrow(one.id, one.target, one.relation, label, because=because)


def _of_questions(kb: KnowledgeBase) -> Iterator[Arrow]:
    """What cruxes turn on and decide, and what experiments without a result would test."""

    def known(ids: tuple[str, ...]) -> Iterator[str]:
        names = dict.fromkeys(kb.aliases.get(id, id) for id in ids)
        return (id for id in names if isinstance(kb.records.get(id), Statement))

    for crux in kb.cruxes.values():
        yield from (Arrow(id, crux.id, "turns_on") for id in known(crux.claims))
        yield from (Arrow(crux.id, id, "decides") for id in known(crux.decides))
    for experiment in kb.experiments.values():
        if experiment.result is None:
            tested = known(tuple(test.claim for test in experiment.tests))
            yield from (Arrow(experiment.id, id, "tests") for id in tested)
