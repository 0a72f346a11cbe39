"""From YAML files to a knowledge base: the one place that reads `claims/`, on disk or in a git revision."""

from __future__ import annotations

import atexit
import gc
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from argmap.checks import run_checks
from argmap.diagnostics import Diagnostic, Severity, Span, within_bounds
from argmap.files import SETTINGS_FILE, Folder
from argmap.kb import KnowledgeBase
from argmap.model import Settings, Source
from argmap.readings import RECORD_SUFFIX, id_of, read, unreadable
from argmap.schema import SLUG, read_settings
from argmap.sources import Archive, Fingerprint
from argmap.yamlio import decode, parse

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Mapping

    from argmap.files import Entry, Files
    from argmap.kb import Credence
    from argmap.model import Record
    from argmap.readings import Cache
    from argmap.yamlio import Document

FINGERPRINT_SUFFIX = ".fingerprint"
MAX_FILES = 500_000
_MANY = 50_000
"""Objects; to search as many takes some milliseconds."""

# Python looks for unreachable circles on its way out: for a second among what a large map leaves, though all memory
# is about to be given back.
atexit.register(gc.freeze)


class NotAKnowledgeBaseError(Exception):
    """The path given is no folder, or no folder of records."""


def load(
    path: str | os.PathLike[str] = "claims",
    *,
    rev: str | None = None,
    cache: Cache | None = None,
    numbers: bool = False,
) -> KnowledgeBase:
    """Reads, links and checks a knowledge base.

    Args:
        path: The folder that holds `knowledge-base.yaml`, or the folder above it.
        rev: A git revision, such as `main` or `HEAD~3`, to read in place of the files on disk; a knowledge base that
            did not exist then is empty.  See `argmap.revisions`.
        cache: What an earlier call read; files that have not changed since are not read again.
        numbers: Whether to solve the map and check what follows from it; what `check --numbers` does.

    Returns:
        The knowledge base.  Bad data never raises: it is in `diagnostics`.

    Raises:
        NotAKnowledgeBaseError: There is no folder at `path`.
        RevisionError: The revision cannot be read; the message says why.
    """
    if rev is None:
        return load_from(Folder(find_root(path)), cache=cache, numbers=numbers)
    from argmap.revisions import files_at

    with files_at(path, rev) as files:
        return load_from(files, cache=cache, numbers=numbers)


def load_from(files: Files, *, cache: Cache | None = None, numbers: bool = False) -> KnowledgeBase:
    """Reads, links and checks a knowledge base from wherever its files lie; see `load`.

    Args:
        files: All that is read is read from here.
        cache: As for `load`.
        numbers: As for `load`.
    """
    with without_collector():
        return _load(files, cache, numbers=numbers)


