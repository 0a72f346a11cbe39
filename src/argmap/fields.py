"""The vocabulary of record fields: what a value may be, said once.

`model` annotates its dataclasses with these markers.  Everything that must know what a field holds
reads them from there: validation and JSON Schema (`schema`), the reference check, the Markdown check,
the list of ids an editor completes.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, dataclass, fields, is_dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    from collections.abc import Callable

Path = tuple[str | int, ...]
"""A place inside a record: field names and list indices, outermost first."""

MOST_CHARACTERS = 20_000
"""More than any text of a record has; one made to be slow to read as Markdown takes less than a second."""


@dataclass(frozen=True, slots=True)
class Ref:
    """The value is the id of a record of one of these kinds."""

    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LinkRef:
    """The value is the id of a link, ``a > b``."""


@dataclass(frozen=True, slots=True)
class Premise:
    """The value is a claim's or evidence's id, or ``not id`` for its negation."""


@dataclass(frozen=True, slots=True)
class Markdown:
    """The value is Markdown without raw HTML, in which ``[[id]]`` links to a record."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The value is text of this form; `meaning` says it in words."""

    regex: str
    meaning: str


WEB_ADDRESS = re.compile(r"https?://[^\s/?#\\<>\"]+\.[^\s\\<>\"]*|https?://localhost[^\s\\<>\"]*")


@dataclass(frozen=True, slots=True)
class Url:
    """The value is a web address, http or https: one that `WEB_ADDRESS` matches."""


@dataclass(frozen=True, slots=True)
class Range:
    """The value is a number between `low` and `high`; the ends count unless `open`."""

    low: float
    high: float
    open: bool = False


@dataclass(frozen=True, slots=True)
class Short:
    """The value may be written short: a scalar stands for ``{key: scalar}``."""

    key: str


@dataclass(frozen=True, slots=True)
class Written:
    """The key under which the field is written, where Python's grammar forbids that name."""

    key: str


class NotWritten:
    """The value comes from where the file stands, not from what is in it."""


Marker = Ref | LinkRef | Premise | Markdown | Pattern | Url | Range | Short | Written | NotWritten

Slug = Annotated[
    str,
    Pattern(
        r"[a-z0-9]+(-[a-z0-9]+)*",
        "lower-case words of letters and digits, joined by single hyphens",
    ),
]
Text = Annotated[str, Markdown()]
Date = Annotated[
    str,
    Pattern(
        r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", "a date: 2026, 2026-01 or 2026-01-31"
    ),
]
Probability = Annotated[float, Range(0, 1)]
WebAddress = Annotated[str, Url()]


def unwrap(hint: Any) -> tuple[Any, tuple[Any, ...]]:
    """Splits ``Annotated[T, *markers]`` into T and its markers; any other hint has none."""
    if get_origin(hint) is Annotated:
        inner, *markers = get_args(hint)
        return inner, tuple(markers)
    return hint, ()


def optional(hint: Any) -> Any:
    """The T of ``T | None``; any other hint as it is."""
    options = [option for option in get_args(hint) if option is not type(None)]
    return options[0] if type(None) in get_args(hint) and len(options) == 1 else hint


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record class, its annotation taken apart."""

    name: str
    key: str
    hint: Any
    markers: tuple[Any, ...]
    required: bool


@cache
def fields_of(cls: type) -> tuple[Field, ...]:
    """The fields of a model class that are written in YAML, in their order."""
    hints = get_type_hints(cls, include_extras=True)
    result = []
    for field in fields(cls):
        hint, markers = unwrap(hints[field.name])
        if any(isinstance(marker, NotWritten) for marker in markers):
            continue
        key = next((m.key for m in markers if isinstance(m, Written)), field.name)
        required = field.default is MISSING and field.default_factory is MISSING
        result.append(Field(field.name, key, hint, markers, required))
    return tuple(result)


class Mention(NamedTuple):
    """A text inside a record, with what its field says it is."""

    path: Path
    markers: tuple[Any, ...]
    text: str


def visit(record: object) -> list[Mention]:
    """Every marked text of a record, in the order of its fields: references, Markdown, addresses."""
    found: list[Mention] = []
    cls: Any = type(record)
    visitor = _class_visitor(cls)
    if visitor is not None:
        visitor(record, (), found)
    return found


@cache
def _class_visitor(cls: Any) -> Callable[[Any, Path, list[Mention]], None] | None:
    parts = [((field.key,), _visitor(field.hint, field.markers)) for field in fields_of(cls)]
    if not any(visitor for _, visitor in parts):
        return None
    values_of = attrgetter(*(field.name for field in fields_of(cls)))  # never one alone

    def visit_fields(value: Any, path: Path, found: list[Mention]) -> None:
        for inner, (step, visitor) in zip(values_of(value), parts, strict=True):
            if inner and visitor is not None:
                visitor(inner, path + step, found)

    return visit_fields


def _visitor(
    hint: Any, markers: tuple[Any, ...] = ()
) -> Callable[[Any, Path, list[Mention]], None] | None:
    hint, more = unwrap(optional(hint))
    markers += more
    if hint is str:
        return _text_visitor(markers) if markers else None
    if is_dataclass(hint):
        return _class_visitor(hint)  # type: ignore[arg-type]
    if get_origin(hint) is tuple and get_args(hint)[-1] is Ellipsis:
        each = _visitor(get_args(hint)[0])
        return _list_visitor(each) if each is not None else None
    return None


def _text_visitor(markers: tuple[Any, ...]) -> Callable[[Any, Path, list[Mention]], None]:
    def visit_text(value: Any, path: Path, found: list[Mention]) -> None:
        found.append(Mention(path, markers, value))

    return visit_text


def _list_visitor(
    each: Callable[[Any, Path, list[Mention]], None],
) -> Callable[[Any, Path, list[Mention]], None]:
    def visit_items(value: Any, path: Path, found: list[Mention]) -> None:
        for index, item in enumerate(value):
            each(item, (*path, index), found)

    return visit_items
