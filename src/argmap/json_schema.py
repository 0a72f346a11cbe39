"""The rules of `schema` as JSON Schema, for editors: completion, hover text, red lines while typing.

Everything comes from the annotations of `model` and the docstrings below its fields.  Kept to what
editors understand: no keyword of the newer drafts that VS Code's YAML extension ignores.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from argmap import model
from argmap.fields import (
    MOST_CHARACTERS,
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
LINK = "link"
"""The key of `ids` under which the names of links are given."""

_NONE: Mapping[str, Sequence[str]] = MappingProxyType({})


def schemas(ids: Mapping[str, Sequence[str]] = _NONE) -> dict[str, Schema]:
    """The schemas by name: one for each kind, `record` for any of them, and `knowledge-base`.

    Args:
        ids: The ids of a knowledge base by kind, and under `link` the names of its links.  Where given,
            editors complete them and mark any other.
    """
    made = {kind: _Builder(ids).document(cls) for kind, cls in KINDS.items()}
    return {
        "record": _any_record(ids),
        **made,
        "knowledge-base": _Builder(ids).document(Settings),
    }


def _any_record(ids: Mapping[str, Sequence[str]]) -> Schema:
    """The schema of a record of any kind: the key that names the kind decides what else may stand."""
    builder = _Builder(ids)
    bodies = {kind: builder.record(cls) for kind, cls in KINDS.items()}
    return {
        "$schema": DRAFT,
        "title": "A record of an argmap knowledge base",
        "description": "The first key names the kind of record; its value is the headline.",
        "type": "object",
        "properties": {k: {"description": body["description"]} for k, body in bodies.items()},
        "anyOf": [{"required": [kind]} for kind in KINDS],
        "allOf": [{"if": _is(kind, bodies), "then": body} for kind, body in bodies.items()],
        "defaultSnippets": [_snippet(kind, body) for kind, body in bodies.items()],
        "$defs": builder.parts,
    }


def _is(kind: str, bodies: Mapping[str, Schema]) -> Schema:
    """Holds for records of a kind.  JSON Schema cannot ask which key is first.

    Where another kind has a field of the same name, as evidence has a `source`, that kind's own key must
    be absent.
    """
    others = [k for k, body in bodies.items() if k != kind and kind in body["properties"]]
    condition: Schema = {"required": [kind]}
    if others:
        condition["not"] = {"anyOf": [{"required": [other]} for other in others]}
    return condition


def _snippet(kind: str, body: Schema) -> Schema:
    """What VS Code offers in an empty file: the kind's required fields, to be filled in."""
    fields = {key: f"${number}" for number, key in enumerate(body["required"], 1)}
    return {"label": kind, "description": body["description"], "body": fields}


class _Builder:
    """Builds one schema document; the parts several fields share become its `$defs`."""

    def __init__(self, ids: Mapping[str, Sequence[str]]) -> None:
        self._ids = ids
        self.parts: dict[str, Schema] = {}

    def document(self, cls: type[Record | Settings]) -> Schema:
        body = self.record(cls)
        title = cls.kind.replace("_", " ")
        return {"$schema": DRAFT, "title": title, **body, "$defs": self.parts}

    def record(self, cls: type[Record | Settings]) -> Schema:
        """The schema of a kind of record, whose headline stands under the kind's own key."""
        body = self._object(cls)
        fields = {**body["properties"]}
        headline = fields.pop("headline")
        required = [key for key in body["required"] if key != "headline"]
        properties = {cls.kind: headline, **fields}
        return {**body, "properties": properties, "required": [cls.kind, *required]}

    def _object(self, cls: Any) -> Schema:
        told = field_docs(cls)
        return {
            "type": "object",
            "description": (inspect.getdoc(cls) or "").split("\n\n")[0],
            "properties": {
                field.key: {
                    **self._schema(field.hint, field.markers),
                    "description": told[field.name],
                }
                for field in fields_of(cls)
            },
            "required": [field.key for field in fields_of(cls) if field.required],
            "additionalProperties": False,
        }

    def _part(self, cls: Any) -> Schema:
        if cls.__name__ not in self.parts:
            self.parts[cls.__name__] = {}  # holds the place while the part is built
            self.parts[cls.__name__] = self._object(cls)
        return {"$ref": f"#/$defs/{cls.__name__}"}

    def _schema(self, hint: Any, markers: tuple[Any, ...] = ()) -> Schema:
        hint, more = unwrap(optional(hint))
        markers += more
        short = next((marker for marker in markers if isinstance(marker, Short)), None)
        if short is not None:
            scalar = next(field for field in fields_of(hint) if field.key == short.key)
            return {"anyOf": [self._schema(scalar.hint, scalar.markers), self._part(hint)]}
        if hint is str:
            return self._text(markers)
        if hint is bool:
            return {"type": "boolean"}
        if hint in (int, float):
            return _number(hint, next((m for m in markers if isinstance(m, Range)), None))
        origin, args = get_origin(hint), get_args(hint)
        if origin is Literal:
            return {"enum": list(args)}
        if origin is tuple and args[-1] is Ellipsis:
            return {"type": "array", "items": self._schema(args[0])}
        if origin is tuple:
            assert len(set(args)) == 1, "a list of fixed length holds values of one type"
            length = len(args)
            items = self._schema(args[0])
            return {"type": "array", "items": items, "minItems": length, "maxItems": length}
        if origin is dict:
            return {"type": "object", "additionalProperties": self._schema(args[1])}
        if args:
            return {"anyOf": [self._schema(arg) for arg in args]}
        return self._part(hint)

    def _text(self, markers: tuple[Any, ...]) -> Schema:
        for marker in markers:
            if isinstance(marker, Ref):
                return self._one_of(self._known(marker.kinds)) or _matching(ID_PATTERN)
            if isinstance(marker, LinkRef):
                return self._one_of(self._known((LINK,))) or _matching(LINK_PATTERN)
            if isinstance(marker, Premise):
                known = self._known(model.STATEMENTS)
                forms = [form for id in known for form in (id, f"not {id}")]
                return self._one_of(forms) or _matching(PREMISE_PATTERN)
            if isinstance(marker, Pattern):
                # A year alone is a number to YAML.
                dated = {"anyOf": [_matching(marker.regex), {"type": "integer"}]}
                return dated if marker.meaning.startswith("a date") else _matching(marker.regex)
            if isinstance(marker, Url):
                form = {"format": "uri", "pattern": "^https?://"}
                return {"type": "string", **form, "maxLength": MOST_CHARACTERS}
        return {"type": "string", "pattern": r"\S", "maxLength": MOST_CHARACTERS}

    def _known(self, kinds: tuple[str, ...]) -> list[str]:
        return sorted({id for kind in kinds for id in self._ids.get(kind, ())})

    @staticmethod
    def _one_of(known: list[str]) -> Schema:
        return {"type": "string", "enum": known} if known else {}


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
