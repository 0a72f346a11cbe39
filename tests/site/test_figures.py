"""The numbers and drawings on pages."""

from __future__ import annotations

import re

import pytest

import argmap
from argmap.site.figures import Figures
from argmap.site.pages import all_pages
from argmap.site.views import Views
from tests.knowledge_bases import bread

RECORDS = {
    "bread/slow.yaml": (
        "claim: Slow bread digests better.\ndepends_on: [gut]\n"
        "positions: [{person: ann, stance: accepts}, {person: bob, stance: rejects}]\n"
    ),
    "bread/gut.yaml": "claim: The gut can tell breads apart.\nprior: {value: 0.8, because: It can.}\n",
    "bread/fructans.yaml": (
        "evidence: Fructans fall.\ntype: result\nsupports: [{to: slow, strength: strong}]\n"
    ),
    "bread/habit.yaml": (
        "claim: People eat slow bread slowly.\nattacks: [slow]\n"
        "positions: [{person: bob, stance: accepts}]\n"
    ),
    "bread/is-it-habit.yaml": "crux: Is it habit?\nturns_on: habit\ndecides: [slow]\n",
    "bread/trial.yaml": (
        "experiment: Do blind eaters notice?\nstatus: planned\neffort_days: 2\n"
        "tests: [{claim: habit, if_true: 0.2, if_false: 0.7}]\n"
    ),
}


@pytest.fixture(scope="module")
def kb(tmp_path_factory):
    return bread(tmp_path_factory.mktemp("bread"), RECORDS)


@pytest.fixture(scope="module")
def pages(kb):
    return {page.url.rstrip("/"): page.body for page in all_pages(kb)}


def words(body):
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def test_a_claim_shows_its_credence_and_whose_it_is(kb, pages):
    credence = argmap.solve(kb)["slow"]
    assert f"{credence:.2f} credence given this map" in words(pages["slow"])


def test_the_waterfall_lists_reasons_and_premises_down_to_the_credence(kb, pages):
    text = words(pages["slow"]).split("Why 0.")[1]
    assert text.index("Before any reason 0.50") < text.index("Fructans fall.")
    why = argmap.solve(kb).why("slow")
    for step in why.steps:
        assert f"{step.multiplier:.3g}" in text
    assert "since it depends on The gut can tell breads apart." in text
    assert f"Credence given this map {why.credence:.2f}" in text


def test_the_credences_of_the_waterfall_run_from_the_prior_to_the_result(kb):
    fall = Figures(kb, Views(kb)).waterfall("slow")
    steps = (*fall.reasons, *fall.premises)
    assert steps[0].before == fall.base
    assert fall.reasons[-1].after == pytest.approx(fall.given_premises)
    assert steps[-1].after == pytest.approx(fall.result.value)
    assert steps[0].multiplier > 1
    assert steps[0].after > steps[0].before


def test_the_front_page_counts_in_words_that_fit_and_says_what_a_test_would_move(kb, pages):
    text = words(pages[""])
    assert "1 piece of evidence, 1 crux and 1 experiment:" in text
    (promise,) = argmap.solve(kb).rank_experiments()
    assert f"yes would put it at {promise.moves['yes']['habit']:.2f}" in text.replace(" ,", ",")


def test_a_claim_on_which_nothing_bears_says_so(pages):
    assert "Nothing on record bears on it" in words(pages["gut"])


def test_what_would_change_minds_comes_before_the_reasons(kb, pages):
    body = words(pages["slow"])
    assert body.index("What would change minds") < body.index("Reasons for it")
    best = {one.id: one for one in argmap.solve(kb).cruxes("slow")}["habit"]
    told = f"If yes, this stands at {best.if_true:.2f}"
    assert told in body.replace(" ,", ",")
    assert f"swing {best.score:.2f}" in body
    assert "Is it habit?" in body  # the question, where a crux record asks it


def test_a_crux_has_a_table_of_conclusions_by_answer(kb, pages):
    (answer,) = argmap.solve(kb).declared("is-it-habit").answers
    row = f"{answer.now:.2f} {answer.by_answer['yes']:.2f} {answer.by_answer['no']:.2f}"
    assert row in words(pages["is-it-habit"])


@pytest.mark.parametrize("page", ["", "bread"])
def test_a_question_tells_where_it_stands_what_hangs_on_it_and_what_would_test_it(kb, pages, page):
    (answer,) = argmap.solve(kb).declared("is-it-habit").answers
    yes, no = (answer.by_answer[one] for one in ("yes", "no"))
    now = argmap.solve(kb)["habit"]
    swing = 2 * now * (1 - now) * abs(yes - no)
    text = words(pages[page]).replace(" ,", ",")
    told = (
        f"Is it habit? Now {now:.2f} for yes, swing {swing:.2f} Yes Bob Miller No nobody on record"
    )
    assert told in text
    assert (
        f"now {answer.now:.2f}, if yes {yes:.2f}, if no {no:.2f} Test Do blind eaters notice?"
        in text
    )
    assert "Each number is a credence given this map" in text


