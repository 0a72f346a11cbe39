"""Acceptability: which claims and links stand when every attack counts fully, however weak.

The grounded labelling of Dung (AIJ 1995), on a framework in which links are attacked as claims are (as in Baroni,
Cerutti, Giacomin and Guida's AFRA, IJAR 2011) and rest on their premises.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from argmap.reasoning.network import Network

Label = Literal["in", "out", "undecided"]


def grounded(network: Network) -> dict[str, Label]:
    """The grounded labelling of all nodes and links, in time linear in the size of the network.

    A link is in when every premise is in, every negated premise out, and every undercutter out; a node is in
    when every attack on it is out and every premise it depends on is in.  Either is out as soon as
    one of these fails for good.  Support is not needed and gives nothing.
    """
    readers: list[list[tuple[int, bool]]] = [[] for _ in range(network.size)]
    waiting = [0] * network.size
    for variable, reader, wanted in _conditions(network):
        readers[variable].append((reader, wanted))
        waiting[reader] += 1
    label: list[bool | None] = [None] * network.size
    ready = deque(variable for variable, count in enumerate(waiting) if not count)
    for variable in ready:
        label[variable] = True
    while ready:
        variable = ready.popleft()
        for reader, wanted in readers[variable]:
            if label[reader] is not None:
                continue
            if label[variable] == wanted:
                waiting[reader] -= 1
                if waiting[reader]:
                    continue
                label[reader] = True
            else:
                label[reader] = False
            ready.append(reader)
    words: dict[bool | None, Label] = {True: "in", False: "out", None: "undecided"}
    names = (*network.nodes, *network.links)
    return {name: words[own] for name, own in zip(names, label, strict=True)}


def _conditions(network: Network) -> list[tuple[int, int, bool]]:
    """Every (variable, variable that needs it, whether it needs it in)."""
    n = len(network)
    reads = zip(
        network.factor_of.tolist(),
        (network.factor_link + n).tolist(),
        (network.factor_slope > 0).tolist(),
        strict=True,
    )
    attacks = [
        (n + link, target, False)
        for link, (target, weight) in enumerate(
            zip(network.target.tolist(), network.weight.tolist(), strict=True)
        )
        if target >= 0 and weight < 0
    ]
    needs = zip(network.gate_of.tolist(), network.gate_node.tolist(), strict=True)
    return [*reads, *attacks, *((premise, node, True) for premise, node in needs)]
