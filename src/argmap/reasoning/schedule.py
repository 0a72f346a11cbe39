"""The order of computation: levels of variables that can be computed at once, and cycles as units.

A level is a handful of array operations whatever its size, so a wide map costs little more than its
memory traffic.  What lies on a common cycle is one unit of its level and is swept until it settles.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from argmap.graph import strong_components
from argmap.reasoning.network import Flags, Floats, Ints, gather

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.reasoning.network import Network


@dataclass(frozen=True, slots=True, eq=False)
class Scatter:
    """Adds values to the variables they belong to, several to one, in whole-array operations."""

    order: Ints
    starts: Ints
    places: Ints

    @classmethod
    def to(cls, places: Ints) -> Scatter:
        """A scatter of one value for each of `places`, which may repeat."""
        order = np.argsort(places, kind="stable")
        ordered = places[order]
        first = np.flatnonzero(np.diff(ordered, prepend=-1))
        return cls(order, first, ordered[first])

    def add(self, values: Floats, onto: Floats) -> None:
        """Adds each value to its place in `onto`."""
        if self.places.size:
            onto[self.places] += np.add.reduceat(values[self.order], self.starts, axis=0)


@dataclass(frozen=True, slots=True, eq=False)
class LinkBlock:
    """Links computed at once.

    Attributes:
        links: Their numbers.
        variables: Their variables.
        factors: The numbers of their factors, link by link.
        starts: Where the factors of each link begin in `factors`.
        owner: For each factor the position of its link in `links`.
        reads: The variable each factor reads.
        back: Scatter of one value a factor to the variables read.
        plain: Whether every link has one premise and nothing else, so that it holds as far as that one.
    """

    links: Ints
    variables: Ints
    factors: Ints
    starts: Ints
    owner: Ints
    reads: Ints
    back: Scatter
    plain: bool


@dataclass(frozen=True, slots=True, eq=False)
class NodeBlock:
    """Nodes computed at once.

    A *bundle* is a link without a basis, or all links of one basis; a *side* is all support or all
    attack on one node, at place `2 · position of the node + (1 if attack)`.

    Attributes:
        nodes: Their numbers.
        links: The links that bear on them, bundle by bundle, side by side.
        reads: The variables of these links.
        bundles: Where each bundle begins in `links`; None where each link is its own.
        bundle_of: For each link its bundle.
        sides: Where each side begins among the bundles.
        side_of: For each bundle its side, as a position in `places`.
        places: The place of each side.
        gates: The numbers of the gates of these nodes, node by node.
        gate_starts: Where the gates of each gated node begin.
        gated: The positions of the gated nodes.
        gate_owner: For each gate the position of its node in `gated`.
        gate_reads: The variable each gate reads.
        gate_back: Scatter of one value a gate to the variables read.
    """

    nodes: Ints
    links: Ints
    reads: Ints
    bundles: Ints | None
    bundle_of: Ints
    sides: Ints
    side_of: Ints
    places: Ints
    gates: Ints
    gate_starts: Ints
    gated: Ints
    gate_owner: Ints
    gate_reads: Ints
    gate_back: Scatter


@dataclass(frozen=True, slots=True, eq=False)
class Cycle:
    """What lies on common cycles: nodes, and links in the order in which one undercuts the other."""

    nodes: NodeBlock
    links: tuple[LinkBlock, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """What can be computed once all levels before it have been."""

    links: LinkBlock | None
    nodes: NodeBlock | None
    cycles: tuple[Cycle, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Schedule:
    """All levels, in order.

    Attributes:
        levels: The levels.
        cyclic: For each variable whether it lies on a cycle.
    """

    levels: tuple[Level, ...]
    cyclic: Flags

    @classmethod
    def of(cls, network: Network) -> Schedule:
        """The schedule of a network."""
        component, members = _components(network)
        level = _levels(network, component)
        cyclic = np.zeros(network.size, bool)
        for member in members:
            cyclic[member] = True
        make = _Blocks(network)
        order = np.argsort(level, kind="stable")
        bounds = np.flatnonzero(np.diff(level[order], prepend=-1, append=level.max(initial=0) + 1))
        cycles: dict[int, list[Cycle]] = {}
        for member in members:
            cycles.setdefault(int(level[member[0]]), []).append(make.cycle(member))
        levels = []
        for start, end in itertools.pairwise(bounds):
            here = order[start:end]
            free = here[~cyclic[here]]
            levels.append(
                Level(
                    make.links(free[free >= len(network)] - len(network)),
                    make.nodes(free[free < len(network)]),
                    tuple(cycles.get(int(level[here[0]]), ())),
                )
            )
        return cls(tuple(levels), cyclic)

    @property
    def cycles(self) -> Iterator[Cycle]:
        """All cycles, in order."""
        return (cycle for level in self.levels for cycle in level.cycles)


def block_of(network: Network, node: int) -> NodeBlock:
    """The block of one node alone."""
    block = _Blocks(network).nodes(np.array([node]))
    assert block is not None
    return block


def block_of_all_nodes(network: Network) -> NodeBlock:
    """One block of all nodes, to look at a run as a whole."""
    block = _Blocks(network).nodes(np.arange(len(network)))
    assert block is not None
    return block


def block_of_all_links(network: Network) -> LinkBlock | None:
    """One block of all links; None where there are none."""
    return _Blocks(network).links(np.arange(len(network.links)))


class _Blocks:
    """Makes the blocks of a network; the whole network's order is found once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        n, m = len(network), len(network.links)
        self.factors = _Rows(network.factor_link, m)
        attack = network.weight < 0
        bundle = np.where(network.basis >= 0, network.basis, network.basis.max(initial=-1) + 1 + np.arange(m))  # fmt: skip
        self.place = 2 * network.target + attack
        self.bundle = bundle
        on = np.flatnonzero(network.target >= 0)
        order = on[np.lexsort((bundle[on], self.place[on]))]
        self.incoming = _Rows(network.target[order], n, order)
        self.gates = _Rows(network.gate_node, n)

    def links(self, links: Ints) -> LinkBlock | None:
        if not links.size:
            return None
        net = self.network
        factors = self.factors.of(links)
        lengths = self.factors.lengths(links)
        reads = net.factor_of[factors]
        return LinkBlock(
            links,
            links + len(net),
            factors,
            np.cumsum(lengths) - lengths,
            np.repeat(np.arange(links.size), lengths),
            reads,
            Scatter.to(reads),
            factors.size == links.size
            and not net.factor_const[factors].any()
            and bool((net.factor_slope[factors] == 1).all()),
        )

    def nodes(self, nodes: Ints) -> NodeBlock | None:
        if not nodes.size:
            return None
        net = self.network
        links = self.incoming.of(nodes)
        owner = np.repeat(np.arange(nodes.size), self.incoming.lengths(nodes))
        place = 2 * owner + (self.place[links] & 1)
        first_of_bundle = np.flatnonzero(
            np.diff(self.bundle[links], prepend=-1) | np.diff(place, prepend=-1)
        )
        place_of_bundle = place[first_of_bundle]
        sides = np.flatnonzero(np.diff(place_of_bundle, prepend=-1))
        bundle_of = np.zeros(links.size, np.int64)
        bundle_of[first_of_bundle[1:]] = 1
        gates = self.gates.of(nodes)
        lengths = self.gates.lengths(nodes)
        gated = np.flatnonzero(lengths)
        per_gated = lengths[gated]
        reads = net.gate_of[gates]
        counts = np.zeros(first_of_bundle.size, np.int64)
        counts[sides[1:]] = 1
        return NodeBlock(
            nodes,
            links,
            links + len(net),
            first_of_bundle if first_of_bundle.size < links.size else None,
            np.cumsum(bundle_of),
            sides,
            np.cumsum(counts),
            place_of_bundle[sides],
            gates,
            np.cumsum(per_gated) - per_gated,
            gated,
            np.repeat(np.arange(gated.size), per_gated),
            reads,
            Scatter.to(reads),
        )

    def cycle(self, member: Ints) -> Cycle:
        net = self.network
        nodes = self.nodes(np.sort(member[member < len(net)]))
        assert nodes is not None  # links alone make no cycle: an undercut names what it attacks
        links = np.sort(member[member >= len(net)]) - len(net)
        return Cycle(nodes, tuple(self._by_depth(links)))

    def _by_depth(self, links: Ints) -> Iterator[LinkBlock]:
        """Links within a cycle, those that undercut before those they undercut."""
        net = self.network
        inside = np.zeros(len(net.links), bool)
        inside[links] = True
        cuts = (net.factor_of >= len(net)) & inside[net.factor_link]
        cutter = net.factor_of[cuts] - len(net)
        cut = net.factor_link[cuts][inside[cutter]]
        cutter = cutter[inside[cutter]]
        depth = np.zeros(len(net.links), np.int64)
        while (behind := depth[cut] <= depth[cutter]).any():
            np.maximum.at(depth, cut[behind], depth[cutter[behind]] + 1)
        for d in range(int(depth[links].max(initial=0)) + 1):
            block = self.links(links[depth[links] == d])
            if block is not None:
                yield block


