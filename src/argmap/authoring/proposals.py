"""What can be proposed to somebody who writes a record: what it may bear on, where it goes, what it is called."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from argmap.authoring.scaffold import propose_id, telling_words
from argmap.sources import words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from argmap.kb import KnowledgeBase
    from argmap.model import Record

NEAR = 5
"""Records proposed."""

_TITLE_WORDS = 3


def near(
    kb: KnowledgeBase, text: str, kinds: Sequence[str], limit: int = NEAR
) -> tuple[Record, ...]:
    """The records that share most with a text, best first: rare words count more, so do headlines.

    Args:
        kb: The knowledge base.
        text: A headline, in any words.
        kinds: The kinds of records to propose.
        limit: The most to propose.
    """
    asked = " OR ".join(f'"{word}"' for word in telling_words(words(text)))
    if not asked:
        return ()
    rows = kb.sql(
        "select id from search where search match ? and kind in (select value from json_each(?)) "
        "order by bm25(search, 0, 0, 3, 1), id limit ?",
        (asked, json.dumps(list(kinds)), limit),
    )
    return tuple(kb.records[row.id] for row in rows)


def source_id(title: str, authors: Sequence[str], date: str, taken: Collection[str] = ()) -> str:
    """An id for a source as papers are cited: the first author's last name, the year, and some words.

    Args:
        title: Its title.
        authors: Names or ids of people, in order; may be none.
        date: When it was published, beginning with the year; may be empty.
        taken: The ids that are gone.
    """
    surname = words(authors[0])[-1:] if authors else []
    telling = telling_words(words(title))[:_TITLE_WORDS]
    return propose_id(" ".join([*surname, date[:4], *telling]), taken)
