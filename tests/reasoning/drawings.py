"""Maps for tests, drawn by hand or at random, without a knowledge base behind them."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field

import numpy as np

from argmap.model import STRENGTHS
from argmap.reasoning.network import UNDERCUT, Network


@dataclass
class Drawing:
    """A map being drawn: nodes and links are numbered as they come."""

    logits: list[float] = field(default_factory=list)
    links: list[tuple[int, float, int]] = field(default_factory=list)
    premises: list[tuple[int, int, bool]] = field(default_factory=list)
    undercuts: list[tuple[int, int]] = field(default_factory=list)
    needs: list[tuple[int, int]] = field(default_factory=list)

    def node(self, base: float) -> int:
        """A node with a prior."""
        self.logits.append(math.log(base / (1 - base)))
        return len(self.logits) - 1

    def link(self, source: int, target: int, weight: float, *, basis: int = -1) -> int:
        """A link that adds so much to the log odds of its target."""
        self.links.append((target, weight, basis))
        self.premise(len(self.links) - 1, source)
        return len(self.links) - 1

    def premise(self, link: int, node: int, *, negated: bool = False) -> None:
        """A premise, or a further one, of a link."""
        self.premises.append((link, node, negated))

    def undercut(self, source: int, link: int) -> int:
        """A link that takes away from another."""
        number = self.link(source, -1, 0.0)
        self.undercuts.append((link, number))
        return number

    def need(self, node: int, premise: int) -> None:
        """A premise that a node depends on."""
        self.needs.append((node, premise))

    def network(self) -> Network:
        """The map as arrays."""
        n = len(self.logits)
        factors = [
            (link, node, *((1.0, -1.0) if negated else (0.0, 1.0)))
            for link, node, negated in self.premises
        ]
        factors += [(link, n + cutter, 1.0, -UNDERCUT) for link, cutter in self.undercuts]
        return Network(
            nodes=tuple(f"n{i}" for i in range(n)),
            links=tuple(f"l{i}" for i in range(len(self.links))),
            logit=_floats(self.logits),
            target=_ints(target for target, _, _ in self.links),
            weight=_floats(weight for _, weight, _ in self.links),
            gain=np.ones(len(self.links)),
            basis=_ints(basis for _, _, basis in self.links),
            factor_link=_ints(f[0] for f in factors),
            factor_of=_ints(f[1] for f in factors),
            factor_const=_floats(f[2] for f in factors),
            factor_slope=_floats(f[3] for f in factors),
            gate_node=_ints(node for node, _ in self.needs),
            gate_of=_ints(premise for _, premise in self.needs),
            gate_share=np.ones(len(self.needs)),
        )


def ring_of_pairs(drawing, weights) -> None:
    """Nodes 0 to 5 as a ring of three pairs, each of one pair attacking both of the next: 12 links.

    With strong attacks it has no stable answer: the odd ring wants each pair on the other side of the last.
    """
    between = [(i, (2 * (i // 2 + 1) + k) % 6) for i in range(6) for k in (0, 1)]
    for (source, target), weight in zip(between, weights, strict=True):
        drawing.link(source, target, -weight)


def random_network(seed, *, nodes, cyclic) -> Network:
    """A map of at least six nodes with everything a map can have: joint and negated premises, undercuts and
    undercuts of these, shared bases, needs.

    One without cycles has every reason before its target.  Of those with cycles a few do not settle.
    """
    rng = random.Random(seed)
    drawing = Drawing([rng.gauss(0, 1.5) for _ in range(nodes)])

    def reason_for(target):
        """A node that may bear on a target."""
        if cyclic:
            return rng.choice([i for i in range(nodes) if i != target])
        return rng.randrange(target)

    if cyclic:
        for i in range(3):
            drawing.link(i, (i + 1) % 3, _weight(rng))
    if cyclic and rng.random() < 0.2:
        drawing.logits[:6] = [rng.gauss(5, 1.5) for _ in range(6)]
        ring_of_pairs(drawing, [math.log(rng.uniform(100, 1000)) for _ in range(12)])
    for _ in range(2 * nodes):
        target = rng.randrange(1, nodes)
        basis = rng.choice((-1, -1, 0, 1))
        link = drawing.link(reason_for(target), target, _weight(rng), basis=basis)
        while rng.random() < 0.3:
            drawing.premise(link, reason_for(target), negated=rng.random() < 0.5)
        # An undercut of the link, an undercut of that one, ...
        while rng.random() < 0.25:
            link = drawing.undercut(reason_for(target), link)
    for _ in range(nodes // 5):
        dependant = rng.randrange(1, nodes)
        drawing.need(dependant, reason_for(dependant))
    return drawing.network()


def random_pins(seed, network) -> np.ndarray | None:
    """For every third seed a few nodes held at a credence, as `forward.run` takes them; else none."""
    if seed % 3:
        return None
    rng = random.Random(seed)
    pins = np.full(len(network), np.nan)
    for node in rng.sample(range(len(network)), 3):
        pins[node] = rng.choice((0.0, 1.0, rng.random()))
    return pins


def _weight(rng):
    """The log of a strength, for or against."""
    strength = rng.choice((*STRENGTHS.values(), rng.uniform(1, 1000)))
    return rng.choice((1, -1)) * math.log(strength)


def _ints(values):
    return np.array(list(values), np.int64)


def _floats(values):
    return np.array(list(values), np.float64)
