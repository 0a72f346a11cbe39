"""Derivatives of credences (GLO) by everything they are computed from, in one pass against the flow.

Reverse-mode differentiation: the cost is that of one more solve, whatever the number of inputs.  On a cycle the adjoint
solves the transposed linear system, by the same damped sweeps that settled the cycle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from argmap.reasoning import forward
from argmap.reasoning.network import NEED, Floats, Ints
from argmap.reasoning.semantics import CLIP, GLO, sigmoid

if TYPE_CHECKING:
    from argmap.reasoning.forward import Run
    from argmap.reasoning.schedule import Cycle, LinkBlock, NodeBlock

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
        for cycle in level.cycles:
            pass_.cycle(cycle)
        if level.nodes is not None:
            pass_.nodes(level.nodes, pass_.x[level.nodes.nodes], record=True)
        if level.links is not None:
            pass_.links(level.links, record=True)
    return Gradient(pass_.x, pass_.logit, pass_.weight, pass_.gain, pass_.gate_share)


def shares_within_bundles(result: Run, block: NodeBlock) -> Floats:
    """How much of each link counts beside those of its basis: ½ of all, and the other ½ of the greatest."""
    assert block.bundles is not None
    each = forward.values(result, block)
    greatest = np.maximum.reduceat(each, block.bundles, axis=0)[block.bundle_of]
    is_greatest = each == greatest
    ties = np.add.reduceat(is_greatest.astype(float), block.bundles, axis=0)[block.bundle_of]
    return np.asarray(0.5 + 0.5 * is_greatest / ties)


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

    def nodes(self, block: NodeBlock, adjoint: Floats, *, record: bool) -> None:
        """Pushes the adjoints of a block's nodes to the links and premises they were computed from."""
        result = self.result
        inputs = result.inputs
        if inputs.pins is not None:  # what is set from outside depends on nothing
            pinned = ~np.isnan(forward.spread(inputs.pins[block.nodes], adjoint))
            adjoint = np.where(pinned, 0.0, adjoint)
        support, attack = forward.sides(result, block)
        z = forward.spread(inputs.logit[block.nodes], result.x) + support - attack
        odds_part = sigmoid(np.clip(z, -CLIP, CLIP))
        gate = self._gates(block, adjoint, odds_part, record=record)
        slope = np.where(np.abs(z) < CLIP, adjoint * gate * odds_part * (1 - odds_part), 0.0)
        if record:
            self.logit[block.nodes] += slope
        if not block.links.size:
            return
        by_side = np.empty((2 * slope.shape[0], *slope.shape[1:]))
        by_side[0::2], by_side[1::2] = slope, -slope
        each = by_side[block.places][block.side_of]
        if block.bundles is not None:
            each = each[block.bundle_of] * shares_within_bundles(result, block)
        weight = forward.spread(inputs.weight[block.links], result.x)
        self.x[block.reads] += each * np.abs(weight)
        if record:
            self.weight[block.links] += each * np.sign(weight) * result.x[block.reads]

    def _gates(
        self, block: NodeBlock, adjoint: Floats, odds_part: Floats, *, record: bool
    ) -> Floats:
        """The factor of each node's necessary premises; their own adjoints are pushed on the way."""
        factor = np.ones(adjoint.shape)
        if not block.gated.size:
            return factor
        result = self.result
        each = forward.gates(result, block)
        product = np.multiply.reduceat(each, block.gate_starts, axis=0)
        factor[block.gated] = product
        # A gate is at least .01, so dividing it out is safe.
        rest = (adjoint * odds_part)[block.gated][block.gate_owner] * (
            product[block.gate_owner] / each
        )
        share = forward.spread(result.inputs.gate_share[block.gates], result.x)
        block.gate_back.add(rest * NEED * share, self.x)
        if record:
            self.gate_share[block.gates] -= rest * NEED * (1 - result.x[block.gate_reads])
        return factor

    def links(self, block: LinkBlock, *, record: bool) -> None:
        """Pushes the adjoints of a block's links to the variables their factors read."""
        result = self.result
        each = forward.factors(result, block)
        zero = each == 0
        zeros = np.add.reduceat(zero.astype(np.int64), block.starts, axis=0)
        rest = np.multiply.reduceat(np.where(zero, 1.0, each), block.starts, axis=0)
        # The product of a link's other factors: division fails just where a factor is 0.
        others = rest[block.owner] / np.where(zero, 1.0, each)
        others = np.where(zeros[block.owner] - zero == 0, others, 0.0)
        adjoint = self.x[block.variables]
        if record:
            self.gain[block.links] += adjoint * np.where(zeros == 0, rest, 0.0)
        gain = forward.spread(result.inputs.gain[block.links], result.x)
        slope = forward.spread(result.network.factor_slope[block.factors], result.x)
        block.back.add((adjoint * gain)[block.owner] * others * slope, self.x)

    def cycle(self, cycle: Cycle) -> None:
        """Solves the adjoints of a cycle and pushes them on to what it reads from outside.

        With J the derivative of one undamped sweep, the adjoint of the settled state solves
        v = seed + Jᵀv.
        """
        nodes = cycle.nodes.nodes
        blocks = cycle.links[::-1]
        inside = np.concatenate([nodes, *(block.variables for block in blocks)])
        reads = [block.reads for block in blocks]
        touched = np.unique(
            np.concatenate([inside, cycle.nodes.reads, cycle.nodes.gate_reads, *reads])
        )
        behind = self.x[touched]
        # What hangs on the links of the cycle from behind reaches its nodes once.
        for block in blocks:
            self.links(block, record=False)
        seed = self.x[nodes]
        v = self._solve(cycle, inside, seed)
        self.x[touched] = behind
        self.nodes(cycle.nodes, v, record=True)
        for block in blocks:
            self.links(block, record=True)
        self.x[nodes] = v

    def _solve(self, cycle: Cycle, inside: Ints, seed: Floats) -> Floats:
        nodes = cycle.nodes.nodes
        v = seed.copy()
        step, before = forward.FIRST_STEP, np.inf
        for sweep in range(forward.MAX_SWEEPS):
            self.x[inside] = 0.0
            self.nodes(cycle.nodes, v, record=False)
            for block in reversed(cycle.links):
                self.links(block, record=False)
            change = seed + self.x[nodes] - v
            residual = float(np.abs(change).max(initial=0))
            if residual <= TOLERANCE * float(np.abs(v).max(initial=0)):
                break
            if sweep % forward.STALL == 0:
                if residual > 0.95 * before:
                    step = max(step / 2, forward.LEAST_STEP)
                before = residual
            v = v + step * change
        return v
