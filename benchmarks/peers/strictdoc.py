"""strictdoc: a document for each topic, written as HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from benchmarks.synthetic import TOPICS
from benchmarks.tools import Step, remove, start, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.synthetic import Claim
    from benchmarks.tools import Work


class StrictDoc:
    """`strictdoc` of PyPI."""

    name = "strictdoc"
    largest: ClassVar[Mapping[Work, int]] = {"site": 1_000}

    def version(self) -> str | None:
        return version_of("strictdoc")

    def write(self, claims: Sequence[Claim], folder: Path) -> None:
        (folder / "map").mkdir(parents=True, exist_ok=True)
        for topic in range(TOPICS):
            body = "\n".join(_requirement(claim) for claim in claims if claim.topic == topic)
            text = f"[DOCUMENT]\nTITLE: Topic {topic}\n\n{body}"
            (folder / "map" / f"topic-{topic}.sdoc").write_text(text)

    def steps(self, work: Work, claims: Sequence[Claim], folder: Path) -> Mapping[str, Step]:
        del work, claims
        command = (start("strictdoc"), "export", "map", "--output-dir", "out")
        return {"cold": Step(command, lambda: remove(folder / "out"))}


def _requirement(claim: Claim) -> str:
    relations = "".join(f"- TYPE: Parent\n  VALUE: C{link.target}\n" for link in claim.links)
    return (
        f"[REQUIREMENT]\nUID: C{claim.number}\nTITLE: {claim.headline}\n"
        f'STATEMENT: >>>\n{claim.note}\n\n"{claim.quote}" (person-{claim.speaker})\n<<<\n'
        + (f"RELATIONS:\n{relations}" if relations else "")
    )
