"""What all formats share: what an import or an export gives, and what it had to leave out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from argmap.fields import MOST_CHARACTERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from argmap.diagnostics import Diagnostic, Span

MAX_TEXT = MOST_CHARACTERS // 3 - 2
"""Characters of a text that are read; what has to be written otherwise takes up to three times as many."""


@dataclass(frozen=True, slots=True, order=True)
class Loss:
    """Something a format could not hold and was left out; never dropped in silence.

    Attributes:
        what: The sort of thing, in the plural: `quotes`, `preferences between arguments`.
        where: What it belonged to: a record's id, a link's name, a node of the foreign file.
        note: What became of it, or how to keep it; empty where `what` says it all.
    """

    what: str
    where: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A record that an import proposes, not yet checked.

    Attributes:
        id: The slug that will be its file's name.
        topic: The folder it goes to.
        data: What its YAML file will say: the first key names the kind.
        span: Where in the foreign file it comes from.
    """

    id: str
    topic: str
    data: Mapping[str, Any]
    span: Span


@dataclass(frozen=True, slots=True)
class Imported:
    """What was read from a foreign file.

    Attributes:
        records: The records proposed; none where the file cannot be read at all.
        losses: What the file says that records cannot.
        diagnostics: What is wrong with the file, with its place in it.
        title: What the file calls the whole; empty where it gives no name.
    """

    records: tuple[Drafted, ...] = ()
    losses: tuple[Loss, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Exported:
    """A knowledge base in another format.

    Attributes:
        files: Content by name; the name is empty where the format is one file.
        losses: What the knowledge base says that the format cannot.
    """

    files: Mapping[str, bytes] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
