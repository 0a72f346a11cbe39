"""What a document talks about: places with one title become one node, with one text and all data."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argmap.interchange.argdown.document import Item, Parsed, Step


@dataclass(eq=False)
class Node:
    """A statement or an argument.  What is derived from its places is asked for when all are there.

    Attributes:
        is_argument: Whether it is an argument.
        title: Its title; empty where it has none.
        items: Where it stands, in order.
        steps: The steps of its reconstruction; none where it has not been reconstructed.
    """

    is_argument: bool
    title: str
    items: list[Item] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @cached_property
    def definition(self) -> Item:
        """The place whose text counts: the last that has one, unless another is marked; else the first."""
        defined = [item for item in self.items if item.content]
        marked = [item for item in defined if item.data.get("isCanonical") is True]
        return (marked or defined or self.items[:1])[-1]

    @cached_property
    def data(self) -> dict[str, Any]:
        """The data of all places; what is said last counts.  Not to be changed."""
        return {key: value for item in self.items for key, value in item.data.items()}

    @property
    def tags(self) -> list[str]:
        """The tags of all places, each once."""
        return list(dict.fromkeys(tag.value for item in self.items for tag in item.tags))

    @property
    def is_running_text(self) -> bool:
        """Whether it is a paragraph between the statements: no title, and nothing to do with the rest."""
        return not self.is_argument and not self.title and self.items[0].is_alone


@dataclass(frozen=True, slots=True)
class Discourse:
    """The nodes of a document.

    Attributes:
        nodes: In the order of their first places.
        of_item: For each item of the document, its node.
    """

    nodes: list[Node]
    of_item: list[Node]


def discourse(parsed: Parsed) -> Discourse:
    """Merges the items of a document."""
    known: dict[tuple[bool, str], Node] = {}
    nodes, of_item = [], []
    for number, item in enumerate(parsed.items):
        key = (item.is_argument, item.title)
        node = known.get(key) if item.title else None
        if node is None:
            node = Node(*key)
            nodes.append(node)
            known[key] = node
        node.items.append(item)
        node.steps = parsed.reconstructions.get(number, node.steps)
        of_item.append(node)
    return Discourse(nodes, of_item)
