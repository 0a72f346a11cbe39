"""The map of a topic: which records bear on which, drawn in layers and told as a list that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from argmap.model import Claim, Experiment, Statement
from argmap.site.layout import Edge, layered
from argmap.site.markdown import plain
from argmap.site.topicmap_links import RELATIONS, best, ends, members
from argmap.site.views import SIGNS, STRENGTH_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from argmap.kb import KnowledgeBase
    from argmap.linker import Link
    from argmap.model import Record
    from argmap.site.figures import Figures
    from argmap.site.layout import Curve, Point
    from argmap.site.views import Named, Views

BOX = (240, 66)
"""Width and height of a record, in pixels."""
_JOINT = (4, 4)


@dataclass(frozen=True, slots=True)
class Node:
    """A record on the map.

    Attributes:
        number: Its place on the map: layer by layer from the left, each from above.
        named: The record.
        words: Its kind or, for a record of another topic, that topic; and its credence.
        people: The ids of those who take a stance on it or are quoted in it.
        own: Whether it belongs to the topic.
        centre: Where it lies.
    """

    number: int
    named: Named
    words: str
    people: tuple[str, ...]
    own: bool
    centre: Point


@dataclass(frozen=True, slots=True)
class Tie:
    """One link on the map.

    Attributes:
        number: Its place among the links of the map.
        relation: What sort of link it is.
        sign: The relation's sign.
        words: The relation as seen from its premises.
        passive: The relation as seen from what it bears on.
        strength: How strong it is, in words and as a factor; empty for a relation without.
        premises: The records it starts from, and for each whether it counts negated.
        conclusion: The record it finally bears on.
        on: The number of the link it undercuts.
        undercuts: The links that undercut it.
        joint: Where its premises meet and undercuts land; None for a plain line.
        line: The line that carries its head.
        feeders: The lines from its premises to the joint.
    """

    number: int
    relation: str
    sign: str
    words: str
    passive: str
    strength: str
    premises: tuple[tuple[Node, bool], ...]
    conclusion: Node
    on: int | None
    undercuts: tuple[Tie, ...]
    joint: Point | None
    line: Curve
    feeders: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class TopicMap:
    """What the page of a topic's map shows.

    Attributes:
        size: Width and height of the drawing, in pixels.
        nodes: The records that are drawn.
        ties: The links that are drawn.
        entries: The list that says the same: each record something bears on, with the links to it.
        people: Those by whom the map can be filtered.
        alone: The topic's claims, evidence and experiments that no drawn relation leads to or from.
        left_out: How many linked records are not drawn.
    """

    size: Point
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    entries: tuple[tuple[Node, tuple[Tie, ...]], ...]
    people: tuple[Named, ...]
    alone: tuple[Named, ...]
    left_out: int

    @property
    def relations(self) -> tuple[str, ...]:
        """The relations that occur."""
        used = {tie.relation for tie in self.ties}
        return tuple(relation for relation in RELATIONS if relation in used)


def topic_map(
    topic: str, linked: Sequence[Link], kb: KnowledgeBase, views: Views, figures: Figures
) -> TopicMap | None:
    """The map of a topic; None for one in which no record bears on another.

    Args:
        topic: Its id.
        linked: Its links; see `links_by_topic`.
        kb: The knowledge base.
        views: Its records as pages name them.
        figures: Its numbers.
    """
    own = [
        record.id
        for record in kb.records.values()
        if record.topic == topic and isinstance(record, Statement | Experiment)
    ]
    if not linked:
        return None
    drawn = best(linked, set(own))
    ids = list(members(drawn))
    plan = _Plan(drawn, ids)
    layout = layered(tuple(plan.sizes), tuple(plan.edges))
    placed = sorted(zip(layout.centres, ids, strict=False))
    nodes = {
        id: Node(
            number,
            views.named(id),
            _words(kb[id], topic, kb, figures),
            tuple(_people(kb[id], kb)),
            kb[id].topic == topic,
            centre,
        )
        for number, (centre, id) in enumerate(placed)
    }
    ties = _ties(drawn, nodes, plan, layout.centres, layout.curves)
    people = {person for node in nodes.values() for person in node.people}
    touched = set(members(linked))
    return TopicMap(
        (layout.width, layout.height),
        tuple(nodes.values()),
        ties,
        _entries(nodes.values(), ties),
        tuple(sorted(map(views.named, people), key=lambda named: (named.headline, named.id))),
        views.all_named([id for id in own if id not in touched]),
        len(touched) - len(nodes),
    )


class _Plan:
    """The boxes and lines to be laid out: records first, then the joints of links."""

    def __init__(self, links: Sequence[Link], ids: Sequence[str]) -> None:
        box = {id: number for number, id in enumerate(ids)}
        self.sizes: list[tuple[float, float]] = [BOX] * len(ids)
        self.edges: list[Edge] = []
        self.joints: list[int | None] = []
        self.numbers = {one.id: number for number, one in enumerate(links) if one.weighted}
        attacked = {one.target for one in links if one.relation == "undercuts"}
        for one in links:
            jointed = one.weighted and (bool(one.premises) or one.id in attacked)
            self.joints.append(len(self.sizes) if jointed else None)
            if jointed:
                self.sizes.append(_JOINT)
        self.lines: list[tuple[int, tuple[int, ...]]] = []
        for number, one in enumerate(links):
            premises, conclusion = ends(one)
            head = box[conclusion]
            if one.relation == "undercuts":
                joint = self.joints[self.numbers[one.target]]
                assert joint is not None
                head = joint
            own = self.joints[number]
            feeders: tuple[int, ...] = ()
            if own is not None:
                feeders = tuple(self._line(box[id], own, pointed=False) for id, _ in premises)
            tail = own if own is not None else box[premises[0][0]]
            self.lines.append((self._line(tail, head), feeders))

    def _line(self, tail: int, head: int, *, pointed: bool = True) -> int:
        self.edges.append(Edge(tail, head, pointed))
        return len(self.edges) - 1


# --- Views --------------------------------------------------------------------------------------


def _words(record: Record, topic: str, kb: KnowledgeBase, figures: Figures) -> str:
    words: str = record.kind
    if record.topic != topic:
        other = kb.get(record.topic)
        words = f"in {plain(other.headline if other else record.topic, 24)}"
    credence = figures.credence(record.id)
    return f"{words} · {credence.text}" if credence else words


def _people(record: Record, kb: KnowledgeBase) -> dict[str, None]:
    """Who takes a stance on a record or is quoted in it."""
    positions = record.positions if isinstance(record, Claim) else ()
    said = [position.person for position in positions]
    said += [one.speaker for one in kb.quotes_in(record.id) if one.speaker]
    return dict.fromkeys(kb[id].id for id in said if id in kb)


def _ties(
    links: Sequence[Link],
    nodes: dict[str, Node],
    plan: _Plan,
    centres: Sequence[Point],
    curves: Sequence[Curve],
) -> tuple[Tie, ...]:
    undercut_by: dict[str, list[int]] = {}
    for number, one in enumerate(links):
        if one.relation == "undercuts":
            undercut_by.setdefault(one.target, []).append(number)
    made: dict[int, Tie] = {}

    def tie(number: int) -> Tie:
        if number not in made:
            one = links[number]
            premises, conclusion = ends(one)
            sign, words, passive = SIGNS[one.relation]
            line, feeders = plan.lines[number]
            joint = plan.joints[number]
            reason = one.relation in ("supports", "attacks")
            undercuts = undercut_by.get(one.id, ()) if one.weighted else ()
            made[number] = Tie(
                number,
                one.relation,
                sign,
                words,
                words if one.relation == "depends_on" else passive,
                f"{STRENGTH_WORDS.get(one.factor, '')} ×{one.factor:g}".strip() if reason else "",
                tuple((nodes[id], negated) for id, negated in premises),
                nodes[conclusion],
                plan.numbers[one.target] if one.relation == "undercuts" else None,
                tuple(map(tie, undercuts)),
                centres[joint] if joint is not None else None,
                curves[line],
                tuple(curves[feeder] for feeder in feeders),
            )
        return made[number]

    return tuple(map(tie, range(len(links))))


def _entries(
    nodes: Collection[Node], ties: Sequence[Tie]
) -> tuple[tuple[Node, tuple[Tie, ...]], ...]:
    into: dict[int, list[Tie]] = {}
    for tie in ties:
        if tie.on is None:
            into.setdefault(tie.conclusion.number, []).append(tie)
    return tuple((node, tuple(into[node.number])) for node in nodes if node.number in into)
