"""Hand-written pages in several parts: a way from each to the others."""

from __future__ import annotations

import re

import pytest

from argmap.site.build import build
from tests.knowledge_bases import write
from tests.site.conftest import CONFIG, project

PAGES = {
    "docs/method.md": "# Method\n",
    "docs/rules.md": "# Rules\n\n[Meals](rules/meals.md), then [drinks](rules/drinks.md).\n",
    "docs/rules/drinks.md": "# Rules: drinks\n",
    "docs/rules/meals.md": "# Rules: meals\n",
    "docs/rules/appendix.md": "# An appendix\n",
}
NAV = "  - More:\n      - Rules: rules.md\nnot_in_nav: /rules/*.md\n"


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    """The built site of a project whose page of rules has parts."""
    folder = project(tmp_path_factory.mktemp("parts"))
    write(folder, {**PAGES, "mkdocs.yml": CONFIG + NAV})
    return build(folder / "mkdocs.yml", strict=True)


def way_around(site, url):
    text = (site / url / "index.html").read_text("utf-8")
    found = re.search(r'<nav class="am-parts".*?</nav>', text, re.DOTALL)
    return re.findall(r'<(?:a href="([^"]*)"|strong aria-current="page")>([^<]*)', found[0]) if found else None  # fmt: skip


def test_a_part_leads_to_the_whole_and_to_the_others_as_the_whole_lists_them(rules):
    assert way_around(rules, "rules/drinks") == [
        ("../", "Rules"),
        ("../meals/", "Meals"),
        ("", "Drinks"),
        ("../appendix/", "An appendix"),
    ]


def test_a_part_leads_to_the_one_before_and_the_one_after(rules):
    text = (rules / "rules" / "drinks" / "index.html").read_text("utf-8")
    assert '<a rel="prev" href="../meals/">← Meals</a>' in text
    assert '<a rel="next" href="../appendix/">An appendix →</a>' in text
    assert 'rel="prev" href' not in (rules / "rules" / "meals" / "index.html").read_text("utf-8")


@pytest.mark.parametrize(("url", "is_marked"), [("rules/drinks", True), ("method", False)])
def test_the_navigation_shows_which_page_a_part_belongs_to(rules, url, is_marked):
    text = (rules / url / "index.html").read_text("utf-8")
    marked = r'md-nav__item--active">\s*<a href="[^"]*" class="md-nav__link">\s*<span[^>]*>\s*Rules'
    assert bool(re.search(marked, text)) == is_marked


@pytest.mark.parametrize("url", ["", "rules", "method", "bread/map", "slow-bread-digests-better"])
def test_other_pages_have_no_parts(rules, url):
    assert way_around(rules, url) is None
