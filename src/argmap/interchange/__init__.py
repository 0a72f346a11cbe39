"""Other tools' formats: one module a format, each with `read`, `write` or both.

`FORMATS` names them; a module is imported when its format is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from argmap.diagnostics import did_you_mean

if TYPE_CHECKING:
    import os
    from collections.abc import Collection

    from argmap.interchange.common import Exported, Imported, Loss
    from argmap.interchange.drafts import ForeignKnowledgeBase
    from argmap.kb import KnowledgeBase


@dataclass(frozen=True, slots=True)
class Format:
    """A format another tool reads or writes.

    Attributes:
        suffixes: How its files' names end; the first is the usual one.
        about: What it is, in a few words.
        reads: Whether it can be imported.
        writes: Whether it can be exported to.
        module: Where it lives, below `argmap.interchange`.
    """

    suffixes: tuple[str, ...]
    about: str
    reads: bool
    writes: bool
    module: str


FORMATS = {
    "argdown": Format((".argdown", ".ad"), "Argdown", True, True, "argdown"),
    "aif": Format((".json",), "AIF JSON, as AIFdb has it", True, True, "aif"),
    "xaif": Format((".json",), "xAIF JSON, as OVA has it", True, True, "xaif"),
    "arguebuf": Format((".json",), "arguebuf JSON", True, False, "arguebuf"),
    "kialo": Format((".txt",), "Kialo's text export", True, False, "kialo"),
    "apx": Format((".apx",), "attacks only, for ICCMA's solvers", False, True, "apx"),
    "tgf": Format((".tgf",), "attacks only, trivial graph format", False, True, "tgf"),
    "i23": Format((".af", ".i23"), "attacks only, ICCMA 2023", False, True, "i23"),
    "dot": Format((".dot", ".gv"), "Graphviz", False, True, "dot"),
    "mermaid": Format((".mmd", ".mermaid"), "Mermaid", False, True, "mermaid"),
    "graphml": Format((".graphml",), "GraphML", False, True, "graphml"),
    "jsonld": Format((".jsonld",), "JSON-LD", False, True, "jsonld"),
    "sqlite": Format((".sqlite", ".db"), "the tables of `argmap query`", False, True, "sqlite"),
    "csv": Format((".csv",), "a folder of tables", False, True, "tables"),
}
"""The formats by name."""

_JSON = (
    ("xaif", re.compile(rb'"AIF"\s*:')),
    ("arguebuf", re.compile(rb'"(atom|schemaVersion)"\s*:')),
)
_TEXT = (
    ("kialo", re.compile(rb"\s*(Discussion (Title|Name):|1\. )")),
    ("argdown", re.compile(rb"\s*={3,}\s*$|^(\[.+?\]|<.+?>):", re.MULTILINE)),
)
_LOOKED_AT = 1 << 16


class UnknownFormatError(Exception):
    """No format was named and none can be told, or it cannot be used so; the message says what to do."""


def read(
    path: str | os.PathLike[str], *, format: str | None = None, topic: str = ""
) -> ForeignKnowledgeBase:
    """Another tool's file as a knowledge base in memory.

    Args:
        path: The file.
        format: The name of its format; left out, told by its suffix and content.
        topic: The topic of its claims; left out, as the file says, else made of its name.

    Returns:
        The knowledge base.  Bad data never raises: it is in `diagnostics`, with its place in the file; what
        records cannot hold is in `losses`.

    Raises:
        UnknownFormatError: The format cannot be told, or is not read.
        OSError: The file cannot be read.
    """
    from argmap.interchange.drafts import knowledge_base

    return knowledge_base(read_file(Path(path), format=format, topic=topic), Path(path))


def export(
    kb: KnowledgeBase, path: str | os.PathLike[str], *, format: str | None = None
) -> tuple[Loss, ...]:
    """Writes a knowledge base in another tool's format, over what is there.

    Args:
        kb: The knowledge base.
        path: The file; for a format of several files, their folder.
        format: The name of the format; left out, told by the suffix.

    Returns:
        What the knowledge base says that the format cannot.

    Raises:
        UnknownFormatError: The format cannot be told, or is not written.
        OSError: A file cannot be written.
    """
    made = exported(kb, format or format_of(Path(path)))
    save(made, Path(path))
    return made.losses


def read_file(path: Path, *, format: str | None = None, topic: str = "") -> Imported:
    """What another tool's file says, as records not yet checked; arguments and errors as for `read`."""
    from argmap.authoring.scaffold import slug

    raw = path.read_bytes()
    name = format or format_of(path, raw)
    module = _module(name, "reads")
    folder = topic or slug(path.stem) or "imported"
    found: Imported = module.read(raw, file=str(path), topic=folder)
    return _moved(found, topic) if topic else found


def _moved(imported: Imported, topic: str) -> Imported:
    """The records of an import, those of other topics in this one."""
    from dataclasses import replace

    from argmap.authoring.scaffold import HOMES

    return replace(
        imported,
        records=tuple(
            one if one.topic in HOMES.values() else replace(one, topic=topic)
            for one in imported.records
            if one.id != one.topic or one.topic == topic
        ),
    )


def exported(kb: KnowledgeBase, format: str) -> Exported:
    """A knowledge base in another format, and what it cannot hold.

    Raises:
        UnknownFormatError: There is no such format, or it is not written.
    """
    made: Exported = _module(format, "writes").write(kb)
    return made


def save(made: Exported, path: Path) -> None:
    """Writes an export to a file, or where it has several files to a folder.

    Raises:
        OSError: A file cannot be written.
    """
    from argmap.authoring.files import write

    for name, content in made.files.items():
        file = path / name if name else path
        write(file, content, inside=file.parent, replace=True)


def format_of(path: Path, raw: bytes | None = None) -> str:
    """The name of the format of a file.

    Args:
        path: The file; its suffix decides, where one format alone has it.
        raw: What is in it, where it is there already.

    Raises:
        UnknownFormatError: It cannot be told.
    """
    suffix = path.suffix.lower()
    able = [
        name
        for name, one in FORMATS.items()
        if suffix in one.suffixes and (one.writes if raw is None else one.reads)
    ]
    if raw is not None and suffix in (".json", ".txt", ""):
        start = raw[:_LOOKED_AT].removeprefix(b"\xef\xbb\xbf")
        is_json = suffix == ".json" or start.lstrip().startswith(b"{")
        signs = _JSON if is_json else _TEXT
        told = next((name for name, sign in signs if sign.search(start)), "aif" if is_json else "")
        able = [told] if told else able
    if not able:
        known = ", ".join(_names("writes" if raw is None else "reads"))
        raise UnknownFormatError(f"the format of {path.name!r} cannot be told; name one of {known}")
    return able[0]


def _names(ability: str) -> Collection[str]:
    return [name for name, one in FORMATS.items() if getattr(one, ability)]


def _module(name: str, ability: str) -> Any:
    able = _names(ability)
    if name not in able:
        hint = did_you_mean(name, able) or f"these can be: {', '.join(able)}"
        verb = "read" if ability == "reads" else "written"
        raise UnknownFormatError(f"{name!r} cannot be {verb}; {hint}")
    return import_module(f"argmap.interchange.{FORMATS[name].module}")
