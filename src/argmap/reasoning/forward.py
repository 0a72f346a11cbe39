"""From bases to credences, level by level; what lies on a cycle is swept until it settles.

Every array of variables may have a second axis, one column a case, so that many what-ifs are computed at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from argmap.reasoning.network import NEED, Flags, Floats, Ints
from argmap.reasoning.semantics import GLO, Semantics

if TYPE_CHECKING:
    from argmap.reasoning.network import Network
    from argmap.reasoning.schedule import Cycle, LinkBlock, NodeBlock

TOLERANCE = 1e-12
MAX_SWEEPS = 5_000
STALL = 100
"""Sweeps after which the step is halved if the residual has not fallen by 5 %."""
FIRST_STEP, LEAST_STEP = 1 / 2, 1 / 64
RANGE_SWEEPS, SNAPSHOTS = 1_024, 32
"""A cycle that does not settle is told as the range of its last sweeps, kept as so many snapshots."""


@dataclass(frozen=True, slots=True, eq=False)
class Inputs:
    """What a run is computed from; each array has one row a node, link or gate, and may have columns.

    Attributes:
        logit: Log odds of the base of each node.
        weight: Signed log odds of each link.
        gain: Part of each link that is there.
        gate_share: Part of each dependency that is there.
        pins: The credence of each node that is set from outside, NaN where it is computed; None for no pins.
    """

    logit: Floats
    weight: Floats
    gain: Floats
    gate_share: Floats
    pins: Floats | None = None

    @classmethod
    def of(cls, network: Network, pins: Floats | None = None) -> Inputs:
        """The inputs a network has of itself."""
        return cls(network.logit, network.weight, network.gain, network.gate_share, pins)

    @property
    def columns(self) -> int | None:
        """How many cases are computed at once; None for one without a second axis."""
        for array in (self.logit, self.weight, self.gain, self.gate_share, self.pins):
            if array is not None and array.ndim == 2:  # noqa: PLR2004 - axes
                return int(array.shape[1])
        return None


@dataclass(slots=True, eq=False)
class Run:
    """What came out.

    Attributes:
        network: What was solved.
        inputs: What it was solved from.
        semantics: The formulas.
        x: The credence of each node and the activation of each link.
        settled: Whether every cycle settled, for each column.
        sweeps: How many sweeps the slowest cycle took.
        loops: The nodes of each cycle that did not settle, with snapshots of its last sweeps.
    """

    network: Network
    inputs: Inputs
    semantics: Semantics
    x: Floats
    settled: Flags
    sweeps: int = 0
    loops: list[tuple[Ints, Floats]] = field(default_factory=list)


def columns_of(pins: Floats | None, nodes: int, columns: int) -> Floats:
    """Pins with a second axis: in every column those there are already, and room for more."""
    room = np.full((nodes, columns), np.nan)
    if pins is not None:
        room[:] = pins[:, None]
    return room


def run(
    network: Network,
    *,
    pins: Floats | None = None,
    inputs: Inputs | None = None,
    semantics: Semantics = GLO,
) -> Run:
    """The credence of every node and the activation of every link.

    Args:
        network: What to solve.
        pins: Nodes whose credence is set; see `Inputs`.
        inputs: Everything that may differ from the network's own numbers; replaces `pins`.
        semantics: The formulas.
    """
    given = inputs or Inputs.of(network, pins)
    columns = given.columns
    shape = (network.size,) if columns is None else (network.size, columns)
    result = Run(network, given, semantics, np.zeros(shape), np.ones(columns or 1, bool))
    for level in network.schedule.levels:
        if level.links is not None:
            result.x[level.links.variables] = activations(result, level.links)
        if level.nodes is not None:
            result.x[level.nodes.nodes] = strengths(result, level.nodes)
        for cycle in level.cycles:
            _settle(result, cycle)
    return result


def spread(values: Floats, like: Floats) -> Floats:
    """Values without columns made to broadcast against values with columns."""
    return values[:, None] if values.ndim < like.ndim else values


def activations(result: Run, block: LinkBlock) -> Floats:
    """A = gain · ∏ factors, for the links of a block."""
    x, network = result.x, result.network
    product = (
        x[block.reads]
        if block.plain
        else np.multiply.reduceat(factors(result, block), block.starts, axis=0)
    )
    if result.inputs.gain is network.gain and not network.has_gain:
        return product
    return product * spread(result.inputs.gain[block.links], x)


def factors(result: Run, block: LinkBlock) -> Floats:
    """The factors of the links of a block."""
    x, network = result.x, result.network
    const = spread(network.factor_const[block.factors], x)
    return const + spread(network.factor_slope[block.factors], x) * x[block.reads]


def strengths(result: Run, block: NodeBlock) -> Floats:
    """S = influence(base, support, attack) · ∏ gates, for the nodes of a block; pins as set."""
    support, attack = sides(result, block)
    logit = spread(result.inputs.logit[block.nodes], result.x)
    s = np.asarray(result.semantics.influence(logit, support, attack))
    if block.gated.size:
        s[block.gated] *= np.multiply.reduceat(gates(result, block), block.gate_starts, axis=0)
    if result.inputs.pins is not None:
        pinned = spread(result.inputs.pins[block.nodes], s)
        s = np.where(np.isnan(pinned), s, pinned)
    return s


def values(result: Run, block: NodeBlock) -> Floats:
    """What each link adds to its side, before a shared basis is taken into account."""
    weight = spread(result.inputs.weight[block.links], result.x)
    return result.semantics.value(result.x[block.reads], weight)


def sides(result: Run, block: NodeBlock) -> tuple[Floats, Floats]:
    """The support and the attack on each node of a block."""
    shape = (2 * block.nodes.size, *result.x.shape[1:])
    both = np.zeros(shape)
    if block.links.size:
        each = values(result, block)
        if block.bundles is not None:
            total = np.add.reduceat(each, block.bundles, axis=0)
            each = 0.5 * (total + np.maximum.reduceat(each, block.bundles, axis=0))
        combine = np.maximum if result.semantics.greatest else np.add
        both[block.places] = combine.reduceat(each, block.sides, axis=0)
    return both[0::2], both[1::2]


def gates(result: Run, block: NodeBlock) -> Floats:
    """1 − .99 · (1 − s) for each premise the nodes of a block depend on, as far as the dependency is there."""
    share = spread(result.inputs.gate_share[block.gates], result.x)
    return 1 - NEED * share * (1 - result.x[block.gate_reads])


def _settle(result: Run, cycle: Cycle) -> None:
    """Sweeps a cycle until the residual is below `TOLERANCE` in every column, or leaves it unsettled.

    The step of a column is halved when its residual stalls.  That a sum-based semantics converges on every
    graph cannot be had (Mossakowski and Neuhaus 2018), so not settling is a result, kept as such.
    """
    x, nodes = result.x, cycle.nodes.nodes
    logit = spread(result.inputs.logit[nodes], x)
    x[nodes] = np.broadcast_to(1 / (1 + np.exp(-logit)), x[nodes].shape)
    if result.inputs.pins is not None:
        pinned = spread(result.inputs.pins[nodes], x)
        x[nodes] = np.where(np.isnan(pinned), x[nodes], pinned)
    step = np.full(x.shape[1:], FIRST_STEP)
    before = np.full(x.shape[1:], np.inf)
    kept: list[Floats] = []
    for sweep in range(MAX_SWEEPS):
        for block in cycle.links:
            x[block.variables] = activations(result, block)
        change = strengths(result, cycle.nodes) - x[nodes]
        residual = np.abs(change).max(axis=0)
        if not (residual > TOLERANCE).any():
            result.sweeps = max(result.sweeps, sweep)
            return
        if sweep % STALL == 0 and sweep:
            step = np.where(residual > 0.95 * before, np.maximum(step / 2, LEAST_STEP), step)
        if sweep % STALL == 0:
            before = residual
        # A column that has settled stays as it is, so that it does not depend on its neighbours.
        x[nodes] += np.where(residual > TOLERANCE, step, 0.0) * change
        left = MAX_SWEEPS - sweep
        if left <= RANGE_SWEEPS and left % (RANGE_SWEEPS // SNAPSHOTS) == 0:
            kept.append(x[nodes].copy())
    result.sweeps = MAX_SWEEPS
    _leave_unsettled(result, cycle, residual, kept)


def _leave_unsettled(result: Run, cycle: Cycle, residual: Floats, kept: list[Floats]) -> None:
    """Puts a cycle that did not settle at the middle of its range, and remembers the range."""
    x, nodes = result.x, cycle.nodes.nodes
    snapshots = np.stack(kept, axis=-1)
    middle = (snapshots.min(axis=-1) + snapshots.max(axis=-1)) / 2
    open_ = residual > TOLERANCE
    x[nodes] = np.where(open_, middle, x[nodes])
    for block in cycle.links:
        x[block.variables] = activations(result, block)
    result.settled &= ~np.atleast_1d(open_)
    if x.ndim == 1:
        result.loops.append((nodes, snapshots))
