"""Measures argmap, and its peers where they are installed, on the same maps, and writes docs/performance.md.

python -m benchmarks.bench                     # every row that is not measured yet; 20 minutes at most
python -m benchmarks.bench --short             # maps of up to 1,000 claims
python -m benchmarks.bench --rows check serve  # the rows whose names begin so
python -m benchmarks.bench --again             # also what was measured before

A round is one run of every tool, one after the other, so that what else the machine does falls on all of them; figures are medians
over the rounds, ratios medians of the ratios within a round.  A row is kept as soon as it is measured, and is
measured again only when asked for or when argmap has changed since.  The peers: `make bench-peers`.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import tempfile
import time
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import report
from benchmarks.argmap_tool import prepare
from benchmarks.measure import CommandError, TooSlowError
from benchmarks.results import FILE, Measured, Results, code
from benchmarks.rows import ARGMAP, NETWORKX, QBAF, ROWS, TOOLS, MapRow
from benchmarks.tools import version_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.rows import Row

ROUNDS = 5
PATIENCE = 20.0
"""Wall seconds a tool may have taken within a row to get another round; argmap gets three times as much."""
SHORT = 1_000


def measure(row: Row, folder: Path, until: float) -> Measured:
    """Measures one row.

    Args:
        row: Which.
        folder: An empty folder for the maps.
        until: The time (`time.perf_counter`) after which nothing is measured a second time.
    """
    measured = Measured(code(), f"{datetime.now(UTC):%Y-%m-%d}", round(os.getloadavg()[0], 1))
    row.prepare(folder)
    spent = dict.fromkeys(row.tools(), 0.0)
    for number in range(ROUNDS):
        for tool, seconds in [*spent.items()]:
            patience = PATIENCE * (3 if tool == ARGMAP else 1)
            if number and (seconds > patience or time.perf_counter() > until):
                continue
            start = time.perf_counter()
            try:
                measured.add(tool, row.round(tool))
            except TooSlowError:
                measured.stopped[tool] = round(time.perf_counter() - start)
                del spent[tool]
            except (CommandError, TimeoutError) as error:
                measured.failed[tool] = str(error)
                print(f"  {error}", flush=True)
                del spent[tool]
            else:
                spent[tool] += time.perf_counter() - start
    return measured


def told(measured: Measured) -> str:
    """One line for each tool: the median CPU seconds, or else wall seconds, of its phases."""
    lines = []
    for tool, phases in measured.runs.items():
        parts = []
        for phase, runs in phases.items():
            figure = next(name for name in ("cpu", "wall", "bytes") if name in runs[0])
            parts.append(f"{phase} {measured.median(tool, phase, figure):.4g} {figure}")
        lines.append(f"  {tool}: {', '.join(parts)}")
    lines += [f"  {tool}: stopped after {seconds:.0f} s" for tool, seconds in measured.stopped.items()]  # fmt: skip
    return "\n".join(lines)


def versions() -> dict[str, str]:
    """The versions of the tools that are installed."""
    found = {tool.name: tool.version() for tool in TOOLS}
    found |= {QBAF: version_of(QBAF), NETWORKX: metadata.version(NETWORKX)}
    return {name: version for name, version in found.items() if version}


def machine() -> str:
    """What is measured on, as docs/performance.md tells it."""
    info = Path("/proc/cpuinfo")
    told = (
        re.search(r"^model name\s*: (.+)", info.read_text("utf-8"), re.MULTILINE)
        if info.exists()
        else None
    )
    name = told[1] if told else platform.machine()
    return (
        f"{os.cpu_count()} cores ({name}), {platform.system()}, Python {platform.python_version()}"
    )


def main(arguments: Sequence[str] | None = None, file: Path = FILE) -> None:
    parser = argparse.ArgumentParser(description="argmap and its peers on the same maps.")
    parser.add_argument("--rows", nargs="+", default=[""], help="only rows whose names begin so")
    parser.add_argument("--short", action="store_true", help="maps of up to 1,000 claims only")
    parser.add_argument("--again", action="store_true", help="measure what was measured before too")
    parser.add_argument("--minutes", type=float, default=20, help="after these, one round a row")
    parser.add_argument("--provisional", action="store_true", help="mark the figures so")
    asked = parser.parse_args(arguments)
    until = time.perf_counter() + 60 * asked.minutes * 0.6  # the rest is for what comes once
    results, now = Results.load(file), code()
    # What an earlier run has measured keeps the version it was measured with.
    results.machine, results.versions = machine(), results.versions | versions()
    results.provisional = asked.provisional
    missing = [tool.name for tool in TOOLS if tool.version() is None]
    if missing:
        print(f"not installed: {', '.join(missing)}; see `make bench-peers`")
    for row in ROWS:
        known = results.rows.get(row.id)
        if not row.id.startswith(tuple(asked.rows)):
            continue
        if asked.short and isinstance(row, MapRow) and row.claims > SHORT:
            continue
        if known is not None and known.code == now and ARGMAP in known.runs and not asked.again:
            print(f"{row.id}: measured on {known.date}", flush=True)
            continue
        folder = Path(tempfile.mkdtemp(prefix="argmap-bench-"))
        prepare(folder / "cache")
        try:
            print(row.id, flush=True)
            results.rows[row.id] = measure(row, folder, until)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        print(told(results.rows[row.id]), flush=True)
        results.save(file)
        report.write(results)


if __name__ == "__main__":
    main()
