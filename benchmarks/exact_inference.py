"""How far credences are from exact inference in the belief network they resemble.

    python benchmarks/exact_inference.py [--maps 300]

Read each claim as a variable that is true or false, and the model as its chance given the others: P(claim) = σ(log odds of
the base + Σ weight · whether the link holds) · ∏ of the premises' factors.  That is a sigmoid belief network (Neal 1992)
with gates, and its marginals can be summed up over all 2^12 states of a map of 12 claims.  The credences of argmap put the mean of each
reason where the network averages over its states, and take the premises of one link as independent, so the two differ where reasons are strong
and uncertain, or share what they rest on.  Printed is the distance between the two, over all claims of random acyclic maps.
"""

from __future__ import annotations

import argparse
import math
import random

import numpy as np

from argmap.linker import Link
from argmap.reasoning.forward import run
from argmap.reasoning.network import NEED, Network, Parts

CLAIMS = 12
STATES = np.array(np.meshgrid(*[[0.0, 1.0]] * CLAIMS, indexing="ij")).reshape(CLAIMS, -1)


def random_map(seed: int, strength: float, *, gates: bool) -> Network:
    """Two links into each claim from earlier ones; joint premises, undercuts and needs where `gates`."""
    rng = random.Random(seed)
    ids = [f"c{i:02}" for i in range(CLAIMS)]
    bases = {id: 1 / (1 + math.exp(-rng.gauss(0, 1.5))) for id in ids}
    links, needs = [], []
    for place in range(1, CLAIMS):
        for source in rng.sample(ids[:place], min(2, place)):
            attacks = rng.random() < 0.3
            others = [id for id in ids[:place] if id != source]
            joint = gates and others and rng.random() < 0.3
            premises = ((rng.choice(others), rng.random() < 0.3),) if joint else ()
            one = Link(
                source, ids[place], "attacks" if attacks else "supports", (), premises=premises
            )
            links.append((one, math.log(strength) * (-1 if attacks else 1)))
            if gates and rng.random() < 0.25:
                links.append((Link(rng.choice(ids[:place]), one.id, "undercuts", ()), 0.0))
        if gates and rng.random() < 0.15:
            needs.append((ids[place], rng.choice(ids[:place])))
    return Network.assemble([Parts(bases, links, needs)])


def marginals(network: Network) -> np.ndarray:
    """The exact chance of each claim, by summing over all states."""
    held = np.zeros((len(network.links), STATES.shape[1]))
    # An undercut comes after the link it attacks, so links are worked through backwards.
    for link in reversed(range(len(network.links))):
        held[link] = 1.0
        for factor in np.flatnonzero(network.factor_link == link):
            read = network.factor_of[factor]
            value = STATES[read] if read < CLAIMS else held[read - CLAIMS]
            held[link] *= network.factor_const[factor] + network.factor_slope[factor] * value
    logit = np.repeat(network.logit[:, None], STATES.shape[1], axis=1)
    for link, target in enumerate(network.target):
        if target >= 0:
            logit[target] += network.weight[link] * held[link]
    chance = 1 / (1 + np.exp(-logit))
    for node, premise in zip(network.gate_node, network.gate_of, strict=True):
        chance[node] *= 1 - NEED * (1 - STATES[premise])
    joint = np.prod(np.where(STATES == 1, chance, 1 - chance), axis=0)
    assert abs(joint.sum() - 1) < 1e-9
    return STATES @ joint


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--maps", type=int, default=300, help="maps for each row")
    maps = parser.parse_args().maps
    print("| map | strength | mean | 95 % below | greatest | other side of ½ |")
    print("|---|---:|---:|---:|---:|---:|")
    for gates in (False, True):
        for strength in (2, 4, 10, 30):
            distances, sides = [], []
            for seed in range(maps):
                network = random_map(seed, strength, gates=gates)
                ours, exact = run(network).x[:CLAIMS], marginals(network)
                distances.append(np.abs(ours - exact))
                sides.append((ours > 0.5) != (exact > 0.5))
            d = np.concatenate(distances)
            what = "joint premises, undercuts, needs" if gates else "single reasons"
            print(
                f"| {what} | {strength} | {d.mean():.3f} | {np.quantile(d, 0.95):.3f} | {d.max():.3f} "
                f"| {np.concatenate(sides).mean():.1%} |"
            )


if __name__ == "__main__":
    main()
