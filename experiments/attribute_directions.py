"""Does moving along one latent direction change one attribute of an image in proportion, and leave the others?

Autoencoders and variational ones on handwritten digits.  Undertrained models look linear because blur is
linear, so each is held against principal components whose pictures are as blurred as its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.ndimage import gaussian_filter
from scipy.optimize import brentq

from experiments.lab import at_least, below, difference, dots, set_up, settle
from experiments.nets import digits, train_coder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matplotlib.axes import Axes

    from experiments.lab import Estimate
    from experiments.nets import Floats, Rng

ID = "does-a-direction-scale-one-attribute"
LIMITS = (
    "Small perceptron autoencoders on 8 × 8 digits, four attributes measured by moments of the ink. Larger models, "
    "other attributes and directions found in other ways may behave otherwise. The spill hangs on the width: with "
    "40 latents instead of ten a second reader found it small enough. Steps along principal components are in proportion "
    "by construction, so that to beat them asks for more than that directions scale."
)
SEEDS = range(10)
SMOKE = {"hidden": 32, "latents": 4, "epochs": 20}
FULL = {"hidden": 256, "latents": 10, "epochs": 300}

STEPS = (-1.5, -0.75, 0.75, 1.5, 2.25)
"""How far to go along a direction, in standard deviations of the attribute."""
NOISE = 0.05
"""The noise of ink under which an attribute must be measured alike twice."""
_MOST_BLUR = 4
"""The widest blur, in pixels: little more than the mean ink of a digit is left."""
KL = 0.02
"""The weight of the variational term, which is the variance of a pixel."""
MODELS = {"autoencoder": None, "variational": KL}
_OWN = "autoencoder and variational, mean"
_MATCHED = "baseline: principal components blurred to the error of either, mean"
_RANDOM = "control: random directions of the same length, mean"
MEASURES = {
    "in proportion": f"share of an attribute's change that is proportional to the step, R²; {_OWN}",
    "in proportion, components": f"{_MATCHED}; R²",
    "in proportion, random": f"{_RANDOM}; R²",
    "spill": f"change of the other attributes for each standard deviation by which the one changes; {_OWN}",
    "spill, components": f"{_MATCHED}; change of the others",
    "spill, random": f"{_RANDOM}; change of the others",
    **{f"in proportion, {model}": f"R², {model} only" for model in MODELS},
    **{f"spill, {model}": f"change of the others, {model} only" for model in MODELS},
    **{f"error, {model}": f"squared error of reconstruction a pixel, {model}" for model in MODELS},
    "measured twice": "correlation of two measurements under noise, lowest of the four attributes",
}


class Code(NamedTuple):
    """A way from images to numbers and back."""

    encode: Callable[[Floats], Floats]
    decode: Callable[[Floats], Floats]

    def error(self, x: Floats) -> float:
        """The squared error of reconstruction a pixel."""
        return float(((self.decode(self.encode(x)) - x) ** 2).mean())


def run(seed: int, hidden: int, latents: int, epochs: int) -> dict[str, float]:
    rng = set_up(seed)
    train, _, test, _ = digits(rng, share=0.5)
    found: dict[str, float] = {}
    scores: dict[str, list[tuple[float, float]]] = {"own": [], "components": [], "random": []}
    for model, kl in MODELS.items():
        coder = train_coder(train, train, rng, hidden=hidden, latents=latents, epochs=epochs, kl=kl)
        code = Code(coder.encode, coder.decode)
        error = code.error(test)
        own = directions(code, train)
        scores["own"].append(score(code, own, train, test))
        scores["random"].append(score(code, _like(own, rng), train, test))
        components = blurred_components(train, test, latents, error)
        scores["components"].append(score(components, directions(components, train), train, test))
        found[f"in proportion, {model}"], found[f"spill, {model}"] = scores["own"][-1]
        found[f"error, {model}"] = error
    for name, both in scores.items():
        suffix = "" if name == "own" else f", {name}"
        found[f"in proportion{suffix}"], found[f"spill{suffix}"] = np.mean(both, axis=0).tolist()
    twice = [attributes(test + rng.normal(0, NOISE, test.shape)) for _ in range(2)]
    alike = [np.corrcoef(a, b)[0, 1] for a, b in zip(twice[0].T, twice[1].T, strict=True)]
    return found | {"measured twice": float(min(alike))}


def decide(summary: Mapping[str, Estimate]) -> str:
    proportion, spill = summary["in proportion"], summary["spill"]
    return settle(
        at_least(proportion, 0.8),
        below(spill, 1 / 3),
        at_least(difference(proportion, summary["in proportion, components"]), 0),
        at_least(difference(summary["spill, components"], spill), 0),
        stop=at_least(summary["measured twice"], 0.9) is not True,
    )


def plot(summary: Mapping[str, Estimate], ax: Axes) -> None:
    whose = {"": "autoencoders", ", components": "blurred components", ", random": "random directions"}  # fmt: skip
    rows = {f"{what}: {label}": summary[f"{what}{suffix}"] for what in ("in proportion", "spill") for suffix, label in whose.items()}  # fmt: skip
    dots(ax, rows, "R²; change of the others")
    ax.set_title("One direction, one attribute?")


# --- Attributes and directions --------------------------------------------------------------------

_ROWS, _COLUMNS = np.mgrid[:8, :8].reshape(2, 64) - 3.5


def attributes(images: Floats) -> Floats:
    """Slant, thickness, size and horizontal place of the ink: images × 4, in pixels or ink a pixel.

    Slant is how far the ink leans to the side for each row; size the standard deviation of its place;
    thickness the ink for each unit of size.
    """
    ink = np.clip(images, 0, None) + 1e-6
    mass = ink.sum(axis=1)
    x, y = ink @ _COLUMNS / mass, ink @ _ROWS / mass
    xx, yy = ink @ _COLUMNS**2 / mass - x**2, ink @ _ROWS**2 / mass - y**2
    xy = ink @ (_COLUMNS * _ROWS) / mass - x * y
    size = np.sqrt(xx + yy)
    return np.column_stack([xy / yy, mass / size, size, x])


def directions(code: Code, images: Floats) -> Floats:
    """For each attribute the move that goes with one standard deviation of it, the others held: 4 × latents."""
    measured = attributes(images)
    told = np.column_stack([np.ones(len(images)), (measured - measured.mean(0)) / measured.std(0)])
    return np.linalg.lstsq(told, code.encode(images).astype(float), rcond=None)[0][1:]


def _like(own: Floats, rng: Rng) -> Floats:
    """Random directions as long as these."""
    drawn = rng.standard_normal(own.shape)
    return drawn * (np.linalg.norm(own, axis=1) / np.linalg.norm(drawn, axis=1))[:, None]


def score(code: Code, moves: Floats, train: Floats, test: Floats) -> tuple[float, float]:
    """How far attributes change in proportion to the step (R²), and what spills over to the others.

    Means over the four attributes; each change is measured image by image, from its own reconstruction, in
    standard deviations of real images.
    """
    scale = attributes(train).std(axis=0)
    z = code.encode(test)
    start = attributes(code.decode(z)) / scale
    proportion, spill = [], []
    for number, move in enumerate(moves):
        steps = np.repeat(STEPS, len(z))
        moved = np.concatenate(
            [code.decode((z + step * move).astype(np.float32)) for step in STEPS]
        )
        change = attributes(moved) / scale - np.tile(start, (len(STEPS), 1))
        own, others = change[:, number], np.delete(change, number, axis=1)
        slope = (steps @ own) / (steps @ steps)
        proportion.append(1 - ((own - slope * steps) ** 2).sum() / (own**2).sum())
        spill.append(np.sqrt((others**2).mean() / (own**2).mean()))
    return float(np.mean(proportion)), float(np.mean(spill))


def blurred_components(train: Floats, test: Floats, least: int, error: float) -> Code:
    """Principal components as good as a model or better, at least so many, then blurred to its very error."""
    mean = train.mean(axis=0)
    axes = np.linalg.svd(train - mean, full_matrices=False)[2]

    def code(count: int, blur: float) -> Code:
        def decode(z: Floats) -> Floats:
            images = (z @ axes[:count] + mean).reshape(-1, 8, 8)
            return gaussian_filter(images, (0, blur, blur)).reshape(-1, 64)

        return Code(lambda x: (x - mean) @ axes[:count].T, decode)

    count = next(n for n in range(least, 65) if code(n, 0).error(test) <= error)
    if code(count, _MOST_BLUR).error(test) <= error:
        return code(
            count, _MOST_BLUR
        )  # nothing can be as blurred as a model that has hardly learnt
    return code(
        count, brentq(lambda blur: code(count, blur).error(test) - error, 0, _MOST_BLUR, xtol=1e-4)
    )
