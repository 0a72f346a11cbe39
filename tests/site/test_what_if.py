"""The page *What if*: the same numbers as Python, and a page anybody can work with."""

from __future__ import annotations

import json
import random
import re
from contextlib import contextmanager
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe

import argmap
from argmap.reasoning.views import all_stances
from argmap.site import whatif
from argmap.site.pages import Maker
from tests.knowledge_bases import claims

ROOT = Path(__file__).parents[2]
CLAIM = "what-if/#claim=slow-bread-digests-better"
STEP = "fructans-fall..slow-bread-digests-better"


@pytest.fixture(scope="module")
def shipped():
    return argmap.load(ROOT / "claims")


@pytest.fixture
def circle(tmp_path):
    """Two claims that attack each other, with a premise, an undercut and a rest on top."""
    return claims(
        tmp_path,
        # Ann holds more of it than what it depends on leaves, and what she holds of d is to count with that.
        a="attacks: [{to: b, strength: strong}]\nprior: 0.8\ndepends_on: [e]\n"
        "positions: [{person: ann, stance: accepts}]\n",
        b="attacks: [{to: a, strength: strong}]\n",
        c="supports: [{to: d, strength: decisive}]\ndepends_on: [a]\n",
        d="positions: [{person: ann, stance: rejects}]\n",
        e="positions: [{person: ann, stance: leans-accept}]\n",
        f="undercuts: [b > a]\n",
    )


# --- What is published --------------------------------------------------------------------------


def test_the_data_name_every_record_with_a_credence_and_who_holds_it(site):
    kb = argmap.load(site.parent)
    data = json.loads((site / "what-if.json").read_text("utf-8"))
    nodes = data["network"]["nodes"]
    assert nodes == list(argmap.solve(kb))
    claim = nodes.index("slow-bread-digests-better")
    assert data["headlines"][claim] == "Slow bread is easier to digest than quick bread."
    assert (data["kinds"][claim], data["topics"][claim]) == ("claim", "bread")
    assert data["aliases"] == {"slow-is-good": claim}
    ann, bob = data["people"]
    assert ann == {"id": "ann", "name": "Ann Baker", "shows": {str(claim): 0.95}}
    assert bob["shows"] == {str(claim): 0.25}
    assert data["edit"] == "https://example.org/repo/edit/main/claims/{file}"


def test_claims_evidence_and_cruxes_lead_to_it(site):
    for id in ("slow-bread-digests-better", "is-it-the-time"):
        text = (site / id / "index.html").read_text("utf-8")
        assert 'href="../what-if/#claim=slow-bread-digests-better">What if …</a>' in text
    text = (site / "fructans-fall" / "index.html").read_text("utf-8")
    assert 'href="../what-if/#claim=fructans-fall">What if …</a>' in text
    assert "what-if/#claim" not in (site / "ann" / "index.html").read_text("utf-8")


def test_it_stands_in_the_navigation_and_lightly_in_the_search(site):
    assert 'href="what-if/"' in (site / "index.html").read_text("utf-8")
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    assert [doc for doc in index["docs"] if doc["location"].startswith("what-if")] == [
        {"location": "what-if/", "title": "What if", "text": ""}
    ]


def pages_at(url, kb):
    """The pages at an address: one, or none."""
    units = (unit for unit in Maker(kb).listings() if unit.name == url)
    return [page for unit in units for page in unit.pages()]


def test_the_page_runs_under_a_strict_content_security_policy(shipped):
    (page,) = pages_at("what-if/", shipped)
    assert re.findall(r"<script\b[^>]*>", page.body) == [
        '<script type="module" src="../assets/what-if.mjs">'
    ]
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", page.body)


def test_a_map_without_credences_has_no_such_page(tmp_path):
    assert not pages_at("what-if/", claims(tmp_path))


# --- The numbers --------------------------------------------------------------------------------

SOLVE_ALL = """async ([text, addresses]) => {
  const { Model } = await import("/assets/what-if-model.mjs");
  const model = new Model(JSON.parse(text));
  return addresses.map((address) => {
    const { state, unknown } = model.read(address);
    return { unknown, again: model.write(state), x: [...model.solve(state).credences] };
  });
}"""
PROPOSE = """async ([text, address]) => {
  const { Model } = await import("/assets/what-if-model.mjs");
  const model = new Model(JSON.parse(text));
  const { bases, changes } = model.propose(model.read(address).state);
  return {
    reached: bases.map((one) => [model.network.nodes[one.node], one.isReached]),
    files: Object.fromEntries(changes.map((one) => [model.file(one.node), one.yaml])),
  };
}"""


