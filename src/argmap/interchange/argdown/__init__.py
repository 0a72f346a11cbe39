"""Argdown, the language for argument maps by Christian Voigt and Gregor Betz (https://argdown.org).

The grammar is that of @argdown/core 1.7.5, without lists of lists and `@include`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.interchange.argdown.parser import parse
from argmap.interchange.argdown.reading import drafts
from argmap.interchange.argdown.writing import document
from argmap.interchange.common import Imported
from argmap.interchange.foreigntext import ForeignText

if TYPE_CHECKING:
    from argmap.interchange.common import Exported
    from argmap.kb import KnowledgeBase


def read(raw: bytes, *, file: str, topic: str) -> Imported:
    """The records of an Argdown document.

    Args:
        raw: The file's bytes.
        file: The path findings name.
        topic: The folder the claims go to, where the file, being one of ours, names no other.
    """
    text = ForeignText(raw, file)
    if text.diagnostics:
        return Imported(diagnostics=text.diagnostics)
    return drafts(parse(text), text, topic)


def write(kb: KnowledgeBase) -> Exported:
    """The claims and the evidence of a knowledge base with all links, as an Argdown document."""
    return document(kb)
