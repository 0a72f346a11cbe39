"""Does model-free learning over the latents of a world model carry value to members of a concept never rewarded?

Two hidden rooms of five digit classes each.  A world model without rewards sees walks through all ten.  While
rewards are given only three classes of each room are met, and two of one room pay.  Asked is what the
classes are worth that were not met then.  Slow features are told which of these came after which, as the world
model is; nothing else it is held against is, and so only shows where zero lies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.lab import at_least, difference, dots, set_up, settle
from experiments.nets import Net, digits, train_coder
from experiments.rooms import (
    draw_images,
    learnt_values,
    linear_values,
    readable,
    slow_features,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from experiments.lab import Estimate
    from experiments.nets import Floats, Ints

ID = "does-value-attach-to-a-concept-over-latents"
LIMITS = (
    "Ten digit classes in two rooms that only time tells apart; a world where the concept is all that can be "
    "predicted favours a world model. It shows that the mechanism can work, not that brains use it. But for slow "
    "features, what it is held against is not told in which order the classes not met came, and could not win."
)
SEEDS = range(300, 310)
SMOKE = {"steps": 600, "rewarded_steps": 300, "hidden": 32, "latents": 8, "epochs": 5, "value_epochs": 5}  # fmt: skip
FULL = {"steps": 12_000, "rewarded_steps": 4000, "hidden": 128, "latents": 16, "epochs": 20, "value_epochs": 40}  # fmt: skip

STAY = 0.9
PAYING, MET = 2, 3  # classes of a room that pay, and that are met while rewards are given
_LEARNERS = {
    "world model": "over latents of a model that predicts the next image",
    "slow": "control: over slow features of the same walk, which predict nothing",
    "shuffled": "control: over latents of the same model trained on the walk in shuffled order",
    "pixels": "baseline: over pixels",
    "autoencoder": "baseline: over latents of an autoencoder of single images",
    "untrained": "baseline: over latents of an encoder that was not trained",
    "end to end": "baseline: by a perceptron trained on the rewards alone",
}
OTHERS = [name for name in _LEARNERS if name not in ("world model", "slow")]
_ASKED = {
    "not met": "value of classes not met while rewards were given, of the rewarded room above the other, in standard deviations",
    "met": "the same of classes that were met and never paid",
}


def _describe(learner: str, asked: str) -> str:
    role, _, about = _LEARNERS[learner].rpartition(": ")
    return f"{role}: {asked}, {about}" if role else f"{asked}, {about}"


MEASURES = {
    f"{asked}, {learner}": _describe(learner, about)
    for asked, about in _ASKED.items()
    for learner in _LEARNERS
} | {"rooms read": "accuracy with which a linear reader tells the room from the world model's latents"}  # fmt: skip


def run(
    seed: int,
    steps: int,
    rewarded_steps: int,
    hidden: int,
    latents: int,
    epochs: int,
    value_epochs: int,
) -> dict[str, float]:
    rng = set_up(seed)
    x, y, test_x, test_y = digits(rng)
    classes = rng.permutation(10).reshape(2, 5)
    room_of = np.argsort(classes.ravel()) // 5

    seen = draw_images(classes[walk(steps, 2, STAY, rng), rng.integers(0, 5, steps)], x, y, rng)
    shuffled = seen[rng.permutation(steps)]
    sizes = {"hidden": hidden, "latents": latents, "epochs": epochs}
    world = train_coder(seen[:-1], seen[1:], rng, **sizes)
    encoders = {
        "world model": world.encode,
        "slow": slow_features(seen, latents),
        "shuffled": train_coder(shuffled[:-1], shuffled[1:], rng, **sizes).encode,
        "pixels": lambda images: images,
        "autoencoder": train_coder(seen, seen, rng, **sizes).encode,
        "untrained": Net.random([64, hidden, latents], rng),
    }

    met = classes[walk(rewarded_steps, 2, STAY, rng), rng.integers(0, MET, rewarded_steps)]
    images = draw_images(met, x, y, rng)
    rewards = np.isin(met, classes[0, :PAYING]).astype(np.float32)[:-1]
    values = {
        name: linear_values(encode(images[:-1]), rewards, encode(images[1:]), encode(test_x))
        for name, encode in encoders.items()
    }
    values["end to end"] = learnt_values(
        images[:-1], rewards, images[1:], test_x, rng, hidden=(hidden, latents), epochs=value_epochs
    )

    asked = {"not met": classes[:, MET:], "met": classes[:, PAYING:MET]}
    found = {
        f"{name}, {learner}": _apart(values[learner], test_y, *asked[name])
        for name in _ASKED
        for learner in _LEARNERS
    }
    read = readable(world.encode(x), room_of[y], world.encode(test_x), room_of[test_y])
    return found | {"rooms read": read}


def _apart(values: Floats, y: Ints, one: Ints, other: Ints) -> float:
    """How far the values of some classes lie above those of others, in their pooled standard deviations."""
    a, b = values[np.isin(y, one)], values[np.isin(y, other)]
    return float((a.mean() - b.mean()) / np.sqrt((a.var() + b.var()) / 2 + 1e-12))


def decide(summary: Mapping[str, Estimate]) -> str:
    world = summary["not met, world model"]
    better = [at_least(difference(world, summary[f"not met, {name}"]), 0) for name in OTHERS]
    # Where slow features do as well, value is carried all the same, but not shown to take a world model.
    needed = at_least(difference(world, summary["not met, slow"]), 0) or None
    unread = at_least(summary["rooms read"], 0.8) is not True
    return settle(at_least(world, 0.5), *better, needed, stop=unread)


def plot(summary: Mapping[str, Estimate], ax: Axes) -> None:
    rows = {name: summary[f"not met, {name}"] for name in _LEARNERS}
    dots(ax, rows, "value above the other room’s, standard deviations", threshold=0.5)
    ax.set_title("Value of classes not met while rewards were given")