def address_of(settings, person=""):
    parts = [f"{name.replace(' > ', '..')}:{value}" for name, value in settings.items()]
    return f"#view={person}&set={','.join(parts)}" if person else f"#set={','.join(parts)}"


def random_settings(kb, count, seed):
    """Some credences and strengths to set."""
    rng = random.Random(seed)
    names = list(argmap.solve(kb))
    links = [one.id for one in kb.links if one.relation in ("supports", "attacks")]
    some = {name: rng.choice([0, 1, rng.random()]) for name in rng.sample(names, min(count, 4))}
    return some | {link: rng.uniform(1, 100) for link in rng.sample(links, min(count, len(links)))}


def assert_numbers_are_those_of_python(page, kb, count, within):
    """Whatever is set, in whoever's view."""
    people = ["", *all_stances(kb)]
    cases = [(random_settings(kb, count, seed), people[seed % len(people)]) for seed in range(10)]
    data = whatif.file(kb, "claims", "").decode()
    addresses = [address_of(*case) for case in cases]
    for (settings, person), found in zip(cases, page.evaluate(SOLVE_ALL, [data, addresses]), strict=True):  # fmt: skip
        assert found["unknown"] == []
        expected = argmap.solve(kb, view=person or None, set=settings)
        assert max(abs(a - b) for a, b in zip(expected.values(), found["x"], strict=True)) <= within


@pytest.mark.browser
def test_the_shipped_map_comes_out_as_in_python(open_page, shipped):
    assert_numbers_are_those_of_python(open_page("what-if/"), shipped, count=20, within=1e-12)


@pytest.mark.browser
def test_a_map_with_a_circle_comes_out_as_in_python(open_page, circle):
    assert circle.ok
    assert_numbers_are_those_of_python(open_page("what-if/"), circle, count=2, within=1e-8)


@pytest.mark.browser
def test_an_address_survives_being_read_and_written(open_page, shipped):
    settings = random_settings(shipped, 20, seed=0)
    address = address_of(settings, "beren").replace("#", "#claim=features-are-linear-directions&")
    data = whatif.file(shipped, "claims", "").decode()
    (found,) = open_page("what-if/").evaluate(SOLVE_ALL, [data, [address]])
    assert found["again"] == address


# --- Proposals ----------------------------------------------------------------------------------


def merged(text, change):
    """A record with a proposed change pasted into it."""
    record, proposed = yaml.safe_load(text), yaml.safe_load(change)
    for relation in {"supports", "attacks"} & proposed.keys():
        strengths = {one["to"]: one["strength"] for one in proposed.pop(relation)}
        for one in record[relation]:
            one["strength"] = strengths.get(one["to"], one.get("strength", "moderate"))
    return yaml.safe_dump(record | proposed, sort_keys=False)


def assert_following_the_proposal_gives(page, kb, settings):
    """The files are changed as told, and read again."""
    data = whatif.file(kb, "claims", "").decode()
    found = page.evaluate(PROPOSE, [data, address_of(settings)])
    assert all(is_reached for _, is_reached in found["reached"])
    for file, change in found["files"].items():
        path = kb.root / file
        path.write_text(merged(path.read_text("utf-8"), change), "utf-8")
    changed = argmap.load(kb.root)
    assert changed.ok, changed.diagnostics
    expected = argmap.solve(kb, set=settings)
    for id, credence in argmap.solve(changed).items():
        assert credence == pytest.approx(expected[id], abs=0.005), id


@pytest.mark.browser
def test_following_a_proposal_makes_what_was_set_what_is_recorded(open_page, bread_project):
    kb = argmap.load(bread_project / "claims")
    step = STEP.replace("..", " > ")
    settings = {"slow-bread-digests-better": 0.35, "fructans-fall": 0.6, step: 10 / 4}
    assert_following_the_proposal_gives(open_page("what-if/"), kb, settings)


@pytest.mark.browser
def test_a_proposal_counts_with_premises_undercuts_and_circles(open_page, circle):
    settings = {"a": 0.3, "c": 0.1, "d": 0.9, "c > d": 4}
    assert_following_the_proposal_gives(open_page("what-if/"), circle, settings)


