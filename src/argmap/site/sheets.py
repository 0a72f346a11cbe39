"""What a page is, and how one whose lists are long is cut into sheets, so that none grows with the knowledge base."""

from __future__ import annotations

import gzip
import html
import re
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from argmap.kb import KnowledgeBase
    from argmap.model import Topic


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site.

    Attributes:
        url: Its address below the site's root: `slug/`, or empty for the front page.
        title: Plain text.
        description: Plain text of at most 160 characters.
        body: HTML, beginning with the h1.
        toc: Its sections as (anchor, title).
        file: The file it was made from, relative to the knowledge base; empty for a listing.
        search: What the search index holds of it beside its title, plain text; None where it is not to be found.
        data: What it is in JSON-LD; empty for nothing.
        wide: Whether it stands outside the navigation and takes its room; it then lies two folders deep.
        framed: Whether the theme renders it by itself; the others are put into one shell.
    """

    url: str
    title: str
    description: str
    body: str
    toc: tuple[tuple[str, str], ...] = ()
    file: str = ""
    search: str | None = field(default="", repr=False)
    data: str = field(default="", repr=False)
    wide: bool = False
    framed: bool = False


_LONG = {
    "bears_on": 40,
    "claims_of_topic": 40,
    "cruxes": 60,
    "decisions": 60,
    "holds": 60,
    "more_questions": 60,
    "named_by": 100,
    "needed_by": 60,
    "objections": 30,
    "others": 60,
    "others_of_topic": 150,
    "paraphrased": 40,
    "partings": 20,
    "passages": 20,
    "premises": 40,
    "promises": 100,
    "questions": 60,
    "reasons": 30,
    "records": 140,
    "related": 40,
    "sides": 25,
    "stands": 25,
    "steps": 40,
    "trials": 60,
}
"""The lists that grow with the knowledge base, with how many of each one page holds at most."""

_ROOM, _PACKED = 38_200, 9_600
"""Bytes a body may take, as they are and packed, so that a page has at most 60,000 and 15,000 with the frame around it, where
the navigation holds no topic."""
_PACKING = 5
"""How many times less the navigation takes when packed."""
_LIGHT = 24_000
"""Bytes that are not too many when packed, whatever they are."""
_SHARES = (1, 1 / 2, 1 / 4)
"""What the lists are cut to, one after the other, until every page fits."""


_FEW, _NEAR, _ON_THE_WAY = 30, 3, 12
"""Up to how many sheets each leads to all others; else how many on either side, and about how many evenly from end to end."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One of the pages that a page with long lists is cut into.

    Attributes:
        url: The address of the first.
        number: Its place among them, from 1.
        of: How many there are.
        left: How many of each list follow on later ones.
    """

    url: str
    number: int = 1
    of: int = 1
    left: Mapping[str, int] = field(default_factory=dict)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of all the sheets."""
        stem = self.url.rstrip("/")
        return (self.url, *(f"{stem}--{number}/" for number in range(2, self.of + 1)))

    @property
    def near(self) -> tuple[int, ...]:
        """The numbers of the sheets this one leads to: all, or of many the nearest and some on the way to either end."""
        every = range(1, self.of + 1)
        if self.of <= _FEW:
            return tuple(every)
        apart = ceil(self.of / _ON_THE_WAY)
        return tuple(
            n for n in every if abs(n - self.number) <= _NEAR or n % apart == 1 or n == self.of
        )


_MOST_TOPICS = 40
_ENTRY = 110
"""Bytes of the navigation for a topic, beside its address and its name."""


def first_topics(kb: KnowledgeBase) -> list[Topic]:
    """The topics that the navigation and the front page hold; all of them stand among all records."""
    return [*kb.topics.values()][:_MOST_TOPICS]


def taken_by_topics(kb: KnowledgeBase) -> int:
    """The bytes that the topics take in the navigation of each page."""
    return sum(_ENTRY + len(one.id) + len(one.headline.encode()) for one in first_topics(kb))


def sheets(
    url: str,
    parts: Mapping[str, Any],
    make: Callable[[Sheet, dict[str, Any]], Page],
    beside: int,
) -> list[Page]:
    """The pages that show something, cut so that none grows with the knowledge base.

    Args:
        url: The address of the first.
        parts: What the templates show; the lists named in `_LONG` are cut, the rest stays whole.
        make: Makes a page of what is shown on it.
        beside: What stands beside it on each page; see `taken_by_topics`.
    """
    for share in _SHARES:
        pages = [make(sheet, cut) for sheet, cut in _cut(url, parts, share)]
        if all(_fits(page, beside) for page in pages):
            break
    return pages


def _cut(
    url: str, parts: Mapping[str, Any], share: float
) -> Iterator[tuple[Sheet, dict[str, Any]]]:
    cut = {name: ceil(size * share) for name, size in _LONG.items() if name in parts}
    of = max((ceil(len(parts[name]) / size) for name, size in cut.items()), default=1) or 1
    for number in range(of):
        own = {name: parts[name][number * size : (number + 1) * size] for name, size in cut.items()}
        left = {name: max(0, len(parts[name]) - (number + 1) * size) for name, size in cut.items()}
        yield Sheet(url, number + 1, of, left), {**parts, **own}


def _fits(page: Page, beside: int) -> bool:
    if len(page.body) <= _LIGHT / 4:  # no character takes more than four bytes
        return True
    body = page.body.encode()
    if len(body) <= _LIGHT:
        return True
    packed = len(gzip.compress(body))
    return len(body) <= _ROOM - beside and packed <= _PACKED - beside // _PACKING


def toc(body: str) -> tuple[tuple[str, str], ...]:
    """The sections of a page by its body, as (anchor, title)."""
    # Cutting is three times as fast as a regular expression.
    return _sections(tuple(part.partition("</h2>")[0] for part in body.split('<h2 id="')[1:]))


@lru_cache(maxsize=4096)  # most pages have the same sections
def _sections(heads: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The sections of a page by their heads, each from the name of its place to its title."""
    cut = (head.partition('">') for head in heads)
    return tuple(
        (anchor, html.unescape(re.sub(r"<[^>]*>", "", title)).strip()) for anchor, _, title in cut
    )
