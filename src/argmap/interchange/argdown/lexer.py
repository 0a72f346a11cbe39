"""From Argdown to tokens, by the rules of the language's own lexer (@argdown/core 1.7.5, `lexer.ts`).

What a character means depends on what stands before it on its line, so the text is read once from front to
back.  Every search for a closing mark remembers where it ended: the time taken is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from argmap.interchange.foreigntext import Occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator


class Kind(Enum):
    """What a token is."""

    FRONT_MATTER = auto()
    HEADING = auto()
    STATEMENT = auto()
    STATEMENT_REFERENCE = auto()
    ARGUMENT = auto()
    ARGUMENT_REFERENCE = auto()
    RELATION = auto()
    NUMBER = auto()
    INFERENCE = auto()
    ITEM = auto()
    DATA = auto()
    TAG = auto()
    TEXT = auto()
    MARKUP = auto()
    LINK = auto()
    STATEMENT_MENTION = auto()
    ARGUMENT_MENTION = auto()
    COMMENT = auto()
    NEWLINE = auto()
    BLANK = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text.

    Attributes:
        kind: What it is.
        start: Where it begins.
        end: Where it ends, exclusive.
        value: A title, tag, relation, address or text, without its marks and escapes.
        label: Of a link, the words shown; of an inference, the rules.
        indent: Of a relation, the characters before it on its line.
    """

    kind: Kind
    start: int
    end: int
    value: str = ""
    label: str = ""
    indent: int = 0


_FRONT = re.compile(r"\s*===+[ \t]*\n")
_BLANK = re.compile(r"[ \t]*\n(?:[ \t]*\n)+")
_NEWLINE = re.compile(r"[ \t]*\n")
_NEWLINES = re.compile(r"(?:[ \t]*\n)*")
_SPACES = re.compile(r"[ \t]+")
_RELATION = re.compile(r"([ \t]*)(\+>|->|_>|<\+|<-|<_|><|\+|-|_(?=\s))")
_NUMBER = re.compile(r"[ \t]*\((\d+)\)")
_ITEM = re.compile(r"[ \t]*(?:\*|\d+\.)(?=\s)")
_HEADING = re.compile(r"#+ ")
_LINE_OF_HYPHENS = re.compile(r"[ \t]*-{4,}[ \t]*(?=\n|\Z)")
_OPENING = re.compile(r"[ \t]*--(?!-)")
_TAG = re.compile(r"#([A-Za-z0-9\-\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]+)")
_SHORTCODE = re.compile(r"\.\S+?\.|:\S+?:")
_FREE = re.compile(r"[^\\@#*_\[\],.:;</>\-\n(){}]+")
_MARKUP = re.compile(r"\*+|_+")
_DATA_LIMIT = re.compile(r"\}(?=\s[^,}])")
_DATA_END = re.compile(r"\}(?!\s*[,}])")

_LINE_STARTS = "+-_<>(*#0123456789 \t"


def tokenize(text: str) -> list[Token]:
    """The tokens of a text with `\\n` line ends, `END` last."""
    return list(_Lexer(text).run())


