"""The rows of the benchmark: one piece of work at one size, done by every tool that can; nothing to run here."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from statistics import median
from typing import TYPE_CHECKING, ClassVar, Protocol

from benchmarks import serving
from benchmarks.argmap_tool import Argmap
from benchmarks.measure import Cost, run
from benchmarks.peers.argdown import Argdown
from benchmarks.peers.doorstop import Doorstop
from benchmarks.peers.sphinx_needs import SphinxNeeds
from benchmarks.peers.static_sites import MkDocs, Zensical
from benchmarks.peers.strictdoc import StrictDoc
from benchmarks.synthetic import draw
from benchmarks.tools import ROOT, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.synthetic import Claim
    from benchmarks.tools import Step, Tool, Work

Figures = dict[str, float]
"""What one run of a phase took: `cpu` and `wall` seconds, `rss` in MB; of a page, its `bytes` and `gzip` bytes."""

ARGMAP = "argmap"
FLOOR = "Python importing click"
NETWORKX, QBAF = "networkx", "QBAF-Py"
TOOLS: tuple[Tool, ...] = (
    Argmap(), Argdown(), SphinxNeeds(), Doorstop(), MkDocs(), Zensical(), StrictDoc(),
)  # fmt: skip
MILLION = 1_000_000


class Row(Protocol):
    """One row.

    Attributes:
        id: Its name in the results, such as `check-1000`.
        claims: The size of its map; 0 where it has none.
    """

    id: str
    claims: int

    def tools(self) -> Sequence[str]:
        """The tools that are installed and do this work, argmap first."""

    def prepare(self, folder: Path) -> None:
        """Writes what the tools work on into an empty folder."""

    def round(self, tool: str) -> Mapping[str, Figures]:
        """One run of one tool, by phase.

        Raises:
            TooSlowError: A command was stopped at the row's time limit.
            CommandError: A command failed.
        """


class MapRow:
    """Checking a map, or making its site."""

    def __init__(self, work: Work, claims: int) -> None:
        self.id = f"{work}-{claims}"
        self.claims = claims
        self._work = work
        self._limit = 40 + claims / 50
        self._map: Sequence[Claim] = ()
        self._folders: dict[str, Path] = {}
        self._steps: dict[str, Mapping[str, Step]] = {}

    def tools(self) -> Sequence[str]:
        return [tool.name for tool in self._tools()]

    def _tools(self) -> Sequence[Tool]:
        able = [tool for tool in TOOLS if self.claims <= tool.largest.get(self._work, 0)]
        return [tool for tool in able if tool.version()]

    def prepare(self, folder: Path) -> None:
        self._map = draw(self.claims)
        for tool in self._tools():
            self._folders[tool.name] = own = folder / tool.name.replace(" ", "")
            tool.write(self._map, own)
            self._steps[tool.name] = tool.steps(self._work, self._map, own)

    def round(self, tool: str) -> Mapping[str, Figures]:
        found = {}
        for phase, step in self._steps[tool].items():
            step.prepare()
            found[phase] = _figures(run(step.command, self._folders[tool], limit=self._limit))
        if tool == ARGMAP and self._work == "site":
            found["page"] = self._largest_page()
        return found

    def _largest_page(self) -> Figures:
        site = self._folders[ARGMAP] / "site"
        pages = [(site / claim.id / "index.html").read_bytes() for claim in self._map]
        largest = max(pages, key=len)
        return {"bytes": len(largest), "gzip": len(gzip.compress(largest))}


class HelpRow:
    """`argmap --help`, beside the least that such a command can cost."""

    id = "help"
    claims = 0
    _COMMANDS: ClassVar = {
        ARGMAP: [*Argmap.command, "--help"],
        FLOOR: [sys.executable, "-c", "import click"],
    }

    def tools(self) -> Sequence[str]:
        return [*self._COMMANDS]

    def prepare(self, folder: Path) -> None:
        self._folder = folder

    def round(self, tool: str) -> Mapping[str, Figures]:
        return {"cold": _figures(run(self._COMMANDS[tool], self._folder))}


class NumbersRow:
    """Credences or cruxes of one map, timed within one process."""

    def __init__(self, what: str, claims: int, *peers: str) -> None:
        self.id = f"{what}-{claims}"
        self.claims = claims
        self._what = what
        self._peers = peers

    def tools(self) -> Sequence[str]:
        return [ARGMAP, *(peer for peer in self._peers if peer != QBAF or version_of(QBAF))]

    def prepare(self, folder: Path) -> None:
        del folder  # the map is drawn where it is solved

    def round(self, tool: str) -> Mapping[str, Figures]:
        command = [sys.executable, "-m", "benchmarks.credences", tool, self._what, str(self.claims)]
        told = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout
        return {phase: {"cpu": seconds} for phase, seconds in json.loads(told).items()}


class ServeRow:
    """From saving a record to seeing it, in a generated knowledge base or, with 0 claims, in this one."""

    _EDITS = 3

    def __init__(self, claims: int = 0) -> None:
        self.id = f"serve-{claims or 'this'}"
        self.claims = claims

    def tools(self) -> Sequence[str]:
        return [ARGMAP]

    def prepare(self, folder: Path) -> None:
        self._folder = folder / "kb"
        if self.claims:
            Argmap().write(draw(self.claims), self._folder)
            return
        for name in (".git", "claims", "docs", "experiments", "site_overrides"):
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, self._folder / name)
        shutil.copy(ROOT / "mkdocs.yml", self._folder)

    def round(self, tool: str) -> Mapping[str, Figures]:
        del tool
        return {"edit": {"wall": median(serving.edits(self._folder, self._EDITS))}}


def _figures(cost: Cost) -> Figures:
    return {"cpu": cost.cpu, "wall": cost.wall, "rss": cost.rss}


ROWS: tuple[Row, ...] = (
    HelpRow(),
    *(MapRow("check", claims) for claims in (100, 1_000, 10_000, 100_000)),
    *(NumbersRow("acyclic", claims, NETWORKX, QBAF) for claims in (1_000, 10_000, 100_000)),
    NumbersRow("acyclic", MILLION),
    NumbersRow("cyclic", 10_000, NETWORKX),
    NumbersRow("cyclic", 100_000),
    NumbersRow("cruxes", 10_000, NETWORKX),
    ServeRow(),
    ServeRow(1_000),
    *(MapRow("site", claims) for claims in (100, 1_000, 10_000)),
)
