"""What share of a small transformer's computation is linear under three measures fixed beforehand?

To each layer a linear map (with a constant) is fitted by ridge regression, from the stream before it to the stream after
it.  It is held against the identity, since a layer adds little to what flows by, and against random weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.lab import at_least, below, difference, dots, set_up, settle
from experiments.smollm2 import model, tokens
from experiments.texts import texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from experiments.lab import Estimate
    from experiments.nets import Floats, Ints, Rng
    from experiments.smollm2 import Model

ID = "what-share-of-a-transformer-is-linear"
LIMITS = (
    "One small model, tuned to instructions, with weights of four bits; two kinds of text. The stream, not features, is what is measured, and a "
    "few of its numbers are far larger than the rest. A linear layer is not a linear feature."
)
SMOKE = {"passages": 6, "tested": 2, "scored": 1, "length": 24, "every": 15}
FULL = {"passages": 32, "tested": 6, "scored": 2, "length": 128, "every": 6}

SKIPPED = 8
"""Tokens at the start of a passage that are not measured: the first of them draw attention whatever they are."""
RIDGE = 1e-3
"""What is added to the diagonal of the covariance, as a share of its mean."""
KINDS = ("news", "manual")
_RANDOM = "baseline: the same model with random weights"
MEASURES = {
    "next": "share of the next stream's variance that a linear map of the stream explains, R², mean of all layers",
    "next, identity": "baseline: the same for the stream as it was before the layer",
    "next, random": f"{_RANDOM}; R² of the next stream",
    "update": "share of the variance of what a layer adds that a linear map of the stream explains, R², mean of all layers",
    "update, identity": "baseline: the same for adding nothing",
    "update, random": f"{_RANDOM}; R² of what a layer adds",
    "loss": "share of what leaving a layer out costs that its linear map saves, one layer at a time",
    "loss, constant": "baseline: the same for adding the layer's mean in its place",
    "loss, shuffled": "control: the same for a linear map fitted to streams of other places",
    "nats": "loss of the model, nats a token",
    "nats, all linear": "loss with every layer replaced by its linear map at once, nats a token",
    "nats, left out": "mean loss with one layer left out, nats a token",
}


class Map(NamedTuple):
    """A linear map with a constant."""

    matrix: Floats
    constant: Floats

    def __call__(self, x: Floats) -> Floats:
        """Its value at each row of x."""
        return x @ self.matrix + self.constant


def run(
    seed: int, passages: int, tested: int, scored: int, length: int, every: int
) -> dict[str, float]:
    rng = set_up(seed)
    drawn = _passages(rng, passages + tested, length)
    train, test = drawn[:passages], drawn[passages:]
    found: dict[str, float] = {}
    trained, chance = (
        _layers(one, train, test, rng) for one in (model(), model().with_random_weights(rng))
    )
    for name in ("next", "next, identity", "update", "update, identity"):
        found[name] = float(np.mean([layer[name] for layer in trained.shares]))
    for name in ("next", "update"):
        found[f"{name}, random"] = float(np.mean([layer[name] for layer in chance.shares]))
    return found | _losses(model(), trained, test[:scored], every)


class Fitted(NamedTuple):
    """What was fitted to each layer, and how well it does."""

    maps: list[Map]
    shuffled: list[Map]
    constants: list[Floats]
    shares: list[dict[str, float]]


def _layers(one: Model, train: Ints, test: Ints, rng: Rng) -> Fitted:
    found = Fitted([], [], [], [])
    before, tried = one.start(train), one.start(test)
    for number in range(len(one.layers)):
        after, shown = one.layer(number, before), one.layer(number, tried)
        x, y = _flat(before), _flat(after)
        found.maps.append(fit(x, y))
        found.shuffled.append(fit(x, y[rng.permutation(len(y))]))
        found.constants.append((y - x).mean(axis=0))
        found.shares.append(_shares(found.maps[-1], _flat(tried), _flat(shown), y, (y - x)))
        before, tried = after, shown
    return found


def _shares(linear: Map, x: Floats, y: Floats, seen: Floats, added: Floats) -> dict[str, float]:
    missed = ((y - linear(x)) ** 2).sum()
    whole, change = ((y - seen.mean(axis=0)) ** 2).sum(), ((y - x - added.mean(axis=0)) ** 2).sum()
    return {
        "next": 1 - missed / whole,
        "next, identity": 1 - ((y - x) ** 2).sum() / whole,
        "update": 1 - missed / change,
        "update, identity": 1 - ((y - x) ** 2).sum() / change,
    }


def _losses(one: Model, fitted: Fitted, test: Ints, every: int) -> dict[str, float]:
    streams = list(one.streams(test))
    nats = _nats(one, streams[-1], test)
    cost = dict.fromkeys(("left out", "linear", "constant", "shuffled"), 0.0)
    probed = range(every // 2, len(one.layers), every)
    for number in probed:
        before = streams[number]
        behind = {
            "left out": before,
            "linear": fitted.maps[number](before),
            "constant": before + fitted.constants[number],
            "shuffled": fitted.shuffled[number](before),
        }
        for name, stream in behind.items():
            cost[name] += _nats(one, one.onward(stream, number), test) - nats
    stream = streams[0]
    for linear in fitted.maps:
        stream = linear(stream)
    return {
        "loss": 1 - cost["linear"] / cost["left out"],
        "loss, constant": 1 - cost["constant"] / cost["left out"],
        "loss, shuffled": 1 - cost["shuffled"] / cost["left out"],
        "nats": nats,
        "nats, all linear": _nats(one, stream, test),
        "nats, left out": nats + cost["left out"] / len(probed),
    }


def fit(x: Floats, y: Floats) -> Map:
    """The linear map from the rows of x to those of y with the least squares and a little ridge."""
    middle, target = x.mean(axis=0, dtype=np.float64), y.mean(axis=0, dtype=np.float64)
    left, right = x - middle, y - target
    covariance = left.T @ left
    covariance[np.diag_indices_from(covariance)] += RIDGE * np.trace(covariance) / len(covariance)
    matrix = np.linalg.solve(covariance, left.T @ right)
    return Map(matrix.astype(np.float32), (target - middle @ matrix).astype(np.float32))


def _flat(stream: Floats) -> Floats:
    return stream[:, SKIPPED:].reshape(-1, stream.shape[-1])


def _nats(one: Model, stream: Floats, test: Ints) -> float:
    return float(one.surprise(stream, test)[:, SKIPPED:].mean())


def _passages(rng: Rng, count: int, length: int) -> Ints:
    """Passages that do not overlap, in random order."""
    cut = [tokens(texts()[kind]) for kind in KINDS]
    rows = np.concatenate([one[: len(one) // length * length].reshape(-1, length) for one in cut])
    return rows[rng.choice(len(rows), count, replace=False)]


def decide(summary: Mapping[str, Estimate]) -> str:
    conditions = []
    for name, baselines in {
        "next": ("next, identity", "next, random"),
        "update": ("update, identity", "update, random"),
        "loss": ("loss, constant", "loss, shuffled"),
    }.items():
        conditions += [at_least(summary[name], 0.8), below(summary[name], 0.97)]
        conditions += [at_least(difference(summary[name], summary[one]), 0) for one in baselines]
    identity = [at_least(summary[name], 0.9) for name in ("next, identity", "update, identity")]
    return settle(*conditions, stop=all(identity))


def plot(summary: Mapping[str, Estimate], ax: Axes) -> None:
    labels = {"next": "next stream", "update": "what a layer adds", "loss": "what it saves in loss"}
    # A map fitted to other places costs far more than leaving the layer out, and would only squeeze the rest.
    ends = {"": "linear map", ", identity": "identity", ", random": "random weights", ", constant": "constant"}  # fmt: skip
    rows = {
        f"{label}: {told}": summary[f"{name}{end}"]
        for name, label in labels.items()
        for end, told in ends.items()
        if f"{name}{end}" in summary
    }
    dots(ax, rows, "share that is linear", threshold=0.9)
    ax.set_xlim(-1.05, 1.05)
    ax.set_title("How linear a transformer is, by three measures")
