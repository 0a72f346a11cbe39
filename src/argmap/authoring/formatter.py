"""`argmap fmt`: one layout for all records, without losing anything a person wrote.

Indentation, white space at line ends and the style of prose are made alike.  Comments, the order of
keys, quotes and line breaks stay.  Nothing is written that would read back as other data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import YAMLError
from ruamel.yaml.scalarstring import FoldedScalarString, LiteralScalarString, ScalarString
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from argmap import yamlio
from argmap.authoring.yamltext import (
    LONG_PROSE,
    WIDTH,
    can_be_literal,
    plain_is_safe,
    round_trip,
    to_text,
)
from argmap.diagnostics import Severity

SHORT_PROSE = frozenset({"because", "summary"})
"""Prose inside the parts of a record: below its key only where it is long or needs quotes."""

_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Formatted:
    """What became of a text.

    Attributes:
        text: The text laid out, or as it was.
        refused: Why it was left as it was, with the line; empty when it was not.
    """

    text: str
    refused: str = ""


def formatted(text: str, file: str) -> Formatted:
    """Lays a record out.  Its own result is laid out already.

    Args:
        text: The YAML of one file.
        file: The name findings give it.
    """
    before = yamlio.parse(text, file)
    errors = [found for found in before.diagnostics if found.severity is Severity.ERROR]
    if errors:
        return Formatted(text, f"line {errors[0].span.line}: {errors[0].message}")
    if not before.data:
        return Formatted(text)
    laid_out = text
    for _ in range(_ROUNDS):
        # A comment that moves can change what fits on a line, so once may not be enough.
        try:
            again = _once(laid_out)
        except (YAMLError, ValueError, TypeError, AttributeError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            return Formatted(text, f"ruamel.yaml cannot read it: {reason}")
        if yamlio.parse(again, file).data != before.data:
            return Formatted(text, "laying it out would change what it says")
        if comments(again) != comments(text):
            return Formatted(text, _lost_comment(text, again))
        if again == laid_out:
            return Formatted(again)
        laid_out = again
    return Formatted(text, "its layout does not settle; please report this file")


def _lost_comment(before: str, after: str) -> str:
    kept = comments(after)
    lost = next((comment for comment in comments(before) if comment not in kept), None)
    what = f"the comment `{lost}`" if lost is not None else "a comment"
    return f"{what} would be lost or moved; put it on a line of its own above a key"


def _once(text: str) -> str:
    parser = round_trip()
    data = parser.load(text)
    if data.fa.flow_style():
        data.fa.set_block_style()
    _lay_out(data, 0, top=True)
    laid_out = to_text(parser, data)
    stripped = re.sub(r"[ \t]+$", "", laid_out, flags=re.MULTILINE)
    # Two spaces at the end of a line of prose are a line break in Markdown, and data.
    if yamlio.parse(stripped, "").data != yamlio.parse(laid_out, "").data:
        stripped = laid_out
    return stripped.strip("\n") + "\n" if _ends_freely(stripped) else stripped


def _ends_freely(text: str) -> bool:
    """Whether blank lines around a text are no part of its data."""
    return yamlio.parse(text.strip("\n") + "\n", "").data == yamlio.parse(text, "").data


def _lay_out(node: Any, column: int, *, top: bool = False) -> None:
    """Decides on the style of everything below a node whose own style is a block at `column`."""
    if isinstance(node, CommentedMap):
        for key in node:
            value = node[key]
            if isinstance(value, str):
                node[key] = _prose(key, value, column, top=top)
            else:
                _lay_out_collection(value, column + len(key) + 2, column + 2)
    elif isinstance(node, CommentedSeq):
        for item in node:
            if not isinstance(item, str):
                _lay_out_collection(item, column + 2, column + 2)


def _lay_out_collection(node: Any, start: int, below: int) -> None:
    """Keeps a list or mapping in brackets if it fits on the line, else makes it a block.

    Args:
        node: The list or mapping.
        start: The column at which it starts when in brackets.
        below: The column at which its parts stand when it is a block.
    """
    if not isinstance(node, (CommentedMap, CommentedSeq)):
        return
    if node.fa.flow_style():
        if not node or start + _length(node) <= WIDTH:
            return
        node.fa.set_block_style()
    _lay_out(node, below)


def _length(node: Any) -> int:
    """How many columns a value takes in brackets."""
    if isinstance(node, CommentedMap):
        return 2 + sum(len(key) + 2 + _length(value) + 2 for key, value in node.items())
    if isinstance(node, CommentedSeq):
        return 2 + sum(_length(item) + 2 for item in node)
    return len(node) + (2 if isinstance(node, ScalarString) else 0)


def _prose(key: str, value: str, column: int, *, top: bool) -> str:
    """A text in the style its field has: prose as `|-`, everything else as it is."""
    if isinstance(value, (LiteralScalarString, FoldedScalarString)) or not can_be_literal(value):
        return value
    needs_quotes = not plain_is_safe(value)
    if needs_quotes and not isinstance(value, ScalarString):
        return value  # a number; below its key it would be text
    if top and key in LONG_PROSE:
        return _literal(value)
    long = column + len(key) + 2 + len(value) > WIDTH
    if key in SHORT_PROSE and (needs_quotes or long):
        return _literal(value)
    return value


def _literal(value: str) -> str:
    literal: str = LiteralScalarString(value)
    return literal


def comments(text: str) -> list[str]:
    """Every comment of a YAML text, in order, without white space around it."""
    lines = text.splitlines()
    for start, end, block in _scalars(text):
        # Of a text below its key the first line is `|-`, which a comment may follow.
        for number in range(start[0] + block, min(end[0] + 1, len(lines))):
            first = start[1] if number == start[0] else 0
            last = end[1] if number == end[0] else len(lines[number])
            lines[number] = lines[number][:first] + " " * (last - first) + lines[number][last:]
    return [line[at:].strip() for line in lines if (at := line.find("#")) >= 0]


def _scalars(text: str) -> list[tuple[tuple[int, int], tuple[int, int], bool]]:
    """Where each scalar begins and ends, as (line, column) from 0, and whether it is a block."""
    found = []
    parser: Any = CParser(text)
    event: Any = parser.get_event()
    while not isinstance(event, yaml.StreamEndEvent):
        if isinstance(event, yaml.ScalarEvent):
            marks: Any = (event.start_mark, event.end_mark)
            start, end = ((mark.line, mark.column) for mark in marks)
            found.append((start, end, event.style in ("|", ">")))
        event = parser.get_event()
    return found
