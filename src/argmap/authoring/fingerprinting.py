"""`argmap source add`: a text becomes something quotes can be checked against.

The fingerprint is published beside the archive record; the text itself stays in `.argmap/texts/`,
which git ignores, since it is not ours to publish.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from argmap.authoring.files import write
from argmap.files import TEXTS, project_of
from argmap.model import Source
from argmap.schema import SLUG
from argmap.sources import Fingerprint

if TYPE_CHECKING:
    from pathlib import Path

    from argmap.kb import KnowledgeBase

FOLDER = "sources"


class SourceError(Exception):
    """A text cannot be archived as asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did.

    Attributes:
        id: The archive record.
        record: Its file.
        fingerprint: The fingerprint's file.
        text: Where the text was copied to.
        lines: Lines that hold words.
        words: Tokens in all of them.
        record_created: Whether the archive record is new.
        changed: Lines whose words differ from the fingerprint that was there, if there was one.
    """

    id: str
    record: Path
    fingerprint: Path
    text: Path
    lines: int
    words: int
    record_created: bool
    changed: tuple[int, ...]


def text_file(root: Path, id: str) -> Path:
    """Where the text of an archive lies on this machine, if it is here."""
    return project_of(root) / TEXTS / f"{id}.txt"


def add(kb: KnowledgeBase, text: str, id: str, record_yaml: str) -> Added:
    """Fingerprints a text, keeps a copy of it, and makes its archive record where there is none.

    Args:
        kb: The knowledge base.
        text: The text; a locator counts its lines, so these must stay as they are.
        id: The id of the archive record.
        record_yaml: What to write as the archive record if there is none.

    Raises:
        SourceError: The id is no slug or another record's, or the text is empty.
        OSError: A file cannot be written.
    """
    if not SLUG.fullmatch(id):
        raise SourceError(f"{id!r} is no id: use lower-case letters, digits and single hyphens")
    known = kb.get(id)
    if known is not None and not (isinstance(known, Source) and known.type == "archive"):
        raise SourceError(f"{id!r} is {known.file}, which is no source of type archive")
    fingerprint = Fingerprint.of(text)
    if not fingerprint.lines:
        raise SourceError("the text is empty")

    file = kb.root / (known.file if known is not None else f"{FOLDER}/{id}.yaml")
    created = known is None and not file.exists()
    if created:
        write(file, record_yaml, inside=kb.root)
    beside = file.with_suffix(".fingerprint")
    copy = text_file(kb.root, file.stem)
    ignored = copy.parents[1] / ".gitignore"
    if not ignored.exists():
        write(ignored, "# Texts that are not ours to publish stay on this machine.\n*\n",
              inside=kb.root.parent)  # fmt: skip
    write(copy, text, inside=kb.root.parent, replace=True)
    write(beside, fingerprint.dump(), inside=kb.root, replace=True)
    archive = kb.archives.get(file.stem)
    return Added(
        file.stem,
        file,
        beside,
        copy,
        len(fingerprint.lines),
        fingerprint.token_count,
        created,
        _changed(archive.fingerprint, fingerprint) if archive is not None else (),
    )


def _changed(old: Fingerprint, new: Fingerprint) -> tuple[int, ...]:
    numbers = old.lines.keys() | new.lines.keys()
    return tuple(n for n in sorted(numbers) if old.lines.get(n) != new.lines.get(n))


def archived_text(kb: KnowledgeBase, id: str) -> dict[int, str] | None:
    """The lines of an archived text by number, where the text is on this machine and is the same.

    Raises:
        SourceError: The text here is not the one the fingerprint was made from.
    """
    file = text_file(kb.root, id)
    if not file.is_file():
        return None
    text = file.read_text("utf-8", errors="replace")
    if Fingerprint.of(text) != kb.archives[id].fingerprint:
        raise SourceError(f"{file} is not the text the fingerprint was made from")
    return dict(enumerate(text.splitlines(), 1))
