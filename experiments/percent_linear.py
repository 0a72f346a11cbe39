"""What share of a small transformer's computation is linear under three measures fixed beforehand?

To each layer a linear map (with a constant) is fitted by ridge regression, from the stream before it to the stream after
it.  It is held against the identity, since a layer adds little to what flows by, against random weights, and against
the map of the layer before.  A layer made to be 90 % linear tells whether so much text suffices to find it so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.lab import at_least, below, difference, dots, set_up, settle
from experiments.smollm2 import model, tokens
from experiments.texts import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matplotlib.axes import Axes

    from experiments.lab import Estimate
    from experiments.nets import Floats, Ints, Rng
    from experiments.smollm2 import Model

ID = "what-share-of-a-transformer-is-linear"
LIMITS = (
    "One small model, tuned to instructions, with weights of four bits; two kinds of text. The stream, not features, is what is measured, and a "
    "few of its numbers are far larger than the rest. A linear layer is not a linear feature. Maps are fitted to 3,840 tokens; with more, "
    "a second reader found that they explain more of what layers add and save more of the loss."
)
SEEDS = range(300, 305)
SMOKE = {"passages": 6, "tested": 2, "scored": 1, "length": 24, "every": 15}
FULL = {"passages": 32, "tested": 6, "scored": 2, "length": 128, "every": 6}

SKIPPED = 8
"""Tokens at the start of a passage that are not measured: the first of them draw attention whatever they are."""
RIDGE = 1e-3
"""What is added to the diagonal of the covariance, as a share of its mean."""
LINEAR = 0.9
"""How much of what a layer adds is linear in the layers made for the control."""
KINDS = ("news", "manual")
_RANDOM = "baseline: the same model with random weights"
MEASURES = {
    "next": "share of the next stream's variance that a linear map of the stream explains, R², mean of all layers",
    "next, identity": "baseline: the same for the stream as it was before the layer",
    "next, random": f"{_RANDOM}; R² of the next stream",
    "update": "share of the variance of what a layer adds that a linear map of the stream explains, R², mean of all layers",
    "update, before": "control: the same for the map of the layer before, mean of all layers but the first",
    "update, random": f"{_RANDOM}; R² of what a layer adds",
    "update, made": "control: the same for layers made for the purpose, 90 % of what they add linear and the rest noise",
    "loss": "share of what leaving a layer out costs that its linear map saves, one layer at a time",
    "loss, constant": "baseline: the same for adding the layer's mean in its place",
    "loss, before": "control: the same for the linear map of the layer before",
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


def run(seed: int, passages: int, tested: int, scored: int, length: int, every: int) -> dict[str, float]:  # fmt: skip
    rng = set_up(seed)
    drawn = _passages(rng, passages + tested, length)
    train, test = drawn[:passages], drawn[passages:]
    trained, chance = (
        _layers(one, train, test, rng) for one in (model(), model().with_random_weights(rng))
    )
    found = {name: trained.share(name) for name in trained.shares[-1]}
    found |= {f"{name}, random": chance.share(name) for name in ("next", "update")}
    return found | _losses(model(), trained, test[:scored], every)


class Fitted(NamedTuple):
    """What was fitted to each layer, and how well it does."""

    maps: list[Map]
    constants: list[Floats]
    shares: list[dict[str, float]]

    def share(self, name: str) -> float:
        """The mean over the layers of which it is known; there is none before the first."""
        return float(np.mean([layer[name] for layer in self.shares if name in layer]))


def _layers(one: Model, train: Ints, test: Ints, rng: Rng) -> Fitted:
    found = Fitted([], [], [])
    before, tried = one.start(train), one.start(test)
    for number in range(len(one.layers)):
        after, shown = one.layer(number, before), one.layer(number, tried)
        x, y, of, to = (_flat(stream) for stream in (before, after, tried, shown))
        found.maps.append(fit(x, y))
        found.constants.append((y - x).mean(axis=0))
        shares = {
            "next": explained(to, found.maps[-1](of), y.mean(axis=0)),
            "next, identity": explained(to, of, y.mean(axis=0)),
            "update": explained(to, found.maps[-1](of), of + found.constants[-1]),
        }
        if number:
            shares["update, before"] = explained(to, found.maps[-2](of), of + found.constants[-1])
        y, to = _made(one, number, (x, of), (y - x).std(), rng)
        shares["update, made"] = explained(to, fit(x, y)(of), of + (y - x).mean(axis=0))
        found.shares.append(shares)
        before, tried = after, shown
    return found


def explained(y: Floats, by: Floats, without: Floats) -> float:
    """The share of the squares that are left without it that something explains, R²."""
    return float(1 - ((y - by) ** 2).sum() / ((y - without) ** 2).sum())


def _made(one: Model, number: int, streams: Sequence[Floats], size: float, rng: Rng) -> Iterator[Floats]:  # fmt: skip
    """Streams behind a layer that adds as much as the layer does, but through its matrices alone, and noise.

    Attention, the gate and the norm are left out, so that all but the noise is linear.
    """
    arrays = one.layers[number]
    matrix = (arrays["ffn_norm"][:, None] * arrays["ffn_up"].T) @ arrays["ffn_down"].T
    matrix *= size * np.sqrt(LINEAR) / (streams[0] @ matrix).std()
    noise = np.sqrt(1 / LINEAR - 1) * (streams[0] @ matrix).std(axis=0)
    for x in streams:
        yield (x + x @ matrix + rng.normal(0, noise, x.shape)).astype(np.float32)


def _losses(one: Model, fitted: Fitted, test: Ints, every: int) -> dict[str, float]:
    streams = list(one.streams(test))
    nats = _nats(one, streams[-1], test)
    cost = dict.fromkeys(("left out", "linear", "constant", "before"), 0.0)
    probed = range(every // 2, len(one.layers), every)
    for number in probed:
        before = streams[number]
        behind = {
            "left out": before,
            "linear": fitted.maps[number](before),
            "constant": before + fitted.constants[number],
            "before": fitted.maps[number - 1](before),
        }
        for name, stream in behind.items():
            cost[name] += _nats(one, one.onward(stream, number), test) - nats
    stream = streams[0]
    for linear in fitted.maps:
        stream = linear(stream)
    return {
        "loss": 1 - cost["linear"] / cost["left out"],
        "loss, constant": 1 - cost["constant"] / cost["left out"],
        "loss, before": 1 - cost["before"] / cost["left out"],
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
    others = {"next": ("identity", "random"), "update": ("before", "random"), "loss": ("constant", "before")}  # fmt: skip
    for name, ends in others.items():
        one = summary[name]
        conditions += [at_least(one, 0.8), below(one, 0.97)]
        conditions += [at_least(difference(one, summary[f"{name}, {end}"]), 0) for end in ends]
    return settle(*conditions, stop=at_least(summary["update, made"], 0.8) is not True)


def plot(summary: Mapping[str, Estimate], ax: Axes) -> None:
    labels = {"next": "next stream", "update": "added", "loss": "saved in loss"}
    ends = {"": "linear map", ", identity": "identity", ", constant": "constant", ", random": "random weights"}  # fmt: skip
    ends |= {", before": "map of the layer before", ", made": "layer made 90 % linear"}
    rows = {
        f"{label}: {told}": summary[f"{name}{end}"]
        for name, label in labels.items()
        for end, told in ends.items()
        if f"{name}{end}" in summary
    }
    dots(ax, rows, "share that is linear", threshold=0.8, ends=(-1, 1))
    ax.set_title("How linear a transformer is, by three measures")
