"""JSON from elsewhere: data out of bytes nobody vouches for, with the place of every value."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any

from argmap.diagnostics import Diagnostic, Severity, Span

if TYPE_CHECKING:
    from argmap.fields import Path

MAX_BYTES = 64 * 1024 * 1024
"""Larger than any argument map in use; keeps a hostile file from filling the memory."""
_MAX_DIGITS = 300
"""Longer numbers take quadratic time to read, and mean nothing here."""
_MAX_EXCERPT = 200

_DECODER = json.JSONDecoder(parse_int=len)  # finds where values end; what numbers say is not asked
_SPACE = re.compile(r"[ \t\n\r]*")


class JsonText:
    """A JSON text: its data, and where each value stands.

    Attributes:
        file: The path findings name.
        text: The whole text; empty when it could not be decoded.
        data: What it says.
        is_json: Whether it could be read.
        diagnostics: What is wrong with it as JSON.
    """

    def __init__(self, raw: bytes, file: str) -> None:
        """Reads a text.  Never raises: what is wrong is in `diagnostics`."""
        self.file = file
        self.text = ""
        self.data: Any = None
        self.is_json = False
        self.diagnostics: tuple[Diagnostic, ...] = ()
        self._members: dict[int, dict[str | int, tuple[int, int]]] = {}
        problem = self._read(raw)
        if problem is not None:
            self.diagnostics = (problem,)

    def _read(self, raw: bytes) -> Diagnostic | None:
        if len(raw) > MAX_BYTES:
            message = f"the file has {len(raw):,} bytes; at most {MAX_BYTES:,} are read"
            return self._refuse("too-large", Span(self.file), message, "split it into several maps")
        try:
            self.text = raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            column = error.start - raw.rfind(b"\n", 0, error.start)
            span = Span(self.file, line, column, line, column + 1)
            message = f"byte 0x{raw[error.start]:02x} is not UTF-8 text"
            return self._refuse("not-utf8", span, message, "save the file as UTF-8")
        repeated: list[str] = []
        try:
            self.data = json.loads(
                self.text,
                parse_int=_integer,
                object_pairs_hook=lambda pairs: _object(pairs, repeated),
            )
        except json.JSONDecodeError as error:
            span = Span(self.file, error.lineno, error.colno, error.lineno, error.colno + 1)
            return self._refuse("json-syntax", span, f"this is not JSON: {_said(error.msg)}")
        except RecursionError:
            return self._refuse(
                "too-deep", Span(self.file), "values are nested too deep to be read"
            )
        self.is_json = True
        if repeated:
            message = f"an object has the key {short(repeated[0])} twice; the last one counts"
            return self.finding("duplicate-key", message)
        return None

    def _refuse(self, code: str, span: Span, message: str, fix: str = "") -> Diagnostic:
        return Diagnostic(code, Severity.ERROR, span, message, fix, self._excerpt(span.line))

    def finding(
        self,
        code: str,
        message: str,
        fix: str = "",
        *,
        path: Path = (),
        severity: Severity = Severity.WARNING,
    ) -> Diagnostic:
        """A diagnostic about the value at a path."""
        span = self.span(path)
        return Diagnostic(code, severity, span, message, fix, self._excerpt(span.line))

    def span(self, path: Path = ()) -> Span:
        """Where the value at a path stands."""
        start, end = _after_space(self.text, 0), len(self.text.rstrip())
        try:
            for part in path:
                start, end = self._inside(start)[part]
        except RecursionError:  # deep below it; the place of what it lies in will do
            pass
        return Span(self.file, *self._line_and_column(start), *self._line_and_column(end))

    def _inside(self, start: int) -> dict[str | int, tuple[int, int]]:
        """Where each member of the object or list that begins at an offset begins and ends."""
        if start not in self._members:
            self._members[start] = _members(self.text, start)
        return self._members[start]

    def _line_and_column(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    @cached_property
    def _lines(self) -> list[int]:
        """Where each line begins."""
        return [0, *(match.end() for match in re.finditer("\n", self.text))]

    def _excerpt(self, line: int) -> str:
        """A line of the text; empty when it is too long to be shown, as in JSON on one line."""
        if not self.text:
            return ""
        start = self._lines[line - 1]
        end = self._lines[line] - 1 if line < len(self._lines) else len(self.text)
        return self.text[start:end] if end - start <= _MAX_EXCERPT else ""


def _members(text: str, start: int) -> dict[str | int, tuple[int, int]]:
    """Reads over one object or list of a text that is known to be JSON."""
    found: dict[str | int, tuple[int, int]] = {}
    position = _after_space(text, start + 1)
    while text[position] not in "]}":
        key: str | int = len(found)
        if text[start] == "{":
            key, position = _DECODER.raw_decode(text, position)
            position = _after_space(text, _after_space(text, position) + 1)
        _, end = _DECODER.raw_decode(text, position)
        found[key] = (position, end)
        position = _after_space(text, end)
        if text[position] == ",":
            position = _after_space(text, position + 1)
    return found


def _after_space(text: str, position: int) -> int:
    match = _SPACE.match(text, position)
    assert match is not None  # it matches nothing, too
    return match.end()


def _integer(digits: str) -> float:
    return int(digits) if len(digits) <= _MAX_DIGITS else math.inf


def _object(pairs: list[tuple[str, Any]], repeated: list[str]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        seen: set[str] = set()
        repeated.append(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]
    return made


def _said(message: str) -> str:
    """What Python's reader says is wrong, as the end of a sentence."""
    return message[:1].lower() + message[1:]


def shown(path: Path) -> str:
    """A place in JSON as programs write it, counted from 0: `nodes[3].text`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return f"`{text}`"


def short(value: object) -> str:
    """A value as it is shown in a message: a few words, or what sort it is."""
    if isinstance(value, str):
        return repr(value if len(value) <= 40 else f"{value[:39]}…")  # noqa: PLR2004
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, (int, float)):
        return f"the number {value:g}"
    return "a list" if isinstance(value, list) else "an object"
