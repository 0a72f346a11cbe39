"""What pages show of every record at once: the reasons of each, and what each turns on.

A page needs the strongest cruxes of its claim; ten thousand pages need them all.  Settling one record moves
only what rests on it, so records whose dependents do not overlap are settled in one column of one run.  A map of
10,000 claims then takes a few hundred columns where it would take 20,000.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from argmap.reasoning import forward
from argmap.reasoning.backward import shares_within_bundles
from argmap.reasoning.cruxes import Swing
from argmap.reasoning.forward import Run, columns_of, run
from argmap.reasoning.schedule import blocks_of_all_nodes
from argmap.reasoning.why import Need, Step, need, source_of_links

if TYPE_CHECKING:
    from argmap.reasoning.network import Floats, Ints, Network

KEPT = 5
"""How many cruxes of each record are kept."""
MOST_COLUMNS = 2_048
"""How many columns are computed at most; what does not fit is left out, the least uncertain first."""
_CHUNK = 128
_TRIED = 64
"""Among how many of the latest columns room is looked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Atlas:
    """The answers for every record.

    Attributes:
        steps: For each node the reasons that bear on it, strongest first.
        needs: For each node the premises it depends on.
        given_premises: The credence of each node before the premises it depends on.
    """

    steps: list[list[Step]]
    needs: list[list[Need]]
    given_premises: Floats
    _best: _Best

    def swings(self, node: int) -> list[Swing]:
        """The records a node turns on most, the greatest swing first."""
        return self._best.of(node)


def survey(result: Run, candidates: Ints) -> Atlas:
    """The answers for every record of a solved map.

    Args:
        result: The run.
        candidates: The nodes that may be settled as cruxes.
    """
    steps, given = _steps(result)
    return Atlas(steps, _needs(result), given, _swings(result, candidates))


def _steps(result: Run) -> tuple[list[list[Step]], Floats]:
    network = result.network
    steps: list[list[Step]] = [[] for _ in network.nodes]
    sources = source_of_links(network)
    block = blocks_of_all_nodes(network)
    support, attack = forward.sides(result, block)
    logit = np.asarray(result.inputs.logit)
    given = np.asarray(result.semantics.influence(logit, support, attack))
    if block.links.size:
        logs = np.sign(result.inputs.weight[block.links]) * forward.values(result, block)
        if block.bundles is not None:
            logs = logs * shares_within_bundles(result, block)
        order = np.lexsort((block.links, -np.abs(logs)))
        targets, holds = network.target[block.links], result.x[block.reads]
        for place in order.tolist():
            link = int(block.links[place])
            step = Step(network.links[link], sources[link], float(holds[place]), float(np.exp(logs[place])))  # fmt: skip
            steps[targets[place]].append(step)
    return steps, given


def _needs(result: Run) -> list[list[Need]]:
    network = result.network
    needs: list[list[Need]] = [[] for _ in network.nodes]
    for node, premise in zip(network.gate_node.tolist(), network.gate_of.tolist(), strict=True):
        needs[node].append(need(network.nodes[premise], float(result.x[premise])))
    return needs


# --- Cruxes of all records ----------------------------------------------------------------------


def _swings(result: Run, candidates: Ints) -> _Best:
    network, pins = result.network, result.inputs.pins
    reach = _dependents(network)
    s = result.x[: len(network)]
    worth = s * (1 - s)
    order = sorted(candidates.tolist(), key=lambda i: (-worth[i] * reach[i].bit_count(), i))
    columns = _packed(order, reach)
    best = _Best(network, s)
    for first in range(0, len(columns), _CHUNK):
        some = columns[first : first + _CHUNK]
        ends = []
        for value in (1.0, 0.0):
            settled = columns_of(pins, len(network), len(some))
            for column, nodes in enumerate(some):
                settled[nodes, column] = value
            ends.append(run(network, pins=settled, semantics=result.semantics).x)
        for column, nodes in enumerate(some):
            owner = np.full(len(network), -1)
            for node in nodes:
                owner[_members(reach[node], len(network))] = node
            owner[nodes] = -1  # what settling a record does to itself is no news
            best.take(owner, *(end[: len(network), column] for end in ends))
    return best


