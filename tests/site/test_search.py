"""The split search index: words by how they begin, of what a reader sees."""

from __future__ import annotations

import json
import re

from argmap.site.search import INDEX, Doc, index

THEME = {"config": {}, "docs": [{"location": "method/", "title": "Method", "text": "<p>Odds &amp; evens</p>"}]}  # fmt: skip
PAGES = [Doc("salt/", "Salt & pepper < sugar", 'Who says "salt & pepper"?')]


def split():
    return {name: json.loads(data) for name, data in index(json.dumps(THEME).encode(), PAGES, split=True)}  # fmt: skip


def test_words_are_those_a_reader_sees():
    words = {word for name, held in split().items() if "/words/" in name for word in held}
    assert {"odds", "evens", "salt", "pepper", "sugar", "who"} <= words
    assert not {"amp", "lt", "quot", "p"} & words


def test_a_word_is_a_run_of_letters_and_digits_of_any_alphabet():
    page = Doc(
        "x/",
        "",
        "snake_case don't 3½ Ünïcode ПРИВЕТ 你好,世界 — \N{NO-BREAK SPACE}end \N{DESERET SMALL LETTER LONG I}",
    )
    found = index(json.dumps({"config": {}, "docs": []}).encode(), [page], split=True)
    words = {word for name, data in found if "/words/" in name for word in json.loads(data)}
    assert (
        words
        == {*re.findall(r"[^\W_]+", page.text.lower())}
        >= {"snake", "case", "3½", "ünïcode", "привет", "世界", "end"}
    )


def test_what_a_result_shows_is_escaped():
    method, salt = split()["search/docs/0.json"]
    assert method == ["method/", "Method", "Odds &amp; evens"]
    assert salt[:2] == ["salt/", "Salt &amp; pepper &lt; sugar"]
    assert split()[INDEX]["docs"] == []
