"""What a record may contain: data in, records and diagnostics out; and the same rules as JSON Schema.

Both are derived from the annotations of `model`, so a field is described once.  Each record class is
compiled to a validator the first time it is needed.  (Why not a validation library: see
`docs/decisions/0002-schema.md`.)
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from argmap.diagnostics import Diagnostic, Severity, did_you_mean
from argmap.fields import (
    MOST_CHARACTERS,
    WEB_ADDRESS,
    LinkRef,
    Path,
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
from argmap.wording import as_yaml, describe, either, how_to_fill, kind_words, shown, with_article

if TYPE_CHECKING:
    from collections.abc import Callable

    from argmap.yamlio import Document

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

# Where a reference of each sort may be written; whether it exists is the reference check's business.
ID_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
# A link on a link on a link: as deep as anybody would read, and no deeper than the stack.
LINK_PATTERN = rf"(?!.{{1001}}){ID_PATTERN} > ({ID_PATTERN}|\(.+\))"
PREMISE_PATTERN = rf"(not )?{ID_PATTERN}"
MOST_OF_A_GUESS = 60
"""Characters of an id that is proposed: a longer text is a headline, and its id may be any."""

_EXPLAINED_FIELDS = {
    (
        "claim",
        "reliability",
    ): "only evidence has a reliability; a claim has `prior: {value: 0.4, because: ...}`",
    ("evidence", "prior"): "evidence has `reliability: 0.9` in place of a prior",
    (
        "evidence",
        "positions",
    ): "who cites evidence is told in `quotes` and `cites`; people take positions on claims",
    (
        "crux",
        "positions",
    ): "who holds what is derived from the positions on the claim the crux turns on",
    ("crux", "supports"): "a crux is a question; reasons belong to the claim it turns on",
    ("experiment", "supports"): "what an experiment bears on is in `tests`",
}
"""Fields people expect where they are not, with where they are."""


class _Problems:
    """Collects what is wrong with one document."""

    def __init__(self, document: Document, kind: str) -> None:
        self.document = document
        self.kind = kind
        self.found: list[Diagnostic] = []

    def add(self, code: str, path: Path, message: str, fix: str = "", *, key: bool = False) -> None:
        self.found.append(
            self.document.finding(code, Severity.ERROR, message, path=path, key=key, fix=fix)
        )


_INVALID: Any = object()
"""Stands for a value that was reported and cannot be used."""

_Validator = "Callable[[Any, Path, _Problems], Any]"


def read_record(
    document: Document, *, id: str, topic: str
) -> tuple[Record | None, list[Diagnostic]]:
    """The record a document holds, or None when what is wrong leaves none worth having.

    Args:
        document: The parsed file.
        id: The file's stem.
        topic: The folder it lies in.

    Returns:
        The record and everything wrong with it.  A record is given as long as the fields it cannot do
        without can be read; an optional field that cannot is left out and reported.
    """
    if not document.data:
        return None, [] if document.diagnostics else [_empty(document)]
    kind = next(iter(document.data))
    cls = KINDS.get(kind)
    if cls is None:
        return None, [_unknown_kind(document, kind)]
    problems = _Problems(document, kind)
    values = _fields(cls, document.data, problems)
    if values is None:
        return None, problems.found
    return cls(id=id, topic=topic, file=document.file, **values), problems.found


def read_settings(document: Document) -> tuple[Settings | None, list[Diagnostic]]:
    """The settings in `knowledge-base.yaml`, and everything wrong with them."""
    if not document.data:
        return None, [] if document.diagnostics else [_empty(document)]
    problems = _Problems(document, Settings.kind)
    if next(iter(document.data)) != Settings.kind:
        problems.add(
            "unknown-kind",
            (next(iter(document.data)),),
            "this file must begin with `knowledge_base:` and the title of the site",
            key=True,
        )
        return None, problems.found
    values = _fields(Settings, document.data, problems)
    return (None if values is None else Settings(**values)), problems.found


def _empty(document: Document) -> Diagnostic:
    return document.finding(
        "empty-file",
        Severity.ERROR,
        "the file is empty",
        fix="write a record, such as `claim: Networks are linear.`, or delete the file",
    )


def _unknown_kind(document: Document, kind: str) -> Diagnostic:
    misplaced = next((key for key in document.data if key in KINDS), None)
    if misplaced is not None:
        fix = f"move `{misplaced}:` to the top; the first key names the kind"
    else:
        fix = did_you_mean(kind, KINDS) or f"the first key names the kind: {either(list(KINDS))}"
    return document.finding(
        "unknown-kind",
        Severity.ERROR,
        f"`{kind}` is not a kind of record",
        path=(kind,),
        key=True,
        fix=fix,
    )


def _fields(
    cls: type[Record | Settings], data: dict[str, Any], problems: _Problems
) -> dict[str, Any] | None:
    """The validated fields of a record, or None when one it cannot do without is missing."""
    record_class: Any = cls
    values = _object(record_class, cls.kind)(data, (), problems)
    return values if _required(record_class) <= values.keys() else None


@cache
def _required(cls: Any) -> frozenset[str]:
    return frozenset(field.name for field in fields_of(cls) if field.required)


# --- Validators, compiled from annotations ------------------------------------------------------
#
# Each lets what fits pass first and then says what is wrong: nearly everything fits.


@cache
def _object(cls: type, kind: str = "") -> Callable[..., dict[str, Any]]:
    """Validates a mapping into keyword arguments for `cls`; a record's headline stands under its kind."""
    fields = {
        kind if kind and field.name == "headline" else field.key: field for field in fields_of(cls)
    }
    by_key = {
        key: (field.name, (key,), _validator(field.hint, field.markers))
        for key, field in fields.items()
    }
    required = {key: field for key, field in fields.items() if field.required}

    def validate(data: dict[str, Any], path: Path, problems: _Problems) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, raw in data.items():
            if key not in by_key:
                fix = _unknown_field_fix(cls, key, problems.kind)
                if kind and key == "headline":
                    fix = f"the headline stands after `{kind}:`"
                message = f"`{key}` is not a field of {kind_words(cls, problems.kind)}"
                problems.add("unknown-field", (*path, key), message, fix, key=True)
                continue
            name, step, validator = by_key[key]
            value = validator(raw, path + step, problems)
            if value is not _INVALID:
                values[name] = value
        if not required.keys() <= data.keys():
            for key, field in required.items():
                if key not in data:
                    message = f"`{key}` is missing from {kind_words(cls, problems.kind)}"
                    problems.add("missing-field", path, message, how_to_fill(field))
        return values

    return validate


