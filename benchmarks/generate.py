"""Writes a synthetic knowledge base: N claims, 2 links each, 60 words, one checked quote, 20 topics.

python benchmarks/generate.py 10000 /tmp/big
cd /tmp/big && mkdocs build
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from argmap.sources import Fingerprint

TOPICS = 20
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
    (claims / "people" / "ann.yaml").write_text("person: Ann Example\n")
    for n in range(TOPICS):
        text = f"topic: Topic {n}\nsummary: A generated topic.\n"
        (claims / f"topic-{n}" / f"topic-{n}.yaml").write_text(text)
    lines = [" ".join(rng.choices(WORDS, k=12)) + f" {n} times." for n in range(count)]
    (claims / "sources" / "talk.fingerprint").write_text(Fingerprint.of("\n".join(lines)).dump())
    speakers = f"speakers:\n  - {{lines: [1, {count}], person: ann}}\n"
    (claims / "sources" / "talk.yaml").write_text(f"source: A talk\ntype: archive\n{speakers}")
    for n in range(count):
        _claim(claims, n, lines[n], rng)


def _claim(claims: Path, n: int, line: str, rng: random.Random) -> None:
    targets = rng.sample(range(n), 2) if n > 1 else []
    links = "".join(
        f"  - to: claim-{target}\n    strength: {rng.choice(('weak', 'moderate', 'strong'))}\n"
        f"    because: {' '.join(rng.choices(WORDS, k=10))}.\n"
        for target in targets
    )
    text = (
        f"claim: The {rng.choice(WORDS)} of {' '.join(rng.choices(WORDS, k=8))} is number {n}.\n"
        f"note: |-\n  {' '.join(rng.choices(WORDS, k=30))}.\n"
        f"positions:\n  - person: ann\n    stance: accepts\n    quotes:\n"
        f'      - {{text: "{line}", source: talk}}\n' + (f"supports:\n{links}" if links else "")
    )
    (claims / f"topic-{n % TOPICS}" / f"claim-{n}.yaml").write_text(text)


if __name__ == "__main__":
    generate(int(sys.argv[1]), Path(sys.argv[2]))
