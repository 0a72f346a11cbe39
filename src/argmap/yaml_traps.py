"""What trips people who write YAML: each trap with a message of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from argmap.diagnostics import Diagnostic, Severity, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

_KEY = re.compile(r" *(?:- +)*[\w-]+:")
_GLUED = re.compile(r" *(?:- +)*(?:[a-z_]+:(?=[^\s/])|-(?=[\w\[{\"']))")
_VALUE = re.compile(r"(?P<lead>\s*(?:- )*(?P<key>[\w-]+): +)(?P<value>\S.*)")


def explain(error: yaml.MarkedYAMLError, file: str, text: str) -> Diagnostic:
    """Says in a contributor's terms what libyaml choked on."""
    mark = error.problem_mark or error.context_mark
    number, column = (mark.line, mark.column) if mark is not None else (0, 0)
    lines = text.splitlines() or [""]
    span = Span(file, number + 1, column + 1, number + 1, column + 2)
    for trap in _TRAPS:
        found = trap(error, file, lines, number)
        if found is not None:
            return found
    problem = error.problem or error.context or "it cannot be read"
    fix = "check indentation and quotes; longer text goes on lines of its own below `key: |-`"
    return _not_yaml(span, f"this is not YAML: {problem}", fix)


def _not_yaml(span: Span, message: str, fix: str) -> Diagnostic:
    return Diagnostic("yaml-syntax", Severity.ERROR, span, message, fix)


def _fence(
    _error: yaml.MarkedYAMLError, file: str, lines: list[str], number: int
) -> Diagnostic | None:
    if number >= len(lines) or not lines[number].startswith("```"):
        return None
    span = Span(file, number + 1, 1, number + 1, len(lines[number]) + 1)
    message, fix = "this is Markdown, not YAML", "take out the lines with ```"
    return _not_yaml(span, message, fix)


def _tab(
    _error: yaml.MarkedYAMLError, file: str, lines: list[str], number: int
) -> Diagnostic | None:
    # libyaml may point at the line after the tab.
    for at in (number, number - 1):
        if 0 <= at < len(lines) and (match := re.match(r" *\t", lines[at])):
            span = Span(file, at + 1, match.end(), at + 1, match.end() + 1)
            return Diagnostic(
                "tab", Severity.ERROR, span, "a tab indents this line", "indent with spaces"
            )
    return None


def _colon_in_text(
    error: yaml.MarkedYAMLError, file: str, lines: list[str], number: int
) -> Diagnostic | None:
    if "mapping values are not allowed" not in (error.problem or ""):
        return None
    match = _VALUE.match(lines[number]) if number < len(lines) else None
    if match is None or not (colon := re.search(r":(?=\s|$)", match["value"])):
        return None
    column = len(match["lead"]) + colon.start() + 1
    return Diagnostic(
        "colon-in-text",
        Severity.ERROR,
        Span(file, number + 1, column, number + 1, column + 1),
        f"the text of `{match['key']}` holds a colon followed by a space, which YAML takes for a key",
        f"put the text in double quotes, or write `{match['key']}: |-` and the text on the next line, indented",
    )


def _text_after_quote(
    error: yaml.MarkedYAMLError, file: str, lines: list[str], number: int
) -> Diagnostic | None:
    for at in (number, number - 1):
        match = _VALUE.match(lines[at]) if 0 <= at < len(lines) else None
        if match is None:
            continue
        closed = re.match(
            r"""("(?:[^"\\\\]|\\\\.)*"|'(?:[^']|'')*')\s*(?=[^\s#,\]}])""", match["value"]
        )
        if closed is not None:
            column = len(match["lead"]) + closed.end() + 1
            return Diagnostic(
                "text-after-quote",
                Severity.ERROR,
                Span(file, at + 1, column, at + 1, len(lines[at]) + 1),
                "text goes on after the closing quote",
                f"write `{match['key']}: |-` and the whole text on the next line, indented; it needs no quotes",
            )
    del error
    return None


def _comparison(
    _error: yaml.MarkedYAMLError, file: str, lines: list[str], number: int
) -> Diagnostic | None:
    match = _VALUE.match(lines[number]) if number < len(lines) else None
    compared = re.match(r"([<>]=?)\s*([\d.]+)", match["value"]) if match is not None else None
    if match is None or compared is None:
        return None
    side = "above" if compared[1].startswith(">") else "below"
    column = len(match["lead"]) + 1
    return Diagnostic(
        "comparison",
        Severity.ERROR,
        Span(file, number + 1, column, number + 1, column + compared.end()),
        f"YAML gives `{compared[1][0]}` at the start of a value a meaning of its own",
        f"write `{match['key']}: {{{side}: {compared[2]}}}`",
    )


def _special_start(
    _error: yaml.MarkedYAMLError, file: str, lines: list[str], number: int
) -> Diagnostic | None:
    match = _VALUE.match(lines[number]) if number < len(lines) else None
    if match is None or match["value"][0] not in "@`%*&!|>":
        return None
    column = len(match["lead"]) + 1
    return Diagnostic(
        "special-character",
        Severity.ERROR,
        Span(file, number + 1, column, number + 1, column + 1),
        f"YAML gives `{match['value'][0]}` at the start of a value a meaning of its own",
        "put the text in double quotes",
    )


