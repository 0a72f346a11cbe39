"""The tables and the plot of docs/performance.md, from the results.

python -m benchmarks.report
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from benchmarks import plot
from benchmarks.results import Results
from benchmarks.rows import ARGMAP, FLOOR, ROWS
from benchmarks.targets import TARGETS, Growth
from benchmarks.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.results import Measured
    from benchmarks.targets import Target

PAGE = ROOT / "docs" / "performance.md"
PLOT = ROOT / "docs" / "images" / "performance.svg"
_PARTS = re.compile(r"(<!-- measured: (\w+) -->\n).*?(<!-- /measured -->)", re.DOTALL)
TABLES = {
    "check": ("check", "cold", "checking, or exporting as data, with nothing kept from before"),
    "site": ("site", "cold", "the whole site, with nothing kept from before"),
    "changed": ("site", "changed", "the whole site once more, after one claim was reworded"),
    "credences": ("acyclic", "solve", "all credences, the map being in memory"),
}
"""For each table of tools by sizes: the rows' work, the phase, and what it is in words."""


def write(results: Results) -> None:
    """Renews the page and the plot."""
    PAGE.write_text(page(PAGE.read_text("utf-8"), results), "utf-8")
    PLOT.write_text(plot.svg(results), "utf-8")


def page(text: str, results: Results) -> str:
    """A page with each part between `<!-- measured: NAME -->` and `<!-- /measured -->` renewed."""
    parts = {"when": when(results), "targets": targets(results)}
    parts |= {name: tools(results, *told[:2]) for name, told in TABLES.items()}
    return _PARTS.sub(lambda match: f"{match[1]}\n{parts[match[2]]}\n\n{match[3]}", text)


def when(results: Results) -> str:
    """One paragraph: on what, when and of what version the figures are."""
    if not results.rows:
        return "Nothing has been measured yet."
    dates = sorted({row.date for row in results.rows.values()})
    loads = sorted(row.load for row in results.rows.values())
    span = dates[0] if len(dates) == 1 else f"{dates[0]} to {dates[-1]}"
    named = ", ".join(f"{name} {version}" for name, version in results.versions.items())
    warning = (
        "**Provisional:** the machine was busy with other work; trust the ratios.  "
        if results.provisional
        else ""
    )
    return (
        f"{warning}Measured {span} on {results.machine}, load average {loads[0]:g} to {loads[-1]:g}. "
        f"{named}."
    )


def targets(results: Results) -> str:
    """The table of targets: what was measured, the bar, and the best peer at the same work."""
    rows = []
    for target in TARGETS:
        value = target.value(results)
        if value is None:
            rows.append([target.work, "not measured", _bar(target), "", ""])
            continue
        reached = "" if value <= target.bar else " ✗"
        measured = results.rows[target.row]
        peer, ratio = best_peer(measured, target) if not isinstance(target, Growth) else ("", "")
        rows.append([target.work, f"{number(value)} {target.unit}{reached}", _bar(target), peer, ratio])  # fmt: skip
    return table(["Work", "Measured", "At most", "Best peer", "Ratio"], rows, "lrrlr")


def best_peer(row: Measured, target: Target) -> tuple[str, str]:
    """The peer that took least in the same phase, with its figure, and how many times what argmap took."""
    found = [
        (value, name)
        for name in row.runs
        if name not in (ARGMAP, FLOOR)
        and (value := row.median(name, target.phase, target.figure)) is not None
    ]
    if not found:
        return "", ""
    value, name = min(found)
    ratio = row.ratio(ARGMAP, name, target.phase, target.figure)
    return f"{name} {number(value)}", f"{number(ratio)}×" if ratio else ""


def tools(results: Results, work: str, phase: str) -> str:
    """A table of CPU seconds, a row for each tool, a column for each size; in brackets how many times what argmap took."""
    rows = [row for row in ROWS if row.id == f"{work}-{row.claims}" and row.id in results.rows]
    sizes = [(row.claims, results.rows[row.id]) for row in rows]
    names = dict.fromkeys(
        name
        for _, one in sizes
        for name in (*one.runs, *one.stopped)
        if phase in one.runs.get(name, {}) or (name in one.stopped and phase == "cold")
    )
    lines = [[name, *(_cell(one, name, phase) for _, one in sizes)] for name in names]
    return table(["Claims", *(f"{size:,}" for size, _ in sizes)], lines, "l" + "r" * len(sizes))


def _cell(row: Measured, name: str, phase: str) -> str:
    value = row.median(name, phase, "cpu")
    if value is None:
        return f"stopped at {row.stopped[name]:.0f}" if name in row.stopped else "—"
    ratio = None if name == ARGMAP else row.ratio(ARGMAP, name, phase, "cpu")
    return number(value) + (f" ({number(ratio)}×)" if ratio else "")


def table(head: Sequence[str], rows: Iterable[Sequence[str]], align: str) -> str:
    """A Markdown table; `align` has an `l` or `r` for each column."""
    rule = ["---:" if one == "r" else "---" for one in align]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [head, rule, *rows])


def number(value: float) -> str:
    """Two significant digits, or all before the point."""
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def _bar(target: Target | Growth) -> str:
    return f"{target.bar:,g}"


if __name__ == "__main__":
    write(Results.load())
