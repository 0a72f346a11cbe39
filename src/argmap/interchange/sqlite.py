"""SQLite: the tables of `kb.sql` as a file, with full-text search."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from argmap.interchange.common import Exported
from argmap.interchange.contents import FEATURES, losses
from argmap.query import Database

if TYPE_CHECKING:
    from argmap.kb import KnowledgeBase

_LACKS = {
    *("experiments", "aliases", "expectations", "addresses and venues", "archives"),
    *("texts of topics", "explanations of priors and retractions"),
}
_NOTES = {
    "experiments": "without protocol, rules and the words of who asked",
    "texts of topics": "the summary only",
}


def write(kb: KnowledgeBase) -> Exported:
    """The database, with what it leaves out."""
    return Exported({"": content(kb)}, losses(kb, {*FEATURES} - _LACKS, _NOTES))


def content(kb: KnowledgeBase) -> bytes:
    """The database, with the credences."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kb.sqlite"
        Database(kb, solved=True).save(path)
        return path.read_bytes()
