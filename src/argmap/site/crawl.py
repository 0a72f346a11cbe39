"""Every link of the site leads to a page of the site, and every anchor to a place on it."""

from __future__ import annotations

import html
import posixpath
import re
import sys
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
    """Looks through pages one at a time and keeps only what they link to and the places they hold."""

    def __init__(self) -> None:
        self._links: dict[str, set[str]] = {}
        self._anchors: dict[str, set[str]] = {}
        self.repeated: list[tuple[str, str]] = []
        """Ids that stand twice on one page, as (page, id)."""

    def add(self, path: str, text: str) -> None:
        """Takes in the HTML of the page at a path, such as `slug/index.html`."""
        links: set[str] = set()
        anchors: set[str] = set()
        for attribute, value in _ATTRIBUTE.findall(text):
            if attribute != "id":
                links.add(sys.intern(value))  # the same few addresses stand on page after page
            elif value in anchors:
                self.repeated.append((path, value))
            else:
                anchors.add(value)
        self._links[path] = links
        self._anchors[path] = anchors

    def dead(self, files: Container[str]) -> Iterator[tuple[str, str]]:
        """Links that lead nowhere, as (page, link).

        Args:
            files: Every other path of the site.  Of the pages taken in, the anchors are checked as well.
        """
        for path, links in self._links.items():
            # Where a page lies decides what its links mean; most lie in one folder below the root.
            folder = posixpath.dirname(path)
            flat = folder and "/" not in folder
            for link in links:
                at = "*" if flat and link.startswith("../") else folder
                found, anchor = _target(at, link)
                if found is None:
                    continue
                found = found or path
                held = self._anchors.get(found)
                if held is None:
                    if found not in files:
                        yield path, link
                # What names a value is the state of a page, such as `#claim=id`, and no place on it.
                elif anchor and "=" not in anchor and not {anchor, unquote(anchor)} & held:
                    yield path, link


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
