"""GraphML, as networkx reads it."""

from __future__ import annotations

from io import BytesIO
from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from argmap.interchange import graphml
from argmap.interchange.plaintext import visible
from tests.interchange.maps import everything, hostile


def read(kb):
    return nx.read_graphml(BytesIO(graphml.write(kb).files[""]), force_multigraph=True)


@pytest.mark.parametrize("make", [everything, hostile])
def test_networkx_reads_the_graph_that_argmap_has(make, tmp_path):
    kb = make(tmp_path)
    graph = read(kb)
    assert set(graph) == set(kb.graph)
    assert set(kb.graph.edges()) <= set(graph.edges())
    for id, record in kb.records.items():
        assert graph.nodes[id]["headline"].split() == visible(record.headline).split()


def test_values_have_their_types(tmp_path):
    graph = read(everything(tmp_path))
    assert graph.nodes["slow-is-better"]["prior"] == 0.4
    assert graph.nodes["slow-is-better"]["retracted"] is False
    assert graph.nodes["bread-is-poison"]["retracted"] is True
    link = "fructans-fall > slow-is-better"
    assert graph.nodes[link]["factor"] == 10.0
    assert graph.nodes[link]["because"] == "Fructans are what troubles people."
    assert [data["negated"] for data in graph["bread-is-a-fad"][link].values()] == [True]
    (position,) = graph["ann"]["slow-is-better"].values()
    assert (position["role"], position["stance"], position["hedge"]) == ("position", "accepts", "probably")  # fmt: skip


def test_every_value_is_declared_with_a_type(tmp_path):
    root = ET.fromstring(graphml.write(everything(tmp_path)).files[""])
    space = "{http://graphml.graphdrawing.org/xmlns}"
    keys = {key.get("id"): key.get("attr.type") for key in root.iter(f"{space}key")}
    assert set(keys.values()) == {"string", "double", "boolean"}
    names = [(key.get("for"), key.get("attr.name")) for key in root.iter(f"{space}key")]
    assert len(names) == len(set(names)), "one type for each attribute"
    assert {data.get("key") for data in root.iter(f"{space}data")} <= set(keys)
