"""Writes a synthetic knowledge base: N claims, 2 links each, 60 words, one checked quote, 20 topics, 100 people.

python benchmarks/generate.py 10000 /tmp/big
cd /tmp/big && mkdocs build
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from argmap.sources import Fingerprint

TOPICS = 20
PEOPLE = 100
WORDS = [
    "network",
    "feature",
    "linear",
    "space",
    "latent",
    "direction",
    "value",
    "policy",
    "reward",
    "model",
    "crux",
    "evidence",
    "agent",
    "concept",
    "token",
    "context",
    "memory",
    "graph",
    "claim",
    "reason",
    "premise",
    "method",
    "result",
    "scale",
    "depth",
    "weight",
]
CONFIG = """\
site_name: Generated
site_url: https://example.org/
theme: {name: material, font: false}
plugins: [search, argmap]
"""


def generate(count: int, folder: Path) -> None:
    """Writes the knowledge base and its mkdocs.yml; the same count gives the same files."""
    rng = random.Random(count)
    claims = folder / "claims"
    for name in ("people", "sources", *(f"topic-{n}" for n in range(TOPICS))):
        (claims / name).mkdir(parents=True, exist_ok=True)
    (folder / "docs").mkdir(exist_ok=True)
    (folder / "docs" / "method.md").write_text("# Method\n")
    (folder / "mkdocs.yml").write_text(CONFIG)
    (claims / "knowledge-base.yaml").write_text("knowledge_base: Generated\n")
    for n in range(PEOPLE):
        (claims / "people" / f"person-{n}.yaml").write_text(f"person: Person {n}\n")
    for n in range(TOPICS):
        text = f"topic: Topic {n}\nsummary: A generated topic.\n"
        (claims / f"topic-{n}" / f"topic-{n}.yaml").write_text(text)
    lines = [" ".join(rng.choices(WORDS, k=12)) + f" {n} times." for n in range(count)]
    (claims / "sources" / "talk.fingerprint").write_text(Fingerprint.of("\n".join(lines)).dump())
    speech = []
    for n in range(min(PEOPLE, count)):
        first, last = n * count // PEOPLE + 1, (n + 1) * count // PEOPLE
        if first <= last:
            speech.append(f"  - {{lines: [{first}, {last}], person: person-{n}}}")
            text = f"source: Thread {n}\ntype: thread\narchive: {{in: talk, lines: [[{first}, {last}]]}}\n"
            (claims / "sources" / f"thread-{n}.yaml").write_text(text)
    speakers = "\n".join(["speakers:", *speech])
    (claims / "sources" / "talk.yaml").write_text(f"source: Talks\ntype: archive\n{speakers}\n")
    for n in range(count):
        _claim(claims, n, count, lines[n], rng)


def _claim(claims: Path, n: int, count: int, line: str, rng: random.Random) -> None:
    targets = rng.sample(range(n), 2) if n > 1 else []
    links = "".join(
        f"  - to: claim-{target}\n    strength: {rng.choice(('weak', 'moderate', 'strong'))}\n"
        f"    because: {' '.join(rng.choices(WORDS, k=10))}.\n"
        for target in targets
    )
    speaker = next(p for p in range(PEOPLE) if n < (p + 1) * count // PEOPLE)
    text = (
        f"claim: The {rng.choice(WORDS)} of {' '.join(rng.choices(WORDS, k=8))} is number {n}.\n"
        f"note: |-\n  {' '.join(rng.choices(WORDS, k=30))}.\n"
        f"positions:\n  - person: person-{speaker}\n    stance: accepts\n    quotes:\n"
        f'      - {{text: "{line}", source: thread-{speaker}}}\n'
        + (f"supports:\n{links}" if links else "")
    )
    (claims / f"topic-{n % TOPICS}" / f"claim-{n}.yaml").write_text(text)


if __name__ == "__main__":
    generate(int(sys.argv[1]), Path(sys.argv[2]))
