"""What argmap has to say about a text: findings as values, never exceptions.

Every stage of the pipeline returns data *and* diagnostics.  A diagnostic carries everything a
person needs to act on it: where, what is wrong, and how to put it right.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Severity(Enum):
    """How much a finding matters: an error blocks, a warning should be mended, a hint advises."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"

    @property
    def rank(self) -> int:
        """0 for an error, 1 for a warning, 2 for a hint."""
        return _RANK[self]


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.HINT: 2}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text in a file.  Lines and columns count from 1; the end is exclusive."""

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding.

    Attributes:
        code: The name of the rule, explained in `docs/diagnostics/`.
        severity: Error, warning or hint.
        span: The offending text.
        message: What is wrong, one sentence without a full stop.
        fix: What to do about it, one sentence without a full stop; empty where the message says it.
        excerpt: The line of text the span starts on, for underlining; empty when unknown.
    """

    code: str
    severity: Severity
    span: Span
    message: str
    fix: str = ""
    excerpt: str = ""

    @property
    def sort_key(self) -> tuple[str, int, int, str, str]:
        """Orders findings as a reader meets them: by file, then by place."""
        return (self.span.file, self.span.line, self.span.column, self.code, self.message)


MOST_TOLD = 200
"""Findings in one file: nobody reads on, and a hostile file of a few kilobytes could fill the memory."""


def within_bounds(found: Iterable[Diagnostic]) -> list[Diagnostic]:
    """The findings, at most `MOST_TOLD` in each file, and one that says so where there are more."""
    told: list[Diagnostic] = []
    counts: Counter[str] = Counter()
    further: dict[str, Severity] = {}
    for one in found:
        file = one.span.file
        counts[file] += 1
        if counts[file] <= MOST_TOLD:
            told.append(one)
        else:
            further[file] = min(
                further.get(file, one.severity), one.severity, key=_RANK.__getitem__
            )
    message = f"besides {MOST_TOLD} there are further problems in this file"
    told += [
        Diagnostic("further-problems", severity, Span(file), message, "mend these first")
        for file, severity in further.items()
    ]
    return told


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """A suggestion such as ``did you mean 'claim'?``, or an empty string when nothing is close."""
    close = get_close_matches(wrong, known, n=3, cutoff=0.6)
    if not close:
        return ""
    return f"did you mean {' or '.join(repr(word) for word in close)}?"


class Guesses:
    """Suggestions for many wrong words.  Each takes a look at every known word, so there is an end to them."""

    def __init__(self) -> None:
        self._left = 200_000  # comparisons: about a second

    def __call__(self, wrong: str, known: Collection[str]) -> str:
        """As `did_you_mean`; empty once a second has gone into guessing."""
        if self._left <= 0:
            return ""
        self._left -= len(known)
        return did_you_mean(wrong, known)
