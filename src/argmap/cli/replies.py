"""Reads the answers a person gives to `argmap new`: each reader makes a value, or says what is wrong.

A reader raises `click.UsageError`, after which the question is put again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from argmap.authoring.scaffold import ScaffoldError, check_id, find_quote
from argmap.checks.quotes import closest
from argmap.diagnostics import did_you_mean
from argmap.fields import WEB_ADDRESS, Date, unwrap

if TYPE_CHECKING:
    from collections.abc import Callable

    from argmap.authoring.scaffold import Found
    from argmap.cli.asking import Entry
    from argmap.kb import KnowledgeBase


def text(_: Entry, answer: str) -> str:
    """Any words."""
    if not answer:
        raise click.UsageError("this cannot be left out")
    return answer


def sentence(entry: Entry, answer: str) -> str:
    """A sentence, with its full stop where that was left out."""
    words = text(entry, answer)
    return f"{words}." if words[-1].isalnum() else words


def question(entry: Entry, answer: str) -> str:
    """A question."""
    if not text(entry, answer).endswith("?"):
        raise click.UsageError("it asks something: end it with a question mark")
    return answer


def one_of(*words: str) -> Callable[[Entry, str], str]:
    """One of some words."""

    def read(_: Entry, answer: str) -> str:
        if answer not in words:
            hint = did_you_mean(answer, words) or f"one of {', '.join(words)}"
            raise click.UsageError(f"{answer!r} is none of them; {hint}")
        return answer

    return read


def yes_no(_: Entry, answer: str) -> bool:
    """Yes or no."""
    if answer.lower() not in ("y", "yes", "n", "no"):
        raise click.UsageError("answer yes or no")
    return answer.lower().startswith("y")


def number(low: float, high: float) -> Callable[[Entry, str], float]:
    """A number in a range, ends included."""

    def read(_: Entry, answer: str) -> float:
        try:
            value = float(answer)
        except ValueError:
            value = float("nan")
        if not low <= value <= high:
            raise click.UsageError(f"{answer!r} is not a number from {low:g} to {high:g}")
        return value

    return read


def topic(entry: Entry, answer: str) -> str:
    """The id of a topic."""
    topics = entry.kb.topics
    if answer not in topics:
        hint = did_you_mean(answer, topics) or f"the topics are {', '.join(topics) or 'none yet'}"
        raise click.UsageError(
            f"there is no topic {answer!r}; {hint}; `argmap new topic` starts one"
        )
    return answer


def unused_id(entry: Entry, answer: str) -> str:
    """An id that a new record can have."""
    try:
        check_id(entry.kb, answer)
    except ScaffoldError as error:
        raise click.UsageError(str(error)) from None
    return answer


def record(*kinds: str) -> Callable[[Entry, str], str]:
    """The id of a record of one of some kinds, or the number of one that was shown as near."""

    def read(entry: Entry, answer: str) -> str:
        if answer.isdecimal() and 0 < int(answer) <= len(entry.near):
            answer = entry.near[int(answer) - 1].id
        found = entry.kb.get(answer)
        if found is None:
            ids = [id for id, one in entry.kb.records.items() if one.kind in kinds]
            hint = did_you_mean(answer, ids) or f"`argmap new {kinds[0]}` writes one"
            raise click.UsageError(f"there is no {' or '.join(kinds)} {answer!r}; {hint}")
        if found.kind not in kinds:
            raise click.UsageError(f"{answer!r} is of kind {found.kind}, not {' or '.join(kinds)}")
        return found.id

    return read


def records(*kinds: str) -> Callable[[Entry, str], tuple[str, ...]]:
    """Several of them, with commas or white space between."""
    one = record(*kinds)

    def read(entry: Entry, answer: str) -> tuple[str, ...]:
        parts = [part for part in re.split(r"[\s,]+", answer) if part]
        return tuple(dict.fromkeys(one(entry, part) for part in parts))

    return read


def authors(entry: Entry, answer: str) -> tuple[str, ...]:
    """Names with semicolons between; who has a record is given by its id."""
    known = {person.headline.casefold(): id for id, person in entry.kb.people.items()}
    names = [part.strip() for part in answer.split(";") if part.strip()]
    return tuple(known.get(name.casefold(), name) for name in names)


def quote(entry: Entry, answer: str) -> str:
    """Words that stand in an archived text; where they do is told."""
    for found in find_words(entry.kb, answer, entry.given["source"]):
        speaker = found.speaker or "nobody the archive names, or by several"
        click.echo(f"  {found.locator} in {found.source}, spoken by {speaker}", err=True)
    return answer


def date(_: Entry, answer: str) -> str:
    """A year, month or day."""
    _, (form,) = unwrap(Date)
    if not re.fullmatch(form.regex, answer):
        raise click.UsageError(f"{answer!r} is not {form.meaning}")
    return answer


def address(_: Entry, answer: str) -> str:
    """A web address."""
    if not WEB_ADDRESS.fullmatch(answer):
        raise click.UsageError(f"{answer!r} is not a whole address, beginning with https://")
    return answer


def find_words(kb: KnowledgeBase, words: str, source: str | None) -> list[Found]:
    """Where a quote stands: in one source, in any where none is named.

    Raises:
        click.UsageError: It stands nowhere; where the text is at hand, with the passage most like it.
    """
    places = [found for found in find_quote(kb, words) if source in (None, found.source)]
    if not places:
        passages = (closest(kb, archive, words) for archive in kb.archives.values())
        like = next((passage for passage in passages if passage), "")
        raise click.UsageError(
            "these words stand in no archived text in one piece; "
            + (like or "copy them from it, typing errors included")
        )
    return places
