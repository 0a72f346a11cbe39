"""sphinx-needs: a page for each topic; the builder `needs` links and exports the map, `html` writes it as a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from benchmarks.synthetic import TOPICS
from benchmarks.tools import Rewording, Step, remove, start, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.synthetic import Claim
    from benchmarks.tools import Work

_CONFIG = """\
project = "Generated"
extensions = ["sphinx_needs"]
needs_id_regex = "^[A-Z0-9_]{3,}"
needs_types = [
    {"directive": "claim", "title": "Claim", "prefix": "C_", "color": "#BFD8D2", "style": "node"}
]
needs_links = {"supports": {"description": "What it speaks for", "incoming": "is supported by", "outgoing": "supports"}}
"""


class SphinxNeeds:
    """`sphinx-needs` of PyPI."""

    name = "sphinx-needs"
    largest: ClassVar[Mapping[Work, int]] = {"check": 10_000, "site": 10_000}

    def version(self) -> str | None:
        return version_of("sphinx-needs")

    def write(self, claims: Sequence[Claim], folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "conf.py").write_text(_CONFIG)
        pages = "\n".join(f"   topic-{n}" for n in range(TOPICS))
        (folder / "index.rst").write_text(f"Generated\n=========\n\n.. toctree::\n\n{pages}\n")
        for topic in range(TOPICS):
            _write_topic(folder, topic, claims)

    def steps(self, work: Work, claims: Sequence[Claim], folder: Path) -> Mapping[str, Step]:
        command = (start("sphinx-build"), "-q", "-b", "needs" if work == "check" else "html", ".", "out")  # fmt: skip
        cold = Step(command, lambda: remove(folder / "out"))
        reworded = Rewording(claims)

        def change() -> None:
            one = reworded()
            changed = [one if claim.number == one.number else claim for claim in claims]
            _write_topic(folder, one.topic, changed)

        return {"cold": cold, "changed": Step(command, change)}


def _write_topic(folder: Path, topic: int, claims: Sequence[Claim]) -> None:
    title = f"Topic {topic}"
    body = "\n".join(_need(claim) for claim in claims if claim.topic == topic)
    (folder / f"topic-{topic}.rst").write_text(f"{title}\n{'=' * len(title)}\n\n{body}")


def _need(claim: Claim) -> str:
    links = ", ".join(f"C_{link.target:07}" for link in claim.links)
    return (
        f".. claim:: {claim.headline}\n   :id: C_{claim.number:07}\n"
        + (f"   :supports: {links}\n" if links else "")
        + f'\n   {claim.note}\n\n   "{claim.quote}" (person-{claim.speaker})\n'
    )
