"""From a submitted form to a record: what the answers mean in this knowledge base, or what is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from argmap.authoring.forms import CHALLENGE, FOR, NEW_CLAIM, NEW_EVIDENCE
from argmap.authoring.scaffold import find_quote
from argmap.diagnostics import did_you_mean
from argmap.model import STATEMENTS
from argmap.wording import either, with_article

if TYPE_CHECKING:
    from argmap.authoring.forms import Submission
    from argmap.diagnostics import Diagnostic
    from argmap.kb import KnowledgeBase
    from argmap.model import Record

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Proposal:
    """The record a form asks for, not yet checked.

    Attributes:
        kind: What kind of record.
        headline: Its headline.
        topic: The folder it goes to.
        fields: Its other fields, as they would be written.
        diagnostics: What is missing or unusable, told where the form asks for it; with any, the rest is not whole.
    """

    kind: str
    headline: str
    topic: str
    fields: Fields
    diagnostics: tuple[Diagnostic, ...]


def propose(kb: KnowledgeBase, submission: Submission) -> Proposal:
    """The record that a submitted form asks for."""
    answers = _Answers(kb, submission)
    for one in submission.form.fields:
        if one.required and one.id not in submission.answers:
            answers.miss("missing-field", one.id, f"“{one.label}” is not answered")
    kind, make = _MAKERS[submission.form.template]
    fields = make(answers)
    return Proposal(
        kind,
        _sentence(answers.line("headline")),
        answers.topic(),
        {key: value for key, value in fields.items() if value},
        tuple(dict.fromkeys(answers.problems)),
    )


@dataclass(slots=True)
class _Answers:
    """The answers of a form as the knowledge base understands them; what it does not is collected.

    Attributes:
        bears_on: The records that the new one speaks for or against.
    """

    kb: KnowledgeBase
    submission: Submission
    problems: list[Diagnostic] = field(default_factory=list)
    bears_on: list[Record] = field(default_factory=list)

    def miss(self, code: str, id: str, message: str, fix: str = "") -> None:
        self.problems.append(self.submission.finding(code, id, message, fix))

    def text(self, id: str) -> str:
        """An answer as it was given; empty where there is none."""
        return self.submission.answers.get(id, "")

    def line(self, id: str) -> str:
        """An answer as one line."""
        return " ".join(self.text(id).split())

    def choice(self, id: str) -> str:
        """One of the answers the form offers."""
        answer, options = self.text(id), self.submission.form[id].options
        if not answer or answer in options:
            return answer
        message = f"{answer!r} is none of the answers offered"
        self.miss("unknown-value", id, message, f"they are {either([*options])}")
        return ""

    def record(self, id: str, *kinds: str) -> Record | None:
        """The record an answer names: by its id, the address of its page, its headline or its own address."""
        return self._named(id, self.line(id), kinds) if self.text(id) else None

    def target(self, id: str) -> list[Record]:
        """The statement an answer names; none where it names none."""
        return self._targets(id, [self.line(id)])

    def targets(self, id: str) -> list[Record]:
        """The statements an answer names by id, with commas or white space between."""
        return self._targets(id, re.split(r"[\s,;]+", self.text(id)))

    def _targets(self, id: str, words: list[str]) -> list[Record]:
        named = [self._named(id, one, STATEMENTS) for one in words if one]
        found = [one for one in named if one is not None]
        self.bears_on += found
        return found

    def _named(self, id: str, words: str, kinds: tuple[str, ...]) -> Record | None:
        known = [one for one in self.kb.records.values() if one.kind in kinds]
        called = words.strip("[] /").rpartition("/")[2].partition("|")[0]
        found = self.kb.get(called) or next(
            (one for one in known if _plain(words) in map(_plain, _names(one))), None
        )
        if found is not None and found.kind in kinds:
            return found
        wanted = either([with_article(kind) for kind in kinds])
        if found is None:
            guess = did_you_mean(called, [one.id for one in known])
            fix = guess or f"give its id; `argmap new {kinds[0]}` writes one"
            self.miss("unknown-id", id, f"{words!r} is not {wanted} of this knowledge base", fix)
        else:
            message = f"{found.id!r} is {with_article(found.kind)}, and this asks for {wanted}"
            self.miss("wrong-kind", id, message)
        return None

    def topic(self) -> str:
        """The folder of the record: what was answered, else that of what it bears on."""
        if self.text("topic"):
            found = self.record("topic", "topic")
            return found.id if found is not None else ""
        if not self.bears_on and not self.problems:
            fix = f"name one: {', '.join(self.kb.topics)}"
            self.miss("missing-field", "topic", "no topic is named, nor what it bears on", fix)
        return self.bears_on[0].topic if self.bears_on else ""

    def reason(self, to: Record) -> Fields | str:
        """A weighted link: in short form where nothing but the id is said."""
        said = {"strength": self.choice("strength"), "because": self.line("because")}
        said = {key: value for key, value in said.items() if value}
        return {"to": to.id, **said} if said else to.id

    def quote(self, source: Record | None) -> tuple[Fields, str]:
        """Somebody's words with their source, and who speaks there as far as it is known; both looked up."""
        words = self.line("quote").lstrip("> ").strip('"“”')
        if not words or (source is None and self.text("source")):
            return {}, ""
        places = [p for p in find_quote(self.kb, words) if source is None or source.id == p.source]
        sources = {source.id} if source is not None else {place.source for place in places}
        if len(sources) > 1:
            known = " and ".join(sorted(sources))
            self.miss("quote-not-found", "source", f"the words stand in {known}", "say in which")
            return {}, ""
        if not sources:
            message = "these words stand in no archived text in one piece"
            fix = "copy them from it, or say where they stand"
            self.miss("quote-not-found", "quote", message, fix)
            return {}, ""
        speakers = {place.speaker for place in places}
        speaker = speakers.pop() if len(speakers) == 1 else None
        return {"text": words, "source": sources.pop()}, speaker or ""

    def positions(self, source: Record | None) -> list[Fields]:
        """Who holds the claim, and in which words; empty where nobody is named or quoted."""
        named = self.record("person", "person")
        quote, speaker = self.quote(source)
        person = named.id if named is not None else speaker
        stance = self.choice("stance")
        if person:
            position: Fields = {"person": person, "stance": stance or "accepts"}
            return [position | ({"quotes": [quote]} if quote else {})]
        if (quote or stance) and not self.text("person"):
            self.miss("missing-field", "person", "nothing says who holds it", "name the person")
        return []


