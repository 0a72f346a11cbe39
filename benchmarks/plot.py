"""The log-log plot of CPU seconds by the number of claims; nothing to run here."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure

from benchmarks.rows import ARGMAP, ROWS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from benchmarks.results import Results

_PANELS = {"Check": ("check", "cold"), "Whole site": ("site", "cold"), "Credences": ("acyclic", "solve")}  # fmt: skip
# Colours that differ in lightness too, and a mark each: the plot is read in greyscale as well.
_STYLES = {
    ARGMAP: ("#b3261e", "o"),
    "Argdown": ("#1b6ca8", "s"),
    "sphinx-needs": ("#2e7d32", "^"),
    "doorstop": ("#8d6e63", "v"),
    "MkDocs + Material": ("#5e35b1", "D"),
    "Zensical": ("#00838f", "P"),
    "strictdoc": ("#9e9d24", "X"),
    "networkx": ("#6d6d6d", "s"),
    "QBAF-Py": ("#c77800", "^"),
}
_SETTINGS = {"svg.hashsalt": "argmap", "svg.fonttype": "none", "font.size": 9}


def svg(results: Results) -> str:
    """The plot as SVG; the same results give the same bytes."""
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(10, 3.6), layout="constrained")
        for axes, (title, (work, phase)) in zip(
            figure.subplots(1, len(_PANELS)), _PANELS.items(), strict=True
        ):
            _draw(axes, results, work, phase)
            axes.set_title(title)
        figure.supylabel("CPU seconds", fontsize=9)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return re.sub(r"[ \t]+\n", "\n", text.getvalue())


def _draw(axes: Axes, results: Results, work: str, phase: str) -> None:
    sizes = [row.claims for row in ROWS if row.id == f"{work}-{row.claims}"]
    for tool, (color, mark) in _STYLES.items():
        points = [
            (size, value)
            for size in sizes
            if (row := results.rows.get(f"{work}-{size}"))
            and (value := row.median(tool, phase, "cpu"))
        ]
        if points:
            width = 2.4 if tool == ARGMAP else 1.2
            axes.plot(*zip(*points, strict=True), color=color, marker=mark, markersize=4,
                      linewidth=width, label=tool)  # fmt: skip
    axes.set(xscale="log", yscale="log", xlabel="claims", xticks=sizes)
    axes.set_xticks(sizes, [f"{size:,}" for size in sizes])
    axes.minorticks_off()
    axes.grid(visible=True, color="#dddddd", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    if axes.has_data():
        axes.legend(frameon=False, fontsize=8)
