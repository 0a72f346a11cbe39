"""The site in a real browser, and live reload."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from argmap.site.build import build
from tests.site.conftest import CONFIG, project, served

pytestmark = pytest.mark.browser

DOCS = Path(__file__).parents[2] / "docs"
PAGES = ["", "bread/", "slow-bread-digests-better/", "fructans-fall/", "is-it-the-time/"]
PAGES += [
    "bread/map/",
    "taste-it-blind/",
    "ann/",
    "talk/",
    "all/",
    "disagreements/",
    "experiments/",
    "what-if/",
    "method/",
]


@pytest.mark.parametrize("url", PAGES)
def test_a_page_is_quiet_and_asks_nobody_else(open_page, url):
    page = open_page(url)
    page.wait_for_load_state("networkidle")
    assert page.problems == []


@pytest.mark.parametrize("url", PAGES)
def test_a_narrow_page_does_not_scroll_sideways(open_page, url):
    page = open_page(url, width=360)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("url", PAGES)
def test_axe_finds_nothing(open_page, url, scheme):
    """WCAG 2.2 AA and good practice, as far as a program can tell."""
    page = open_page(url, scheme=scheme)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


HANDBOOK = """\
  - Diagnostics: diagnostics.md
markdown_extensions: [attr_list, tables, pymdownx.highlight, pymdownx.superfences]
not_in_nav: /diagnostics/*.md
"""
TOKENS = "bp c c1 cm cs err gs gt gu kc kp kr kt mh mi mo n nb ne nf ni nl nn no nt o ow p s s1 s2 sc sd sh si sr ss sx vc vg vi w"


@pytest.fixture(scope="module")
def handbook(tmp_path_factory):
    """Where a site with this project's pages on diagnostics is served: hand-written tables, and texts of programs in colour."""
    folder = project(tmp_path_factory.mktemp("handbook"))
    (folder / "mkdocs.yml").write_text(CONFIG + HANDBOOK)
    for name in ("diagnostics", "diagnostics.md"):
        copy = shutil.copytree if name == "diagnostics" else shutil.copy
        copy(DOCS / name, folder / "docs" / name)
    with served(build(folder / "mkdocs.yml")) as where:
        yield where


@pytest.fixture
def open_handbook(browser, handbook):
    """Opens a page of it."""
    contexts = []

    def open_it(url, width=1280, scheme="light"):
        contexts.append(
            browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        )
        page = contexts[-1].new_page()
        page.goto(handbook + url)
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("url", ["diagnostics/", "diagnostics/yaml/"])
def test_axe_finds_nothing_on_hand_written_pages_nor_in_any_colour_of_code(
    open_handbook, url, scheme
):
    page = open_handbook(url, scheme=scheme)
    page.evaluate(
        """tokens => {
          const code = document.querySelector(".highlight code");
          if (code) code.innerHTML = tokens.split(" ").map(name => `<span class="${name}">${name}</span>`).join(" ");
        }""",
        TOKENS,
    )
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


def test_a_hand_written_table_of_texts_is_a_list_on_a_phone(open_handbook):
    page = open_handbook("diagnostics/", width=360)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    table = page.get_by_role("table").first  # which it stays for those who hear it
    row = table.get_by_role("row").nth(1)
    term, severity, meaning = (row.get_by_role("cell").nth(one).bounding_box() for one in range(3))
    assert term["x"] == severity["x"] == meaning["x"]
    assert term["y"] < severity["y"] < meaning["y"]
    assert meaning["width"] > 300
    assert table.get_by_role("columnheader").nth(2).is_visible()


def test_the_way_to_other_parts_has_room_for_fingers(open_handbook):
    page = open_handbook("diagnostics/yaml/", width=360)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    links = page.locator(".am-parts a").all() + page.locator("article [rel=next]").all()
    assert len(links) > 5
    assert min(link.bounding_box()["height"] for link in links) >= 44


ALONE = ".md-header__button, .md-content__button, .am-crux dd > a:only-child, .am-people td:is([data-label='yes:'], [data-label='no:']) > a:only-child, .am-invite a, .am-ways a"


@pytest.mark.parametrize("url", ["slow-bread-digests-better/", "is-it-the-time/", "disagreements/"])
def test_a_finger_finds_what_stands_alone(open_page, url):
    """Links within a sentence are as high as its line."""
    page = open_page(url, width=360)
    sizes = page.evaluate(
        "alone => [...document.querySelectorAll(alone)].filter(one => one.checkVisibility())"
        ".map(one => one.getBoundingClientRect()).filter(box => box.width).map(box => [box.width, box.height])",
        ALONE,
    )
    assert len(sizes) >= 4
    assert min(height for _, height in sizes) >= 44


def test_a_table_too_wide_for_the_screen_is_scrolled_by_keys(browser, tmp_path):
    folder = project(tmp_path)
    cells = " | ".join(["1,000,000"] * 9)
    table = f"| {cells} |\n{'| ---: ' * 9}|\n| {cells} |\n"
    (folder / "docs" / "method.md").write_text(f"# Method\n\n{table}")
    with served(build(folder / "mkdocs.yml")) as where:
        page = browser.new_page(viewport={"width": 360, "height": 800})
        page.goto(where + "method/")
        page.wait_for_load_state("networkidle")
        page.locator("[tabindex='0']", has=page.get_by_role("table")).focus()
        page.keyboard.press("ArrowRight")
        scrolled = "() => document.activeElement.scrollLeft > 0"
        page.wait_for_function(scrolled, timeout=5000)
        page.close()


def test_a_claim_prints_on_two_sheets_at_most_and_with_its_sources(open_page, tmp_path):
    page = open_page("slow-bread-digests-better/")
    page.pdf(path=tmp_path / "claim.pdf", format="A4")
    sheets = re.findall(rb"/Type\s*/Page\b", (tmp_path / "claim.pdf").read_bytes())
    assert 1 <= len(sheets) <= 2
    page.emulate_media(media="print")
    assert page.locator(".am-quote").first.is_visible()
    assert not page.locator(".md-sidebar").first.is_visible()
    assert not page.locator("#named-by").is_visible()


