"""The map of a topic: which records bear on which, drawn in layers and told as a list that says the same."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from argmap.model import Experiment, Statement
from argmap.site.layout import Edge, layered
from argmap.site.markdown import plain
from argmap.site.sheets import taken_by_topics
from argmap.site.topicmap_cut import cut
from argmap.site.topicmap_links import RELATIONS, best, ends, members
from argmap.site.topicmap_weights import (
    PEOPLE,
    first_within,
    people_of,
    taken_by_people,
    weights_of,
)
from argmap.site.views import SIGNS, STRENGTH_WORDS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from argmap.kb import KnowledgeBase
    from argmap.linker import Link
    from argmap.model import Record
    from argmap.site.figures import Figures
    from argmap.site.layout import Curve, Point
    from argmap.site.views import Named, Views

BOX = (240, 66)
"""Width and height of a record, in pixels."""
_LETTERS = 44
"""Of the first line in a box: what it is, what came out or its credence, and on which other sheets it is."""
_LEAST = 11
"""Of these for the name of another topic, if it is longer."""
_OUTCOME = 12
"""Of these at most for an outcome; “inconclusive” has as many."""
_JOINT = (4, 4)
_ROOM = 32_800
"""Bytes for the records and links of a sheet, the people in its tools, and the topics in the navigation; frame, other tools and the
list of the sheets take the rest of 60,000."""
_ALONE = 4_000
"""Bytes of the list of those that are not on the map."""


@dataclass(frozen=True, slots=True)
class Node:
    """A record on a sheet.

    Attributes:
        number: Its place on the sheet: layer by layer from the left, each from above.
        named: The record.
        words: Its kind or, for a record of another topic, that topic; and its credence or, for an experiment, what came out.
        note: On which other sheets it is; empty for none.
        people: The places, among those by whom the map can be filtered, of those who take a stance on it or are quoted in it.
        own: Whether it belongs to the topic.
        centre: Where it lies.
        home: The number of the sheet on which what bears on it is drawn; None where that is this one, or there is nothing.
        others: The numbers of the other sheets it is drawn on.
    """

    number: int
    named: Named
    words: str
    note: str
    people: tuple[int, ...]
    own: bool
    centre: Point
    home: int | None = None
    others: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Tie:
    """One link on a sheet.

    Attributes:
        number: Its place among the links of the sheet.
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
class MapSheet:
    """One of the sheets a map is drawn on.

    Attributes:
        number: From 1.
        conclusions: What is argued for on it: records of the topic that bear on no other of it there, the one on which most bears first.
        size: Width and height of the drawing, in pixels.
        nodes: The records that are drawn.
        ties: The links that are drawn, those of one relation and strength together.
        entries: The list that says the same: each record something bears on, with the links to it.
    """

    number: int
    conclusions: tuple[Named, ...]
    size: Point
    nodes: tuple[Node, ...]
    ties: tuple[Tie, ...]
    entries: tuple[tuple[Node, tuple[Tie, ...]], ...]

    @property
    def relations(self) -> tuple[str, ...]:
        """The relations that occur."""
        used = {tie.relation for tie in self.ties}
        return tuple(relation for relation in RELATIONS if relation in used)

    @property
    def says_see(self) -> bool:
        """Whether a box says on which sheet what bears on it is drawn."""
        return any(node.home is not None for node in self.nodes)

    @property
    def says_also(self) -> bool:
        """Whether a box says on which sheets it is drawn too."""
        return any(node.others and node.home is None for node in self.nodes)


@dataclass(frozen=True, slots=True)
class TopicMap:
    """What the pages of a topic's map show.

    Attributes:
        sheets: The sheets it is drawn on.
        records: How many records are drawn.
        links: How many links are drawn.
        people: Those by whom it can be filtered: the ones in most of its records, in the order of their names.
        left_out: How many linked records are not drawn.
        alone: The topic's claims, evidence and experiments that no drawn relation leads to or from, as many as fit.
        more_alone: How many more there are.
    """

    sheets: tuple[MapSheet, ...]
    records: int
    links: int
    people: tuple[Named, ...]
    left_out: int
    alone: tuple[Named, ...]
    more_alone: int


def topic_map(
    topic: str,
    linked: Sequence[Link],
    kb: KnowledgeBase,
    views: Views,
    figures: Figures,
    label: Callable[[Named], str] = attrgetter("headline"),
) -> TopicMap | None:
    """The map of a topic; None for one in which no record bears on another.

    Args:
        topic: Its id.
        linked: Its links; see `links_by_topic`.
        kb: The knowledge base.
        views: Its records as pages name them.
        figures: Its numbers.
        label: A headline as the text of a link, in HTML.
    """
    own = [
        record.id
        for record in kb.records.values()
        if record.topic == topic and isinstance(record, Statement | Experiment)
    ]
    if not linked:
        return None
    touched = set(members(linked))
    weights = weights_of(kb, views, label)
    alone, taken = first_within(_ALONE, [id for id in own if id not in touched], weights.entry)
    kept = best(linked, set(own))
    people = _in_most(members(kept), kb, views)
    room = _ROOM - taken_by_topics(kb) - taken_by_people(people)
    drawn = cut(kept, weights, room, taken)
    if not drawn:
        return None
    maker = _Sheets(topic, drawn, people, kb, views, figures)
    sheets = tuple(maker.sheet(number) for number in range(1, len(drawn) + 1))
    return TopicMap(
        sheets,
        len(maker.sheets_of),
        sum(map(len, drawn)),
        people,
        len(touched) - len(maker.sheets_of),
        views.all_named(alone),
        len(own) - len(touched.intersection(own)) - len(alone),
    )


