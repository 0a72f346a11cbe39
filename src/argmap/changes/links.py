"""What a change does to the links between records."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.kb import KnowledgeBase
    from argmap.linker import Link

Key: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class LinkChange:
    """A link that came, went, or changed its relation, strength, premises or basis.

    Attributes:
        before: The link as it was; None for one that came.
        after: The link as it is; None for one that went.
    """

    before: Link | None
    after: Link | None

    @property
    def link(self) -> Link:
        """The link as it is, or as it last was."""
        found = self.after or self.before
        assert found is not None
        return found


def relinked(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[LinkChange]:
    """The links that differ, but for what experiments bear on: that follows from their results."""
    before, after = by_key(old), by_key(new)
    for key, one in after.items():
        was = before.get(key)
        if was is None or _weighs(was) != _weighs(one):
            yield LinkChange(was, one)
    for key, one in before.items():
        if key not in after:
            yield LinkChange(one, None)


def by_key(kb: KnowledgeBase) -> dict[Key, Link]:
    """The links by what makes them the same in two maps: their name and, where they carry no weight, the relation."""
    return {key_of(one): one for one in kb.links if one.relation != "tests"}


def key_of(one: Link) -> Key:
    """See `by_key`."""
    return one.id, "" if one.weighted else one.relation


def _weighs(one: Link) -> tuple[object, ...]:
    return one.relation, one.factor, frozenset(one.premises), one.basis


def same(one: Link, other: Link) -> bool:
    """Whether two links say the same, wherever in their record they stand."""
    return replace(one, path=()) == replace(other, path=())


def bears_on(one: Link) -> set[str]:
    """The records a link was made about: its premises, and what it points at or the ends of it."""
    return {part.strip("() ") for part in one.target.split(">")} | set(one.members)
