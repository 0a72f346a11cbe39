"""Text from elsewhere: bytes nobody vouches for, decoded or refused, with the place of every character."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

from argmap.diagnostics import Diagnostic, Severity, Span
from argmap.invisible import named, unseen

MAX_BYTES = 4 * 1024 * 1024
"""Larger than any argument map written by hand; keeps a hostile file cheap."""
_MAX_EXCERPT = 500


class ForeignText:
    """The text of a file in another tool's format.

    Attributes:
        file: The path findings name.
        text: The whole text with `\\n` line ends; empty when it was refused.
        diagnostics: Why it was refused.
    """

    def __init__(self, raw: bytes, file: str) -> None:
        """Reads a text.  Never raises: what is wrong is in `diagnostics`."""
        self.file = file
        self.text = ""
        self.diagnostics: tuple[Diagnostic, ...] = ()
        if len(raw) > MAX_BYTES:
            self._refuse(
                "too-large",
                Span(file),
                f"the file has {len(raw):,} bytes; at most {MAX_BYTES:,} are read",
                "split it into several maps",
            )
            return
        try:
            text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            column = error.start - raw.rfind(b"\n", 0, error.start)
            self._refuse(
                "not-utf8",
                Span(file, line, column, line, column + 1),
                f"byte 0x{raw[error.start]:02x} is not UTF-8 text",
                "save the file as UTF-8",
            )
            return
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        if (bad := unseen(self.text)) is not None:
            found = self.finding(
                "control-character",
                Severity.ERROR,
                f"the text holds {named(bad)}",
                *bad.span(),
                fix="delete it",
            )
            self.text, self.diagnostics = "", (found,)

    def _refuse(self, code: str, span: Span, message: str, fix: str) -> None:
        self.diagnostics = (Diagnostic(code, Severity.ERROR, span, message, fix),)

    def span(self, start: int, end: int) -> Span:
        """The place of the characters from one offset up to another."""
        return Span(self.file, *self._line_and_column(start), *self._line_and_column(end))

    def finding(
        self, code: str, severity: Severity, message: str, start: int, end: int, *, fix: str = ""
    ) -> Diagnostic:
        """A diagnostic about the characters from one offset up to another."""
        span = self.span(start, max(end, start + 1))
        return Diagnostic(code, severity, span, message, fix, self._excerpt(span.line))

    def line(self, offset: int) -> int:
        """The number of the line an offset lies in."""
        return bisect_right(self._starts, offset)

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        line = self.line(offset)
        return line, offset - self._starts[line - 1] + 1

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def _excerpt(self, line: int) -> str:
        """A line of the text; empty when it is too long to be shown."""
        start = self._starts[line - 1]
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.text)
        return self.text[start:end] if end - start <= _MAX_EXCERPT else ""


class Occurrences:
    """Where texts occur next, asked at rising offsets, so that all questions together take linear time."""

    def __init__(self, text: str) -> None:
        """Takes the text to look in."""
        self._text = text
        self._next: dict[str, int] = {}

    def after(self, needle: str, offset: int) -> int:
        """The first occurrence at an offset or later; the length of the text where there is none."""
        at = self._next.get(needle, -1)
        if at < offset:
            found = self._text.find(needle, offset)
            at = self._next[needle] = found if found >= 0 else len(self._text)
        return at
