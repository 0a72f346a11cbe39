"""Which sentences of an archived text the records draw on, and which nothing touches."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from argmap.sources import parse_citation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from argmap.kb import KnowledgeBase
    from argmap.sources import Place

Sentence = tuple[int, int]
"""Line and number of the sentence in it, both from 1."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far one archive is drawn on.

    Attributes:
        archive: The id of the archive record.
        sentences: The place of every sentence, in order.
        quoted: For each sentence that is quoted, the records that do.
        cited: For each sentence that is cited, the records that do.
        set_aside: For each sentence under `not_cited`, why.
    """

    archive: str
    sentences: tuple[Place, ...]
    quoted: Mapping[Sentence, tuple[str, ...]]
    cited: Mapping[Sentence, tuple[str, ...]]
    set_aside: Mapping[Sentence, str]

    @property
    def untouched(self) -> tuple[Place, ...]:
        """The sentences no quote, `cites` or `not_cited` touches."""
        touched = self.quoted.keys() | self.cited.keys() | self.set_aside.keys()
        return tuple(place for place in self.sentences if key(place) not in touched)


def key(sentence: Place) -> Sentence:
    """The line and number of a place that is one sentence."""
    return sentence.line, sentence.first_sentence


def coverage(kb: KnowledgeBase, archive: str) -> Coverage:
    """What the records draw from an archive.

    A citation of a whole line covers its sentences; one of the whole archive covers none, since it
    says nothing about them.

    Raises:
        KeyError: There is no archive of this id with a fingerprint.
    """
    sentences = tuple(kb.archives[archive].sentences())
    by_line: dict[int, list[int]] = defaultdict(list)
    for place in sentences:
        by_line[place.line].append(place.first_sentence)
    aside = dict(_set_aside(kb, archive, by_line))
    return Coverage(
        archive,
        sentences,
        _grouped(_quoted(kb, archive)),
        _grouped(_cited(kb, archive, by_line)),
        aside,
    )


def _quoted(kb: KnowledgeBase, archive: str) -> Iterator[tuple[Sentence, str]]:
    for (record, _), checked in kb.quotes.items():
        place, held = checked.place, checked.archive
        if place is not None and held is not None and held.record.id == archive:
            for number in range(place.first_sentence, place.last_sentence + 1):
                yield (place.line, number), record


def _cited(
    kb: KnowledgeBase, archive: str, by_line: Mapping[int, list[int]]
) -> Iterator[tuple[Sentence, str]]:
    for record in kb.records.values():
        for text in record.cites:
            source, line, first, last = parse_citation(text)
            if line is not None and kb.aliases.get(source, source) == archive:
                for number in by_line.get(line, ()):
                    if first is None or last is None or first <= number <= last:
                        yield (line, number), record.id


def _set_aside(
    kb: KnowledgeBase, archive: str, by_line: Mapping[int, list[int]]
) -> Iterator[tuple[Sentence, str]]:
    for entry in kb.sources[archive].not_cited:
        first, last = entry.span
        for line in range(first, last + 1):
            for number in by_line.get(line, ()):
                if entry.sentences is None or entry.sentences[0] <= number <= entry.sentences[1]:
                    yield (line, number), entry.because


def _grouped(pairs: Iterator[tuple[Sentence, str]]) -> dict[Sentence, tuple[str, ...]]:
    groups: dict[Sentence, dict[str, None]] = defaultdict(dict)
    for sentence, record in pairs:
        groups[sentence][record] = None
    return {sentence: tuple(records) for sentence, records in groups.items()}
