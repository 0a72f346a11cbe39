"""The split search index: words by how they begin, of what a reader sees."""

from __future__ import annotations

import json
import re

from argmap.site.pages import all_pages
from argmap.site.search import INDEX, Doc, index
from tests.knowledge_bases import bread

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


def test_a_person_is_found_by_the_name_they_write_under_and_a_source_by_authors_venue_and_address(
    tmp_path,
):
    kb = bread(
        tmp_path,
        {
            "people/ann.yaml": "person: Ann Baker\nhandle: crumb\n",
            "sources/paper.yaml": "source: On crust\ntype: paper\nauthors: [ann, Carl Oven]\nvenue: Journal of Loaves\n"
            "date: 2019\nurl: https://arxiv.org/abs/1301.3781\n",
        },
    )
    said = {page.url: page.search for page in all_pages(kb)}
    assert "crumb" in said["ann/"]
    told = "Ann Baker, Carl Oven. Journal of Loaves. 2019. https://arxiv.org/abs/1301.3781."
    assert said["paper/"].startswith(told)


def test_later_parts_of_a_page_are_not_found_beside_the_first(tmp_path):
    kb = bread(tmp_path, {f"bread/c{n}.yaml": f"claim: This is claim {n}.\n" for n in range(150)})
    parts = {page.url: page.search for page in all_pages(kb) if page.url.startswith("all")}
    assert parts == {"all/": "", "all--2/": None}


def whole(**config):
    theme = {"config": config, "docs": []}
    ((_, data),) = index(json.dumps(theme).encode(), PAGES, split=False)
    return json.loads(data)["config"]


def test_the_themes_search_parts_words_at_quotation_marks_unless_the_settings_say_otherwise():
    parted = re.split(
        whole(separator=r"[\s\-]+")["separator"], "only “Word2Vec”, in arxiv.org/abs/1301.3781."
    )
    assert {"Word2Vec", "1301.3781"} <= set(parted)
    assert whole(separator=" ") == {"separator": " "}