@contextmanager
def without_collector() -> Iterator[None]:
    """Pauses the search for reference cycles: we make many lasting objects and no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if gc.get_count()[0] > _MANY and not gc.get_freeze_count():
                # What was made meanwhile counts as old, or the next search would begin with all of it.  It also puts off
                # the next search among what is old, so where little was made the search is left to itself.
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _load(files: Files, cache: Cache | None, *, numbers: bool) -> KnowledgeBase:
    listing = _Listing(files)
    readings = {file: read(files, file, cache) for file in listing.records}
    if cache is not None:
        cache.forget_others(readings)
    found = [*listing.diagnostics, *(d for one in readings.values() for d in one.diagnostics)]

    settings, settings_document, problems = _settings(files, listing)
    found += problems
    records: dict[str, Record] = {}
    documents: dict[str, Document] = {}
    without_record = set(listing.unread)
    for file, one in readings.items():
        id = id_of(file)
        if one.record is None:
            without_record.add(id)
        elif id in records:
            found.append(_same_id(one.document, id, records[id]))
        else:
            records[id] = one.record
            documents[id] = one.document
    archives, problems = _archives(files, records, listing.fingerprints, documents, cache)
    found += problems
    kb = KnowledgeBase(
        files.root,
        settings,
        records,
        documents,
        archives,
        frozenset(without_record),
        solver=credences,
        files=files,
        settings_document=settings_document,
    )
    found = within_bounds(chain(found, run_checks(kb, with_numbers=numbers)))
    # The links, quotes and mentions the checks have computed stay with the knowledge base.
    object.__setattr__(kb, "diagnostics", tuple(sorted(found, key=lambda d: d.sort_key)))
    return kb


def credences(kb: KnowledgeBase) -> Mapping[str, Credence]:
    """The solver of a knowledge base; imported when credences are first asked for."""
    from argmap.reasoning import solution  # numpy is not needed to read and check

    return solution.credences(kb)


def find_root(path: str | os.PathLike[str]) -> Path:
    """The folder of records meant by a path: the path itself, or `claims` in it.

    Raises:
        NotAKnowledgeBaseError: Neither is there; the message says what to do.
    """
    given = Path(path)
    for candidate in (given, given / "claims"):
        if (candidate / SETTINGS_FILE).is_file():
            return candidate
    if not given.is_dir():
        raise NotAKnowledgeBaseError(
            f"there is no folder {str(path)!r}; `argmap init` starts a knowledge base"
        )
    return given


class _Listing:
    """The files of a knowledge base, and what is wrong with where they lie."""

    def __init__(self, files: Files) -> None:
        self.records: list[str] = []
        self.fingerprints: set[str] = set()
        self.settings = (
            ""  # what lies where the settings should: an `Entry.kind`, empty for nothing
        )
        self.unread: set[str] = set()  # ids of files in folders that are passed over
        self.diagnostics: list[Diagnostic] = []
        for entry in _entries(files):
            if entry.name == SETTINGS_FILE:
                self.settings = entry.kind
            if entry.kind in ("link", "other"):
                self._refuse(entry.kind, entry.name)
            elif entry.kind == "folder":
                self._topic(entry.name, files)
            elif entry.name != SETTINGS_FILE and entry.name.endswith((".yaml", ".yml")):
                self._find(
                    "misplaced-file",
                    entry.name,
                    "a record lies in the folder of its topic",
                    f"move it to a folder, such as linearity/{Path(entry.name).stem}.yaml",
                )
        if len(self.records) > MAX_FILES:
            self._find(
                "too-many-files",
                SETTINGS_FILE,
                f"more than {MAX_FILES:,} records",
                "split the knowledge base",
            )
            del self.records[MAX_FILES:]

    def _topic(self, topic: str, files: Files) -> None:
        try:
            entries = _entries(files, topic)
        except OSError as error:
            self.diagnostics.append(unreadable(f"{topic}/", error))
            return
        if not SLUG.fullmatch(topic):
            # A topic's name stands in pages, addresses and exports, so one that may hold anything goes no further.
            self._find(
                "wrong-file-name",
                f"{topic}/",
                f"the folder name {topic!r} is not a slug, so its files are not read",
                "use lower-case letters, digits and single hyphens",
            )
            self.unread.update(Path(entry.name).stem for entry in entries)
            return
        for entry in entries:
            file = f"{topic}/{entry.name}"
            if entry.kind in ("link", "other"):
                self._refuse(entry.kind, file)
            elif entry.kind == "folder":
                self._find(
                    "misplaced-file",
                    f"{file}/",
                    "folders of records are one level deep",
                    "move its files up; a topic is one folder",
                )
            elif _means_a_record(entry.name):
                self._find(
                    "wrong-file-name",
                    file,
                    "a record's file name ends in .yaml",
                    f"rename it to {entry.name.partition('.')[0]}.yaml",
                )
            elif entry.name.endswith(RECORD_SUFFIX):
                self._record(file)
            elif entry.name.endswith(FINGERPRINT_SUFFIX):
                self.fingerprints.add(file)

    def _record(self, file: str) -> None:
        id = id_of(file)
        if not SLUG.fullmatch(id):
            self._find(
                "wrong-file-name",
                file,
                f"the file name {id!r} is not a slug",
                "the file's name is the record's id: lower-case letters, digits and single hyphens",
            )
        else:
            self.records.append(file)

    def _refuse(self, kind: str, file: str) -> None:
        if kind == "link":
            message, fix = "a symbolic link is not followed", "put the file itself here"
            self._find("symlink", file, message, fix)
        else:
            self._find("unreadable-file", file, "this is neither a file nor a folder", "delete it")

    def _find(self, code: str, file: str, message: str, fix: str) -> None:
        self.diagnostics.append(Diagnostic(code, Severity.ERROR, Span(file), message, fix))


def _entries(files: Files, folder: str = "") -> list[Entry]:
    """What lies in a folder, by name, without what is hidden."""
    return sorted(entry for entry in files.entries(folder) if not entry.name.startswith("."))


def _means_a_record(name: str) -> bool:
    """Whether a file that does not end in .yaml was probably meant to: it would be passed over in silence."""
    return name.endswith((".yml", ".yaml.txt")) or ("." not in name and not name.isupper())


def _settings(
    files: Files, listing: _Listing
) -> tuple[Settings, Document | None, list[Diagnostic]]:
    fallback = Settings(headline=files.root.resolve().name)
    if listing.settings in ("link", "other"):
        return fallback, None, []  # told by the listing
    if listing.settings != "file":
        missing = Diagnostic(
            "no-settings",
            Severity.ERROR,
            Span(SETTINGS_FILE),
            f"there is no {SETTINGS_FILE}, which marks the root of a knowledge base",
            "create it with the line `knowledge_base: Title of the site`",
        )
        return fallback, None, [missing]
    try:
        decoded = decode(files.read(SETTINGS_FILE), SETTINGS_FILE)
    except OSError as error:
        return fallback, None, [unreadable(SETTINGS_FILE, error)]
    document = parse(decoded, SETTINGS_FILE) if isinstance(decoded, str) else decoded
    settings, problems = read_settings(document)
    return settings or fallback, document, [*document.diagnostics, *problems]


def _same_id(document: Document, id: str, other: Record) -> Diagnostic:
    return document.finding(
        "same-id",
        Severity.ERROR,
        f"the id {id!r} is taken by {other.file}",
        fix="rename one of the files; an id is unique over the whole knowledge base",
    )


def _archives(
    files: Files,
    records: dict[str, Record],
    fingerprints: set[str],
    documents: dict[str, Document],
    cache: Cache | None,
) -> tuple[dict[str, Archive], list[Diagnostic]]:
    archives, found = {}, []
    for record in records.values():
        if not isinstance(record, Source) or record.type != "archive":
            continue
        file = record.file.removesuffix(RECORD_SUFFIX) + FINGERPRINT_SUFFIX
        document = documents[record.id]
        if file not in fingerprints:
            found.append(
                document.finding(
                    "no-fingerprint", Severity.ERROR, "this archive has no fingerprint, so no quote can be checked",
                    fix=f"run `argmap source add TEXT --id {record.id}`",
                )
            )  # fmt: skip
            continue
        try:
            raw = files.read(file)
            known = (
                Fingerprint.load(raw.decode()) if cache is None else cache.fingerprint(raw, file)
            )
            archives[record.id] = Archive(record, known)
        except (ValueError, OSError) as error:
            found.append(
                document.finding(
                    "bad-fingerprint", Severity.ERROR, f"{file} cannot be used: {error}",
                    fix=f"make it again: `argmap source add TEXT --id {record.id}`",
                )
            )  # fmt: skip
    return archives, found
