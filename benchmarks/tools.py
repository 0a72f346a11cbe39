"""What is measured: a tool, the map as its files, and the commands that do a piece of work on them; nothing to run here."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.synthetic import Claim

Work = Literal["check", "site"]
"""`check`: read, link and validate everything, or export it as data; `site`: write everything as HTML."""

ROOT = Path(__file__).parents[1]
PEERS = "BENCH_PEERS"
"""The environment variable that names the folders of the peers' programs; see `make bench-peers`."""
_OWN = (ROOT / ".bench" / "venv" / "bin", ROOT / ".bench" / "node_modules" / ".bin")


@dataclass(frozen=True, slots=True)
class Step:
    """One measured command of a piece of work.

    Attributes:
        command: The program and its arguments, run in the folder of the map.
        prepare: What is done before, unmeasured.
    """

    command: Sequence[str]
    prepare: Callable[[], object] = lambda: None


class Tool(Protocol):
    """A tool that is measured.

    Attributes:
        name: As the tables show it.
        largest: The work it does, and the largest map it is given for it: what takes minutes is not waited for
            again and again.
    """

    name: str
    largest: Mapping[Work, int]

    def version(self) -> str | None:
        """Its version; None where it is not installed."""

    def write(self, claims: Sequence[Claim], folder: Path) -> None:
        """Writes the map as this tool's files into an empty folder."""

    def steps(self, work: Work, claims: Sequence[Claim], folder: Path) -> Mapping[str, Step]:
        """The commands of one round of some work that it does, in their order, by phase.

        The phases are `cold`, with nothing kept from before; `warm`, the same once more; `changed`, once more
        after one claim was reworded.
        """


def program(name: str) -> str | None:
    """The path of a peer's program; None where it is not installed."""
    folders = os.environ.get(PEERS) or os.pathsep.join(map(str, _OWN))
    return shutil.which(name, path=folders)


def version_of(package: str) -> str | None:
    """The version of a package that is installed beside the peers' Python; None where it is not."""
    python = program("python")
    if python is None:
        return None
    asked = f"from importlib.metadata import version; print(version({package!r}))"
    told = subprocess.run([python, "-c", asked], capture_output=True, text=True, check=False)
    return told.stdout.strip() or None


def start(name: str) -> str:
    """The path of a peer's program that is installed."""
    path = program(name)
    assert path is not None, f"{name} is not installed"
    return path


def remove(*paths: Path) -> None:
    """Removes files and folders, whether or not they are there."""
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


class Rewording:
    """The claim in the middle of a map with another headline at every call."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self._claim = claims[len(claims) // 2]
        self._times = 0

    def __call__(self) -> Claim:
        self._times += 1
        headline = f"Reworded {self._times} times, {self._claim.headline.lower()}"
        return replace(self._claim, headline=headline)
