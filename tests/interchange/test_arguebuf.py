"""Graphs of the arguebuf package."""

from __future__ import annotations

import json

import pytest

from argmap.interchange import aif, arguebuf
from tests.interchange.maps import build, everything, rebuilt, said

GRAPH = {
    "nodes": {
        "p": {"atom": {"text": "Dough rests.", "participant": "x", "reference": {"text": "rests"}}},
        "q": {"atom": {"text": "Bread is better.", "participant": "z"}},
        "r": {"scheme": {"support": "SUPPORT_EXPERT_OPINION"}},
        "u": {"atom": {"text": "Experts err."}},
        "s": {"scheme": {"attack": "ATTACK_DEFAULT"}},
        "odd": {"scheme": {}},
    },
    "edges": {
        "1": {"source": "p", "target": "r"},
        "2": {"source": "r", "target": "q"},
        "3": {"source": "u", "target": "s"},
        "4": {"source": "s", "target": "r"},
        "5": {"source": "p", "target": "gone"},
        "6": 7,
    },
    "participants": {"x": {"name": "Ann Baker"}},
    "userdata": {"colour": "red"},
}


def test_atoms_and_schemes_become_claims_and_links(tmp_path):
    imported = arguebuf.read(json.dumps(GRAPH).encode(), file="map.json", topic="bread")
    kb = build(tmp_path, imported)
    assert {(one.id, one.because) for one in kb.links} == {
        ("dough-rests > bread-better", "Argument scheme: Expert opinion."),
        ("experts-err > (dough-rests > bread-better)", ""),
    }
    assert [p.person for p in kb.claims["dough-rests"].positions] == ["ann-baker"]
    assert kb.people["unnamed-speaker-z"].anonymous
    assert [loss.what for loss in imported.losses] == ["other data", "references"]
    assert [found.message for found in imported.diagnostics] == [
        "`nodes.odd` is neither an atom with a text nor a scheme of a known kind; it is left out",
        "`edges.5` leads to 'gone', which is no node; it is left out",
        "`edges.6` is the number 7, not an object; it is left out",
    ]
    raw = json.dumps(GRAPH)
    places = [found.span for found in imported.diagnostics]
    assert [raw[place.column - 1 : place.end_column - 1] for place in places] == [
        '{"scheme": {}}',
        '{"source": "p", "target": "gone"}',
        "7",
    ]


@pytest.mark.parametrize("raw", [b"[]", b'{"nodes": [], "edges": []}'])
def test_what_is_no_graph_of_arguebuf_is_told(raw):
    (found,) = arguebuf.read(raw, file="map.json", topic="bread").diagnostics
    assert (found.code, found.severity.value) == ("not-a-nodeset", "error")


@pytest.mark.shared
def test_a_file_of_the_package_is_read(shared, tmp_path):
    file = shared / "samples" / "arguebuf" / "nodeset102.arguebuf.json"
    imported = arguebuf.read(file.read_bytes(), file=file.name, topic="economy")
    assert (imported.losses, imported.diagnostics) == ((), ())
    (link,) = build(tmp_path, imported).links
    assert len(link.premises) == 1


def test_a_map_comes_back_through_the_package(tmp_path):
    package = pytest.importorskip("arguebuf")
    kb = everything(tmp_path)
    nodeset = json.loads(aif.write(kb).files[""])
    dumped = json.dumps(package.dump.dict(package.load.aif(nodeset))).encode()
    back = rebuilt(arguebuf.read(dumped, file="map.json", topic="bread"))
    headlines = {claim.headline for claim in back.claims.values()}
    assert set(said(kb)[0].values()) - {"Bread is poison."} <= headlines
    assert len(back.weighted_links) == 5, "the package takes a necessary premise for support"