def _line(lines: list[str], number: int) -> str:
    """A line by its number from 0; empty where libyaml counts further than Python does."""
    return lines[number] if 0 <= number < len(lines) else ""


def _missing_blank(
    error: yaml.MarkedYAMLError, file: str, lines: list[str], number: int
) -> Diagnostic | None:
    # libyaml takes `key:value` and `-item` for text, and stumbles over what comes next.
    opened = error.context_mark.line if error.context_mark is not None else number
    for at in (number, number - 1, opened):
        line = _line(lines, at)
        if match := _GLUED.match(line):
            column = match.end() + 1
            span = Span(file, at + 1, column, at + 1, column + 1)
            sign = "colon" if match[0].endswith(":") else "hyphen"
            message = f"a blank is missing after the {sign}"
            fix = f"write `{match[0].strip()} {line[match.end() :].strip()}`"
            return _not_yaml(span, message, fix)
    return None


def _never_closed(
    error: yaml.MarkedYAMLError, file: str, lines: list[str], number: int
) -> Diagnostic | None:
    opened, context, problem = error.context_mark, error.context or "", error.problem or ""
    if opened is None or not ("flow" in context or "end of stream" in problem):
        return None
    line = _line(lines, opened.line)
    sign = line[opened.column : opened.column + 1]
    closing = {"[": "]", "{": "}"}.get(sign, sign)
    if opened.line == number and closing in line[opened.column + 1 :]:
        span = Span(file, number + 1, opened.column + 1, number + 1, len(line) + 1)
        message = f"between `{sign}` and `{closing}` a comma is missing, or text lacks its quotes"
        fix = "put commas between the items, and text that holds brackets, commas or colons in double quotes"
    else:
        span = Span(file, opened.line + 1, opened.column + 1, opened.line + 1, opened.column + 2)
        message = f"the `{sign}` that is opened here is not closed"
        fix = f"add the closing `{closing}`"
        if "flow" in context:
            fix += ", or the comma that is missing below"
    return _not_yaml(span, message, fix)


def _escape(
    error: yaml.MarkedYAMLError, file: str, _lines: list[str], number: int
) -> Diagnostic | None:
    if "unknown escape" not in (error.problem or "") or error.problem_mark is None:
        return None
    column = error.problem_mark.column + 1
    span = Span(file, number + 1, column, number + 1, column + 1)
    message = "in double quotes a backslash begins an escape, and this is none"
    fix = "put the text in single quotes, or write the backslash twice"
    return _not_yaml(span, message, fix)


def _stray_text(
    error: yaml.MarkedYAMLError, file: str, lines: list[str], _number: int
) -> Diagnostic | None:
    if error.context != "while scanning a simple key" or error.context_mark is None:
        return None
    at = error.context_mark.line
    span = Span(file, at + 1, error.context_mark.column + 1, at + 1, len(_line(lines, at)) + 1)
    message = "this line is neither `key: value` nor indented as part of the text above"
    fix = "indent it below its key; longer text goes on lines of its own below `key: |-`"
    return _not_yaml(span, message, fix)


def _indentation(
    error: yaml.MarkedYAMLError, file: str, lines: list[str], number: int
) -> Diagnostic | None:
    line = _line(lines, number)
    indent = len(line) - len(line.lstrip(" "))
    mark, problem = error.problem_mark, error.problem or ""
    key = _KEY.match(line)
    if mark is None or not indent:
        return None
    begins = "did not find expected" in problem and mark.column == indent
    deeper = "mapping values" in problem and key is not None and mark.column == key.end() - 1
    if not (begins or deeper):
        return None
    span = Span(file, number + 1, 1, number + 1, indent + 1)
    message = "this line is indented like nothing above it"
    fix = "let the keys of one item begin in one column"
    return _not_yaml(span, message, fix)


_TRAPS = (
    _fence,
    _tab,
    _colon_in_text,
    _text_after_quote,
    _comparison,
    _special_start,
    _missing_blank,
    _never_closed,
    _escape,
    _stray_text,
    _indentation,
)


def cut_sentences(file: str, text: str) -> Iterator[Diagnostic]:
    """Finds unquoted text that YAML ends at ` #`, where the author may have meant to go on."""
    if " #" not in text:
        return
    for number, line in enumerate(text.splitlines(), 1):
        match = _VALUE.match(line)
        if match is None or match["value"][0] in "\"'|>[{#":
            continue
        cut = match["value"].find(" #")
        words = match["value"][:cut].split()
        # A comment after one word or number is a comment; one inside a sentence is a lost half.
        if cut > 0 and len(words) > 1 and not match["value"][cut:].startswith(" # "):
            column = len(match["lead"]) + cut + 2
            yield Diagnostic(
                "cut-at-hash",
                Severity.WARNING,
                Span(file, number, column, number, len(line) + 1),
                f"YAML ends the text of `{match['key']}` here: ` #` starts a comment",
                "put the text in double quotes; if a comment is meant, write a space after the #",
            )
