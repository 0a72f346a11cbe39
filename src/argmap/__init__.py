"""argmap: a plain-text knowledge base of arguments, and what follows from it.

>>> import argmap
>>> kb = argmap.load("claims")
>>> kb.ok
True
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argmap.changes.diff import Diff, diff
    from argmap.diagnostics import Diagnostic, Severity, Span
    from argmap.interchange import UnknownFormatError, export, read
    from argmap.interchange.common import Loss
    from argmap.interchange.drafts import ForeignKnowledgeBase
    from argmap.kb import KnowledgeBase
    from argmap.linker import Link
    from argmap.loader import NotAKnowledgeBaseError, load
    from argmap.query import QueryError
    from argmap.reasoning.solution import Solution, solve
    from argmap.revisions import RevisionError

__version__ = "0.1.0"

# The public names and where they live; imported on first use, so that the command line starts quickly.
_HOMES = {
    "Diagnostic": "argmap.diagnostics",
    "Diff": "argmap.changes.diff",
    "ForeignKnowledgeBase": "argmap.interchange.drafts",
    "KnowledgeBase": "argmap.kb",
    "Link": "argmap.linker",
    "Loss": "argmap.interchange.common",
    "NotAKnowledgeBaseError": "argmap.loader",
    "QueryError": "argmap.query",
    "RevisionError": "argmap.revisions",
    "Severity": "argmap.diagnostics",
    "Solution": "argmap.reasoning.solution",
    "Span": "argmap.diagnostics",
    "UnknownFormatError": "argmap.interchange",
    "diff": "argmap.changes.diff",
    "export": "argmap.interchange",
    "load": "argmap.loader",
    "read": "argmap.interchange",
    "solve": "argmap.reasoning.solution",
}

__all__ = [
    "Diagnostic",
    "Diff",
    "ForeignKnowledgeBase",
    "KnowledgeBase",
    "Link",
    "Loss",
    "NotAKnowledgeBaseError",
    "QueryError",
    "RevisionError",
    "Severity",
    "Solution",
    "Span",
    "UnknownFormatError",
    "diff",
    "export",
    "load",
    "read",
    "solve",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'argmap' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
