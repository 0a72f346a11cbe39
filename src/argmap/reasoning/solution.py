"""The front of the reasoning: a solved map that answers questions about itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from argmap.diagnostics import did_you_mean
from argmap.kb import Credence
from argmap.model import Claim, Statement
from argmap.reasoning import cruxes, experiments, views
from argmap.reasoning.acceptability import grounded
from argmap.reasoning.forward import Run, columns_of, run
from argmap.reasoning.network import Network
from argmap.reasoning.semantics import GLO, NAMED
from argmap.reasoning.why import Why, why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.kb import KnowledgeBase
    from argmap.reasoning.acceptability import Label
    from argmap.reasoning.cruxes import Declared, FlipSet, Swing
    from argmap.reasoning.experiments import Promise
    from argmap.reasoning.network import Floats
    from argmap.reasoning.views import Disagreement

_UNSETTLED = 1e-9
_STRENGTHS = (1.0, 1000.0)


def solve(
    kb: KnowledgeBase,
    *,
    semantics: str = "glo",
    view: str | None = None,
    set: Mapping[str, float] | None = None,
) -> Solution:
    """What follows from a knowledge base.

    Args:
        kb: The knowledge base.
        semantics: `glo`, the credences of argmap; or a second opinion, `df-quad` or `quadratic-energy`.
        view: The id of a person, to see the map as they do.
        set: What if: the id of a record and the credence it is to have, 0 to 1; or the name of a link, `a > b`,
            and the strength it is to have, 1 (nothing) to 1000.

    Raises:
        KeyError: There is no such record, link or person; the message suggests what was meant.
        ValueError: There is no such semantics, or a number is out of its range.
    """
    if semantics not in NAMED:
        hint = did_you_mean(semantics, NAMED) or f"there are {', '.join(NAMED)}"
        raise ValueError(f"no semantics {semantics!r}; {hint}")
    if semantics == GLO.name and view is None and not set:
        return Solution(kb, _plain_run(kb))
    network = Network.of(kb)
    if view is not None:
        if semantics != GLO.name:
            raise ValueError("a person's view is defined for credences, not for second opinions")
        person = kb[view].id
        if person not in kb.people:
            raise KeyError(f"{view!r} is no person")
        network = views.view(network, views.stances_of(kb, person))
    network, pins = _with(network, kb, set or {})
    return Solution(kb, run(network, pins=pins, semantics=NAMED[semantics]), view)


def _plain_run(kb: KnowledgeBase) -> Run:
    """The map itself, solved once for each knowledge base."""
    if kb not in _runs:
        _runs[kb] = run(Network.of(kb))
    return _runs[kb]


_runs: WeakKeyDictionary[KnowledgeBase, Run] = WeakKeyDictionary()


def credences(kb: KnowledgeBase) -> dict[str, Credence]:
    """The credence of every record that has one; what `kb.sql` reads."""
    solution = solve(kb)
    return {id: Credence(value, *solution.unresolved.get(id, ())) for id, value in solution.items()}


@dataclass(frozen=True, eq=False)
class Solution(Mapping[str, float]):
    """A solved map: a mapping from the ids of records to credences, and answers to questions.

    Attributes:
        kb: The knowledge base that was solved.
        run: The numbers behind it.
        view: Whose view it is, or None for the map itself.
    """

    kb: KnowledgeBase
    run: Run
    view: str | None = None

    # --- Numbers ---

    def __getitem__(self, id: str) -> float:
        """The credence of a claim, a piece of evidence, or an experiment with a result.

        Raises:
            KeyError: There is no such record, or it has no credence; the message says which.
        """
        return float(self.run.x[self._node(id)])

    def __iter__(self) -> Iterator[str]:
        return iter(self.run.network.nodes)

    def __len__(self) -> int:
        return len(self.run.network)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self.kb.aliases.get(id, id) in self._nodes

    def __repr__(self) -> str:
        whose = f" as {self.view} sees it" if self.view else ""
        state = f", {len(self.unresolved)} unresolved" if self.unresolved else ""
        return f"<Solution of {self.kb.settings.headline!r}{whose}: {len(self)} credences{state}>"

    def activation(self, link: str) -> float:
        """How far a link holds: the product of its premises, less what undercuts it."""
        if link not in self.run.network.links:
            raise KeyError(_no_link(link, self.run.network))
        return float(self.run.x[self.run.network.index[link]])

    @cached_property
    def unresolved(self) -> Mapping[str, tuple[float, float]]:
        """The records whose credence does not settle, with the range it moves in.

        They lie on a cycle of reasons without a stable answer, or rest on one.
        """
        network = self.run.network
        if not self.run.loops:
            return MappingProxyType({})
        pins = columns_of(self._pins, len(network), self.run.loops[0][1].shape[1])
        for nodes, values in self.run.loops:
            pins[nodes] = values
        x = run(network, pins=pins, semantics=self.run.semantics).x[: len(network)]
        low, high = x.min(axis=1), x.max(axis=1)
        moving = high - low > _UNSETTLED
        for nodes, _ in self.run.loops:
            moving[nodes] = True
        if self._pins is not None:
            moving &= np.isnan(self._pins)
        return MappingProxyType(
            {network.nodes[i]: (float(low[i]), float(high[i])) for i in np.flatnonzero(moving)}
        )

    @cached_property
    def acceptability(self) -> Mapping[str, Label]:
        """The grounded label of every record and link: which stand when every attack counts fully."""
        return MappingProxyType(grounded(self.run.network))

    # --- Questions ---

    def why(self, id: str) -> Why:
        """Why a record stands where it stands."""
        network, pins, node = self._cone(id)
        name = network.nodes[node]
        return why(run(network, pins=pins), network, node, self.unresolved.get(name))

    def cruxes(self, id: str) -> list[Swing]:
        """What a record turns on: the records upstream by how far settling each would move it.

        At most 50, chosen by derivative and then computed exactly.
        """
        network, pins, node = self._cone(id)
        own = [i for i, name in enumerate(network.nodes) if i != node and self._open(name, pins, i)]
        return cruxes.swings(network, pins, node, np.array(own, np.int64))

    def flip_set(self, id: str) -> FlipSet | None:
        """The smallest set found of records whose settling puts this one on the other side of ½."""
        network, pins, node = self._cone(id)
        return cruxes.flip_set(network, pins, node, self.cruxes(id))

    def declared(self, crux: str) -> Declared:
        """A crux record held against the numbers: what each answer does to the conclusions it decides.

        Raises:
            KeyError: There is no such crux.
        """
        record = self.kb.cruxes.get(self.kb[crux].id)
        if record is None:
            raise KeyError(f"{crux!r} is no crux")
        network = self.run.network
        options = [self.kb.aliases.get(id, id) for id in record.claims]
        decides = [self.kb.aliases.get(id, id) for id in record.decides]
        if not options or not all(id in self._nodes for id in options):
            return cruxes.Declared(record.id, ())
        settled = (
            {"yes": {options[0]: 1.0}, "no": {options[0]: 0.0}}
            if record.turns_on is not None
            else {one: {other: float(other == one) for other in options} for one in options}
        )
        pins = columns_of(self._pins, len(network), len(settled))
        for column, values in enumerate(settled.values()):
            for id, value in values.items():
                pins[network.index[id], column] = value
        x = run(network, pins=pins, semantics=self.run.semantics).x
        answers = (
            cruxes.Answer(
                id, self[id], dict(zip(settled, x[network.index[id]].tolist(), strict=True))
            )
            for id in decides
            if id in self._nodes
        )
        return cruxes.Declared(record.id, tuple(answers))

    def disagreement(self, first: str, second: str, id: str) -> Disagreement:
        """Where two people part about a record: their views of it and the double cruxes between them.

        Raises:
            KeyError: One of the ids names no person, or the record has no credence.
        """
        self._needs_credences("a disagreement")
        people = [self.kb[name].id for name in (first, second)]
        for name, person in zip((first, second), people, strict=True):
            if person not in self.kb.people:
                raise KeyError(f"{name!r} is no person")
        network = Network.of(self.kb).cone(self._node(id))
        own = [name for name in network.nodes if isinstance(self.kb[name], Statement)]
        stances = tuple(views.stances_of(self.kb, person) for person in people)
        return views.disagreement(
            network,
            (people[0], people[1]),
            (stances[0], stances[1]),
            self.kb[id].id,
            own,
        )

    @cached_property
    def contested(self) -> tuple[str, ...]:
        """The claims people part on: held by some and rejected by others, or what a crux turns on."""
        turning = {self.kb.aliases.get(id, id) for c in self.kb.cruxes.values() for id in c.claims}
        return tuple(
            claim.id
            for claim in self.kb.claims.values()
            if claim.id in self._nodes and (claim.id in turning or _both_sides(claim))
        )

    def rank_experiments(self, target: str | None = None) -> list[Promise]:
        """The experiments not yet run, by what they are expected to tell per day of work.

        Args:
            target: The record to be learned about; left out, all that people part on.
        """
        goal = self.run.network.nodes[self._node(target)] if target is not None else None
        waiting = [
            experiment
            for experiment in self.kb.experiments.values()
            if experiment.result is None
            and experiment.status not in ("done", "abandoned")
            and experiment.retracted is None
        ]
        goals = (goal,) if goal is not None else self.contested
        return experiments.rank(self.run.network, self._pins, waiting, goals, target=goal)

    # --- Inside ---

    @property
    def _pins(self) -> Floats | None:
        return self.run.inputs.pins

    @cached_property
    def _nodes(self) -> frozenset[str]:
        return frozenset(self.run.network.nodes)

    def _node(self, id: str) -> int:
        canonical = self.kb[id].id
        if canonical not in self._nodes:
            raise KeyError(_no_credence(self.kb, canonical))
        return self.run.network.index[canonical]

    def _needs_credences(self, what: str) -> None:
        if self.run.semantics is not GLO:
            raise ValueError(f"{what} is defined for credences, not for {self.run.semantics.name}")

    def _cone(self, id: str) -> tuple[Network, Floats | None, int]:
        """The part of the map that bears on a record, the pins in it, and the record's number there."""
        self._needs_credences("this question")
        network = self.run.network
        keep = network.upstream([self._node(id)])
        part = network.part(keep)
        pins = self._pins[keep[: len(network)]] if self._pins is not None else None
        return part, pins, part.index[self.kb[id].id]

    def _open(self, id: str, pins: Floats | None, node: int) -> bool:
        """Whether a record is one that could be settled: a statement that has not been set."""
        return isinstance(self.kb[id], Statement) and (pins is None or bool(np.isnan(pins[node])))


