"""AIF and xAIF read: what becomes of each sort of node and edge."""

from __future__ import annotations

import json
import re

import pytest

from argmap.interchange import aif
from tests.interchange.maps import build, rebuilt, said


def nodeset(texts="", schemes="", edges="", **more):
    """A nodeset from shorthand: `a b` are statements, `RA:r` a scheme, `a-r` an edge."""
    nodes = [{"nodeID": id, "text": f"Claim {id}{id}.", "type": "I"} for id in texts.split()]
    for scheme in schemes.split():
        kind, id = scheme.split(":")
        nodes.append({"nodeID": id, "text": kind, "type": kind})
    arrows = [dict(zip(("fromID", "toID"), edge.split("-"), strict=True)) for edge in edges.split()]
    return {"nodes": nodes, "edges": arrows, **more}


def read(data):
    return aif.read(json.dumps(data).encode(), file="map.json", topic="bread")


def links(data):
    """The links of the map read, each (name, relation, further premises), with `claim-aa` written `a`."""

    def plain(text):
        return re.sub(r"claim-(.)\1", r"\1", text)

    return {
        (plain(one.id), one.relation, "".join(plain(premise) for premise, _ in one.premises))
        for one in rebuilt(read(data)).links
    }


def lost(data):
    return [(loss.what, loss.where) for loss in read(data).losses]


def told(data):
    return [(one.code, one.message) for one in read(data).diagnostics]


# --- Statements and reasons ---------------------------------------------------------------------


def test_a_statement_becomes_a_claim_named_after_its_words():
    (draft,) = read(nodeset("a")).records
    assert (draft.id, draft.topic, draft.data) == ("claim-aa", "bread", {"claim": "Claim aa."})


def test_statements_into_one_inference_are_linked_into_several_convergent():
    linked = nodeset("a b c", "RA:r", "a-r b-r r-c")
    assert links(linked) == {("a > c", "supports", "b")}
    convergent = nodeset("a b c", "RA:r RA:s", "a-r r-c b-s s-c")
    assert links(convergent) == {("a > c", "supports", ""), ("b > c", "supports", "")}


def test_a_conflict_with_a_statement_is_an_attack_with_an_inference_an_undercut():
    data = nodeset("a b u v", "RA:r CA:x CA:y CA:z", "a-r r-b u-x x-r v-y y-x v-z z-a")
    assert links(data) == {
        ("a > b", "supports", ""),
        ("u > (a > b)", "undercuts", ""),
        ("v > (u > (a > b))", "undercuts", ""),
        ("v > a", "attacks", ""),
    }


def test_a_rephrasing_is_a_restatement():
    assert links(nodeset("a b", "MA:m", "a-m m-b")) == {("a > b", "restates", "")}


def test_an_inference_with_two_conclusions_is_two_links():
    data = nodeset("a b c u", "RA:r CA:x", "a-r r-b r-c u-x x-r")
    assert {("a > b", "supports", ""), ("a > c", "supports", "")} <= links(data)
    assert ("undercuts", "x") in lost(data), "the second link is not undercut, which is told"


def test_premises_are_dealt_so_that_every_inference_finds_a_name():
    """A claim bears on another once, so the link of both must be written in the one that is free."""
    data = nodeset("a b c", "RA:both RA:alone", "a-both b-both both-c a-alone alone-c")
    assert links(data) == {("b > c", "supports", "a"), ("a > c", "supports", "")}
    assert lost(data) == []


def test_a_second_inference_between_the_same_two_is_told_as_lost():
    data = nodeset("a b", "RA:r CA:x", "a-r r-b a-x x-b")
    assert links(data) == {("a > b", "supports", "")}
    assert lost(data) == [("second inferences between the same two", "x")]


