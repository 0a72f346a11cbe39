"""Strict YAML: text in, plain data out, with the place of every value.

The subset a record needs and no more.  Strings, `true`/`false`, and the integers and floats of YAML
1.2's core schema; everything else is text, so `yes`, `no` and dates stay what the author wrote.
Anchors, aliases, tags, merge keys, duplicate keys and keys that are not text are refused, and so is
anything too large or too deep to be a record.

libyaml's event stream is read once, without recursion, so that no input can exhaust the stack.
Positions are found by a second reading, made only for texts that somebody has something to say about.
"""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    MarkedYAMLError,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
    YAMLError,
)
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from argmap.diagnostics import MOST_TOLD, Diagnostic, Severity, Span
from argmap.invisible import named, unseen
from argmap.yaml_traps import cut_sentences, explain

if TYPE_CHECKING:
    from argmap.fields import Path

MAX_BYTES = 256 * 1024
"""A record is a page, not a book."""
MAX_DEPTH = 12
"""The deepest field of a record lies five levels down."""
MAX_VALUES = 20_000
"""More than any record holds; keeps a hostile file cheap."""

_INT = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_RETURN = re.compile("\r")  # a line end in a file, but in a value it moves the cursor back
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NUMBER_STARTS = frozenset("+-.0123456789")
_TRUTH: dict[str, str | bool] = {"true": True, "false": False}


@dataclass(slots=True)
class Document:
    """One YAML file: its text, its data, and where each value stands.

    Attributes:
        file: The path findings name.
        text: The whole text; empty when it could not be decoded.
        data: The top-level mapping; empty when the text is not one.
        diagnostics: What is wrong with the text as YAML.
    """

    file: str
    text: str
    data: dict[str, Any] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()

    def span(self, path: Path = (), *, key: bool = False) -> Span:
        """The place of the value at `path`, or of its key; of its nearest parent if there is none."""
        spans = _spans(self.file, self.text)
        while path and path not in spans:
            path = path[:-1]
            key = False
        value_span, key_span = spans.get(path, (Span(self.file), Span(self.file)))
        return key_span if key else value_span

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty past the end."""
        lines = _lines(self.text)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def finding(
        self,
        code: str,
        severity: Severity,
        message: str,
        *,
        path: Path = (),
        key: bool = False,
        span: Span | None = None,
        fix: str = "",
    ) -> Diagnostic:
        """A diagnostic about this document, at a value, at a key or at a span."""
        where = span if span is not None else self.span(path, key=key)
        return Diagnostic(code, severity, where, message, fix, self.line(where.line))


# Findings on one file mostly come together.  The places of all values of a file take fifty times its room.
@lru_cache(maxsize=16)
def _spans(file: str, text: str) -> dict[Path, tuple[Span, Span]]:
    """Where each value of a text and its key stand."""
    builder = _Builder(file, text, record_spans=True)
    builder.run()
    return builder.spans


@lru_cache(maxsize=16)
def _lines(text: str) -> list[str]:
    return text.splitlines()


def parse(text: str, file: str) -> Document:
    """Reads one YAML text.  Never raises: what is wrong is in the document's diagnostics."""
    builder = _Builder(file, text)
    builder.run()
    document = Document(file, text, builder.data)
    document.diagnostics = tuple(
        Diagnostic(f.code, f.severity, f.span, f.message, f.fix, document.line(f.span.line))
        for f in islice(chain(builder.findings, cut_sentences(file, text)), MOST_TOLD + 1)
    )
    return document


def decode(raw: bytes, file: str) -> Document | str:
    """The text of a file's bytes, or an empty document that says why there is none."""
    if len(raw) > MAX_BYTES:
        span = Span(file)
        code = "too-large"
        problem = f"the file has {len(raw):,} bytes; a record has at most {MAX_BYTES:,}"
        fix = "split it into several records"
    else:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
            span = Span(file, line, column, line, column + 1)
            code, problem = "not-utf8", f"byte 0x{raw[error.start]:02x} is not UTF-8 text"
            fix = "save the file as UTF-8"
    return Document(file, "", diagnostics=(Diagnostic(code, Severity.ERROR, span, problem, fix),))


