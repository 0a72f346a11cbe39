"""doorstop: a file for each claim; the bare command validates all of them, `publish` writes them as HTML."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING, ClassVar

from benchmarks.tools import Step, remove, start, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.synthetic import Claim
    from benchmarks.tools import Work

_DOCUMENT = "settings:\n  digits: 7\n  itemformat: yaml\n  prefix: CLAIM\n  sep: '-'\n"


class Doorstop:
    """`doorstop` of PyPI."""

    name = "doorstop"
    largest: ClassVar[Mapping[Work, int]] = {"check": 10_000, "site": 1_000}

    def version(self) -> str | None:
        return version_of("doorstop")

    def write(self, claims: Sequence[Claim], folder: Path) -> None:
        (folder / "map").mkdir(parents=True, exist_ok=True)
        # It works in a version-controlled folder only.
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
        (folder / "map" / ".doorstop.yml").write_text(_DOCUMENT)
        for claim in claims:
            (folder / "map" / f"CLAIM-{claim.number:07}.yml").write_text(_item(claim))

    def steps(self, work: Work, claims: Sequence[Claim], folder: Path) -> Mapping[str, Step]:
        del claims
        if work == "check":
            # Left to itself it stamps and rewrites every file at the first run.
            rest = ("--no-reformat", "--no-suspect-check", "--no-review-check")
            return {"cold": Step((start("doorstop"), "--quiet", *rest))}
        command = (start("doorstop"), "--quiet", "publish", "all", "out", "--html")
        return {"cold": Step(command, lambda: remove(folder / "out"))}


def _item(claim: Claim) -> str:
    links = "".join(f"- CLAIM-{link.target:07}: null\n" for link in claim.links)
    text = f'{claim.note}\n\n"{claim.quote}" (person-{claim.speaker})'
    return (
        "active: true\nderived: false\n"
        f"header: {json.dumps(claim.headline)}\nlevel: 1.1.{claim.number + 1}\n"
        + (f"links:\n{links}" if links else "links: []\n")
        + f"normative: true\nref: ''\nreviewed: null\ntext: {json.dumps(text)}\n"
    )