def test_many_quotes_of_one_person_do_not_leave_half_a_sheet_empty(open_page, tmp_path):
    page = open_page("slow-bread-digests-better/")
    page.evaluate("""() => {
      const quote = document.querySelector(".am-stand .am-quote");
      for (let more = 0; more < 22; more++) quote.after(quote.cloneNode(true));
    }""")
    page.pdf(path=tmp_path / "claim.pdf", format="A4")
    sheets = re.findall(rb"/Type\s*/Page\b", (tmp_path / "claim.pdf").read_bytes())
    assert len(sheets) == 2


def test_a_claim_its_spread_and_a_crux_are_seen_without_scrolling(open_page):
    page = open_page("slow-bread-digests-better/")
    for part in ("h1", ".am-credence", ".am-strip", ".am-crux >> nth=0"):
        box = page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= 800, part


@pytest.mark.parametrize("media", ["screen", "print"])
def test_a_line_holds_sixty_to_seventy_five_characters(open_page, media):
    page = open_page("method/")
    page.emulate_media(media=media)
    page.evaluate("text => { document.querySelector('article p').textContent = text; }", PROSE)
    assert 60 <= page.evaluate(LETTERS_A_LINE, "article p") <= 80  # fonts differ by a tenth


PROSE = (
    "How credible it would be to somebody who knew nothing but the records of this knowledge base and took each at its word. "
    * 8
)
LETTERS_A_LINE = """selector => {
  const text = document.querySelector(selector), range = document.createRange();
  range.selectNodeContents(text);
  const lines = new Set([...range.getClientRects()].map(line => line.top)).size;
  return text.textContent.length / lines; }"""


def test_no_word_is_broken_in_a_table(open_page):
    """A column is at least as wide as its longest word, however long its neighbours."""
    page = open_page("disagreements/")
    page.evaluate("""() => {
      const row = document.querySelector("tbody tr");
      row.cells[0].textContent = row.cells[3].textContent = "Many words of some length. ".repeat(20);
      row.cells[1].querySelector("a").textContent = "Uncharacteristic";
    }""")
    link = page.locator('td[data-label="yes:"] a').first
    assert link.bounding_box()["height"] < 30


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_links_and_signs_stand_out_from_the_background(open_page, scheme):
    page = open_page("slow-bread-digests-better/", scheme=scheme)
    for selector in (".am-link", ".am-word", ".am-status", "figcaption", "h1"):
        ratio = page.evaluate(CONTRAST, f"article {selector}")
        assert ratio >= 4.5, (selector, ratio)


CONTRAST = """selector => {
  const lum = c => {
    const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => {
      v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; });
    return .2126 * r + .7152 * g + .0722 * b; };
  const ink = lum(getComputedStyle(document.querySelector(selector)).color);
  const paper = lum(getComputedStyle(document.body).backgroundColor);
  return (Math.max(ink, paper) + .05) / (Math.min(ink, paper) + .05); }"""


def test_a_reader_without_javascript_sees_the_words(open_page):
    page = open_page("slow-bread-digests-better/", javascript=False)
    assert page.locator("blockquote").first.inner_text().strip() == (
        "I find it easier to digest than quick bread"
    )
    assert page.locator("text=What links here").count() >= 1


def test_two_clicks_lead_from_the_front_page_to_who_says_yes_and_no(open_page):
    page = open_page("")
    page.click("article >> text=Is it the time?")
    page.wait_for_url("**/is-it-the-time/")
    assert page.locator("h2", has_text="Who says yes and who says no").is_visible()
    assert page.locator(".am-yes").is_visible()
    assert page.locator(".am-no").is_visible()


