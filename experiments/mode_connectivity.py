"""How far does permutation matching lower the loss barrier between two trained networks?

Perceptrons with two hidden layers on handwritten digits.  Units are matched by their weights: one linear
assignment a layer, repeated until nothing changes (Ainsworth, Hayase and Srinivasa, arXiv:2209.04836).  Two controls
can fail: matching to a third network, and the scale of the units instead of their order.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import linear_sum_assignment

from experiments.lab import at_least, below, difference, dots, set_up, settle
from experiments.nets import Net, cross_entropy, digits, fit, to_classes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from experiments.lab import Estimate
    from experiments.nets import Floats, Ints, Rng

ID = "barrier-before-and-after-matching"
LIMITS = (
    "Perceptrons on 8 × 8 digits, trained by Adam without normalisation layers; wide networks on easy data are "
    "known to be the easiest case. Seeds on one data set say nothing about others. The method of matching "
    "decides: by weights it finds a local optimum, and by responses to images a second reader removed more."
)
SEEDS = range(300, 310)
SMOKE = {"widths": (8, 12, 16), "epochs": 3}
FULL = {"widths": (32, 128, 512), "epochs": 30}

SIZES = ("narrow", "middle", "wide")
STEPS = 11
"""How many networks on the straight line are tried, its ends among them."""
_ABOUT = {
    "before": "loss barrier on the straight line between two networks, nats of held-out cross-entropy",
    "matched": "the same after the units of one are permuted to match the other",
    "third": "control: the same after the units of the other are matched to a third network instead",
    "rescaled": "control: the same with units rescaled on the way to the spread between its ends, and none permuted",
    "matched, rescaled": "the same with units matched and rescaled",
    "self": "control: barrier between a network and a permuted copy of itself after matching; 0 if matching works",
    "siblings": "baseline: barrier between two networks that share their first epochs, without matching",
    "removed": "share of the barrier that matching removes",
    "removed, third": "control: share of the barrier that matching to a third network removes",
    "removed, rescaled": "control: share of the barrier that rescaling alone removes",
}
MEASURES = {f"{name}, {size}": f"{about} ({size})" for size in SIZES for name, about in _ABOUT.items()} | {
    "accuracy lost, before": "accuracy lost halfway between two wide networks",
    "accuracy lost, matched": "accuracy lost halfway between two wide networks after matching",
}  # fmt: skip


def run(seed: int, widths: tuple[int, ...], epochs: int) -> dict[str, float]:
    rng = set_up(seed)
    x, y, *test = digits(rng)
    found: dict[str, float] = {}
    for size, width in zip(SIZES, widths, strict=True):
        one, other, third = (
            fit(Net.random([64, width, width, 10], rng), x, y, to_classes, rng, epochs)
            for _ in range(3)
        )
        found |= {f"{n}, {size}": v for n, v in _compare(one, other, third, test, x, rng).items()}
        start = fit(Net.random([64, width, width, 10], rng), x, y, to_classes, rng, max(epochs // 10, 1))  # fmt: skip
        left, right = (fit(start.copy(), x, y, to_classes, rng, epochs) for _ in range(2))
        found[f"siblings, {size}"] = barrier(left, right, test)
    middle = [between(one, two, 0.5) for two in (other, matched(one, other, rng))]
    ends = (accuracy(one, test) + accuracy(other, test)) / 2
    for name, net in zip(("before", "matched"), middle, strict=True):
        found[f"accuracy lost, {name}"] = ends - accuracy(net, test)
    return found


def decide(summary: Mapping[str, Estimate]) -> str:
    scaled, both = summary["rescaled, wide"], summary["matched, rescaled, wide"]
    return settle(
        at_least(summary["removed, wide"], 0.8),
        below(summary["removed, third, wide"], 0.2),
        at_least(difference(difference(scaled, both), both), 0),  # both at most half of scaled
        stop=at_least(summary["before, wide"], 0.05) is not True,
    )


def plot(summary: Mapping[str, Estimate], ax: Axes) -> None:
    labels = {
        "before": "as trained",
        "matched": "matched",
        "third": "matched to a third",
        "rescaled": "only rescaled",
        "matched, rescaled": "matched and rescaled",
        "siblings": "same first epochs",
    }
    rows = {
        f"{size}: {label}": summary[f"{name}, {size}"]
        for size in SIZES
        for name, label in labels.items()
    }
    dots(ax, rows, "loss barrier, nats")
    ax.set_title("The barrier between two networks, by width")


# --- Networks -------------------------------------------------------------------------------------


def _compare(
    one: Net, other: Net, third: Net, test: Sequence[np.ndarray], x: Floats, rng: Rng
) -> dict[str, float]:
    """The barriers between the first two of three networks that were trained apart."""
    copy = permuted(one, [rng.permutation(len(b)) for b in one.biases[:-1]])
    found = {
        "before": barrier(one, other, test),
        "matched": barrier(one, alike := matched(one, other, rng), test),
        "third": barrier(one, matched(third, other, rng), test),
        "rescaled": barrier(one, other, test, x),
        "matched, rescaled": barrier(one, alike, test, x),
        "self": barrier(one, matched(one, copy, rng), test),
    }
    left = {"removed": "matched", "removed, third": "third", "removed, rescaled": "rescaled"}
    return found | {name: 1 - found[after] / found["before"] for name, after in left.items()}


def between(one: Net, other: Net, share: float) -> Net:
    """The network that lies this share of the way from one to another."""
    mixed = [
        (1 - share) * a + share * b for a, b in zip(one.parameters, other.parameters, strict=True)
    ]
    return Net(mixed[: len(one.weights)], mixed[len(one.weights) :])


def barrier(one: Net, other: Net, test: Sequence[np.ndarray], x: Floats | None = None) -> float:
    """The most by which the loss on the straight line lies above the line between the losses at its ends.

    Given images, the units of each network on the way are rescaled on them.
    """
    shares = np.linspace(0, 1, STEPS)
    nets = [between(one, other, float(share)) for share in shares]
    if x is not None:
        ends = spreads(one, x), spreads(other, x)
        nets = [rescaled(net, x, (1 - t) * ends[0] + t * ends[1]) for t, net in zip(shares, nets, strict=True)]  # fmt: skip
    losses = np.array([cross_entropy(net(test[0]), test[1]) for net in nets])
    return float((losses - (1 - shares) * losses[0] - shares * losses[-1]).max())


def spreads(net: Net, x: Floats) -> Floats:
    """Mean and standard deviation of what goes into each hidden unit: layers × 2 × units."""
    into = [h @ w + b for h, w, b in zip(net.layers(x)[:-2], net.weights, net.biases, strict=False)]
    return np.array([(z.mean(axis=0), z.std(axis=0)) for z in into])


def rescaled(net: Net, x: Floats, goals: Floats) -> Net:
    """The net whose hidden units have these `spreads` (Jordan et al., arXiv:2211.08403), in the order they were."""
    made = net.copy()
    for number, (mean, spread) in enumerate(goals):
        now, width = spreads(made, x)[number]
        scale = spread / (width + 1e-6)
        made.weights[number] *= scale
        made.biases[number][:] = mean - scale * (now - made.biases[number])
    return made


def accuracy(net: Net, test: Sequence[np.ndarray]) -> float:
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


def matched(one: Net, other: Net, rng: Rng) -> Net:
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
