"""How fast credences, derivatives and cruxes are, beside a plain networkx program that computes the same.

python benchmarks/credences.py                  # 1,000, 10,000 and 100,000 claims
python benchmarks/credences.py --million        # 1,000,000 too, without the peer
python benchmarks/credences.py --sizes 1000     # quicker

Maps are random, two links to each claim: `acyclic`, from earlier claims; `cyclic`, from any other claim.  *Build* is the schedule,
*solve* the credences of all claims once it is there, *gradient* the derivatives of one conclusion's credence by the
prior and the strength of everything in the map.  *Cruxes* are those of one conclusion in a map of 10,000 claims that nearly all
bear on it: the screening of all of them by one gradient, the 50 best exactly, with the break-even of each.

The peer is what one would write without this package: a `DiGraph` of claims and links, `topological_sort`, a dict of credences and
`math.exp`; on cycles the same damped sweeps over the strongly connected components.  Its numbers are asserted to be the
same within 1e-9.  It finds no derivatives; for cruxes it is given the 50 records and solves the map twice for
each (timed on a few of them, then multiplied).

All times are CPU seconds, the median of up to 7 runs (one for what takes over 3 seconds).  On a busy machine trust the ratios.
"""

from __future__ import annotations

import argparse
import math
import time
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from random_maps import large

from argmap.reasoning.backward import gradient
from argmap.reasoning.cruxes import SCREEN, swings
from argmap.reasoning.forward import FIRST_STEP, LEAST_STEP, MAX_SWEEPS, STALL, TOLERANCE, run
from argmap.reasoning.semantics import CLIP

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from random_maps import Shape

    from argmap.reasoning.forward import Run
    from argmap.reasoning.network import Network

SIZES = [1_000, 10_000, 100_000]
MILLION = 1_000_000
REPEATS = 7
SLOW = 3.0
"""Seconds spent on one thing after which it is not run again."""
CRUX_CLAIMS = 10_000
SAMPLE = 3
"""For how many cruxes the peer is run."""
SAME = 1e-9

TARGETS: dict[tuple[str, int, str], float] = {
    ("acyclic", 100_000, "build"): 1.0,
    ("acyclic", 100_000, "solve"): 0.05,
    ("acyclic", 100_000, "gradient"): 1.0,
    ("acyclic", MILLION, "solve"): 0.6,
    ("cyclic", 100_000, "solve"): 2.0,
    ("cyclic", 100_000, "gradient"): 1.0,
}
CRUXES_TARGET = 2.0


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """The median CPU seconds of some work, and what it gave; slow work is run once."""
    times: list[float] = []
    while len(times) < REPEATS and sum(times) < SLOW:
        result = None  # what the run before gave is freed outside the clock
        start = time.process_time()
        result = work()
        times.append(time.process_time() - start)
    return median(times), result


# --- The peer -----------------------------------------------------------------------------------


class Peer:
    """The same model in networkx and plain Python: single premises, supports and attacks."""

    def __init__(self, claims: list[float], links: list[tuple[int, int, float]]) -> None:
        """Makes the graph and finds the order: the strong components, what others rest on first.

        Args:
            claims: The log odds of each prior.
            links: (source, target, signed log odds) of each link.
        """
        self.graph = nx.DiGraph()
        for claim, logit in enumerate(claims):
            self.graph.add_node(claim, logit=logit)
        for link, (source, target, weight) in enumerate(links, len(claims)):
            self.graph.add_node(link, weight=weight)
            self.graph.add_edge(source, link)
            self.graph.add_edge(link, target)
        if nx.is_directed_acyclic_graph(self.graph):
            self.order = [[v] for v in nx.topological_sort(self.graph)]
        else:  # networkx yields them the other way round; a wrong order would give other numbers
            self.order = [list(part) for part in nx.strongly_connected_components(self.graph)][::-1]

    def solve(self, settled: Mapping[int, float] = {}) -> dict[int, float]:
        """The credence of every claim and the activation of every link, with some claims settled."""
        x = dict(settled)
        for part in self.order:
            if len(part) > 1:
                self._sweep(part, x, settled)
            elif part[0] not in settled:
                x[part[0]] = self._value(part[0], x)
        return x

    def _value(self, v: int, x: dict[int, float]) -> float:
        data, reads = self.graph.nodes[v], self.graph.pred[v]
        if "weight" in data:
            return math.prod(x[u] for u in reads)
        nodes = self.graph.nodes
        z = data["logit"] + sum(nodes[link]["weight"] * x[link] for link in reads)
        return 1 / (1 + math.exp(-min(max(z, -CLIP), CLIP)))

    def _sweep(self, part: list[int], x: dict[int, float], settled: Mapping[int, float]) -> None:
        nodes = self.graph.nodes
        links = [v for v in part if "weight" in nodes[v]]
        claims = [v for v in part if "logit" in nodes[v] and v not in settled]
        for v in claims:
            x[v] = 1 / (1 + math.exp(-nodes[v]["logit"]))
        step, before = FIRST_STEP, math.inf
        for sweep in range(MAX_SWEEPS):
            for v in links:
                x[v] = self._value(v, x)
            change = {v: self._value(v, x) - x[v] for v in claims}
            residual = max(map(abs, change.values()))
            if residual <= TOLERANCE:
                return
            if sweep % STALL == 0:
                if residual > 0.95 * before:
                    step = max(step / 2, LEAST_STEP)
                before = residual
            for v, by in change.items():
                x[v] += step * by
        raise AssertionError("a map that does not settle")


