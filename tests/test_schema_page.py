"""The tables of `docs/schema.md` are the fields of the model, and its example is a sound record."""

from __future__ import annotations

import re
import shutil
from dataclasses import is_dataclass
from types import UnionType
from typing import Literal, Union, get_args, get_origin

import pytest

import argmap
from argmap import model
from argmap.fields import LinkRef, Pattern, Premise, Range, Ref, Short, Url, fields_of, unwrap
from argmap.json_schema import field_docs
from tests.pages import ROOT, blocks

PAGE = "docs/schema.md"
TEXT = (ROOT / PAGE).read_text("utf-8")

TITLES = {
    model.Record: "Every record",
    model.Statement: "What claims and evidence bear on",
    model.Archived: "Place in an archive",
    model.Speech: "Who speaks",
    model.NotCited: "Lines not cited",
    model.Settings: "Knowledge base",
    **{cls: cls.__name__ for cls in model.KINDS.values()},
}


def parts(hint, found):
    """The model classes within an annotation, and within those, in the order they are met."""
    hint, _ = unwrap(hint)
    if is_dataclass(hint) and hint not in found:
        found.append(hint)
        for field in fields_of(hint):
            parts(field.hint, found)
    for inner in get_args(hint) if not is_dataclass(hint) else ():
        parts(inner, found)
    return found


def all_parts():
    found = []
    for cls in model.KINDS.values():
        for field in fields_of(cls):
            parts(field.hint, found)
    return found


SECTIONS = {
    TITLES.get(cls, cls.__name__): cls
    for cls in (
        model.Record,
        model.Statement,
        *model.KINDS.values(),
        model.Settings,
        *all_parts(),
    )
}
ANCHORS = {cls: title.lower().replace(" ", "-") for title, cls in SECTIONS.items()}
NAMES = {cls: title.lower() for title, cls in SECTIONS.items()}


def holds(hint, markers):
    """What may stand in a field, in words."""
    hint, more = unwrap(hint)
    markers = (*markers, *more)
    options = [one for one in get_args(hint) if one is not type(None)]
    if get_origin(hint) is tuple and options[1:] == [...]:
        return f"list: {holds(options[0], ())}"
    if get_origin(hint) is tuple:
        return "[first, last]"
    if get_origin(hint) is dict:
        return "outcome: [if it holds, if not]"
    if get_origin(hint) in (Union, UnionType):
        return " or ".join(holds(one, markers) for one in options)
    if get_origin(hint) is Literal:
        return ", ".join(f"`{one}`" for one in options)
    for marker in markers:
        match marker:
            case Ref(kinds):
                return f"id of {'any record' if kinds == model.ANY else 'a ' + ' or '.join(kinds)}"
            case LinkRef():
                return "`a > b`"
            case Premise():
                return "id, or `not` and an id"
            case Pattern(_, meaning):
                return meaning.removeprefix("a ")
            case Range(0, 1):
                return "number from 0 to 1"
            case Range():
                return "number"
            case Url():
                return "web address"
    if is_dataclass(hint):
        return f"[{NAMES[hint]}](#{ANCHORS[hint]})" + short(markers)
    return {str: "text", bool: "`true` or `false`", int: "number", float: "number"}[hint]


def short(markers):
    """The short form of a part, where it may be written so."""
    return next((f", or its `{one.key}` alone" for one in markers if isinstance(one, Short)), "")


def described(cls):
    """What the page says of a class: the sentence of its docstring, and a row for each field it adds."""
    told = field_docs(cls)
    yield from (cls.__doc__.split("\n\n")[0].replace("  ", " "), "")
    yield from ("| Field | Holds | Meaning |", "| --- | --- | --- |")
    inherited = {name for base in cls.__mro__[1:] for name in getattr(base, "__annotations__", ())}
    for field in fields_of(cls):
        if field.name == "headline" or field.name in inherited:
            continue
        name = f"**`{field.key}`**" if field.required else f"`{field.key}`"
        yield f"| {name} | {holds(field.hint, field.markers)} | {told[field.name]} |"


@pytest.mark.parametrize("title", SECTIONS)
def test_the_page_lists_each_field_as_the_model_describes_it(title):
    (section,) = re.findall(rf"^###? {title}\n\n(.*?)(?=^#|\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert section.strip().splitlines() == list(described(SECTIONS[title]))


def test_the_example_is_a_sound_record(tmp_path):
    (example,) = blocks(PAGE, "yaml")
    shutil.copytree(ROOT / "claims", tmp_path / "claims")
    (tmp_path / example.title).write_text(example.text, "utf-8")
    kb = argmap.load(tmp_path / "claims")
    file = example.title.removeprefix("claims/")
    assert file.removeprefix("linearity/").removesuffix(".yaml") in kb
    assert [found for found in kb.diagnostics if found.span.file == file] == []
