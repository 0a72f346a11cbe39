"""Every link of the site leads to a page of the site, and every anchor to a place on it."""

from __future__ import annotations

import html
import posixpath
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

# In text the quotation mark is escaped, so this matches attributes only; theme and templates write
# attributes in double quotes.
_ATTRIBUTE = re.compile(r'\s(?:xlink:)?(href|src|id)="([^"]*)"')
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


class Crawl:
    """Looks through pages one at a time and keeps only where they link to and the places they hold."""

    def __init__(self) -> None:
        self._linking: dict[tuple[str, str, str], list[str]] = {}
        """The pages that hold a link, by the file and the anchor it means and how it is written."""
        self._anchors: dict[str, str] = {}
        """The anchors of each page, as words: a set for each of 10,000 pages would fill the memory."""
        self._dead: list[tuple[str, str]] = []
        self.repeated: list[tuple[str, str]] = []
        """Ids that stand twice on one page, as (page, id)."""

    def add(self, path: str, text: str) -> None:
        """Takes in the HTML of the page at a path, such as `slug/index.html`."""
        links: set[str] = set()
        anchors: set[str] = set()
        for attribute, value in _ATTRIBUTE.findall(text):
            if attribute != "id":
                links.add(value)
            elif value in anchors:
                self.repeated.append((path, value))
            else:
                anchors.add(value)
        self._anchors[path] = " ".join(anchors)
        # Where a page lies decides what its links mean; most lie in one folder below the root.
        folder = posixpath.dirname(path)
        flat = folder and "/" not in folder
        for link in links:
            found, anchor = _target("*" if flat and link.startswith("../") else folder, link)
            if found:
                self._linking.setdefault((found, anchor, link), []).append(path)
            elif found == "" and not _holds(anchors, anchor):
                self._dead.append((path, link))

    def dead(self, files: Container[str]) -> Iterator[tuple[str, str]]:
        """Links that lead nowhere, as (page, link).

        Args:
            files: Every other path of the site.  Of the pages taken in, the anchors are checked as well.
        """
        yield from self._dead
        for (found, anchor, link), pages in self._linking.items():
            held = self._anchors.get(found)
            if not (found in files if held is None else _holds(held.split(), anchor)):
                yield from ((page, link) for page in pages)


def _holds(anchors: Container[str], anchor: str) -> bool:
    # What names a value is the state of a page, such as `#claim=id`, and no place on it.
    return not anchor or "=" in anchor or anchor in anchors or unquote(anchor) in anchors


@lru_cache(maxsize=65_536)
def _target(folder: str, link: str) -> tuple[str | None, str]:
    """The file and the anchor a link on a page in a folder means.

    The file is None for a link that leaves the site, and empty for the page itself; a folder means its index.
    """
    target = html.unescape(link)
    if _ELSEWHERE.match(target):
        return None, ""
    place, _, anchor = target.partition("#")
    place = place.partition("?")[0]
    if not place:
        return "", anchor
    joined = place.lstrip("/") if place.startswith("/") else posixpath.join(folder, place)
    normal = posixpath.normpath(unquote(joined))
    if normal == ".":
        return "index.html", anchor
    ends_in_folder = place.endswith("/") or place in (".", "..")
    return (f"{normal}/index.html" if ends_in_folder else normal), anchor
