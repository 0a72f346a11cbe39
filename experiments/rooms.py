"""Walks through hidden rooms, seen as handwritten digits, and values learnt from rewards on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import eigh
from sklearn.linear_model import LogisticRegression

from experiments.nets import Net, fit, to_values

if TYPE_CHECKING:
    from collections.abc import Callable

    from experiments.nets import Floats, Ints, Rng

DISCOUNT = 0.9
_RIDGE = 0.01
_COMPONENTS = 16
"""How many principal components slow features are made of."""


def walk(steps: int, states: int, stay: float, rng: Rng) -> Ints:
    """A chain of states that stays with this probability and else moves to one of the others."""
    moves = np.where(rng.random(steps) < stay, 0, rng.integers(1, states, steps))
    return moves.cumsum() % states


def draw_images(classes: Ints, x: Floats, y: Ints, rng: Rng) -> Floats:
    """For each class asked for an image of it, drawn at random from images `x` of classes `y`."""
    found = np.empty((len(classes), x.shape[1]), np.float32)
    for one in np.unique(classes):
        rows = classes == one
        found[rows] = x[rng.choice(np.flatnonzero(y == one), rows.sum())]
    return found


def linear_values(before: Floats, rewards: Floats, after: Floats, test: Floats) -> Floats:
    """Values of `test` by a linear function of features, at the fixed point of temporal-difference learning.

    TD(0) solved in closed form with a small ridge penalty (Bradtke and Barto 1996).  Features are centred
    and share one scale, so that a feature that varies more is learnt more readily, as by gradient steps.

    Args:
        before: Features of each step, steps × features.
        rewards: What each step is rewarded with.
        after: Features of the step after it.
        test: Features of what is to be valued.
    """
    mean, scale = before.mean(axis=0), before.std(axis=0).mean() + 1e-9
    phi, then, asked = (
        np.column_stack([np.ones(len(x)), (x - mean) / scale]).astype(float)
        for x in (before, after, test)
    )
    penalty = _RIDGE * np.eye(phi.shape[1])
    penalty[0, 0] = 0
    system = phi.T @ (phi - DISCOUNT * then) / len(phi) + penalty
    return asked @ np.linalg.solve(system, phi.T @ rewards / len(phi))


def learnt_values(before: Floats, rewards: Floats, after: Floats, test: Floats, rng: Rng, *, hidden: tuple[int, ...], epochs: int) -> Floats:  # fmt: skip
    """Values of `test` by a perceptron trained end to end on temporal differences, without another objective."""
    net = Net.random([before.shape[1], *hidden, 1], rng)
    for _ in range(epochs):
        targets = rewards[:, None] + DISCOUNT * net(after)
        fit(net, before, targets.astype(np.float32), to_values, rng, epochs=1)
    return net(test)[:, 0].astype(float)


def slow_features(seen: Floats, count: int) -> Callable[[Floats], Floats]:
    """The features of variance 1 that change least from step to step (Wiskott and Sejnowski 2002).

    They are linear in principal components of the pixels and in the products of two of them.

    Args:
        seen: What was seen on the way, steps × pixels.
        count: How many features.
    """
    mean = seen.mean(axis=0)
    axes = np.linalg.svd(seen - mean, full_matrices=False)[2][:_COMPONENTS].T
    one, other = np.triu_indices(_COMPONENTS)

    def expanded(x: Floats) -> Floats:
        z = ((x - mean) @ axes).astype(float)
        return np.column_stack([z, z[:, one] * z[:, other]])

    wide = expanded(seen)
    middle, covariance = wide.mean(axis=0), np.cov(wide.T)
    covariance[np.diag_indices_from(covariance)] += 1e-6 * np.trace(covariance) / len(covariance)
    slowest = eigh(np.cov(np.diff(wide, axis=0).T), covariance)[1][:, :count]
    return lambda x: (expanded(x) - middle) @ slowest


def readable(x: Floats, y: Ints, test_x: Floats, test_y: Ints) -> float:
    """How well a linear reader tells classes from features it was not fitted to: accuracy."""
    scale = x.std(axis=0) + 1e-9
    reader = LogisticRegression(max_iter=1000).fit(x / scale, y)
    return float(reader.score(test_x / scale, test_y))
