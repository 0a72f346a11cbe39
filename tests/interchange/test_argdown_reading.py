"""Argdown in: what becomes of each construct, what is told as lost, and where mistakes stand."""

from __future__ import annotations

from pathlib import Path

import pytest

import argmap
from argmap.diagnostics import Severity
from argmap.interchange import argdown
from argmap.interchange.drafts import knowledge_base
from tests.interchange.random_maps import links


def read(text: str):
    """The knowledge base of a document."""
    found = argdown.read(text.encode(), file="map.argdown", topic="bread")
    return knowledge_base(found, Path("map.argdown"))


def headlines(kb) -> dict[str, str]:
    return {id: claim.headline for id, claim in kb.claims.items()}


def arrows(kb) -> set[str]:
    return {f"{one.source} {one.relation} {one.target}" for one in kb.links}


def lost(kb) -> list[tuple[str, str, str]]:
    return [(one.what, one.where, one.note) for one in kb.losses]


def errors(kb) -> list[str]:
    return [
        f"{one.span.line}:{one.span.column} {one.code}"
        for one in kb.diagnostics
        if one.severity is Severity.ERROR
    ]


# --- Statements -------------------------------------------------------------------------------------


def test_a_statement_is_a_claim_whose_id_is_made_of_its_title():
    kb = read("[Slow bread]: Slow bread is\n    easier to   digest.\n  + It keeps longer.\n")
    assert headlines(kb) == {
        "slow-bread": "Slow bread is easier to digest.",
        "keeps-longer": "It keeps longer.",
    }
    assert {claim.topic for claim in kb.claims.values()} == {"bread"}
    assert kb.ok
    assert lost(kb) == []


def test_statements_of_one_title_are_one_and_the_last_wording_counts():
    kb = read("[A]: First.\n  + [B]: B.\n\n[A]: Second.\n\n[A]\n  - [C]: C.\n")
    assert headlines(kb)["a"] == "Second."
    assert arrows(kb) == {"b supports a", "c attacks a"}
    assert lost(kb) == [("other wordings", "A", "First.")]


def test_a_wording_that_is_marked_counts():
    kb = read("[A]: First. {isCanonical: true}\n  + [B]: B.\n\n[A]: Second.\n")
    assert headlines(kb)["a"] == "First."
    assert ("other wordings", "A", "Second.") in lost(kb)


def test_a_title_that_is_nowhere_defined_is_told_and_kept():
    kb = read("[A]: A is so.\n  + [B & C]\n  - <D>\n")
    assert headlines(kb) == {"a": "A is so.", "b-c": "B & C", "d": "D"}
    told = [one for one in kb.diagnostics if one.code == "undefined-title"]
    assert [(one.span.line, one.span.column) for one in told] == [(2, 5), (3, 5)]


@pytest.mark.parametrize(
    ("written", "headline"),
    [
        (r"It is \*not\* snake\_case\.", r"It is \*not\* snake\_case."),
        ("It is **so** and _so_.", "It is **so** and _so_."),
        ("See [the paper](https://x.org/a_b) on it.", "See [the paper](https://x.org/a_b) on it."),
        (r"An address: https:\//x.org/a.", "An address: https://x.org/a."),
        (r"x \< y \> z & a \<b\> c", r"x \< y > z \& a `<b>` c"),
        ("As @[A] says, see @<B>.", "As [[a|A]] says, see [[b|B]]."),
        ("As @[nobody] says.", "As nobody says."),
        ("Here // not there\n goes on.", "Here goes on."),
        ("Here /* not\n\nthere */ goes on.", "Here goes on."),
        ("Here <!-- not there --> goes on.", "Here goes on."),
        ("Rises p .^. q :heart: 3.5 e.g. so.", "Rises p .^. q :heart: 3.5 e.g. so."),
        ("In #context it is so. #pro #(two words)", "In #context it is so."),
    ],
)  # fmt: skip
def test_texts_keep_their_words_and_their_emphasis(written, headline):
    kb = read(f"[A]: A.\n  + <B>: B.\n  + [C]: {written}\n")
    assert headlines(kb)["c"] == headline
    assert errors(kb) == []


