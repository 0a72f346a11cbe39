"""Records as YAML text: ruamel.yaml set up so that every value stays what its author wrote.

ruamel would turn `2026-01-31` into a date and `0.50` into 0.5.  Here it resolves nothing: a plain scalar
is text, and goes out as it came in.  What a value means is `yamlio`'s business alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import ScalarNode
from ruamel.yaml.resolver import VersionedResolver
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString
from ruamel.yaml.tag import Tag

from argmap import yamlio
from argmap.fields import Markdown, fields_of
from argmap.invisible import named, unseen
from argmap.model import KINDS, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 120
"""Columns after which text goes below its key and a list in brackets becomes one item a line."""

LONG_PROSE = frozenset(
    field.key
    for cls in (*KINDS.values(), Settings)
    for field in fields_of(cls)
    if field.name != "headline" and any(isinstance(marker, Markdown) for marker in field.markers)
)
"""The fields of a record that are paragraphs: always written below their key, with `|-`."""


class _Untyped(VersionedResolver):
    """Takes every plain scalar for text."""

    def resolve(self, kind: Any, value: Any, implicit: Any) -> Any:
        if kind is ScalarNode:
            return Tag(suffix="tag:yaml.org,2002:str")
        return super().resolve(kind, value, implicit)


def round_trip() -> YAML:
    """A reader and writer that keeps comments, order, quotes and the spelling of every value."""
    yaml = YAML(typ="rt")
    yaml.Resolver = _Untyped
    yaml.preserve_quotes = True
    yaml.width = 1_000_000  # line breaks are the author's
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.allow_unicode = True
    return yaml


def to_text(yaml: YAML, data: CommentedMap) -> str:
    """The YAML text of data read or made for `yaml`."""
    stream = StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()


def record_text(data: Mapping[str, Any]) -> str:
    """A new record as YAML: paragraphs as `|-`, quotes only where YAML needs them.

    Args:
        data: Plain values: texts, numbers, truth values, lists and mappings of these.

    Raises:
        ValueError: The text would not read back as the same data, or holds characters nobody sees.
    """
    for value in _texts(data):
        _refuse_unwritable(value)
    made = CommentedMap(
        (key, _literal(value) if key in LONG_PROSE else _styled(value))
        for key, value in data.items()
    )
    text = to_text(round_trip(), made)
    document = yamlio.parse(text, "new record")
    if document.diagnostics or document.data != _plain(data):
        raise ValueError(
            document.diagnostics[0].message
            if document.diagnostics
            else "the text cannot be written as YAML"
        )
    return text


def _texts(value: Any) -> Iterator[str]:
    """Every text in some data, keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)


def _refuse_unwritable(text: str) -> None:
    """YAML can hold any character in an escaped form; a record holds only those one can see.

    Raises:
        ValueError: The text has a control character, or is no Unicode.
    """
    if (bad := unseen(text)) is not None:
        raise ValueError(f"the text holds {named(bad)}")


def _literal(value: Any) -> Any:
    if isinstance(value, str) and can_be_literal(value):
        return LiteralScalarString(value)
    return _styled(value)


def can_be_literal(text: str) -> bool:
    """Whether `|-` holds a text unchanged."""
    return (
        bool(text.strip())
        and not text.startswith((" ", "\n", "\t"))
        and not text.endswith("\n")
        and all(c.isprintable() or c in "\n\t" for c in text)
    )


def _styled(value: Any, *, flow: bool = False) -> Any:
    if isinstance(value, str):
        if "\n" in value and can_be_literal(value) and not flow:
            return LiteralScalarString(value)
        return value if plain_is_safe(value, flow=flow) else DoubleQuotedScalarString(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        return CommentedMap((key, _styled(inner)) for key, inner in value.items())
    in_brackets = all(isinstance(inner, (str, int, float)) for inner in value)
    items = CommentedSeq(_styled(inner, flow=in_brackets) for inner in value)
    if in_brackets:
        items.fa.set_flow_style()
    return items


def plain_is_safe(text: str, *, flow: bool = False) -> bool:
    """Whether a text can stand without quotes: after a key or, with `flow`, in brackets."""
    sample, wanted = (f"key: [{text}]\n", [text]) if flow else (f"key: {text}\n", text)
    document = yamlio.parse(sample, "")
    return not document.diagnostics and document.data == {"key": wanted}


def _plain(value: Any) -> Any:
    """The data as `yamlio` gives it: tuples as lists."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, (list, tuple)) else value
