"""Does the sum of the latents of two digits, less the blank, decode to both digits?

Digits on opaque cards lie in two quadrants of a textured background, a bar in front of them.  Every picture has
a texture and a bar of its own, so that the same sum over pixels mixes textures into the cards and can fail.  Principal
components, whose sums are exact, can win.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import gaussian_filter

from experiments.lab import at_least, difference, dots, set_up, settle
from experiments.nets import Net, digits, fit, to_classes, train_coder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from experiments.lab import Estimate
    from experiments.nets import Floats, Ints, Rng

ID = "two-digit-latents-decode-to-both"
LIMITS = (
    "Small perceptron autoencoders on pictures of 16 × 16 pixels; two objects in places of their own, which is "
    "the easiest case of a sum. Nothing follows for convolutional or diffusion models. Three pictures bring three "
    "textures and bars into a sum; where they share them, a second reader found that sums are read as often as real "
    "pictures, but sums of pixels as well."
)
SEEDS = range(300, 305)
SMOKE = {"pictures": 500, "hidden": 32, "latents": 8, "epochs": 3, "reader": (500, 32, 5), "pairs": 50}  # fmt: skip
FULL = {"pictures": 24_000, "hidden": 1024, "latents": 96, "epochs": 15, "reader": (12_000, 256, 15), "pairs": 1000}  # fmt: skip

SIDE = 16
BLANK = 10
"""The class of an empty quadrant."""
TEXTURE = 1.0
"""The greatest ink of a background; chosen on other seeds so that real pictures are read and pixel sums often not."""
KL = 0.02
MODELS = {"autoencoder": None, "variational": KL}
_BOTH = "share of pictures in which the reader names both digits"
MEASURES = {
    "sum": f"{_BOTH}, decoded from z(a) + z(b) − z(blank); mean of both kinds of autoencoder",
    **{f"sum, {model}": f"{_BOTH}, decoded from the sum; {model} only" for model in MODELS},
    "pixels": f"control: {_BOTH}, in a + b − blank over pixels",
    "components": f"control: {_BOTH}, decoded from the same sum of as many principal components",
    "reconstructed": f"baseline: {_BOTH}, in reconstructions of real pictures of both, the most a sum could reach",
    "real": f"{_BOTH}, in real pictures of both",
}


def run(
    seed: int,
    pictures: int,
    hidden: int,
    latents: int,
    epochs: int,
    reader: tuple[int, int, int],
    pairs: int,
) -> dict[str, float]:
    rng = set_up(seed)
    x, y, test_x, test_y = digits(rng)
    half = len(y) // 2  # the reader learns from other digits than the models
    classify = train_reader(x[:half], y[:half], rng, *reader)
    inks = place(x[half:], y[half:], rng, pictures)[0]
    seen = compose(_some(inks, rng).sum(axis=1), rng)

    objects, classes, quadrants = place(test_x, test_y, rng, pairs)
    a, b, both = (compose(ink, rng) for ink in (objects[:, 0], objects[:, 1], objects.sum(axis=1)))
    blank = compose(np.zeros_like(a), rng)

    def score(images: Floats) -> float:
        read = classify(crops(images)).argmax(axis=1).reshape(-1, 4)
        named = np.take_along_axis(read, quadrants, axis=1)
        return float((named == classes).all(axis=1).mean())

    sums, reconstructed = {}, []
    for model, kl in MODELS.items():
        coder = train_coder(seen, seen, rng, hidden=hidden, latents=latents, epochs=epochs, kl=kl)
        za, zb, z0 = (coder.encode(images) for images in (a, b, blank))
        sums[f"sum, {model}"] = score(coder.decode(za + zb - z0))
        reconstructed.append(score(coder.decode(coder.encode(both))))
    mean = seen.mean(axis=0)
    axes = np.linalg.eigh(np.cov(seen.T))[1][:, -latents:]
    return {
        "sum": float(np.mean(list(sums.values()))),
        **sums,
        "pixels": score(a + b - blank),
        "components": score((a + b - blank - mean) @ axes @ axes.T + mean),
        "reconstructed": float(np.mean(reconstructed)),
        "real": score(both),
    }


def decide(summary: Mapping[str, Estimate]) -> str:
    def passes(one: Estimate) -> list[bool | None]:
        return [at_least(one, 0.6), at_least(difference(one, summary["pixels"]), 0.2)]

    more = at_least(difference(summary["sum"], summary["components"]), 0)
    # A yes that reconstructions cannot give is out of reach.
    stop = not all(passes(summary["reconstructed"]))
    return settle(*passes(summary["sum"]), more, stop=stop)


def plot(summary: Mapping[str, Estimate], ax: Axes) -> None:
    dots(ax, dict(summary), "share of pictures in which both digits are named", threshold=0.6)
    ax.set_title("What is read from the sum of two digits")


# --- Pictures -------------------------------------------------------------------------------------


def place(x: Floats, y: Ints, rng: Rng, count: int) -> tuple[Floats, Ints, Ints]:
    """Two digits in two quadrants: ink of each (pictures × 2 × pixels), their classes, their quadrants."""
    chosen = rng.integers(0, len(y), (count, 2))
    quadrants = rng.permuted(np.tile(np.arange(4), (count, 1)), axis=1)[:, :2]
    ink = np.zeros((count, 2, 4, 64), np.float32)
    np.put_along_axis(ink, quadrants[:, :, None, None], x[chosen][:, :, None], axis=2)
    return _joined(ink), y[chosen], quadrants


def _joined(quadrants: Floats) -> Floats:
    """Pictures of four quadrants, row by row: ... × 4 × 64 to ... × 256."""
    shape = quadrants.shape[:-2]
    parts = quadrants.reshape(*shape, 2, 2, 8, 8)
    return np.moveaxis(parts, -2, -3).reshape(*shape, SIDE * SIDE)


def crops(images: Floats) -> Floats:
    """The four quadrants of each picture, its ink kept within 0 and 1: 4 · pictures × 64."""
    parts = np.clip(images, 0, 1).reshape(-1, 2, 8, 2, 8)
    return np.moveaxis(parts, 2, 3).reshape(-1, 64)


def _some(inks: Floats, rng: Rng) -> Floats:
    """The same pictures with no, one or both objects left in."""
    return inks * (rng.random(inks.shape[:2]) < 2 / 3)[:, :, None].astype(np.float32)


def compose(ink: Floats, rng: Rng) -> Floats:
    """Opaque cards with ink, on a texture of its own, a grey bar two pixels wide across both: pictures × 256."""
    count = len(ink)
    smooth = gaussian_filter(rng.random((count, SIDE, SIDE), np.float32), (0, 1, 1))
    smooth = (smooth - smooth.min((1, 2), keepdims=True)) / np.ptp(smooth, (1, 2), keepdims=True)
    ground = smooth * rng.uniform(0, TEXTURE, (count, 1, 1)).astype(np.float32)
    drawn = ink.reshape(-1, SIDE, SIDE)
    cards = _joined(crops(ink).reshape(count, 4, 64).any(axis=2, keepdims=True).repeat(64, axis=2))
    pictures = np.where(cards.reshape(drawn.shape), drawn, ground)
    at = np.arange(SIDE) - rng.integers(0, SIDE - 1, (count, 1))
    bar = ((at == 0) | (at == 1))[:, :, None] & np.ones((1, 1, SIDE), bool)
    upright = rng.random(count) < 0.5
    bar[upright] = bar[upright].transpose(0, 2, 1)
    grey = rng.random((count, 1, 1), np.float32)
    return np.where(bar, grey, pictures).reshape(count, -1)


def train_reader(x: Floats, y: Ints, rng: Rng, count: int, hidden: int, epochs: int) -> Net:
    """A classifier of quadrants, ten digits and the blank, from pictures of no, one or both objects."""
    inks, classes, quadrants = place(x, y, rng, count)
    kept = _some(inks, rng)
    named = np.full((count, 4), BLANK)
    np.put_along_axis(named, quadrants, np.where(kept.any(axis=2), classes, BLANK), axis=1)
    net = Net.random([64, hidden, 11], rng)
    return fit(net, crops(compose(kept.sum(axis=1), rng)), named.ravel(), to_classes, rng, epochs)
