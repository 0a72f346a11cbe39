"""Files nobody vouches for: a finding with its place, never a traceback, and never a long wait."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from argmap.interchange import aif, jsontext
from argmap.interchange.common import MAX_TEXT
from tests.interchange.hostile import examine, hold
from tests.interchange.test_aif_reading import DIALOGUE, nodeset

WHOLE = json.dumps(DIALOGUE, indent=1).encode()
QUICK = 5.0
"""Seconds of computing that a megabyte may take; it takes about a tenth of that."""


def read(raw):
    imported = aif.read(raw, file="map.json", topic="bread")
    hold(imported, raw)
    return imported


def only(raw):
    imported = read(raw)
    (found,) = imported.diagnostics
    assert imported.records == ()
    assert found.severity.value == "error"
    return found


# --- Not JSON, or not AIF -----------------------------------------------------------------------


@pytest.mark.parametrize("end", range(1, len(WHOLE), 97))
def test_a_file_cut_short_is_told_at_its_end(end):
    found = only(WHOLE[:end])
    assert found.code == "json-syntax"
    last = WHOLE[:end].count(b"\n") + 1
    assert last - 1 <= found.span.line <= last


def test_a_syntax_error_is_told_at_its_line_and_column():
    found = only(b'{"nodes": [\n  {"nodeID": }\n]}')
    assert (found.code, found.message) == ("json-syntax", "this is not JSON: expecting value")
    assert (found.span.line, found.span.column) == (2, 14)
    assert found.excerpt == '  {"nodeID": }'


@pytest.mark.parametrize(
    ("raw", "code", "place"),
    [
        (b"", "json-syntax", (1, 1)),
        (b"\xef\xbb\xbf", "json-syntax", (1, 1)),
        (b'{"nodes": []}\n\n\xff', "not-utf8", (3, 1)),
        ("{}".encode("utf-16"), "not-utf8", (1, 1)),
        (b"[" * 100_000, "too-deep", (1, 1)),
        (b'{"a":' * 100_000, "too-deep", (1, 1)),
        (b"null", "not-a-nodeset", (1, 1)),
        (b"[]", "not-a-nodeset", (1, 1)),
        (b'\n {"nodes": []}', "not-a-nodeset", (2, 2)),
        (b'{"nodes": {}, "edges": []}', "not-a-nodeset", (1, 1)),
        (b'{"AIF": {"nodes": [], "edges": null}}', "not-a-nodeset", (1, 1)),
    ],
)
def test_what_is_no_nodeset_is_told_with_its_place(raw, code, place):
    found = only(raw)
    assert (found.code, (found.span.line, found.span.column)) == (code, place)


def test_a_file_past_all_measure_is_refused(monkeypatch):
    monkeypatch.setattr(jsontext, "MAX_BYTES", 100)
    assert only(b" " * 101).code == "too-large"


def test_a_byte_order_mark_does_no_harm():
    raw = b"\xef\xbb\xbf" + json.dumps(nodeset("a")).encode()
    assert [draft.id for draft in read(raw).records] == ["claim-aa"]


def test_deep_nesting_inside_an_entry_does_no_harm():
    deep = "[" * 700 + "]" * 700
    raw = f'{{"nodes": [{{"nodeID": "a", "type": {deep}, "text": "A."}}], "edges": []}}'
    (found,) = read(raw.encode()).diagnostics
    assert found.message.startswith("`nodes[0].type` is a list")


def test_a_place_too_deep_to_be_found_is_that_of_what_it_lies_in(monkeypatch):
    def too_deep(text, start):
        raise RecursionError

    monkeypatch.setattr(jsontext, "_members", too_deep)
    (found,) = aif.read(b' {"nodes": [7], "edges": []}', file="m", topic="t").diagnostics
    assert (found.span.line, found.span.column) == (1, 2)


def test_a_key_given_twice_is_told():
    raw = b'{"nodes": [{"nodeID": "a", "type": "I", "text": "A.", "text": "B."}], "edges": []}'
    imported = read(raw)
    assert [found.code for found in imported.diagnostics] == ["duplicate-key"]
    assert imported.records[0].data == {"claim": "B."}


# --- Wrong types --------------------------------------------------------------------------------

ODD = ["null", "true", "-0.0", "NaN", "-Infinity", "1e999", "9" * 5000, '""', '"\\ud800"', '"\\u0000"', "[]", "{}", "[[]]"]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd[:12])
@pytest.mark.parametrize(
    "place",
    ["nodes", "nodeID", "type", "text", "edges", "fromID", "toID", "locutions", "personID", "participants", "participantID", "firstname", "scheme", "AIF"],
)  # fmt: skip
def test_an_odd_value_anywhere_is_told_or_does_no_harm(place, odd):
    data = json.loads(json.dumps(DIALOGUE))
    if place in data or place == "AIF":
        data[place] = "ODD"
    for entries in data.values():
        for entry in entries if isinstance(entries, list) else ():
            if place in entry or place == "scheme":
                entry[place] = "ODD"
    read(json.dumps(data).replace('"ODD"', odd).encode())


def test_the_place_of_a_wrong_value_is_named():
    raw = b'{"nodes": [{"nodeID": 1, "type": "I", "text": 5}, 7], "edges": [[]], "locutions": 3}'
    assert [(f.span.column, f.message) for f in read(raw).diagnostics] == [
        (47, "`nodes[0].text` is the number 5; it must be a text, and is left out"),
        (51, "`nodes[1]` is the number 7, not an object; it is left out"),
        (65, "`edges[0]` is a list, not an object; it is left out"),
        (83, "`locutions` is the number 3, not a list; it is left out"),
    ]


# --- Much ---------------------------------------------------------------------------------------


def large(count):
    """Graphs of a shape that a careless reader takes quadratic time for."""
    many = range(count)
    hub = [{"nodeID": "hub", "type": "I", "text": "Hub."}]
    alike = [{"nodeID": f"i{n}", "type": "I", "text": "All alike."} for n in many]
    schemes = [{"nodeID": f"r{n}", "type": "CA", "text": "CA"} for n in many]
    one = [{"nodeID": "r", "type": "MA", "text": "MA"}]
    said = [{"nodeID": "y", "type": "YA", "text": "Asserting"}]
    speech = [{"nodeID": f"l{n}", "type": "L", "text": "L"} for n in many]
    chain = [("i0", "r0"), ("r0", "hub"), *((f"r{n + 1}", f"r{n}") for n in many[:-1])]
    yield "alike", alike, []
    yield "a star", hub + alike + schemes, [p for n in many for p in ((f"i{n}", f"r{n}"), (f"r{n}", "hub"))]  # fmt: skip
    yield "a chain of conflicts", hub + alike + schemes, chain + [(f"i{n}", f"r{n}") for n in many]
    yield "a ring", alike + schemes, [p for n in many for p in ((f"i{n}", f"r{n}"), (f"r{n}", f"i{n - 1 if n else count - 1}"))]  # fmt: skip
    yield "one scheme for all", alike + one, [(f"i{n}", "r") if n % 2 else ("r", f"i{n}") for n in many]  # fmt: skip
    yield "one act for all", alike + said + speech, [p for n in many for p in ((f"l{n}", "y"), ("y", f"i{n}"))]  # fmt: skip
    yield "unknown nodes", hub, [(f"x{n}", "hub") for n in many]
    yield "all markup", [{"nodeID": f"i{n}", "type": "I", "text": "[*" * 400} for n in range(count // 10)], []  # fmt: skip


CASES = list(large(5000))


@pytest.mark.parametrize(("name", "nodes", "edges"), CASES, ids=[case[0] for case in CASES])
def test_a_large_graph_of_any_shape_is_read_in_linear_time(name, nodes, edges):
    arrows = [{"fromID": source, "toID": target} for source, target in edges]
    talk = [{"nodeID": node["nodeID"], "personID": n} for n, node in enumerate(nodes) if node["type"] == "L"]  # fmt: skip
    raw = json.dumps({"nodes": nodes, "edges": arrows, "locutions": talk}).encode()
    start = time.process_time()
    imported = aif.read(raw, file="map.json", topic="bread")
    assert time.process_time() - start < QUICK
    assert imported.records


def test_many_speakers_of_one_locution_are_no_burden():
    data = nodeset("a", "L:l YA:y", "l-y y-a")
    data["nodes"][2]["text"] = "Asserting"
    data["locutions"] = [{"nodeID": "l", "personID": n} for n in range(20_000)]
    imported = read(json.dumps(data).encode())
    assert ("further speakers", "l") in [(loss.what, loss.where) for loss in imported.losses]


def test_a_text_of_a_megabyte_is_cut():
    data = nodeset("a")
    data["nodes"][0]["text"] = "word " * 200_000
    imported = read(json.dumps(data).encode())
    assert len(imported.records[0].data["claim"]) == MAX_TEXT
    assert [loss.what for loss in imported.losses] == ["the end of long texts"]


# --- Anything -----------------------------------------------------------------------------------

fuzzy = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])

names = st.sampled_from(["a", "b", "c", "r", "x", "l", "y", "not_a", 1, "", None, True])
values = st.recursive(
    names | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
kinds = st.sampled_from(["I", "I", "I", "RA", "CA", "MA", "PA", "L", "YA", "TA", "Z"])
words = st.sampled_from(["Asserting", "RA", "Necessary Premise", "Qualification"]) | st.text(max_size=8)  # fmt: skip
entry = st.fixed_dictionaries(
    {"nodeID": names, "type": kinds, "text": words},
    optional={"scheme": words, "timestamp": values, "odd": values},
)
edge = st.fixed_dictionaries({"fromID": names, "toID": names})
graphs = st.fixed_dictionaries(
    {"nodes": st.lists(entry | values, max_size=10), "edges": st.lists(edge | edge | values, max_size=14)},
    optional={
        "locutions": st.lists(st.fixed_dictionaries({"nodeID": names, "personID": names})) | values,
        "participants": st.lists(st.fixed_dictionaries({"participantID": names, "firstname": words})) | values,
        "generator": st.just("argmap") | values,
        "OVA": values,
    },
)  # fmt: skip


@fuzzy
@given(graphs | graphs.map(lambda graph: {"AIF": graph, "generator": "argmap"}) | values)
def test_any_json_is_read_or_told(data):
    examine(json.dumps(data).encode())


@fuzzy
@given(st.binary(max_size=60) | st.text(alphabet='{}[]":,0e-nul\\ \n', max_size=60).map(str.encode))
def test_any_bytes_are_read_or_told(raw):
    examine(raw)


@fuzzy
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, 255), st.integers(0, 40))
def test_a_file_with_any_bytes_changed_is_read_or_told(place, byte, gone):
    examine(WHOLE[:place] + bytes([byte]) + WHOLE[place + gone :])
