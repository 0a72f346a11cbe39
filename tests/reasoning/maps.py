"""Small maps for tests of the reasoning: written by hand, drawn by hypothesis, or at random by a seed."""

from __future__ import annotations

import math
import random

from hypothesis import strategies as st

from argmap.linker import Link
from argmap.reasoning.forward import Run, run
from argmap.reasoning.network import Network, Parts

STRENGTHS = (2, 4, 10, 30)


def reason(source, target, factor=4.0, *, premises=(), basis="") -> tuple[Link, float]:
    """A support; an attack where the factor is negative."""
    relation = "supports" if factor > 0 else "attacks"
    one = Link(source, target, relation, (), abs(factor), premises=tuple(premises), basis=basis)
    return one, math.copysign(math.log(abs(factor)), factor)


def undercut(source, target, *, premises=()) -> tuple[Link, float]:
    """An attack on a link, by the link's name."""
    return Link(source, target, "undercuts", (), premises=tuple(premises)), 0.0


def network(bases, links=(), needs=()) -> Network:
    """A network from bases by id, links made by `reason` and `undercut`, and (dependant, premise) pairs."""
    return Network.assemble([Parts(dict(bases), list(links), list(needs))])


def solved(bases, links=(), needs=()) -> dict[str, float]:
    """The credences of a small map."""
    return credences(run(network(bases, links, needs)))


def credences(result: Run) -> dict[str, float]:
    return dict(zip(result.network.nodes, result.x.tolist(), strict=False))


def random_parts(seed: int, nodes: int, *, cyclic: bool = False) -> Parts:
    """A map with everything in it: joint and negated premises, undercuts of undercuts, bases, needs."""
    rng = random.Random(seed)
    ids = [f"n{i}" for i in range(nodes)]
    bases = {id: 1 / (1 + math.exp(-rng.gauss(0, 1.5))) for id in ids}
    links: dict[str, tuple[Link, float]] = {}
    needs = []

    def someone(below: int, *others: str) -> str | None:
        able = [id for id in (ids if cyclic else ids[:below]) if id not in others]
        return rng.choice(able) if able else None

    for place, target in enumerate(ids):
        for _ in range(rng.choice((0, 1, 2, 2, 3))):
            source = someone(place, target)
            if source is None or f"{source} > {target}" in links:
                continue
            other = someone(place, target, source) if rng.random() < 0.25 else None
            factor = rng.choice((*STRENGTHS, rng.uniform(1.1, 50))) * rng.choice((1, 1, -1))
            link = reason(
                source,
                target,
                factor,
                premises=[(other, rng.random() < 0.4)] if other else [],
                basis=rng.choice(("", "", "x", "y")),
            )
            links[link[0].id] = link
            attacked = link[0].id
            while rng.random() < 0.3 and (u := someone(place, target)) is not None:
                cut = undercut(u, attacked)
                if cut[0].id in links:
                    break
                links[cut[0].id] = cut
                attacked = cut[0].id
        if rng.random() < 0.15 and (premise := someone(place, target)) is not None:
            needs.append((target, premise))
    return Parts(bases, list(links.values()), needs)


def random_network(seed: int, nodes: int, *, cyclic: bool = False) -> Network:
    return Network.assemble([random_parts(seed, nodes, cyclic=cyclic)])


@st.composite
def maps(draw, *, cyclic=False, most=7, needs=True) -> Parts:
    """Maps as hypothesis draws them, small when it shrinks."""
    seed = draw(st.integers(0, 10_000))
    size = draw(st.integers(2, most))
    parts = random_parts(seed, size, cyclic=cyclic)
    dropped = draw(st.sets(st.integers(0, len(parts.links)), max_size=3))
    links = [one for number, one in enumerate(parts.links) if number not in dropped]
    names = {one.id for one, _ in links}
    while broken := [o for o, _ in links if o.relation == "undercuts" and o.target not in names]:
        links = [one for one in links if one[0] not in broken]
        names = {one.id for one, _ in links}
    return Parts(parts.bases, links, parts.needs if needs else [])
