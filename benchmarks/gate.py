"""What CI holds of speed: CPU ratios to something measured in the same round, and growth; never seconds.

python -m benchmarks.gate

Each round measures both sides of every ratio one after the other; a ratio is the median over the rounds.  Where one is above its
bar, twice as many rounds more are measured before it counts, so that a burst of other work fails nothing.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import generate
from benchmarks.argmap_tool import Argmap, forget, prepare
from benchmarks.measure import run
from benchmarks.synthetic import draw
from benchmarks.targets import GROWTH
from benchmarks.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SMALL, LARGE = 300, 3_000
FLOOR = """
import sys, pathlib, yaml
for file in pathlib.Path("claims").rglob("*.yaml"):
    yaml.load(file.read_bytes(), yaml.CSafeLoader)
"""
"""The least that reading a knowledge base with PyYAML's C parser can cost."""
BARS = {
    "`check` / PyYAML on the same files": 4.0,
    "`check` again / PyYAML on the same files": 0.8,
    "`check`, growth": GROWTH,
    "site / PyYAML on the same files": 30.0,
    "site, growth": GROWTH,
    "largest page, growth": 1.5,
    "`argmap --help` / importing click": 2.5,
    "credences / networkx": 1 / 20,
    "credences, growth": GROWTH,
}


class Maps:
    """The two maps on disk."""

    def __init__(self, folder: Path) -> None:
        self.folders = {claims: folder / str(claims) for claims in (SMALL, LARGE)}
        for claims, place in self.folders.items():
            generate.write(draw(claims), place)

    def cpu(self, claims: int, *command: str) -> float:
        """The CPU seconds of a command in the folder of a map."""
        return run(command, self.folders[claims]).cpu

    def cold(self, claims: int, command: str) -> float:
        """The same of argmap, with nothing kept from before."""
        forget(self.folders[claims])
        return self.cpu(claims, *Argmap.command, command)

    def largest_page(self, claims: int) -> int:
        """Its bytes."""
        pages = (self.folders[claims] / "site").glob("claim-*/index.html")
        return max(page.stat().st_size for page in pages)


def check(maps: Maps) -> Mapping[str, float]:
    """One round of `check`."""
    floor = maps.cpu(LARGE, sys.executable, "-c", FLOOR)
    small, large = maps.cold(SMALL, "check"), maps.cold(LARGE, "check")
    again = maps.cpu(LARGE, *Argmap.command, "check")
    return {
        "`check` / PyYAML on the same files": large / floor,
        "`check` again / PyYAML on the same files": again / floor,
        "`check`, growth": large / small,
    }


def site(maps: Maps) -> Mapping[str, float]:
    """One round of `build`."""
    floor = maps.cpu(LARGE, sys.executable, "-c", FLOOR)
    small, large = maps.cold(SMALL, "build"), maps.cold(LARGE, "build")
    return {
        "site / PyYAML on the same files": large / floor,
        "site, growth": large / small,
        "largest page, growth": maps.largest_page(LARGE) / maps.largest_page(SMALL),
    }


def start_up(maps: Maps) -> Mapping[str, float]:
    """One round of `--help`."""
    floor = maps.cpu(SMALL, sys.executable, "-c", "import click")
    return {"`argmap --help` / importing click": maps.cpu(SMALL, *Argmap.command, "--help") / floor}


def credences(maps: Maps) -> Mapping[str, float]:
    """One round of credences in memory."""
    del maps

    def solve(tool: str, claims: int) -> float:
        command = [sys.executable, "-m", "benchmarks.credences", tool, "acyclic", str(claims)]
        told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
        return float(json.loads(told)["solve"])

    small, large = solve("argmap", 10_000), solve("argmap", 100_000)
    return {
        "credences / networkx": small / solve("networkx", 10_000),
        "credences, growth": large / small,
    }


GROUPS: Mapping[Callable[[Maps], Mapping[str, float]], int] = {
    start_up: 5, check: 3, credences: 1, site: 1,
}  # fmt: skip
"""How many rounds each gets at first: what takes long has less noise, and credences are medians already."""


def medians(rounds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The median of each ratio over the rounds."""
    return {name: median(one[name] for one in rounds) for name in rounds[0]}


def measure(round_: Callable[[], Mapping[str, float]], count: int) -> dict[str, float]:
    """The median ratios of some rounds, and of twice as many more where one is above its bar."""
    rounds = [round_() for _ in range(count)]
    if any(value > BARS[name] for name, value in medians(rounds).items()):
        rounds += [round_() for _ in range(2 * count)]
    return medians(rounds)


def main() -> None:
    failed = False
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name) / "cache")
        maps = Maps(Path(name))
        for group, count in GROUPS.items():
            for told, value in measure(partial(group, maps), count).items():
                above = value > BARS[told]
                failed |= above
                print(f"{told:<45}{value:>9.3f}  at most {BARS[told]:.3g}{'  ✗' if above else ''}", flush=True)  # fmt: skip
    sys.exit(failed)


if __name__ == "__main__":
    main()
