"""Records in the making: each with an id of its own, and the fields it has got so far."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from argmap.authoring.scaffold import MAX_ID, propose_id
from argmap.graph import strong_components
from argmap.interchange.common import Drafted
from argmap.reserved import RESERVED
from argmap.schema import SLUG

if TYPE_CHECKING:
    from collections.abc import Sequence

    from argmap.fields import Path
    from argmap.interchange.jsontext import JsonText

_MAX_WANTED = 200
"""Longer ids cannot be the names of files everywhere."""

_FIELDS = ("positions", "depends_on", "supports", "attacks", "undercuts", "qualifies", "restates")
"""The fields a claim may get, in the order they are written."""


class Drafts:
    """The records an import makes of a JSON file.

    Attributes:
        origin: Where in the file each record comes from, by its id.
    """

    def __init__(self) -> None:
        self.origin: dict[str, Path] = {}
        self._data: dict[str, dict[str, Any]] = {}
        self._topics: dict[str, str] = {}
        self._next: dict[str, int] = {}

    def add(self, data: dict[str, Any], topic: str, origin: Path, wanted: str = "") -> str:
        """Adds a record and gives its id: the one wanted if it can be had, else one made of the headline."""
        (headline, *_) = data.values()
        is_slug = len(wanted) <= _MAX_WANTED and SLUG.fullmatch(wanted) is not None
        id = self._free(wanted if is_slug else propose_id(headline))
        self._data[id], self._topics[id], self.origin[id] = data, topic, origin
        return id

    def _free(self, base: str) -> str:
        """The id, or the id with the next number; it is remembered, for many may have the same words."""
        id, number = base, self._next.get(base, 2)
        while id in self._data or id in RESERVED:
            ending = f"-{number}"
            id, number = base[: MAX_ID - len(ending)].rstrip("-") + ending, number + 1
        self._next[base] = number
        return id

    def link(
        self, source: str, relation: str, target: str, because: str, others: Sequence[str] = ()
    ) -> None:
        """Writes a relation into a record: to a record or link, with further premises."""
        long = {"to": target, "because": because, "with": list(others)}
        link = {key: value for key, value in long.items() if value}
        links = self._data[source].setdefault(relation, [])
        links.append(target if len(link) == 1 else link)

    def accept(self, claim: str, person: str) -> None:
        """Gives a claim the position of a person who holds it."""
        positions = self._data[claim].setdefault("positions", [])
        positions.append({"person": person, "stance": "accepts"})

    def circles(self) -> list[list[str]]:
        """The ids of each set of records that support each other."""
        ids = list(self._data)
        number = {id: place for place, id in enumerate(ids)}
        out: list[list[int]] = [[] for _ in ids]
        for id, data in self._data.items():
            for need in data.get("depends_on", ()):
                out[number[_target(need)]].append(number[id])
            for link in data.get("supports", ()):
                others = link.get("with", ()) if isinstance(link, dict) else ()
                # A premise that is negated is none of the ids.
                for premise in (id, *(one for one in others if one in number)):
                    out[number[premise]].append(number[_target(link)])
        components = strong_components(range(len(ids)), out)
        return [[ids[place] for place in one] for one in components if len(one) > 1]

    def drafted(self, text: JsonText) -> tuple[Drafted, ...]:
        """The records, in the order they were added, with their places in the file."""
        return tuple(
            Drafted(id, self._topics[id], _in_order(data), text.span(self.origin[id]))
            for id, data in self._data.items()
        )


def _target(link: str | dict[str, Any]) -> str:
    return link if isinstance(link, str) else str(link["to"])


def _in_order(data: dict[str, Any]) -> dict[str, Any]:
    first = {key: value for key, value in data.items() if key not in _FIELDS}
    return first | {key: data[key] for key in _FIELDS if key in data}
