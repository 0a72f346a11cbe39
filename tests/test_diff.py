"""What a change does to the map."""

from __future__ import annotations

import random

import pytest

import argmap
from argmap.changes.wording import link_words
from tests.knowledge_bases import TALK, bread

QUOTE = "I doubt that fermentation time is what matters here."


@pytest.fixture
def change(tmp_path):
    """The diff between two sets of files of the knowledge base on bread."""

    def diff(old, new):
        return argmap.diff(bread(tmp_path / "old", old), bread(tmp_path / "new", new))

    return diff


def claim(text="", headline=None, id="a"):
    """A claim's file."""
    return {f"bread/{id}.yaml": f"claim: {headline or f'This is claim {id}.'}\n{text}"}


def ids(things):
    return [thing.id for thing in things]


# --- Records ------------------------------------------------------------------------------------


def test_no_change_is_no_difference(change):
    found = change(claim(), claim())
    assert not found
    assert found.added == found.links == found.shifts == ()


def test_records_come_and_go(change):
    found = change(claim(id="a"), claim(id="b"))
    assert (ids(found.added), ids(found.removed)) == (["b"], ["a"])


def test_a_file_that_cannot_be_read_is_not_a_record_removed(change):
    found = change(claim(), {"bread/a.yaml": "claim: [\n"})
    assert found.unreadable == ("a",)
    assert found.removed == ()
    assert found.errors == 1


def test_a_record_moved_to_another_topic_keeps_its_id(change):
    other = {"cake/cake.yaml": "topic: Cake\nsummary: Sweet.\n"}
    (moved,) = change(other | claim(), other | {"cake/a.yaml": "claim: This is claim a.\n"}).moved
    assert (moved.was, moved.id, moved.topic_was, moved.topic) == ("a", "a", "bread", "cake")
    assert moved.alias


def test_an_alias_tells_that_a_record_was_renamed(change):
    found = change(claim(id="a"), claim("aliases: [a]\n", "Quite another headline.", id="b"))
    (moved,) = found.moved
    assert (moved.was, moved.id, moved.alias) == ("a", "b", True)
    assert found.added == found.removed == ()
    assert ids(found.reworded) == ["b"]


def test_so_does_a_headline_that_nothing_else_has(change):
    (moved,) = change(
        claim(headline="Bread is good."), claim(headline="Bread is good.", id="b")
    ).moved
    assert (moved.was, moved.id, moved.alias) == ("a", "b", False)


def test_a_renamed_record_brings_its_links_and_its_credence(change):
    old = claim("supports: [c]\n") | claim(id="c") | claim("attacks: [a]\n", id="d")
    new = claim("aliases: [a]\nsupports: [c]\n", "This is claim a.", id="b")
    new |= claim(id="c") | claim("attacks: [b]\n", id="d")
    found = change(old, new)
    assert ids(found.moved) == ["b"]
    assert found.links == found.shifts == found.edited == ()


def test_a_record_that_answers_to_a_removed_id_is_named(change):
    old = claim(id="a") | claim(id="b")
    (removed,) = change(old, claim("aliases: [a]\n", id="b")).removed
    assert (removed.id, removed.now) == ("a", "b")


def test_other_fields_are_named_and_a_prior_is_told(change):
    (edited,) = change(claim(), claim("prior: 0.7\nnote: Only at home.\n")).edited
    assert set(edited.fields) == {"note", "prior"}
    assert edited.base == (0.5, 0.7)


def test_a_reason_given_otherwise_is_an_edit_and_no_other_link(change):
    b = claim(id="b")
    old, new = (claim(f"supports: [{{to: b, because: {why}.}}]\n") for why in ("So", "Thus"))
    found = change(old | b, new | b)
    assert found.links == ()
    assert [one.fields for one in found.edited] == [("supports",)]


def test_a_retracted_record_no_longer_counts(change):
    b = claim(id="b")
    found = change(
        claim("supports: [b]\n") | b,
        claim("supports: [b]\nretracted: {date: 2026-01-31, because: Wrong.}\n") | b,
    )
    assert ids(found.retracted) == ["a"]
    assert ids(found.unsupported) == ["b"]
    assert [(s.id, s.move < 0) for s in found.shifts] == [("b", True)]


def test_a_setting_is_named_as_it_is_written(change):
    found = change({}, {"knowledge-base.yaml": "knowledge_base: Good bread\nlicence: MIT\n"})
    assert found.settings == ("knowledge_base", "licence")


# --- New words, and what was made of the old ones -----------------------------------------------

MADE_ON_A = (
    claim("supports: [a]\n", id="b")
    | claim("supports: [{to: c, with: [a]}]\n", id="d")
    | claim("depends_on: [a]\n", id="e")
    | claim("undercuts: [a > c]\n", id="f")
    | claim(id="c")
    | {
        "bread/q.yaml": "crux: Is a so?\nturns_on: a\n",
        "bread/x.yaml": "experiment: Does it rise?\nstatus: stub\ntests:\n  - {claim: a, if_true: 0.9, if_false: 0.2}\n",
    }
)
A = "supports: [c]\npositions:\n  - {person: ann, stance: accepts}\n"


