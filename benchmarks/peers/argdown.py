"""Argdown: the map in one file; `json` parses, links and exports it, `html` writes it as one page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from benchmarks.tools import Step, program, remove, start

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.synthetic import Claim
    from benchmarks.tools import Work

_FILE = "map.argdown"


class Argdown:
    """`@argdown/cli` of npm."""

    name = "Argdown"
    largest: ClassVar[Mapping[Work, int]] = {"check": 100_000, "site": 1_000}

    def version(self) -> str | None:
        path = program("argdown")
        if path is None:
            return None
        package = Path(path).resolve().parents[1] / "package.json"
        return str(json.loads(package.read_text())["version"])

    def write(self, claims: Sequence[Claim], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_text("\n".join(map(_statement, claims)))

    def steps(self, work: Work, claims: Sequence[Claim], folder: Path) -> Mapping[str, Step]:
        del claims
        format_ = "json" if work == "check" else "html"
        command = (start("argdown"), format_, _FILE, "out")
        return {"cold": Step(command, lambda: remove(folder / "out"))}


def _statement(claim: Claim) -> str:
    text = f'{claim.headline} {claim.note} "{claim.quote}" (person-{claim.speaker})'
    links = "".join(f"  +> [claim-{link.target}]\n" for link in claim.links)
    return f"[{claim.id}]: {text} #topic-{claim.topic}\n{links}"