@pytest.mark.browser
def test_what_no_prior_can_give_is_not_proposed(open_page, circle):
    data = whatif.file(circle, "claims", "").decode()
    found = open_page("what-if/").evaluate(PROPOSE, [data, "#set=a:0.2,c:0.9"])
    assert found["reached"] == [["a", True], ["c", False]]  # c needs a, which leaves it a fifth
    assert list(found["files"]) == ["bread/a.yaml"]


# --- The page -----------------------------------------------------------------------------------


@contextmanager
def settled(page):
    """Waits until what is done in it stands in the address."""
    before = page.evaluate("location.hash")
    yield
    page.wait_for_function("before => location.hash !== before", arg=before)


def opened(open_page, url=CLAIM, **options):
    page = open_page(url, **options)
    page.locator("#wi-open").wait_for()
    return page


def slider(page, name, card):
    return page.locator(".am-wi-card").nth(card).get_by_role("slider", name=name)


def stands_at(page):
    return page.locator("#wi-is").inner_text()


def recorded(site):
    return f"{argmap.solve(argmap.load(site.parent))['slow-bread-digests-better']:.2f}"


@pytest.mark.browser
def test_a_claim_opens_with_the_numbers_of_the_record(open_page, site):
    page = opened(open_page)
    assert (
        page.locator("#wi-name").inner_text() == "Slow bread is easier to digest than quick bread."
    )
    assert stands_at(page) == page.locator("#wi-was").inner_text() == recorded(site)
    assert page.locator(".am-wi-card").count() == 2
    assert not page.locator("#wi-propose").is_visible()
    assert page.problems == []


@pytest.mark.browser
def test_sliders_are_moved_by_keys_and_the_numbers_follow(open_page, site):
    page = opened(open_page)
    with settled(page):
        slider(page, "Credence", 1).press("Home")
    assert stands_at(page) == "0.50"
    with settled(page):
        slider(page, "supports", 1).press("End")
    assert (
        slider(page, "supports", 1).get_attribute("aria-valuetext") == "decisive, ×30, set by you"
    )
    with settled(page):
        slider(page, "Credence", 1).press("End")
    kb = argmap.load(site.parent)
    settings = {"fructans-fall": 1, STEP.replace("..", " > "): 30}
    expected = f"{argmap.solve(kb, set=settings)['slow-bread-digests-better']:.2f}"
    assert stands_at(page) == expected
    row = page.locator("#wi-moved tbody tr").first.inner_text()
    assert (recorded(site) in row, expected in row) == (True, True)
    assert (
        f"stands at {expected}, recorded {recorded(site)}"
        in page.locator("#wi-said").text_content()
    )


@pytest.mark.browser
def test_a_difference_is_that_of_the_two_numbers_shown(open_page):
    page = opened(open_page)
    credence = slider(page, "Credence", 1)
    for _ in range(12):  # over so many steps rounding parts the two
        with settled(page):
            credence.press("ArrowLeft")
        was, now, move = (page.locator(f"#wi-{one}").inner_text() for one in ("was", "is", "move"))
        told = move.replace("−", "-").lstrip("+")
        assert told == f"{float(now) - float(was):.2f}"


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 1000, 720, 360])
def test_every_slider_of_a_strength_has_room_for_the_words_of_its_scale(open_page, width):
    page = opened(open_page, width=width)
    page.evaluate("""() => {
      const [one] = document.querySelectorAll(".am-wi-control:has(.am-wi-scale)");
      for (let more = 0; more < 3; more++) one.after(one.cloneNode(true));
    }""")
    gaps = page.evaluate("""() => [...document.querySelectorAll(".am-wi-scale")].flatMap(scale => {
      const words = [...scale.children].map(word => word.getBoundingClientRect());
      return words.slice(1).map((word, before) => word.left - words[before].right);
    })""")
    assert len(gaps) == 4 * 3
    assert min(gaps) > 0


@pytest.mark.browser
def test_the_back_button_takes_back_one_change_after_the_other(open_page, site):
    page = opened(open_page)
    with settled(page):
        slider(page, "Credence", 1).press("Home")
    with settled(page):
        slider(page, "Credence", 0).press("Home")
    assert page.evaluate("location.hash").endswith(
        "set=fructans-fall:0,slow-bread-digests-better:0"
    )
    page.go_back()
    page.wait_for_function("document.getElementById('wi-is').textContent === '0.50'")
    page.go_back()
    page.wait_for_function("document.getElementById('wi-reset').disabled")
    assert stands_at(page) == recorded(site)
    assert page.evaluate("location.hash") == "#claim=slow-bread-digests-better"


