"""Texts as the pages read them: what in them is code, and where their links lead.

Reading Markdown is slow and rarely needed: patterns that find all there could be come first, and only a text in which they
find something is read.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from argmap.fields import WEB_ADDRESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markdown_it import MarkdownIt

HTML = re.compile(r"<(?:[a-zA-Z/!?][^<>\n]*)>|&#?\w+;")

_MAIL = re.compile(r"mailto:[^\s\\<>\"?@]+@[^\s\\<>\"?@]+\.[^\s\\<>\"?@]+")
# A destination, a definition (not the colon after [[a link]]), an address in angle brackets.
_POSSIBLE = re.compile(
    r"\]\(\s*<?\s*([^)\s>]*)|(?<![^\\]\])\]:\s*<?([^\s>]*)|<([a-zA-Z][\w+.-]+:[^\s<>]*)>"
)


def leads_out(address: str) -> bool:
    """Whether a link of a text may lead to an address: to the web, or to somebody's mail."""
    return WEB_ADDRESS.fullmatch(address) is not None or _MAIL.fullmatch(address) is not None


def stray_addresses(text: str) -> list[str]:
    """Where the links of a text lead that may not lead there."""
    found = ["".join(one) for one in _POSSIBLE.findall(text)]
    if not all(map(leads_out, found)):
        found = list(_links(text))
    return [address for address in dict.fromkeys(found) if not leads_out(address)]


def html_in(text: str) -> str:
    """The first piece of HTML in a text outside code; empty where there is none."""
    if HTML.search(text) is None:
        return ""
    found = HTML.search(" ".join(_words(text)))
    return found[0] if found is not None else ""


def _links(text: str) -> Iterator[str]:
    definitions: dict[str, Any] = {}
    for token in _parser().parse(text, definitions):
        for part in token.children or ():
            if part.type == "link_open":
                yield str(part.attrs["href"])
    for definition in definitions.get("references", {}).values():
        yield definition["href"]


def _words(text: str) -> Iterator[str]:
    for token in _parser().parse(text):
        yield from (part.content for part in token.children or () if part.type == "text")


@cache
def _parser() -> MarkdownIt:
    """The reader of the pages, but that it reads links it would not show, and shows entities as they are written."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).disable(["image", "entity"])
    parser.validateLink = _any  # type: ignore[method-assign]
    parser.normalizeLink = str  # type: ignore[assignment, method-assign]
    return parser


def _any(url: str) -> bool:
    del url
    return True
