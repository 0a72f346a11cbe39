"""YAML: what is read, what is refused, and where the message points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmap.yamlio import MAX_BYTES, decode, parse


def first(text):
    return parse(text, "f.yaml").diagnostics[0]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("yes", "yes"),
        ("on", "on"),
        ("null", "null"),
        ("~", "~"),
        ("2023-04-01", "2023-04-01"),
        ("12:30", "12:30"),
        ("true", True),
        ("0.5", 0.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("12", 12),
        ("0x1F", 31),
        ("'12'", "12"),
        ('"true"', "true"),
        (".inf", ".inf"),
        ("1e999", "1e999"),
        ("12345678901234567890123", "12345678901234567890123"),
    ],
)
def test_only_booleans_and_numbers_are_more_than_text(written, read):
    value = parse(f"a: {written}\n", "f").data["a"]
    assert value == read
    assert type(value) is type(read)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("claim: One thing: this.\n", "colon-in-text", 1, 17),
        ('claim: "Foo" bar.\n', "text-after-quote", 1, 14),
        ("claim: a\nexpect: >0.5\n", "comparison", 2, 9),
        ("claim: a\nexpect: >=0.5\n", "comparison", 2, 9),
        ("claim: a\nnote:\n\t- b\n", "tab", 3, 1),
        ("claim: This is #1 of all.\n", "cut-at-hash", 1, 16),
        ("claim: a\nnote: |-\n  x\nclaim: b\n", "duplicate-key", 4, 1),
        ("a: &x 1\n", "anchor", 1, 4),
        ("a: !!python/object:os.system 1\n", "tag", 1, 4),
        ('a: "open\n', "yaml-syntax", 1, 4),
        ("ä: „ü“ §\nb: *x\n", "anchor", 2, 4),
        ("```yaml\nclaim: a\n```\n", "yaml-syntax", 1, 1),
        ("claim: a\n```\n", "yaml-syntax", 2, 1),
        ("claim: a\nnote:b\nsupports: [c]\n", "yaml-syntax", 2, 6),
        ("claim: a\nsupports:\n  -to: b\n   strength: weak\n", "yaml-syntax", 3, 4),
        ("claim: a\nsupports:\n  - to: b\n   strength: weak\n", "yaml-syntax", 4, 1),
        ("claim: a\nsupports:\n  - to: b\n      strength: weak\n", "yaml-syntax", 4, 1),
        ("claim: a\nsupports: [b\nnote: c\n", "yaml-syntax", 2, 11),
        ('claim: a\nsupports: ["b" c]\n', "yaml-syntax", 2, 11),
        ("claim: a\nnote: It is so\nbecause of b.\nprior: 0.4\n", "yaml-syntax", 3, 1),
    ],
)
def test_a_trap_has_its_own_message_at_its_place(text, code, line, column):
    found = first(text)
    assert (found.code, found.span.line, found.span.column) == (code, line, column)
    assert found.excerpt == text.splitlines()[line - 1]
    assert found.fix


def test_a_record_pasted_with_its_fence_is_told_so():
    assert first("```yaml\nclaim: a\n```\n").fix == "take out the lines with ```"


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("claim: a\nnote:b c\nsupports: [d]\n", "write `note: b c`"),
        ("claim: a\nsupports:\n  -to: b\n   strength: weak\n", "write `- to: b`"),
        ("claim:a b\nsupports: [c]\n", "put a blank after the colon of `claim:`"),
        ("claim: a\nsupports: [b\n", "add the closing `]`, or the comma that is missing below"),
        ("claim: a\nsupports: [b", "add the closing `]`, or the comma that is missing below"),
        ('claim: a\nnote: "b', 'add the closing `"`'),
        (
            'claim: a\nnote: "b \\q c"\n',
            "put the text in single quotes, or write the backslash twice",
        ),
        (
            "claim: a\nsupports:\n  - to: b\n   strength: weak\n",
            "let the keys of one item begin in one column",
        ),
        (
            "claim: a\nnote: It is so\nbecause of b.\n",
            "indent it below its key; longer text goes on lines of its own below `key: |-`",
        ),
    ],
)
def test_a_slip_of_the_pen_is_told_with_its_remedy(text, fix):
    assert first(text).fix == fix


def test_a_comment_after_a_value_is_a_comment():
    assert parse("strength: weak # for now\nnote: a long text # see there\n", "f").diagnostics == ()


def test_every_value_knows_its_place():
    document = parse("claim: a\nsupports:\n  - to: b\n    because: |-\n      hello\n  - c\n", "f")
    assert str(document.span(("supports", 0, "to"))) == "f:3:9"
    assert str(document.span(("supports", 0, "to"), key=True)) == "f:3:5"
    assert str(document.span(("supports", 1))) == "f:6:5"


def test_a_field_that_is_not_there_is_placed_at_its_parent():
    document = parse("claim: a\nprior: {value: 0.4}\n", "f")
    assert document.span(("prior", "because")) == document.span(("prior",))


@pytest.mark.parametrize(
    "bomb", ["[" * 100_000, "{a: " * 50_000, "- " * 50_000 + "x", "? " * 20_000]
)
def test_deep_nesting_is_refused_not_followed(bomb):
    assert parse(f"a: {bomb}\n" if bomb[0] in "[{" else bomb, "f").diagnostics


def test_a_large_file_is_refused_before_it_is_read():
    document = decode(b"a" * (MAX_BYTES + 1), "f")
    assert document.diagnostics[0].code == "too-large"


def test_bytes_that_are_not_utf8_are_placed():
    document = decode(b"claim: a\nnote: caf\xe9\n", "f")
    assert str(document.diagnostics[0].span) == "f:2:10"


@given(st.text())
def test_no_text_raises(text):
    document = parse(text, "f")
    assert isinstance(document.data, dict)
    for found in document.diagnostics:
        assert found.span.line >= 1


@given(st.binary())
def test_no_bytes_raise(raw):
    document = decode(raw, "f")
    if isinstance(document, str):
        parse(document, "f")
