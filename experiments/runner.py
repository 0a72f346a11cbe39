"""Runs an experiment over its seeds and keeps what came out: a result as JSON and a plot as SVG."""

from __future__ import annotations

import argparse
import ast
import hashlib
import importlib
import io
import json
import platform
import re
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import packages_distributions, version
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from experiments.lab import READ, SEEDS, Estimate, estimate, role_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from experiments.lab import Experiment

FOLDER = Path(__file__).parent
_SMOKE_SEEDS = range(1000, 1002)
"""Not those of a result, so that a trial tells nothing of what the result will be."""
_NEEDS_PACKAGE = 4
"""The exit status when a package is not installed."""


def draw(module: Experiment, summary: Mapping[str, Estimate]) -> str:
    """The plot as SVG: the same bytes at every call, its words as text in the reader's own font."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    style: dict[Any, Any] = {
        "svg.hashsalt": module.ID,
        "svg.fonttype": "none",
        "font.sans-serif": ["DejaVu Sans"],
    }
    with mpl.rc_context(style):
        figure = Figure(layout="constrained")
        ax = figure.subplots()
        module.plot(summary, ax)
        if not (ax.get_title() and ax.get_xlabel()):
            raise ValueError("a plot has a title, and its axes say what they show")
        # Over the whole drawing: the labels of the rows leave the axes little room.
        figure.suptitle(ax.get_title(), fontsize="large")
        ax.set_title("")
        ax.spines[["top", "right"]].set_visible(False)
        out = io.StringIO()
        FigureCanvasSVG(figure).print_svg(out, metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))  # fmt: skip
    svg = re.sub(r"<\?xml.*?\?>\s*|<!DOCTYPE.*?>\s*", "", out.getvalue(), flags=re.DOTALL)
    return svg.replace("'DejaVu Sans', sans-serif", "sans-serif")


def measure(module: Experiment, seeds: Sequence[int], sizes: Mapping[str, Any]) -> dict[str, Estimate]:  # fmt: skip
    """Every measure of an experiment over seeds, in the order of `MEASURES`; tells a person how far it is."""
    found = []
    for number, seed in enumerate(seeds, 1):
        if sys.stderr.isatty():
            print(f"\r{module.ID}: seed {number} of {len(seeds)} ", end="", file=sys.stderr)
        found.append(module.run(seed, **sizes))
        if found[-1].keys() != module.MEASURES.keys():
            raise ValueError(f"measured and described differ: {found[-1].keys() ^ module.MEASURES.keys()}")  # fmt: skip
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return {
        name: estimate([float(one[name]) for one in found], role_of(about)[0])
        for name, about in module.MEASURES.items()
    }


def result(
    module: Experiment,
    summary: Mapping[str, Estimate],
    seeds: Sequence[int],
    sizes: Mapping[str, Any],
    seconds: float,
) -> dict[str, Any]:
    """What is kept of a run.  All but `made` is the same whenever the same code is run on one machine."""
    return {
        "format": 1,
        "experiment": module.ID,
        "outcome": module.decide(summary),
        "measures": {name: _measure(module.MEASURES[name], one) for name, one in summary.items()},
        "limits": module.LIMITS,
        "seeds": list(seeds),
        "sizes": dict(sizes),
        "code": _code(),
        "made": {
            "date": datetime.now(UTC).date().isoformat(),
            "seconds": round(seconds, 1),
            "machine": platform.machine(),
            "versions": {"python": platform.python_version(), **_versions()},
        },
    }


def _measure(about: str, one: Estimate) -> dict[str, Any]:
    return {
        "about": role_of(about)[1],
        "role": one.role,
        "mean": one.mean,
        "low": one.low,
        "high": one.high,
        "values": list(one.values),
    }


def _code() -> dict[str, str]:
    """Every module of this folder that took part, with the hash of its text."""
    return {
        f"{FOLDER.name}/{file.name}": hashlib.sha256(
            file.read_bytes().replace(b"\r\n", b"\n")
        ).hexdigest()
        for file in _files()
    }


def _files() -> list[Path]:
    loaded = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    return sorted({path for file in loaded if file and (path := Path(file)).parent == FOLDER})


def _versions() -> dict[str, str]:
    """The version of each library, model and data set that took part, by the name it is installed under.

    Libraries are those that the code names; what they load in turn is not told.
    """
    named = {name for file in _files() for name in _imported(file)}
    installed = packages_distributions()
    used = [*sorted(name for name in named & sys.modules.keys() if name in installed), *sorted(READ)]  # fmt: skip
    return {installed[name][0]: version(installed[name][0]) for name in used}


def _imported(file: Path) -> Iterator[str]:
    """The packages that a file imports anywhere, by the first part of their name."""
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (one.name.partition(".")[0] for one in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one experiment; with `--out FOLDER` the result and its plot are written there as `ID.json`, `ID.svg`."""
    parser = argparse.ArgumentParser(prog="python -m experiments")
    parser.add_argument("name", help="the module, such as cluster_sums")
    parser.add_argument("--seeds", type=int, help="how many; left out, as many as the module says")
    parser.add_argument("--smoke", action="store_true", help="tiny sizes: does it run at all?")
    parser.add_argument("--out", type=Path, help="the folder to write to")
    given = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        module = cast("Experiment", importlib.import_module(f"experiments.{given.name}"))
        sizes = module.SMOKE if given.smoke else module.FULL
        own = getattr(module, "SEEDS", SEEDS)
        asked = range(own.start, own.start + given.seeds) if given.seeds else own
        seeds = _SMOKE_SEEDS if given.smoke else asked
        summary = measure(module, seeds, sizes)
        svg = draw(module, summary)
        data = result(module, summary, seeds, sizes, time.monotonic() - started)
    except ModuleNotFoundError as error:
        print(f"the package {error.name} is not installed", file=sys.stderr)
        sys.exit(_NEEDS_PACKAGE)
    if given.out is None:
        print(json.dumps(data, indent=1, ensure_ascii=False))
        return
    text = json.dumps(data, indent=1, ensure_ascii=False)
    text = re.sub(r"\[\s+([^\[\]{}]*?)\s+\]", lambda m: f"[{' '.join(m[1].split())}]", text)
    (given.out / f"{module.ID}.json").write_text(f"{text}\n", "utf-8")
    (given.out / f"{module.ID}.svg").write_text(svg, "utf-8")