@pytest.mark.parametrize(
    ("told_as", "because"),
    [
        ({"text": "RA"}, ""),
        ({"text": "Default Inference"}, ""),
        ({"text": "Expert Opinion"}, "Argument scheme: Expert Opinion."),
        ({"text": "RA", "scheme": "ExpertOpinion"}, "Argument scheme: Expert Opinion."),
        ({"text": "Doctors know.", "scheme": "Default Inference"}, "Doctors know."),
        ({"text": None}, ""),
    ],
)
def test_the_scheme_of_an_inference_is_told_in_because(told_as, because):
    data = nodeset("a b", "RA:r", "a-r r-b")
    data["nodes"][2].update(told_as)
    (link,) = rebuilt(read(data)).links
    assert link.because == because


def test_a_scheme_beside_a_sentence_is_told_as_lost():
    data = nodeset("a b", "RA:r", "a-r r-b")
    data["nodes"][2].update(text="Doctors know.", scheme="ExpertOpinion")
    assert lost(data) == [("argument schemes", "r")]


@pytest.mark.parametrize(
    ("data", "loss"),
    [
        (nodeset("a b", "PA:p", "a-p p-b"), ("preferences", "p")),
        (nodeset("a b c", "RA:r RA:s", "a-r r-b c-s s-r"), ("reasons about a scheme", "s")),
        (nodeset("a b c", "MA:m CA:x", "a-m m-b c-x x-m"), ("reasons about a scheme", "x")),
        (
            nodeset("a b", "MA:m MA:n", "a-m m-b a-n n-b"),
            ("second relations between the same two", "n"),
        ),
        (nodeset("a b", "CA:x CA:y", "a-x x-y b-y y-x"), ("undercuts", "x")),
    ],
)
def test_what_records_cannot_say_is_told_as_lost(data, loss):
    assert loss in lost(data)


