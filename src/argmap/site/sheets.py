"""What a page is, and how one whose lists are long is cut into sheets, so that none grows with the knowledge base."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


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
        search: What the search index holds of it, plain text.
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
    search: str = field(default="", repr=False)
    data: str = field(default="", repr=False)
    wide: bool = False
    framed: bool = False


_LONG = {
    "stands": 25,
    "passages": 20,
    "paraphrased": 40,
    "named_by": 100,
    "claims_of_topic": 40,
    "others_of_topic": 150,
    "questions": 60,
    "promises": 100,
    "records": 140,
}
"""The lists that grow with the knowledge base, with how many of each one page holds."""


_FEW, _NEAR, _ON_THE_WAY = 30, 3, 12
"""Up to how many sheets each leads to all others; else how many on either side, and about how many evenly from end to end."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One of the pages that a page with long lists is cut into."""

    url: str
    number: int = 1
    of: int = 1

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


def sheets(url: str, parts: Mapping[str, Any]) -> Iterator[tuple[Sheet, dict[str, Any]]]:
    """What a page shows, cut so that no page grows with the knowledge base.

    Args:
        url: The address of the first sheet.
        parts: What the templates show; the lists named in `_LONG` are cut, the rest stays whole.
    """
    cut = {name: size for name, size in _LONG.items() if name in parts}
    of = max((ceil(len(parts[name]) / size) for name, size in cut.items()), default=1) or 1
    for number in range(of):
        own = {name: parts[name][number * size : (number + 1) * size] for name, size in cut.items()}
        yield Sheet(url, number + 1, of), {**parts, **own}


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
