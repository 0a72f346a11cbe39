"""Where two concepts are confounded in reward, does the unsupervised objective decide which one value follows?

Digits in two hidden rooms, three classes each.  Room lasts, contrast changes often, and while rewards are
given the two go together.  Asked is what value follows once they are taken apart.  In the controls the two cues
change places, or last alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.lab import at_least, below, dots, set_up, settle
from experiments.nets import digits, train_coder
from experiments.rooms import draw_images, learnt_values, linear_values, readable, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from experiments.lab import Estimate
    from experiments.nets import Floats

ID = "does-the-world-model-choose-what-value-follows"
LIMITS = (
    "One pair of cues, contrast and room, and two objectives, on digits. The cues differ in how long they last, "
    "which is why prediction may favour one; that is the mechanism asked about, not a proof that brains use it. "
    "How loud a cue is matters as much as the objective."
)
SEEDS = range(300, 310)
SMOKE = {"steps": 600, "rewarded_steps": 300, "hidden": 32, "latents": 8, "epochs": 5, "value_epochs": 5}  # fmt: skip
FULL = {"steps": 8000, "rewarded_steps": 4000, "hidden": 128, "latents": 16, "epochs": 15, "value_epochs": 40}  # fmt: skip

CLASSES = 3
WALKS = {"": (0.95, 0.65), ", swapped": (0.65, 0.95), ", alike": (0.8, 0.8)}
"""How likely room and contrast are to stay from step to step on the walk the models see, as asked and in the controls."""
FAINT = {"loud": 0.4, "quiet": 0.75}
"""What ink is multiplied by in a frame of low contrast."""
_LEARNERS = {
    "predict": "over latents trained to predict the next frame",
    "reconstruct": "over latents trained to reconstruct the present frame",
    "predict, swapped": "control: over latents trained to predict where contrast lasts and the room does not",
    "reconstruct, swapped": "control: over latents trained to reconstruct where contrast lasts and the room does not",
    "predict, alike": "control: over latents trained to predict where both last alike",
    "reconstruct, alike": "control: over latents trained to reconstruct where both last alike",
    "end to end": "baseline: by a perceptron trained on the rewards alone",
}
_SHARE = "share of the effects on value that is the room's and not the contrast's"


def _describe(learner: str, scale: str) -> str:
    role, _, about = _LEARNERS[learner].rpartition(": ")
    return f"{role}: {_SHARE}, {about} ({scale} contrast)".removeprefix(": ")


MEASURES = {
    f"{learner}, {scale}": _describe(learner, scale) for scale in FAINT for learner in _LEARNERS
} | {
    "difference": "share of the room under prediction less that under reconstruction, mean of both scales",
    "difference, swapped": "control: the same difference where contrast lasts and the room does not",
    "difference, alike": "control: the same difference where both last alike",
    "room read": "accuracy of a linear reader of the room, the lower of the two objectives and scales",
    "contrast read": "accuracy of a linear reader of the contrast, the lowest likewise",
}  # fmt: skip


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
    classes = rng.permutation(10)[: 2 * CLASSES].reshape(2, CLASSES)
    paid_contrast = rng.integers(2)  # which contrast goes with the rewarded room, room 1
    asked = np.isin(test_y, classes)
    pictures, rooms = test_x[asked], np.isin(test_y[asked], classes[1]).astype(int)
    # Every test image at either contrast: the two cues apart.
    room, contrast = np.tile(rooms, 2), np.repeat([0, 1], len(rooms))
    found: dict[str, float] = {}
    read: list[tuple[float, ...]] = []

    def frames(room: np.ndarray, contrast: np.ndarray, faint: float) -> Floats:
        drawn = draw_images(classes[room, rng.integers(0, CLASSES, len(room))], x, y, rng)
        return _inked(drawn, contrast, faint)

    for scale, faint in FAINT.items():
        sizes = {"hidden": hidden, "latents": latents, "epochs": epochs}
        encoders = {}
        seen = {}
        for which, stay in WALKS.items():
            cues = [walk(steps, 2, one, rng) for one in stay]
            images = frames(*cues, faint)
            encoders[f"predict{which}"] = train_coder(images[:-1], images[1:], rng, **sizes).encode
            encoders[f"reconstruct{which}"] = train_coder(images, images, rng, **sizes).encode
            seen[which] = images, *cues
        paid = walk(rewarded_steps, 2, WALKS[""][0], rng)
        images = frames(paid, np.where(paid == 1, paid_contrast, 1 - paid_contrast), faint)
        rewards = paid[:-1].astype(np.float32)
        test = _inked(np.tile(pictures, (2, 1)), contrast, faint)
        values = {
            name: linear_values(encode(images[:-1]), rewards, encode(images[1:]), encode(test))
            for name, encode in encoders.items()
        }
        values["end to end"] = learnt_values(images[:-1], rewards, images[1:], test, rng, hidden=(hidden, latents), epochs=value_epochs)  # fmt: skip
        found |= {f"{name}, {scale}": _share(values[name], room, contrast) for name in _LEARNERS}
        for encode in (encoders["predict"], encoders["reconstruct"]):
            images, *cues = seen[""]
            latent, of_test = encode(images), encode(test)
            read.append(tuple(readable(latent, cue, of_test, one) for cue, one in zip(cues, (room, contrast), strict=True)))  # fmt: skip

    def gap(which: str) -> float:
        return float(np.mean([found[f"predict{which}, {s}"] - found[f"reconstruct{which}, {s}"] for s in FAINT]))  # fmt: skip

    return found | {
        **{f"difference{which}": gap(which) for which in WALKS},
        "room read": min(one for one, _ in read),
        "contrast read": min(one for _, one in read),
    }


def _inked(images: Floats, contrast: np.ndarray, faint: float) -> Floats:
    """Images at full contrast where it is 1, and with less ink where it is 0."""
    return images * np.where(contrast == 1, 1, faint).astype(np.float32)[:, None]


def _share(values: Floats, room: np.ndarray, contrast: np.ndarray) -> float:
    """The squared effect of the room on value, in the sum of both squared effects."""
    cells = np.array([[values[(room == r) & (contrast == c)].mean() for c in (0, 1)] for r in (0, 1)])  # fmt: skip
    of_room, of_contrast = (cells[1] - cells[0]).mean(), (cells[:, 1] - cells[:, 0]).mean()
    return float(of_room**2 / (of_room**2 + of_contrast**2 + 1e-12))


def decide(summary: Mapping[str, Estimate]) -> str:
    unread = [at_least(summary[name], 0.65) is not True for name in ("room read", "contrast read")]
    return settle(
        at_least(summary["difference"], 0.2),
        below(summary["difference, swapped"], -0.2),
        at_least(summary["difference, alike"], -0.1),
        below(summary["difference, alike"], 0.1),
        stop=any(unread),
    )


def plot(summary: Mapping[str, Estimate], ax: Axes) -> None:
    learners = ("predict", "reconstruct", "end to end")
    rows = {f"{name}, {scale}": summary[f"{name}, {scale}"] for scale in FAINT for name in learners}
    rows |= {
        "predict less reconstruct": summary["difference"],
        "the same, cues swapped": summary["difference, swapped"],
        "the same, cues alike": summary["difference, alike"],
    }
    dots(ax, rows, "the room’s share of the effects on value")
    ax.set_title("Does value follow the room or the contrast?")
