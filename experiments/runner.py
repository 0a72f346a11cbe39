"""Runs an experiment over its seeds and keeps what came out: a result as JSON and a plot as SVG."""

from __future__ import annotations

import argparse
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

from experiments.lab import READ, SEEDS, Estimate, estimate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from experiments.lab import Experiment

FOLDER = Path(__file__).parent
_SMOKE_SEEDS = range(1000, 1002)
"""Not those of a result, so that a trial tells nothing of what the result will be."""
_NEEDS_PACKAGE = 4
"""The exit status when a package is not installed."""
_LIBRARIES = ("numpy", "scipy", "sklearn", "matplotlib", "gguf", "tokenizers", "pyarrow")
"""The libraries whose version is told with a result where they took part, by the name they are imported under."""


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
        figure = Figure(figsize=(7, 4), layout="constrained")
        ax = figure.subplots()
        module.plot(summary, ax)
        if not (ax.get_title() and ax.get_xlabel()):
            raise ValueError("a plot has a title, and its axes say what they show")
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
    return {name: estimate([float(one[name]) for one in found]) for name in module.MEASURES}


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
    role, _, rest = about.partition(": ")
    known = role in ("control", "baseline")
    return {
        "about": rest if known else about,
        "role": role if known else "measure",
        "mean": one.mean,
        "low": one.low,
        "high": one.high,
        "values": list(one.values),
    }


def _code() -> dict[str, str]:
    """Every module of this folder that took part, with the hash of its text."""
    loaded = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    files = {path for file in loaded if file and (path := Path(file)).parent == FOLDER}
    return {
        f"{FOLDER.name}/{file.name}": hashlib.sha256(
            file.read_bytes().replace(b"\r\n", b"\n")
        ).hexdigest()
        for file in sorted(files)
    }


def _versions() -> dict[str, str]:
    """The version of each library, model and data set that took part, by the name it is installed under."""
    used = [*(name for name in _LIBRARIES if name in sys.modules), *sorted(READ)]
    installed = packages_distributions()
    return {installed[name][0]: version(installed[name][0]) for name in used}


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs one experiment; with `--out FOLDER` the result and its plot are written there as `ID.json`, `ID.svg`."""
    parser = argparse.ArgumentParser(prog="python -m experiments")
    parser.add_argument("name", help="the module, such as cluster_sums")
    parser.add_argument("--seeds", type=int, help=f"how many; left out, the module's, or {SEEDS}")
    parser.add_argument("--smoke", action="store_true", help="tiny sizes: does it run at all?")
    parser.add_argument("--out", type=Path, help="the folder to write to")
    given = parser.parse_args(arguments)
    started = time.monotonic()
    try:
        module = cast("Experiment", importlib.import_module(f"experiments.{given.name}"))
        sizes = module.SMOKE if given.smoke else module.FULL
        count = given.seeds or getattr(module, "SEEDS", SEEDS)
        seeds = _SMOKE_SEEDS if given.smoke else range(count)
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
