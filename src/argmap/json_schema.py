"""The rules of `schema` as JSON Schema, for editors: completion, hover text, red lines while typing."""

from __future__ import annotations

import ast
import inspect
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from argmap import model
from argmap.fields import (
    LinkRef,
    Pattern,
    Premise,
    Range,
    Ref,
    Short,
    Url,
    fields_of,
    optional,
    unwrap,
)
from argmap.model import KINDS, Record, Settings
from argmap.schema import ID_PATTERN, LINK_PATTERN, PREMISE_PATTERN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schemas(ids: Mapping[str, Sequence[str]] | None = None) -> dict[str, Schema]:
    """The schemas by name: one for each kind, `record` for any of them, and `knowledge-base`.

    Args:
        ids: The ids of a knowledge base by kind.  Where given, editors complete them.
    """
    result = {kind: _document(cls, ids or {}) for kind, cls in KINDS.items()}
    result["record"] = {
        "$schema": DRAFT,
        "title": "A record of an argmap knowledge base",
        "type": "object",
        # The first key names the kind; JSON Schema cannot speak of order, so the key's presence decides.
        "allOf": [
            {
                "if": {"required": [kind]},
                "then": {k: v for k, v in result[kind].items() if k != "$schema"},
            }
            for kind in KINDS
        ],
        "anyOf": [{"required": [kind]} for kind in KINDS],
    }
    result["knowledge-base"] = _document(Settings, ids or {})
    return result


def _document(cls: type[Record | Settings], ids: Mapping[str, Sequence[str]]) -> Schema:
    body = _object(cls, ids)
    headline = body["properties"].pop("headline")
    properties = {cls.kind: headline, **body["properties"]}
    required = [cls.kind, *(key for key in body["required"] if key != "headline")]
    return {
        "$schema": DRAFT,
        "title": cls.kind.replace("_", " "),
        **body,
        "properties": properties,
        "required": required,
    }


def _object(cls: Any, ids: Mapping[str, Sequence[str]]) -> Schema:
    told = field_docs(cls)
    fields = fields_of(cls)
    properties = {
        field.key: {**_schema(field.hint, field.markers, ids), "description": told[field.name]}
        for field in fields
    }
    return {
        "type": "object",
        "description": (inspect.getdoc(cls) or "").split("\n\n")[0],
        "properties": properties,
        "required": [field.key for field in fields if field.required],
        "additionalProperties": False,
    }


def _schema(hint: Any, markers: tuple[Any, ...], ids: Mapping[str, Sequence[str]]) -> Schema:
    hint, more = unwrap(optional(hint))
    markers += more
    short = next((marker for marker in markers if isinstance(marker, Short)), None)
    if short is not None:
        long = _object(hint, ids)
        return {"anyOf": [long["properties"][short.key], long]}
    if hint is str:
        return _text(markers, ids)
    if hint is bool:
        return {"type": "boolean"}
    if hint in (int, float):
        return _number(hint, next((m for m in markers if isinstance(m, Range)), None))
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return {"enum": list(args)}
    if origin is tuple and args[-1] is Ellipsis:
        return {"type": "array", "items": _schema(args[0], (), ids)}
    if origin is tuple:
        items = [_schema(arg, (), ids) for arg in args]
        return {"type": "array", "prefixItems": items, "items": False, "minItems": len(items)}
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(args[1], (), ids)}
    if args:
        return {"anyOf": [_schema(arg, (), ids) for arg in args]}
    return _object(hint, ids)


def _text(markers: tuple[Any, ...], ids: Mapping[str, Sequence[str]]) -> Schema:
    for marker in markers:
        if isinstance(marker, Ref):
            known = [id for kind in marker.kinds for id in ids.get(kind, ())]
            return {"enum": sorted(known)} if known else _matching(ID_PATTERN)
        if isinstance(marker, LinkRef):
            return _matching(LINK_PATTERN)
        if isinstance(marker, Premise):
            known = [id for kind in model.STATEMENTS for id in ids.get(kind, ())]
            if known:
                return {"enum": [form for id in sorted(known) for form in (id, f"not {id}")]}
            return _matching(PREMISE_PATTERN)
        if isinstance(marker, Pattern):
            # A year alone is an integer to YAML.
            dated = {"anyOf": [_matching(marker.regex), {"type": "integer"}]}
            return dated if marker.meaning.startswith("a date") else _matching(marker.regex)
        if isinstance(marker, Url):
            return {"type": "string", "format": "uri", "pattern": "^https?://"}
    return {"type": "string", "minLength": 1}


def _matching(regex: str) -> Schema:
    return {"type": "string", "pattern": f"^({regex})$"}


def _number(hint: type, limits: Range | None) -> Schema:
    schema: Schema = {"type": "integer" if hint is int else "number"}
    if limits is not None:
        low, high = (
            ("exclusiveMinimum", "exclusiveMaximum") if limits.open else ("minimum", "maximum")
        )
        schema |= {low: limits.low, high: limits.high}
    return schema


@cache
def _docs() -> dict[str, dict[str, str]]:
    """For each class of `model` the texts below its fields."""
    told: dict[str, dict[str, str]] = {}
    for node in ast.parse(inspect.getsource(model)).body:
        if isinstance(node, ast.ClassDef):
            told[node.name] = {
                field.target.id: inspect.cleandoc(text.value.value)
                for field, text in zip(node.body, node.body[1:], strict=False)
                if isinstance(field, ast.AnnAssign)
                and isinstance(field.target, ast.Name)
                and isinstance(text, ast.Expr)
                and isinstance(text.value, ast.Constant)
                and isinstance(text.value.value, str)
            }
    return told


def field_docs(cls: type) -> dict[str, str]:
    """The documentation of each field of a model class, inherited ones included."""
    told: dict[str, str] = {}
    for base in reversed(cls.__mro__):
        told |= _docs().get(base.__name__, {})
    return told