def _unknown_field_fix(cls: type, key: str, kind: str) -> str:
    keys = [field.key for field in fields_of(cls)]
    return (
        _EXPLAINED_FIELDS.get((kind, key), "")
        or did_you_mean(key, keys)
        or f"the fields are {', '.join(k for k in keys if k != 'headline')}"
    )


@cache
def _part(cls: type) -> Callable[[Any, Path, _Problems], Any]:
    """Validates a mapping into an instance of a part of a record."""
    fields, required = _object(cls), _required(cls)

    def validate(raw: Any, path: Path, problems: _Problems) -> Any:
        if not isinstance(raw, dict):
            problems.add(
                "wrong-type",
                path,
                f"{shown(path)} should be a mapping, not {describe(raw)}",
                f"write {{{', '.join(f'{field.key}: ...' for field in fields_of(cls) if field.required)}}}",
            )
            return _INVALID
        values = fields(raw, path, problems)
        return cls(**values) if required <= values.keys() else _INVALID

    return validate


def _validator(hint: Any, markers: tuple[Any, ...] = ()) -> Callable[[Any, Path, _Problems], Any]:
    hint, more = unwrap(optional(hint))
    markers += more
    short = next((marker for marker in markers if isinstance(marker, Short)), None)
    if short is not None:
        return _short(short.key, _validator(hint))
    if hint is str:
        return _text(markers)
    if hint is bool:
        return _boolean
    if hint in (int, float):
        return _number(hint, next((m for m in markers if isinstance(m, Range)), None))
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return _choice(args)
    if origin is tuple and args[-1] is Ellipsis:
        return _list(_validator(args[0]))
    if origin is tuple:
        return _pair(tuple(_validator(arg) for arg in args))
    if origin is dict:
        return _table(_validator(args[1]))
    if len(args) == 2 and any(get_origin(arg) is Literal for arg in args):  # noqa: PLR2004
        word, number = args
        return _word_or_number(_choice(get_args(word)), _validator(number))
    return _part(hint)


def _short(key: str, long: Callable[..., Any]) -> Callable[[Any, Path, _Problems], Any]:
    def validate(raw: Any, path: Path, problems: _Problems) -> Any:
        return long({key: raw} if isinstance(raw, (str, int, float)) else raw, path, problems)

    return validate


