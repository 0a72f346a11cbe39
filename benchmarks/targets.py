"""What argmap is to reach: every row of the table of targets, and the growth from one size to the next; nothing to run here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.rows import ARGMAP

if TYPE_CHECKING:
    from benchmarks.results import Results

GROWTH = 12.0
"""How many times as much ten times the claims may take."""
UNITS = {"cpu": "s CPU", "wall": "s", "rss": "MB", "bytes": "bytes", "gzip": "bytes, gzip"}


@dataclass(frozen=True, slots=True)
class Target:
    """A bar for one figure.

    Attributes:
        work: What is done, as the table says it.
        row: The id of the row.
        phase: Of the row.
        figure: A key of `UNITS`.
        bar: What must not be exceeded.
    """

    work: str
    row: str
    phase: str
    figure: str
    bar: float

    @property
    def unit(self) -> str:
        return UNITS[self.figure]

    def value(self, results: Results) -> float | None:
        """What was measured; None where it was not."""
        row = results.rows.get(self.row)
        return row.median(ARGMAP, self.phase, self.figure) if row else None


@dataclass(frozen=True, slots=True)
class Growth:
    """A bar for how much more ten times the claims take, the phase's first figure counted.

    Attributes:
        work: What is done, as the table says it.
        row: The id of the larger row.
        smaller: The id of the row a tenth as large.
        phase: Of both rows.
        figure: A key of `UNITS`.
        bar: What must not be exceeded.
    """

    work: str
    row: str
    smaller: str
    phase: str = "cold"
    figure: str = "cpu"
    bar: float = GROWTH

    unit = "×"

    def value(self, results: Results) -> float | None:
        """What was measured; None where it was not."""
        rows = [results.rows.get(id) for id in (self.row, self.smaller)]
        more, less = (row.median(ARGMAP, self.phase, self.figure) if row else None for row in rows)
        return more / less if more and less else None


TARGETS: tuple[Target | Growth, ...] = (
    Target("`argmap --help`", "help", "cold", "cpu", 0.12),
    Target("`check`, 100 claims", "check-100", "cold", "cpu", 0.3),
    Target("`check`, 1,000", "check-1000", "cold", "cpu", 0.5),
    Target("… nothing changed since", "check-1000", "warm", "cpu", 0.2),
    Target("`check`, 10,000", "check-10000", "cold", "cpu", 2.0),
    Target("… nothing changed since", "check-10000", "warm", "cpu", 0.5),
    Target("… memory", "check-10000", "cold", "rss", 300),
    Growth("`check`, 100 → 1,000", "check-1000", "check-100"),
    Growth("`check`, 1,000 → 10,000", "check-10000", "check-1000"),
    Growth("`check`, 10,000 → 100,000", "check-100000", "check-10000"),
    Target("site, 1,000", "site-1000", "cold", "cpu", 4),
    Target("site, 10,000", "site-10000", "cold", "cpu", 15),
    Target("… memory", "site-10000", "cold", "rss", 400),
    Target("… one claim reworded", "site-10000", "changed", "cpu", 4),
    Growth("site, 100 → 1,000", "site-1000", "site-100"),
    Growth("site, 1,000 → 10,000", "site-10000", "site-1000"),
    Target("largest claim's page of 10,000", "site-10000", "page", "bytes", 60_000),
    Target("… compressed", "site-10000", "page", "gzip", 15_000),
    Growth("… 1,000 → 10,000", "site-10000", "site-1000", "page", "bytes", 1.5),
    Target("edit → visible, this knowledge base", "serve-this", "edit", "wall", 1),
    Target("edit → visible, 1,000 claims", "serve-1000", "edit", "wall", 2),
    Target("credences, 100,000 claims", "acyclic-100000", "solve", "cpu", 0.05),
    Target("… before that, once", "acyclic-100000", "build", "cpu", 1),
    Target("… derivatives of one by all", "acyclic-100000", "gradient", "cpu", 1),
    Target("credences, 1,000,000", "acyclic-1000000", "solve", "cpu", 0.6),
    Growth("credences, 1,000 → 10,000", "acyclic-10000", "acyclic-1000", "solve"),
    Growth("credences, 10,000 → 100,000", "acyclic-100000", "acyclic-10000", "solve"),
    Target("credences on cycles, 100,000", "cyclic-100000", "solve", "cpu", 2),
    Target("… derivatives of one by all", "cyclic-100000", "gradient", "cpu", 1),
    Target("all cruxes of one of 10,000 claims", "cruxes-10000", "cruxes", "cpu", 2),
)
