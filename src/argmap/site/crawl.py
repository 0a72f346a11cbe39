"""Every link of the site leads to a page of the site, and every anchor to a place on it."""

from __future__ import annotations

import html
import posixpath
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

# In text the quotation mark is escaped, so these match attributes only; theme and templates write
# attributes in double quotes.
_LINK = re.compile(r'\s(?:href|src)="([^"]*)"')
_ID = re.compile(r'\sid="([^"]*)"')
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


def dead_links(pages: Mapping[str, str], files: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Links that lead nowhere, as (page, link).

    Args:
        pages: HTML by path, such as `slug/index.html`; the pages to look through.
        files: Every path of the site.  A page in `pages` must hold the anchors that links name.
    """
    known = set(files) | pages.keys()
    anchors: dict[str, set[str]] = {}
    for path, text in pages.items():
        for link in set(_LINK.findall(text)):
            target = html.unescape(link)
            if _ELSEWHERE.match(target):
                continue
            place, _, anchor = target.partition("#")
            found = path if not place else _resolve(path, place.partition("?")[0])
            if found not in known:
                yield path, link
            elif anchor and found in pages:
                if found not in anchors:
                    anchors[found] = {html.unescape(id) for id in _ID.findall(pages[found])}
                if unquote(anchor) not in anchors[found] and anchor not in anchors[found]:
                    yield path, link


def repeated_ids(pages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Ids that stand twice on one page, as (page, id)."""
    for path, text in pages.items():
        seen: set[str] = set()
        for id in _ID.findall(text):
            if id in seen:
                yield path, id
            seen.add(id)


def _resolve(path: str, link: str) -> str:
    """The file a relative or absolute link on a page means; a folder means its index."""
    joined = (
        link.lstrip("/") if link.startswith("/") else posixpath.join(posixpath.dirname(path), link)
    )
    normal = posixpath.normpath(unquote(joined))
    if normal == ".":
        return "index.html"
    return f"{normal}/index.html" if link.endswith("/") or link in (".", "..") else normal