def test_what_was_made_of_the_old_words_is_to_be_read_again(change):
    found = change(claim(A) | MADE_ON_A, claim(A, "Another wording.") | MADE_ON_A)
    (one,) = found.reworded
    assert (one.before, one.after) == ("This is claim a.", "Another wording.")
    assert set(one.links) == {"b > a", "d > c", "e > a", "f > (a > c)"}
    assert set(one.users) == {"q", "x"}
    assert one.people == ("ann",)


def test_a_link_that_weighs_and_qualifies_is_to_be_read_again_once(change):
    b = claim("supports: [a]\nqualifies: [a]\n", id="b")
    (one,) = change(claim() | b, claim(headline="Another wording.") | b).reworded
    assert one.links == ("b > a",)


def test_what_the_same_change_touches_has_been_read_again(change):
    touched = (
        claim("supports: [{to: a, strength: weak}]\n", id="b")
        | claim("supports: [{to: c, with: [a], because: Of this.}]\n", id="d")
        | {"bread/q.yaml": "crux: Is a so indeed?\nturns_on: a\n"}
    )
    found = change(
        claim(A) | MADE_ON_A,
        claim(A.replace("accepts", "rejects"), "Another wording.") | MADE_ON_A | touched,
    )
    (one,) = (one for one in found.reworded if one.id == "a")
    assert set(one.links) == {"e > a", "f > (a > c)"}
    assert one.users == ("x",)
    assert one.people == ()


# --- Links, positions, quotes -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("", "supports: [b]", "new: supports ×4"),
        ("attacks: [{to: b, with: [not c]}]", "", "removed: attacks ×4 with not c"),
        ("supports: [b]", "supports: [{to: b, strength: strong}]", "×4 → ×10"),
        ("supports: [b]", "attacks: [b]", "attacks in place of supports"),
        ("supports: [b]", "supports: [{to: b, with: [c]}]", "with c in place of alone"),
        ("supports: [b]", "supports: [{to: b, basis: x}]", "basis none → x"),
        ("depends_on: [b]", "qualifies: [b]", "new: qualifies"),
    ],
)
def test_a_link_that_weighs_otherwise_is_told(change, old, new, words):
    rest = claim(id="b") | claim(id="c")
    found = change(claim(f"{old}\n") | rest, claim(f"{new}\n") | rest)
    assert link_words(found.links[0]) == words


def test_a_link_lost_with_the_record_it_pointed_at_is_told(change):
    a = claim("supports: [b]\n")
    (lost,) = change(a | claim(id="b"), a).links
    assert (lost.link.id, lost.after) == ("a > b", None)


def test_the_order_of_links_is_no_difference(change):
    rest = claim(id="b") | claim(id="c")
    assert not change(claim("supports: [b, c]\n") | rest, claim("supports: [c, b]\n") | rest).links


@pytest.mark.parametrize(
    ("old", "new", "stances"),
    [
        ("", "- {person: ann, stance: accepts}", (None, "accepts")),
        ("- {person: ann, stance: accepts}", "", ("accepts", None)),
        (
            "- {person: ann, stance: accepts}",
            "- {person: ann, stance: undecided}",
            ("accepts", "undecided"),
        ),
    ],
)
def test_positions_come_go_and_change(change, old, new, stances):
    bob = "positions:\n  - {person: bob, stance: rejects}\n"
    (one,) = change(claim(f"{bob}  {old}\n"), claim(f"{bob}  {new}\n")).positions
    assert (one.claim, one.person) == ("a", "ann")
    assert tuple(p and p.stance for p in (one.before, one.after)) == stances


def held(words, person="bob"):
    return claim(
        f"positions:\n  - person: {person}\n    stance: rejects\n"
        f"    quotes:\n      - {{text: {words!r}, source: talk}}\n"
    )


def test_a_quote_that_held_and_no_longer_does(change):
    """Here the archive is told to have another speaker."""
    from tests.knowledge_bases import BREAD

    other = BREAD["sources/talk.yaml"].replace("line: 2, person: bob", "line: 2, person: ann")
    (one,) = change(held(QUOTE), held(QUOTE) | {"sources/talk.yaml": other}).unverified
    assert (one.record, one.text, one.held) == ("a", QUOTE, True)


def test_a_new_quote_that_does_not_hold(change):
    assert QUOTE in TALK
    (one,) = change(held(QUOTE), held(QUOTE.replace("doubt", "know"))).unverified
    assert not one.held


def test_a_quote_that_never_held_is_not_the_doing_of_this_change(change):
    wrong = QUOTE.replace("doubt", "know")
    assert change(held(wrong), held(wrong) | claim(id="b")).unverified == ()


# --- What follows -------------------------------------------------------------------------------


def test_a_conclusion_that_moved_is_explained_by_what_changed(change):
    old = claim("supports: [b]\n") | claim(id="b") | claim(id="c") | claim(id="d")
    new = old | claim("attacks: [{to: b, strength: strong}]\n", id="d")
    (shift,) = change(old, new).shifts
    assert (shift.id, shift.flips) == ("b", True)
    assert ids(shift.parts) == ["d"]
    assert shift.parts[0].amount == pytest.approx(shift.move)