def test_search_finds_a_claim_by_its_words(open_page):
    page = open_page("")
    page.wait_for_load_state("networkidle")
    page.locator("input[name=query]").click()
    page.locator("input[name=query]").press_sequentially("easier digest", delay=30)
    result = page.locator(".md-search-result__link").first
    result.wait_for()
    assert "slow-bread-digests-better" in result.get_attribute("href")


def test_a_large_sites_split_index_is_searched_in_the_same_dialog(
    bread_project, browser, monkeypatch
):
    monkeypatch.setattr("argmap.site.search.SPLIT_FROM", 5)
    with served(build(bread_project / "mkdocs.yml")) as address:
        page = browser.new_page()
        loaded = []
        page.on("request", lambda request: loaded.append(request.url.removeprefix(address)))
        page.goto(address)
        page.wait_for_load_state("networkidle")
        page.locator("input[name=query]").click()
        page.locator("input[name=query]").press_sequentially("easier dig", delay=30)
        result = page.locator(".md-search-result__link").first
        result.wait_for()
        assert "slow-bread-digests-better" in result.get_attribute("href")
        assert result.locator("mark").first.inner_text().lower() == "easier"
        assert [url for url in loaded if url.startswith("search/words/")] != []
        page.locator("input[name=query]").press_sequentially("zzz")
        result.wait_for(state="detached")
        page.close()


def test_a_preview_shows_the_top_of_the_linked_page_and_escape_closes_it(open_page):
    page = open_page("fructans-fall/")
    page.wait_for_load_state("networkidle")
    preview = page.locator(".am-preview")
    link = page.locator("article a.am-link", has_text="Slow bread is easier").first
    link.hover()
    preview.wait_for()
    assert "For most people; see what falls." in preview.inner_text()
    assert "Bob Miller leans toward rejecting" in preview.inner_text()
    assert "I find it easier to digest" not in preview.inner_text()
    page.keyboard.press("Escape")
    assert preview.is_hidden()
    page.mouse.move(0, 0)
    page.keyboard.press("Tab")  # from now on focus is by keyboard
    link.focus()
    preview.wait_for()
    page.keyboard.press("Escape")
    assert preview.is_hidden()
    assert page.problems == []


def test_a_preview_stays_while_the_pointer_is_on_it(open_page):
    page = open_page("fructans-fall/")
    page.wait_for_load_state("networkidle")
    page.locator("article a.am-link", has_text="Slow bread is easier").first.hover()
    preview = page.locator(".am-preview")
    preview.wait_for()
    preview.hover()
    page.wait_for_timeout(600)
    assert preview.is_visible()
    page.mouse.move(0, 0)
    preview.wait_for(state="hidden")


def test_a_table_is_sorted_by_the_column_a_reader_presses(open_page):
    page = open_page("bread/")
    credences = "table.am-sortable td:nth-child(2)"
    head = page.locator("table.am-sortable th", has_text="Credence")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    falling = [float(text) for text in page.locator(credences).all_inner_texts()]
    page.keyboard.press("Enter")
    rising = [float(text) for text in page.locator(credences).all_inner_texts()]
    assert falling == sorted(falling, reverse=True) == rising[::-1]


def test_a_missing_page_offers_the_search(open_page):
    page = open_page("404.html")
    assert page.locator("label", has_text="Search the site").count() == 1
    assert page.locator("h1").inner_text() == "There is no such page"


def test_a_missing_page_offers_no_search_where_no_script_runs(open_page):
    page = open_page("404.html", javascript=False)
    page.route("**/bread/**", lambda route: route.continue_(url=route.request.url.replace("/bread/", "/")))  # fmt: skip
    page.reload()
    assert page.locator(".md-header").bounding_box()["height"] < 100  # the style has arrived
    assert page.get_by_role("link", name="All records from A to Z").is_visible()
    assert not page.get_by_text("Search the site").is_visible()
    assert not page.get_by_role("textbox").first.is_visible()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url, pattern, seconds=40):
    deadline = time.monotonic() + seconds
    text = ""
    while time.monotonic() < deadline:
        try:
            text = urllib.request.urlopen(url, timeout=5).read().decode()
        except OSError:
            text = ""
        if re.search(pattern, text):
            return
        time.sleep(0.2)
    raise AssertionError(f"{pattern!r} never showed at {url}: {text[-300:]}")


def test_an_edit_of_a_record_shows_while_serving_and_a_broken_one_does_not_stop_it(bread_project):
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "-a", f"127.0.0.1:{port}"],
        cwd=bread_project,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    record = bread_project / "claims" / "bread" / "fructans-fall.yaml"
    good = record.read_text()
    url = f"http://127.0.0.1:{port}/bread/fructans-fall/"
    try:
        wait_for(url, "Fructans fall")
        record.write_text(good.replace("Fructans fall", "Fructans vanish"))
        wait_for(url, "Fructans vanish")
        record.write_text("evidence: Fructans: gone\n")
        time.sleep(3)
        record.write_text(good.replace("Fructans fall", "Fructans return"))
        wait_for(url, "Fructans return")
    finally:
        server.terminate()
        server.wait(10)