def _claim(answers: _Answers) -> Fields:
    links = {
        relation: [answers.reason(one) for one in answers.targets(relation)]
        for relation in ("supports", "attacks")
    }
    for said in ("strength", "because"):
        if answers.text(said) and not (answers.text("supports") or answers.text("attacks")):
            fix = "name what it speaks for or against"
            answers.miss("missing-field", said, "this tells of a link, and none is given", fix)
    source = answers.record("source", "source")
    return {
        "note": answers.text("note"),
        "positions": answers.positions(source),
        **links,
        "cites": [source.id] if source is not None and not answers.text("quote") else [],
    }


def _evidence(answers: _Answers) -> Fields:
    relation = "supports" if answers.choice("bearing") == FOR else "attacks"
    source = answers.record("source", "source")
    return {
        "note": answers.text("note"),
        "type": answers.choice("type"),
        "source": source.id if source is not None else "",
        relation: [answers.reason(one) for one in answers.target("claim")],
    }


def _challenge(answers: _Answers) -> Fields:
    fields: Fields = {"note": answers.text("note")}
    targets = answers.target("claim")
    step = answers.record("step", *STATEMENTS)
    if not answers.text("step"):
        return fields | {"attacks": [answers.reason(one) for one in targets]}
    if answers.text("strength"):
        message = "an objection to a step has no strength"
        answers.miss("unknown-field", "strength", message, "leave it open")
    steps = [f"{step.id} > {one.id}" for one in targets] if step is not None else []
    for one in steps:
        if one not in answers.kb.weighted_links:
            answers.miss("unknown-link", "step", f"there is no step `{one}`", "name a reason given there")  # fmt: skip
    return fields | {
        "undercuts": [{"to": one, "because": answers.line("because")} for one in steps]
    }


_MAKERS = {
    NEW_CLAIM.template: ("claim", _claim),
    NEW_EVIDENCE.template: ("evidence", _evidence),
    CHALLENGE.template: ("claim", _challenge),
}


def _sentence(line: str) -> str:
    """A headline, closed where it was left open."""
    return f"{line}." if line and line[-1].isalnum() else line


def _names(record: Record) -> tuple[str, str]:
    return record.headline, getattr(record, "url", "") or record.headline


def _plain(text: str) -> str:
    """What two ways to write a name or an address have in common."""
    return " ".join(text.casefold().split()).rstrip("./")
