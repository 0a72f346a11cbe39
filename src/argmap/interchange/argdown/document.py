"""What is written where in a document: statements, arguments, relations, reconstructions.

Nothing is merged or interpreted yet: each place where a title stands is an `Item` of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from argmap.diagnostics import Diagnostic
    from argmap.interchange.argdown.lexer import Token


@dataclass(slots=True)
class Item:
    """One place where a statement or an argument stands.

    Attributes:
        is_argument: Whether it is an argument, `<title>`, and no statement.
        start: Where it begins.
        end: Where it ends.
        title: Its title; empty where it has none.
        content: Its text as tokens; empty where only the title stands.
        tags: What follows `#`.
        data: What stands in braces.
        heading: The number of the heading it stands below, from 1; 0 above all of them.
        is_alone: Whether it is a block of its own, and neither related to something nor part of a reconstruction.
    """

    is_argument: bool
    start: int
    end: int
    title: str = ""
    content: list[Token] = field(default_factory=list)
    tags: list[Token] = field(default_factory=list)
    data: dict[str, Any] = field(default_factory=dict)
    heading: int = 0
    is_alone: bool = True


@dataclass(frozen=True, slots=True)
class Relation:
    """An arrow between two items, given by number.

    Attributes:
        kind: `support`, `attack`, `undercut` or `contradiction`.
        source: From which item.
        target: To which item; of an undercut below an inference, to the argument.
        start: Where it is written.
        step: Of an undercut below an inference, the number of the step attacked; else None.
    """

    kind: str
    source: int
    target: int
    start: int
    step: int | None = None


@dataclass(slots=True)
class Step:
    """An inference: the items above it and the one below.

    Attributes:
        above: The numbers and items that stand above, since the inference before.
        conclusion: The number and item that stand below.
        rules: The names of the rules.
        data: What stands in braces.
        start: Where the inference is written.
    """

    above: list[tuple[int, int]]
    conclusion: tuple[int, int]
    rules: str
    data: dict[str, Any]
    start: int


@dataclass(slots=True)
class Parsed:
    """A document.

    Attributes:
        front_matter: The settings at its top.
        headings: The headings, in order.
        items: The statements and arguments, in order.
        relations: The arrows between them.
        reconstructions: The steps of each argument that has been reconstructed, by item.
        comments: The comments.
        diagnostics: What cannot be read.
    """

    front_matter: dict[str, Any] = field(default_factory=dict)
    headings: list[Item] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    reconstructions: dict[int, list[Step]] = field(default_factory=dict)
    comments: list[Token] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
