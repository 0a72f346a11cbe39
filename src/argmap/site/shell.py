"""Pages rendered by the theme, into which the bodies of the others are put.

MkDocs spends milliseconds on each page for a frame that is the same each time.  So it renders one empty
page, whose address, title, description, edit link and body are marked by slots, and the rest is joining
strings.  A second one is for wide pages, which lie a folder deeper and have no navigation beside them.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argmap.site.sheets import Page

URL = "argmap-url-slot"
TITLE = "argmap-title-slot"
DESCRIPTION = "argmap-description-slot"
EDIT = "argmap-edit-slot"
BODY = "argmap-body-slot"
SECTION = "argmap-section-slot"
DATA = "argmap-data-slot"
TOP = "top"
"""The id of every page's h1."""

SOURCE = f"{URL}.md"
"""The shell's Markdown file; its name puts the slot into every address the theme writes."""
LEAF = "argmap-leaf-slot"
WIDE = f"{URL}/{LEAF}.md"
"""That of wide pages, whose addresses have two parts."""

_REQUIRED = (TITLE, BODY)
_BODY = f"<h1>{BODY}</h1>"
# The theme's own list item for a section of the page: the innermost <li> that holds the slot.
_ITEM = re.compile(rf"<li\b(?:(?!<li\b).)*?{SECTION}.*?</li>", re.DOTALL)
# The theme's button that leads to the page's file.
_EDIT_LINK = re.compile(rf"<a\b[^>]*{EDIT}[^>]*>.*?</a>", re.DOTALL)
_LOST_LABEL = '<label class="md-nav__title" for="__toc">'
_INDENTATION = re.compile(r"\s*\n\s*")
# Marks of the highlighter that no style sheet of the theme colours: blanks, and the subclasses of a class.
_BLANK = re.compile(r'<span class="w">(\s*)</span>')
_SUBCLASSES = re.compile(r'<span class="(\w+)(?: \1-[\w-]+)+">')
_SLOT = re.compile(
    rf"({_BODY}|{URL}|{LEAF}|{TITLE}|{DESCRIPTION}|{EDIT}|{DATA}|argmap-toc-\d+-slot)"
)


class ShellError(Exception):
    """The theme's page lacks a slot; the message names it."""


def markdown(source: str) -> str:
    """What one of the two files holds."""
    hide = "hide: [navigation, toc]\n" if source == WIDE else ""
    return f"---\ntitle: {TITLE}\ndescription: {DESCRIPTION}\ndata_slot: {DATA}\n{hide}search:\n  exclude: true\n---\n\n# {TITLE}\n"


def squeeze(rendered: str) -> str:
    """A page without the theme's indentation, a third of every page, and without colourless marks in code."""
    head, start, rest = rendered.partition("<article")
    article, end, tail = rest.rpartition("</article>")
    article = _SUBCLASSES.sub(r'<span class="\1">', _BLANK.sub(r"\1", article))
    return "".join(
        (_INDENTATION.sub("\n", head), start, article, end, _INDENTATION.sub("\n", tail))
    )


def content() -> str:
    """The content of the shell page, put in place of the rendered Markdown."""
    return _BODY


class Shell:
    """The rendered shell, cut at its slots.

    Attributes:
        digest: Tells it from any other.
    """

    def __init__(self, rendered: str) -> None:
        self.digest = blake2b(rendered.encode(), digest_size=16).digest()
        for slot in _REQUIRED:
            if slot not in rendered:
                raise ShellError(f"the theme's page does not hold the slot {slot!r}")
        self._items: list[str] = []
        # What remains of the slot is the theme's link past the navigation: it leads to the h1.
        rendered = _ITEM.sub(self._take_item, rendered).replace(SECTION, TOP)
        # The theme labels a toggle that it leaves out where a page is not in the navigation.
        rendered = rendered.replace(_LOST_LABEL, _LOST_LABEL.replace(' for="__toc"', ""))
        self._parts = _cut(rendered)
        self._without_edit_link = _cut(_EDIT_LINK.sub("", rendered))

    def _take_item(self, match: re.Match[str]) -> str:
        self._items.append(match[0])
        return f"argmap-toc-{len(self._items) - 1}-slot"

    def page(self, page: Page, body: bytes) -> bytes:
        """The whole HTML of a page with this body."""
        first, _, second = page.url.rstrip("/").partition("/")
        values = {
            URL: first,
            LEAF: second,
            TITLE: html.escape(page.title),
            DESCRIPTION: html.escape(page.description),
            EDIT: html.escape(page.file),
            DATA: f'<script type="application/ld+json">{page.data}</script>' if page.data else "",
        }
        for number, item in enumerate(self._items):
            values[f"argmap-toc-{number}-slot"] = _contents(item, page.toc)
        filled = {slot: text.encode() for slot, text in values.items()} | {_BODY: body}
        parts = self._parts if page.file else self._without_edit_link
        return b"".join(part if isinstance(part, bytes) else filled[part] for part in parts)


class Shells:
    """The two shells.

    Attributes:
        digest: Tells them from any others.
    """

    def __init__(self, plain: str, wide: str) -> None:
        self._plain, self._wide = Shell(plain), Shell(wide)
        self.digest = self._plain.digest + self._wide.digest

    def page(self, page: Page, body: bytes) -> bytes:
        """The whole HTML of a page with this body."""
        return (self._wide if page.wide else self._plain).page(page, body)


def _cut(rendered: str) -> list[bytes | str]:
    """The theme's text as bytes, and the names of the slots between it."""
    parts = _SLOT.split(rendered)
    return [part if number % 2 else part.encode() for number, part in enumerate(parts)]


@lru_cache(maxsize=4096)  # most pages have the same sections
def _contents(item: str, toc: tuple[tuple[str, str], ...]) -> str:
    return "".join(_section(item, anchor, title) for anchor, title in toc)


def _section(item: str, anchor: str, title: str) -> str:
    """One entry of the page's contents, in the theme's markup."""
    return item.replace(f"#{SECTION}", f"#{html.escape(anchor)}").replace(
        SECTION, html.escape(title)
    )
