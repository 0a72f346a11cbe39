"""A map that is too large for one page: how it is cut into sheets, and how a reader gets from one to another."""

from __future__ import annotations

import gzip
import json
import random
import re
from itertools import chain

import html5lib
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from argmap.linker import Link
from argmap.site import topicmap, topicmap_cut
from argmap.site.build import build
from argmap.site.pages import all_pages
from argmap.site.topicmap_cut import Weights, cut
from argmap.site.topicmap_links import MOST_LINKS, MOST_RECORDS
from tests.knowledge_bases import bread, write
from tests.site.conftest import CONFIG, project, served
from tests.site.test_topic_map import CLAIMS, boxes, by_class, in_frame, lines, maps

EVEN = Weights(record=lambda _: 10, entry=lambda _: 0, link=lambda _: 0)
"""Ten for each record, nothing for links."""


def support(source, target):
    return Link(source, target, "supports", ("supports", 0), 2.0)


def undercut(source, target):
    return Link(source, target, "undercuts", ("undercuts", 0))


def named(sheets):
    return [[one.id for one in links] for links in sheets]


# --- Where it is cut ----------------------------------------------------------------------------


def test_what_fits_stays_on_one_sheet():
    links = [support("b", "a"), support("c", "b")]
    assert named(cut(links, EVEN, 100)) == [["b > a", "c > b"]]


def test_arguments_without_a_common_record_are_not_cut_before_there_is_need():
    one = [support(f"a{n}", "a") for n in range(3)]
    other = [support(f"b{n}", "b") for n in range(3)]
    mixed = [link for pair in zip(one, other, strict=True) for link in pair]
    assert named(cut(mixed, EVEN, 79)) == named([one, other])


def test_the_reasons_for_a_conclusion_stay_together_and_what_bears_on_them_comes_after():
    links = [
        support("deep", "reason"),
        support("reason", "end"),
        support("deeper", "deep"),
        support("other", "end"),
    ]
    assert named(cut(links, EVEN, 200)) == [
        ["reason > end", "other > end", "deep > reason", "deeper > deep"]
    ]


def test_a_chain_is_cut_in_the_middle():
    links = [support(f"r{n + 1}", f"r{n}") for n in range(9)]
    sheets = cut(links, EVEN, 90)
    assert [len(links) for links in sheets] in ([4, 5], [5, 4])


def test_a_conclusion_with_more_reasons_than_a_sheet_holds_is_drawn_on_several():
    links = [support(f"r{n}", "end") for n in range(10)]
    sheets = cut(links, EVEN, 60)
    assert sorted(chain.from_iterable(named(sheets))) == sorted(one.id for one in links)
    assert max(map(len, sheets)) <= 5


def test_an_undercut_stays_with_the_link_it_lands_on():
    links = [*(support(f"r{n}", "end") for n in range(8)), undercut("but", "r7 > end")]
    (sheet,) = [one for one in named(cut(links, EVEN, 50)) if "r7 > end" in one]
    assert sheet[sheet.index("r7 > end") + 1] == "but > (r7 > end)"


def test_what_no_sheet_holds_is_left_out():
    joined = Link("a", "z", "supports", (), 2.0, premises=tuple((f"p{n}", False) for n in range(9)))
    links = [joined, support("b", "y"), *(undercut(f"u{n}", "b > y") for n in range(9))]
    assert named(cut(links, EVEN, 60)) == [["b > y", *(f"u{n} > (b > y)" for n in range(4))]]


def test_there_is_room_for_what_the_last_sheet_holds_beside():
    links = [support(f"b{n}", f"a{n}") for n in range(4)]
    assert [len(one) for one in cut(links, EVEN, 80)] == [4]
    assert len(cut(links, EVEN, 80, last=20)) == 2


def test_there_are_no_more_sheets_than_the_most():
    links = [support(f"b{n}", f"a{n}") for n in range(50)]
    assert len(cut(links, EVEN, 20)) == topicmap_cut.MOST_SHEETS


@pytest.mark.parametrize("seed", range(20))
def test_every_link_is_on_one_sheet_and_no_sheet_is_too_full(seed):
    rng = random.Random(seed)
    links = [support(f"r{n}", f"r{rng.randrange(n)}") for n in range(1, 40)]
    links += [support(f"r{rng.randrange(40)}", f"r{rng.randrange(40)}") for _ in range(5)]
    links = list({one.id: one for one in links if one.source != one.target}.values())
    links += [undercut(f"u{n}", rng.choice(links).id) for n in range(5)]
    sheets = cut(links, EVEN, 120)
    assert sorted(chain.from_iterable(named(sheets))) == sorted(one.id for one in links)
    for sheet in sheets:
        ends = {end for one in sheet for end in re.findall(r"\w\d+", one.id)}
        assert len(ends) <= 12