def test_a_link_into_the_document_keeps_its_words_and_is_told():
    kb = read("[A]: Go [back to top](#top).\n")
    assert headlines(kb)["a"] == "Go back to top."
    assert lost(kb) == [("links that do not lead to the web", "A", "#top")]


def test_what_records_cannot_hold_is_told():
    kb = read(
        "===\ntitle: On bread\nsubTitle: A debate\nauthor: Ann\n===\n\n"
        "# A heading {isGroup: false}\n\nSome words between. #tag {a: 1}\n\n// a remark\n\n"
        '[A]: A. #pro {source: "p. 3", isInMap: false}\n  + [B]: B.\n'
    )
    assert lost(kb) == [
        ("comments", "line 11", "a remark"),
        ("data", "A", "source: p. 3, isInMap: False"),
        ("data", "line 7", "isGroup: False"),
        ("data", "line 9", "a: 1"),
        ("front matter", "author", ""),
        ("headings", "line 7", "A heading"),
        ("running text", "line 9", "Some words between."),
        ("tags", "A", "pro"),
        ("tags", "line 9", "tag"),
    ]
    assert kb.topics["bread"].headline == "On bread"
    assert kb.topics["bread"].summary == "A debate"
    assert kb.settings.headline == "On bread"


def test_a_heading_cannot_lead_out_of_the_knowledge_base():
    kb = read("===\ngenerator: argmap\n===\n\n# X {topic: ../../x, summary: S}\n\n[a]: A.\n")
    assert [record.file for record in kb.records.values()] == ["bread/a.yaml"]
    assert ("headings", "line 5", "X") in lost(kb)


# --- Relations --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mark", "arrow"),
    [
        ("+", "b supports a"),
        ("<+", "b supports a"),
        ("+>", "a supports b"),
        ("-", "b attacks a"),
        ("<-", "b attacks a"),
        ("->", "a attacks b"),
    ],
)
def test_relations_run_either_way(mark, arrow):
    assert arrows(read(f"[A]: A.\n  {mark} [B]: B.\n")) == {arrow}


def test_a_contradiction_attacks_both_ways():
    assert arrows(read("[A]: A.\n  >< [B]: B.\n")) == {"a attacks b", "b attacks a"}


def test_in_strict_mode_an_attack_between_statements_runs_both_ways():
    kb = read("===\nmodel: {mode: strict}\n===\n\n[A]: A.\n  - [B]: B.\n  - <C>: C.\n")
    assert arrows(kb) == {"a attacks b", "b attacks a", "c attacks a"}


@pytest.mark.parametrize("indent", ["  ", "\t", "      "])
def test_relations_nest_by_their_indent(indent):
    outline = "[A]: A.\n~+ [B]: B.\n~~- <C>: C\n~~that goes on.\n~~~-> [D]: D.\n~+ [E]: E.\n"
    kb = read(outline.replace("~", indent))
    assert arrows(kb) == {"b supports a", "c attacks b", "c attacks d", "e supports a"}
    assert headlines(kb)["c"] == "C that goes on."


def test_an_undercut_attacks_what_the_argument_does():
    kb = read("[A]: A.\n  + <B>: B.\n    _ <C>: C.\n      _ <D>: D.\n")
    assert arrows(kb) == {"b supports a", "c undercuts b > a", "d undercuts c > (b > a)"}


def test_undercuts_that_attack_each_other_are_told():
    kb = read("[A]: A.\n  + <B>: B.\n\n<C>: C.\n  _ <D>: D.\n    _ <C>\n")
    assert [one[0] for one in lost(kb)] == ["undercuts", "undercuts"]


def test_a_second_relation_between_the_same_two_is_told_unless_it_says_the_same():
    kb = read("[A]: A.\n  + [B]: B.\n  - [B]\n\n[B]\n  +> [A]\n  + [B]\n")
    assert arrows(kb) == {"b supports a"}
    assert lost(kb) == [
        ("links of a statement to itself", "B", ""),
        ("second links between the same two", "B", "b already supports a"),
    ]


