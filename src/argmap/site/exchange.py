"""A source read through the map: every passage drawn on, in its order, and who answers whom."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from argmap.authoring.coverage import coverage, key
from argmap.model import Claim
from argmap.site.views import SIGNS, STANCES, last_of
from argmap.sources import parse_citation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from argmap.kb import CheckedQuote, KnowledgeBase
    from argmap.model import Source
    from argmap.site.views import Named, QuoteCard, Views


@dataclass(frozen=True, slots=True)
class Reply:
    """How a passage bears on one that stands before it: by a link between the records they are drawn on for."""

    sign: str
    word: str
    to: Named
    speaker: Named


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of a source with a record that draws on them.

    Attributes:
        card: The words, and the record they are quoted for.
        stance: What the speaker says to that record, where they are quoted for their position on it.
        replies: What they answer.
    """

    card: QuoteCard
    stance: str
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says before another speaks."""

    speaker: Named | None
    passages: tuple[Passage, ...]


def turns(passages: Iterable[Passage]) -> tuple[Turn, ...]:
    """Passages by who speaks."""
    return tuple(
        Turn(speaker, tuple(own))
        for speaker, own in groupby(passages, lambda one: one.card.speaker)
    )


@dataclass(frozen=True, slots=True)
class Share:
    """How much of a source the map draws on, in sentences.

    Attributes:
        sentences: How many there are.
        quoted: How many are quoted.
        cited: How many are drawn on without being quoted.
        set_aside: How many are left out with a reason.
        untouched: How many nothing touches.
    """

    sentences: int
    quoted: int
    cited: int
    set_aside: int
    untouched: int


class Exchanges:
    """Reads the sources of one knowledge base."""

    def __init__(self, kb: KnowledgeBase, views: Views) -> None:
        self.kb = kb
        self.views = views

    def passages(self, source: str) -> tuple[Passage, ...]:
        """The words quoted from a source in the order of its text; at the end those whose place is not known."""
        placed = sorted(
            self._quotes.get(source, ()), key=lambda one: (one.place is None, one.place or 0)
        )
        said: dict[str, Named] = {}  # who was first quoted for a record
        found = []
        for checked in placed:
            card = self.views.quote(checked)
            found.append(Passage(card, self._stance(checked), self._replies(checked, said)))
            if card.speaker is not None:
                said.setdefault(checked.quotation.record, card.speaker)
        return tuple(found)

    def _stance(self, checked: CheckedQuote) -> str:
        """What the speaker says to the claim they are quoted for."""
        claim, path = self.kb.records[checked.quotation.record], checked.quotation.path
        if not isinstance(claim, Claim) or path[0] != "positions":
            return ""
        position = claim.positions[int(path[1])]
        return "" if position.reported_by is not None else STANCES[position.stance]

    def _replies(self, checked: CheckedQuote, said: Mapping[str, Named]) -> tuple[Reply, ...]:
        """How a passage bears on what somebody else has said above it."""
        record = checked.quotation.record
        replies = []
        if _other(said.get(record), checked.speaker):
            replies.append(
                Reply("", "speaks to the same claim as", self.views.named(record), said[record])
            )
        for one in self.kb.links_from.get(record, ()):
            target = last_of(one.target)
            if _other(said.get(target), checked.speaker):
                sign, word, _ = SIGNS[one.relation]
                replies.append(Reply(sign, word, self.views.named(target), said[target]))
        return tuple(replies)

    @cached_property
    def _quotes(self) -> dict[str, list[CheckedQuote]]:
        groups: dict[str, list[CheckedQuote]] = {}
        for checked in self.kb.quotes.values():
            source = self.kb.aliases.get(checked.quotation.source, checked.quotation.source)
            groups.setdefault(source, []).append(checked)
        return groups

    def paraphrased(self, source: Source) -> tuple[tuple[str, tuple[Named, ...]], ...]:
        """The lines of a source that records draw on without quoting, each with these records."""
        quoted = {
            (checked.quotation.record, checked.place.line)
            for checked in self._quotes.get(source.id, ())
            if checked.place is not None
        }
        citing = self._citing.get(self._archive(source), {})
        found = [
            (line, [id for id in dict.fromkeys(citing[line]) if (id, line) not in quoted])
            for line in self._lines(source, citing)
        ]
        return tuple((f"line {line}", self.views.all_named(ids)) for line, ids in found if ids)

    @cached_property
    def _citing(self) -> dict[str, dict[int, list[str]]]:
        """For each archive and line the records that cite it."""
        groups: dict[str, dict[int, list[str]]] = {}
        for record in self.kb.records.values():
            for text in record.cites:
                source, line, _, _ = parse_citation(text)
                if line is not None:
                    archive = self.kb.aliases.get(source, source)
                    groups.setdefault(archive, {}).setdefault(line, []).append(record.id)
        return groups

    def share(self, source: Source) -> Share | None:
        """How much of a source the map draws on; None where its text is not archived."""
        archive = self._archive(source)
        if archive not in self.kb.archives:
            return None
        use = self._uses(archive)
        total: Counter[str] = Counter()
        for line in self._lines(source, use):
            total.update(use[line])
        return Share(
            total.total(), total["quoted"], total["cited"], total["aside"], total["untouched"]
        )

    def _uses(self, archive: str) -> dict[int, Counter[str]]:
        """For each line of an archive how many of its sentences are used in which way."""
        if archive not in self._used:
            held = coverage(self.kb, archive)
            ways = (("quoted", held.quoted), ("cited", held.cited), ("aside", held.set_aside))
            used = self._used[archive] = {}
            for sentence in map(key, held.sentences):
                way = next((name for name, those in ways if sentence in those), "untouched")
                used.setdefault(sentence[0], Counter())[way] += 1
        return self._used[archive]

    @cached_property
    def _used(self) -> dict[str, dict[int, Counter[str]]]:
        return {}

    def _archive(self, source: Source) -> str:
        """The archive that holds a source's text: itself, where it is one."""
        within = source.archive.archive if source.archive is not None else source.id
        return self.kb.aliases.get(within, within)

    @staticmethod
    def _lines(source: Source, of: Collection[int]) -> list[int]:
        """Those of an archive's lines that are the source's, in order."""
        if source.archive is None:
            return sorted(of)
        return [
            n for first, last in source.archive.lines for n in range(first, last + 1) if n in of
        ]


def _other(speaker: Named | None, than: str | None) -> bool:
    return speaker is not None and than is not None and speaker.id != than
