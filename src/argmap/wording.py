"""How the schema speaks: fields, values and kinds in a contributor's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from argmap.fields import optional, unwrap
from argmap.model import Record, Settings

if TYPE_CHECKING:
    from argmap.fields import Field, Path


def shown(path: Path) -> str:
    """A field as its author would name it: `prior.value`, `supports[2].to`."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else part
    return f"`{text}`"


def describe(raw: Any) -> str:
    """A value from YAML, named by its sort, and shown where it is short."""
    if isinstance(raw, bool):
        return f"the truth value {str(raw).lower()}"
    if isinstance(raw, (int, float)):
        return f"the number {raw}"
    if isinstance(raw, list):
        return "a list"
    if isinstance(raw, dict):
        return "a mapping"
    return "empty" if raw == "" else f"the text {raw if len(raw) <= 40 else raw[:39] + '…'!r}"  # noqa: PLR2004


def as_yaml(raw: Any) -> str:
    """A number or truth value as it is written in YAML."""
    return str(raw).lower() if isinstance(raw, bool) else str(raw)


def either(words: list[str]) -> str:
    """`a, b or c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"


def with_article(noun: str) -> str:
    """`a claim`, `an experiment`; evidence is not counted and takes none."""
    if noun == "evidence":
        return noun
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def kind_words(cls: type, kind: str) -> str:
    """What a class of the model is called in a record of some kind."""
    if issubclass(cls, (Record, Settings)):
        return with_article(kind.replace("_", " "))
    return with_article(_PART_WORDS.get(cls.__name__, cls.__name__.lower()))


_PART_WORDS = {
    "Relation": "link without weight",
    "Reason": "link",
    "Prediction": "test",
    "Archived": "`archive`",
    "Speech": "entry of `speakers`",
    "NotCited": "entry of `not_cited`",
    "Utterance": "quote",
    "Expectation": "`expect`",
    "Retraction": "`retracted`",
}


def how_to_fill(field: Field) -> str:
    """How to add a field that is missing."""
    hint, _ = unwrap(optional(field.hint))
    if get_origin(hint) is Literal:
        return f"add `{field.key}:` with {either([str(word) for word in get_args(hint)])}"
    return f"add `{field.key}: ...`"
