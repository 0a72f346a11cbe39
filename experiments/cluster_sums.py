"""How much of the information between two halves of a graph passes through their sums?

Ising models of 16 spins, small enough to sum over all 65,536 states, so that nothing is estimated but the
mean over random couplings.  Fields and couplings are drawn anew with every model; the mean coupling times
the mean degree is the same for all kinds of graphs.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

import networkx as nx
import numpy as np
from scipy.optimize import brentq

from experiments.lab import at_least, difference, dots, set_up, settle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from experiments.lab import Estimate
    from experiments.nets import Floats

ID = "do-clusters-meet-through-sums"
LIMITS = (
    "Graphs of 16 spins cut into two halves, at one temperature, with couplings of one sign; what holds of them "
    "need not hold of larger graphs, of more clusters, or of data that are not magnets. The temperature decides "
    "how much sums carry: a second reader found 13 to 97 % with couplings a third and twice as strong."
)
SEEDS = range(300, 310)
SMOKE = {"spins": 8, "models": 1}
FULL = {"spins": 16, "models": 5}

KINDS = ("tree", "lattice", "torus", "small world", "modular", "power law")
DECIDING = ("small world", "modular")
COUPLING = 1.2  # mean coupling × mean degree, near where a large magnet orders
FIELD = 0.2

_ABOUT = {
    "share": "share of the mutual information of the two clusters that their sums carry",
    "coupled": "share that a model reproduces in which the clusters meet only through the product of their sums",
    "random": "control: the same share between halves drawn at random",
    "again": "control: share carried by sums over as many spins of each cluster, drawn with repetition",
    "boundary": "baseline: share carried by sums over only the spins with a neighbour across the cut",
    "bits": "mutual information of the two clusters, bits",
}
MEASURES = {
    f"{name} {kind}": f"{about} ({kind})" for kind in KINDS for name, about in _ABOUT.items()
}


def run(seed: int, spins: int, models: int) -> dict[str, float]:
    rng = set_up(seed)
    found: dict[str, float] = {}
    for kind in KINDS:
        every = [_model(kind, spins, rng) for _ in range(models)]
        found |= {f"{name} {kind}": float(np.mean([one[name] for one in every])) for name in _ABOUT}
    return found


def decide(summary: Mapping[str, Estimate]) -> str:
    share, random, again, bits = (
        [summary[f"{name} {kind}"] for kind in DECIDING]
        for name in ("share", "random", "again", "bits")
    )
    enough = [at_least(one, 0.7) for one in share]
    more = [
        at_least(difference(one, other), lead)
        for controls, lead in ((random, 0.2), (again, 0))
        for one, other in zip(share, controls, strict=True)
    ]
    return settle(*enough, *more, stop=any(at_least(one, 0.01) is not True for one in bits))


def plot(summary: Mapping[str, Estimate], ax: Axes) -> None:
    labels = {"share": "clusters", "random": "random halves", "again": "spins drawn again"}
    rows = {
        f"{kind}: {label}": summary[f"{name} {kind}"]
        for kind in KINDS
        for name, label in labels.items()
    }
    dots(ax, rows, "share of the mutual information", threshold=0.7)
    ax.set_title("What the sums of two clusters tell of each other")


# --- Models ---------------------------------------------------------------------------------------


def _model(kind: str, spins: int, rng: np.random.Generator) -> dict[str, float]:
    """The measures of one random model."""
    graph = _graph(kind, spins, rng)
    edges = np.array(graph.edges)
    states = np.array(list(product((1, -1), repeat=spins)), np.int8)
    energy = states @ rng.normal(0, FIELD, spins)
    mean = COUPLING * spins / (2 * len(edges))
    for (i, j), coupling in zip(edges, mean * rng.uniform(0.5, 1.5, len(edges)), strict=True):
        energy += coupling * states[:, i] * states[:, j]
    p = np.exp(energy - energy.max())
    p = (p / p.sum()).reshape([2] * spins)

    cluster = _least_cut(nx.to_numpy_array(graph, nodelist=range(spins)), rng)
    across = cluster[edges[:, 0]] != cluster[edges[:, 1]]
    boundary = np.isin(np.arange(spins), edges[across])
    drawn = np.isin(np.arange(spins), rng.permutation(spins)[: spins // 2])
    ones, again = np.ones(spins), np.zeros(spins)
    for side in (cluster, ~cluster):
        again[side] = rng.multinomial(side.sum(), np.full(side.sum(), 1 / side.sum()))
    bits = _information(_joint(p, cluster))
    sums = _of_sums(p, cluster, ones)
    return {
        "share": _information(sums) / bits,
        "coupled": _information(_coupled(sums)) / bits,
        "random": _information(_of_sums(p, drawn, ones)) / _information(_joint(p, drawn)),
        "again": _information(_of_sums(p, cluster, again)) / bits,
        "boundary": _information(_of_sums(p, cluster, boundary.astype(float))) / bits,
        "bits": bits,
    }


def _graph(kind: str, n: int, rng: np.random.Generator) -> nx.Graph[int]:
    """A connected graph of a kind, its nodes numbered from 0."""
    while True:
        graph = _drawn(kind, n, int(rng.integers(2**31)))
        if nx.is_connected(graph):
            return nx.convert_node_labels_to_integers(graph)


def _drawn(kind: str, n: int, seed: int) -> nx.Graph[int]:
    match kind:
        case "tree":
            return nx.random_labeled_tree(n, seed=seed)
        case "small world":
            return nx.watts_strogatz_graph(n, 4, 0.1, seed=seed)
        case "modular":
            return nx.planted_partition_graph(2, n // 2, 0.7, 0.1, seed=seed)
        case "power law":
            return nx.barabasi_albert_graph(n, 2, seed=seed)
        case _:
            return nx.grid_2d_graph(4, n // 4, periodic=kind == "torus")


def _least_cut(adjacency: Floats, rng: np.random.Generator) -> np.ndarray:
    """The half of the nodes with fewest edges to the other half; one at random where several are best."""
    n = len(adjacency)
    halves = np.array([np.isin(np.arange(n), (0, *rest)) for rest in combinations(range(1, n), n // 2 - 1)])  # fmt: skip
    cut = ((halves @ adjacency) * ~halves).sum(axis=1)
    return halves[rng.choice(np.flatnonzero(cut == cut.min()))]


def _joint(p: Floats, cluster: np.ndarray) -> Floats:
    """States of the cluster × states of the rest."""
    axes = [*np.flatnonzero(cluster), *np.flatnonzero(~cluster)]
    return p.transpose(axes).reshape(2 ** int(cluster.sum()), -1)


def _of_sums(p: Floats, cluster: np.ndarray, weights: Floats) -> Floats:
    """The joint distribution of a weighted sum over the cluster and one over the rest."""
    rows, columns = (_members(weights[side]) for side in (cluster, ~cluster))
    return rows.T @ _joint(p, cluster) @ columns


def _members(weights: Floats) -> Floats:
    """Which states of some spins have which weighted sum: states × values, ascending."""
    totals = np.array(list(product((1, -1), repeat=len(weights)))) @ weights
    return (totals[:, None] == np.unique(totals)).astype(float)


def _information(joint: Floats) -> float:
    """Mutual information of a table, in bits."""
    apart = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    some = joint > 0
    return float((joint[some] * np.log2(joint[some] / apart[some])).sum())


def _coupled(joint: Floats) -> Floats:
    """The distribution of the greatest entropy with the margins of two sums and the mean of their product."""
    rows, columns = (np.arange(n) - (n - 1) / 2 for n in joint.shape)
    product_ = np.outer(rows, columns)

    def fitted(coupling: float) -> Floats:
        table = np.exp(coupling * (product_ - product_.max()))
        for _ in range(200):  # to the margins, by iterative proportional fitting
            table *= (joint.sum(axis=1) / table.sum(axis=1))[:, None]
            table *= joint.sum(axis=0) / table.sum(axis=0)
        return table

    goal = (joint * product_).sum()
    return fitted(brentq(lambda k: float((fitted(k) * product_).sum() - goal), -3, 3, xtol=1e-9))
