"""Between the Markdown of records and the plain text of other formats: the same words on both sides."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from argmap.invisible import without_unseen
from argmap.wikilinks import WIKILINK

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_SPECIAL = re.compile(r"[\\`*_\[\]<&]")
_FEW = 20
# What the checks take for raw HTML; in a record it can only stand as code.
_HTML = re.compile(r"((?:<[a-zA-Z/!?][^<>\n]*>|&#?\w+;)+)")


def visible(text: str) -> str:
    """A text without control characters and the like, which other formats may hold and records may not."""
    return without_unseen(text)


def clean(text: str) -> str:
    """A text as one line: white space made single, unseen characters gone."""
    return " ".join(visible(" ".join(text.split())).split())


def to_markdown(text: str) -> str:
    """Markdown that shows a text as it is; the text itself where nothing in it is markup.

    What looks like HTML becomes code, since a record may hold none.
    """
    marks = len(_SPECIAL.findall(text))
    # Reading Markdown takes quadratic time where much of it is markup, so that is escaped unread.
    if not marks or (marks <= _FEW and not _HTML.search(text) and from_markdown(text) == text):
        return text
    parts = _HTML.split(text)  # text and HTML take turns
    return "".join(
        _as_code(part) if number % 2 else _SPECIAL.sub(r"\\\g<0>", part)
        for number, part in enumerate(parts)
    )


def _as_code(text: str) -> str:
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{text}{fence}"


def from_markdown(text: str) -> str:
    """The words of a Markdown text, on one line; a link to a record becomes what it is shown as."""
    text = clean(WIKILINK.sub(lambda link: link[2] or link[1], text))
    if not _SPECIAL.search(text):
        return text
    (inline,) = _parser().parseInline(text)
    return clean("".join(token.content for token in inline.children or ()))


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).disable("image")
