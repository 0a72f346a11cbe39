"""A knowledge base as arrays of numbers: what the computation needs and nothing else."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt

from argmap.model import Experiment, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from argmap.kb import KnowledgeBase
    from argmap.linker import Link
    from argmap.reasoning.schedule import Schedule

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

LIMITS = (0.001, 0.999)
"""A base and a prediction are kept within these: no record is beyond doubt."""

UNDERCUT = 0.9
"""How much of a link an undercutter that surely holds takes away."""

NEED = 0.99
"""How much of a claim is lost when a premise it depends on surely does not hold."""


@dataclass(frozen=True, eq=False)
class Network:
    """A bipolar argumentation framework with links as nodes, as arrays.

    The *variables* are the nodes followed by the links: variable `i` is node `i`, variable
    `len(nodes) + l` is link `l`.

    Attributes:
        nodes: Ids of claims, evidence, and experiments with a result.
        links: Names of the weighted links.
        logit: Log odds of the base of each node: its prior or reliability.
        target: The node each link bears on; -1 for an undercut, which only acts as a factor of another.
        weight: Log odds each link adds to its target when it fully holds; negative for an attack.
        gain: Part of each link that is there, 1 in a knowledge base.
        basis: Number of the body of evidence a link rests on; -1 where it is not named.
        factor_link: For each factor of a link, the link.
        factor_of: The variable it reads.
        factor_const: A factor is `factor_const + factor_slope * x`: 0 + 1·x for a premise,
        factor_slope: 1 − 1·x for a negated one, 1 − 0.9·x for an undercutter.
        gate_node: For each necessary premise, the node that depends on it.
        gate_of: The premise.
        gate_share: Part of the dependency that is there, 1 in a knowledge base.
        keys: What tells each link from one of the same name in another map; see `key_of`.
    """

    nodes: tuple[str, ...]
    links: tuple[str, ...]
    logit: Floats
    target: Ints
    weight: Floats
    gain: Floats
    basis: Ints
    factor_link: Ints
    factor_of: Ints
    factor_const: Floats
    factor_slope: Floats
    gate_node: Ints
    gate_of: Ints
    gate_share: Floats
    keys: tuple[tuple[object, ...], ...] = ()

    def __post_init__(self) -> None:
        for array in vars(self).values():
            if isinstance(array, np.ndarray):
                array.setflags(write=False)

    @classmethod
    def of(cls, kb: KnowledgeBase) -> Network:
        """The network of a knowledge base; retracted records, and links that rest on one, are left out.

        It is assembled once for each knowledge base, which never changes.
        """
        if kb not in _networks:
            _networks[kb] = cls.assemble([Parts.of(kb)])
        return _networks[kb]

    @classmethod
    def assemble(cls, several: Sequence[Parts]) -> Network:
        """The network that holds the nodes and links of one or several maps, each once.

        Numbers are those of the first map that has the node or link.  A link with other premises or another
        basis is another link, though of the same name.
        """
        bases: dict[str, float] = {}
        links: dict[tuple[object, ...], tuple[Link, float]] = {}
        needs: dict[tuple[str, str], None] = {}
        for parts in reversed(several):
            bases = {**parts.bases, **bases, **parts.bases}
            links.update({key_of(one): (one, weight) for one, weight in parts.links})
            needs.update(dict.fromkeys(parts.needs))
        index = {id: number for number, id in enumerate(bases)}
        ones = [one for one, _ in links.values()]
        factors = list(_factors(ones, index))
        groups: dict[str, int] = {}
        return cls(
            nodes=tuple(bases),
            links=tuple(one.id for one in ones),
            logit=_floats(logit_of(base) for base in bases.values()),
            target=_ints(-1 if one.relation == "undercuts" else index[one.target] for one in ones),
            weight=_floats(weight for _, weight in links.values()),
            gain=np.ones(len(ones)),
            basis=_ints(
                groups.setdefault(one.basis, len(groups)) if one.basis else -1 for one in ones
            ),
            factor_link=_ints(f[0] for f in factors),
            factor_of=_ints(f[1] for f in factors),
            factor_const=_floats(f[2] for f in factors),
            factor_slope=_floats(f[3] for f in factors),
            gate_node=_ints(index[dependant] for dependant, _ in needs),
            gate_of=_ints(index[premise] for _, premise in needs),
            gate_share=np.ones(len(needs)),
            keys=tuple(links),
        )

    def __len__(self) -> int:
        """The number of nodes."""
        return len(self.nodes)

    @property
    def size(self) -> int:
        """The number of variables: nodes and links."""
        return len(self.nodes) + len(self.links)

    @cached_property
    def index(self) -> dict[str, int]:
        """The variable of each node and link."""
        return {name: number for number, name in enumerate((*self.nodes, *self.links))}

    @cached_property
    def has_gain(self) -> bool:
        """Whether any link is there in part only."""
        return bool((self.gain != 1).any())

    @cached_property
    def schedule(self) -> Schedule:
        """The order in which the variables are computed."""
        from argmap.reasoning.schedule import Schedule

        return Schedule.of(self)

    def with_numbers(self, **numbers: Floats) -> Network:
        """The same network with other numbers: `logit`, `weight`, `gain` or `gate_share`.

        A weight must keep its sign, which decides on which side of its target a link stands.
        """
        changed = replace(self, **numbers)  # type: ignore[arg-type]
        for name in ("schedule", "index", "edges", "readers", "readings"):
            if name in self.__dict__:
                changed.__dict__[name] = self.__dict__[name]
        return changed

    # --- Parts of the network ---

    @cached_property
    def edges(self) -> tuple[Ints, Ints]:
        """Every (variable, variable that reads it)."""
        n = len(self.nodes)
        on = np.flatnonzero(self.target >= 0)
        return (
            np.concatenate([self.factor_of, on + n, self.gate_of]),
            np.concatenate([self.factor_link + n, self.target[on], self.gate_node]),
        )

    @cached_property
    def readers(self) -> tuple[Ints, Ints]:
        """For each variable where its readers begin in one long list, and that list."""
        source, target = self.edges
        return _adjacency(source, target, self.size)

    @cached_property
    def readings(self) -> tuple[Ints, Ints]:
        """For each variable where what it reads begins in one long list, and that list."""
        source, target = self.edges
        return _adjacency(target, source, self.size)

    def upstream(self, nodes: Iterable[int]) -> Flags:
        """The variables that bear on some nodes, directly or not, and the nodes themselves."""
        return _reach(nodes, *self.readings, self.size)

    def downstream(self, nodes: Iterable[int]) -> Flags:
        """The variables that some nodes bear on, directly or not, and the nodes themselves."""
        return _reach(nodes, *self.readers, self.size)

    def part(self, keep: Flags) -> Network:
        """The network of some variables only; `keep` must hold all that bears on any of them."""
        n = len(self.nodes)
        number = np.cumsum(keep) - 1
        nodes, links = np.flatnonzero(keep[:n]), np.flatnonzero(keep[n:])
        factor = keep[n:][self.factor_link]
        gate = keep[self.gate_node]
        target = self.target[links]
        return Network(
            nodes=tuple(self.nodes[i] for i in nodes),
            links=tuple(self.links[i] for i in links),
            logit=self.logit[nodes],
            target=np.where(target >= 0, number[target], -1),
            weight=self.weight[links],
            gain=self.gain[links],
            basis=self.basis[links],
            factor_link=number[self.factor_link[factor] + n] - len(nodes),
            factor_of=number[self.factor_of[factor]],
            factor_const=self.factor_const[factor],
            factor_slope=self.factor_slope[factor],
            gate_node=number[self.gate_node[gate]],
            gate_of=number[self.gate_of[gate]],
            gate_share=self.gate_share[gate],
            keys=tuple(self.keys[i] for i in links) if self.keys else (),
        )

    def cone(self, node: int) -> Network:
        """The part of the network that bears on one node."""
        return self.part(self.upstream([node]))


_networks: WeakKeyDictionary[KnowledgeBase, Network] = WeakKeyDictionary()


# --- From records -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Parts:
    """What a map says, as far as it enters the computation.

    Attributes:
        bases: Prior or reliability of each claim, piece of evidence and experiment with a result.
        links: The weighted links with their signed log odds; what undercuts a link comes after it.
        needs: Every (dependant, premise).
    """

    bases: dict[str, float]
    links: list[tuple[Link, float]]
    needs: list[tuple[str, str]]

    @classmethod
    def of(cls, kb: KnowledgeBase) -> Parts:
        """What a knowledge base says; retracted records, and links that rest on one, are left out."""
        bases = dict(_bases(kb))
        needs = [
            (one.source, one.target)
            for one in kb.links
            if one.relation == "depends_on" and one.source in bases and one.target in bases
        ]
        return cls(bases, [(one, _weight(kb, one)) for one in _links(kb, bases)], needs)


def key_of(one: Link) -> tuple[object, ...]:
    """What makes a link the same in two maps: its name, its premises and its basis."""
    return (one.id, one.relation, frozenset(one.premises), one.basis)


def _bases(kb: KnowledgeBase) -> Iterator[tuple[str, float]]:
    for id, record in kb.records.items():
        if record.retracted is not None:
            continue
        if isinstance(record, Statement):
            yield id, record.base
        elif isinstance(record, Experiment) and record.result is not None:
            yield id, record.result.reliability


def _links(kb: KnowledgeBase, bases: Mapping[str, float]) -> Iterator[Link]:
    kept: set[str] = set()
    undercuts = []
    for one in kb.weighted_links.values():
        if not all(member in bases for member in one.members):
            continue
        if one.relation == "undercuts":
            undercuts.append(one)
        elif one.target in bases:
            kept.add(one.id)
            yield one
    for one in sorted(undercuts, key=lambda one: one.target.count(">")):
        if one.target in kept:
            kept.add(one.id)
            yield one


def _factors(
    links: Sequence[Link], index: Mapping[str, int]
) -> Iterator[tuple[int, int, float, float]]:
    """(link, variable read, constant, slope) of every premise and every undercutter."""
    places: dict[str, list[int]] = {}
    for number, one in enumerate(links):
        places.setdefault(one.id, []).append(number)
    for number, one in enumerate(links):
        yield number, index[one.source], 0.0, 1.0
        for premise, negated in one.premises:
            yield number, index[premise], *((1.0, -1.0) if negated else (0.0, 1.0))
        if one.relation == "undercuts":
            for attacked in places[one.target]:
                yield attacked, len(index) + number, 1.0, -UNDERCUT


def _weight(kb: KnowledgeBase, one: Link) -> float:
    if one.relation == "tests":
        return _weight_of_result(kb.experiments[one.source], one.target, kb)
    return math.log(one.factor) * {"supports": 1, "attacks": -1}.get(one.relation, 0)


def _weight_of_result(experiment: Experiment, claim: str, kb: KnowledgeBase) -> float:
    """The log of the likelihood ratio of what came out; 0 for an outcome nobody foresaw."""
    assert experiment.result is not None
    for test in experiment.tests:
        if kb.aliases.get(test.claim, test.claim) == claim:
            outcome = test.predictions.get(experiment.result.outcome)
            return log_ratio(*outcome) if outcome is not None else 0.0
    return 0.0


def logit_of(base: float) -> float:
    """The log odds of a base, which is kept within `LIMITS`."""
    low, high = LIMITS
    kept = min(max(base, low), high)
    return math.log(kept / (1 - kept))


def log_ratio(if_true: float, if_false: float) -> float:
    """ln(P(outcome | claim holds) / P(outcome | it does not)), both kept within `LIMITS`."""
    low, high = LIMITS
    return math.log(min(max(if_true, low), high) / min(max(if_false, low), high))


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int64)


def _floats(values: Iterable[float]) -> Floats:
    return np.array(list(values), np.float64)


# --- Walks --------------------------------------------------------------------------------------


def _adjacency(source: Ints, target: Ints, size: int) -> tuple[Ints, Ints]:
    """For each variable where its neighbours begin in one long list, and that list."""
    order = np.argsort(source, kind="stable")
    starts = np.zeros(size + 1, np.int64)
    np.cumsum(np.bincount(source, minlength=size), out=starts[1:])
    return starts, target[order]


def _reach(start: Iterable[int], starts: Ints, neighbours: Ints, size: int) -> Flags:
    reached = np.zeros(size, bool)
    frontier = _ints(start)
    reached[frontier] = True
    while frontier.size:
        found = gather(frontier, starts, neighbours)
        frontier = np.unique(found[~reached[found]])
        reached[frontier] = True
    return reached


def gather(rows: Ints, starts: Ints, values: Ints) -> Ints:
    """All values of some rows of a list of lists that is stored as one."""
    lengths = starts[rows + 1] - starts[rows]
    ends = np.cumsum(lengths)
    if not ends.size or not ends[-1]:
        return np.empty(0, np.int64)
    inside = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
    found: Ints = values[np.repeat(starts[rows], lengths) + inside]
    return found
