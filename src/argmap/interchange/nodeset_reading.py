"""From a nodeset to records: claims with their links, and the people who hold them.

Several statements that go into one inference are premises that only count together; several inferences to one
statement are reasons of their own.  A conflict with a statement is an attack, one with an inference or with a
conflict an undercut.  Of a dialogue it is kept who put forward a statement as their own.
"""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from argmap.interchange.common import MAX_TEXT, Imported, Loss
from argmap.interchange.drafting import Drafts
from argmap.interchange.jsontext import short
from argmap.interchange.nodeset import MAX_ENDS, NEGATION, SCHEMES
from argmap.interchange.nodeset_dialogue import read_dialogue
from argmap.interchange.plaintext import clean, to_markdown, visible
from argmap.interchange.schemes import NECESSARY, QUALIFICATION, is_named, told_by
from argmap.linker import link_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from argmap.diagnostics import Diagnostic
    from argmap.interchange.jsontext import JsonText
    from argmap.interchange.nodeset import Node, Nodeset

MAX_NESTING = 8
"""How many links the name of an undercut may hold: each holds all below it."""


@dataclass(frozen=True, slots=True)
class _Step:
    """A scheme applied: from premises to one record, or to a link by its name."""

    node: Node
    relation: str
    target: str
    premises: tuple[str, ...]


def read_nodeset(
    nodeset: Nodeset,
    text: JsonText,
    topic: str,
    losses: Collection[Loss],
    findings: Collection[Diagnostic],
) -> Imported:
    """The records a nodeset amounts to.

    Args:
        nodeset: The nodes and edges.
        text: The file they come from, for places.
        topic: The folder of the claims.
        losses: What the file says beside the nodeset.
        findings: What was wrong with the file so far.
    """
    found = _Reader(nodeset, text, topic).run()
    return Imported(
        found.records,
        tuple(sorted((*losses, *found.losses))),
        tuple(sorted((*findings, *found.diagnostics), key=lambda one: one.sort_key)),
    )