def _text(markers: tuple[Any, ...]) -> Callable[[Any, Path, _Problems], Any]:
    form = next((_FORMS[type(m)](m) for m in markers if type(m) in _FORMS), None)
    regex, meaning = (re.compile(form[0]), form[1]) if form is not None else (None, "")
    is_address = any(isinstance(marker, Url) for marker in markers)
    if is_address:
        regex = WEB_ADDRESS
    dated = any(isinstance(m, Pattern) and m.meaning.startswith("a date") for m in markers)

    def validate(raw: Any, path: Path, problems: _Problems) -> Any:
        if (
            isinstance(raw, str)
            and len(raw) <= MOST_CHARACTERS
            and raw.strip()
            and (regex is None or regex.fullmatch(raw))
        ):
            return raw
        if dated and type(raw) is int:
            return validate(str(raw), path, problems)
        if not isinstance(raw, str):
            _not_text(raw, path, problems)
        elif len(raw) > MOST_CHARACTERS:
            _too_long(shown(path), raw, path, problems)
        elif not raw.strip():
            problems.add(
                "empty-value", path, f"{shown(path)} is empty", "fill it in or delete the line"
            )
        elif is_address:
            problems.add(
                "bad-address",
                path,
                f"{raw!r} is not a web address",
                "write the whole address, beginning with https://",
            )
        elif regex is not None:
            problems.add(
                "wrong-form",
                path,
                f"{shown(path)} is {raw!r}, which is not {meaning}",
                _form_fix(raw, regex),
            )
        return _INVALID

    return validate


_FORMS: dict[type, Callable[[Any], tuple[str, str]]] = {
    Pattern: lambda m: (m.regex, m.meaning),
    Ref: lambda m: (ID_PATTERN, f"the id of {with_article(either(list(m.kinds)))}"),
    LinkRef: lambda _: (LINK_PATTERN, "a link `premise > conclusion`"),
    Premise: lambda _: (PREMISE_PATTERN, "the id of a claim or `not` and an id"),
}


def _form_fix(raw: str, regex: re.Pattern[str]) -> str:
    if raw.startswith("[[") and (inner := raw.strip("[]").split("|")[0]) and regex.fullmatch(inner):
        return f"write the id without brackets: {inner}"
    if "://" in raw and regex.fullmatch(last := raw.rstrip("/").rpartition("/")[2]):
        return f"write the id without the address: {last}"
    spaced = re.sub(r"\s*>\s*", " > ", raw.strip())
    slug = re.sub(r"[^a-z0-9]+", "-", raw.lower()).strip("-")
    if len(slug) > MOST_OF_A_GUESS and regex.fullmatch(slug):
        return (
            "an id is the last part of the address of the record's page, and the name of its file"
        )
    return next((f"perhaps {one}" for one in (spaced, slug) if regex.fullmatch(one)), "")


def _too_long(what: str, raw: str, path: Path, problems: _Problems, *, key: bool = False) -> None:
    message = f"{what} has {len(raw):,} characters; at most {MOST_CHARACTERS:,} are read"
    problems.add("too-long", path, message, "say it in fewer, or in several records", key=key)


def _not_text(raw: Any, path: Path, problems: _Problems) -> None:
    while isinstance(raw, list) and len(raw) == 1:
        raw = raw[0]
        if isinstance(raw, str):
            problems.add(
                "link-read-as-list",
                path,
                f"{shown(path)} should be text, but YAML reads square brackets as a list",
                f'a text that starts with a link needs quotes: "[[{raw}]]"',
            )
            return
    fix = f'put it in quotes: "{as_yaml(raw)}"' if isinstance(raw, (int, float)) else ""
    problems.add("wrong-type", path, f"{shown(path)} should be text, not {describe(raw)}", fix)


def _boolean(raw: Any, path: Path, problems: _Problems) -> Any:
    if isinstance(raw, bool):
        return raw
    problems.add("wrong-type", path, f"{shown(path)} should be true or false, not {describe(raw)}")
    return _INVALID


def _number(kind: type[int | float], limits: Range | None) -> Callable[[Any, Path, _Problems], Any]:
    def validate(raw: Any, path: Path, problems: _Problems) -> Any:
        if isinstance(raw, bool) or not isinstance(raw, (int, kind)):
            what = "a whole number" if kind is int else "a number"
            problems.add(
                "wrong-type",
                path,
                f"{shown(path)} should be {what}, not {describe(raw)}",
                _number_fix(raw),
            )
            return _INVALID
        if limits is not None and not _within(raw, limits):
            ends = "strictly between" if limits.open else "between"
            fix = f"perhaps {raw / 100:g}" if limits == Range(0, 1) and 1 < raw <= 100 else ""  # noqa: PLR2004
            problems.add(
                "out-of-range",
                path,
                f"{shown(path)} is {raw}; it must lie {ends} {limits.low:g} and {limits.high:g}",
                fix,
            )
            return _INVALID
        return kind(raw)

    return validate