# --- What the sheets show -----------------------------------------------------------------------


def pages_of(kb):
    return [page for page in all_pages(kb) if page.url.startswith("bread/map")]


def tree_of(page):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    found = parser.parse(f"<!doctype html><title>x</title><body>{page.body}")
    assert parser.errors == []
    return found


@pytest.fixture
def small_sheets(monkeypatch):
    monkeypatch.setattr(topicmap, "_ROOM", 2_800)


@pytest.fixture
def cut_pages(tmp_path, small_sheets):
    return pages_of(bread(tmp_path, CLAIMS))


def test_sheets_are_named_as_the_parts_of_other_pages_are(cut_pages):
    assert [page.url for page in cut_pages] == ["bread/map/", "bread/map--2/", "bread/map--3/"]
    assert [page.search for page in cut_pages] == ["", None, None]
    assert [page.title for page in cut_pages] == [f"Map: Bread ({n} of 3)" for n in (1, 2, 3)]


def test_every_sheet_lists_all_of_them_with_their_conclusions(cut_pages):
    for number, page in enumerate(cut_pages, 1):
        (nav,) = by_class(tree_of(page), "am-sheets")
        told = [re.sub(r"\s+", " ", "".join(item.itertext())) for item in nav.iter("li")]
        assert [one.partition(":")[0] for one in told] == [
            f"Sheet {n} of 3" if n == number else f"Sheet {n}" for n in (1, 2, 3)
        ]
        assert told[0].endswith(": Slow bread digests better")
        assert [a.get("href") for a in nav.iter("a") if not a.get("aria-current")] == [
            f"../{place}/" for n, place in enumerate(("map", "map--2", "map--3"), 1) if n != number
        ]


def test_every_link_is_drawn_on_one_sheet(cut_pages, tmp_path):
    drawn = []
    for page in cut_pages:
        tree = tree_of(page)
        ids = [node.get("id").removeprefix("at-") for node in boxes(tree)]
        drawn += [
            (relation, tuple(ids[one] for one in premises), ids[conclusion])
            for _, relation, premises, conclusion in lines(tree)
        ]
    assert len(set(drawn)) == len(drawn) == maps(bread(tmp_path, CLAIMS))["bread"].links


def test_a_record_whose_reasons_are_on_another_sheet_leads_there(cut_pages):
    """Its box is dimmed and says so, and so does the list; there it stands with what bears on it."""
    first, *others = map(tree_of, cut_pages)
    (box,) = [one for one in boxes(first) if one.get("id") == "at-habit"]
    address, _, place = box.get("href").partition("#")
    assert place == "at-habit"
    assert box.get("class") == "am-other"
    number = int(re.fullmatch(r"\.\./map--(\d)/", address)[1])
    assert f"see sheet {number}" in "".join(box.itertext())
    assert f'(see <a href="{box.get("href")}">sheet {number}</a>)' in cut_pages[0].body
    (home,) = [one for one in boxes(others[number - 2]) if one.get("id") == "at-habit"]
    assert home.get("href") == "../../habit/"
    assert home.get("class") is None
    assert "also on sheets 1, 2" in "".join(home.itertext())


def test_a_sheet_explains_only_what_its_boxes_say(cut_pages):
    seen = set()
    for page in cut_pages:
        drawn = "".join(by_class(tree_of(page), "am-map")[0].itertext())
        for said in ("see sheet", "also on sheet"):
            assert (f"<i>{said}</i>" in page.body) == (said in drawn)
            seen.add((said, said in drawn))
    assert len(seen) >= 3  # one is on some of these sheets only


def test_what_does_not_fit_into_the_first_line_of_a_box_is_shortened(tmp_path, small_sheets):
    """The names of other topics first, then the sheets, then what the outcome tells too."""
    tests = ", ".join(
        f"{{claim: {claim}, if_true: 0.2, if_false: 0.7}}"
        for claim in ("habit", "gut", "upset", "slow", "blind")
    )
    files = {
        "bread/wide.yaml": (
            f"experiment: Does all of it hold?\nstatus: done\ntests: [{tests}]\n"
            "result: {outcome: 'inconclusive', date: 2026-01-31, summary: Unclear.}\n"
        ),
        "rest/rest.yaml": "topic: Rest, and what else is to be said of it\nsummary: About rest.\n",
    }
    kb = bread(tmp_path, {**CLAIMS, **files})
    lines = {
        node.named.id: [node.words, *filter(None, [node.note])]
        for sheet in maps(kb)["bread"].sheets
        for node in sheet.nodes
    }
    assert max(len(" · ".join(line)) for line in lines.values()) <= 44
    assert lines["wide"] == ["came out inconclusive", "also on 3 sheets"]
    assert lines["sleep"][0].startswith("in Rest")


