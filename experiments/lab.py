"""What all experiments share: seeds, intervals, decisions, and the look of a plot.

An experiment is a module of this folder that holds what `Experiment` lists.  The conditions of its decision
rule are put to `at_least` and `below`, which answer True, False, or None where the interval does not tell.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from scipy.special import stdtrit
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

SEEDS = 5
"""How many seeds an experiment is run with that names no `SEEDS` of its own; they are 0, 1, 2, ..."""
_DIGITS = 6
"""Significant digits that are kept: sums in another order do not reach them."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean of a measure over seeds with its 95 % interval, and the value of each seed."""

    mean: float
    low: float
    high: float
    values: tuple[float, ...]


class Experiment(Protocol):
    """What a module holds.  A description that begins with `control:` or `baseline:` marks the measure as one."""

    ID: str
    """The id of the record whose question it asks."""
    LIMITS: str
    """What the result does not show."""
    SMOKE: dict[str, Any]
    """Sizes for a trial of a few seconds."""
    FULL: dict[str, Any]
    """Sizes for the result."""
    MEASURES: dict[str, str]
    """Each measure with its description and unit."""

    def run(self, seed: int, **sizes: Any) -> dict[str, float]:
        """The measures of one seed, the same at every call."""

    def decide(self, summary: Mapping[str, Estimate]) -> str:
        """The outcome by the record's decision rule."""

    def plot(self, summary: Mapping[str, Estimate], ax: Axes) -> None:
        """Draws the measures that decide, with title, axes and units."""


# --- Data and models out of packages --------------------------------------------------------------

READ: set[str] = set()
"""The packages from which something was read, by the name they are imported under."""


def folder_of(package: str) -> Path:
    """Where a package lies.  It is not imported: the code beside a model or a data set is not needed here.

    Raises:
        ModuleNotFoundError: It is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"No module named {package!r}", name=package)
    READ.add(package)
    return Path(spec.origin).parent


# --- Seeds, intervals, decisions ------------------------------------------------------------------


def set_up(seed: int) -> np.random.Generator:
    """Seeds everything that draws random numbers and gives a generator.

    All of it then runs on one thread, even where NumPy was imported before this package.
    """
    threadpool_limits(1)
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - for libraries that still use it
    return np.random.default_rng(seed)


def estimate(values: Sequence[float]) -> Estimate:
    """Mean and 95 % interval over seeds, by Student's t; one value has no interval and stands for itself."""
    x = np.array([float(f"{value:.{_DIGITS}g}") for value in values])
    if not np.isfinite(x).all():
        raise ValueError(f"a measure is not finite: {x}")
    half = stdtrit(len(x) - 1, 0.975) * x.std(ddof=1) / np.sqrt(len(x)) if len(x) > 1 else 0.0
    ends = (float(f"{end:.{_DIGITS}g}") for end in (x.mean(), x.mean() - half, x.mean() + half))
    return Estimate(*ends, tuple(x.tolist()))


def difference(one: Estimate, other: Estimate) -> Estimate:
    """One measure less another, paired by seed."""
    return estimate([a - b for a, b in zip(one.values, other.values, strict=True)])


def at_least(one: Estimate, threshold: float) -> bool | None:
    """Whether the whole interval lies at or above a threshold, or below it; None where it holds both."""
    return True if one.low >= threshold else False if one.high < threshold else None


def below(one: Estimate, threshold: float) -> bool | None:
    """Whether the whole interval lies below a threshold, or at and above it; None where it holds both."""
    return None if (above := at_least(one, threshold)) is None else not above


def settle(*conditions: bool | None, stop: bool = False) -> str:
    """The outcome: yes when every condition holds, no when any fails, else inconclusive.

    Args:
        conditions: Those of the decision rule.
        stop: Whether the stop rule may hold, so that the question was not tested.
    """
    if stop:
        return "inconclusive"
    if False in conditions:
        return "no"
    return "inconclusive" if None in conditions else "yes"


# --- Plots ----------------------------------------------------------------------------------------


def dots(ax: Axes, rows: Mapping[str, Estimate], unit: str, threshold: float | None = None) -> None:
    """One row a measure, the first on top: the value of each seed, the mean, and its interval."""
    for y, one in enumerate(rows.values()):
        ax.plot(one.values, [y] * len(one.values), "|", color="#9aa0a6", markersize=9)
        ax.plot([one.low, one.high], [y, y], color="#0b5394", linewidth=2)
        ax.plot([one.mean], [y], "o", color="#0b5394")
    if threshold is not None:
        ax.axvline(threshold, color="#b8450a", linestyle="--", linewidth=1)
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlabel(unit)