def _dependents(network: Network) -> list[int]:
    """For each node the nodes that rest on it, itself among them, as the bits of an integer."""
    n = len(network)
    source, target = network.edges
    into: list[list[int]] = [[] for _ in range(network.size)]
    for a, b in zip(source.tolist(), target.tolist(), strict=True):
        into[a].append(b)
    reach = [1 << i if i < n else 0 for i in range(network.size)]
    variables = _in_order(network)
    while True:
        changed = False
        for variable in reversed(variables):
            bits = reach[variable]
            for reader in into[variable]:
                bits |= reach[reader]
            if bits != reach[variable]:
                reach[variable] = bits
                changed = True
        # One pass is enough without cycles; on a cycle what is found goes round until nothing is new.
        if not changed or not network.schedule.cyclic.any():
            return reach[:n]


def _in_order(network: Network) -> list[int]:
    found: list[int] = []
    for level in network.schedule.levels:
        for block in (level.links.variables if level.links else (), level.nodes.nodes if level.nodes else ()):  # fmt: skip
            found += list(map(int, block))
        for cycle in level.cycles:
            for links in cycle.links:
                found += links.variables.tolist()
            found += cycle.nodes.nodes.tolist()
    return found


def _packed(order: list[int], reach: list[int]) -> list[list[int]]:
    """Nodes sorted into columns in which no two bear on the same node."""
    columns: list[list[int]] = []
    taken: list[int] = []
    for node in order:
        mask = reach[node]
        for column in range(max(0, len(columns) - _TRIED), len(columns)):
            if not taken[column] & mask:
                columns[column].append(node)
                taken[column] |= mask
                break
        else:
            if len(columns) == MOST_COLUMNS:
                break
            columns.append([node])
            taken.append(mask)
    return columns


def _members(mask: int, size: int) -> Ints:
    """The places of the bits of an integer."""
    octets = np.frombuffer(mask.to_bytes((size + 7) // 8, "little"), np.uint8)
    return np.flatnonzero(np.unpackbits(octets, bitorder="little"))


class _Best:
    """The greatest swings on each conclusion, as they come in, one row a conclusion."""

    def __init__(self, network: Network, s: Floats) -> None:
        self.nodes, self.s = network.nodes, s
        shape = (len(network), KEPT)
        self.score = np.zeros(shape)
        self.settled = np.full(shape, -1)
        self.if_true, self.if_false = np.zeros(shape), np.zeros(shape)

    def take(self, owner: Ints, if_true: Floats, if_false: Floats) -> None:
        """Takes in what settling some records does: for each node the one it rests on, -1 for none."""
        scores = 2 * (self.s * (1 - self.s))[owner] * np.abs(if_true - if_false)
        weakest = self.score.argmin(axis=1)
        beaten = (owner >= 0) & (scores > self.score[np.arange(len(scores)), weakest])
        rows = np.flatnonzero(beaten)
        places = weakest[rows]
        self.score[rows, places] = scores[rows]
        self.settled[rows, places] = owner[rows]
        self.if_true[rows, places] = if_true[rows]
        self.if_false[rows, places] = if_false[rows]

    def of(self, node: int) -> list[Swing]:
        """The swings on one conclusion, the greatest first."""
        found = [
            Swing(
                self.nodes[i],
                float(self.s[i]),
                float(self.s[node]),
                float(self.if_true[node, place]),
                float(self.if_false[node, place]),
                float(self.score[node, place]),
            )
            for place, i in enumerate(self.settled[node].tolist())
            if i >= 0
        ]
        return sorted(found, key=lambda swing: (-swing.score, swing.id))
