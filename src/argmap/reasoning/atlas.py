"""What pages show of every record at once: the reasons of each, and what each turns on.

A page needs the strongest cruxes of its claim; ten thousand pages need them all.  Which these are is told by
derivatives, passed along the flow and cut to the strongest on the way.  They are then computed exactly: settling one
record moves only what rests on it, so records that do not move each other's conclusions are settled in one column
of one run.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from argmap import store
from argmap.reasoning import forward
from argmap.reasoning.backward import link_slopes, node_slopes, shares_within_bundles
from argmap.reasoning.cruxes import Swing, expected_share
from argmap.reasoning.forward import Run, columns_of, run
from argmap.reasoning.schedule import block_of_all_links, block_of_all_nodes
from argmap.reasoning.why import Need, Step, need, source_of_links

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from argmap.reasoning.network import Floats, Ints, Network

KEPT = 3
"""How many cruxes of each record are kept."""
LEAST = 0.0005
"""The least swing that is kept."""
MOST_COLUMNS = 2_048
"""How many columns are computed at most; what does not fit is left out, the smallest swings first."""
_PASSED_ON = 8
"""How many derivatives are passed along the flow."""
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
        swings: For each node the records it turns on most, the greatest swing first.
    """

    steps: list[list[Step]]
    needs: list[list[Need]]
    given_premises: Floats
    swings: list[list[Swing]]


def survey(result: Run, candidates: Ints, name: str = "") -> Atlas:
    """The answers for every record of a solved map.

    Args:
        result: The run.
        candidates: The nodes that may be settled as cruxes.
        name: Under what name the swings, most of the work, are kept for the next survey of the same map; empty for none.
    """
    steps, given = _steps(result)
    found = _kept_swings(result, candidates, name) if name else swings(result, candidates)
    return Atlas(steps, _needs(result), given, found)


def _steps(result: Run) -> tuple[list[list[Step]], Floats]:
    network = result.network
    steps: list[list[Step]] = [[] for _ in network.nodes]
    sources = source_of_links(network)
    block = block_of_all_nodes(network)
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


def swings(
    result: Run, candidates: Ints, conclusions: Container[int] | None = None
) -> list[list[Swing]]:
    """For each node the records it turns on most, the greatest swing first; see `survey`.

    Args:
        result: The run.
        candidates: The nodes that may be settled as cruxes.
        conclusions: The nodes to answer for; all of them where none are given.
    """
    network, pins, s = result.network, result.inputs.pins, result.x[: len(result.network)]
    wanted = _wanted(
        result, candidates, range(len(network)) if conclusions is None else conclusions
    )
    columns = _packed(wanted, _dependents(network), len(network))
    found: list[list[Swing]] = [[] for _ in network.nodes]
    for first in range(0, len(columns), _CHUNK):
        some = columns[first : first + _CHUNK]
        ends = []
        for value in (1.0, 0.0):
            settled = columns_of(pins, len(network), len(some))
            for column, nodes in enumerate(some):
                settled[nodes, column] = value
            ends.append(run(network, pins=settled, semantics=result.semantics).x)
        for column, nodes in enumerate(some):
            for node in nodes:
                for conclusion in wanted[node]:
                    yes, no = (float(end[conclusion, column]) for end in ends)
                    own, now = float(s[node]), float(s[conclusion])
                    found[conclusion].append(_swing(network.nodes[node], own, now, yes, no))
    for listed in found:
        listed.sort(key=lambda swing: (-swing.score, swing.id))
    return found


def _kept_swings(result: Run, candidates: Ints, name: str) -> list[list[Swing]]:
    """As `swings`; those of the last map of this name, if it was the same in every number."""
    network, s = result.network, result.x.tolist()
    told = blake2b(repr((network.nodes, network.links, result.semantics.name)).encode())
    values = (getattr(one, f.name) for one in (network, result.inputs) for f in fields(one))
    for array in (*values, result.x, candidates):
        if isinstance(array, np.ndarray):
            told.update(repr(array.shape).encode() + array.tobytes())
    kept = store.recall("swings", name)
    if kept is None or kept[0] != told.digest():
        found = swings(result, candidates)
        index = network.index
        rows = [[(index[one.id], one.if_true, one.if_false) for one in some] for some in found]
        store.keep("swings", name, (told.digest(), rows))
        return found
    return [
        [_swing(network.nodes[node], s[node], s[conclusion], yes, no) for node, yes, no in some]
        for conclusion, some in enumerate(kept[1])
    ]