def test_a_question_says_whose_double_crux_it_is_and_what_its_rival_answers_are(tmp_path):
    records = {
        **RECORDS,
        "bread/habit.yaml": RECORDS["bread/habit.yaml"].replace(
            "[{", "[{person: ann, stance: rejects}, {"
        ),
        "bread/which.yaml": "crux: Is it habit or the gut?\nbetween: [habit, gut]\ndecides: [slow]\n",
    }
    kb = bread(tmp_path, records)
    front = next(page.body for page in all_pages(kb) if page.url == "")
    text = words(front).replace(" ,", ",").replace(" :", ":")
    assert "Parts Ann Baker and Bob Miller: their double crux on Slow bread digests better" in text
    assert '<a class="am-flips" href="method/#double-crux">' in front
    now = argmap.solve(kb)
    told = f"Answers People eat slow bread slowly, now {now['habit']:.2f} ; The gut can tell breads apart, now {now['gut']:.2f}"
    assert told.replace(" ;", ";") in text.replace(" ;", ";")


def test_an_undercut_names_who_undercuts_below_the_reason_and_what_on_its_own_page(tmp_path):
    doubt = "claim: Blind eaters do not notice.\nundercuts: ['habit > slow']\n"
    kb = bread(tmp_path, {**RECORDS, "bread/blind.yaml": doubt})
    pages = {page.url.rstrip("/"): page.body for page in all_pages(kb)}
    objections = words(pages["slow"]).split("Objections")[1]
    assert re.search(r"undercut by · itself at 0.50 Blind eaters do not notice\.", objections)
    undercut = "undercuts the step from People eat slow bread slowly to Slow bread digests better."
    assert undercut in words(pages["blind"])


def test_rival_claims_are_columns_of_one_letter(tmp_path):
    crux = "crux: Is it habit or the gut?\nbetween: [habit, gut]\ndecides: [slow]\n"
    kb = bread(tmp_path, {**RECORDS, "bread/which.yaml": crux})
    body = next(page.body for page in all_pages(kb) if page.url == "which/")
    text = words(body)
    assert "Conclusion Now If A If B" in text
    assert "A: People eat slow bread slowly." in text
    assert "B: The gut can tell breads apart." in text


def test_an_experiment_tells_its_worth_and_the_moves_it_would_make(kb, pages):
    (promise,) = argmap.solve(kb).rank_experiments()
    text = words(pages["trial"])
    assert "number 1 of 1 that wait to be run" in text
    assert f"yes 0.20 0.70 {promise.moves['yes']['habit']:.2f}" in text
    assert f"{1000 * promise.bits:.1f}" in words(pages["experiments"])


def test_disagreements_name_both_sides(pages):
    text = words(pages["disagreements"])
    assert "Is it habit?" in text
    assert "Bob Miller" in text


def test_a_persons_page_begins_with_what_would_change_their_mind(kb, pages):
    text = words(pages["ann"])
    assert text.index("What would change their mind") < text.index("Positions, as stated")
    view = argmap.solve(kb, view="ann")
    best = view.cruxes("slow")[0]
    assert f"In their view at {view[best.id]:.2f}" in text
    assert f"to {best.if_true:.2f}" in text


def test_a_drawing_shows_at_most_nine_records_with_links_and_titles(pages):
    (drawing,) = re.findall(r'<svg class="am-neighbours".*?</svg>', pages["slow"], re.DOTALL)
    assert 2 <= drawing.count("<rect") <= 9
    assert drawing.count("<title>") == drawing.count("<rect")
    assert 'href="../fructans/"' in drawing
    assert 'role="group" aria-label="Slow bread digests better.' in drawing


def test_the_strip_stacks_people_who_stand_at_one_place():
    from argmap.site.numbers import Mark
    from argmap.site.svg import strip
    from argmap.site.views import Named

    people = [Mark(Named(f"p{i}", "person", f"Person {i}"), 0.95, "accepts") for i in range(3)]
    drawn = strip([*people, Mark(None, 0.6, "0.60, computed")])
    heights = re.findall(r'<circle[^>]* cy="(-?\d+)"', drawn)
    assert len(set(heights)) == 3
    assert drawn.count("am-computed") == 1
