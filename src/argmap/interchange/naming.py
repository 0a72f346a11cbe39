"""Ids for the records of an import: each its own, however many have the same words."""

from __future__ import annotations

from argmap.authoring.scaffold import MAX_ID, propose_id
from argmap.reserved import RESERVED
from argmap.schema import SLUG

_MAX_WANTED = 200
"""Longer ids cannot be the names of files everywhere."""


class Names:
    """The ids given so far."""

    def __init__(self, *taken: str) -> None:
        """Takes the ids that are gone already, besides the addresses of the site."""
        self._taken = {*RESERVED, *taken}
        self._next: dict[str, int] = {}

    def take(self, headline: str, wanted: str = "") -> str:
        """An id nobody has: the one wanted if it can be had, else one made of the headline."""
        is_slug = len(wanted) <= _MAX_WANTED and SLUG.fullmatch(wanted) is not None
        base = wanted if is_slug else propose_id(headline)
        id, number = base, self._next.get(base, 2)
        while id in self._taken:
            ending = f"-{number}"
            id, number = base[: MAX_ID - len(ending)].rstrip("-") + ending, number + 1
        self._next[base] = number
        self._taken.add(id)
        return id
