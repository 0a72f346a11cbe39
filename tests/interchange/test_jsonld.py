"""JSON-LD: claims of schema.org with links of AIF."""

from __future__ import annotations

import json

import pytest

from argmap.interchange import jsonld
from tests.interchange.maps import everything, hostile

SITE = "https://example.org/bread/"


def graph(kb):
    return json.loads(jsonld.write(kb).files[""])["@graph"]


def by_id(kb):
    return {node["@id"]: node for node in graph(kb) if "@id" in node}


def references(value):
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def test_a_claim_is_a_claim_with_its_words_and_the_quotes(tmp_path):
    claim = by_id(everything(tmp_path))["slow-is-better/"]
    assert claim["@type"] == ["Claim", "aif:I-node"]
    assert claim["text"] == "Slow bread is better."
    assert claim["argmap:prior"] == 0.4
    (quote,) = claim["appearance"]
    assert quote["text"] == "I find it easier to digest"
    assert quote["creator"] == {"@id": "ann/"}
    assert quote["isPartOf"] == {"@id": "kitchen-thread/"}


def test_a_link_is_a_scheme_node_with_premises_and_a_conclusion(tmp_path):
    nodes = by_id(everything(tmp_path))
    link = nodes["#supports_fructans-fall_slow-is-better"]
    assert link["@type"] == "aif:RA-node"
    assert [premise["@id"] for premise in link["aif:Premise"]] == [
        "fructans-fall/",
        "people-react-to-fructans/",
        "#not_bread-is-a-fad",
    ]
    assert link["aif:Conclusion"] == {"@id": "slow-is-better/"}
    assert link["argmap:strength"] == 10
    undercut = nodes["#undercuts_baking-is-old_bread-is-a-fad_slow-is-better"]
    assert undercut["aif:Conclusion"] == {"@id": "#attacks_bread-is-a-fad_slow-is-better"}


def test_a_position_is_an_action_of_its_holder(tmp_path):
    actions = [node for node in graph(everything(tmp_path)) if "agent" in node]
    assert [(one["@type"], one["agent"]["@id"], one["argmap:stance"]) for one in actions] == [
        ("AgreeAction", "ann/", "accepts"),
        ("DisagreeAction", "bob/", "leans-reject"),
    ]


@pytest.mark.parametrize("make", [everything, hostile])
def test_every_reference_leads_somewhere(make, tmp_path):
    kb = make(tmp_path)
    assert set(references(graph(kb))) <= set(by_id(kb))


def test_a_reader_of_linked_data_understands_it(tmp_path):
    pyld = pytest.importorskip("pyld")
    data = json.loads(jsonld.write(everything(tmp_path)).files[""])
    (triples,) = pyld.jsonld.to_rdf(data, {"base": f"{SITE}kb.jsonld"}).values()
    found = {
        (one["subject"]["value"], one["predicate"]["value"], one["object"]["value"])
        for one in triples
    }
    aif = "http://www.arg.dundee.ac.uk/aif#"
    link = f"{SITE}kb.jsonld#attacks_bread-is-a-fad_slow-is-better"
    assert (link, f"{aif}Conclusion", f"{SITE}slow-is-better/") in found
    claim = (f"{SITE}slow-is-better/", "https://schema.org/text", "Slow bread is better.")
    assert claim in found
    assert (f"{SITE}slow-is-better/", "urn:argmap:prior", "4.0E-1") in found


def test_hostile_texts_are_values_and_nothing_else(tmp_path):
    expected = by_id(hostile(tmp_path))
    assert expected["c3/"]["text"] == "</script><script>alert(1)</script> & <b>"
    assert expected["c8/"]["text"] == "two lines and a tab"
