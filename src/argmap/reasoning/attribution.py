"""What a change of a credence is made of: each input's part, from a path between two settings.

Integrated gradients (Sundararajan, Taly and Yan 2017), the continuous form of Aumann and Shapley's value: along the straight line
from one setting of all inputs to another, each input is credited with what it does to the target on the way.  The parts sum to the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from argmap.reasoning.backward import gradient
from argmap.reasoning.forward import Inputs, run

if TYPE_CHECKING:
    from argmap.reasoning.network import Floats, Network

TOLERANCE = 1e-9
"""How far the parts of the whole path may miss the whole before the rest is called a remainder."""
ORDER = 16
"""Points of Gauss–Legendre quadrature on one piece of the path."""
MAX_PIECES = 128
"""How many pieces the path may be cut into; cuts gather where a shared basis changes its greatest reason."""
CELLS = 4_000_000
"""How many numbers one array may hold while several points are computed at once."""

_ROUNDING = 1e-15
_FIELDS = ("logit", "weight", "gain", "gate_share")


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """The parts of one change.

    Attributes:
        start: The target's credence at the start of the path.
        end: Its credence at the end.
        logit: The part of each node's base.
        weight: The part of each link's weight.
        gain: The part of each link's being there.
        gate_share: The part of each dependency's being there.
        remainder: What the parts leave unexplained; 0 when they sum to the whole within `TOLERANCE`.
    """

    start: float
    end: float
    logit: Floats
    weight: Floats
    gain: Floats
    gate_share: Floats
    remainder: float


def attribute(network: Network, start: Inputs, end: Inputs, node: int) -> Attribution:
    """The part each input has in the change of one node's credence.

    Args:
        network: The network both settings belong to; best the node's cone.
        start: The inputs at one end of the path; its pins hold all along.
        end: The inputs at the other.
        node: The number of the node.
    """
    ends = [run(network, inputs=inputs) for inputs in (start, end)]
    whole = [float(result.x[node]) for result in ends]
    sums = {name: np.zeros(len(getattr(start, name))) for name in _FIELDS}
    pieces, done = [(0.0, 1.0)], 0
    if not all(result.settled.all() for result in ends):
        pieces = []  # where an end has no credence, no part of it can be told
    while pieces and done < MAX_PIECES:
        found = _integrals(network, start, end, node, pieces)
        done += len(pieces)
        halves = []
        for (a, b), missing, parts in found:
            # The share of the tolerance a piece may use up: the pieces of a kink halve in length each time.
            if abs(missing) <= max(TOLERANCE * (b - a), _ROUNDING) or done >= MAX_PIECES:
                for name in _FIELDS:
                    sums[name] += parts[name]
            else:
                halves += [(a, (a + b) / 2), ((a + b) / 2, b)]
        pieces = halves
    remainder = whole[1] - whole[0] - sum(float(part.sum()) for part in sums.values())
    if abs(remainder) <= TOLERANCE:
        remainder = 0.0
    return Attribution(
        whole[0],
        whole[1],
        sums["logit"],
        sums["weight"],
        sums["gain"],
        sums["gate_share"],
        remainder,
    )


_Piece: TypeAlias = tuple[float, float]


def _integrals(
    network: Network, start: Inputs, end: Inputs, node: int, pieces: list[_Piece]
) -> list[tuple[_Piece, float, dict[str, Floats]]]:
    """∫ gradient · (end − start) over pieces of the path, and what each misses of the change along it."""
    points, weights = np.polynomial.legendre.leggauss(ORDER)
    points, weights = np.concatenate([[-1, 1], points]), np.concatenate([[0, 0], weights])
    chunk = max(1, CELLS // max(network.size * points.size, 1))
    found: list[tuple[_Piece, float, dict[str, Floats]]] = []
    for first in range(0, len(pieces), chunk):
        some = pieces[first : first + chunk]
        t = np.concatenate([a + (b - a) * (points + 1) / 2 for a, b in some])
        inputs = _between(start, end, t)
        if inputs.columns is None:  # nothing differs, so nothing has a part
            return [(piece, 0.0, {name: np.zeros(len(getattr(start, name))) for name in _FIELDS}) for piece in pieces]  # fmt: skip
        result = run(network, inputs=inputs)
        seed = np.zeros(network.size)
        seed[node] = 1.0
        slopes = gradient(result, seed)
        for number, (a, b) in enumerate(some):
            own = slice(number * points.size, (number + 1) * points.size)
            parts = {
                name: (getattr(slopes, name)[:, own] @ weights)
                * ((b - a) / 2)
                * (getattr(end, name) - getattr(start, name))
                for name in _FIELDS
            }
            c = result.x[node, own]
            missing = float(c[1] - c[0]) - sum(float(part.sum()) for part in parts.values())
            found.append(((a, b), missing, parts))
    return found


def _between(start: Inputs, end: Inputs, t: Floats) -> Inputs:
    """The inputs at some points of the path, one column a point where they differ."""

    def at(name: str) -> Floats:
        a, b = getattr(start, name), getattr(end, name)
        given: Floats = a if np.array_equal(a, b) else a[:, None] + (b - a)[:, None] * t
        return given

    return Inputs(at("logit"), at("weight"), at("gain"), at("gate_share"), start.pins)
