"""How far credences lie from exact probabilities: the map read as a sigmoid belief network, summed over all states.

python -m benchmarks.exact_inference            # 300 maps a row
python -m benchmarks.exact_inference --maps 50  # quicker

Two readings of the same map:

*The network* (Neal, Artificial Intelligence 56, 1992).  Each claim is true or false.  Given which of its reasons hold, it is true
with probability sigma(log odds of its prior + sum of the log odds of the links that hold), times .01 for each premise
it depends on that is false.  A link holds to 1 when all its premises are as they should be, to .1 of that for each
undercutter that holds, else not at all.  The probability of a claim is the sum over all 2^12 states of the map.

*The credence* (GLO, what argmap computes).  One pass: each claim is given the same formula, but with the credences of its
premises in it where the network has their states.

The two differ for two reasons.  (1) GLO puts the mean of a reason into a curved function where the network takes the mean of
the function over the states of the reason: a link of ×30 from a claim at ½ adds half of ln 30 in GLO, while in the
network it is all there half of the time.  That makes credences more decided, further from ½.  (2) Two reasons that rest
on a common ancestor hold or fail together; GLO multiplies and adds them as though they were independent.  In the maps
called `tree` no two reasons share an ancestor, so only (1) is at work; in `shared` and `rich` both are.  A claim
without reasons is exact in either and not counted.

GLO is what it is because the network takes time exponential in the size of the map, has no meaning on a cycle, and gives no
line of arithmetic a reader can check.  This benchmark says what that costs.

Columns: the distance |credence − probability| over all claims that have a reason (mean, 95th percentile, greatest);
how much further from ½ the credence is on average (negative: nearer); how often the two are on different sides of ½.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import numpy as np

from argmap.model import STRENGTHS
from argmap.reasoning.forward import run
from argmap.reasoning.network import NEED
from benchmarks.random_maps import small, tree

if TYPE_CHECKING:
    from argmap.reasoning.network import Network
    from benchmarks.random_maps import Draft

CLAIMS = 12
SHAPES = {
    "tree": "one link from each claim to a later one",
    "shared": "two links to each claim from earlier ones",
    "rich": "the same with joint premises, undercuts and dependencies",
}


def probabilities(network: Network) -> np.ndarray:
    """The exact probability of each claim in the sigmoid belief network of a map, from the sum over all states."""
    n = len(network)
    states = (np.arange(2**n) >> np.arange(n)[:, None] & 1).astype(float)
    x = np.vstack([states, np.ones((len(network.links), 2**n))])
    factors = zip(
        network.factor_link.tolist(),
        network.factor_of.tolist(),
        network.factor_const.tolist(),
        network.factor_slope.tolist(),
        strict=True,
    )
    # What undercuts a link has a higher number than the link, so it is complete before it is read.
    for link, of, const, slope in sorted(factors, reverse=True):
        x[n + link] *= const + slope * x[of]
    z = np.repeat(network.logit[:, None], 2**n, axis=1)
    for link, target in enumerate(network.target.tolist()):
        if target >= 0:
            z[target] += network.weight[link] * x[n + link]
    true = 1 / (1 + np.exp(-z))
    for dependant, premise in zip(network.gate_node, network.gate_of, strict=True):
        true[dependant] *= 1 - NEED + NEED * x[premise]
    joint = np.where(states == 1, true, 1 - true).prod(axis=0)
    assert abs(joint.sum() - 1) < 1e-9
    return states @ joint


def drawn(rng: np.random.Generator, shape: str, strength: float) -> Draft:
    if shape == "tree":
        return tree(rng, CLAIMS, strength)
    return small(rng, CLAIMS, strength, cyclic=False, rich=shape == "rich")


def compare(shape: str, strength: float, maps: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The credences and the probabilities of all claims with a reason in some random maps."""
    rng = np.random.default_rng(seed)
    pairs = []
    for _ in range(maps):
        network = drawn(rng, shape, strength).network()
        has_reason = np.union1d(network.target[network.target >= 0], network.gate_node)
        both = np.stack([run(network).x[: len(network)], probabilities(network)])
        pairs.append(both[:, has_reason])
    credence, probability = np.concatenate(pairs, axis=1)
    return credence, probability


def main() -> None:
    parser = argparse.ArgumentParser(description="Credences against exact probabilities.")
    parser.add_argument("--maps", type=int, default=300, help="random maps a row (300)")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(
        f"{asked.maps} random maps of {CLAIMS} claims a row; all links of a map of one strength.\n"
    )
    for shape, told in SHAPES.items():
        print(f"- `{shape}`: {told}")
    print()
    print(
        "| map | strength | claims | mean | 95 % below | greatest | further from ½ by | other side of ½ |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for shape in SHAPES:
        for strength in STRENGTHS.values():
            credence, probability = compare(shape, strength, asked.maps, asked.seed)
            distance = np.abs(credence - probability)
            further = np.abs(credence - 0.5) - np.abs(probability - 0.5)
            sides = (credence > 0.5) != (probability > 0.5)
            print(
                f"| {shape} | ×{strength:g} | {distance.size} | {distance.mean():.4f} "
                f"| {np.percentile(distance, 95):.3f} | {distance.max():.3f} "
                f"| {further.mean():+.4f} | {sides.mean():.1%} |"
            )


if __name__ == "__main__":
    main()