def test_a_topic_says_on_how_many_sheets_its_map_is(tmp_path, small_sheets):
    (page,) = [one for one in all_pages(bread(tmp_path, CLAIMS)) if one.url == "bread/"]
    assert '<a href="map/">Map of this topic</a>: 8 records and 6 links on 3 sheets' in page.body


def test_what_no_link_leads_to_is_named_on_the_last_sheet(cut_pages):
    assert ['id="alone"' in page.body for page in cut_pages] == [False, False, True]


def test_a_list_of_what_is_not_on_the_map_that_grows_ends_with_how_many_more_there_are(tmp_path):
    files = {f"bread/lone-{n}.yaml": f"claim: Lone claim {n}.\n" for n in range(100)}
    (page,) = pages_of(bread(tmp_path, {**CLAIMS, **files}))
    listed = page.body.partition('id="alone"')[2].count('class="am-link"')
    assert 20 < listed < 100
    assert f'And {101 - listed} more: <a href="../../bread/">' in page.body


def test_every_sheet_can_be_filtered_by_all_people_of_the_map(cut_pages):
    people = [re.findall(r'<option value="([a-z]+)">', page.body) for page in cut_pages]
    assert people == [["ann", "bob"]] * 3


def test_a_map_can_be_filtered_by_those_in_most_of_its_records(tmp_path):
    files = {f"people/p{n}.yaml": f"person: Somebody {n}\n" for n in range(100)}
    everybody = ", ".join(f"{{person: p{n}, stance: accepts}}" for n in range(100))
    files["bread/all.yaml"] = f"claim: All hold this.\nattacks: [slow]\npositions: [{everybody}]\n"
    (page,) = pages_of(bread(tmp_path, {**CLAIMS, **files}))
    assert page.body.count("<option value=") == 40 + 2  # with anybody, and everything to follow
    assert all(f">{name}</option>" in page.body for name in ("Ann Baker", "Bob Miller"))


# --- How much a page holds ----------------------------------------------------------------------


def letters(rng, count):
    return "".join(rng.choice("abcdefghijklmnopqrstuvwxyz     ") for _ in range(count)).strip()


HEADLINES = {
    "long": lambda rng: letters(rng, 248),
    "short": lambda rng: letters(rng, 12),
    "escaped": lambda _: '"&<' * 82,
    "chinese": lambda rng: "".join(chr(rng.randrange(0x4E00, 0x9FA5)) for _ in range(248)),
}
"""Each of at most 250 letters, which is what `check` allows."""


@pytest.mark.parametrize("kind", HEADLINES)
def test_no_headlines_make_a_sheet_larger_than_a_page_may_be(tmp_path, kind):
    """With 20 KB (5 packed) for the frame that the theme puts around it, and with as many people as can be chosen."""
    rng = random.Random(0)
    files = {
        f"people/somebody-with-a-long-name-{n}.yaml": f"person: Somebody {letters(rng, 50)}\n"
        for n in range(50)
    }
    everybody = ", ".join(
        f"{{person: somebody-with-a-long-name-{n}, stance: accepts}}" for n in range(50)
    )
    for n in range(MOST_RECORDS):
        targets = [f"record-{m}" for m in rng.sample(range(n), min(n, 2))]
        headline = json.dumps(f"A{HEADLINES[kind](rng)}.", ensure_ascii=False)
        files[f"bread/record-{n}.yaml"] = f"claim: {headline}\nsupports: [{', '.join(targets)}]\n"
    files["bread/record-0.yaml"] += f"positions: [{everybody}]\n"
    pages = pages_of(bread(tmp_path, files))
    assert 4 <= len(pages) <= topicmap_cut.MOST_SHEETS
    for page in pages:
        body = page.body.encode()
        assert body.count(b'<option value="somebody') == 40
        assert len(body) < 40_000
        assert len(gzip.compress(body)) < 10_000
    if kind == "short":
        assert sum(page.body.count("data-ends=") for page in pages) == MOST_LINKS


