"""Derivatives of credences (GLO) by everything they are computed from, in one pass against the flow.

Reverse-mode differentiation: the cost is that of one more solve, whatever the number of inputs.  On a cycle the adjoint
solves the transposed linear system, by the same damped sweeps that settled the cycle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from argmap.reasoning import forward
from argmap.reasoning.network import NEED, Floats
from argmap.reasoning.semantics import CLIP, GLO, sigmoid

if TYPE_CHECKING:
    from collections.abc import Callable

    from argmap.reasoning.forward import Run
    from argmap.reasoning.schedule import Cycle, Level, LinkBlock, NodeBlock

TOLERANCE = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class Gradient:
    """Derivatives of one number, the target's credence or a weighted sum of credences, at a run.

    Attributes:
        x: By the output of each variable, everything behind it recomputed.
        logit: By the log odds of each base.
        weight: By the signed log odds of each link.
        gain: By the part of each link that is there.
        gate_share: By the part of each dependency that is there.
    """

    x: Floats
    logit: Floats
    weight: Floats
    gain: Floats
    gate_share: Floats


def gradient(result: Run, seed: Floats) -> Gradient:
    """The derivatives of Σ seed·x at a run of GLO.

    Args:
        result: The run; its columns, where it has any, are differentiated each for itself.
        seed: One number a variable, or a column of them for each column of the run.
    """
    assert result.semantics is GLO
    pass_ = _Pass(result, seed)
    for level in reversed(result.network.schedule.levels):
        pass_.level(level)
    return Gradient(pass_.x, pass_.logit, pass_.weight, pass_.gain, pass_.gate_share)


def shares_within_bundles(result: Run, block: NodeBlock) -> Floats:
    """How much of each link counts beside those of its basis: ½ of all, and the other ½ of the greatest."""
    assert block.bundles is not None
    each = forward.values(result, block)
    greatest = np.maximum.reduceat(each, block.bundles, axis=0)[block.bundle_of]
    is_greatest = each == greatest
    ties = np.add.reduceat(is_greatest.astype(float), block.bundles, axis=0)[block.bundle_of]
    return np.asarray(0.5 + 0.5 * is_greatest / ties)


@dataclass(frozen=True, slots=True, eq=False)
class NodeSlopes:
    """Derivatives of the nodes of a block by what they are computed from directly.

    Attributes:
        logit: By the log odds of each node's base.
        link: By the activation of each link.
        weight: By the signed log odds of each link.
        gate: By the credence of each needed premise.
        gate_share: By the part of each dependency that is there.
    """

    logit: Floats
    link: Floats
    weight: Floats
    gate: Floats
    gate_share: Floats


def node_slopes(result: Run, block: NodeBlock) -> NodeSlopes:
    """The derivatives of the nodes of a block; 0 for a node that is set from outside."""
    inputs, x = result.inputs, result.x
    support, attack = forward.sides(result, block)
    z = forward.spread(inputs.logit[block.nodes], x) + support - attack
    given = sigmoid(np.clip(z, -CLIP, CLIP))
    if inputs.pins is not None:
        computed = np.isnan(forward.spread(inputs.pins[block.nodes], z))
        given = np.where(computed, given, 0.0)
    gates = forward.gates(result, block)
    factor = np.ones(z.shape)
    if block.gated.size:
        factor[block.gated] = np.multiply.reduceat(gates, block.gate_starts, axis=0)
    # Where the odds are cut off, or the node is set, nothing moves it.
    logit = np.where(np.abs(z) < CLIP, factor * given * (1 - given), 0.0)
    # A gate is at least .01, so dividing it out is safe.
    rest = NEED * (factor * given)[block.gated][block.gate_owner] / gates
    share = forward.spread(inputs.gate_share[block.gates], x)
    by_side = np.empty((2 * logit.shape[0], *logit.shape[1:]))
    by_side[0::2], by_side[1::2] = logit, -logit
    each = by_side[block.places][block.side_of]
    if block.bundles is not None:
        each = each[block.bundle_of] * shares_within_bundles(result, block)
    weight = forward.spread(inputs.weight[block.links], x)
    return NodeSlopes(
        logit,
        each * np.abs(weight),
        each * np.sign(weight) * x[block.reads],
        rest * share,
        -rest * (1 - x[block.gate_reads]),
    )


def link_slopes(result: Run, block: LinkBlock) -> tuple[Floats, Floats]:
    """The derivatives of the links of a block: by what each factor reads, and by the gain of each link."""
    each = forward.factors(result, block)
    zero = each == 0
    zeros = np.add.reduceat(zero.astype(np.int64), block.starts, axis=0)
    rest = np.multiply.reduceat(np.where(zero, 1.0, each), block.starts, axis=0)
    # The product of a link's other factors: division fails just where a factor is 0.
    others = rest[block.owner] / np.where(zero, 1.0, each)
    others = np.where(zeros[block.owner] - zero == 0, others, 0.0)
    gain = forward.spread(result.inputs.gain[block.links], result.x)
    slope = forward.spread(result.network.factor_slope[block.factors], result.x)
    return others * slope * gain[block.owner], np.where(zeros == 0, rest, 0.0)


class _Pass:
    """The adjoints as they are accumulated against the flow."""

    def __init__(self, result: Run, seed: Floats) -> None:
        self.result = result
        network, columns = result.network, result.x.shape[1:]
        self.x = np.zeros(result.x.shape)
        self.x += forward.spread(seed, self.x)
        self.logit = np.zeros((len(network), *columns))
        self.weight = np.zeros((len(network.links), *columns))
        self.gain = np.zeros((len(network.links), *columns))
        self.gate_share = np.zeros((len(network.gate_of), *columns))

    def nodes(self, block: NodeBlock, adjoint: Floats, slopes: NodeSlopes) -> None:
        """Pushes the adjoints of a block's nodes to the links and premises they were computed from."""
        if block.links.size:
            self.x[block.reads] += self._by_link(block, adjoint) * slopes.link
        if block.gated.size:
            by_gate = adjoint[block.gated][block.gate_owner]
            block.gate_back.add(by_gate * slopes.gate, self.x)

    def record_nodes(self, block: NodeBlock, adjoint: Floats, slopes: NodeSlopes) -> None:
        """Adds up the derivatives by the inputs of a block's nodes."""
        self.logit[block.nodes] += adjoint * slopes.logit
        if block.links.size:
            self.weight[block.links] += self._by_link(block, adjoint) * slopes.weight
        if block.gated.size:
            by_gate = adjoint[block.gated][block.gate_owner]
            self.gate_share[block.gates] += by_gate * slopes.gate_share

    @staticmethod
    def _by_link(block: NodeBlock, adjoint: Floats) -> Floats:
        by_bundle = adjoint[block.places // 2][block.side_of]
        return by_bundle if block.bundles is None else by_bundle[block.bundle_of]

    def links(self, block: LinkBlock, slopes: tuple[Floats, Floats]) -> None:
        """Pushes the adjoints of a block's links to the variables their factors read."""
        adjoint = self.x[block.variables]
        block.back.add(adjoint[block.owner] * slopes[0], self.x)

    def record_links(self, block: LinkBlock, slopes: tuple[Floats, Floats]) -> None:
        """Adds up the derivatives by the gain of a block's links."""
        self.gain[block.links] += self.x[block.variables] * slopes[1]

    def level(self, level: Level) -> None:
        """Pushes the adjoints of one level to what it was computed from."""
        for cycle in level.cycles:
            self.cycle(cycle)
        if level.nodes is not None:
            slopes = node_slopes(self.result, level.nodes)
            adjoint = self.x[level.nodes.nodes]
            self.nodes(level.nodes, adjoint, slopes)
            self.record_nodes(level.nodes, adjoint, slopes)
        if level.links is not None:
            by_factor = link_slopes(self.result, level.links)
            self.links(level.links, by_factor)
            self.record_links(level.links, by_factor)

    def cycle(self, cycle: Cycle) -> None:
        """Solves the adjoints of a cycle and pushes them on to what it reads from outside.

        With J the derivative of one undamped sweep, the adjoint of the settled state solves
        v = seed + Jᵀv.
        """
        nodes = cycle.nodes.nodes
        slopes = node_slopes(self.result, cycle.nodes)
        blocks = [(block, link_slopes(self.result, block)) for block in reversed(cycle.links)]
        inside = np.concatenate([nodes, *(block.variables for block, _ in blocks)])
        reads = [block.reads for block, _ in blocks]
        touched = np.unique(
            np.concatenate([inside, cycle.nodes.reads, cycle.nodes.gate_reads, *reads])
        )
        behind = self.x[touched]
        # What hangs on the links of the cycle from behind reaches its nodes once.
        for block, by_factor in blocks:
            self.links(block, by_factor)
        seed = self.x[nodes]

        def sweep(v: Floats) -> Floats:
            self.x[inside] = 0.0
            self.nodes(cycle.nodes, v, slopes)
            for block, by_factor in blocks:
                self.links(block, by_factor)
            return seed + self.x[nodes]

        v = _settled(sweep, seed)
        self.x[touched] = behind
        self.nodes(cycle.nodes, v, slopes)
        self.record_nodes(cycle.nodes, v, slopes)
        for block, by_factor in blocks:
            self.record_links(block, by_factor)
            self.links(block, by_factor)
        self.x[nodes] = v


def _settled(sweep: Callable[[Floats], Floats], start: Floats) -> Floats:
    """Where damped sweeps of a linear map come to rest."""
    v = start.copy()
    step, before = forward.FIRST_STEP, np.inf
    for number in range(forward.MAX_SWEEPS):
        change = sweep(v) - v
        residual = float(np.abs(change).max(initial=0))
        if residual <= TOLERANCE * float(np.abs(v).max(initial=0)):
            break
        if number % forward.STALL == 0:
            if residual > 0.95 * before:
                step = max(step / 2, forward.LEAST_STEP)
            before = residual
        v = v + step * change
    return v
