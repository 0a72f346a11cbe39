"""The dependency graph: as networkx graphs for whoever asks, as plain integer lists for our own walks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

from argmap.linker import parse_link_id
from argmap.model import Crux, Experiment, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    import networkx as nx

    from argmap.kb import KnowledgeBase
    from argmap.linker import Link


@dataclass(frozen=True, slots=True)
class Cone(Sequence[str]):
    """The ids reached from one record, in dependency order: premises before conclusions.

    Attributes:
        ids: The ids; those on a common cycle stand next to each other, in the order of their files.
        cycles: The ids of each cycle met on the way.
    """

    ids: tuple[str, ...]
    cycles: tuple[tuple[str, ...], ...] = ()

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        return self.ids[index]

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Flow:
    """What bears on what among records, links collapsed, as adjacency lists of integers.

    Attributes:
        ids: The record of each node.
        into: For each node, the nodes that bear on it directly.
        out: For each node, the nodes it bears on directly.
    """

    ids: tuple[str, ...]
    index: dict[str, int]
    into: tuple[tuple[int, ...], ...]
    out: tuple[tuple[int, ...], ...]

    @classmethod
    def of(cls, kb: KnowledgeBase) -> Flow:
        """The flow of a knowledge base: premises, undercutters and cruxes' claims, toward conclusions."""
        ids = tuple(id for id, record in kb.records.items() if isinstance(record, _BEARING))
        index = {id: number for number, id in enumerate(ids)}
        out: list[dict[int, None]] = [{} for _ in ids]
        into: list[dict[int, None]] = [{} for _ in ids]
        for source, target in _bearings(kb):
            out[index[source]][index[target]] = None
            into[index[target]][index[source]] = None
        return cls(ids, index, tuple(map(tuple, into)), tuple(map(tuple, out)))

    def ancestors(self, id: str) -> Cone:
        """What bears on a record, directly or not."""
        return self._cone(id, self.into)

    def dependents(self, id: str) -> Cone:
        """What a record bears on, directly or not."""
        return self._cone(id, self.out)

    def _cone(self, id: str, step: tuple[tuple[int, ...], ...]) -> Cone:
        if id not in self.index:
            return Cone(())
        start = self.index[id]
        reached = {start}
        waiting = [start]
        while waiting:
            for node in step[waiting.pop()]:
                if node not in reached:
                    reached.add(node)
                    waiting.append(node)
        components = strong_components(sorted(reached), self.out)
        ordered = [
            self.ids[node] for component in components for node in component if node != start
        ]
        cycles = tuple(
            tuple(self.ids[node] for node in component)
            for component in components
            if len(component) > 1
        )
        return Cone(tuple(ordered), cycles)


_BEARING = (Statement, Experiment, Crux)


def _bearings(kb: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Every (premise, conclusion) among records; an undercut bears on the conclusion of the link."""
    for one in kb.links:
        if one.relation == "depends_on":
            yield one.target, one.source
        elif one.weighted:
            target = conclusion_of(one.target)
            for member in one.members:
                if member != target:
                    yield member, target
    for crux in kb.cruxes.values():
        for claim in crux.claims:
            canonical = kb.aliases.get(claim, claim)
            if canonical in kb.claims:
                yield canonical, crux.id


def conclusion_of(target: str) -> str:
    """The record a link finally bears on: for the name of a link, that link's own conclusion."""
    while (ends := parse_link_id(target)) is not None:
        target = ends[1]
    return target


def on_cycles(out: Sequence[Sequence[int]]) -> list[int]:
    """The nodes on a cycle or after one (Kahn 1962): what is left when sources are taken away again and again.

    Args:
        out: Successors of every node.
    """
    before = [0] * len(out)
    for successors in out:
        for successor in successors:
            before[successor] += 1
    sources = [node for node, count in enumerate(before) if not count]
    for node in sources:  # grows on the way
        for successor in out[node]:
            before[successor] -= 1
            if not before[successor]:
                sources.append(successor)
    return [node for node, count in enumerate(before) if count]


def strong_components(nodes: Sequence[int], out: Sequence[Sequence[int]]) -> list[list[int]]:
    """Strongly connected components in topological order, sources first (Tarjan 1972, iterative).

    Args:
        nodes: The nodes to consider; edges to others are ignored.
        out: Successors of every node.

    Returns:
        Components, each sorted; a component comes after all it depends on.
    """
    within = set(nodes)
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    open_nodes: list[int] = []
    is_open: set[int] = set()
    components: list[list[int]] = []
    for root in nodes:
        if root in order:
            continue
        work = [(root, iter(out[root]))]
        order[root] = low[root] = len(order)
        open_nodes.append(root)
        is_open.add(root)
        while work:
            node, successors = work[-1]
            for successor in successors:
                if successor not in within:
                    continue
                if successor not in order:
                    order[successor] = low[successor] = len(order)
                    open_nodes.append(successor)
                    is_open.add(successor)
                    work.append((successor, iter(out[successor])))
                    break
                if successor in is_open:
                    low[node] = min(low[node], order[successor])
            else:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[node])
                if low[node] == order[node]:
                    component = []
                    while True:
                        member = open_nodes.pop()
                        is_open.discard(member)
                        component.append(member)
                        if member == node:
                            break
                    components.append(sorted(component))
    components.reverse()
    return components


