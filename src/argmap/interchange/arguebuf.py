"""Arguebuf JSON, the format of the `arguebuf` package: atoms joined through schemes, with participants.

It is AIF's graph under other names, so it is read as a nodeset.  https://github.com/recap-utr/arguebuf-python
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from argmap.diagnostics import Severity
from argmap.interchange.common import Imported, Loss
from argmap.interchange.jsontext import JsonText, short, shown
from argmap.interchange.nodeset import Node, Nodeset, Speaker
from argmap.interchange.nodeset_reading import read_nodeset

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.diagnostics import Diagnostic
    from argmap.fields import Path

_TYPES = {"support": "RA", "attack": "CA", "rephrase": "MA", "preference": "PA"}
_FREE = {"nodes", "edges", "participants", "schemaVersion", "libraryVersion", "metadata"}
"""What is read, and what says nothing of the argument."""


def read(raw: bytes, *, file: str, topic: str) -> Imported:
    """The records of an arguebuf graph.

    Args:
        raw: The file's bytes.
        file: The path findings name.
        topic: The folder the claims go to.
    """
    text = JsonText(raw, file)
    graph = text.data if isinstance(text.data, dict) else {}
    if not all(isinstance(graph.get(key), dict) for key in ("nodes", "edges")):
        return Imported(diagnostics=(*text.diagnostics, *_refusal(text)))
    reading = _Reading(text, graph)
    return read_nodeset(reading.nodeset, text, topic, reading.losses, reading.findings)


def _refusal(text: JsonText) -> Iterator[Diagnostic]:
    if text.is_json:
        message = "this is JSON but not arguebuf's: it has no objects `nodes` and `edges`"
        yield text.finding("not-a-nodeset", message, severity=Severity.ERROR)


class _Reading:
    """From JSON to a nodeset: an atom is a statement, and whoever it is given to has said it."""

    def __init__(self, text: JsonText, graph: dict[str, Any]) -> None:
        self._text = text
        self._graph = graph
        self.nodeset = Nodeset()
        self.findings: list[Diagnostic] = list(text.diagnostics)
        self.losses = {Loss("other data", key[:40]) for key, told in graph.items() if told and key not in _FREE}  # fmt: skip
        for id, path, entry in self._objects("nodes"):
            self._read_node(id, path, entry)
        for _, path, entry in self._objects("edges"):
            if problem := self.nodeset.join(entry.get("source"), entry.get("target"), path):
                self._find(path, f"{shown(path)} {problem}; it is left out")

    def _read_node(self, id: str, path: Path, entry: dict[str, Any]) -> None:
        atom: Any = entry.get("atom")
        scheme: Any = entry.get("scheme")
        kinds = [kind for kind in _TYPES if isinstance(scheme, dict) and kind in scheme]
        if isinstance(atom, dict) and isinstance(atom.get("text"), str):
            self.nodeset.nodes[id] = Node(id, "I", atom["text"], path=path)
            if atom.get("reference"):
                self.losses.add(Loss("references", id, "where in a text it stands"))
            if isinstance(person := atom.get("participant"), str):
                self.nodeset.holders[id] = {Speaker(person, self._name(person)): None}
        elif kinds and isinstance(name := scheme[kinds[0]], str):
            words = name.removeprefix(f"{kinds[0].upper()}_").replace("_", " ").capitalize()
            self.nodeset.nodes[id] = Node(id, _TYPES[kinds[0]], words, path=path)
        else:
            message = f"{shown(path)} is neither an atom with a text nor a scheme of a known kind"
            self._find(path, f"{message}; it is left out")

    def _name(self, person: str) -> str:
        participants = self._graph.get("participants")
        known = participants.get(person) if isinstance(participants, dict) else None
        name = known.get("name") if isinstance(known, dict) else None
        return name if isinstance(name, str) else ""

    def _objects(self, key: str) -> Iterator[tuple[str, Path, dict[str, Any]]]:
        for id, entry in self._graph[key].items():
            if isinstance(entry, dict):
                yield id, (key, id), entry
            else:
                message = f"{shown((key, id))} is {short(entry)}, not an object; it is left out"
                self._find((key, id), message)

    def _find(self, path: Path, message: str) -> None:
        self.findings.append(self._text.finding("unusable-entry", message, path=path))
