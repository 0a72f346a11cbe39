"""The split search index: words by how they begin, of what a reader sees."""

from __future__ import annotations

import json

from argmap.site.search import INDEX, index
from argmap.site.sheets import Page

THEME = {"config": {}, "docs": [{"location": "method/", "title": "Method", "text": "<p>Odds &amp; evens</p>"}]}  # fmt: skip
PAGES = [Page("salt/", "Salt & pepper < sugar", "", "", search='Who says "salt & pepper"?')]


def split():
    return {name: json.loads(data) for name, data in index(json.dumps(THEME).encode(), PAGES, split=True)}  # fmt: skip


def test_words_are_those_a_reader_sees():
    words = {word for name, held in split().items() if "/words/" in name for word in held}
    assert {"odds", "evens", "salt", "pepper", "sugar", "who"} <= words
    assert not {"amp", "lt", "quot", "p"} & words


def test_what_a_result_shows_is_escaped():
    method, salt = split()["search/docs/0.json"]
    assert method == ["method/", "Method", "Odds &amp; evens"]
    assert salt[:2] == ["salt/", "Salt &amp; pepper &lt; sugar"]
    assert split()[INDEX]["docs"] == []
