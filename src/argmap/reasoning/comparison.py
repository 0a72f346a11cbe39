"""What a change of the map did to a credence: two maps as one network, and the path from one to the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from argmap.reasoning.attribution import attribute
from argmap.reasoning.forward import Inputs
from argmap.reasoning.network import Network, Parts, key_of, logit_of
from argmap.reasoning.why import parts_of

if TYPE_CHECKING:
    from argmap.kb import KnowledgeBase
    from argmap.reasoning.network import Flags
    from argmap.reasoning.why import Part


@dataclass(frozen=True, slots=True)
class Change:
    """What made a credence differ between two maps.

    Attributes:
        id: The record.
        before: Its credence in the first map.
        after: Its credence in the second.
        parts: What each changed record contributes, the greatest first.
        remainder: What the parts leave unexplained.
    """

    id: str
    before: float
    after: float
    parts: tuple[Part, ...]
    remainder: float


def changed(old: KnowledgeBase, new: KnowledgeBase, id: str) -> Change:
    """What made a record's credence differ between two knowledge bases that both have it.

    Raises:
        KeyError: One of them does not have it, or it has no credence there.
    """
    return Comparison.of(old, new).change(id)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Two maps as one network, and the inputs by which it computes either.

    Attributes:
        network: Every node and link of both.
        old: What the first map says.
        new: What the second says.
        start: The inputs that make the network the first map.
        end: Those that make it the second.
    """

    network: Network
    old: Parts
    new: Parts
    start: Inputs
    end: Inputs

    @classmethod
    def of(cls, old: KnowledgeBase, new: KnowledgeBase) -> Comparison:
        """Compares two knowledge bases."""
        before, after = Parts.of(old), Parts.of(new)
        both = Network.assemble([after, before])
        return cls(both, before, after, _inputs_of(both, before), _inputs_of(both, after))

    def reached(self) -> frozenset[str]:
        """The records whose credence the change can have moved: what lies downstream of a number that differs."""
        network, size = self.network, len(self.network)
        start, end = self.start, self.end
        links = (start.weight != end.weight) | (start.gain != end.gain)
        first = [
            *np.flatnonzero(start.logit != end.logit),
            *np.flatnonzero(links) + size,
            *network.gate_node[start.gate_share != end.gate_share],
        ]
        return frozenset(network.nodes[i] for i in np.flatnonzero(network.downstream(first)[:size]))

    def change(self, id: str) -> Change:
        """What made one record's credence differ.

        Raises:
            KeyError: One of the maps does not have it, or it has no credence there.
        """
        if id not in self.old.bases or id not in self.new.bases:
            raise KeyError(f"{id!r} has no credence in both maps")
        keep = self.network.upstream([self.network.index[id]])
        cone = self.network.part(keep)
        start, end = (_part_of(inputs, self.network, keep) for inputs in (self.start, self.end))
        found = attribute(cone, start, end, cone.index[id])
        return Change(id, found.start, found.end, parts_of(cone, found), found.remainder)


def _part_of(inputs: Inputs, network: Network, keep: Flags) -> Inputs:
    """The inputs of some variables of a network only, as `Network.part` orders them."""
    nodes, links = keep[: len(network)], keep[len(network) :]
    gates = keep[network.gate_node]
    return Inputs(
        inputs.logit[nodes], inputs.weight[links], inputs.gain[links], inputs.gate_share[gates]
    )


def _inputs_of(network: Network, parts: Parts) -> Inputs:
    """The inputs by which a network that holds two maps computes one of them."""
    weight = {key_of(one): weight for one, weight in parts.links}
    needs = set(parts.needs)
    logit = network.logit.copy()
    for node, id in enumerate(network.nodes):
        if id in parts.bases:
            logit[node] = logit_of(parts.bases[id])
    there = np.array([key in weight for key in network.keys], float)
    weights = [weight.get(key, own) for key, own in zip(network.keys, network.weight, strict=True)]
    gates = [
        (network.nodes[node], network.nodes[premise]) in needs
        for node, premise in zip(network.gate_node, network.gate_of, strict=True)
    ]
    return Inputs(logit, np.array(weights, float), there, np.array(gates, float))
