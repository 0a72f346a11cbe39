"""Links in the making: at most one between two records, and undercuts once their targets are known."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from argmap.interchange.common import Loss
from argmap.linker import link_id

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

MAX_NESTING = 8
"""How many links the name of an undercut may hold: each holds all below it."""
MAX_TARGETS = 20
"""How many links one undercut of a statement may attack."""


@dataclass(slots=True)
class Reason:
    """What speaks for or against something.

    Attributes:
        relation: `supports`, `attacks` or `undercuts`.
        premises: The ids of the records it rests on, `not id` for a negated one; the first is no negated one.
        because: The inference in words.
        fields: Further fields of the link.
        argument: The title of the argument it is written as; empty where it is none.
    """

    relation: str
    premises: list[str]
    because: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    argument: str = ""

    @property
    def is_bare(self) -> bool:
        """Whether it says no more than from where it comes."""
        return len(self.premises) == 1 and not self.because and not self.fields


@dataclass(slots=True)
class _Undercut:
    reason: Reason
    attacked: list[str] | str
    where: str


class Arrows:
    """The links of the records in the making."""

    def __init__(self, losses: set[Loss]) -> None:
        """Takes the set to which losses are added."""
        self._losses = losses
        self._fields: dict[str, dict[str, list[Any]]] = {}  # relations by id
        self._known: dict[tuple[str, str], str] = {}  # the relation between two
        self._named: dict[str, list[str]] = defaultdict(
            list
        )  # links by the key of where they come from
        self._attacked: dict[str, set[str]] = defaultdict(set)
        self._waiting: list[_Undercut] = []

    def add(self, reason: Reason, target: str, where: str) -> str:
        """Adds a link and gives its name; an empty one where there can be none.

        Args:
            reason: Where it comes from.
            target: The id of a record, or the name of a link.
            where: What losses are told of.
        """
        able = [one for one in reason.premises if one != target and not one.startswith("not ")]
        free = [one for one in able if (one, target) not in self._known]
        if not free:
            if not able:
                self._losses.add(Loss("links of a statement to itself", where))
                return ""
            if not reason.is_bare or self._known[able[0], target] != reason.relation:
                note = f"{able[0]} already {self._known[able[0], target]} {target}"
                self._losses.add(Loss("second links between the same two", where, note))
            return link_id(able[0], target)
        source = free[0]
        others = [one for one in dict.fromkeys(reason.premises) if one not in (source, target)]
        long = {"to": target, **reason.fields, "because": reason.because, "with": others}
        link = {key: value for key, value in long.items() if value}
        relations = self._fields.setdefault(source, {})
        relations.setdefault(reason.relation, []).append(target if len(link) == 1 else link)
        self._known[source, target] = reason.relation
        if reason.relation == "attacks":
            self._attacked[source].add(target)
        name = link_id(source, target)
        for key in _keys(source, reason.argument):
            self._named[key].append(name)
        return name

    def attacked_by(self, source: str) -> AbstractSet[str]:
        """The ids of the records that one attacks."""
        return self._attacked[source]

    def undercut(self, reason: Reason, attacked: list[str] | str, where: str) -> None:
        """Adds an undercut: of links by name, or of all that come from what a key names."""
        self._waiting.append(_Undercut(reason, attacked, where))

    def settle(self) -> None:
        """Finds the links that undercuts attack, those that attack other undercuts last."""
        blocked: dict[str, int] = defaultdict(int)  # undercuts still to come, by key
        behind: dict[str, list[_Undercut]] = defaultdict(list)
        for one in self._waiting:
            for key in _keys(one.reason.premises[0], one.reason.argument):
                blocked[key] += 1
        ready: deque[_Undercut] = deque()
        for one in self._waiting:
            if isinstance(one.attacked, str) and blocked[one.attacked]:
                behind[one.attacked].append(one)
            else:
                ready.append(one)
        while ready:
            one = ready.popleft()
            self._attack(one)
            for key in _keys(one.reason.premises[0], one.reason.argument):
                blocked[key] -= 1
                if not blocked[key]:
                    ready.extend(behind.pop(key, ()))
        for stuck in behind.values():
            for one in stuck:
                note = "they undercut each other in a circle"
                self._losses.add(Loss("undercuts", one.where, note))

    def _attack(self, one: _Undercut) -> None:
        names = self._named[one.attacked] if isinstance(one.attacked, str) else one.attacked
        note = ""
        if not names:
            note = "what it attacks supports and attacks nothing"
        elif len(names) > MAX_TARGETS:
            note = f"what it attacks is {len(names)} links; name one"
        elif any(name.count(">") > MAX_NESTING for name in names):
            note = f"more than {MAX_NESTING} undercuts of each other"
        if note:
            self._losses.add(Loss("undercuts", one.where, note))
        else:
            for name in tuple(names):
                self.add(one.reason, name, one.where)

    def written(self, id: str) -> dict[str, list[Any]]:
        """The links of a record, as its file says them."""
        return dict(self._fields.get(id, {}))


def source_key(id: str) -> str:
    """The key of all links that come from a record."""
    return f"from {id}"


def argument_key(title: str) -> str:
    """The key of the links that an argument stands for."""
    return f"as {title}"


def _keys(source: str, argument: str) -> Iterator[str]:
    yield source_key(source)
    if argument:
        yield argument_key(argument)