# --- What is wrong with the graph ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (nodeset("a b", "", "a-b"), "unusable-entry", "`edges[0]` joins two statements without an inference or a conflict between them; it is left out"),
        (nodeset("a", "RA:r", "a-r r-z"), "unusable-entry", "`edges[1]` leads to 'z', which is no node; it is left out"),
        (nodeset("a b", "RA:r", "a-r a-r r-b"), "unusable-entry", "`edges[1]` says what another one says; it is left out"),
        (nodeset("a", "RA:r", "a-r r-r"), "unusable-entry", "`edges[1]` leads from a node to itself; it is left out"),
        (nodeset("a b a"), "unusable-entry", "`nodes[2].nodeID` is 'a', as above; the second node is left out"),
        (nodeset("a", "RA:r", "a-r"), "incomplete-inference", "'r' has no conclusion"),
        (nodeset("a", "RA:r", "r-a"), "incomplete-inference", "'r' has no premise"),
        (nodeset("a", "MA:m", "a-m"), "incomplete-inference", "'m' joins no two statements"),
        (nodeset("a b", "RA:r", "a-r b-r r-a"), "incomplete-inference", "'r' takes its conclusion for a premise"),
        (nodeset("a b", "RA:r RA:s", "a-r r-b b-s s-a"), "circular-support", "these support each other in a circle: claim-aa, claim-bb"),
        (nodeset("a", "L:l", "l-a"), "unusable-entry", "`edges[0]` leads from L to I, which AIF does not know; it is left out"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_graph_is_told_and_the_rest_is_read(data, code, message):
    assert (code, message) in told(data)
    assert "claim-aa" in {draft.id for draft in read(data).records}


def test_a_finding_points_at_its_place_in_the_file():
    text = '{"nodes": [\n  {"nodeID": "a", "type": "I", "text": "A."},\n  {"nodeID": "b", "type": "Q", "text": "B."}\n], "edges": []}'
    imported = aif.read(text.encode(), file="map.json", topic="bread")
    (found,) = imported.diagnostics
    assert found.message == "`nodes[1].type` is 'Q'; it must be one of I, RA, CA, MA, PA, L, YA, TA, and is left out"  # fmt: skip
    assert (found.span.line, found.span.column) == (3, 27)
    assert found.excerpt == '  {"nodeID": "b", "type": "Q", "text": "B."}'
    (draft,) = imported.records
    assert (draft.span.line, draft.span.column, draft.span.end_column) == (2, 3, 45)


# --- Who said it --------------------------------------------------------------------------------

DIALOGUE = nodeset(
    "a b",
    "L:l YA:y L:m YA:z TA:t YA:w RA:r",
    "l-y y-a m-z z-b l-t t-m t-w w-r a-r r-b",
    locutions=[{"nodeID": "l", "personID": 7}, {"nodeID": "m", "personID": "8"}],
    participants=[
        {"participantID": 7, "firstname": "Ann", "surname": "Baker"},
        {"participantID": 9, "firstname": "Cy", "surname": "Silent"},
    ],
)
DIALOGUE["nodes"][3]["text"] = "Asserting"
DIALOGUE["nodes"][5]["text"] = "Agreeing"


def test_who_asserts_or_agrees_accepts_the_claim(tmp_path):
    kb = build(tmp_path, read(DIALOGUE))
    (ann,) = kb.claims["claim-aa"].positions
    (other,) = kb.claims["claim-bb"].positions
    assert (ann.person, ann.stance) == ("ann-baker", "accepts")
    assert kb.people["ann-baker"].headline == "Ann Baker"
    assert kb.people[other.person].headline == "Unnamed speaker 8"
    assert kb.people[other.person].anonymous


@pytest.mark.parametrize("act", ["Pure Questioning", "Challenging", "Disagreeing", "YA"])
def test_who_asks_or_disagrees_does_not_accept_it(act):
    data = json.loads(json.dumps(DIALOGUE))
    data["nodes"][3]["text"] = act
    assert rebuilt(read(data)).claims["claim-aa"].positions == ()
    assert ("illocutions", "y") in lost(data)


def test_of_the_dialogue_the_rest_is_told_as_lost():
    found = lost(DIALOGUE)
    assert ("transitions", "t") in found
    assert ("illocutions", "w") in found
    assert ("words of speakers", "l") in found
    assert ("participants", "Cy Silent") in found
    assert ("illocutions", "y") not in found


def test_what_lies_beside_the_graph_is_told_as_lost():
    graph = nodeset("a", schemefulfillments=[{"nodeID": "a", "schemeID": "1"}])
    graph["nodes"][0].update(timestamp="2012-04-12 18:20:30", colour="red")
    found = lost({"AIF": graph, "OVA": {"nodes": [1]}, "text": "<p>", "dialog": True})
    assert [what for what, _ in found] == [
        "numbers of schemes",
        "other data",
        "other fields",
        "the layout of the drawing",
        "the text analysed",
        "times",
    ]


# --- Real files ---------------------------------------------------------------------------------


@pytest.mark.shared
@pytest.mark.parametrize(
    ("file", "claims", "people", "links"),
    [
        ("aif/nodeset102.json", 3, 0, 1),
        ("aif/nodeset178.json", 18, 0, 12),
        ("aif/aifdb-6064-dialogue.json", 9, 2, 5),
        ("xaif/xaif.json", 2, 1, 1),
    ],
)
def test_files_of_aifdb_and_ova_are_read_and_come_back(
    shared, tmp_path, file, claims, people, links
):
    raw = (shared / "samples" / file).read_bytes()
    imported = aif.read(raw, file=file, topic="bread")
    assert imported.diagnostics == ()
    kb = build(tmp_path, imported)
    assert (len(kb.claims), len(kb.people), len(kb.links)) == (claims, people, links)
    assert kb.ok
    again = rebuilt(aif.read(aif.write(kb).files[""], file="map.json", topic="bread"))
    assert said(again) == said(kb)


@pytest.mark.shared
def test_a_file_of_aifdb_keeps_its_linked_premises_and_schemes(shared, tmp_path):
    raw = (shared / "samples" / "aif" / "nodeset178.json").read_bytes()
    kb = build(tmp_path, aif.read(raw, file="nodeset178.json", topic="hostages"))
    found = {one.because for one in kb.links if one.premises}
    assert found == {"Argument scheme: Cause To Effect."}
    assert sum(bool(one.premises) for one in kb.links) == 6