class _Reader:
    """The records in the making."""

    def __init__(self, nodeset: Nodeset, text: JsonText, topic: str) -> None:
        self._nodeset = nodeset
        self._text = text
        self._topic = topic
        self._losses: set[Loss] = set()
        self._findings: list[Diagnostic] = []
        self._drafts = Drafts()
        self._claims: dict[str, str] = {}  # ids by node
        self._links: dict[str, str] = {}  # the link each scheme node amounts to
        self._several: set[str] = set()  # scheme nodes that are more than one link
        self._taken: set[str] = set()  # names of links
        self._into: dict[str, list[Node]] = defaultdict(list)
        self._out: dict[str, list[Node]] = defaultdict(list)
        for edge in nodeset.edges:
            self._into[edge.target].append(nodeset.nodes[edge.source])
            self._out[edge.source].append(nodeset.nodes[edge.target])

    def run(self) -> Imported:
        """Reads statements, then what joins them, then who said them."""
        self._read_statements()
        self._read_relations()
        self._read_reasons()
        self._read_undercuts()
        self._tell_circles()
        self._losses |= read_dialogue(self._nodeset, self._claims, self._out, self._drafts)
        drafts = self._drafts.drafted(self._text)
        return Imported(drafts, tuple(self._losses), tuple(self._findings))

    def _of_type(self, *types: str) -> Iterator[Node]:
        return (node for node in self._nodeset.nodes.values() if node.type in types)

    # --- Statements ---

    def _read_statements(self) -> None:
        for node in self._of_type("I"):
            if self._negated(node) is not None:
                continue
            headline = self._words(node, node.text)
            if headline:
                wanted = node.id if self._nodeset.is_ours else ""
                data = {"claim": headline}
                self._claims[node.id] = self._drafts.add(data, self._topic, node.path, wanted)
            else:
                self._find("unusable-entry", node, f"the statement {short(node.id)} says nothing")

    def _negated(self, node: Node) -> str | None:
        """The node of ours that another of ours negates."""
        id = node.id.removeprefix(NEGATION)
        known = self._nodeset.nodes.get(id) if self._nodeset.is_ours and id != node.id else None
        return id if known is not None and known.type == "I" else None

    def _words(self, node: Node, text: str) -> str:
        """A text of a node as Markdown on one line."""
        if visible(text) != text:
            self._losses.add(Loss("invisible characters", node.id))
        words = clean(text)
        if len(words) > MAX_TEXT:
            self._losses.add(Loss("the end of long texts", node.id, f"past {MAX_TEXT} characters"))
            words = f"{words[: MAX_TEXT - 1]}…"
        return to_markdown(words)

    def _few(self, ends: Sequence[Node], node: Node) -> Sequence[Node]:
        """The ends of a node's edges that are read."""
        if len(ends) > MAX_ENDS:
            self._losses.add(Loss("further conclusions", node.id, f"past {MAX_ENDS}"))
        return ends[:MAX_ENDS]

    # --- Schemes ---

    def _read_relations(self) -> None:
        """Rephrasings, and the inferences by which argmap writes necessary premises."""
        for node in self._of_type("MA", "RA", "PA"):
            is_need = node.type == "RA" and is_named(node, NECESSARY)
            if node.type == "PA":
                self._losses.add(Loss("preferences", node.id))
            if node.type != "MA" and not is_need:
                continue
            relation = "qualifies" if is_named(node, QUALIFICATION) else "restates"
            for premise, target in self._pairs(node):
                if is_need:
                    self._relate(target, "depends_on", premise, node)
                else:
                    self._relate(premise, relation, target, node)

    def _relate(self, source: str, relation: str, target: str, node: Node) -> None:
        name = f"{relation} {link_id(source, target)}"
        if name in self._taken:
            self._losses.add(Loss("second relations between the same two", node.id))
        else:
            self._taken.add(name)
            self._drafts.link(source, relation, target, self._because(node))

    def _pairs(self, node: Node) -> list[tuple[str, str]]:
        targets = self._conclusions(node)
        premises = [premise for premise in self._premises(node) if not _is_negated(premise)]
        pairs = [(a, b) for b in targets for a in premises if a != b]
        if not pairs:
            self._find("incomplete-inference", node, f"{short(node.id)} joins no two statements")
        return pairs

    def _premises(self, node: Node) -> list[str]:
        found = []
        for one in self._into[node.id]:
            negated = self._negated(one)
            if one.id in self._claims:
                found.append(self._claims[one.id])
            elif negated is not None and negated in self._claims:
                found.append(f"not {self._claims[negated]}")
        return found

    def _conclusions(self, node: Node) -> list[str]:
        known = [one for one in self._out[node.id] if one.id in self._claims]
        return [self._claims[one.id] for one in self._few(known, node)]

    def _read_reasons(self) -> None:
        """Inferences and conflicts that bear on statements."""
        steps = []
        for node in self._of_type("RA", "CA"):
            if node.type == "RA" and is_named(node, NECESSARY):
                continue
            premises = tuple(self._premises(node))
            relation = "supports" if node.type == "RA" else "attacks"
            found = [_Step(node, relation, to, premises) for to in self._conclusions(node)]
            steps += [step for step in found if self._is_whole(step)]
            bears_on_scheme = any(one.type != "I" for one in self._out[node.id])
            if not found and not bears_on_scheme:
                self._find("incomplete-inference", node, f"{short(node.id)} has no conclusion")
        self._settle(steps)

    def _is_whole(self, step: _Step) -> bool:
        """Whether a step has a premise, and none that is its own conclusion; tells where not."""
        problem = ""
        if all(_is_negated(premise) for premise in step.premises):
            problem = "has no premise"
        elif step.target in step.premises or f"not {step.target}" in step.premises:
            problem = "takes its conclusion for a premise"
        if problem:
            self._find("incomplete-inference", step.node, f"{short(step.node.id)} {problem}")
        return not problem

    def _settle(self, steps: Sequence[_Step]) -> None:
        """Chooses the premise each step is written with, so that no two have one name, and writes them."""
        chosen: dict[_Step, str] = {}
        for step in sorted(steps, key=lambda step: len(step.premises)):
            free = (
                premise
                for premise in step.premises
                if not _is_negated(premise) and link_id(premise, step.target) not in self._taken
            )
            source = next(free, None)
            if source is None:
                note = "a claim bears on another, or on a link, at most once"
                self._losses.add(Loss("second inferences between the same two", step.node.id, note))
                continue
            chosen[step] = source
            self._taken.add(link_id(source, step.target))
        for step in steps:
            if step in chosen:
                source = chosen[step]
                others = [premise for premise in step.premises if premise != source]
                because = self._because(step.node)
                self._drafts.link(source, step.relation, step.target, because, others)
                name = link_id(source, step.target)
                if self._links.setdefault(step.node.id, name) != name:
                    self._several.add(step.node.id)

    def _because(self, node: Node) -> str:
        """The inference in words or, where there are none, by the name of its scheme."""
        if self._nodeset.is_ours:
            return self._words(node, node.text) if node.text != node.scheme else ""
        sentence, scheme = told_by(node)
        if sentence and scheme:
            self._losses.add(Loss("argument schemes", node.id, scheme))
        return self._words(node, sentence or (f"Argument scheme: {scheme}." if scheme else ""))

    def _read_undercuts(self) -> None:
        """Conflicts with an inference or a conflict, from those on statements upward."""
        conflicts: dict[str, list[Node]] = defaultdict(list)
        for node in self._of_type("RA", "CA", "MA"):
            schemes = [one for one in self._out[node.id] if one.type in SCHEMES]
            for target in self._few(schemes, node):
                if node.type == "CA" and target.type in ("RA", "CA"):
                    conflicts[target.id].append(node)
                else:
                    self._losses.add(Loss("reasons about a scheme", node.id, f"on {target.type}"))
        ready = deque(self._links)
        known = set(ready)
        while ready:
            attacked = ready.popleft()
            name = self._links[attacked]
            if name.count(">") >= MAX_NESTING:
                continue
            conflicting = conflicts.pop(attacked, [])
            if attacked in self._several:
                note = f"{short(attacked)} is several links; the first is undercut"
                self._losses |= {Loss("undercuts", node.id, note) for node in conflicting}
            steps = [
                _Step(node, "undercuts", name, tuple(self._premises(node))) for node in conflicting
            ]
            self._settle([step for step in steps if self._is_whole(step)])
            new = [one.id for one in conflicting if one.id in self._links and one.id not in known]
            known.update(new)
            ready.extend(new)
        for nodes in conflicts.values():
            note = "what they attack is no link of the map, or nested too deep"
            self._losses |= {Loss("undercuts", node.id, note) for node in nodes}

    def _tell_circles(self) -> None:
        for circle in self._drafts.circles():
            more = ", …" if len(circle) > 5 else ""  # noqa: PLR2004
            message = f"these support each other in a circle: {', '.join(circle[:5])}{more}"
            path = self._drafts.origin[circle[0]]
            fix = "take out the weakest step"
            self._findings.append(self._text.finding("circular-support", message, fix, path=path))

    def _find(self, code: str, node: Node, message: str) -> None:
        self._findings.append(self._text.finding(code, message, path=node.path))


def _is_negated(premise: str) -> bool:
    return premise.startswith("not ")