def _both_sides(claim: Claim) -> bool:
    stances = {p.stance for p in claim.positions if p.reported_by is None}
    return bool(stances & {"accepts", "leans-accept"}) and bool(
        stances & {"rejects", "leans-reject"}
    )


def _with(
    network: Network, kb: KnowledgeBase, given: Mapping[str, float]
) -> tuple[Network, Floats | None]:
    """The network and the pins with what a caller sets."""
    pins = np.full(len(network), np.nan)
    weight = network.weight.copy()
    for name, value in given.items():
        if ">" in name:
            if name not in network.links:
                raise KeyError(_no_link(name, network))
            low, high = _STRENGTHS
            if not low <= value <= high:
                raise ValueError(f"the strength of {name!r} is to lie between 1 and 1000")
            number = network.index[name] - len(network)
            weight[number] = np.copysign(np.log(value), weight[number])
            continue
        id = kb[name].id
        if id not in network.index:
            raise KeyError(_no_credence(kb, id))
        if not 0 <= value <= 1:
            raise ValueError(f"the credence of {name!r} is to lie between 0 and 1")
        pins[network.index[id]] = value
    changed = network if np.array_equal(weight, network.weight) else network.with_numbers(weight=weight)  # fmt: skip
    return changed, None if np.isnan(pins).all() else pins


def _no_link(name: str, network: Network) -> str:
    return f"no link {name!r}" + (
        f"; {hint}" if (hint := did_you_mean(name, network.links)) else ""
    )


def _no_credence(kb: KnowledgeBase, id: str) -> str:
    record = kb[id]
    if record.retracted is not None:
        return f"{id!r} has been retracted and has no credence"
    if record.kind == "experiment":
        return f"{id!r} has no result yet, so it has no credence"
    return (
        f"{id!r} is a {record.kind}; claims, evidence and experiments with a result have a credence"
    )