def test_a_conclusion_that_leaves_one_half_has_not_flipped(change):
    found = change(claim() | claim(id="b"), claim("supports: [b]\n") | claim(id="b"))
    assert [(s.before, s.flips) for s in found.shifts] == [(0.5, False)]
    assert found.flipped == ()


def test_a_move_that_two_digits_do_not_show_is_left_out(change):
    found = change(claim("prior: 0.300\n"), claim("prior: 0.301\n"))
    assert found.shifts == ()
    assert ids(found.edited) == ["a"]


@pytest.mark.parametrize("seed", range(20))
def test_the_parts_sum_to_the_whole(change, seed):
    """Over random acyclic maps and random changes of them."""
    rng = random.Random(seed)
    found = change(_random_map(rng), _random_map(rng))
    assert found.shifts
    for shift in found.shifts:
        assert shift.remainder == 0
        assert sum(part.amount for part in shift.parts) == pytest.approx(shift.move, abs=2e-9)


def _random_map(rng):
    files = {}
    for n in range(8):
        text = f"prior: {rng.uniform(0.1, 0.9):.2f}\n"
        others = rng.sample(range(n + 1, 9), min(2, 8 - n))
        for field, other in zip(("supports", "attacks"), others, strict=False):
            strength = rng.choice(["weak", "moderate", "strong"])
            text += f"{field}: [{{to: n{other}, strength: {strength}}}]\n"
        if n and rng.random() < 0.3:
            text += f"depends_on: [n{n - 1}]\n" if f"to: n{n}" not in files.get(f"bread/n{n - 1}.yaml", "") else ""  # fmt: skip
        files |= claim(text, id=f"n{n}")
    return files | claim(id="n8")


def test_only_so_many_are_explained(tmp_path):
    rest = claim(id="b") | claim(id="c")
    old = bread(tmp_path / "old", claim() | rest)
    new = bread(tmp_path / "new", claim("supports: [b, {to: c, strength: weak}]\n") | rest)
    first, second = argmap.diff(old, new, explain=1).shifts
    assert first.parts is not None
    assert second.parts is None


def test_a_loop_is_told_with_what_could_not_be_attributed(change):
    """A claim that undoes itself over a detour does not settle, or its parts still sum to the whole."""
    old = claim("supports: [{to: b, strength: 900}]\n") | claim("attacks: [{to: a, strength: 900}]\n", id="b")  # fmt: skip
    found = change(old, old | claim("prior: 0.9\n" + old["bread/a.yaml"].partition("\n")[2]))
    for shift in found.shifts:
        parts = sum(part.amount for part in shift.parts)
        assert parts + shift.remainder == pytest.approx(shift.move, abs=2e-9)


def test_a_claim_left_without_support_is_named(change):
    b = claim(id="b")
    assert ids(change(claim("supports: [b]\n") | b, claim() | b).unsupported) == ["b"]
    two = claim("supports: [b]\n", id="c") | b
    assert change(claim("supports: [b]\n") | two, claim() | two).unsupported == ()


def test_a_crux_that_decides_otherwise_is_told(change):
    rest = claim(id="b") | {"bread/q.yaml": "crux: Is a so?\nturns_on: a\ndecides: [b]\n"}
    found = change(claim() | rest, claim("supports: [{to: b, strength: strong}]\n") | rest)
    (crux,) = found.cruxes
    assert (crux.before.verdict, crux.after.verdict) == ("moves nothing", "confirmed")


def test_a_crux_far_from_the_change_is_left_alone(change):
    rest = (
        claim("supports: [b]\n")
        | claim(id="b")
        | {"bread/q.yaml": "crux: Is a so?\nturns_on: a\ndecides: [b]\n"}
    )
    assert change(rest, rest | claim(id="c") | claim("supports: [c]\n", id="d")).cruxes == ()


def waiting(id, if_true, claim):
    return {
        f"bread/{id}.yaml": f"experiment: Does {id} rise?\nstatus: planned\neffort_days: 1\n"
        f"tests:\n  - {{claim: {claim}, if_true: {if_true}, if_false: 0.1}}\n"
    }


def test_an_experiment_that_overtakes_others_is_told_and_they_are_not(change):
    rest = claim("positions: [{person: ann, stance: accepts}, {person: bob, stance: rejects}]\n")
    rest |= waiting("p", 0.9, "a") | waiting("q", 0.8, "a") | waiting("r", 0.7, "a")
    found = change(rest | waiting("s", 0.2, "a"), rest | waiting("s", 0.99, "a"))
    assert [(one.id, one.before, one.after) for one in found.ranking] == [("s", 4, 1)]


def test_a_new_experiment_takes_its_place(change):
    rest = claim("positions: [{person: ann, stance: accepts}, {person: bob, stance: rejects}]\n")
    rest |= waiting("p", 0.9, "a")
    found = change(rest, rest | waiting("q", 0.95, "a"))
    assert [(one.id, one.before, one.after) for one in found.ranking] == [("q", None, 1)]