def _within(number: float, limits: Range) -> bool:
    if limits.open:
        return limits.low < number < limits.high
    return limits.low <= number <= limits.high


def _number_fix(raw: Any) -> str:
    if not isinstance(raw, str):
        return ""
    if match := re.fullmatch(r"([\d.]+) ?%", raw):
        return f"write {float(match[1]) / 100:g}" if match[1].count(".") <= 1 else ""
    if re.fullmatch(r"\d+,\d+", raw):
        return f"write {raw.replace(',', '.')}"
    if re.fullmatch(r"[\d.]+", raw):
        return "take the quotes away"
    return ""


# Words people write for a stance.  By its letters "agrees" is closest to "rejects".
_MEANT = {
    **dict.fromkeys(("agrees", "agree", "supports", "believes", "holds", "for", "pro"), "accepts"),
    **dict.fromkeys(("disagrees", "disagree", "denies", "opposes", "against", "con"), "rejects"),
    **dict.fromkeys(("doubts", "sceptical", "skeptical"), "leans-reject"),
    **dict.fromkeys(("unsure", "neutral", "agnostic", "uncertain"), "undecided"),
}


def _guess(wrong: str, words: list[str]) -> str:
    meant = _MEANT.get(wrong.strip().lower())
    return f"did you mean {meant!r}?" if meant in words else did_you_mean(wrong, words)


def _choice(words: tuple[Any, ...]) -> Callable[[Any, Path, _Problems], Any]:
    def validate(raw: Any, path: Path, problems: _Problems) -> Any:
        if raw in words and not isinstance(raw, bool):
            return raw
        fix = _guess(raw, [str(word) for word in words]) if isinstance(raw, str) else ""
        problems.add(
            "unknown-value",
            path,
            f"{shown(path)} is {describe(raw)}; it must be {either([str(w) for w in words])}",
            fix,
        )
        return _INVALID

    return validate


def _word_or_number(
    word: Callable[..., Any], number: Callable[..., Any]
) -> Callable[[Any, Path, _Problems], Any]:
    def validate(raw: Any, path: Path, problems: _Problems) -> Any:
        return (number if type(raw) in (int, float) else word)(raw, path, problems)

    return validate


def _list(each: Callable[..., Any]) -> Callable[[Any, Path, _Problems], Any]:
    def validate(raw: Any, path: Path, problems: _Problems) -> Any:
        if not isinstance(raw, list):
            is_one = isinstance(raw, (str, int, float)) and not str(raw).startswith("-")
            fix = f"write [{raw}]" if is_one else "begin each item with `- `, a hyphen and a blank"
            problems.add(
                "wrong-type", path, f"{shown(path)} should be a list, not {describe(raw)}", fix
            )
            return _INVALID
        items = [each(item, (*path, index), problems) for index, item in enumerate(raw)]
        return tuple([item for item in items if item is not _INVALID])  # dearer from a generator

    return validate


def _pair(each: tuple[Callable[..., Any], ...]) -> Callable[[Any, Path, _Problems], Any]:
    def validate(raw: Any, path: Path, problems: _Problems) -> Any:
        if not isinstance(raw, list) or len(raw) != len(each):
            problems.add(
                "wrong-type",
                path,
                f"{shown(path)} should be a list of {len(each)}, not {describe(raw)}",
                "write [first, second]",
            )
            return _INVALID
        items = [
            one(item, (*path, index), problems)
            for index, (one, item) in enumerate(zip(each, raw, strict=True))
        ]
        return _INVALID if _INVALID in items else tuple(items)

    return validate


def _table(each: Callable[..., Any]) -> Callable[[Any, Path, _Problems], Any]:
    def validate(raw: Any, path: Path, problems: _Problems) -> Any:
        if not isinstance(raw, dict):
            problems.add(
                "wrong-type", path, f"{shown(path)} should be a mapping, not {describe(raw)}"
            )
            return _INVALID
        for key in raw:
            if len(key) > MOST_CHARACTERS:
                _too_long("a key", key, (*path, key), problems, key=True)
        items = {key: each(value, (*path, key), problems) for key, value in raw.items()}
        return {key: value for key, value in items.items() if value is not _INVALID}

    return validate


def choices(of: Any, field: str = "") -> list[str]:
    """The words a choice allows: a `Literal`, or a field of a record class."""
    hint = next(f.hint for f in fields_of(of) if f.name == field) if field else of
    return [str(word) for word in get_args(optional(hint))]
