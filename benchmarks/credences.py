"""How fast credences, gradients and cruxes are, beside a plain implementation on networkx in the same run.

    python benchmarks/credences.py            maps of 1,000, 10,000 and 100,000 claims
    python benchmarks/credences.py --million  and of 1,000,000 (2 GB)

Times are CPU seconds, the median of three.  The plain implementation is the same model over a networkx graph of claims and
links, in topological order; its credences are checked to be the same.
"""

from __future__ import annotations

import argparse
import gc
import math
import statistics
import time
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np

from argmap.reasoning.backward import gradient
from argmap.reasoning.cruxes import swings
from argmap.reasoning.forward import run
from argmap.reasoning.network import Network

if TYPE_CHECKING:
    from collections.abc import Callable

REPEATS = 3
PLAIN_UP_TO = 100_000


def random_map(claims: int, *, cyclic: bool) -> Network:
    """Two links into every claim, from earlier ones, or from any where cycles are wanted."""
    rng = np.random.default_rng(0)
    links = 2 * claims
    target = np.repeat(np.arange(claims), 2)
    source = rng.integers(0, claims, links) if cyclic else (rng.random(links) * target).astype(int)
    return a_map(claims, source, target)


def narrow_map(claims: int) -> Network:
    """Two links out of every claim to one of the next 40, so that nearly all bear on the last."""
    rng = np.random.default_rng(0)
    source = np.repeat(np.arange(claims), 2)
    target = np.minimum(source + rng.integers(1, 41, 2 * claims), claims - 1)
    return a_map(claims, source, target)


def a_map(claims: int, source: np.ndarray, target: np.ndarray) -> Network:
    """Links of random strength, a third of them attacks, between claims of random bases."""
    rng = np.random.default_rng(1)
    kept = source != target
    source, target = source[kept], target[kept]
    links = len(source)
    strength = np.log(rng.choice([2.0, 4.0, 10.0], links)) * rng.choice([1, 1, -1], links)
    nothing = np.zeros(0, np.int64)
    return Network(
        nodes=tuple(map(str, range(claims))),
        links=tuple(map(str, range(claims, claims + links))),
        logit=rng.normal(size=claims),
        target=target,
        weight=strength,
        gain=np.ones(links),
        basis=np.full(links, -1),
        factor_link=np.arange(links),
        factor_of=source,
        factor_const=np.zeros(links),
        factor_slope=np.ones(links),
        gate_node=nothing,
        gate_of=nothing,
        gate_share=np.zeros(0),
    )


def fresh(network: Network) -> Network:
    """The same network with nothing remembered."""
    return Network(**{name: getattr(network, name) for name in Network.__dataclass_fields__})


def cpu(work: Callable[[], object]) -> float:
    """CPU seconds of some work, the median of `REPEATS`."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


# --- The peer -----------------------------------------------------------------------------------


def plain_graph(network: Network) -> nx.DiGraph:
    """Claims and links as nodes of one graph."""
    graph = nx.DiGraph()
    for node, logit in enumerate(network.logit.tolist()):
        graph.add_node(node, logit=logit)
    claims = len(network)
    for number, (source, target, weight) in enumerate(
        zip(network.factor_of.tolist(), network.target.tolist(), network.weight.tolist(), strict=True)
    ):  # fmt: skip
        graph.add_node(claims + number, weight=weight)
        graph.add_edge(source, claims + number)
        graph.add_edge(claims + number, target)
    return graph


def plain_solve(graph: nx.DiGraph) -> dict[int, float]:
    """Credences and activations, component by component in topological order."""
    x: dict[int, float] = {}
    order = nx.condensation(graph)
    for component in nx.topological_sort(order):
        members = order.nodes[component]["members"]
        claims = [node for node in members if "logit" in graph.nodes[node]]
        links = [node for node in members if "weight" in graph.nodes[node]]
        for node in claims:
            x[node] = sigmoid(graph.nodes[node]["logit"])
        for _ in range(1 if len(members) == 1 else 5_000):
            for link in links:
                x[link] = math.prod(x[source] for source in graph.predecessors(link))
            change = {node: strength(graph, x, node) - x[node] for node in claims}
            if len(members) == 1:
                x.update({node: x[node] + d for node, d in change.items()})
            elif max(map(abs, change.values())) <= 1e-12:
                break
            else:
                x.update({node: x[node] + d / 2 for node, d in change.items()})
    return x


def strength(graph: nx.DiGraph, x: dict[int, float], node: int) -> float:
    reasons = (graph.nodes[link]["weight"] * x[link] for link in graph.predecessors(node))
    return sigmoid(max(-30.0, min(30.0, graph.nodes[node]["logit"] + sum(reasons))))


def sigmoid(z: float) -> float:
    return 1 / (1 + math.exp(-z))


# --- The table ----------------------------------------------------------------------------------


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--million", action="store_true")
    sizes = [1_000, 10_000, 100_000] + ([1_000_000] if parser.parse_args().million else [])
    print(
        "| map | claims | schedule | solve | gradient | networkx: build | solve | ratio of solves |"
    )
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    for cyclic in (False, True):
        for claims in sizes:
            print(row(claims, cyclic=cyclic), flush=True)
    network = narrow_map(10_000)
    cone = network.cone(9_999)
    target = cone.index["9999"]
    others = np.array([i for i in range(len(cone)) if i != target], np.int64)
    seconds = cpu(lambda: swings(cone, None, target, others))
    print(
        f"\nAll cruxes of one conclusion on which {len(others):,} of 10,000 claims bear: {seconds:.2f} s"
    )


def row(claims: int, *, cyclic: bool) -> str:
    network = random_map(claims, cyclic=cyclic)
    schedule = cpu(lambda: fresh(network).schedule)
    solve = cpu(lambda: run(network))
    result = run(network)
    seed = np.zeros(network.size)
    seed[claims - 1] = 1.0
    slopes = cpu(lambda: gradient(result, seed))
    ours = f"| {'cyclic' if cyclic else 'acyclic'} | {claims:,} | {schedule:.3f} | {solve:.4f} | {slopes:.3f} "
    if claims > PLAIN_UP_TO:
        return ours + "| | | |"
    gc.collect()
    start = time.process_time()
    graph = plain_graph(network)
    built = time.process_time()
    theirs = plain_solve(graph)
    solved = time.process_time()
    assert max(abs(theirs[i] - result.x[i]) for i in range(claims)) < 1e-9
    return (
        ours + f"| {built - start:.2f} | {solved - built:.2f} | {(solved - built) / solve:.0f}× |"
    )


if __name__ == "__main__":
    main()