def _swing(id: str, own: float, now: float, yes: float, no: float) -> Swing:
    return Swing(id, own, now, yes, no, expected_share(own) * abs(yes - no))


def _wanted(result: Run, candidates: Ints, conclusions: Container[int]) -> dict[int, list[int]]:
    """For each record the conclusions among whose strongest cruxes it is, by derivative; strongest first."""
    network, s = result.network, result.x
    worth = np.zeros(network.size)
    worth[candidates] = expected_share(s[candidates])
    found: dict[int, list[tuple[float, int]]] = {}
    for conclusion, slopes in _influences(result, worth.tolist()):
        if conclusion in conclusions:
            strong = sorted(((worth[i] * abs(slope), i) for i, slope in slopes), reverse=True)
            for swing, i in strong[:KEPT]:
                if swing >= LEAST:
                    found.setdefault(i, []).append((swing, conclusion))
    strongest = sorted(found, key=lambda i: (-max(found[i])[0], i))
    return {i: [conclusion for _, conclusion in found[i]] for i in strongest}


def _influences(result: Run, worth: list[float]) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """For each variable the records that move it most, with its derivative by each.

    Only the strongest are passed on to what reads it, which keeps this linear in the size of the map.  On a cycle, what has
    not been computed yet counts as nothing: the first turn is enough to tell who is strong.
    """
    network = result.network
    source, target, slope = _direct_slopes(result)
    order = np.argsort(target, kind="stable")
    starts = np.searchsorted(target[order], np.arange(network.size + 1)).tolist()
    sources, slopes = source[order].tolist(), slope[order].tolist()
    passed: list[list[tuple[int, float]]] = [[] for _ in range(network.size)]
    for variable in _in_order(network):
        sums: dict[int, float] = {}
        for edge in range(starts[variable], starts[variable + 1]):
            read, by = sources[edge], slopes[edge]
            if worth[read]:
                sums[read] = sums.get(read, 0.0) + by
            for i, through in passed[read]:
                if i != variable:
                    sums[i] = sums.get(i, 0.0) + through * by
        strongest = list(sums.items())
        if len(strongest) > _PASSED_ON:
            strongest.sort(key=lambda one: -worth[one[0]] * abs(one[1]))
            del strongest[_PASSED_ON:]
        passed[variable] = strongest
        yield variable, strongest


def _direct_slopes(result: Run) -> tuple[Ints, Ints, Floats]:
    """Every (variable, variable that reads it), and the derivative of the second by the first."""
    nodes, links = block_of_all_nodes(result.network), block_of_all_links(result.network)
    by_node = node_slopes(result, nodes)
    gated = nodes.nodes[nodes.gated][nodes.gate_owner]
    edges = [
        (nodes.reads, result.network.target[nodes.links], by_node.link),
        (nodes.gate_reads, gated, by_node.gate),
    ]
    if links is not None:
        by_factor, _ = link_slopes(result, links)
        edges.append((links.reads, links.variables[links.owner], by_factor))
    source, target, slope = (np.concatenate(column) for column in zip(*edges, strict=True))
    return source, target, slope


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


def _packed(wanted: dict[int, list[int]], reach: list[int], size: int) -> list[list[int]]:
    """Records sorted into columns in which none moves what is wanted of another."""
    columns: list[list[int]] = []
    moved: list[int] = []
    looked_at: list[int] = []
    for node, conclusions in wanted.items():
        moves, looks = reach[node], _mask(conclusions, size)
        for column in range(max(0, len(columns) - _TRIED), len(columns)):
            if not (moved[column] & looks or looked_at[column] & moves):
                columns[column].append(node)
                moved[column] |= moves
                looked_at[column] |= looks
                break
        else:
            if len(columns) == MOST_COLUMNS:
                break
            columns.append([node])
            moved.append(moves)
            looked_at.append(looks)
    return columns


def _mask(members: list[int], size: int) -> int:
    """A set of nodes as the bits of an integer."""
    flags = np.zeros(size, np.uint8)
    flags[members] = 1
    return int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")
