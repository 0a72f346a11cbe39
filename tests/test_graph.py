"""Links, the graph, and walks over it."""

from __future__ import annotations

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import argmap
from argmap.graph import strong_components
from argmap.linker import link_id, parse_link_id
from tests.knowledge_bases import claims, codes


def test_a_link_is_named_after_its_ends():
    assert link_id("a", "b") == "a > b"
    assert link_id("u", "a > b") == "u > (a > b)"
    assert parse_link_id("v > (u > (a > b))") == ("v", "u > (a > b)")


def test_reasons_and_objections(tmp_path):
    kb = claims(tmp_path, a="", b="supports: [a]\n", c="attacks: [a]\n", d="undercuts: [b > a]\n")
    assert [one.source for one in kb.reasons_for("a")] == ["b"]
    assert [one.source for one in kb.objections_to("a")] == ["c"]
    assert [one.source for one in kb.objections_to("b > a")] == ["d"]


def test_an_undercut_can_be_undercut(tmp_path):
    kb = claims(
        tmp_path,
        a="",
        b="supports: [a]\n",
        c="undercuts: [b > a]\n",
        d="undercuts: [c > (b > a)]\n",
    )
    assert codes(kb) == []
    assert "d > (c > (b > a))" in kb.weighted_links


def test_the_graph_has_links_as_nodes_and_is_frozen(tmp_path):
    kb = claims(tmp_path, a="", b="supports:\n  - {to: a, with: [not c]}\n", c="attacks: [a]\n")
    assert kb.graph.nodes["b > a"]["kind"] == "link"
    assert kb.graph.edges["c", "b > a", 0] == {"role": "premise", "negated": True}
    assert kb.graph.edges["b > a", "a", 0] == {"role": "supports"}
    with pytest.raises(nx.NetworkXError):
        kb.graph.add_node("x")


def test_the_collapsed_graph_has_no_links_as_nodes(tmp_path):
    kb = claims(tmp_path, a="", b="supports: [a]\n", c="undercuts: [b > a]\ndepends_on: [b]\n")
    assert set(kb.claim_graph) == {"a", "b", "c"}
    assert kb.claim_graph.edges["c", "a", 0]["role"] == "undercuts"
    assert kb.claim_graph.edges["b", "c", 0]["role"] == "depends_on"


def test_ancestors_come_premises_first(tmp_path):
    kb = claims(tmp_path, a="", b="supports: [a]\n", c="supports: [b]\n", d="depends_on: [c]\n")
    assert list(kb.ancestors("a")) == ["c", "b"]
    assert list(kb.dependents("c")) == ["d", "b", "a"] or list(kb.dependents("c")) == [
        "b",
        "a",
        "d",
    ]
    assert kb.ancestors("a").cycles == ()


def test_cycles_are_named(tmp_path):
    kb = claims(tmp_path, a="attacks: [b]\n", b="attacks: [a]\n", c="supports: [a]\n")
    assert kb.ancestors("a").cycles == (("a", "b"),)
    assert set(kb.dependents("c")) == {"a", "b"}


def test_restating_and_qualifying_carry_nothing(tmp_path):
    kb = claims(tmp_path, a="", b="restates: [a]\n", c="qualifies: [a]\n")
    assert len(kb.ancestors("a")) == 0
    assert kb.graph.has_edge("b", "a")


def test_an_alias_is_the_record(tmp_path):
    kb = claims(tmp_path, a="aliases: [old]\n", b="supports: [old]\n", c="undercuts: [b > old]\n")
    assert codes(kb) == []
    assert kb["old"] is kb["a"]
    assert [one.id for one in kb.links] == ["b > a", "c > (b > a)"]
    assert kb.backlinks["a"] == ("b", "c")


def test_an_unknown_id_suggests_what_was_meant(tmp_path):
    kb = claims(tmp_path, abc="")
    with pytest.raises(KeyError, match="did you mean 'abc'"):
        kb["abd"]


def test_bad_records_never_make_loading_raise(tmp_path):
    kb = claims(tmp_path, a="supports: [b, c]\nundercuts: [x > y, a > b]\n", b="prior: [\n")
    assert not kb.ok
    assert kb.links == ()
    assert list(kb.graph)


def test_a_folder_that_is_not_there_is_a_broken_call(tmp_path):
    with pytest.raises(argmap.NotAKnowledgeBaseError, match="argmap init"):
        argmap.load(tmp_path / "nowhere")


GRAPHS = st.integers(1, 12).flatmap(
    lambda n: st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1))).map(
        lambda edges: (n, edges)
    )
)


@given(GRAPHS)
def test_components_agree_with_networkx_and_stand_in_order(graph):
    n, edges = graph
    out = [[b for a, b in edges if a == node] for node in range(n)]
    ours = strong_components(range(n), out)
    theirs = nx.strongly_connected_components(nx.DiGraph([*edges, *((i, i) for i in range(n))]))
    assert sorted(ours) == sorted(sorted(component) for component in theirs)
    position = {node: i for i, component in enumerate(ours) for node in component}
    assert all(position[a] <= position[b] for a, b in edges)
