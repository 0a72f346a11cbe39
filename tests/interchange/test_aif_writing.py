"""AIF and xAIF written: what comes back is the same map, and other tools read it."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings

from argmap.interchange import aif, xaif
from argmap.interchange.plaintext import from_markdown
from tests.interchange.maps import everything, hostile, loaded, maps, rebuilt, said

FORMATS = pytest.mark.parametrize("module", [aif, xaif], ids=["aif", "xaif"])
slow = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def written(module, kb):
    return module.write(kb).files[""]


def read_back(module, kb):
    return module.read(written(module, kb), file="map.json", topic="bread")


@FORMATS
@slow
@given(maps())
def test_what_is_written_reads_back_as_the_same_map(module, files):
    with loaded(files) as kb:
        imported = read_back(module, kb)
        assert said(rebuilt(imported)) == said(kb)


@slow
@given(maps())
def test_who_accepts_a_claim_survives_xaif_by_name(files):
    with loaded(files) as kb:
        back = rebuilt(read_back(xaif, kb))
        for id, claim in kb.claims.items():
            assert {p.person for p in back.claims[id].positions} == {
                p.person for p in claim.positions
            }
        assert all(back.people[id].headline == kb.people[id].headline for id in back.people)


@FORMATS
def test_of_a_map_with_everything_the_rest_is_told_as_lost(module, tmp_path):
    kb = everything(tmp_path)
    exported = module.write(kb)
    back = rebuilt(module.read(exported.files[""], file="map.json", topic="bread"))
    headlines, links = said(back)
    assert "bread-is-poison" not in headlines
    assert links == {one for one in said(kb)[1] if "poison" not in one[0] and one[1] != "tests"}
    told = {(loss.what, loss.where) for loss in exported.losses}
    assert ("strengths", "fructans-fall > slow-is-better") in told
    assert ("evidence", "fructans-fall") in told
    assert ("links", "bread-is-poison > slow-is-better") in told
    assert ("acceptances", "slow-is-better") in told or module is xaif
    assert {"other positions", "quotes", "notes", "cruxes", "experiments"} <= {w for w, _ in told}


def test_the_graph_is_what_aif_wants(tmp_path):
    graph = json.loads(written(aif, everything(tmp_path)))
    types = {node["nodeID"]: node["type"] for node in graph["nodes"]}
    assert types["slow-is-better"] == "I"
    assert types["supports_fructans-fall_slow-is-better"] == "RA"
    assert types["attacks_bread-is-a-fad_slow-is-better"] == "CA"
    edges = {(edge["fromID"], edge["toID"]) for edge in graph["edges"]}
    assert ("people-react-to-fructans", "supports_fructans-fall_slow-is-better") in edges
    undercut = "undercuts_baking-is-old_bread-is-a-fad_slow-is-better"
    assert (undercut, "attacks_bread-is-a-fad_slow-is-better") in edges
    assert not [edge for edge in edges if types[edge[0]] == types[edge[1]] == "I"]
    assert graph["locutions"] == [], "without it arguebuf does not take the file for AIF"


@FORMATS
def test_hostile_texts_keep_their_words(module, tmp_path):
    kb = hostile(tmp_path)
    back = rebuilt(read_back(module, kb))
    words = {id: from_markdown(claim.headline) for id, claim in kb.claims.items()}
    assert {id: from_markdown(claim.headline) for id, claim in back.claims.items()} == words | {
        "end": "End."
    }
    assert back.claims["c9"].headline == "words and brackets", "links are told by their words"


@FORMATS
def test_a_map_is_written_alike_each_time(module, tmp_path):
    kb = everything(tmp_path)
    assert written(module, kb) == written(module, kb)


@FORMATS
def test_arguebuf_reads_what_is_written(module, tmp_path):
    arguebuf = pytest.importorskip("arguebuf")
    kb = everything(tmp_path)
    load = {aif: arguebuf.load.aif, xaif: arguebuf.load.xaif}[module]
    graph = load(json.loads(written(module, kb)))
    atoms = {id: node.plain_text for id, node in graph.atom_nodes.items()}
    assert atoms["slow-is-better"] == "Slow bread is better."
    schemes = {id: type(node.scheme).__name__ for id, node in graph.scheme_nodes.items()}
    assert schemes["supports_fructans-fall_slow-is-better"] == "Support"
    assert schemes["undercuts_baking-is-old_bread-is-a-fad_slow-is-better"] == "Attack"
    assert schemes["restates_fructans-are-eaten_bread-is-a-fad"] == "Rephrase"
    into = {
        edge.source.id for edge in graph.incoming_edges("supports_fructans-fall_slow-is-better")
    }
    assert into == {"fructans-fall", "people-react-to-fructans", "not_bread-is-a-fad"}


def test_arguebuf_knows_a_file_of_ours_for_aif(tmp_path):
    arguebuf = pytest.importorskip("arguebuf")
    path = tmp_path / "map.json"
    path.write_bytes(written(aif, everything(tmp_path)))
    assert len(arguebuf.load.file(path).atom_nodes) == 8
