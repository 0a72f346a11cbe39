"""Files that nobody wrote for us: whatever they hold, there is an answer, soon, and no traceback."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from argmap.interchange import argdown, drafts, kialo
from argmap.interchange.drafts import knowledge_base
from tests.interchange.random_maps import HOSTILE

READERS = {"argdown": argdown.read, "kialo": kialo.read}
LIMIT = 8
"""Seconds of processor time; each takes about one, and far more where time grows with the square."""

LINES = (
    "[a]: A.", "[a]", "<b>: B.", "<b>", "(1) [a]", "(2) C.", "----", "--", "# H {topic: t, summary: s}",
    "===", "generator: argmap", "  + [a]", "  - <b>", "\t_ [c]: C", "   >< [a]", "    <_ <b>", "", "",
    "<b> {from: a, with: [not a, c], strength: 3}", "[a] {kind: evidence, type: result, prior: 2}", "  * [a]",
    "{", "}", "{a: [", "/*", "*/", "{uses: [1, 2]}", "Discussion Title: x", "1. A?", "1.1. B", "1.1.1. Pro: C",
    "1.2. Con: -> See 1.1.", "1.1. Pro: -> See 1.2.",
)  # fmt: skip


def answer(reader, raw: bytes):
    """The knowledge base of a file, checked, with its credences."""
    found = READERS[reader](raw, file="x", topic="bread")
    kb = knowledge_base(found, Path("x"))
    assert all(one.span.line >= 1 and one.span.column >= 1 for one in kb.diagnostics)
    assert all(one.what and one.where for one in kb.losses)
    return kb


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.sampled_from(LINES) | st.lists(st.sampled_from(HOSTILE)).map("".join)).map(
        "\n".join
    )
)
def test_any_lines_get_an_answer(reader, text):
    answer(reader, text.encode())


@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=50, deadline=None)
@given(st.binary())
def test_any_bytes_get_an_answer(reader, raw):
    answer(reader, raw)


MANY = 20_000
HUGE = {
    "10 MB": b"[a]: A.\n\n" * 1_200_000,
    "zeros": bytes(1_000_000),
    "deep": b"[a]: A.\n" + b"".join(b" " * n + b"+ [s%d]: S.\n" % n for n in range(1, 600)),
    "deep undercuts": b"<a>: A.\n  +> [b]\n"
    + b"".join(b" " * n + b"_ <u%d>: U.\n" % n for n in range(3, 500)),
    "many undercuts of one": b"<a>: A.\n  +> [b]\n" + b"".join(b"  _ <u%d>\n" % n for n in range(1_000)),
    "cycle": b"[a]: A.\n" + b"".join(b"  +> [s]\n\n[s]\n" for _ in range(1_000)) + b"  +> [a]\n",
    "many reconstructions": b"<a>: " + b"a " * 20_000 + b"\n\n(1) [a]\n----\n(2) [b]\n\n<a>\n\n" * 1_000,
    "many attacks on one argument": b"<a>\n\n"
    + b"".join(b"(2) [p%d]\n" % n for n in range(500)) + b"----\n(3) [b]\n\n<a>\n"
    + b"".join(b"  - [q%d]\n" % n for n in range(500)),
    "nested data": b"[a]: A. " + b"{a: " * 10_000 + b"1" + b"}" * 10_000,
    "numbers": b"1. A\n" + b"".join(b"1." * n + b" Pro: B\n" for n in range(2, 400)),
    "one line": b"[a]: " + b"a " * MANY,
    "see": b"1. A\n" + b"".join(b"1.%d. Pro: -> See 1.%d.\n" % (n, n + 1) for n in range(1, 1_500)),
    **{
        f"{MANY:,} {mark}": b"[a]: A " + mark.encode() * MANY
        for mark in ("[", "]", "<", "{", "}", "*", "_", "`", "/*", "<!--", "--\n", "(", "@[", ":", ".", "#(",
                     "\\", "[x](", "&", "===", "{a: ", "[[", "`a", "\n\n[b]: ")
    },
}  # fmt: skip


@pytest.mark.parametrize("name", HUGE)
@pytest.mark.parametrize("reader", READERS)
def test_large_and_twisted_files_take_time_in_proportion(reader, name):
    start = time.process_time()
    answer(reader, HUGE[name])
    assert time.process_time() - start < LIMIT


def test_more_records_than_any_map_has_are_refused(monkeypatch):
    monkeypatch.setattr(drafts, "MAX_RECORDS", 2)
    kb = answer("argdown", b"[a]: A.\n  + [b]: B.\n  + [c]: C.\n")
    assert len(kb) == 0
    assert [one.code for one in kb.diagnostics] == ["too-large"]
