"""AIF JSON, as AIFdb gives it out, and xAIF, which wraps it for OVA: `{"AIF": ..., "OVA": ...}`.

https://www.aifdb.org; what nodes and edges mean is in `nodeset`, what becomes of them in `nodeset_reading`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from argmap.diagnostics import Severity
from argmap.interchange.common import Exported, Imported, Loss
from argmap.interchange.contents import losses
from argmap.interchange.jsontext import JsonText, short, shown
from argmap.interchange.nodeset import TYPES, Node, Nodeset, Speaker
from argmap.interchange.nodeset_reading import read_nodeset
from argmap.interchange.nodeset_writing import HOLDS, NOTES, further_losses, nodeset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.diagnostics import Diagnostic
    from argmap.fields import Path
    from argmap.kb import KnowledgeBase

GENERATOR = "argmap"
"""What `generator` says in a file of ours."""

_NAMED = {"nodes", "edges", "locutions", "participants", "schemefulfillments", "generator"}
_FIELDS = {
    "nodes": {"nodeID", "text", "type", "scheme", "schemeID", "timestamp"},
    "edges": {"edgeID", "fromID", "toID", "formEdgeID"},
    "locutions": {"nodeID", "personID", "timestamp", "start", "end"},
    "participants": {"participantID", "firstname", "surname"},
}
"""What is read, and what says nothing of its own."""
_WORDS = ("scheme", "firstname", "surname")
"""Fields that are read where they are texts."""


def read(raw: bytes, *, file: str, topic: str) -> Imported:
    """The records of a nodeset, in AIF or xAIF.

    Args:
        raw: The file's bytes.
        file: The path findings name.
        topic: The folder the claims go to.
    """
    text = JsonText(raw, file)
    reading = _Reading(text)
    if not reading.is_nodeset:
        return Imported(diagnostics=(*text.diagnostics, *reading.refusal()))
    return read_nodeset(reading.nodeset(), text, topic, reading.losses, reading.findings)


def write(kb: KnowledgeBase) -> Exported:
    """The knowledge base as AIF JSON, without who holds what: AIF alone has no names."""
    made = nodeset(kb)
    data = {"generator": GENERATOR, **graph(made), "locutions": []}
    return Exported({"": dump(data)}, losses_of(kb, HOLDS))


def losses_of(kb: KnowledgeBase, holds: frozenset[str]) -> tuple[Loss, ...]:
    """What a nodeset cannot say of a knowledge base, when it says the features named."""
    return tuple(sorted((*losses(kb, holds, NOTES), *further_losses(kb))))


def graph(made: Nodeset) -> dict[str, list[dict[str, Any]]]:
    """The nodes and edges of a nodeset as AIF writes them."""
    nodes = [
        {"nodeID": node.id, "text": node.text, "type": node.type}
        | ({"scheme": node.scheme} if node.scheme else {})
        for node in made.nodes.values()
    ]
    edges = [
        {
            "edgeID": f"{edge.source} {edge.target}",
            "fromID": edge.source,
            "toID": edge.target,
            "formEdgeID": None,
        }
        for edge in made.edges
    ]
    return {"nodes": nodes, "edges": edges}


def dump(data: dict[str, Any]) -> bytes:
    """JSON that a person can read and git can compare."""
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


class _Reading:
    """From JSON to a nodeset: only what has the right form, with findings on the rest."""

    def __init__(self, text: JsonText) -> None:
        self._text = text
        self.findings: list[Diagnostic] = list(text.diagnostics)
        self.losses: set[Loss] = set()
        whole = text.data if isinstance(text.data, dict) else {}
        wrapped = whole.get("AIF")
        self._whole: dict[str, Any] = whole
        self._graph: dict[str, Any] = wrapped if isinstance(wrapped, dict) else whole
        self._root: Path = ("AIF",) if isinstance(wrapped, dict) else ()

    @property
    def is_nodeset(self) -> bool:
        """Whether there is a list of nodes and one of edges."""
        return all(isinstance(self._graph.get(key), list) for key in ("nodes", "edges"))

    def refusal(self) -> Iterator[Diagnostic]:
        """What to say of JSON that is no nodeset."""
        if self._text.is_json:
            yield self._text.finding(
                "not-a-nodeset",
                "this is JSON but no AIF: it has no lists `nodes` and `edges`",
                "give a file as AIFdb or OVA exports it",
                severity=Severity.ERROR,
            )

    def nodeset(self) -> Nodeset:
        """The nodes and edges that can be used."""
        made = Nodeset(is_ours=self._whole.get("generator") == GENERATOR)
        self._read_nodes(made)
        self._read_edges(made)
        self._read_speakers(made)
        self._tell_the_rest(made)
        return made

    def _read_nodes(self, made: Nodeset) -> None:
        for path, entry in self._entries("nodes"):
            id, kind = self._id(entry, "nodeID"), entry.get("type")
            text, scheme = entry.get("text"), entry.get("scheme")
            if id is None:
                self._wrong(path, "nodeID", entry, "a text or a number")
            elif kind not in TYPES:
                self._wrong(path, "type", entry, f"one of {', '.join(TYPES)}")
            elif not isinstance(text, str) and not (text is None and kind not in ("I", "L")):
                self._wrong(path, "text", entry, "a text")
            elif id in made.nodes:
                place = shown((*path, "nodeID"))
                self._find(path, f"{place} is {short(id)}, as above; the second node is left out")
            else:
                named = scheme if isinstance(scheme, str) else ""
                made.nodes[id] = Node(id, kind, text or "", named, path)

    def _read_edges(self, made: Nodeset) -> None:
        for path, entry in self._entries("edges"):
            source, target = (self._id(entry, key) for key in ("fromID", "toID"))
            if problem := made.join(source, target, path):
                self._find(path, f"{shown(path)} {problem}; it is left out")

    def _read_speakers(self, made: Nodeset) -> None:
        names = dict(self._participants())
        for path, entry in self._entries("locutions"):
            node, person = self._id(entry, "nodeID"), self._id(entry, "personID")
            if node not in made.nodes or made.nodes[node].type != "L":
                self._wrong(path, "nodeID", entry, "the id of a locution")
            elif person is None:
                self._wrong(path, "personID", entry, "a text or a number")
            else:
                speaker = Speaker(person, names.get(person, ""))
                made.speakers.setdefault(node, {})[speaker] = None
        speaking = {one.id for several in made.speakers.values() for one in several}
        for id, name in names.items():
            if id not in speaking:
                self.losses.add(Loss("participants", name or id, "nothing is said by them here"))

    def _participants(self) -> Iterator[tuple[str, str]]:
        for path, entry in self._entries("participants"):
            id = self._id(entry, "participantID")
            if id is None:
                self._wrong(path, "participantID", entry, "a text or a number")
                continue
            names = (entry.get("firstname"), entry.get("surname"))
            yield id, " ".join(name for name in names if isinstance(name, str)).strip()

    def _tell_the_rest(self, made: Nodeset) -> None:
        """What the file says beside its nodes and edges."""
        told = {
            "OVA": ("the layout of the drawing", not made.is_ours),
            "text": ("the text analysed", True),
            "descriptorfulfillments": ("roles of premises", True),
            "schemefulfillments": ("numbers of schemes", not made.is_ours),
        }
        beside = self._whole.items() if self._graph is not self._whole else ()
        for key, value in (*beside, *self._graph.items()):
            what, counts = told.get(key, ("other data", key not in _NAMED))
            if value and counts and value is not self._graph:
                self.losses.add(Loss(what, key[:40]))

    def _entries(self, key: str) -> Iterator[tuple[Path, dict[str, Any]]]:
        """The objects of a list; what is none is told, and so are fields that nobody reads."""
        entries = self._graph.get(key, [])
        path = (*self._root, key)
        if not isinstance(entries, list):
            self._find(path, f"{shown(path)} is {short(entries)}, not a list; it is left out")
            return
        for number, entry in enumerate(entries):
            if not isinstance(entry, dict):
                message = f"{shown((*path, number))} is {short(entry)}, not an object"
                self._find((*path, number), f"{message}; it is left out")
                continue
            unread = {name for name, value in entry.items() if value} - _FIELDS[key]
            unread |= {name for name in _WORDS if not isinstance(entry.get(name, ""), str)}
            self.losses |= {Loss("other fields", f"{key}: {name[:40]}") for name in unread}
            if entry.get("timestamp") or entry.get("start"):
                self.losses.add(Loss("times", key, "when something was entered or said"))
            yield (*path, number), entry

    @staticmethod
    def _id(entry: dict[str, Any], key: str) -> str | None:
        """An id, which some tools write as a number."""
        value = entry.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        return value if isinstance(value, str) and value else None

    def _wrong(self, path: Path, key: str, entry: dict[str, Any], wanted: str) -> None:
        place = (*path, key)
        is_value = f"is {short(entry[key])}" if key in entry else "is missing"
        message = f"{shown(place)} {is_value}; it must be {wanted}, and is left out"
        self._find(place if key in entry else path, message)

    def _find(self, path: Path, message: str) -> None:
        self.findings.append(self._text.finding("unusable-entry", message, path=path))
