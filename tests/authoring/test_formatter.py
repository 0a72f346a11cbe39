"""`fmt`: one layout, nothing lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap import yamlio
from argmap.authoring.formatter import comments, formatted
from argmap.schema import read_record

CLAIMS = Path(__file__).parents[2] / "claims"


def fmt(text):
    result = formatted(text, "a.yaml")
    assert result.refused == ""
    return result.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("claim: A is b.   \n\n\n", "claim: A is b.\n"),
        ("claim: A is b.", "claim: A is b.\n"),
        ("claim: A is b.\r\nnote: |-\r\n  x\r\n", "claim: A is b.\nnote: |-\n  x\n"),
        ("claim: A.\nnote: It is so.\n", "claim: A.\nnote: |-\n  It is so.\n"),
        ('claim: A.\nnote: "It is: so."\n', "claim: A.\nnote: |-\n  It is: so.\n"),
        ("claim: A.\nnote: |-\n      x\n        y\n\n      z\n", "claim: A.\nnote: |-\n  x\n    y\n\n  z\n"),
        ("claim: A.\nsupports:\n- b\n-   c\n", "claim: A.\nsupports:\n  - b\n  - c\n"),
        ("claim: A.\nprior:\n     value: 0.50\n", "claim: A.\nprior:\n  value: 0.50\n"),
        ("{claim: A, note: b}\n", "claim: A\nnote: |-\n  b\n"),
        ("claim: A.\nsupports:\n  - to: b\n    because: 'a: b'\n",
         "claim: A.\nsupports:\n  - to: b\n    because: |-\n      a: b\n"),
        ("claim: A.\nsupports: [{to: b, because: " + "word " * 25 + "end}]\n",
         "claim: A.\nsupports:\n  - to: b\n    because: |-\n      " + "word " * 25 + "end\n"),
    ],
)  # fmt: skip
def test_layout_is_made_alike(before, after):
    assert fmt(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "# why\nclaim: A is b. # said so\n\n# who\npositions:\n  - person: ann # her\n    stance: accepts\n",
        "claim: A is b.\nnote: 017\n",
        "claim: A is b.\nas_of: 2026-01-31\nprior: 0.50\nanonymous: yes\naliases: [a, 'b', \"c\"]\n",
        "claim: 'A is: b.'\nsupports: [b, c]\n",
        "claim: A.\nnote: |-\n  Two spaces end this line  \n  and break it.\n",
        "claim: A.\nnote: >\n  folded\n  text\n",
        "claim: A.\nnote: |- # a remark\n  x\n# end\n",
        "",
        "# nothing yet\n",
    ],
)
def test_what_a_person_wrote_stays(text):
    assert fmt(text) == text


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("claim: A: b\n", "line 1: the text of `claim` holds a colon"),
        ("claim: A\nclaim: B\n", "line 2: `claim` is given twice"),
        ("claim: &x A\n", "line 1: `&x` is a YAML anchor"),
    ],
)
def test_a_text_with_errors_is_left_alone(text, reason):
    result = formatted(text, "a.yaml")
    assert result.text == text
    assert result.refused.startswith(reason)


def test_comments_are_told_from_text_that_looks_like_one():
    text = (
        "# one\nclaim: A#b # two\nnote: |- # three\n  # no comment\n  x # nor this\n"
        "aliases: [a, '# no'] # four\n# five\n"
    )
    assert comments(text) == ["# one", "# two", "# three", "# four", "# five"]


WORDS = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Zl", "Zp"])
    | st.sampled_from(list(" :#-'\"[]{},&*!|>%@`\\\t\n")),
    max_size=30,
)
IDS = st.from_regex(r"[a-z]{1,6}(-[a-z0-9]{1,4})?", fullmatch=True)
REMARK = st.sampled_from(["", "", "", " # so", "  #so"])
OWN_LINE = st.sampled_from(["", "", "", "# own line\n", "\n", "\n# a\n# b\n"])


@st.composite
def scalars(draw, indent):
    """A text in one of the styles a person might write it in, as what follows the key."""
    text = draw(WORDS)
    style = draw(st.sampled_from(["plain", "single", "double", "literal", "folded", "number"]))
    flat = " ".join(text.split())
    if style == "number":
        return draw(st.sampled_from(["0.50", "1e3", ".5", "017", "2026-01-31", "true", "yes", "~"]))
    if style == "plain":
        return " ".join(word for word in flat.split() if word.isalnum()) or "x"
    if style == "single":
        return "'" + flat.replace("'", "''") + "'"
    if style == "double":
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'
    lines = [line.strip("\t") for line in text.split("\n")]
    body = "\n".join(f"{' ' * indent}{line.lstrip()}" if line.strip() else "" for line in lines)
    marker = {"literal": "|", "folded": ">"}[style] + draw(st.sampled_from(["", "-"]))
    return f"{marker}\n{body}" if body.strip() else "x"


@st.composite
def positions(draw):
    """A list two levels deep, with remarks between its items, at columns of their own."""
    pad, deeper = " " * draw(st.integers(0, 4)), " " * draw(st.integers(0, 3))
    text = f"positions:{draw(REMARK)}\n"
    for person in draw(st.lists(IDS, min_size=1, max_size=3)):
        between = draw(OWN_LINE)
        text += between.replace("#", f"{draw(st.sampled_from(['', pad, pad + '  ']))}#")
        text += f"{pad}- person: {person}{draw(REMARK)}\n{pad}  stance: accepts\n"
        if draw(st.booleans()):
            text += f"{pad}  quotes:{draw(REMARK)}\n"
            text += f"{pad}  {deeper}- {{text: so it is there, source: talk}}{draw(REMARK)}\n"
            text += f"{pad}  {deeper}- text: {draw(scalars(12))}\n{pad}  {deeper}  source: talk\n"
    return text


@st.composite
def records(draw):
    """The YAML of a record as people write it: mixed styles, odd indentation, comments."""
    lines = [draw(OWN_LINE), "claim: A is b.", draw(REMARK), "\n"]
    for key in draw(
        st.lists(
            st.sampled_from(["note", "hedge", "prior", "supports", "cites", "positions"]),
            unique=True,
        )
    ):
        lines.append(draw(OWN_LINE))
        if key == "cites":
            items = draw(st.lists(IDS, max_size=3))
            lines.append(f"cites: [{', '.join(items)}]{draw(REMARK)}\n")
        elif key == "prior":
            value = draw(scalars(6))
            lines.append(f"prior:\n    value: 0.50{draw(REMARK)}\n    because: {value}\n")
        elif key == "supports":
            pad = " " * draw(st.integers(0, 3))
            lines.append(f"supports:{draw(REMARK)}\n")
            lines += [
                f"{pad}- to: {id}{draw(REMARK)}\n{pad}  because: {draw(scalars(6))}\n"
                for id in draw(st.lists(IDS, min_size=1, max_size=3))
            ]
        elif key == "positions":
            lines.append(draw(positions()))
        else:
            lines.append(f"{key}: {draw(scalars(draw(st.integers(1, 5))))}\n")
    return "".join([*lines, draw(OWN_LINE)])


@settings(max_examples=100, deadline=None)
@given(records())
def test_data_and_comments_are_kept_and_twice_is_once(text):
    result = formatted(text, "a.yaml")
    if result.refused:
        assert result.text == text
        return
    assert in_order(result.text) == in_order(text)
    assert anchors(result.text) == anchors(text)
    assert formatted(result.text, "a.yaml").text == result.text


def in_order(text):
    """The data of a text, its keys in their order."""
    return json.dumps(yamlio.parse(text, "").data)


def anchors(text):
    """Each remark of `records` with the key it stands beside, or above."""
    found, above = [], []
    for line in text.splitlines():
        key = re.match(r"\s*(?:- +)*(\w+):", line)
        remark = re.search(r"# ?(so|own line|a|b)$", line)
        if key is not None:
            found += [(one, "above", key[1]) for one in above]
            above = []
        if remark is not None and line.lstrip() == remark[0]:
            above.append(remark[0])
        elif remark is not None and key is not None:
            found.append((remark[0], "beside", key[1]))
    return found, above


@pytest.mark.parametrize("file", sorted(CLAIMS.glob("*/*.yaml"))[::12], ids=lambda file: file.stem)
def test_a_real_record_carelessly_typed_is_the_same_record_afterwards(file):
    text = file.read_text("utf-8")
    careless = (
        re.sub(r"^  ( *)- ", r"\1-   ", text, flags=re.MULTILINE) if "|-" not in text else text
    )
    careless = "# Seen by ann.\n" + careless.replace(
        "\nsupports:", "\n\n# What it bears on\nsupports:  # all"
    )
    result = formatted(careless, file.name)
    assert not result.refused
    assert record_of(result.text) == record_of(careless) == record_of(text)
    assert comments(result.text) == comments(careless)
    assert formatted(result.text, file.name) == result


def record_of(text):
    record, problems = read_record(yamlio.parse(text, "a.yaml"), id="a", topic="t")
    assert not problems
    return record


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_at_all_is_laid_out_or_left_alone(text):
    result = formatted(text, "a.yaml")
    assert yamlio.parse(result.text, "").data == yamlio.parse(text, "").data


def test_most_records_are_laid_out_rather_than_refused():
    refused = []

    @settings(max_examples=50, deadline=None, database=None, derandomize=True)
    @given(records())
    def collect(text):
        if not [d for d in yamlio.parse(text, "").diagnostics if d.severity.value == "error"]:
            refused.append(bool(formatted(text, "").refused))

    collect()
    assert sum(refused) < len(refused) / 10
