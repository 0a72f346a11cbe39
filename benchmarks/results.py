"""What was measured, as a file of JSON that is renewed after each row; nothing to run here."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.tools import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FILE = ROOT / "benchmarks" / "results.json"
_CODE = ("src/argmap", "site_overrides")
_DIGITS = 5
"""Significant ones."""


@dataclass
class Measured:
    """One row.

    Attributes:
        code: The hash of the argmap that was measured.
        date: When, YYYY-MM-DD.
        load: What else the machine did: the load average when the row was begun.
        runs: For each tool and phase what each round took; a slow tool has fewer rounds than others.
        stopped: The wall seconds after which a tool was stopped.
        failed: Why a tool failed.
    """

    code: str
    date: str
    load: float
    runs: dict[str, dict[str, list[dict[str, float]]]] = field(default_factory=dict)
    stopped: dict[str, float] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def add(self, tool: str, phases: Mapping[str, Mapping[str, float]]) -> None:
        """Adds one round of one tool."""
        for phase, figures in phases.items():
            rounded = {name: float(f"{value:.{_DIGITS}g}") for name, value in figures.items()}
            self.runs.setdefault(tool, {}).setdefault(phase, []).append(rounded)

    def values(self, tool: str, phase: str, figure: str) -> list[float]:
        """What each round took, in order; none where it was not measured."""
        return [run[figure] for run in self.runs.get(tool, {}).get(phase, []) if figure in run]

    def median(self, tool: str, phase: str, figure: str) -> float | None:
        """The median over the rounds; None where it was not measured."""
        values = self.values(tool, phase, figure)
        return median(values) if values else None

    def ratio(self, tool: str, other: str, phase: str, figure: str) -> float | None:
        """The median of how many times as much another tool took in the same round."""
        pairs = zip(
            self.values(tool, phase, figure), self.values(other, phase, figure), strict=False
        )
        ratios = [theirs / own for own, theirs in pairs if own]
        return median(ratios) if ratios else None


@dataclass
class Results:
    """All rows, and what they were measured on.

    Attributes:
        machine: Processor, cores, Python.
        versions: The version of each tool.
        provisional: Whether the machine was too busy for the figures to be final.
        rows: By id.
    """

    machine: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    provisional: bool = False
    rows: dict[str, Measured] = field(default_factory=dict)

    @classmethod
    def load(cls, file: Path = FILE) -> Results:
        """What was measured before; nothing where there is no file."""
        if not file.exists():
            return cls()
        data: dict[str, Any] = json.loads(file.read_text("utf-8"))
        rows = {id: Measured(**row) for id, row in data.pop("rows").items()}
        return cls(**data, rows=rows)

    def save(self, file: Path = FILE) -> None:
        """Writes the file in one step."""
        temporary = file.with_suffix(".part")
        temporary.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", "utf-8")
        temporary.replace(file)


def code() -> str:
    """The hash of the argmap of this tree."""
    digest = blake2b(digest_size=8)
    for folder in _CODE:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(file.relative_to(ROOT).as_posix().encode() + b"\0")
                digest.update(file.read_bytes())
    return digest.hexdigest()
