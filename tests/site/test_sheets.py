"""Lists that are too long for one page: how they go on, and that no page grows with them."""

from __future__ import annotations

import re

import pytest

from argmap.site.build import build
from argmap.site.numbers import Mark
from argmap.site.pages import all_pages
from argmap.site.sheets import Sheet
from argmap.site.svg import strip
from argmap.site.views import Named
from tests.knowledge_bases import bread, write
from tests.site.conftest import all_html, large, project

MANY = 90
WHY = "The step from the one to the other is told here in one sentence of usual length."


def hub(many: int = MANY) -> dict[str, str]:
    """One claim on which everything bears and about which everything is asked."""
    numbers = range(many)
    stances = "".join(
        f"  - {{person: p{n}, stance: {'accepts' if n % 2 else 'rejects'}}}\n" for n in numbers
    )
    needs = ", ".join(f"need{n}" for n in numbers)
    files = {
        "bread/hub.yaml": f"claim: All bread is one.\ndepends_on: [{needs}]\npositions:\n{stances}"
    }
    for n in numbers:
        relation = "supports" if n % 2 else "attacks"
        files |= {
            f"people/p{n}.yaml": f"person: Person {n}\n",
            f"bread/r{n}.yaml": f"claim: Reason {n} bears on all of it.\n{relation}: [{{to: hub, because: {WHY}}}]\n",
            f"bread/need{n}.yaml": f"claim: Premise {n} is needed for it.\n",
            f"bread/end{n}.yaml": f"claim: Conclusion {n} rests on it.\ndepends_on: [hub]\n",
            f"bread/u{n}.yaml": f"evidence: Finding {n} undercuts a step.\ntype: result\nundercuts: [r1 > hub]\n",
            f"bread/q{n}.yaml": f"crux: Is question {n} open?\nturns_on: hub\ndecides: [end{n}]\n",
            f"bread/e{n}.yaml": f"experiment: Does trial {n} tell?\nstatus: planned\ntests: [{{claim: hub, if_true: 0.8, if_false: 0.3}}]\n",
        }
    return files


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    """The bodies of the parts of a hub's page."""
    kb = bread(tmp_path_factory.mktemp("hub"), hub())
    assert kb.ok
    pages = [page for page in all_pages(kb) if re.fullmatch(r"hub(--\d+)?/", page.url)]
    return [page.body for page in pages]


def section(body, anchor):
    """One section of a page, empty where it has none."""
    return body.partition(f'<h2 id="{anchor}">')[2].partition("</section>")[0]


@pytest.mark.parametrize(
    ("anchor", "headline"),
    {
        "positions": "Person {}",
        "premises": "Premise {} is needed for it",
        "questions": "Is question {} open",
        "experiments": "Does trial {} tell",
        "needed-by": "Conclusion {} rests on it",
        "named-by": "Finding {} undercuts a step",
    }.items(),
)
def test_every_item_of_a_long_list_stands_on_one_part(parts, anchor, headline):
    found = "".join(section(body, anchor) for body in parts)
    for n in range(MANY):
        assert len(re.findall(rf">{re.escape(headline.format(n))}\b", found)) == 1, n


def test_reasons_and_objections_are_parted_alike(parts):
    for anchor, first in (("reasons", 1), ("objections", 0)):
        found = "".join(section(body, anchor) for body in parts)
        assert sorted(map(int, re.findall(r">Reason (\d+)", found))) == [*range(first, MANY, 2)]


def test_the_why_goes_on_where_it_stopped_and_ends_once(parts):
    whole = "".join(section(body, "why") for body in parts)
    assert whole.count("Before any reason") == 1
    assert whole.count("Given all that it depends on") == 1
    assert whole.count("Credence given this map</td>") == 1
    assert len(re.findall(r"since it depends on", whole)) == MANY


def test_a_list_that_goes_on_says_how_many_follow_and_where(parts):
    shown = section(parts[0], "positions").count('<li class="am-stand')
    assert 0 < shown < MANY
    told = f'<a href="../hub--2/">{MANY - shown} more, from part 2 of this page on</a>'
    assert told in section(parts[0], "positions")
    assert " more, from part" not in parts[-1]


@pytest.mark.parametrize(("url", "anchor"), [("p0/", "positions"), ("paper/", "named-by")])
def test_the_lists_of_persons_and_sources_say_so_too(tmp_path, url, anchor):
    files = {
        "people/p0.yaml": "person: Person 0\n",
        "sources/paper.yaml": "source: On crust\ntype: paper\n",
    }
    for n in range(130):
        stance = "positions: [{person: p0, stance: accepts}]"
        files[f"bread/c{n}.yaml"] = f"claim: This is claim {n}.\n{stance}\nnote: As in [[paper]].\n"
    body = next(page.body for page in all_pages(bread(tmp_path, files)) if page.url == url)
    assert " more, from part 2 of this page on</a>" in body.partition(f'<h2 id="{anchor}">')[2]


def test_of_many_undercuts_of_one_step_some_are_shown_and_the_others_counted(parts):
    whole = "".join(section(body, "reasons") for body in parts)
    assert (
        whole.count("undercuts a step") + int(re.search(r"(\d+) more undercut", whole)[1]) == MANY
    )


def test_no_page_of_a_hub_is_large(tmp_path):
    folder = project(tmp_path)
    write(folder / "claims", hub())
    assert large(all_html(build(folder / "mkdocs.yml"))) == {}


def test_of_many_people_at_one_place_one_dot_is_drawn_with_their_number():
    def marks(count):
        return [Mark(Named(f"p{n}", "person", f"Person {n}"), 0.9, "accepts") for n in range(count)]

    few, many = strip(marks(8)), strip(marks(9))
    assert few.count("<circle") == 8
    assert "Person 7: accepts" in few
    assert many.count("<circle") == 1
    assert ">9</text>" in many
    assert 'aria-label="9 people at 0.9"' in many


def test_of_many_topics_the_first_stand_in_the_navigation_and_all_among_the_records(tmp_path):
    folder = project(tmp_path)
    topics = {
        f"t{n}/t{n}.yaml": f"topic: Topic {n:02}\nsummary: About {n}.\norder: {n}\n"
        for n in range(50)
    }
    write(folder / "claims", topics)
    site = build(folder / "mkdocs.yml", strict=True)
    front, every = ((site / name).read_text("utf-8") for name in ("index.html", "all/index.html"))
    navigation = front.partition("<article")[0]
    assert navigation.count("\nTopic ") == 40
    assert "And 11 more topics, among <a" in front
    assert all(f"Topic {n:02}" in every for n in range(50))
    assert (site / "t49" / "index.html").is_file()


def test_a_sheet_leads_to_all_others_or_to_some_on_the_way_to_each():
    assert Sheet("all/", 2, 3).near == (1, 2, 3)
    for of in (31, 72, 999, 10_000):
        for number in (1, 2, of // 2, of):
            near = Sheet("all/", number, of).near
            assert {1, of, number, *range(max(1, number - 3), min(of, number + 3))} <= set(near)
            assert len(near) <= 25
