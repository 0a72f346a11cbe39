"""From Argdown's tokens to a document.

A block that cannot be read is reported and skipped, so that one run tells of all mistakes.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from argmap import yamlio
from argmap.diagnostics import Severity, Span
from argmap.interchange.argdown.document import Item, Parsed, Relation, Step
from argmap.interchange.argdown.lexer import Kind, Token, tokenize

if TYPE_CHECKING:
    from argmap.interchange.foreigntext import ForeignText


_KINDS = {"+": "support", "-": "attack", "_": "undercut"}
_CONTENT = {
    Kind.TEXT, Kind.MARKUP, Kind.LINK, Kind.TAG,
    Kind.STATEMENT_MENTION, Kind.ARGUMENT_MENTION, Kind.NEWLINE,
}  # fmt: skip
_REFERENCES = (Kind.STATEMENT_REFERENCE, Kind.ARGUMENT_REFERENCE)
_ENDS = (Kind.BLANK, Kind.END)


class _SyntaxError(Exception):
    """What stands here cannot stand here."""

    def __init__(self, token: Token, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.token = token
        self.fix = fix


def parse(text: ForeignText) -> Parsed:
    """Reads a document.  Never raises: what is wrong is in the diagnostics."""
    return _Parser(text).run()


class _Parser:
    def __init__(self, text: ForeignText) -> None:
        self._text = text
        self._made = Parsed()
        self._tokens: list[Token] = []
        for token in tokenize(text.text):
            (self._made.comments if token.kind is Kind.COMMENT else self._tokens).append(token)
        self._at = 0
        self._argument: int | None = None  # the block before, where it was an argument

    def run(self) -> Parsed:
        if self._next.kind is Kind.FRONT_MATTER:
            self._made.front_matter = self._yaml(self._take(), Severity.WARNING)
        while self._next.kind is not Kind.END:
            if self._next.kind in (Kind.NEWLINE, Kind.BLANK):
                self._take()
                continue
            try:
                self._block()
                if self._next.kind not in _ENDS:
                    raise self._unexpected()
            except _SyntaxError as error:
                self._tell(error)
        return self._made

    # --- Tokens ---

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._tokens[self._at]
        self._at += 1
        return token

    def _skip(self, *kinds: Kind) -> None:
        while self._next.kind in kinds:
            self._at += 1

    def _skip_spaces(self) -> None:
        while self._is_space():
            self._at += 1

    def _is_space(self) -> bool:
        return self._next.kind is Kind.TEXT and not self._next.value.strip(" \t\n")

    def _tell(self, error: _SyntaxError) -> None:
        self._made.diagnostics.append(
            self._text.finding(
                "argdown-syntax",
                Severity.ERROR,
                str(error),
                error.token.start,
                error.token.end,
                fix=error.fix,
            )
        )
        self._argument = None
        while self._next.kind not in _ENDS:
            self._at += 1

    def _unexpected(self) -> _SyntaxError:
        token = self._next
        before = self._tokens[self._at - 1]
        match token.kind:
            case Kind.STATEMENT_REFERENCE | Kind.STATEMENT:
                return _SyntaxError(
                    token, "square brackets stand inside a text", "write `\\[` and `\\]`"
                )
            case Kind.ARGUMENT_REFERENCE | Kind.ARGUMENT:
                return _SyntaxError(
                    token, "angle brackets stand inside a text", "write `\\<` and `\\>`"
                )
            case Kind.RELATION:
                return _SyntaxError(
                    token, "this relation belongs to nothing",
                    "indent it below a statement or an argument, without a blank line between; "
                    "where text is meant, do not begin a line with it",
                )  # fmt: skip
            case Kind.NUMBER | Kind.INFERENCE:
                return _SyntaxError(
                    token, "this part of a reconstruction does not follow from what stands above",
                    "write `(1) premise`, a line of four hyphens, `(2) conclusion`, without blank lines",
                )  # fmt: skip
            case Kind.DATA:
                return _SyntaxError(token, "there is a second pair of braces", "keep one")
        if before.kind is Kind.DATA:
            return _SyntaxError(token, "text or tags stand after data", "write the data last")
        if before.kind in _REFERENCES:
            return _SyntaxError(
                token, "text stands after a title that is only referred to",
                "put a colon after the bracket to define it, or `@` before it to mention it",
            )  # fmt: skip
        return _SyntaxError(token, "this cannot stand here")

    # --- Blocks ---

    def _block(self) -> None:
        argument, self._argument = self._argument, None
        match self._next.kind:
            case Kind.HEADING:
                self._heading()
            case Kind.NUMBER:
                self._reconstruction(argument)
            case Kind.ITEM:
                self._list()
            case _:
                number = self._item()
                self._relations(number)
                if self._made.items[number].is_argument:
                    self._argument = number

    def _heading(self) -> None:
        mark = self._take()
        content = self._content()
        data = self._data()
        end = self._tokens[self._at - 1].end
        self._made.headings.append(Item(False, mark.start, end, mark.value, content, data=data))

    def _list(self) -> None:
        while self._next.kind not in _ENDS:
            if self._next.kind is Kind.ITEM:
                self._take()
                self._skip_spaces()
            number = self._item()
            self._relations(number)

    def _item(self) -> int:
        """Reads a statement or an argument, without its relations; gives its number."""
        first = self._next
        is_argument = first.kind in (Kind.ARGUMENT, Kind.ARGUMENT_REFERENCE)
        item = Item(is_argument, first.start, first.end, heading=len(self._made.headings))
        if first.kind in _REFERENCES:
            item.title = self._take().value
            item.end = first.end
            while self._next.kind is Kind.TAG or self._is_space():
                token = self._take()
                if token.kind is Kind.TAG:
                    item.tags.append(token)
            self._skip(Kind.NEWLINE)
        else:
            if first.kind in (Kind.STATEMENT, Kind.ARGUMENT):
                item.title = self._take().value
            item.content = self._content()
            item.tags = [token for token in item.content if token.kind is Kind.TAG]
            item.end = max(item.end, *(token.end for token in item.content))
        item.data = self._data()
        self._made.items.append(item)
        return len(self._made.items) - 1

    def _content(self) -> list[Token]:
        begin = self._at
        self._skip(*_CONTENT)
        content = self._tokens[begin : self._at]
        if not any(token.value.strip(" \t\n") for token in content):
            on_next_line = any(token.kind is Kind.NEWLINE for token in content)
            if self._next.kind not in _ENDS and not on_next_line:
                raise self._unexpected()
            before = self._tokens[begin - 1]
            raise _SyntaxError(before, "nothing is said here", "write the text after it")
        return content

    def _data(self) -> dict[str, Any]:
        self._skip_spaces()
        if self._next.kind is not Kind.DATA:
            return {}
        token = self._take()
        self._skip_spaces()
        self._skip(Kind.NEWLINE)
        first, newline, rest = token.value.partition("\n")
        if newline and not first[1:].strip():  # YAML as a block, the braces on lines of their own
            inside = rest.rstrip().removesuffix("}").rstrip(" \t")
            token = replace(token, value="\n" + inside)
        return self._yaml(token)

    def _yaml(self, token: Token, severity: Severity = Severity.ERROR) -> dict[str, Any]:
        """The data of a token's YAML; what is wrong with it is told at its place in this file."""
        document = yamlio.parse(token.value, self._text.file)
        start = self._text.span(token.start, token.end)
        for found in document.diagnostics:
            there = found.span
            span = Span(
                there.file,
                start.line - 1 + there.line,
                there.column + (start.column - 1 if there.line == 1 else 0),
                start.line - 1 + there.end_line,
                there.end_column + (start.column - 1 if there.end_line == 1 else 0),
            )
            self._made.diagnostics.append(replace(found, span=span, severity=severity))
        return document.data

    # --- Relations ---

    def _relations(self, parent: int) -> None:
        """Reads the relations indented below an item, each below the next item above with less indent."""
        above = [(0, parent)]
        while self._next.kind is Kind.RELATION and self._next.indent > 0:
            mark = self._take()
            while above[-1][0] >= mark.indent:
                above.pop()
            self._skip_spaces()
            child = self._item()
            self._relate(mark, above[-1][1], child)
            above.append((mark.indent, child))

    def _relate(self, mark: Token, parent: int, child: int) -> None:
        kind = "contradiction" if mark.value == "><" else _KINDS[mark.value.strip("<>")]
        source, target = (parent, child) if mark.value.endswith(">") else (child, parent)
        self._made.relations.append(Relation(kind, source, target, mark.start))
        for number in (parent, child):
            self._made.items[number].is_alone = False

    # --- Reconstructions ---

    def _reconstruction(self, argument: int | None) -> None:
        """Reads premises, inferences and conclusions."""
        first = self._next
        if argument is None:
            self._made.items.append(
                Item(True, first.start, first.end, heading=len(self._made.headings), is_alone=False)
            )
            argument = len(self._made.items) - 1
        steps: list[Step] = []
        above: list[tuple[int, int]] = []
        inference: Token | None = None
        while self._next.kind is Kind.NUMBER:
            entry = self._numbered()
            if inference is not None:
                rules, data = self._rules(inference)
                steps.append(Step(above, entry, rules, data, inference.start))
                above, inference = [], None
            above.append(entry)
            if self._tokens[self._at].kind is Kind.INFERENCE:
                inference = self._take()
                self._undercuts(argument, len(steps))
        if inference is not None or not steps or len(above) != 1:
            raise _SyntaxError(
                inference or first,
                "this reconstruction does not end with a conclusion",
                "write a line of four hyphens and below it the conclusion, `(3) text`",
            )
        self._made.reconstructions[argument] = steps

    def _numbered(self) -> tuple[int, int]:
        number = self._take()
        self._skip_spaces()
        item = self._item()
        self._made.items[item].is_alone = False
        self._relations(item)
        return int(number.value[:9]), item

    def _undercuts(self, argument: int, step: int) -> None:
        """Reads the undercuts indented below an inference."""
        self._skip(Kind.NEWLINE)
        while self._next.kind is Kind.RELATION and self._next.value in ("_", "<_"):
            mark = self._take()
            self._skip_spaces()
            child = self._item()
            self._made.items[child].is_alone = False
            self._made.relations.append(Relation("undercut", child, argument, mark.start, step))

    def _rules(self, inference: Token) -> tuple[str, dict[str, Any]]:
        """The rules and the data of an inference."""
        written, brace, data = inference.label.partition("{")
        rules = ", ".join(" ".join(rule.split()) for rule in written.split(",") if rule.strip())
        if not brace:
            return rules, {}
        offset = inference.start + self._text.text[inference.start : inference.end].index("{")
        inside = (brace + data).rstrip()
        return rules, self._yaml(Token(Kind.DATA, offset, offset + len(inside), inside))
