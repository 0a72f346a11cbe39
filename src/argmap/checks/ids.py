"""Ids, aliases and folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.diagnostics import Diagnostic, Severity, Span
from argmap.model import Person, Source, Topic
from argmap.reserved import RESERVED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.kb import KnowledgeBase

PEOPLE, SOURCES = "people", "sources"
"""The folders that are no topics."""


def reserved_ids(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """An id or alias must not be the address of a page of another sort."""
    for record in kb.records.values():
        if record.id in RESERVED:
            yield kb.documents[record.id].finding(
                "reserved-id",
                Severity.ERROR,
                f"the site has a page of its own at /{record.id}/",
                fix=f"rename the file, such as {record.id}-{record.kind}.yaml",
            )


def aliases(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """An alias must be nobody's id and only one record's alias."""
    taken: dict[str, str] = {}
    for record in kb.records.values():
        for index, alias in enumerate(record.aliases):
            other = alias if alias in kb.records else taken.setdefault(alias, record.id)
            if other != record.id or alias == record.id or alias in RESERVED:
                yield kb.documents[record.id].finding(
                    "alias-taken",
                    Severity.ERROR,
                    f"the alias {alias!r} is already the name of {other!r}",
                    path=("aliases", index),
                    fix="an alias is an earlier id of this record alone; delete it here or there",
                )


def folders(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """People and sources lie in folders of their own, everything else in its topic's."""
    for record in kb.records.values():
        home = (
            PEOPLE
            if isinstance(record, Person)
            else SOURCES
            if isinstance(record, Source)
            else None
        )
        wrong = (
            record.topic != home if home is not None else record.topic in (PEOPLE, SOURCES)
        ) or (isinstance(record, Topic) and record.topic != record.id)
        if wrong:
            folder = home or (record.id if isinstance(record, Topic) else "the folder of its topic")
            yield kb.documents[record.id].finding(
                "wrong-folder",
                Severity.ERROR,
                f"a {record.kind} record does not belong in {record.topic}/",
                fix=f"move the file to {folder}{'/' if home or isinstance(record, Topic) else ''}",
            )


def topics(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """Every folder of claims has a topic record that introduces it."""
    folders = {record.topic for record in kb.records.values()} - {PEOPLE, SOURCES}
    for folder in sorted(folders - kb.topics.keys() - kb.unreadable):
        yield Diagnostic(
            "no-topic",
            Severity.WARNING,
            Span(f"{folder}/{folder}.yaml"),
            f"the folder {folder}/ has no topic record",
            f"write {folder}/{folder}.yaml with `topic:` and `summary:`",
        )


CHECKS = (reserved_ids, aliases, folders, topics)
