"""Texts: the form of a headline, addresses, and no HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from argmap.diagnostics import Severity
from argmap.fields import Markdown, Url
from argmap.model import Claim, Crux, Experiment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.diagnostics import Diagnostic
    from argmap.fields import Mention
    from argmap.kb import KnowledgeBase

MAX_HEADLINE = 250
"""Characters; a headline is one sentence."""

WEB_ADDRESS = re.compile(r"https?://[^\s/?#\\<>\"]+\.[^\s\\<>\"]*|https?://localhost[^\s\\<>\"]*")
HTML = re.compile(r"<(?:[a-zA-Z/!?][^<>\n]*)>|&#?\w+;")
_CODE = re.compile(r"(`+).*?\1", re.DOTALL)
_MARKDOWN_ADDRESS = re.compile(
    r"\]\(\s*<?\s*([^)\s>]*)|^\s{0,3}\[[^\]]+\]:\s*<?(\S+)", re.MULTILINE
)
# What must not stand before the mark comes after it, so that the search leaps from mark to mark.
_SECOND_SENTENCE = re.compile(r"[.!?](?<!\b[A-Z].)(?<!e\.g.)(?<!i\.e.)(?<!etc.)(?<!vs.)\s+[A-Z]")


def headlines(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """A claim is one declarative sentence; a crux and an experiment are questions."""
    for id, record in kb.records.items():
        text = record.headline.strip()
        problem, fix = "", ""
        if isinstance(record, Claim):
            if text.endswith("?"):
                problem, fix = (
                    "a claim is a sentence that can be true or false, not a question",
                    ("say what would be true; a question on which people part is a `crux`"),
                )
            elif not text.endswith((".", ".”", '."', "!")):
                problem, fix = "a claim is one whole sentence", "end it with a full stop"
            elif _SECOND_SENTENCE.search(text):
                problem, fix = (
                    "a claim is one sentence, and here are two",
                    ("split it into two claims, or put the rest into `note:`"),
                )
        elif isinstance(record, (Crux, Experiment)) and not text.endswith("?"):
            problem, fix = (
                f"{'a crux' if isinstance(record, Crux) else 'an experiment'} asks a question",
                ("end it with a question mark"),
            )
        if not problem and len(text) > MAX_HEADLINE:
            problem = f"the headline has {len(text)} characters; at most {MAX_HEADLINE} are read"
            fix = "put scope and reasons into `note:`"
        if not problem and "\n" in text:
            problem, fix = "a headline is one line", "put the rest into `note:`"
        if problem:
            yield kb.documents[id].finding(
                "headline-form", Severity.WARNING, problem, path=(record.kind,), fix=fix
            )


def raw_html(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """Texts are Markdown without HTML."""
    for id, mention, _ in kb.marked(Markdown):
        if "<" not in mention.text and "&" not in mention.text:
            continue
        match = HTML.search(_CODE.sub("", mention.text))
        if match is not None and not re.fullmatch(r"<https?://[^<>\s]*>", match.group()):
            yield kb.documents[id].finding(
                "raw-html",
                Severity.ERROR,
                f"`{match.group()}` is HTML, which is shown as it is written",
                path=_written(mention.path, kb.records[id].kind),
                fix="use Markdown, or put it between `backticks`",
            )


def addresses(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """Addresses, in fields and in texts, are web addresses: no script, no file, no typing error."""
    for id, mention, address in _addresses(kb):
        if not WEB_ADDRESS.fullmatch(address):
            yield kb.documents[id].finding(
                "bad-address",
                Severity.ERROR,
                f"{address!r} is not a web address",
                path=_written(mention.path, kb.records[id].kind),
                fix="write the whole address, beginning with https://; "
                "a record is linked with [[id]]",
            )


def _addresses(kb: KnowledgeBase) -> Iterator[tuple[str, Mention, str]]:
    """Every address with the id of its record and the text it stands in."""
    for id, mention, _ in kb.marked(Url):
        yield id, mention, mention.text
    for id, mention, _ in kb.marked(Markdown):
        if "](" in mention.text or "]:" in mention.text:
            for inline, defined in _MARKDOWN_ADDRESS.findall(_CODE.sub("", mention.text)):
                yield id, mention, inline or defined


def _written(path: tuple[str | int, ...], kind: str) -> tuple[str | int, ...]:
    """The path as it stands in the file, where the headline is written after the kind."""
    return (kind, *path[1:]) if path and path[0] == "headline" else path


CHECKS = (headlines, raw_html, addresses)
