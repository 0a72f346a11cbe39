"""A network as JSON, for the pages that compute credences in the browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argmap.reasoning.network import Network


def as_data(network: Network) -> dict[str, Any]:
    """What `credence.mjs` reads: lists alone, which `json` writes so that every number survives exactly.

    A node or link is named elsewhere by its place in `nodes` or `links`.  There is

    - for each node: its id (`nodes`); the log odds of its base (`logit`); the premises it depends on, each
      as `[premise, share]` with the part of that dependency that is there (`needs`);
    - for each link: its name (`links`); the node it bears on, -1 for an undercut (`target`); the log odds
      it adds when it fully holds, negative for an attack (`weight`); the part of it that is there (`gain`);
      the number of the body of evidence it rests on, -1 where it is not named (`basis`); the nodes that
      must hold (`premises`) and those that must not (`negated`); the links that undercut it (`undercutters`).
    """
    needs: list[list[tuple[int, float]]] = [[] for _ in network.nodes]
    gates = (network.gate_node, network.gate_of, network.gate_share)
    for node, premise, share in zip(*(column.tolist() for column in gates), strict=True):
        needs[node].append((premise, share))
    premises: list[list[int]] = [[] for _ in network.links]
    negated: list[list[int]] = [[] for _ in network.links]
    undercutters: list[list[int]] = [[] for _ in network.links]
    factors = (network.factor_link, network.factor_of, network.factor_slope)
    for link, read, slope in zip(*(column.tolist() for column in factors), strict=True):
        if read >= len(network):
            undercutters[link].append(read - len(network))
        else:
            (premises if slope > 0 else negated)[link].append(read)
    return {
        "nodes": list(network.nodes),
        "logit": network.logit.tolist(),
        "needs": needs,
        "links": list(network.links),
        "target": network.target.tolist(),
        "weight": network.weight.tolist(),
        "gain": network.gain.tolist(),
        "basis": network.basis.tolist(),
        "premises": premises,
        "negated": negated,
        "undercutters": undercutters,
    }
