"""How often what holds on maps without cycles fails on maps with them.

    python benchmarks/cyclic_violations.py [--maps 2000]

To a random map of 6 claims with at least one cycle a new claim (prior .9) is added that supports, or attacks, one of its claims.  Counted is how
often the support lowers that claim, or the attack raises it, by more than 1e-9; and how many maps do not settle.
"""

from __future__ import annotations

import argparse
import math
import random

from argmap.linker import Link
from argmap.reasoning.forward import run
from argmap.reasoning.network import Network, Parts

CLAIMS = 6


def random_map(seed: int, strength: float) -> Parts:
    """About two links into each claim, from any other; a third of them attacks, a quarter of them undercut."""
    rng = random.Random(seed)
    ids = [f"c{i}" for i in range(CLAIMS)]
    bases = {id: 1 / (1 + math.exp(-rng.gauss(0, 1.5))) for id in ids}
    links: list[tuple[Link, float]] = []
    for target in ids:
        for source in rng.sample([id for id in ids if id != target], rng.choice((1, 2, 3))):
            attacks = rng.random() < 1 / 3
            one = Link(source, target, "attacks" if attacks else "supports", ())
            links.append((one, math.log(strength) * (-1 if attacks else 1)))
            if rng.random() < 1 / 4:
                links.append((Link(rng.choice(ids), one.id, "undercuts", ()), 0.0))
    return Parts(bases, links, [])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--maps", type=int, default=2000, help="maps for each row")
    maps = parser.parse_args().maps
    print(
        "| strength | maps | do not settle | additions | support that lowers | attack that raises |"
    )
    print("|---:|---:|---:|---:|---:|---:|")
    for strength in (2, 4, 10, 30, 300):
        cyclic = unsettled = additions = lowers = raises = 0
        for seed in range(maps):
            parts = random_map(seed, strength)
            network = Network.assemble([parts])
            if not network.schedule.cyclic.any():
                continue
            cyclic += 1
            before = run(network)
            if not before.settled.all():
                unsettled += 1
                continue
            target = f"c{seed % CLAIMS}"
            was = before.x[network.index[target]]
            for sign in (1, -1):
                more = add(parts, target, sign * math.log(strength))
                after = run(more)
                if not after.settled.all():
                    continue
                moved = sign * (after.x[more.index[target]] - was)
                additions += 1
                lowers += sign > 0 and moved < -1e-9
                raises += sign < 0 and moved < -1e-9
        print(
            f"| {strength} | {cyclic} | {unsettled} | {additions} | {lowers} | {raises} |",
            flush=True,
        )


def add(parts: Parts, target: str, weight: float) -> Network:
    link = Link("new", target, "supports" if weight > 0 else "attacks", ())
    return Network.assemble(
        [Parts({**parts.bases, "new": 0.9}, [*parts.links, (link, weight)], [])]
    )


if __name__ == "__main__":
    main()
