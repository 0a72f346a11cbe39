"""A part of a knowledge base: a topic, or all that a record rests on, with the people and sources named there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from argmap.kb import referenced_ids
from argmap.model import Person, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from argmap.kb import KnowledgeBase


def of_topic(kb: KnowledgeBase, topic: str) -> KnowledgeBase:
    """The records of a topic.

    Raises:
        KeyError: There is no topic of this id; the message suggests what was meant.
    """
    id = kb[topic].id
    return _part(kb, (record.id for record in kb.records.values() if record.topic == id))


def resting_under(kb: KnowledgeBase, id: str) -> KnowledgeBase:
    """A record and all that bears on it, directly or not.

    Raises:
        KeyError: There is no record of this id or alias; the message suggests what was meant.
    """
    record = kb[id]
    ids = [one for one in (*kb.ancestors(record.id), record.id) if one in kb.records]
    topics = [topic for one in ids if (topic := kb.records[one].topic) in kb.topics]
    return _part(kb, (*ids, *topics))


def _part(kb: KnowledgeBase, ids: Iterable[str]) -> KnowledgeBase:
    """The records given, in their order, with the people and sources they name."""
    kept = dict.fromkeys(ids)
    waiting = list(kept)
    while waiting:
        for mention in kb.mentions.get(waiting.pop(), ()):
            for id in referenced_ids(mention):
                named = kb.get(id)
                if isinstance(named, (Person, Source)) and named.id not in kept:
                    kept[named.id] = None
                    waiting.append(named.id)
    return replace(
        kb,
        records={id: record for id, record in kb.records.items() if id in kept},
        documents={id: one for id, one in kb.documents.items() if id in kept},
        archives={id: one for id, one in kb.archives.items() if id in kept},
        diagnostics=(),
    )
