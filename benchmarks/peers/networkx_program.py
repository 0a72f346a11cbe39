"""Credences as one would write them without this package: networkx, a dict and `math.exp`; nothing to run here.

A `DiGraph` of claims and links, `topological_sort`, and on cycles the same damped sweeps over the strongly connected
components.  It finds no derivatives.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import networkx as nx

from argmap.reasoning.forward import FIRST_STEP, LEAST_STEP, MAX_SWEEPS, STALL, TOLERANCE
from argmap.reasoning.semantics import CLIP

if TYPE_CHECKING:
    from collections.abc import Mapping


class Program:
    """The same model for single premises, supports and attacks."""

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
