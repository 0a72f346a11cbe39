"""Quotes stand where they are said to stand, word for word, in the mouth they are put in."""

from __future__ import annotations

from collections import defaultdict
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from argmap.diagnostics import Diagnostic, Severity
from argmap.files import TEXTS
from argmap.model import Source
from argmap.sources import MAX_WORDS, WINDOW, sentences, tokens, word_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.kb import CheckedQuote, KnowledgeBase
    from argmap.sources import Archive, Place

MAX_QUOTED_SHARE = 0.35
"""How much of a source may be quoted; the rest is drawn on with `cites`."""


def quotes(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """Every quote is genuine: exact, of sensible length, in its source, by its speaker."""
    for checked in kb.quotes.values():
        finding = _length(kb, checked) or _genuine(kb, checked)
        if finding is not None:
            yield finding


def _length(kb: KnowledgeBase, checked: CheckedQuote) -> Diagnostic | None:
    words = word_count(checked.quotation.text)
    if words < WINDOW:
        return _finding(
            kb, checked, "quote-too-short", f"a quote has at least {WINDOW} words; this has {words}",
            "quote more of the sentence, or draw on it with `cites`",
        )  # fmt: skip
    if words > MAX_WORDS:
        return _finding(
            kb, checked, "quote-too-long", f"a quote has at most {MAX_WORDS} words; this has {words}",
            "quote the words that matter and draw on the rest with `cites`",
        )  # fmt: skip
    return None


def _genuine(kb: KnowledgeBase, checked: CheckedQuote) -> Diagnostic | None:
    if checked.speaker is not None and checked.place is not None:
        return None
    source = kb.get(checked.quotation.source)
    if not isinstance(source, Source):
        return None  # reported as a reference
    archive = checked.archive
    if archive is None:
        if source.archive is not None or source.type == "archive":
            return None  # the archive without a fingerprint is reported
        return _finding(
            kb, checked, "quote-unchecked", f"{source.id!r} has no archived text, so nobody can check this quote",
            "paraphrase, or archive the text with `argmap source add`", Severity.WARNING,
        )  # fmt: skip
    if checked.place is None:
        return _not_there(kb, checked, archive, source)
    return _finding(kb, checked, *_wrong_speaker(archive, checked, checked.place))


def _not_there(
    kb: KnowledgeBase, checked: CheckedQuote, archive: Archive, source: Source
) -> Diagnostic:
    """A quote that its source does not hold: it stands elsewhere in the archive, or nowhere."""
    elsewhere = archive.fingerprint.find(checked.quotation.text)
    if elsewhere:
        at = elsewhere[0]
        return _finding(
            kb,
            checked,
            "quote-elsewhere",
            f"these words stand in line {at.line}, which is not part of {source.id!r}",
            _owner(kb, archive, at) or f"no source on record has line {at.line}",
        )
    return _finding(
        kb,
        checked,
        "quote-not-found",
        f"these words do not stand in {source.id!r} in one piece",
        closest(kb, archive, checked.quotation.text)
        or "copy the words from the source, typing errors included",
    )


def _wrong_speaker(archive: Archive, checked: CheckedQuote, place: Place) -> tuple[str, str, str]:
    speakers = sorted(archive.speakers(place))
    person = checked.quotation.person
    if len(speakers) > 1:
        return (
            "quote-of-two-speakers",
            f"{' and '.join(speakers)} speak here, one after the other",
            "quote one of them",
        )
    if not speakers:
        return (
            "quote-without-speaker",
            f"the archive does not say who speaks in line {place.line}",
            f"add the line to `speakers` of {archive.record.id}",
        )
    return (
        "quote-of-another",
        f"these are the words of {speakers[0]!r}, not of {person!r} (line {place})",
        f"give the quote to {speakers[0]}, or mark an ascription with `reported_by: {speakers[0]}`",
    )


def _owner(kb: KnowledgeBase, archive: Archive, place: Place) -> str:
    for id, source in kb.sources.items():
        held = source.archive
        if (
            held is not None
            and kb.aliases.get(held.archive, held.archive) == archive.record.id
            and any(first <= place.line <= last for first, last in held.lines)
        ):
            return f"write `source: {id}`"
    return ""


def closest(kb: KnowledgeBase, archive: Archive, quote: str) -> str:
    """Where the sentence most like a quote stands, if the text lies beside the knowledge base; else empty."""
    text = kb.named(f"{TEXTS}/{archive.record.id}.txt")
    if text is None:
        return ""
    wanted = tokens(quote)
    matcher: SequenceMatcher[str] = SequenceMatcher(autojunk=False)
    matcher.set_seq2(wanted)
    best, where = 0.0, ""
    for number, line in enumerate(text.decode("utf-8", "replace").splitlines(), 1):
        for position, sentence in enumerate(sentences(line), 1):
            matcher.set_seq1(tokens(sentence))
            shared = sum(block.size for block in matcher.get_matching_blocks()) / len(wanted)
            if shared > best:
                best, where = shared, f"closest is {number}.{position}: “{sentence}”"
    return where if best > 0.5 else ""  # noqa: PLR2004 - less than half the words is no likeness


def _finding(
    kb: KnowledgeBase,
    checked: CheckedQuote,
    code: str,
    message: str,
    fix: str,
    severity: Severity = Severity.ERROR,
) -> Diagnostic:
    path = checked.quotation.path
    document = kb.documents[checked.quotation.record]
    return document.finding(code, severity, message, path=(*path, "text"), fix=fix)


def quoted_share(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """All quotes together stay a small part of the source."""
    # For each archive and each line in it, the tokens that are quoted: one bit each.
    quoted: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for checked in kb.quotes.values():
        if checked.archive is not None and (place := checked.place) is not None:
            quoted[checked.archive.record.id][place.line] |= (1 << place.end) - (1 << place.start)
    for id, lines in quoted.items():
        words = sum(line.bit_count() for line in lines.values())
        share = words / max(1, kb.archives[id].fingerprint.token_count)
        if share > MAX_QUOTED_SHARE:
            yield kb.documents[id].finding(
                "too-much-quoted",
                Severity.WARNING,
                f"{share:.0%} of this source is quoted; the text is not ours to republish",
                fix=f"draw on passages with `cites` until at most {MAX_QUOTED_SHARE:.0%} is quoted",
            )


CHECKS = (quotes, quoted_share)
