"""Small knowledge bases for tests, written to a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import argmap
from argmap.sources import Fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from argmap.kb import KnowledgeBase

TALK = """\
Slow bread is not magic, but I find it easier to digest than quick bread.
I doubt that fermentation time is what matters here.
We should test it blind, obviously. Yes, but who would pay for?
"""

BREAD = {
    "knowledge-base.yaml": "knowledge_base: Bread\n",
    "bread/bread.yaml": "topic: Bread\nsummary: What is argued about bread.\n",
    "people/ann.yaml": "person: Ann Baker\n",
    "people/bob.yaml": "person: Bob Miller\n",
    "sources/talk.yaml": (
        "source: A talk on bread\ntype: archive\nspeakers:\n"
        "  - {line: 1, person: ann}\n  - {line: 2, person: bob}\n"
        "  - {line: 3, words: [1, 6], person: ann}\n  - {line: 3, words: [7, 12], person: bob}\n"
    ),
    "sources/kitchen-thread.yaml": (
        "source: Kitchen thread\ntype: thread\narchive: {in: talk, lines: [[1, 1]]}\n"
    ),
    "sources/talk.fingerprint": Fingerprint.of(TALK).dump(),
}
"""A topic, two people, and an archived talk to quote from; no claims."""


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes files into a folder, making what is missing."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(text, bytes):
            path.write_bytes(text)
        else:
            path.write_text(text, "utf-8")
    return folder


def bread(folder: Path, files: Mapping[str, str | bytes] | None = None) -> KnowledgeBase:
    """The knowledge base on bread with further files, loaded."""
    return argmap.load(write(folder, {**BREAD, **(files or {})}))


def claims(folder: Path, **texts: str) -> KnowledgeBase:
    """The knowledge base on bread with claims `a`, `b`, ...: each text is what follows the headline."""
    files = {
        f"bread/{id}.yaml": f"claim: This is claim {id}.\n{text}" for id, text in texts.items()
    }
    return bread(folder, files)


def codes(kb: KnowledgeBase) -> list[str]:
    """The codes of what is wrong, in order."""
    return [found.code for found in kb.diagnostics]