def test_items_of_a_list_that_stand_in_relations_are_claims():
    kb = read("  * [A]: A.\n    + [B]: B.\n  * C.\n")
    assert arrows(kb) == {"b supports a"}
    assert ("running text", "line 3", "C.") in lost(kb)


# --- Reconstructions --------------------------------------------------------------------------------


def test_premises_of_a_reconstruction_count_together():
    kb = read(
        "<Rest>: Resting helps. #pro\n\n(1) [A]: A.\n(2) B.\n--\nModus ponens {uses: [1, 2]}\n--\n"
        "(3) [C]: C.\n  -> [D]: D.\n"
    )
    assert headlines(kb) == {"a": "A.", "b": "B.", "c": "C.", "d": "D."}
    because = "Rest: Resting helps. (Modus ponens)"
    assert links(kb) == {
        ("a", "supports", "c", 4, because, (("b", False),), ""),
        ("c", "attacks", "d", 4, "", (), ""),
    }
    assert lost(kb) == [("tags", "Rest", "pro")]


def test_a_conclusion_on_the_way_is_a_premise_of_the_next_step():
    kb = read("<X>\n\n(1) [A]: A.\n----\n(2) [B]: B.\n(3) [C]: C.\n-----\n(4) [D]: D.\n")
    assert links(kb) == {
        ("a", "supports", "b", 4, "", (), ""),
        ("b", "supports", "d", 4, "X", (("c", False),), ""),
    }


def test_premises_with_one_number_are_both_premises():
    kb = read("<X>\n\n(1) [A]: A.\n(1) [B]: B.\n----\n(1) [C]: C.\n")
    assert [one.members for one in kb.links] == [("a", "b")]


def test_other_wordings_of_a_reconstructed_argument_are_told():
    kb = read("<X>: One.\n\n(1) [A]: A.\n----\n(2) [C]: C.\n\n<X>: Two.\n")
    assert [one.because for one in kb.links] == ["X: Two."]
    assert lost(kb) == [("other wordings", "X", "One.")]


def test_a_premise_no_step_uses_is_told():
    kb = read("<X>\n\n(1) [A]: A.\n(2) [B]: B.\n--\n{uses: [1, 7]}\n--\n(3) [C]: C.\n")
    assert arrows(kb) == {"a supports c"}
    assert lost(kb) == [
        ("premises named by numbers that are not there", "X", ""),
        ("premises that no step uses", "X", "B"),
    ]


def test_what_a_reconstructed_argument_is_for_its_conclusion_is_for():
    kb = read("<X>\n\n(1) [A]: A.\n----\n(2) [B]: B.\n\n<X>\n  +> [C]: C.\n\n[D]: D.\n  - <X>\n")
    assert arrows(kb) == {"a supports b", "b supports c", "b attacks d"}


def test_what_is_against_a_reconstructed_argument_undercuts_its_last_step():
    kb = read(
        "<X>\n\n(1) [A]: A.\n(2) [B]: B.\n----\n(3) [C]: C.\n\n<X>\n  - [D]: D.\n  _ [E]: E.\n"
    )
    assert arrows(kb) == {"a supports c", "d undercuts a > c", "e undercuts a > c"}


def test_an_attack_on_an_argument_adds_nothing_to_one_on_its_premise():
    kb = read("<X>\n\n(1) [A]: A.\n----\n(2) [B]: B.\n\n[A]\n  - [C]: C.\n\n<X>\n  - [C]\n")
    assert arrows(kb) == {"a supports b", "c attacks a"}


def test_what_is_for_an_argument_is_for_its_premise_where_it_has_one():
    kb = read("<X>\n\n(1) [A]: A.\n----\n(2) [B]: B.\n\n<X>\n  + [C]: C.\n")
    assert arrows(kb) == {"a supports b", "c supports a"}
    kb = read("<X>\n\n(1) [A]: A.\n(2) [B]: B.\n----\n(3) [C]: C.\n\n<X>\n  + [D]: D.\n")
    assert lost(kb) == [("supports of whole arguments", "D", "of X; say which premise is meant")]


