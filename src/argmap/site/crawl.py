"""Every link of the site leads to a page of the site, and every anchor to a place on it."""

from __future__ import annotations

import html
import posixpath
import re
from sys import intern
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

_LINKS = ("href", "src", "xlink:href")
_UP = "../"
_ELSEWHERE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


class Marks(NamedTuple):
    """What a page links to, and the places it holds, as they are written.

    The same few strings stand on page after page, so each is held once.
    """

    links: tuple[str, ...]
    anchors: tuple[str, ...]


def marks(text: str) -> Marks:
    """The marks of a page's HTML, an anchor as often as it stands there."""
    text = text.replace("\n", " ")
    links = {link for name in _LINKS for link in _values(text, name)}
    return Marks(tuple(map(intern, sorted(links))), tuple(map(intern, _values(text, "id"))))


def _values(text: str, attribute: str) -> list[str]:
    # In text the quotation mark is escaped, so this finds attributes only; theme and templates write them in
    # double quotes.  Cutting is four times as fast as a regular expression.
    return [part[: part.index('"')] for part in text.split(f' {attribute}="')[1:]]


class Crawl:
    """Takes in pages one at a time and keeps only where they link to and the places they hold."""

    def __init__(self) -> None:
        self._pages: dict[str, Marks] = {}
        self._linking: dict[str, dict[str, list[str]]] = {}
        """The pages that hold a link as it is written, by the folder they lie in."""
        self._upward: set[str] = set()
        """Links that go up from a folder below the root, where most pages lie: they mean the same in each."""
        self._dead: list[tuple[str, str]] = []
        self.repeated: list[tuple[str, str]] = []
        """Ids that stand twice on one page, as (page, id)."""

    def add(self, path: str, found: Marks) -> None:
        """Takes in the page at a path, such as `slug/index.html`."""
        self._pages[path] = found
        anchors = found.anchors
        if len(set(anchors)) < len(anchors):
            self.repeated += ((path, one) for one in sorted(set(anchors)) if anchors.count(one) > 1)
        if below := _below(path):
            self._upward.update(found.links)
        for link in found.links:
            if below and link.startswith(_UP):
                continue
            if link.startswith("#") or not link:
                if not _holds(anchors, html.unescape(link[1:])):
                    self._dead.append((path, link))
            else:
                folder = self._linking.setdefault(posixpath.dirname(path), {})
                folder.setdefault(link, []).append(path)

    def dead(self, files: Container[str]) -> Iterator[tuple[str, str]]:
        """Links that lead nowhere, as (page, link).

        Args:
            files: Every other path of the site.  Of the pages taken in, the anchors are checked as well.
        """
        yield from self._dead
        for folder, links in self._linking.items():
            for link, pages in links.items():
                if not self._leads(folder, link, files):
                    yield from ((page, link) for page in pages)
        upward = (link for link in self._upward if link.startswith(_UP))
        for link in sorted(link for link in upward if not self._leads("*", link, files)):
            holding = (page for page, found in self._pages.items() if link in found.links)
            yield from ((page, link) for page in holding if _below(page))

    def _leads(self, folder: str, link: str, files: Container[str]) -> bool:
        """Whether a link on a page in a folder leads somewhere, as far as the site goes."""
        target, anchor = _target(folder, link)
        if target is None:
            return True
        held = self._pages.get(target)
        return target in files if held is None else _holds(held.anchors, anchor)


def _below(path: str) -> bool:
    """Whether a page lies in a folder right below the root."""
    return path.count("/") == 1


def _holds(anchors: Container[str], anchor: str) -> bool:
    # What names a value is the state of a page, such as `#claim=id`, and no place on it.
    return not anchor or "=" in anchor or anchor in anchors or unquote(anchor) in anchors


def _target(folder: str, link: str) -> tuple[str | None, str]:
    """The file and the anchor a link on a page in a folder means.

    The file is None for a link that leaves the site; a folder means its index.
    """
    target = html.unescape(link)
    if _ELSEWHERE.match(target):
        return None, ""
    place, _, anchor = target.partition("#")
    place = place.partition("?")[0] or "."
    joined = place.lstrip("/") if place.startswith("/") else posixpath.join(folder, place)
    normal = posixpath.normpath(unquote(joined))
    if normal == ".":
        return "index.html", anchor
    ends_in_folder = place.endswith("/") or place in (".", "..")
    return (f"{normal}/index.html" if ends_in_folder else normal), anchor