# --- networkx ---------------------------------------------------------------------------------------


def build(kb: KnowledgeBase) -> nx.MultiDiGraph[str]:
    """The full graph, frozen: every record and every weighted link is a node.

    Nodes carry `kind`; records also `headline` and `topic`, links `relation`, `factor` and `basis`.
    Edges carry `role`: `premise` (record → link, with `negated`), `supports`, `attacks`, `tests` or
    `undercuts` (link → what it bears on), `depends_on` (premise → dependant), `qualifies`, `restates`,
    `turns_on` (claim → crux).
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for id, record in kb.records.items():
        graph.add_node(id, kind=record.kind, headline=record.headline, topic=record.topic)
    for one in kb.links:
        if one.weighted:
            _add_link_node(graph, one)
        elif one.relation == "depends_on":
            graph.add_edge(one.target, one.source, role="depends_on")
        else:
            graph.add_edge(one.source, one.target, role=one.relation)
    _add_cruxes(graph, kb)
    return nx.freeze(graph)


def _add_link_node(graph: nx.MultiDiGraph[str], one: Link) -> None:
    graph.add_node(one.id, kind="link", relation=one.relation, factor=one.factor, basis=one.basis)
    graph.add_edge(one.source, one.id, role="premise", negated=False)
    for premise, negated in one.premises:
        graph.add_edge(premise, one.id, role="premise", negated=negated)
    graph.add_edge(one.id, one.target, role=one.relation)


def _add_cruxes(graph: nx.MultiDiGraph[str], kb: KnowledgeBase) -> None:
    for crux in kb.cruxes.values():
        for claim in crux.claims:
            canonical = kb.aliases.get(claim, claim)
            if canonical in kb.claims:
                graph.add_edge(canonical, crux.id, role="turns_on")


def collapse(kb: KnowledgeBase) -> nx.MultiDiGraph[str]:
    """The graph without nodes for links, frozen.

    An edge runs from each premise of a link to its conclusion and carries `role`, `factor`, `basis`,
    `negated` and `link`, the link's name; an undercut runs to the conclusion of the link it attacks.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for id, record in kb.records.items():
        if isinstance(record, _BEARING):
            graph.add_node(id, kind=record.kind, headline=record.headline, topic=record.topic)
    for one in kb.links:
        if one.weighted:
            target = conclusion_of(one.target)
            for premise, negated in ((one.source, False), *one.premises):
                graph.add_edge(
                    premise,
                    target,
                    role=one.relation,
                    factor=one.factor,
                    basis=one.basis,
                    negated=negated,
                    link=one.id,
                )
        elif one.relation == "depends_on":
            graph.add_edge(one.target, one.source, role="depends_on")
        else:
            graph.add_edge(one.source, one.target, role=one.relation)
    _add_cruxes(graph, kb)
    return nx.freeze(graph)
