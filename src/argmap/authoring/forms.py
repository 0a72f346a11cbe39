"""The issue forms in which people propose records without writing YAML: what they ask, and what was answered.

The forms themselves are `.github/ISSUE_TEMPLATE/*.yml`; a test holds them to the fields named here.  GitHub
renders a submitted form as Markdown: each label as a heading, the answer below it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from argmap import yamlio
from argmap.diagnostics import Diagnostic, Severity, Span
from argmap.invisible import named, unseen
from argmap.model import STRENGTHS, EvidenceType, Stance

if TYPE_CHECKING:
    from collections.abc import Mapping

NO_ANSWER = ("", "_No response_", "None")
"""What GitHub writes where a question was left open; the last where there were answers to choose from."""

FOR, AGAINST = "speaks for it", "speaks against it"


@dataclass(frozen=True, slots=True)
class Field:
    """One question of a form.

    Attributes:
        id: What the form and the address that fills it in call it.
        label: The question, which GitHub makes the heading of the answer.
        required: Whether the form cannot be sent without an answer.
        options: The answers to choose from; none where text is asked for.
    """

    id: str
    label: str
    required: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """An issue form.  No two have the same first label, by which a submitted one is recognised.

    Attributes:
        template: Its file's name.
        fields: What it asks, in order.
    """

    template: str
    fields: tuple[Field, ...]

    def __getitem__(self, id: str) -> Field:
        """The question of this id.

        Raises:
            KeyError: The form does not ask it.
        """
        for field in self.fields:
            if field.id == id:
                return field
        raise KeyError(f"{self.template} does not ask {id!r}")


_STRENGTH = Field("strength", "How strongly", options=tuple(STRENGTHS))
_NOTE = Field("note", "What is meant")

NEW_CLAIM = Form(
    "new-claim.yml",
    (
        Field("headline", "Claim", required=True),
        Field("topic", "Topic"),
        _NOTE,
        Field("supports", "Speaks for"),
        Field("attacks", "Speaks against"),
        _STRENGTH,
        Field("because", "Why it bears on them"),
        Field("person", "Who says it"),
        Field("stance", "How they stand to it", options=get_args(Stance)),
        Field("quote", "Exact words"),
        Field("source", "Drawn from"),
    ),
)
NEW_EVIDENCE = Form(
    "new-evidence.yml",
    (
        Field("headline", "Finding", required=True),
        Field("type", "Sort of evidence", required=True, options=get_args(EvidenceType)),
        Field("claim", "What it bears on", required=True),
        Field("bearing", "How it bears on it", required=True, options=(FOR, AGAINST)),
        _STRENGTH,
        Field("because", "Why it bears on it"),
        Field("source", "Published in"),
        _NOTE,
    ),
)
CHALLENGE = Form(
    "challenge.yml",
    (
        Field("claim", "What is challenged", required=True),
        Field("headline", "Objection", required=True),
        Field("because", "Why it speaks against it", required=True),
        _STRENGTH,
        Field("step", "Only the step from"),
        _NOTE,
    ),
)
FORMS = (NEW_CLAIM, NEW_EVIDENCE, CHALLENGE)


@dataclass(frozen=True, slots=True)
class Submission:
    """A form that was sent.

    Attributes:
        form: Which.
        answers: The questions answered, by id.
        spans: Where each question stands.
        lines: The lines of the text.
    """

    form: Form
    answers: Mapping[str, str]
    spans: Mapping[str, Span]
    lines: tuple[str, ...]

    def finding(self, code: str, id: str, message: str, fix: str = "") -> Diagnostic:
        """An error about the answer to a question, told at the question."""
        first = next(iter(self.spans.values()))
        return _finding(code, self.spans.get(id, first), message, fix, self.lines)


def read(raw: bytes, file: str) -> tuple[Submission | None, list[Diagnostic]]:
    """The form a text holds, or None where it holds none; and what is wrong with it.

    Args:
        raw: The body of the issue: untrusted.
        file: What findings call it.
    """
    text = yamlio.decode(raw, file)
    if isinstance(text, yamlio.Document):
        return None, list(text.diagnostics)
    lines = tuple(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"))
    form, start = _recognised(lines)
    if form is None:
        names = " or ".join(f"`### {one.fields[0].label}`" for one in FORMS)
        message = "this is no form as GitHub renders it"
        return None, [_finding("not-a-form", Span(file), message, f"it begins with {names}", lines)]
    problems = _invisible(lines, file)
    labels = {f"### {field.label}": field for field in form.fields}
    answers: dict[str, list[str]] = {}
    spans: dict[str, Span] = {}
    answer: list[str] = []
    for number, line in enumerate(lines[start:], start + 1):
        field = labels.get(line.rstrip())
        if field is None:
            answer.append(line)
            continue
        span = Span(file, number, 1, number, len(line.rstrip()) + 1)
        if field.id in answers:
            message = f"the heading “{field.label}” stands here a second time"
            fix = "if it is part of an answer, write it in other words"
            problems.append(_finding("duplicate-key", span, message, fix, lines))
            break
        answers[field.id], spans[field.id] = (answer := []), span
    given = {id: "\n".join(text).strip() for id, text in answers.items()}
    given = {id: text for id, text in given.items() if text not in NO_ANSWER}
    return Submission(form, given, spans, lines), problems


def _recognised(lines: tuple[str, ...]) -> tuple[Form | None, int]:
    """The form whose first heading comes first, and the index of that line."""
    firsts = {f"### {form.fields[0].label}": form for form in FORMS}
    for index, line in enumerate(lines):
        if (form := firsts.get(line.rstrip())) is not None:
            return form, index
    return None, 0


def _invisible(lines: tuple[str, ...], file: str) -> list[Diagnostic]:
    """The first character that nobody sees, if there is one."""
    for number, line in enumerate(lines, 1):
        if (bad := unseen(line)) is not None:
            span = Span(file, number, bad.start() + 1, number, bad.end() + 1)
            message = f"the text holds {named(bad)}"
            return [_finding("control-character", span, message, "delete it", lines)]
    return []


def _finding(
    code: str, span: Span, message: str, fix: str, lines: tuple[str, ...]
) -> Diagnostic:  # fmt: skip
    return Diagnostic(code, Severity.ERROR, span, message, fix, lines[span.line - 1])
