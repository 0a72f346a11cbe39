"""Files as they were read, worked out once for the same bytes: text, record and what is wrong, fingerprints and where quotes stand.

Between runs the data of sound files is kept, since most of what reading costs is YAML, and the places of quotes.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, TypeAlias

from argmap import store
from argmap.diagnostics import MOST_TOLD, Diagnostic, Severity, Span
from argmap.schema import read_record
from argmap.sources import Fingerprint, Line, Place
from argmap.yamlio import Document, decode, parse

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from argmap.files import Files
    from argmap.model import Record

RECORD_SUFFIX = ".yaml"

_Kept: TypeAlias = dict[str, tuple[bytes, dict[str, Any]]]
"""By file the digest of its bytes and the data they hold."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read: the text, the record in it, and what is wrong with either."""

    document: Document
    record: Record | None
    diagnostics: tuple[Diagnostic, ...]


def id_of(file: str) -> str:
    """The id of the record in a file: the file's name without its ending."""
    return file.rpartition("/")[2].removesuffix(RECORD_SUFFIX)


def unreadable(file: str, error: OSError) -> Diagnostic:
    """What to say of a file or a folder that the system does not let us read."""
    what = "folder" if file.endswith("/") else "file"
    message = f"the {what} cannot be read: {error.strerror or error}"
    return Diagnostic("unreadable-file", Severity.ERROR, Span(file), message)


def read(files: Files, file: str, cache: Cache | None = None) -> Reading:
    """Reads one file, or takes what was read when it held the same bytes."""
    try:
        raw = files.read(file)
    except OSError as error:
        return Reading(Document(file, ""), None, (unreadable(file, error),))
    return _parsed(raw, file) if cache is None else cache.reading(raw, file)


def _parsed(raw: bytes, file: str) -> Reading:
    decoded = decode(raw, file)
    return _of(parse(decoded, file) if isinstance(decoded, str) else decoded)


def _of(document: Document) -> Reading:
    """The reading of a document: the record in it."""
    file = document.file
    record, problems = read_record(document, id=id_of(file), topic=_topic_of(file))
    # One more than are told tells that there are more.
    found = islice(chain(document.diagnostics, problems), MOST_TOLD + 1)
    return Reading(document, record, tuple(found))


def _topic_of(file: str) -> str:
    return file.partition("/")[0]


class Cache:
    """What was read before, by file; it counts only while the digest of the file's bytes is the same."""

    def __init__(self, root: Path | None = None) -> None:
        """Begins with what was kept of a folder of records; with nothing where none is given."""
        self._root = root.resolve() if root is not None else None
        self._read: dict[str, tuple[bytes, Reading]] = {}
        self._fingerprints: dict[str, tuple[bytes, Fingerprint]] = {}
        self._kept: dict[str, _Kept] = {}  # by topic, so that an edit renews a part of it only
        self._stale: set[str] = set()  # topics, and files of fingerprints

    def reading(self, raw: bytes, file: str) -> Reading:
        """The reading of a file that holds these bytes."""
        digest = _digest(raw)
        known = self._read.get(file)
        if known is None or known[0] != digest:
            known = self._read[file] = (
                digest,
                self._recalled(raw, file, digest) or _parsed(raw, file),
            )
        return known[1]

    def _recalled(self, raw: bytes, file: str, digest: bytes) -> Reading | None:
        topic = _topic_of(file)
        if self._root is not None and topic not in self._kept:
            self._kept[topic] = store.recall("read", f"{self._root} {topic}") or {}
        known = self._kept.get(topic, {}).get(file)
        if known is None or known[0] != digest:
            self._stale.add(topic)
            return None
        return _of(Document(file, raw.decode(), known[1]))

    def fingerprint(self, raw: bytes, file: str) -> Fingerprint:
        """The fingerprint in a file that holds these bytes, which knows where the quotes of the run before stand.

        Raises:
            ValueError: There is none in it; the message says why.
        """
        digest = _digest(raw)
        last = self._fingerprints.get(file)
        if last is not None and last[0] == digest:
            made = Fingerprint(last[1].lines, last[1].found)
        else:
            made = self._recalled_fingerprint(file, digest) or Fingerprint.load(raw.decode())
        self._fingerprints[file] = digest, made
        return made

    def _recalled_fingerprint(self, file: str, digest: bytes) -> Fingerprint | None:
        if self._root is None:
            return None
        known, lines, places = store.recall("fingerprint", f"{self._root} {file}") or (b"", (), {})
        if known != digest:
            self._stale.add(file)
            return None
        return Fingerprint(
            {
                number: Line(length, starts, words, array("Q", hashes))
                for number, length, starts, words, hashes in lines
            },
            {quote: [Place(*one) for one in found] for quote, found in places.items()},
        )

    def forget_others(self, files: Iterable[str]) -> None:
        """Forgets all files but these."""
        self._read = {file: self._read[file] for file in files if file in self._read}

    def keep(self) -> None:
        """Keeps the data of all files that are sound, and the places of quotes, for the next run."""
        if self._root is None:
            return
        for file, (digest, made) in self._fingerprints.items():
            if file in self._stale or made.found.keys() != made.known.keys():
                store.keep("fingerprint", f"{self._root} {file}", (digest, *_plain(made)))
        topics: dict[str, _Kept] = {topic: {} for topic in self._stale if "/" not in topic}
        for file, (digest, one) in self._read.items():
            if _topic_of(file) in topics and not one.diagnostics:
                topics[_topic_of(file)][file] = digest, one.document.data
        for topic, kept in topics.items():
            store.keep("read", f"{self._root} {topic}", kept)
        self._kept, self._stale = {}, set()


def _plain(fingerprint: Fingerprint) -> tuple[list[Any], dict[str, Any]]:
    """The lines of a fingerprint and the places of quotes found in it, as plain data."""
    lines = [
        (number, one.length, one.sentence_starts, one.words, one.hashes.tobytes())
        for number, one in fingerprint.lines.items()
    ]
    return lines, {quote: [*map(tuple, places)] for quote, places in fingerprint.found.items()}


def _digest(raw: bytes) -> bytes:
    return blake2b(raw, digest_size=20).digest()
