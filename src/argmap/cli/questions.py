"""What `argmap new` asks for each kind of record, and what it proposes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from argmap.authoring.proposals import source_id
from argmap.authoring.scaffold import find_quote, propose_id, taken_ids
from argmap.cli import replies
from argmap.cli.asking import Entry, Question
from argmap.model import RELIABILITIES, STATEMENTS, STRENGTHS, Source, Stance
from argmap.schema import choices

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


# --- Proposals and conditions -----------------------------------------------------------------------


def _topic(entry: Entry) -> str:
    topics = entry.kb.topics
    return next((one.topic for one in entry.near if one.topic in topics), next(iter(topics), ""))


def _id(entry: Entry) -> str:
    given, taken = entry.given, taken_ids(entry.kb)
    if entry.kind == "source":
        return source_id(given["headline"], given["authors"] or (), given["date"] or "", taken)
    return propose_id(given["handle"] if entry.has("handle") else given["headline"], taken)


def _speaker(entry: Entry) -> str:
    words, source = entry.given["quote"], entry.given["source"]
    if not words:
        return ""
    places = [found for found in find_quote(entry.kb, words) if source in (None, found.source)]
    speakers = {found.speaker for found in places}
    return speakers.pop() or "" if len(speakers) == 1 else ""


def _unnamed(entry: Entry) -> str:
    return "yes" if entry.given["headline"].lower().startswith("unnamed") else "no"


def _linked(entry: Entry) -> bool:
    return entry.has("supports", "attacks")


def _has_archive(entry: Entry) -> bool:
    return bool(entry.kb.archives)


def _in_several(entry: Entry) -> bool:
    """Whether the words quoted stand in more than one source."""
    return entry.has("quote") and len(_sources(entry)) > 1


def _sources(entry: Entry) -> list[str]:
    return sorted({found.source for found in find_quote(entry.kb, entry.given["quote"])})


# --- The questions ----------------------------------------------------------------------------------


def _headline(words: str, read: Callable[[Entry, str], str] = replies.text) -> Question:
    return Question("headline", words, read, needed=True)


def _choice(option: str, words: str, among: Collection[str], **more: Any) -> Question:
    return Question(option, words, replies.one_of(*among), among=lambda _: among, **more)


_TOPIC = Question(
    "topic",
    "Topic",
    replies.topic,
    needed=True,
    among=lambda entry: entry.kb.topics,
    propose=_topic,
)
_NOTE = Question("note", "What the headline leaves open", replies.text)
_LINKS = (
    Question("supports", "Speaks for (ids, or numbers from above)", replies.records(*STATEMENTS)),
    Question("attacks", "Speaks against", replies.records(*STATEMENTS)),
    _choice("strength", "How strongly, if not moderately", STRENGTHS, when=_linked),
    Question("because", "Why it bears on that, in one sentence", replies.text, when=_linked),
)  # fmt: skip
_QUOTE = (
    Question(
        "quote", "Exact words from an archived source, 4 to 40", replies.quote, when=_has_archive
    ),
    Question(
        "source", "In which of these sources", replies.record("source"), needed=True,
        among=_sources, when=_in_several,
    ),
)  # fmt: skip
_URL = Question("url", "Web address", replies.address)
_ID = Question("id_", "Its id, which is its address on the site", replies.unused_id, propose=_id)

QUESTIONS: dict[str, tuple[Question, ...]] = {
    "claim": (
        _headline("The claim, one sentence that can be true or false", replies.sentence),
        _TOPIC,
        _NOTE,
        *_LINKS,
        *_QUOTE,
        Question("person", "Who holds it (id)", replies.record("person"), propose=_speaker),
        _choice(
            "stance", "How they stand to it", choices(Stance),
            propose=lambda _: "accepts", when=lambda entry: entry.has("person"),
        ),
        _ID,
    ),
    "evidence": (
        _headline("The finding, in one sentence", replies.sentence),
        _TOPIC,
        _choice("type_", "Type", RELIABILITIES, needed=True),
        Question(
            "reliability", "How far to trust it, 0 to 1 (nothing: as its type)",
            replies.number(0, 1),
        ),
        Question("published_in", "The source it was published in (id)", replies.record("source")),
        _NOTE,
        *_LINKS,
        *_QUOTE,
        _ID,
    ),
    "crux": (
        _headline("The question on which people part", replies.question),
        _TOPIC,
        Question(
            "turns_on", "The claim that the answer yes means (id, or a number from above)",
            replies.record("claim"), needed=True, when=lambda entry: not entry.has("between"),
        ),
        Question(
            "decides", "Conclusions that move with the answer (ids)", replies.records(*STATEMENTS)
        ),
        _NOTE,
        _ID,
    ),
    "experiment": (
        _headline("The question to the world", replies.question),
        _TOPIC,
        Question(
            "tests", "The claim it tests (id, or a number from above)", replies.record("claim"),
            needed=True,
        ),
        Question("if_true", "P(yes) if the claim holds", replies.number(0, 1), needed=True),
        Question("if_false", "P(yes) if it does not", replies.number(0, 1), needed=True),
        Question("protocol", "Data, model, what is measured, baseline, control", replies.text),
        Question("decision_rule", "Which measurement counts as yes", replies.text),
        Question("effort_days", "Person-days of work", replies.number(0.01, 10_000)),
        _ID,
    ),
    "source": (
        _headline("Its title"),
        _choice("type_", "Type", choices(Source, "type"), needed=True),
        Question("authors", "Authors, with ; between", replies.authors),
        Question("date", "Published (2026, 2026-01 or 2026-01-31)", replies.date),
        _URL,
        Question("venue", "Journal, conference or site", replies.text),
        _ID,
    ),
    "person": (
        _headline("Name; without one, such as: Unnamed commenter, on rye"),
        Question("anonymous", "No name is known (yes or no)", replies.yes_no, propose=_unnamed),
        Question("handle", "The name they write under", replies.text),
        _URL,
        _ID,
    ),
    "topic": (
        _headline("Its name"),
        Question("summary", "Two sentences on it", replies.text, needed=True),
        _ID,
    ),
}  # fmt: skip