def for_peer(network: Network) -> tuple[list[float], list[tuple[int, int, float]]]:
    """A network of single premises as the lists the peer starts from."""
    columns = (network.factor_of, network.target, network.weight)
    return network.logit.tolist(), list(zip(*(c.tolist() for c in columns), strict=True))


def assert_same(result: Run, peer: Mapping[int, float]) -> float:
    """The greatest difference between the two, which must be below `SAME`."""
    difference = float(np.abs(result.x - [peer[v] for v in range(len(peer))]).max())
    assert difference <= SAME, difference
    return difference


# --- The tables ---------------------------------------------------------------------------------


def figure(seconds: float, target: float | None = None) -> str:
    digits = f"{seconds:.4f}" if seconds < 0.1 else f"{seconds:.2f}"
    return digits if target is None else f"{digits} (target {target:g})"


def conclusion(network: Network) -> np.ndarray:
    """The seed of a gradient: the last claim."""
    seed = np.zeros(network.size)
    seed[len(network) - 1] = 1.0
    return seed


def scheduled(network: Network) -> Network:
    """The same network with its schedule and nothing else computed."""
    network = replace(network)
    _ = network.schedule
    return network


def speed(shape: Shape, claims: int, *, with_peer: bool) -> str:
    """One row of the first table."""
    drawn = large(claims, shape, seed=claims)
    build, network = timed(lambda: scheduled(drawn))
    solve, result = timed(lambda: run(network))
    assert result.settled.all()
    slope, _ = timed(lambda: gradient(result, conclusion(network)))
    own = [
        figure(seconds, TARGETS.get((shape, claims, work)))
        for work, seconds in (("build", build), ("solve", solve), ("gradient", slope))
    ]
    theirs = ["—"] * 5
    if with_peer:
        lists = for_peer(network)
        peer_build, peer = timed(lambda: Peer(*lists))
        peer_solve, x = timed(peer.solve)
        difference = assert_same(result, x)
        theirs = [
            figure(peer_build),
            figure(peer_solve),
            f"{peer_build / build:.1f}×",
            f"{peer_solve / solve:.0f}×",
            f"{difference:.0e}",
        ]
    cells = [shape, f"{claims:,}", *own, str(result.sweeps or "—"), *theirs]
    return f"| {' | '.join(cells)} |"


def cruxes(shape: Shape) -> str:
    """One row of the second table."""
    whole = large(CRUX_CLAIMS, shape, seed=2)
    cone = whole.cone(0)
    node = cone.nodes.index(whole.nodes[0])
    candidates = np.array([i for i in range(len(cone)) if i != node])
    _ = cone.schedule
    seconds, found = timed(lambda: swings(cone, None, node, candidates))
    peer = Peer(*for_peer(cone))
    number = {name: i for i, name in enumerate(cone.nodes)}
    times = []
    for swing in found[:SAMPLE]:
        for value, expected in ((1.0, swing.if_true), (0.0, swing.if_false)):
            start = time.process_time()
            x = peer.solve({number[swing.id]: value})
            times.append(time.process_time() - start)
            assert abs(x[node] - expected) <= SAME
    theirs = median(times) * 2 * SCREEN
    cells = [
        shape,
        f"{len(cone):,} of {CRUX_CLAIMS:,}",
        figure(seconds, CRUXES_TARGET),
        figure(theirs),
        f"{theirs / seconds:.0f}×",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed of credences, derivatives and cruxes.")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of claims")
    parser.add_argument("--million", action="store_true", help="a million claims too")
    asked = parser.parse_args()
    sizes = [*asked.sizes, *([MILLION] if asked.million else [])]
    print("CPU seconds; peer: networkx and plain Python, same numbers.\n")
    print(
        "| map | claims | build | solve | gradient | sweeps | peer build | peer solve "
        "| build ratio | solve ratio | difference |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    shapes: list[Shape] = ["acyclic", "cyclic"]
    for shape in shapes:
        for claims in sizes:
            print(speed(shape, claims, with_peer=claims < MILLION), flush=True)
    print(f"\n| map | cone | all cruxes | peer, {SCREEN} given records | ratio |")
    print("|---|---|---|---|---|")
    shapes = ["downward", "cyclic"]
    for shape in shapes:
        print(cruxes(shape), flush=True)


if __name__ == "__main__":
    main()
