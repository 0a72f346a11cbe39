"""How `argmap new` asks a person for the options that were not given.

Somebody at a terminal who gives no headline is led through all questions of the kind and may pass over
most of them.  With a headline, only what a record cannot do without is asked for.  Where nobody is there, a
missing option ends the command.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import click

from argmap.cli.common import wrong
from argmap.model import STATEMENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from argmap.authoring.scaffold import Found
    from argmap.kb import KnowledgeBase
    from argmap.model import Record

Given = dict[str, Any]
"""The options of a command by name."""

NEAR_KINDS = {
    "claim": STATEMENTS,
    "evidence": STATEMENTS,
    "crux": ("claim",),
    "experiment": ("claim",),
}
"""What a record of a kind may be linked to; the others are held against their own kind, for doubles."""


@dataclass
class Entry:
    """A record that is being made.

    Attributes:
        kb: The knowledge base it is to join.
        kind: What kind of record.
        given: The options given, and the answers so far.
        led: Whether a person was led through all questions.
        places: Where the words quoted stand.
    """

    kb: KnowledgeBase
    kind: str
    given: Given
    led: bool = False
    places: tuple[Found, ...] = ()

    @cached_property
    def near(self) -> tuple[Record, ...]:
        """The records its headline, which must be known, has most in common with."""
        from argmap.authoring.proposals import near

        kinds = NEAR_KINDS.get(self.kind, (self.kind,))
        return near(self.kb, self.given["headline"], kinds)

    def has(self, *options: str) -> bool:
        """Whether any of the options has a value."""
        return any(self.given.get(option) not in (None, (), False, "") for option in options)


@dataclass(frozen=True, slots=True)
class Question:
    """One option, as a person is asked for it.

    Attributes:
        option: The option's name among those given.
        text: The question.
        read: Makes the value from an answer, or raises `click.UsageError`, and the question is put again.
        needed: Whether no record can do without.
        among: What there is to choose from, if that is a list.
        propose: The answer that Enter stands for.
        when: Whether there is a point in asking.
    """

    option: str
    text: str
    read: Callable[[Entry, str], Any]
    needed: bool = False
    among: Callable[[Entry], Collection[str]] = lambda _: ()
    propose: Callable[[Entry], str] = lambda _: ""
    when: Callable[[Entry], bool] = lambda _: True

    @property
    def flag(self) -> str:
        """The option as it is written on the command line."""
        name = _FLAGS.get(self.option, self.option.rstrip("_").replace("_", "-"))
        return name if name.isupper() else f"--{name}"


_FLAGS = {"headline": "HEADLINE", "authors": "author"}


def person_is_there() -> bool:
    """Whether somebody at a terminal can answer."""
    return sys.stdin.isatty()


def fill(entry: Entry, questions: Sequence[Question]) -> bool:
    """Asks for what is missing, and gives whether a person was led through all of it.

    Raises:
        click.UsageError: Something needed is missing and nobody is there to ask.
    """
    led = person_is_there() and not entry.has("headline")
    if led:
        click.echo("Enter takes what stands in brackets, or passes over the question.", err=True)
    for question in questions:
        if not entry.has(question.option) and (led or question.needed) and question.when(entry):
            entry.given[question.option] = _ask(entry, question)
            if led and question.option == "headline":
                _tell_near(entry)
    return led


def _ask(entry: Entry, question: Question) -> Any:
    """The answer of the person at the terminal; None where the question is passed over."""
    proposed, choices = question.propose(entry), ", ".join(question.among(entry))
    if not person_is_there():
        hint = f"; there are {choices}" if choices else f"; perhaps {proposed}" if proposed else ""
        wrong(f"{question.flag} is missing{hint}")

    def read(answer: str) -> Any:
        answer = answer.strip()
        if not answer and not question.needed:
            return None
        return question.read(entry, _writable(answer))

    return click.prompt(
        f"{question.text} ({choices})" if choices else question.text,
        default=proposed or (None if question.needed else ""),
        show_default=bool(proposed),
        value_proc=read,
        err=True,
    )


def _tell_near(entry: Entry) -> None:
    """Shows the records near the headline, with numbers to answer by."""
    if entry.near:
        near = "Near it:" if entry.kind in NEAR_KINDS else "There already, with words in common:"
        click.echo(near, err=True)
    for number, record in enumerate(entry.near, 1):
        click.echo(f"  {number}  {record.id}: {record.headline}", err=True)


def _writable(answer: str) -> str:
    """An answer that YAML can hold.

    Raises:
        click.UsageError: It cannot.
    """
    from argmap.authoring.yamltext import record_text

    try:
        record_text({"note": answer})
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    return answer