class _Lexer:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._fresh = (
            True  # whether nothing but white space and comments stands before on this line
        )
        self._after_blank = True
        self._in_list = False
        self._next = Occurrences(text)
        self._data_limits = [match.start() for match in _DATA_LIMIT.finditer(text)]
        self._data_ends = [match.end() for match in _DATA_END.finditer(text)]

    def run(self) -> Iterator[Token]:
        yield from self._front_matter()
        while self._at < len(self._text):
            token = self._token()
            if token is None:  # white space
                continue
            if token.kind is not Kind.COMMENT:
                self._after_blank = token.kind is Kind.BLANK
                self._fresh = token.kind in (Kind.NEWLINE, Kind.BLANK)
                self._in_list = token.kind is Kind.ITEM or (
                    self._in_list and token.kind is not Kind.BLANK
                )
            yield token
        yield Token(Kind.END, len(self._text), len(self._text))

    def _front_matter(self) -> Iterator[Token]:
        opening = _FRONT.match(self._text)
        if opening is None:
            return
        closing = self._text.find("===", opening.end())
        if closing >= 0:
            value = self._text[opening.end() : closing]
            self._at = closing + len(_run("=", self._text, closing))
            yield Token(Kind.FRONT_MATTER, opening.end(), closing, value)

    def _take(
        self, kind: Kind, end: int, value: str = "", label: str = "", indent: int = 0
    ) -> Token:
        token = Token(kind, self._at, end, value, label, indent)
        self._at = end
        return token

    def _token(self) -> Token | None:
        text, at = self._text, self._at
        character = text[at]
        if (comment := self._comment()) is not None:
            return comment
        if character == "{" and (end := self._end_of_data(at)):
            return self._take(Kind.DATA, end, text[at:end])
        if character in " \t\n":
            if match := _BLANK.match(text, at):
                return self._take(Kind.BLANK, match.end())
            if match := _NEWLINE.match(text, at):
                return self._take(Kind.NEWLINE, match.end())
        if self._fresh and character in _LINE_STARTS and (token := self._line_start()) is not None:
            return token
        if match := _SPACES.match(text, at):
            self._at = match.end()
            # White space between two words is text; before the first one it is indentation.
            return None if self._fresh else Token(Kind.TEXT, at, match.end(), " ")
        return self._inline(character)

    # --- What begins a line ---

    def _line_start(self) -> Token | None:
        text, at = self._text, self._at
        if match := _LINE_OF_HYPHENS.match(text, at):
            return self._take(Kind.INFERENCE, match.end())
        if (match := _OPENING.match(text, at)) and (end := self._end_of_inference(match.end())):
            return self._take(Kind.INFERENCE, end, label=text[match.end() : end].rstrip("-"))
        if match := _RELATION.match(text, at):
            self._at = match.start(2)
            return self._take(Kind.RELATION, match.end(), match[2], indent=len(match[1]))
        if match := _NUMBER.match(text, at):
            return self._take(Kind.NUMBER, match.end(), match[1])
        if match := _HEADING.match(text, at):
            return self._take(Kind.HEADING, match.end(), match.group().strip())
        if (self._after_blank or self._in_list) and (match := _ITEM.match(text, at)):
            return self._take(Kind.ITEM, match.end())
        return None

    def _end_of_inference(self, start: int) -> int:
        """Where the `--` that closes an inference ends; 0 where there is none."""
        at = start
        while (closing := self._next.after("--", at)) < len(self._text):
            brace = self._text.find("{", at, closing)
            if brace >= 0 and (after := self._end_of_data(brace)) > closing:
                at = after
                continue
            return closing + len(_run("-", self._text, closing))
        return 0

    # --- What stands anywhere ---

    def _comment(self) -> Token | None:
        text, at = self._text, self._at
        if text.startswith("//", at):
            end = self._next.after("\n", at)
        elif text.startswith("/*", at):
            end = self._next.after("*/", at + 2) + 2
        elif text.startswith("<!--", at):
            end = self._next.after("-->", at + 4) + 3
        else:
            return None
        if end > len(text):
            return None
        value = text[at:end]
        if self._fresh:  # a comment on lines of its own leaves no trace of them
            lines = _NEWLINES.match(text, end)
            assert lines is not None  # there may be none
            if self._after_blank or lines.group().count("\n") == 1:
                end = lines.end()
        return self._take(Kind.COMMENT, end, value)

    def _end_of_data(self, start: int) -> int:
        """Where the data that begins at an offset end; 0 where they do not.

        As in the language's own lexer: at the last brace before one that white space and text follow.
        """
        limit = bisect_left(self._data_limits, start)
        last = self._data_limits[limit] + 1 if limit < len(self._data_limits) else len(self._text)
        number = bisect_right(self._data_ends, last) - 1
        return self._data_ends[number] if number >= 0 and self._data_ends[number] > start else 0

    def _inline(self, character: str) -> Token:
        text, at = self._text, self._at
        token: Token | None = None
        if character == "\\" and at + 1 < len(text) and text[at + 1] != "\n":
            return self._take(Kind.TEXT, at + 2, text[at + 1])
        if character in ".:" and (match := _SHORTCODE.match(text, at)):
            return self._take(Kind.TEXT, match.end(), match.group())
        if character in "*_" and (match := _MARKUP.match(text, at)):
            return self._take(Kind.MARKUP, match.end(), match.group())
        if character == "[":
            token = self._link() or self._titled("]", Kind.STATEMENT, Kind.STATEMENT_REFERENCE)
        elif character == "<":
            token = self._titled(">", Kind.ARGUMENT, Kind.ARGUMENT_REFERENCE)
        elif character == "@":
            token = self._mention()
        elif character == "#":
            token = self._tag()
        if token is not None:
            return token
        match = _FREE.match(text, at)
        end = match.end() if match else at + 1
        return self._take(Kind.TEXT, end, text[at:end])

    def _link(self) -> Token | None:
        text, at = self._text, self._at
        close = self._next.after("]", at + 2)
        if not text.startswith("](", close) or text.find("[", at + 1, close) >= 0:
            return None
        end = self._next.after(")", close + 3)
        if end >= len(text):
            return None
        label, address = text[at + 1 : close], text[close + 2 : end]
        return self._take(Kind.LINK, end + 1, address.strip(), label)

    def _titled(self, closing: str, definition: Kind, reference: Kind) -> Token | None:
        """What is opened here as a title to define, `[title]:`, or to refer to, `[title]`."""
        at = self._at
        line_end = self._next.after("\n", at)
        end = self._next.after(f"{closing}:", at + 2)
        if end < line_end:
            return self._take(definition, end + 2, self._title(at + 1, end))
        end = self._next.after(closing, at + 2)
        if end < line_end and self._text[at + 1] != "-":
            return self._take(reference, end + 1, self._title(at + 1, end))
        return None

    def _tag(self) -> Token | None:
        """`#word` or `#(some words)`."""
        text, at = self._text, self._at
        if match := _TAG.match(text, at):
            return self._take(Kind.TAG, match.end(), match[1])
        if text.startswith("#(", at):
            end = self._next.after(")", at + 3)
            if end < self._next.after("\n", at):
                return self._take(Kind.TAG, end + 1, text[at + 2 : end])
        return None

    def _mention(self) -> Token | None:
        text, at = self._text, self._at
        for opening, closing, kind in (
            ("@[", "]", Kind.STATEMENT_MENTION),
            ("@<", ">", Kind.ARGUMENT_MENTION),
        ):
            if text.startswith(opening, at):
                end = self._next.after(closing, at + 3)
                if end < self._next.after("\n\n", at):
                    return self._take(kind, end + 1, self._title(at + 2, end))
        return None

    def _title(self, start: int, end: int) -> str:
        return " ".join(self._text[start:end].split())


def _run(character: str, text: str, start: int) -> str:
    """The same character as often as it stands in a row."""
    end = start
    while text.startswith(character, end):
        end += 1
    return text[start:end]
