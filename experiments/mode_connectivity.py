"""How far does permutation matching lower the loss barrier between two trained networks?

Perceptrons with two hidden layers on handwritten digits.  Units are matched by their weights: one linear
assignment a layer, repeated until nothing changes (Ainsworth, Hayase and Srinivasa, arXiv:2209.04836).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from experiments.lab import at_least, below, dots, set_up, settle
from experiments.nets import Net, cross_entropy, digits, fit, to_classes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from experiments.lab import Estimate
    from experiments.nets import Floats, Ints

ID = "barrier-before-and-after-matching"
LIMITS = (
    "Perceptrons on 8 × 8 digits, trained by Adam without normalisation layers; wide networks on easy data are "
    "known to be the easiest case. Seeds on one data set say nothing about others."
)
SEEDS = 10
SMOKE = {"widths": (8, 12, 16), "epochs": 3}
FULL = {"widths": (32, 128, 512), "epochs": 30}

SIZES = ("narrow", "middle", "wide")
_ABOUT = {
    "before": "loss barrier on the straight line between two networks, nats of held-out cross-entropy",
    "matched": "the same after the units of one are permuted to match the other",
    "permuted": "control: the same after a random permutation",
    "self": "control: barrier between a network and a permuted copy of itself after matching; 0 if matching works",
    "siblings": "baseline: barrier between two networks that share their first epochs, without matching",
    "removed": "share of the barrier that matching removes",
    "removed at random": "control: share of the barrier that a random permutation removes",
}
MEASURES = {f"{name}, {size}": f"{about} ({size})" for size in SIZES for name, about in _ABOUT.items()} | {
    "accuracy lost, before": "accuracy lost halfway between two wide networks",
    "accuracy lost, matched": "accuracy lost halfway between two wide networks after matching",
}  # fmt: skip


def run(seed: int, widths: tuple[int, ...], epochs: int) -> dict[str, float]:
    rng = set_up(seed)
    x, y, test_x, test_y = digits(rng)
    test = (test_x, test_y)
    found: dict[str, float] = {}
    for size, width in zip(SIZES, widths, strict=True):
        one, other = (
            fit(Net.random([64, width, width, 10], rng), x, y, to_classes, rng, epochs)
            for _ in range(2)
        )
        found |= {f"{n}, {size}": v for n, v in _compare(one, other, test, rng).items()}
        start = fit(Net.random([64, width, width, 10], rng), x, y, to_classes, rng, max(epochs // 10, 1))  # fmt: skip
        left, right = (fit(start.copy(), x, y, to_classes, rng, epochs) for _ in range(2))
        found[f"siblings, {size}"] = barrier(left, right, test)
    middle = [between(one, two, 0.5) for two in (other, matched(one, other, rng))]
    ends = (accuracy(one, test) + accuracy(other, test)) / 2
    for name, net in zip(("before", "matched"), middle, strict=True):
        found[f"accuracy lost, {name}"] = ends - accuracy(net, test)
    return found


def decide(summary: Mapping[str, Estimate]) -> str:
    return settle(
        at_least(summary["removed, wide"], 0.8),
        below(summary["removed at random, wide"], 0.2),
        stop=at_least(summary["before, wide"], 0.05) is not True,
    )


def plot(summary: Mapping[str, Estimate], ax: Axes) -> None:
    names = ("before", "permuted", "matched", "siblings")
    labels = dict(
        zip(
            names, ("as trained", "permuted at random", "matched", "same first epochs"), strict=True
        )
    )
    rows = {
        f"{size}: {labels[name]}": summary[f"{name}, {size}"] for size in SIZES for name in names
    }
    dots(ax, rows, "loss barrier, nats")
    ax.set_title("The barrier between two networks, by width")


# --- Networks -------------------------------------------------------------------------------------


def _compare(
    one: Net, other: Net, test: tuple[Floats, Ints], rng: np.random.Generator
) -> dict[str, float]:
    """The barriers between two networks that were trained apart."""
    copy = permuted(one, _random_orders(one, rng))
    before = barrier(one, other, test)
    after = barrier(one, matched(one, other, rng), test)
    random = barrier(one, permuted(other, _random_orders(other, rng)), test)
    return {
        "before": before,
        "matched": after,
        "permuted": random,
        "self": barrier(one, matched(one, copy, rng), test),
        "removed": 1 - after / before,
        "removed at random": 1 - random / before,
    }


def between(one: Net, other: Net, share: float) -> Net:
    """The network that lies this share of the way from one to another."""
    mixed = [
        (1 - share) * a + share * b for a, b in zip(one.parameters, other.parameters, strict=True)
    ]
    return Net(mixed[: len(one.weights)], mixed[len(one.weights) :])


def barrier(one: Net, other: Net, test: tuple[Floats, Ints], steps: int = 11) -> float:
    """The most by which the loss on the straight line lies above the line between the losses at its ends."""
    shares = np.linspace(0, 1, steps)
    losses = np.array([_loss(between(one, other, float(share)), test) for share in shares])
    return float((losses - (1 - shares) * losses[0] - shares * losses[-1]).max())


def _loss(net: Net, test: tuple[Floats, Ints]) -> float:
    return cross_entropy(net(test[0]), test[1])


def accuracy(net: Net, test: tuple[Floats, Ints]) -> float:
    """The share of images whose class is named."""
    return float((net(test[0]).argmax(axis=1) == test[1]).mean())


def permuted(net: Net, orders: list[Ints]) -> Net:
    """The same function, the units of each hidden layer in another order."""
    weights, biases = [w.copy() for w in net.weights], [b.copy() for b in net.biases]
    for number, order in enumerate(orders):
        weights[number] = weights[number][:, order]
        biases[number] = biases[number][order]
        weights[number + 1] = weights[number + 1][order]
    return Net(weights, biases)


def _random_orders(net: Net, rng: np.random.Generator) -> list[Ints]:
    return [rng.permutation(len(b)) for b in net.biases[:-1]]


def matched(one: Net, other: Net, rng: np.random.Generator) -> Net:
    """The other network, its units in the order in which their weights are most like those of the first."""
    orders = [np.arange(len(b)) for b in other.biases[:-1]]
    for _ in range(100):
        before = [order.copy() for order in orders]
        for number in rng.permutation(len(orders)):
            likeness = _likeness(one, permuted(other, _but(orders, int(number))), int(number))
            orders[number] = linear_sum_assignment(likeness, maximize=True)[1]
        if all(np.array_equal(a, b) for a, b in zip(before, orders, strict=True)):
            break
    return permuted(other, orders)


def _but(orders: list[Ints], number: int) -> list[Ints]:
    """The orders, that of one layer left as it was."""
    return [np.arange(len(order)) if i == number else order for i, order in enumerate(orders)]


def _likeness(one: Net, other: Net, number: int) -> Floats:
    """Products of what goes into and comes out of each unit of a layer: units of one × units of the other."""
    into = one.weights[number].T @ other.weights[number]
    out = one.weights[number + 1] @ other.weights[number + 1].T
    return into + np.outer(one.biases[number], other.biases[number]) + out
