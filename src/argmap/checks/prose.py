"""Texts: the form of a headline, addresses, and no HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from argmap.checks.markup import html_in, stray_addresses
from argmap.diagnostics import Severity
from argmap.fields import Markdown, visit
from argmap.model import Claim, Crux, Experiment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.diagnostics import Diagnostic
    from argmap.fields import Mention
    from argmap.kb import KnowledgeBase
    from argmap.yamlio import Document

MAX_HEADLINE = 250
"""Characters; a headline is one sentence."""

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
    for document, kind, mention in _texts(kb):
        if "<" not in mention.text and "&" not in mention.text:
            continue
        if found := html_in(mention.text):
            yield document.finding(
                "raw-html",
                Severity.ERROR,
                f"`{found}` is HTML, which is shown as it is written",
                path=_written(mention.path, kind),
                fix="use Markdown, or put it between `backticks`",
            )


def addresses(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """The links of texts lead to the web: to no script, no file, no page of this site, no typing error."""
    for document, kind, mention in _texts(kb):
        if "](" not in mention.text and "]:" not in mention.text and "<" not in mention.text:
            continue
        for address in stray_addresses(mention.text):
            yield document.finding(
                "bad-address",
                Severity.ERROR,
                f"{address!r} is not a web address",
                path=_written(mention.path, kind),
                fix="write the whole address, beginning with https://; "
                "a record is linked with [[id]]",
            )


def _texts(kb: KnowledgeBase) -> Iterator[tuple[Document, str, Mention]]:
    """The Markdown of records and settings, with the document and the kind of record each text stands in."""
    for id, mention, _ in kb.marked(Markdown):
        yield kb.documents[id], kb.records[id].kind, mention
    if kb.settings_document is not None:
        for mention in visit(kb.settings):
            if any(isinstance(one, Markdown) for one in mention.markers):
                yield kb.settings_document, kb.settings.kind, mention


def _written(path: tuple[str | int, ...], kind: str) -> tuple[str | int, ...]:
    """The path as it stands in the file, where the headline is written after the kind."""
    return (kind, *path[1:]) if path and path[0] == "headline" else path


CHECKS = (headlines, raw_html, addresses)