def test_an_inference_can_be_undercut_where_it_stands():
    kb = read("<X>\n\n(1) [A]: A.\n----\n  <_ <U>: U.\n(2) [B]: B.\n----\n(3) [C]: C.\n")
    assert arrows(kb) == {"a supports b", "b supports c", "u undercuts a > b"}


def test_two_arguments_from_one_premise_to_one_conclusion_start_from_different_premises():
    steps = "(1) [A]: A.\n(2) [{0}]: {0}.\n----\n(3) [C]: C.\n\n"
    kb = read("<X>\n\n" + steps.format("B") + "<Y>\n\n" + steps.format("D"))
    assert {(one.source, one.premises) for one in kb.links} == {
        ("a", (("b", False),)),
        ("d", (("a", False),)),
    }


# --- Mistakes ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[A]: A.\n+ [B]: B.\n", "2:1 argdown-syntax"),
        ("[A]: A.\n\n  + [B]: B.\n", "3:3 argdown-syntax"),
        ("[A] and more\n", "1:5 argdown-syntax"),
        ("[A]:\n\n[B]: B.\n", "1:1 argdown-syntax"),
        ("[A]: A.\n  +\n\n[B]: B.\n", "2:3 argdown-syntax"),
        ("[A]: // nothing\n  + [B]: B.\n", "1:1 argdown-syntax"),
        ("[A]: A {a: 1} #t\n", "1:15 argdown-syntax"),
        ("[A]: A [1] b\n", "1:8 argdown-syntax"),
        ("[A]: if x<y and a>b\n", "1:10 argdown-syntax"),
        ("<A>\n\n(1) A\n----\n", "4:1 argdown-syntax"),
        ("<A>\n\n(1) A\n(2) B\n", "3:1 argdown-syntax"),
        ("<A>\n\n(1) A\n--\nrule\n\n", "3:1 argdown-syntax"),
        ("[A]: A {a: 1, a: 2}\n", "1:15 duplicate-key"),
        ("[A]: A {\n  a: 1\n  a: 2\n}\n", "3:3 duplicate-key"),
        ("[A]: A {a: [}\n", "1:13 yaml-syntax"),
        ("[A]: a\x00b\n", "1:7 control-character"),
    ],
)
def test_a_mistake_is_told_with_its_place(text, found):
    kb = read(text)
    assert found in errors(kb)
    assert all(one.span.file == "map.argdown" for one in kb.diagnostics if one.code != "no-topic")


def test_all_mistakes_are_told_in_one_run():
    kb = read("[A] x\n\n[B]: B.\n\n+ [C]\n\n[D]: [1]\n")
    assert errors(kb) == ["1:5 argdown-syntax", "5:1 argdown-syntax", "7:6 argdown-syntax"]
    assert "b" in kb.claims


@pytest.mark.parametrize(
    "raw",
    [b"\xff\xfe[\x00A\x00]\x00", b"[A]: Cr\xe8me.\n", b"x" * 5_000_000],
    ids=["utf-16", "latin-1", "5 MB"],
)
def test_a_file_that_is_no_text_is_refused(raw):
    found = argdown.read(raw, file="map.argdown", topic="bread")
    assert [one.code in ("not-utf8", "too-large") for one in found.diagnostics] == [True]
    assert found.records == ()


def test_an_empty_file_holds_nothing():
    assert argdown.read(b"\n\n", file="map.argdown", topic="bread").records == ()


# --- Real debates -----------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "claims", "supports", "attacks"),
    [
        ("argdown-primer", 12, 6, 4),
        ("state-censorship", 28, 10, 4),
        ("greenspan-schefczyk_hardwrap", 23, 9, 2),
    ],
)
def test_a_published_debate_makes_a_map(name, claims, supports, attacks, shared):
    kb = argmap.read(shared / "samples" / "argdown" / f"{name}.argdown")
    assert kb.ok
    relations = [one.relation for one in kb.links]
    assert (len(kb.claims), relations.count("supports"), relations.count("attacks")) == (
        claims,
        supports,
        attacks,
    )
