"""The search index: the theme's own while it is small, else one split so that a reader loads a few kilobytes.

The theme's index is one file that every reader loads whole and indexes in the browser.  Past some thousand pages
that takes seconds and memory, so the words are sorted into files by how they begin, and a worker of ours,
which speaks as the theme's own does, loads those a query needs.  (Why no library: docs/decisions/0010.)
"""

from __future__ import annotations

import html
import json
import re
from array import array
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import escape

from argmap.site import shell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


SPLIT_FROM = 2_000
"""Records from which the index is split."""
INDEX = "search/search_index.json"
_CHUNK = 100
"""Pages described in one file."""
_TEXT = 240
"""Characters of a page's text that a result shows."""
_THEMES = r"[\s\-]+"
_SEPARATOR = r"""[\s\-,:;=!?()\[\]{}<>"“”„«»‘/|…]+|\.(?!\d)|&[lg]t;|&quot;"""
"""Where the theme's own search parts words: not only at blanks, unless the settings say where."""
_TAG = re.compile(r"<[^>]*>")
_WORKER = re.compile(rb"assets/javascripts/workers/search\.\w+\.min\.js")
_OWN_WORKER = b"assets/search-worker.js"


class Doc(NamedTuple):
    """What is found and shown of a page: its address, its title and its text, without markup."""

    location: str
    title: str
    text: str


def prepare(files: dict[str, bytes], records: int) -> bool:
    """Whether the index of so many records is split; the theme's pages are then given a worker that reads it."""
    if records < SPLIT_FROM or INDEX not in files:
        return False
    for name, data in files.items():
        if name.endswith(".html"):
            files[name] = _WORKER.sub(_OWN_WORKER, data)
    return True


def index(theme: bytes, pages: Iterable[Doc], *, split: bool) -> Iterator[tuple[str, bytes]]:
    """The files of the index, each made when it is asked for.

    Args:
        theme: The index as the theme has made it, of hand-written pages.
        pages: Those made from records.
        split: What `prepare` has said.
    """
    whole = json.loads(theme)
    if whole["config"].get("separator") == _THEMES:
        whole["config"]["separator"] = _SEPARATOR
    docs = [doc for doc in whole["docs"] if not doc["location"].startswith(shell.URL)]
    if split:
        yield INDEX, _dump(whole | {"docs": []})
        yield from _split(chain(map(_rendered, docs), pages))
        return
    docs += [
        {
            "location": page.location,
            "title": str(escape(page.title)),
            "text": f"<p>{escape(page.text)}</p>" if page.text else "",
        }
        for page in pages
    ]
    yield INDEX, _dump(whole | {"docs": docs})


class _Spaces(dict[int, str]):
    """For `str.translate`: a space for each character but letters and digits.  Half the price of a regular expression."""

    def __missing__(self, code: int) -> str:
        told = chr(code) if chr(code).isalnum() else " "
        if code <= 0xFFFF:  # noqa: PLR2004 - beyond lie a million that hardly anybody writes
            self[code] = told
        return told


_SPACES = _Spaces()


def _words(text: str) -> set[str]:
    return set(text.lower().translate(_SPACES).split())


def _rendered(doc: dict[str, Any]) -> Doc:
    title, text = (html.unescape(_TAG.sub(" ", doc[part])) for part in ("title", "text"))
    return Doc(doc["location"], title, " ".join(text.split()))


def _split(docs: Iterable[Doc]) -> Iterator[tuple[str, bytes]]:
    """The files of the split index: words by their first two letters, and what a result shows of each page.

    A word's postings are the numbers of its pages, doubled, plus one where it stands in the title.
    """
    postings: dict[str, array[int]] = {}
    shown = []
    for number, doc in enumerate(docs):
        shown.append([doc.location, str(escape(doc.title)), str(escape(doc.text[:_TEXT]))])
        in_title = _words(doc.title)
        for word in in_title | _words(doc.text):
            posting = 2 * number + (word in in_title)
            if word in postings:
                postings[word].append(posting)
            else:
                postings[word] = array("L", (posting,))  # a list of numbers takes ten times as much
    shards: dict[str, list[str]] = {}
    for word in sorted(postings):
        shards.setdefault(_shard(word), []).append(word)
    for first in range(0, len(shown), _CHUNK):
        yield f"search/docs/{first // _CHUNK}.json", _dump(shown[first : first + _CHUNK])
    for name, words in sorted(shards.items()):
        yield f"search/words/{name}.json", _dump({word: postings[word].tolist() for word in words})


def _shard(word: str) -> str:
    """The file a word is in: its first two characters, as the hexadecimal of their code points."""
    return "-".join(f"{ord(character):x}" for character in word[:2])


def _dump(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
