"""What all experiments share: seeds, intervals, decisions, and the look of a plot.

An experiment is a module of this folder that holds what `Experiment` lists.  The conditions of its decision
rule are put to `at_least` and `below`, which answer True, False, or None where the interval does not tell.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np
from scipy.special import stdtrit
from threadpoolctl import threadpool_limits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SEEDS = range(5)
"""The seeds of an experiment that names no `SEEDS` of its own.

An experiment whose rule was changed after a result takes seeds that were not seen before.
"""
_DIGITS = 6
"""Significant digits that are kept: sums in another order do not reach them."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean of a measure over seeds with its 95 % interval, and the value of each seed.

    The role is that of the measure: measure, control or baseline.
    """

    mean: float
    low: float
    high: float
    values: tuple[float, ...]
    role: str = "measure"


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


def role_of(description: str) -> tuple[str, str]:
    """Which role the description of a measure begins with, and the rest of it."""
    role, _, rest = description.partition(": ")
    return (role, rest) if role in ("control", "baseline") else ("measure", description)


def estimate(values: Sequence[float], role: str = "measure") -> Estimate:
    """Mean and 95 % interval over seeds, by Student's t; one value has no interval and stands for itself."""
    x = np.array([float(f"{value:.{_DIGITS}g}") for value in values])
    if not np.isfinite(x).all():
        raise ValueError(f"a measure is not finite: {x}")
    half = stdtrit(len(x) - 1, 0.975) * x.std(ddof=1) / np.sqrt(len(x)) if len(x) > 1 else 0.0
    ends = (float(f"{end:.{_DIGITS}g}") for end in (x.mean(), x.mean() - half, x.mean() + half))
    return Estimate(*ends, tuple(x.tolist()), role)


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


_MARKS: dict[str, dict[str, Any]] = {
    "measure": {"marker": "o", "color": "#0b5394", "markersize": 7},
    "control": {"marker": "s", "color": "#7a4b00", "markersize": 7, "markerfacecolor": "white"},
    "baseline": {"marker": "D", "color": "#5f6368", "markersize": 6, "markerfacecolor": "white"},
}
"""How the mean of each role is drawn: filled, a hollow square, a hollow diamond."""


def dots(
    ax: Axes,
    rows: Mapping[str, Estimate],
    unit: str,
    threshold: float | None = None,
    ends: tuple[float, float] | None = None,
) -> None:
    """One row a measure, the first on top: the value of each seed, the mean, and its interval.

    Controls and baselines have marks of their own, which a legend names.

    Args:
        ax: Where it is drawn; the figure grows with the rows.
        rows: What is drawn, by its label.
        unit: What the axis shows.
        threshold: What the decision rule asks for.
        ends: Where the axis ends; a row whose mean lies beyond tells it in figures only.
    """
    for y, one in enumerate(rows.values()):
        mark = _MARKS[one.role]
        if ends is not None and not ends[0] <= one.mean <= ends[1]:
            low = one.mean < ends[0]
            digits = ".0f" if abs(one.mean) >= 100 else ".2g"
            told = f"{one.mean:{digits}}".replace("-", "−")
            text = f"   ← {told}" if low else f"{told} →   "
            ax.text(ends[not low], y, text, ha="left" if low else "right", va="center")
            ax.plot([ends[not low]], [y], linestyle="", **mark)
            continue
        ax.plot(one.values, [y] * len(one.values), "|", color="#80868b", markersize=9)
        ax.plot([one.low, one.high], [y, y], color=mark["color"], linewidth=2)
        ax.plot([one.mean], [y], linestyle="", **mark)
    if threshold is not None:
        ax.axvline(threshold, color="#b8450a", linestyle="--", linewidth=1)
    if ends is not None:
        margin = (ends[1] - ends[0]) / 40
        ax.set_xlim(ends[0] - margin, ends[1] + margin)
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlabel(unit)
    figure = cast("Figure", ax.figure)
    figure.set_size_inches(5.2, 1.5 + 0.27 * len(rows))  # narrow, to be read on a phone
    shown = [role for role in _MARKS if any(one.role == role for one in rows.values())]
    handles = [ax.plot([], [], linestyle="", label=role, **_MARKS[role])[0] for role in shown]
    if threshold is not None:
        handles += ax.plot([], [], color="#b8450a", linestyle="--", linewidth=1, label="asked for by the rule")  # fmt: skip
    figure.legend(handles=handles, loc="outside lower center", ncols=len(handles), frameon=False, columnspacing=1.2, handletextpad=0.4)  # fmt: skip
