"""Bipolar argumentation frameworks of the literature, as networks."""

from __future__ import annotations

import numpy as np

from argmap.reasoning.network import Network


def framework(arguments, attacks, supports, weights=None) -> Network:
    """A framework whose edges pass on all of an argument's strength, or have weights as in MLP.

    Args:
        arguments: Base scores by name, in [0, 1].
        attacks: Pairs (attacker, attacked).
        supports: Pairs (supporter, supported).
        weights: (source, target, weight) of each edge; left out, unbounded, which is an intensity of 1.
    """
    index = {name: number for number, name in enumerate(arguments)}
    edges = [(*pair, -1.0) for pair in attacks] + [(*pair, 1.0) for pair in supports]
    given = {(a, b): w for a, b, w in weights or ()}
    base = np.array([float(b) for b in arguments.values()])
    with np.errstate(divide="ignore"):
        logit = np.log(base) - np.log1p(-base)
    nothing = np.zeros(0, np.int64)
    return Network(
        nodes=tuple(arguments),
        links=tuple(f"{a} > {b}" for a, b, _ in edges),
        logit=logit,
        target=np.array([index[b] for _, b, _ in edges], np.int64),
        weight=np.array([sign * given.get((a, b), np.inf) for a, b, sign in edges]),
        gain=np.ones(len(edges)),
        basis=np.full(len(edges), -1),
        factor_link=np.arange(len(edges)),
        factor_of=np.array([index[a] for a, _, _ in edges], np.int64),
        factor_const=np.zeros(len(edges)),
        factor_slope=np.ones(len(edges)),
        gate_node=nothing,
        gate_of=nothing,
        gate_share=np.zeros(0),
    )