@pytest.mark.browser
def test_a_shared_link_shows_the_same(open_page):
    first = opened(open_page)
    with settled(first):
        slider(first, "supports", 1).press("End")
    second = opened(open_page, "what-if/" + first.evaluate("location.hash"))
    assert stands_at(second) == stands_at(first)
    assert slider(second, "supports", 1).input_value() == "120"


@pytest.mark.browser
def test_undo_and_reset_bring_back_what_is_recorded(open_page, site):
    page = opened(open_page)
    for name in ("undo: Credence of: Fructans fall while dough rests.", "Reset"):
        with settled(page):
            slider(page, "Credence", 1).press("Home")
        assert stands_at(page) == "0.50"
        with settled(page):
            page.locator("#wi-open").get_by_role("button", name=name).click()
        assert stands_at(page) == recorded(site)


@pytest.mark.browser
def test_a_persons_view_is_adopted_and_not_proposed(open_page, site):
    page = opened(open_page)
    with settled(page):
        page.get_by_label("See it as").select_option(label="Bob Miller")
    assert stands_at(page) == "0.25"
    assert "Bob Miller has taken 1 stance" in page.locator("#wi-view").inner_text()
    told = page.locator("#wi-propose").inner_text()
    assert "The view of Bob Miller cannot be proposed" in told
    assert "argmap whatif --view bob" in told
    assert "prior" not in told


@pytest.mark.browser
def test_a_proposal_names_the_file_and_leads_to_where_it_is_edited(open_page):
    page = opened(open_page, f"{CLAIM}&set=slow-bread-digests-better:0.3,{STEP}:4")
    told = page.locator("#wi-propose").inner_text()
    assert "claims/bread/fructans-fall.yaml" in told
    assert "  - to: slow-bread-digests-better\n    strength: moderate  # was strong" in told
    assert "prior: {value: 0.11, because: Say why.}" in told
    link = page.get_by_role("link", name="edit this file").first
    assert link.get_attribute("href").startswith("https://example.org/repo/edit/main/claims/bread/")


@pytest.mark.browser
def test_a_claim_is_found_by_its_words(open_page):
    page = open_page("what-if/")
    words = page.get_by_label("Choose a claim")
    words.click()  # waits until the page is ready, which typing does not
    words.press_sequentially("rests FRUCTANS")
    with settled(page):
        page.keyboard.press("Enter")
    assert page.locator("#wi-name").inner_text() == "Fructans fall while dough rests."
    assert page.evaluate("document.activeElement.id") == "wi-name"


@pytest.mark.browser
def test_an_address_that_names_nothing_says_so(open_page):
    page = open_page("what-if/#claim=slow-is-good&view=eve&set=no-such:0.5,fructans-fall:7")
    page.locator("#wi-open").wait_for()  # by its earlier id
    told = page.locator("#wi-status").inner_text()
    assert [name in told for name in ("eve", "no-such:0.5", "fructans-fall:7")] == [True] * 3


@pytest.mark.browser
def test_a_link_to_a_place_on_the_page_leaves_what_is_set(open_page):
    page = opened(open_page, f"{CLAIM}&set=fructans-fall:0.2")
    before, address = stands_at(page), page.evaluate("location.hash")
    page.locator(".md-skip").focus()
    with page.expect_event("framenavigated"):
        page.keyboard.press("Enter")
    page.wait_for_function("address => location.hash === address", arg=address)
    assert stands_at(page) == before


@pytest.mark.browser
def test_without_javascript_it_says_what_it_does_and_names_the_command(open_page):
    page = open_page(CLAIM, javascript=False)
    told = page.locator("article").inner_text()
    assert "needs JavaScript" in told
    assert "argmap whatif fructans-fall=false" in told
    assert not page.locator("#wi-app").is_visible()


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_it_in_use(open_page, scheme):
    page = opened(open_page, f"{CLAIM}&view=ann&set=fructans-fall:0.2,{STEP}:30", scheme=scheme)
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert [(one["id"], one["nodes"][0]["html"]) for one in found.response["violations"]] == []


@pytest.mark.browser
def test_a_narrow_screen_holds_it_with_room_for_fingers(open_page):
    page = opened(open_page, f"{CLAIM}&set=fructans-fall:0.2,{STEP}:30", width=360)
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    heights = page.evaluate(
        "[...document.querySelectorAll('#wi-app :is(input, select, button)')]"
        ".filter(one => one.checkVisibility()).map(one => one.getBoundingClientRect().height)"
    )
    assert len(heights) > 5
    assert min(heights) >= 44