class _Refused(Exception):  # noqa: N818 - control flow inside this module, never seen outside
    """Stops the reading of a text that is not worth reading on."""


_Open = tuple[Any, "str | None", Any]
"""An open list or mapping; in a mapping, the last key that was read, and the event that brought it."""
_NOTHING_OPEN: _Open = (None, None, None)


class _Builder:
    """Turns libyaml's events into data, with an explicit stack."""

    def __init__(self, file: str, text: str, *, record_spans: bool = False) -> None:
        self.file = file
        self.text = text
        self.data: dict[str, Any] = {}
        self.findings: list[Diagnostic] = []
        self.spans: dict[Path, tuple[Span, Span]] = {}
        self._record_spans = record_spans
        self._has_begun = False
        # Only an escape can bring in a character that the text itself does not hold.
        self._has_escapes = "\\" in text

    def run(self) -> None:
        if (bad := unseen(self.text)) is not None:
            at_start = bad[0] == "\ufeff" and bad.start() == 0
            fix = "save the file as UTF-8 without a byte order mark" if at_start else "delete it"
            span = self._span_at(bad.start())
            self._find("control-character", span, f"the text holds {named(bad)}", fix)
            return
        try:
            # CParser computes columns in characters only when it is given text, not bytes.
            self._read(CParser(self.text))
        except MarkedYAMLError as error:
            self.findings.append(explain(error, self.file, self.text))
            self.data = {}
        except YAMLError as error:
            self._find(
                "yaml-syntax", Span(self.file), f"this is not YAML: {str(error).splitlines()[0]}"
            )
            self.data = {}
        except _Refused:
            self.data = {}

    def _read(self, parser: Any) -> None:
        while (kind := type(event := parser.get_event())) is not StreamEndEvent:
            if kind is DocumentStartEvent:
                if self._has_begun:
                    self._refuse(
                        "several-documents",
                        event,
                        "the file holds more than one YAML document",
                        "keep one record per file and delete the line `---`",
                    )
                self._read_document(parser)

    def _read_document(self, parser: Any) -> None:
        """Builds the data of a document.

        Everything runs through this loop once, ten thousand files of it: what is only needed for what is wrong is
        worked out in the methods it calls.
        """
        get_event = parser.get_event
        around: list[_Open] = []
        container, key, key_event = _NOTHING_OPEN
        awaits_key = False
        values = 0
        while True:
            event = get_event()
            kind = type(event)
            if kind is ScalarEvent or kind is MappingStartEvent or kind is SequenceStartEvent:
                values += 1
                if (
                    event.anchor is not None
                    or event.tag is not None
                    or len(around) >= MAX_DEPTH
                    or values > MAX_VALUES
                ):
                    self._admit(event, len(around), values)
                value: Any
                if kind is ScalarEvent:
                    value = event.value
                    if event.style or value[:1] in _NUMBER_STARTS or value in _TRUTH:
                        value = self._scalar(event)
                elif kind is MappingStartEvent:
                    value = {}
                else:
                    value = []
                if awaits_key:
                    if type(value) is not str or value == "<<" or value in container:
                        self._admit_key(event, value)
                    # The same few words in file after file.
                    key, key_event = sys.intern(value), event
                    awaits_key = False
                    continue
                if key is not None:
                    container[key] = value
                    awaits_key = True
                elif container is not None:
                    container.append(value)
                else:
                    self._begin(event, value)
                if self._record_spans:
                    self._record(event, (*around, (container, key, key_event)))
                if kind is not ScalarEvent:
                    around.append((container, key, key_event))
                    container, key, key_event = value, None, None
                    awaits_key = kind is MappingStartEvent
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                container, key, key_event = around.pop()
                awaits_key = key is not None
            elif kind is AliasEvent:
                self._refuse(
                    "anchor",
                    event,
                    f"`*{event.anchor}` is a YAML alias",
                    "write the value out; text that starts with * needs quotes",
                )
            else:
                return  # DocumentEndEvent, the only other that comes here

    def _admit(self, event: Any, depth: int, values: int) -> None:
        """Refuses what no record needs, and what is too deep or too much."""
        if event.anchor is not None:
            self._refuse(
                "anchor",
                event,
                f"`&{event.anchor}` is a YAML anchor",
                "write the value out; text that starts with & needs quotes",
            )
        if event.tag is not None and event.tag != "!":
            self._refuse(
                "tag",
                event,
                f"`{event.tag}` is a YAML tag",
                "delete it; text that starts with ! needs quotes",
            )
        if depth >= MAX_DEPTH:
            self._refuse("too-deep", event, f"values are nested more than {MAX_DEPTH} deep")
        if values > MAX_VALUES:
            self._refuse("too-large", event, f"the file holds more than {MAX_VALUES:,} values")

    def _begin(self, event: Any, value: Any) -> None:
        """Takes the value everything else lies in."""
        if not isinstance(value, dict):
            glued = re.match(r"([a-z]+):\S", value) if isinstance(value, str) else None
            self._refuse(
                "not-a-record",
                event,
                "a record is a mapping of keys to values",
                f"put a blank after the colon of `{glued[1]}:`"
                if glued
                else "begin with the kind and its headline, such as `claim: Networks are linear.`",
            )
        self.data = value
        self._has_begun = True

    def _admit_key(self, event: Any, key: Any) -> None:
        """Refuses what is no key, and reports one that is given twice."""
        if not isinstance(key, str):
            self._refuse(
                "key-not-text",
                event,
                "a key must be a word",
                "put a key that is a number in quotes, and text that starts with [ or { too",
            )
        if key == "<<":
            self._refuse("merge-key", event, "`<<` merges mappings", "write the fields out")
        self._find(
            "duplicate-key",
            self._span(event),
            f"`{key}` is given twice",
            "keep one; a list under one key holds several values",
        )

    def _scalar(self, event: Any) -> str | int | float | bool:
        """The value of a scalar: only a plain one, whose style is empty, can be anything but text."""
        text: str = event.value
        if not event.style and event.implicit[0]:
            return _TRUTH[text] if text in _TRUTH else _number(text)
        bad = (unseen(text) or _RETURN.search(text)) if self._has_escapes else None
        if bad is not None:
            message = f"an escape stands for {named(bad)}"
            self._refuse("control-character", event, message, "delete it")
        return text

    def _record(self, event: Any, opened: tuple[_Open, ...]) -> None:
        """Notes where the value an event begins stands, and where its key does."""
        path = tuple(
            len(container) - 1 if key is None else key
            for container, key, _ in opened
            if container is not None
        )
        self.spans[path] = (self._span(event), self._span(opened[-1][2] or event))

    def _span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(self.file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _span_at(self, offset: int) -> Span:
        line = self.text.count("\n", 0, offset) + 1
        column = offset - (self.text.rfind("\n", 0, offset) + 1) + 1
        return Span(self.file, line, column, line, column + 1)

    def _find(self, code: str, span: Span, message: str, fix: str = "") -> None:
        self.findings.append(Diagnostic(code, Severity.ERROR, span, message, fix))

    def _refuse(self, code: str, event: Any, message: str, fix: str = "") -> None:
        self._find(code, self._span(event), message, fix)
        raise _Refused


def _number(text: str) -> str | int | float:
    """The number a plain scalar stands for, or its text where it only starts like one."""
    if len(text) > 20:  # noqa: PLR2004
        return text
    if _INT.fullmatch(text):
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text
