"""argmap, measured as its peers are; nothing to run here."""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import argmap
from benchmarks import generate
from benchmarks.tools import Rewording, Step, remove

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.synthetic import Claim
    from benchmarks.tools import Work

CACHE = "ARGMAP_CACHE"
_SOURCE = Path(argmap.__file__).parents[1]
_COMPILED = ("graphviz-", "templates-")
_COMPILE = "from argmap.site import graphviz; graphviz.started().lay_out('digraph {a -> b}')"


def prepare(cache: Path) -> None:
    """Readies this package for runs: its modules are compiled, and what it keeps lies in a folder of its own."""
    os.environ |= {CACHE: str(cache), "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(_SOURCE)}
    # So pip leaves a package.  Where Python is told to write no compiled modules, each start would compile them.
    compileall.compile_dir(_SOURCE, quiet=1)


def forget(folder: Path) -> None:
    """Removes the site of a map and all that is kept between runs but what is compiled, Graphviz and templates, which belong to no map.

    They stay as Python's own compiled modules do, and Graphviz is compiled where it has not been.
    """
    kept = Path(os.environ[CACHE])
    if not any(kept.glob("graphviz-*")):
        subprocess.run([sys.executable, "-c", _COMPILE], check=True)
    remove(
        folder / "site",
        folder / ".site.argmap",
        *(file for file in kept.glob("*") if not file.name.startswith(_COMPILED)),
    )


class Argmap:
    """This package, run by this Python; what it keeps between runs lies in the folder that `CACHE` names."""

    name = "argmap"
    largest: ClassVar[Mapping[Work, int]] = {"check": 100_000, "site": 10_000}
    command = (sys.executable, "-m", "argmap")

    def version(self) -> str | None:
        return argmap.__version__

    def write(self, claims: Sequence[Claim], folder: Path) -> None:
        generate.write(claims, folder)

    def steps(self, work: Work, claims: Sequence[Claim], folder: Path) -> Mapping[str, Step]:
        command = (*self.command, "check" if work == "check" else "build")
        reworded = Rewording(claims)

        def nothing_kept() -> None:
            forget(folder)

        def change() -> None:
            claim = reworded()
            file = folder / "claims" / f"topic-{claim.topic}" / f"{claim.id}.yaml"
            file.write_text(generate.record(claim))

        return {
            "cold": Step(command, nothing_kept),
            "warm": Step(command),
            "changed": Step(command, change),
        }