def _in_most(ids: Iterable[str], kb: KnowledgeBase, views: Views) -> tuple[Named, ...]:
    count = Counter(person for id in ids for person in people_of(kb[id], kb))
    most = sorted(count, key=lambda one: (-count[one], one))[:PEOPLE]
    return tuple(sorted(views.all_named(most), key=lambda one: (one.headline, one.id)))


class _Sheets:
    """Makes the sheets of one map.

    Attributes:
        sheets_of: For each record that is drawn the sheets it is on.
    """

    def __init__(
        self,
        topic: str,
        drawn: Sequence[Sequence[Link]],
        people: Sequence[Named],
        kb: KnowledgeBase,
        views: Views,
        figures: Figures,
    ) -> None:
        self._topic, self._kb, self._views, self._figures = topic, kb, views, figures
        self._drawn = [_by_kind(links) for links in drawn]
        self.sheets_of: dict[str, list[int]] = {}
        self._home: dict[str, int] = {}
        for number, links in enumerate(drawn, 1):
            for id in members(links):
                self.sheets_of.setdefault(id, []).append(number)
            for one in links:
                self._home.setdefault(ends(one)[1], number)
        self._place = {one.id: place for place, one in enumerate(people)}

    def sheet(self, number: int) -> MapSheet:
        """One of the sheets."""
        drawn = self._drawn[number - 1]
        ids = list(members(drawn))
        plan = _Plan(drawn, ids)
        layout = layered(tuple(plan.sizes), tuple(plan.edges))
        placed = sorted(zip(layout.centres, ids, strict=False))
        nodes = {
            id: self._node(id, place, centre, number) for place, (centre, id) in enumerate(placed)
        }
        ties = _ties(drawn, nodes, plan, layout.centres, layout.curves)
        entries = _entries(nodes.values(), ties)
        own = [one for one in entries if one[0].own] or list(entries)
        bearing = {node.number for _, into in own for tie in into for node, _ in tie.premises}
        final = [one for one in own if one[0].number not in bearing] or own
        final.sort(key=lambda one: -len(one[1]))
        return MapSheet(
            number,
            tuple(node.named for node, _ in final),
            (layout.width, layout.height),
            tuple(nodes.values()),
            ties,
            entries,
        )

    def _node(self, id: str, place: int, centre: Point, sheet: int) -> Node:
        others = tuple(number for number in self.sheets_of[id] if number != sheet)
        home = self._home.get(id, sheet)
        notes = [""]
        if home != sheet:
            notes = [f"see sheet {home}"]
        elif others[1:]:
            told = ", ".join(map(str, others[:2])) + (", …" if others[2:] else "")
            notes = [f"also on sheets {told}", f"also on {len(others)} sheets"]
        elif others:
            notes = [f"also on sheet {others[0]}"]
        record = self._kb[id]
        said = people_of(record, self._kb)
        words, note = self._first_line(record, notes)
        return Node(
            place,
            self._views.named(id),
            words,
            note,
            tuple(sorted(self._place[one] for one in said if one in self._place)),
            record.topic == self._topic,
            centre,
            home if home != sheet else None,
            others,
        )

    def _first_line(self, record: Record, notes: Sequence[str]) -> tuple[str, str]:
        """What a box says above its headline, and the first of some notes that fits beside.

        Where not even the last does, what it says is neither its kind nor its topic.
        """
        what: str = record.kind
        least = len(what)
        if record.topic != self._topic:
            topic = self._kb.get(record.topic)
            what = f"in {plain(topic.headline if topic else record.topic)}"
            least = min(len(what), _LEAST)
        told = self._told(record)
        for note in notes:
            room = _LETTERS - sum(len(f" · {part}") for part in (told, note) if part)
            if room >= least:
                return " · ".join(filter(None, (plain(what, room), told))), note
        return told, notes[-1]

    def _told(self, record: Record) -> str:
        """The credence of a record; of an experiment, which has none, what came out."""
        if not isinstance(record, Experiment):
            credence = self._figures.credence(record.id)
            return credence.text if credence else ""
        # Without a result it has no links, so that it is not drawn.
        return f"came out {plain(record.result.outcome, _OUTCOME)}" if record.result else ""


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


def _by_kind(links: Sequence[Link]) -> list[Link]:
    """Links of one relation and strength together, the strongest first."""
    return sorted(links, key=lambda one: (RELATIONS.index(one.relation), -one.factor))


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
