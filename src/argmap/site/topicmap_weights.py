"""What the records and links of a topic's map take of a page, in bytes, before anything is drawn.

Words are counted as they are; what `topicmap_svg` and the template put around them, and where lines run, by what they take at most
on average.
"""

from __future__ import annotations

from functools import cache
from html import escape
from typing import TYPE_CHECKING

from argmap.model import Claim
from argmap.site.markdown import plain
from argmap.site.svg import wrapped
from argmap.site.topicmap_cut import Weights
from argmap.site.topicmap_links import ends

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from argmap.kb import KnowledgeBase
    from argmap.linker import Link
    from argmap.model import Record
    from argmap.site.views import Named, Views

LETTERS = 34
"""Of a line in a box."""
TITLE = 300
"""Letters of a headline that the title of a box holds."""
NAME = 60
"""Letters of a name in the list of people."""
PEOPLE = 40
"""People by whom a map can be filtered: those in most of its records."""


def weights_of(kb: KnowledgeBase, views: Views, label: Callable[[Named], str]) -> Weights:
    """What the records and links of a knowledge base take.

    Args:
        kb: The knowledge base.
        views: Its records as pages name them.
        label: A headline as the text of a link, in HTML.
    """

    @cache
    def link_to(id: str) -> int:
        return 40 + len(id) + _taken(label(views.named(id)))

    @cache
    def record(id: str) -> int:
        headline = views.named(id).headline
        lines = sum(20 + _taken(escape(line)) for line in wrapped(headline, LETTERS))
        people = 3 * min(len(people_of(kb[id], kb)), PEOPLE)
        return 220 + 2 * len(id) + _taken(escape(plain(headline, TITLE))) + lines + people

    @cache
    def link(one: Link) -> int:
        return 165 + sum(110 + link_to(id) for id, _ in ends(one)[0])

    return Weights(record, lambda id: 100 + link_to(id), link)  # noqa: A006


def _taken(text: str) -> int:
    """What a text takes: its bytes, and those of letters beyond ASCII nearly twice, since they hardly pack."""
    return 2 * len(text.encode()) - len(text)


def first_within(
    room: int, ids: Sequence[str], weight: Callable[[str], int]
) -> tuple[list[str], int]:
    """The first of some records, as many as some bytes hold, and what these take."""
    taken = 0
    for number, id in enumerate(ids):
        if taken + weight(id) > room:
            return [*ids[:number]], taken
        taken += weight(id)
    return [*ids], taken


def taken_by_people(people: Iterable[Named]) -> int:
    """What a list takes in which one of some people can be chosen."""
    return sum(29 + len(one.id) + _taken(escape(plain(one.headline, NAME))) for one in people)


def people_of(record: Record, kb: KnowledgeBase) -> dict[str, None]:
    """Who takes a stance on a record or is quoted in it."""
    positions = record.positions if isinstance(record, Claim) else ()
    said = [position.person for position in positions]
    said += [one.speaker for one in kb.quotes_in(record.id) if one.speaker]
    return dict.fromkeys(kb[id].id for id in said if id in kb)
