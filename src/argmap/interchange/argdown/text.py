"""Between the text of records, which is Markdown, and the text of Argdown, which has escapes of its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from argmap.checks.markup import leads_out
from argmap.interchange.argdown.lexer import Kind
from argmap.interchange.markdown import harmless
from argmap.interchange.plaintext import to_markdown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from argmap.interchange.argdown.lexer import Token

# --- From Argdown -----------------------------------------------------------------------------------


def plain(content: Sequence[Token]) -> str:
    """The bare words of a text."""
    return _joined("".join(token.label or token.value or " " for token in _body(content)))


def markdown(
    content: Sequence[Token], mentioned: Callable[[bool, str], str], *, verbatim: bool
) -> str:
    """A text as Markdown: emphasis and links stay, mentions become links to records.

    Args:
        content: The tokens of the text; tags at its end are no part of it.
        mentioned: From whether an argument is mentioned, and its title, to the id of its record; empty where
            there is none.
        verbatim: Whether what is not markup in Argdown is Markdown already, as in a file of our own.
    """
    parts: list[str] = []
    literal: list[str] = []

    def flush() -> None:
        text = "".join(literal)
        parts.append(text if verbatim else to_markdown(text))
        literal.clear()

    for token in _body(content):
        if token.kind in (Kind.TEXT, Kind.NEWLINE):
            literal.append(token.value or " ")
        elif token.kind is Kind.TAG:
            literal.append(f"#{token.value}")
        elif token.kind is Kind.LINK and not (verbatim or leads_out(token.value)):
            literal.append(token.label)
        else:
            flush()
            parts.append(_markup(token, mentioned, verbatim=verbatim))
    flush()
    text = _joined("".join(parts))
    return text if verbatim else harmless(text)


def _body(content: Sequence[Token]) -> Sequence[Token]:
    """The tokens without the tags at the end."""
    end = len(content)
    while end and (
        content[end - 1].kind in (Kind.TAG, Kind.NEWLINE) or _is_space(content[end - 1])
    ):
        end -= 1
    return content[:end]


def _is_space(token: Token) -> bool:
    return token.kind is Kind.TEXT and not token.value.strip(" \t\n")


def _markup(token: Token, mentioned: Callable[[bool, str], str], *, verbatim: bool) -> str:
    match token.kind:
        case Kind.LINK:
            return f"[{token.label}]({token.value})"
        case Kind.STATEMENT_MENTION | Kind.ARGUMENT_MENTION:
            id = mentioned(token.kind is Kind.ARGUMENT_MENTION, token.value)
            if not id:
                return token.value if verbatim else to_markdown(token.value)
            return f"[[{id}]]" if id == token.value else f"[[{id}|{_shown(token.value)}]]"
        case _:
            return token.value


def _shown(title: str) -> str:
    """A title as the words of a link."""
    return re.sub(r"[\[\]|<>&`*_\\]", "", title) or "this"


def _joined(text: str) -> str:
    return " ".join(re.split(r"[ \t\n]+", text)).strip(" ")


# --- To Argdown -------------------------------------------------------------------------------------

_MENTION = r"\[\[(?P<id>[a-z0-9]+(?:-[a-z0-9]+)*)\]\](?=[ .,;!?)]|$)"
_LINK = r"\[[^\[\]\n]+\]\(https?://[^\s()\[\]<>\\]+\)"
# A run of dots or colons without white space between is a shortcode; two slashes begin a comment.
_ESCAPED = r"[\\@#*_\[\]<>{}]|\.(?=\S+?\.)|:(?=\S+?:)|/(?=[/*])|(?<==)=|=(?==)"
_SPECIAL = re.compile(rf"{_MENTION}|(?P<link>{_LINK})|(?P<escaped>{_ESCAPED})")


def argdown(text: str, mentionable: Collection[str] = ()) -> str:
    """A text of a record on one line of Argdown, which reads back as the same.

    Args:
        text: Markdown; white space is made single.
        mentionable: The ids that are titles in the file.
    """

    def written(match: re.Match[str]) -> str:
        if match["escaped"]:
            return f"\\{match['escaped']}"
        if match["link"]:
            return match["link"]
        if match["id"] in mentionable:
            return f"@[{match['id']}]"
        return "".join(f"\\{mark}" if mark in "[]" else mark for mark in match.group())

    return _SPECIAL.sub(written, _joined(text))


def flow(value: Any) -> str:
    """A value as YAML in one line that both Argdown's reader and YAML's take for the same.

    Braces in texts are written as escapes, since Argdown looks for the end of data without reading it.
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int() | float():
            return repr(value)
        case str():
            return f'"{"".join(_character(character) for character in value)}"'
        case dict():
            return f"{{{', '.join(f'{key}: {flow(inner)}' for key, inner in value.items())}}}"
        case _:
            return f"[{', '.join(map(flow, value))}]"


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def _character(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character in "{}" or not character.isprintable():
        code = ord(character)
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004
    return character