class _Rows:
    """Numbers sorted into rows, as one list with the start of each row."""

    def __init__(self, row: Ints, rows: int, numbers: Ints | None = None) -> None:
        order = np.argsort(row, kind="stable")
        self.starts = np.zeros(rows + 1, np.int64)
        np.cumsum(np.bincount(row, minlength=rows), out=self.starts[1:])
        self.numbers = order if numbers is None else numbers[order]

    def of(self, rows: Ints) -> Ints:
        return gather(rows, self.starts, self.numbers)

    def lengths(self, rows: Ints) -> Ints:
        return self.starts[rows + 1] - self.starts[rows]


# --- Levels and cycles --------------------------------------------------------------------------


def _components(network: Network) -> tuple[Ints, list[Ints]]:
    """The strong component of each variable, and the members of those of more than one."""
    size = network.size
    rest = _peel(network, np.full(size, -1, np.int64))
    component = np.arange(size)
    if not rest.any():
        return component, []
    n = len(network)
    # A link that neither undercuts nor is undercut adds nothing to the shape: its edges are drawn from
    # what it reads straight to its target, and it lies on a cycle where both ends do.
    source, target = network.edges
    involved = np.zeros(size, bool)
    involved[:n] = True
    between = (source >= n) & (target >= n)
    involved[source[between]] = involved[target[between]] = True
    drawn = involved[target]
    links = target[~drawn]
    begins = np.concatenate([source[~drawn], source[drawn]])
    ends = np.concatenate([network.target[links - n], target[drawn]])
    kept = involved[begins] & rest[begins] & rest[ends] & (begins != ends)
    rows = _Rows(begins[kept], size, ends[kept])
    starts, readers = rows.starts.tolist(), rows.numbers.tolist()
    out = [readers[starts[v] : starts[v + 1]] for v in range(size)]
    vertices = np.flatnonzero(rest & involved).tolist()
    for part in strong_components(vertices, out):
        if len(part) > 1:
            component[part] = part[0]
    inside = component[begins[: links.size]] == component[ends[: links.size]]
    component[links[inside]] = component[ends[: links.size][inside]]
    return component, _members(component)


