"""Findings as people and machines read them: text, JSON, GitHub annotations, SARIF.

Every renderer takes findings and gives a string; nothing here prints.  Files in findings are relative
to the knowledge base; `prefix` is the path that leads there from where the reader stands.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

from argmap import __version__
from argmap.diagnostics import Severity
from argmap.invisible import places, replaced, spelled, spelled_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from argmap.diagnostics import Diagnostic, Span

JSON_VERSION = 1
"""Raised when a key of the JSON report changes its meaning or goes; new keys do not raise it."""

HELP_URL = "https://argmap.github.io/argmap/diagnostics/"
"""The page that lists every code, each with a link to its paragraph; the code is the anchor."""

MAX_WIDTH = 160
"""Columns of an excerpt; a longer line is cut around the offending text."""

_TAB = 4
_LEAD = 40  # columns kept before the offending text when a line is cut

_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.HINT: "36"}


def summary(diagnostics: Sequence[Diagnostic], records: int, left_out: int | None = None) -> str:
    """One line such as ``3 errors, 1 warning in 214 records``.

    Args:
        diagnostics: What was found.
        records: In how many records.
        left_out: For the findings of a change, how many are older.
    """
    counts = Counter(found.severity for found in diagnostics)
    new = "" if left_out is None else "new "
    parts = [
        _count(counts[severity], f"{new}{severity.value}")
        for severity in Severity
        if counts[severity]
    ]
    where = _count(records, "record")
    told = f"{', '.join(parts)} in {where}" if parts else f"{where}, no {new}problems"
    return f"{told}; {_count(left_out, 'older one')} left out" if left_out else told


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


# --- Text ---------------------------------------------------------------------------------------


def text(diagnostics: Iterable[Diagnostic], prefix: str = "", *, color: bool = False) -> str:
    """Findings for a person at a terminal, each with the offending line underlined.

    Args:
        diagnostics: What to show, in this order.
        prefix: The path of the knowledge base, as the reader would write it.
        color: Whether to colour with ANSI escape codes.
    """
    return "\n".join(_finding(found, prefix, _Paint(on=color)) for found in diagnostics)


def text_of_change(
    diagnostics: Sequence[Diagnostic], prefix: str = "", *, color: bool = False
) -> str:
    """The findings of a change as text: what must be mended, then what is advised."""
    hints = [found for found in diagnostics if found.severity is Severity.HINT]
    others = [found for found in diagnostics if found.severity is not Severity.HINT]
    advice = [_Paint(on=color)("Advice", "1"), text(hints, prefix, color=color)] if hints else []
    return "\n".join([*([text(others, prefix, color=color)] if others else []), *advice])


class _Paint:
    """Wraps text in ANSI escape codes, or leaves it alone."""

    def __init__(self, *, on: bool) -> None:
        self._on = on

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._on else text


def _finding(found: Diagnostic, prefix: str, paint: _Paint) -> str:
    color = _COLORS[found.severity]
    where = f"{_path(found.span, prefix)}:{found.span.line}:{found.span.column}"
    severity = paint(f"{found.severity.value}:", f"{color};1")
    code = paint(f"[{found.code}]", "2")
    lines = [f"{paint(visible(where), '1')}: {severity} {visible(found.message)} {code}"]
    if found.excerpt.strip():
        line, mark = underlined(found.excerpt, found.span)
        number = str(found.span.line)
        blank = " " * len(number)
        lines.append(f"  {paint(f'{number} |', '2')} {line}")
        lines.append(f"  {paint(f'{blank} |', '2')} {paint(mark, color)}")
    if found.fix:
        lines.append(f"  {paint('help:', '1')} {visible(found.fix)}")
    return "\n".join([*lines, ""])


def underlined(excerpt: str, span: Span) -> tuple[str, str]:
    """A line as a terminal shows it, and the marks that go below the span.

    Tabs are widened, wide and combining characters counted by the columns they take, characters that
    could move the cursor or reorder the line spelled out, and what is over `MAX_WIDTH` cut away.
    """
    excerpt = excerpt.rstrip()
    end = span.end_column if span.end_line == span.line else len(excerpt) + 1
    first = min(span.column - 1, len(excerpt))
    last = min(max(end - 1, first + 1), max(len(excerpt), first + 1))
    cells = _cells(excerpt)
    start, stop = _window(cells, first)
    shown = "".join(cell for cell, _ in cells[start:stop])
    before = sum(width for _, width in cells[start:first]) + (start > 0)
    covered = sum(width for _, width in cells[first : min(last, stop)])
    line = f"{'…' if start else ''}{shown}{'…' if stop < len(cells) else ''}"
    return line, " " * before + "^" + "~" * (max(covered, 1) - 1)


def _cells(line: str) -> list[tuple[str, int]]:
    """Each character as it is shown, with the number of columns it takes."""
    cells: list[tuple[str, int]] = []
    column = 0
    hidden = places(line)
    for at, character in enumerate(line):
        if character == "\t":
            shown = " " * (_TAB - column % _TAB)
            width = len(shown)
        elif at in hidden or character in "\r\n":
            shown = spelled(character)
            width = len(shown)
        else:
            shown, width = character, _width(character)
        cells.append((shown, width))
        column += width
    return cells


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def _window(cells: list[tuple[str, int]], first: int) -> tuple[int, int]:
    """Which cells to show: all, or those near the span in a long line."""
    start = 0
    if sum(width for _, width in cells) > MAX_WIDTH:
        start = first
        room = _LEAD
        while start > 0 and room > 0:
            start -= 1
            room -= cells[start][1]
    stop, room = start, MAX_WIDTH
    while stop < len(cells) and room > 0:
        room -= cells[stop][1]
        stop += 1
    return start, stop


def visible(text: str) -> str:
    """The text with characters spelled out that a terminal would act on."""
    return _LAYOUT.sub(lambda found: spelled(found[0]), spelled_out(text))


def printable(text: str) -> str:
    """A text of several lines with all else spelled out that a terminal would act on."""
    return spelled_out(text).replace("\r", spelled("\r"))


_LAYOUT = re.compile("[\t\n\r]")


def _path(span: Span, prefix: str) -> str:
    return f"{prefix}/{span.file}" if prefix not in ("", ".") else span.file


# --- For machines -------------------------------------------------------------------------------


def as_json(
    diagnostics: Sequence[Diagnostic],
    records: int,
    *,
    prefix: str = "",
    left_out: int | None = None,
) -> str:
    """Findings as JSON: `version`, `records`, `ok`, `counts` by severity, and `diagnostics`.

    For the findings of a change, `left_out` says how many are older.
    """
    counts = Counter(found.severity for found in diagnostics)
    report = {
        "version": JSON_VERSION,
        "records": records,
        "ok": not counts[Severity.ERROR],
        "counts": {severity.value: counts[severity] for severity in Severity},
        **({} if left_out is None else {"left_out": left_out}),
        "diagnostics": [as_data(found, prefix=prefix) for found in diagnostics],
    }
    return to_json(report)


def to_json(data: Any) -> str:
    """Data as JSON that any stream takes and no terminal acts on: what nobody sees, as in names of files, is escaped."""
    return replaced(json.dumps(data, indent=2, ensure_ascii=False), _escaped_in_json)


def _escaped_in_json(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def as_data(found: Diagnostic, *, prefix: str = "") -> dict[str, Any]:
    """One finding as plain data.

    Lines and columns count from 1, in code points; the end is exclusive.  `help` is the address of the
    page that explains the code.
    """
    return {
        "code": found.code,
        "severity": found.severity.value,
        "message": found.message,
        "fix": found.fix,
        "file": _path(found.span, prefix),
        "line": found.span.line,
        "column": found.span.column,
        "end_line": found.span.end_line,
        "end_column": found.span.end_column,
        "help": HELP_URL + f"#{found.code}",
    }


_GITHUB_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}


def github(diagnostics: Iterable[Diagnostic], *, prefix: str = "") -> str:
    """Findings as workflow commands, which GitHub shows beside the changed lines."""
    return "\n".join(_annotation(found, prefix) for found in diagnostics)


def _annotation(found: Diagnostic, prefix: str) -> str:
    span = found.span
    properties = {
        "file": _path(span, prefix),
        "line": str(span.line),
        "endLine": str(span.end_line),
    }
    if span.line == span.end_line:  # GitHub takes columns only within one line
        properties |= {"col": str(span.column), "endColumn": str(span.end_column)}
    properties["title"] = found.code
    written = ",".join(f"{name}={_escaped_property(value)}" for name, value in properties.items())
    message = f"{found.message}\n{found.fix}" if found.fix else found.message
    return f"::{_GITHUB_LEVELS[found.severity]} {written}::{_escaped(message)}"


def _escaped(message: str) -> str:
    escaped = message.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return spelled_out(escaped)


def _escaped_property(value: str) -> str:
    return _escaped(value).replace(":", "%3A").replace(",", "%2C")


_SARIF_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}


def sarif(diagnostics: Sequence[Diagnostic], *, prefix: str = "") -> str:
    """Findings as a SARIF 2.1.0 log, for code scanning services and editors."""
    codes = sorted({found.code for found in diagnostics})
    driver = {
        "name": "argmap",
        "version": __version__,
        "informationUri": HELP_URL,
        "rules": [_rule(code) for code in codes],
    }
    results = [_result(found, codes.index(found.code), prefix) for found in diagnostics]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    schema = (
        "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    )
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: str) -> dict[str, Any]:
    address = f"{HELP_URL}#{code}"
    return {
        "id": code,
        "shortDescription": {"text": code.replace("-", " ").capitalize()},
        "help": {"text": f"`argmap check --explain {code}`, or see {address}"},
        "helpUri": address,
    }


def _result(found: Diagnostic, rule: int, prefix: str) -> dict[str, Any]:
    from urllib.parse import quote

    span = found.span
    region: dict[str, Any] = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    if found.excerpt:
        region["snippet"] = {"text": found.excerpt}
    uri = quote(_path(span, prefix).encode(errors="surrogateescape"))
    place = {"artifactLocation": {"uri": uri}, "region": region}
    message = f"{found.message}; {found.fix}" if found.fix else found.message
    return {
        "ruleId": found.code,
        "ruleIndex": rule,
        "level": _SARIF_LEVELS[found.severity],
        "message": {"text": message},
        "locations": [{"physicalLocation": place}],
    }
