"""Perceptrons in NumPy, as small as the toys here need, so that no framework has to be installed.

Arrays are float32; a batch is rows × features.  Losses are means over rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.datasets import load_digits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Floats = np.ndarray[Any, np.dtype[np.floating[Any]]]
Ints = np.ndarray[Any, np.dtype[np.integer[Any]]]
Rng = np.random.Generator


def digits(rng: Rng, share: float = 0.7) -> tuple[Floats, Ints, Floats, Ints]:
    """Handwritten digits of 8 × 8 pixels, ink from 0 to 1, split at random: images and classes, to train and to test."""
    data = load_digits()
    order = rng.permutation(len(data.target))
    x, y = (data.data[order] / 16).astype(np.float32), data.target[order]
    cut = int(share * len(y))
    return x[:cut], y[:cut], x[cut:], y[cut:]


class Net:
    """A perceptron with ReLU between its layers and none after the last, trained by Adam.

    Attributes:
        weights: One matrix a layer, inputs × outputs.
        biases: One vector a layer.
    """

    def __init__(self, weights: Sequence[Floats], biases: Sequence[Floats]) -> None:
        self.weights, self.biases = list(weights), list(biases)
        self._moments = [np.zeros((2, *p.shape), np.float32) for p in self.parameters]
        self._steps = 0

    @classmethod
    def random(cls, sizes: Sequence[int], rng: Rng) -> Net:
        """A net with layers of these widths and weights as He et al. draw them."""
        shapes = list(pairwise(sizes))
        weights = [rng.normal(0, np.sqrt(2 / n), (n, m)).astype(np.float32) for n, m in shapes]
        return cls(weights, [np.zeros(m, np.float32) for _, m in shapes])

    @property
    def parameters(self) -> list[Floats]:
        """Every array that is trained."""
        return [*self.weights, *self.biases]

    def copy(self) -> Net:
        """A net of its own with the same weights, its optimiser at the start."""
        return Net([w.copy() for w in self.weights], [b.copy() for b in self.biases])

    def layers(self, x: Floats) -> list[Floats]:
        """The input and what each layer makes of it."""
        found = [x]
        for w, b in zip(self.weights, self.biases, strict=True):
            z = found[-1] @ w + b
            found.append(np.maximum(z, 0) if len(found) < len(self.weights) else z)
        return found

    def __call__(self, x: Floats) -> Floats:
        """What the last layer makes of an input."""
        return self.layers(x)[-1]

    def learn(self, layers: list[Floats], gradient: Floats, rate: float = 1e-3) -> Floats:
        """One step of Adam down a loss, given its gradient at the output; gives the one at the input."""
        found: list[tuple[Floats, Floats]] = []
        for number in reversed(range(len(self.weights))):
            found.append((layers[number].T @ gradient, gradient.sum(axis=0)))
            gradient = gradient @ self.weights[number].T
            if number:
                gradient = gradient * (layers[number] > 0)
        weights, biases = zip(*reversed(found), strict=True)
        self._steps += 1
        scale = rate * (1 - 0.999**self._steps) ** 0.5 / (1 - 0.9**self._steps)
        for i, (p, g) in enumerate(zip(self.parameters, [*weights, *biases], strict=True)):
            mean, square = self._moments[i]
            mean += 0.1 * (g - mean)
            square += 0.001 * (g * g - square)
            np.subtract(p, scale * mean / (np.sqrt(square) + 1e-7), out=p)
        return gradient


def softmax(z: Floats) -> Floats:
    """Probabilities, row by row."""
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def cross_entropy(z: Floats, y: Ints) -> float:
    """The mean loss of logits against classes, in nats."""
    return float(-np.log(softmax(z)[np.arange(len(y)), y] + 1e-12).mean())


def to_classes(z: Floats, y: Ints) -> Floats:
    """The gradient of the cross-entropy at the logits."""
    p = softmax(z)
    p[np.arange(len(y)), y] -= 1
    return p / len(y)


def to_values(z: Floats, y: Floats) -> Floats:
    """The gradient of half the squared error, summed over outputs."""
    return (z - y) / len(y)


def batches(rows: int, rng: Rng, epochs: int, size: int = 100) -> Iterator[Ints]:
    """Rows of each batch, all rows once an epoch in an order of their own."""
    for _ in range(epochs):
        order = rng.permutation(rows)
        yield from (order[i : i + size] for i in range(0, rows, size))


def fit(
    net: Net,
    x: Floats,
    y: np.ndarray,
    gradient: Callable[[Floats, np.ndarray], Floats],
    rng: Rng,
    epochs: int,
) -> Net:
    """Trains a net in place and gives it back."""
    for rows in batches(len(x), rng, epochs):
        layers = net.layers(x[rows])
        net.learn(layers, gradient(layers[-1], y[rows]))
    return net


@dataclass(frozen=True, slots=True)
class Coder:
    """An encoder to a few latent numbers, and a decoder back to pixels.

    Attributes:
        encoder: Pixels to latents; of a variational one, to their means and log variances.
        decode: Latents to pixels.
        latents: How many there are.
    """

    encoder: Net
    decode: Net
    latents: int

    def encode(self, x: Floats) -> Floats:
        """The latents of images; of a variational encoder their means."""
        return self.encoder(x)[:, : self.latents]


def train_coder(
    x: Floats,
    y: Floats,
    rng: Rng,
    *,
    hidden: int,
    latents: int,
    epochs: int,
    kl: float | None = None,
) -> Coder:
    """Trains encoder and decoder to make `y` of `x`: an autoencoder where they are the same.

    Args:
        x: What goes in.
        y: What is to come out.
        rng: Draws weights, batches and noise.
        hidden: The width of the hidden layer on either side.
        latents: The width of the bottleneck.
        epochs: How often all rows are seen.
        kl: The weight of the divergence from a standard normal beside half the squared error, summed over
            pixels: a variational autoencoder whose pixels have this variance.  None: no noise, no divergence.
    """
    out = latents if kl is None else 2 * latents
    encoder = Net.random([x.shape[1], hidden, out], rng)
    decoder = Net.random([latents, hidden, y.shape[1]], rng)
    for rows in batches(len(x), rng, epochs):
        into = encoder.layers(x[rows])
        mean, log_variance = into[-1][:, :latents], into[-1][:, latents:]
        noise = rng.standard_normal(log_variance.shape, np.float32) * np.exp(log_variance / 2)
        layers = decoder.layers(mean if kl is None else mean + noise)
        gradient = decoder.learn(layers, to_values(layers[-1], y[rows]))
        if kl is not None:
            of_mean = gradient + kl * mean / len(rows)
            of_log_variance = gradient * noise / 2 + kl * (np.exp(log_variance) - 1) / 2 / len(rows)
            gradient = np.concatenate([of_mean, of_log_variance], axis=1)
        encoder.learn(into, gradient)
    return Coder(encoder, decoder, latents)