# --- In a browser -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    """The address of a site whose maps have several sheets."""
    folder = write(project(tmp_path_factory.mktemp("site")) / "claims", CLAIMS).parent
    write(folder, {"mkdocs.yml": CONFIG})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(topicmap, "_ROOM", 2_800)
        site = build(folder / "mkdocs.yml")
    with served(site) as address:
        yield address


@pytest.fixture
def open_sheet(browser, where):
    contexts = []

    def open_it(place, **options):
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{where}bread/{place}")
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.mark.browser
def test_a_dimmed_box_opens_the_sheet_on_which_what_bears_on_it_is_drawn(open_sheet):
    page = open_sheet("map/")
    page.click("#at-habit")
    page.wait_for_url("**/map--*/#at-habit")
    page.wait_for_load_state()
    assert "habit" in in_frame(page)
    assert (
        page.locator("output").bounding_box()["y"]
        >= page.locator(".md-header").bounding_box()["height"]
    )
    page.click("#at-habit")
    page.wait_for_url("**/habit/")


@pytest.mark.browser
def test_sheets_are_turned_like_pages(open_sheet):
    page = open_sheet("map/")
    page.click("a[rel=next]")
    page.wait_for_url("**/map--2/")
    page.click("a[rel=prev]")
    page.wait_for_url("**/map/")
    assert page.locator("a[rel=prev]").count() == 0


@pytest.mark.browser
def test_words_that_are_on_another_sheet_are_found_there(open_sheet):
    page = open_sheet("map/")
    page.fill("input[name=text]", "blind eaters")
    found = page.locator(".am-elsewhere a")
    expect(found).to_have_count(1)
    assert re.fullmatch(r"Sheet \d \(1\)", found.inner_text())
    page.click(".am-map-form button[type=reset]")
    expect(found).to_have_count(0)


@pytest.mark.browser
def test_words_and_person_go_along_to_another_sheet_and_back(open_sheet):
    page = open_sheet("map/")
    page.select_option("select[name=person]", label="Bob Miller")
    page.fill("input[name=text]", "slow")
    found = page.locator(".am-elsewhere a").first
    count = int(re.fullmatch(r"Sheet \d \((\d+)\)", found.inner_text())[1])
    found.click()
    page.wait_for_url("**/map--*/?words=slow&person=bob")
    expect(page.locator("input[name=text]")).to_have_value("slow")
    expect(page.locator("output")).to_contain_text(f"{count} of")
    assert in_frame(page)
    page.go_back()
    expect(page.locator("input[name=text]")).to_have_value("slow")
    expect(page.locator("select[name=person]")).to_have_value("bob")


@pytest.mark.browser
def test_an_address_of_a_record_that_has_moved_to_another_sheet_leads_there(open_sheet):
    page = open_sheet("map/#at-trial")
    page.wait_for_url("**/map--*/#at-trial")
    expect(page.locator("output")).not_to_have_text("")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_a_sheet(open_sheet, scheme):
    page = open_sheet("map--2/", color_scheme=scheme)
    page.fill("input[name=text]", "slow")
    expect(page.locator(".am-elsewhere a").first).to_be_visible()
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


@pytest.mark.browser
def test_a_sheet_is_as_wide_as_the_window_and_no_wider(open_sheet):
    page = open_sheet("map--2/", viewport={"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    for link in page.locator(":is(.am-turn-sheet, .am-sheets) a").all():
        assert link.bounding_box()["height"] >= 44
        assert link.bounding_box()["width"] >= 44


@pytest.mark.browser
def test_the_links_to_the_sheets_before_and_after_stand_at_the_ends(open_sheet):
    page = open_sheet("map--2/")
    frame = page.locator(".am-map-region").bounding_box()
    before, after = (page.locator(f"a[rel={rel}]").bounding_box() for rel in ("prev", "next"))
    assert before["x"] == pytest.approx(frame["x"], abs=2)
    assert after["x"] + after["width"] == pytest.approx(frame["x"] + frame["width"], abs=2)


@pytest.mark.browser
def test_the_notes_in_boxes_stay_in_them(open_sheet):
    for place in ("map/", "map--2/", "map--3/"):
        out = open_sheet(place).eval_on_selector_all(
            ".am-map a",
            """all => all.filter(node => {
              const box = node.querySelector("rect").getBBox();
              return [...node.querySelectorAll("text")].some(text => {
                const words = text.getBBox();
                return words.x + words.width > box.x + box.width; }); }).map(node => node.id)""",
        )
        assert out == []
