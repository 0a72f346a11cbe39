"""New records: a proposed id, the YAML, and what the checks say of it before anything is written."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from argmap import yamlio
from argmap.authoring.files import write
from argmap.authoring.yamltext import record_text
from argmap.checks import run_checks
from argmap.diagnostics import Diagnostic, Severity
from argmap.model import Source
from argmap.reserved import RESERVED
from argmap.schema import SLUG, read_record

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from argmap.kb import KnowledgeBase
    from argmap.sources import Archive, Place

MAX_ID = 50
"""Characters of a proposed id."""

LONGEST_ID = 200
"""Longer names of files cannot be had everywhere."""

HOMES = {"person": "people", "source": "sources"}
"""The folders of the kinds that do not lie in a topic's."""

_STOP_WORDS = frozenset(
    """
    a an and are as at be been but by can could do does for from had has have how if in into is
    it its may might of on or our s should so some such than that the their them then there
    these they this those to very was we were what when where which while who why will with
    would
    """.split()  # noqa: SIM905 - one word a line otherwise
)


class ScaffoldError(Exception):
    """A record cannot be made as asked; the message says why."""


def slug(text: str) -> str:
    """The text as lower-case words of plain letters and digits, joined by hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))


def telling_words(words: Iterable[str]) -> list[str]:
    """The words that carry a sentence: all but articles, pronouns, auxiliaries and the like."""
    return [word for word in words if word.lower() not in _STOP_WORDS]


def propose_id(headline: str, taken: Collection[str] = ()) -> str:
    """An id from the words that carry a headline: at most `MAX_ID` characters, and nobody else's."""
    words = [word for word in slug(headline.replace("’", "'")).split("-") if word]
    telling = telling_words(words) or words or ["record"]
    base = telling[0][:MAX_ID]
    for word in telling[1:]:
        if len(base) + 1 + len(word) > MAX_ID:
            break
        base = f"{base}-{word}"
    proposed, number = base, 2
    while proposed in taken or proposed in RESERVED:
        ending = f"-{number}"
        proposed, number = base[: MAX_ID - len(ending)].rstrip("-") + ending, number + 1
    return proposed


def taken_ids(kb: KnowledgeBase) -> set[str]:
    """The ids no new record can have."""
    return {*kb.records, *kb.aliases, *kb.unreadable, *RESERVED}


def check_id(kb: KnowledgeBase, id: str) -> None:
    """Makes sure that a new record can have an id.

    Raises:
        ScaffoldError: It is no slug, too long for a file's name, or taken.
    """
    _check_slug(id)
    if id in taken_ids(kb):
        whose = "a page of the site" if id in RESERVED else "another record"
        raise ScaffoldError(f"the id {id!r} is taken by {whose}; give another with --id")


def _check_slug(name: str) -> None:
    if not SLUG.fullmatch(name):
        raise ScaffoldError(f"{name!r} is not lower-case words joined by single hyphens")
    if len(name) > LONGEST_ID:
        raise ScaffoldError(f"the id {name[:MAX_ID]}… is too long for the name of a file")


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that is not written yet.

    Attributes:
        id: Its id.
        file: Its path within the knowledge base.
        text: Its YAML.
        diagnostics: What the checks find that was not there without it.
    """

    id: str
    file: str
    text: str
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Whether it can be written: no error."""
        return not any(found.severity is Severity.ERROR for found in self.diagnostics)


def draft(
    kb: KnowledgeBase,
    kind: str,
    headline: str,
    fields: Mapping[str, Any],
    *,
    topic: str = "",
    id: str = "",
) -> Draft:
    """Makes a record and holds it against the knowledge base, without writing it.

    Args:
        kb: The knowledge base it is to join.
        kind: What kind of record.
        headline: Its headline.
        fields: Its other fields, as they would be written.
        topic: The folder; ignored for people, sources and topics, which have their own.
        id: Its id; left out, proposed from the headline.

    Raises:
        ScaffoldError: The id or topic is no slug, the id is taken, or the text cannot be YAML.
    """
    id = id or propose_id(headline, taken_ids(kb))
    check_id(kb, id)
    folder = id if kind == "topic" else HOMES.get(kind, topic)
    _check_slug(folder)
    file = f"{folder}/{id}.yaml"
    try:
        text = record_text({kind: headline, **fields})
    except ValueError as error:
        raise ScaffoldError(str(error)) from error
    return Draft(id, file, text, _examine(kb, id, folder, file, text))


def _examine(
    kb: KnowledgeBase, id: str, folder: str, file: str, text: str
) -> tuple[Diagnostic, ...]:
    decoded = yamlio.decode(text.encode(), file)  # as a file is read: it may be too large
    document = yamlio.parse(decoded, file) if isinstance(decoded, str) else decoded
    record, found = read_record(document, id=id, topic=folder)
    if record is None or found:
        return (*document.diagnostics, *found)
    # A copy without what the old one has computed, since that holds for its own records only.
    joined = replace(
        kb, records={**kb.records, id: record}, documents={**kb.documents, id: document}
    )
    before = set(kb.diagnostics)
    return tuple(one for one in run_checks(joined) if one not in before)


def save(kb: KnowledgeBase, made: Draft) -> Path:
    """Writes a draft and gives its path.

    Raises:
        FileExistsError: A file of this name is there; it stays as it is.
        OSError: The file cannot be written.
    """
    path = kb.root / made.file
    write(path, made.text, inside=kb.root)
    return path


@dataclass(frozen=True, slots=True)
class Found:
    """Where the words of a quote stand.

    Attributes:
        source: The source whose passage it is; the archive where no source claims the line.
        locator: `archive:line.sentences`.
        speaker: Who says it; None when the archive does not say or several do.
    """

    source: str
    locator: str
    speaker: str | None


def find_quote(kb: KnowledgeBase, words: str) -> list[Found]:
    """Every place where the words stand in an archived text, by the sources the lines belong to."""
    return [
        found
        for archive in kb.archives.values()
        for place in archive.fingerprint.find(words)
        for found in _owners(kb, archive, place)
    ]


def _owners(kb: KnowledgeBase, archive: Archive, place: Place) -> Iterator[Found]:
    speakers = archive.speakers(place)
    speaker = next(iter(speakers)) if len(speakers) == 1 else None
    locator = f"{archive.record.id}:{place}"
    owners = [
        record.id
        for record in kb.records.values()
        if isinstance(record, Source)
        and record.archive is not None
        and kb.aliases.get(record.archive.archive, record.archive.archive) == archive.record.id
        and any(first <= place.line <= last for first, last in record.archive.lines)
    ]
    yield from (Found(owner, locator, speaker) for owner in owners or [archive.record.id])
