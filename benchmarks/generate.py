"""Writes the synthetic map as a knowledge base of argmap, with what was said in each topic archived, so that quotes are checked.

python -m benchmarks.generate 10000 /tmp/big
cd /tmp/big && mkdocs build
"""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from argmap.sources import Fingerprint
from benchmarks.synthetic import PEOPLE, SENTENCES, TOPICS, draw

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.synthetic import Claim

CONFIG = """\
site_name: Generated
site_url: https://example.org/
theme: {name: material, font: false}
plugins: [search, argmap]
"""


def write(claims: Sequence[Claim], folder: Path) -> None:
    """Writes the knowledge base and its mkdocs.yml into a folder, which is made where it is missing."""
    root = folder / "claims"
    topics = [f"topic-{n}" for n in range(TOPICS)]
    for name in ("people", "sources", *topics):
        (root / name).mkdir(parents=True, exist_ok=True)
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "method.md").write_text("# Method\n")
    (folder / "mkdocs.yml").write_text(CONFIG)
    (root / "knowledge-base.yaml").write_text("knowledge_base: Generated\n")
    for n in range(PEOPLE):
        (root / "people" / f"person-{n}.yaml").write_text(f"person: Person {n}\n")
    for n, name in enumerate(topics):
        text = f"topic: Topic {n}\nsummary: A generated topic.\n"
        (root / name / f"{name}.yaml").write_text(text)
        _discussion(root / "sources", n, [claim for claim in claims if claim.topic == n])
    for claim in claims:
        (root / f"topic-{claim.topic}" / f"{claim.id}.yaml").write_text(record(claim))


def _discussion(sources: Path, topic: int, claims: Sequence[Claim]) -> None:
    """What was said in one topic: the archive's record and fingerprint, and the thread that is cited."""
    if not claims:
        return
    said = [sentence for claim in claims for sentence in claim.said]
    (sources / f"talk-{topic}.fingerprint").write_text(Fingerprint.of("\n".join(said)).dump())
    speakers, line = "", 1
    for person, spoken in groupby(claims, key=lambda claim: claim.speaker):
        last = line + SENTENCES * len(list(spoken)) - 1
        speakers += f"  - {{lines: [{line}, {last}], person: person-{person}}}\n"
        line = last + 1
    (sources / f"talk-{topic}.yaml").write_text(
        f"source: Talks on topic {topic}\ntype: archive\nspeakers:\n{speakers}"
    )
    (sources / f"thread-{topic}.yaml").write_text(
        f"source: Thread {topic}\ntype: thread\n"
        f"archive: {{in: talk-{topic}, lines: [[1, {len(said)}]]}}\n"
    )


def record(claim: Claim) -> str:
    """The text of a claim's file."""
    links = "".join(
        f"  - to: claim-{link.target}\n    strength: {link.strength}\n    because: {link.because}\n"
        for link in claim.links
    )
    return (
        f"claim: {claim.headline}\n"
        f"note: |-\n  {claim.note}\n"
        f"positions:\n  - person: person-{claim.speaker}\n    stance: accepts\n    quotes:\n"
        f'      - {{text: "{claim.quote}", source: thread-{claim.topic}}}\n'
        + (f"supports:\n{links}" if links else "")
    )


if __name__ == "__main__":
    write(draw(int(sys.argv[1])), Path(sys.argv[2]))
