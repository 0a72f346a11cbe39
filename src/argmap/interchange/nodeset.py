"""The Argument Interchange Format's view of an argument: nodes of information and of schemes, joined by edges.

Statements (I) are joined only through schemes: inference (RA), conflict (CA), rephrasing (MA), preference (PA).
What was said is a locution (L); an illocution (YA) leads from it to what it puts forward, a transition (TA) to the
next one.  (Chesñevar et al., "Towards an argument interchange format", KER 2006.)
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from argmap.interchange.jsontext import short

if TYPE_CHECKING:
    from argmap.fields import Path

SCHEMES = ("RA", "CA", "MA", "PA")
DIALOGUE = ("L", "YA", "TA")
TYPES = ("I", *SCHEMES, *DIALOGUE)

MAX_ENDS = 20
"""Conclusions of one inference that are read, and speakers of one locution; AIF has one of each."""
NEGATION = "not_"
"""What the id of a statement begins with that says that another does not hold; no slug has an underscore."""


@dataclass(frozen=True, slots=True)
class Node:
    """A statement, scheme, locution, illocution or transition.

    Attributes:
        id: Its id in the file.
        type: One of `TYPES`.
        text: What it says; of a scheme, its name or the inference in words.
        scheme: The name of the scheme, where the file gives it beside the text.
        path: Where it stands in the file.
    """

    id: str
    type: str
    text: str
    scheme: str = ""
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow from one node to another."""

    source: str
    target: str
    path: Path = ()


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said something.

    Attributes:
        id: The file's number or name for them.
        name: Their name; empty where the file gives none.
    """

    id: str
    name: str = ""


@dataclass(slots=True)
class Nodeset:
    """A graph of nodes, in the order of the file.

    Attributes:
        nodes: By id.
        edges: Each between two of the nodes, and no two alike.
        speakers: Who uttered a locution, by the node's id.
        holders: Who holds a statement, by its node's id, where the file tells so without a dialogue.
        is_ours: Whether argmap has written it, so that the ids of its statements are ids of records.
    """

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    speakers: dict[str, dict[Speaker, None]] = field(default_factory=dict)
    holders: dict[str, dict[Speaker, None]] = field(default_factory=dict)
    is_ours: bool = False
    _known: set[tuple[str, str]] = field(default_factory=set)

    def join(self, source: object, target: object, path: Path = ()) -> str:
        """Adds an edge, unless it means nothing in AIF.

        Returns:
            Why it was not added, as the end of a sentence; empty when it was.
        """
        for end, leads in ((source, "from"), (target, "to")):
            if not isinstance(end, str) or end not in self.nodes:
                return f"leads {leads} {short(end)}, which is no node"
        assert isinstance(source, str)
        assert isinstance(target, str)
        if source == target:
            return "leads from a node to itself"
        if (source, target) in self._known:
            return "says what another one says"
        problem = _problem(self.nodes[source].type, self.nodes[target].type)
        if not problem:
            self._known.add((source, target))
            self.edges.append(Edge(source, target, path))
        return problem


def _problem(source: str, target: str) -> str:
    ends = (source, target)
    if "YA" in ends or ends in (("L", "TA"), ("TA", "L")):
        return ""
    if ends == ("I", "I"):
        return "joins two statements without an inference or a conflict between them"
    if any(end in DIALOGUE for end in ends):
        return f"leads from {source} to {target}, which AIF does not know"
    return ""