def _members(component: Ints) -> list[Ints]:
    """The variables of each component that has more than one."""
    order = np.argsort(component, kind="stable")
    starts = np.flatnonzero(np.diff(component[order], prepend=-1, append=-1))
    return [
        np.sort(order[first:last]) for first, last in itertools.pairwise(starts) if last - first > 1
    ]


def _levels(network: Network, component: Ints) -> Ints:
    """The level of each variable: one more than the highest it reads outside its component."""
    level = np.full(network.size, -1, np.int64)
    rest = _peel(network, level, component)
    assert not rest.any()
    return level[component]


def _peel(network: Network, level: Ints, component: Ints | None = None) -> Flags:
    """Numbers the levels from the sources on; what is on or behind a cycle is left over and returned.

    Args:
        network: The network.
        level: Receives the levels.
        component: The representative of each variable, where cycles are to count as one.
    """
    source, target = network.edges
    starts, readers = network.readers
    if component is not None:
        source, target = component[source], component[target]
        across = source != target
        order = np.argsort(source[across], kind="stable")
        starts = np.zeros(network.size + 1, np.int64)
        np.cumsum(np.bincount(source[across], minlength=network.size), out=starts[1:])
        readers = target[across][order]
        target = target[across]
    waiting = np.bincount(target, minlength=network.size)
    ready = np.flatnonzero(waiting == 0)
    number = 0
    while ready.size:
        level[ready] = number
        reached, times = np.unique(gather(ready, starts, readers), return_counts=True)
        waiting[reached] -= times
        ready = reached[waiting[reached] == 0]
        number += 1
    return level < 0
