"""What the templates show: frozen data, taken from the knowledge base, without markup of our own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import attrgetter
from typing import TYPE_CHECKING

from argmap.linker import parse_link_id
from argmap.model import Claim, Person, Source, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable

    from argmap.kb import CheckedQuote, KnowledgeBase
    from argmap.linker import Link
    from argmap.model import Position, Record

STANCES = {
    "accepts": "accepts",
    "leans-accept": "leans toward accepting",
    "undecided": "is undecided",
    "leans-reject": "leans toward rejecting",
    "rejects": "rejects",
}
SIGNS = {
    "supports": ("+", "supports", "supported by"),
    "attacks": ("−", "attacks", "attacked by"),
    "undercuts": ("✕", "undercuts", "undercut by"),
    "tests": ("⚗", "tests", "tested by"),
    "depends_on": ("⊢", "depends on", "needed by"),
    "qualifies": ("~", "qualifies", "qualified by"),
    "restates": ("≡", "restates", "restated by"),
}
"""For each relation its sign, its word, and the word seen from the other end."""
STRENGTH_WORDS = {2.0: "weak", 4.0: "moderate", 10.0: "strong", 30.0: "decisive"}


@dataclass(frozen=True, slots=True)
class Named:
    """A record as it is named on another's page."""

    id: str
    kind: str
    headline: str


@dataclass(frozen=True, slots=True)
class QuoteCard:
    """Somebody's words, with all that is needed to check them."""

    text: str
    speaker: Named | None
    source: Named | None
    locator: str
    date: str
    url: str
    used_by: Named | None = None


@dataclass(frozen=True, slots=True)
class RelationCard:
    """A link as seen from one of its ends."""

    relation: str
    sign: str
    word: str
    other: Named
    strength: str
    because: str
    premises: tuple[tuple[Named, bool], ...]
    basis: str
    quotes: tuple[QuoteCard, ...]
    undercuts: tuple[RelationCard, ...]
    attacked_link: tuple[Named, Named] | None
    replies: int


@dataclass(frozen=True, slots=True)
class Stand:
    """One person's position on a claim."""

    person: Named
    claim: Named
    topic: str
    stance: str
    accepts: bool | None
    hedge: str
    as_of: str
    reported_by: Named | None
    quotes: tuple[QuoteCard, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """An experiment as a claim that it tests shows it.

    Attributes:
        experiment: The experiment.
        status: How far it is.
        outcome: What came out; empty before there is a result.
        date: When it was run.
        effort_days: Days of work it would take; None where the record says nothing.
    """

    experiment: Named
    status: str
    outcome: str
    date: str
    effort_days: float | None


@dataclass(frozen=True, slots=True)
class CruxRow:
    """A question with the people on either side of it."""

    crux: Named
    yes: tuple[Named, ...]
    no: tuple[Named, ...]
    decides: tuple[Named, ...]
    stated: bool


class Views:
    """Makes views of one knowledge base; everything that is asked often is looked up once.

    Attributes:
        shown: The ids of the records that have been asked for or named since it was last emptied.
    """

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.shown: set[str] = set()
        self._named: dict[str, Named] = {}
        self._stands: dict[str, tuple[Stand, ...]] = {}
        self._cruxes_by_claim: dict[str, list[str]] = {}
        for crux in kb.cruxes.values():
            for claim in dict.fromkeys((*crux.claims, *crux.decides)):
                self._cruxes_by_claim.setdefault(kb.aliases.get(claim, claim), []).append(crux.id)
        self._experiments_by_claim: dict[str, list[str]] = {}
        for experiment in kb.experiments.values():
            for test in experiment.tests:
                claim = kb.aliases.get(test.claim, test.claim)
                self._experiments_by_claim.setdefault(claim, []).append(experiment.id)
        self._stands_by_person: dict[str, list[Stand]] | None = None

    def named(self, id: str) -> Named:
        """A record by id; an unknown id names itself, so that a page never fails."""
        self.shown.add(id)
        if id not in self._named:
            record = self.kb.get(id)
            self._named[id] = (
                Named(id, "", id)
                if record is None
                else Named(record.id, record.kind, record.headline)
            )
        return self._named[id]

    def all_named(self, ids: tuple[str, ...] | list[str]) -> tuple[Named, ...]:
        """Several records by id."""
        return tuple(self.named(id) for id in ids)

    def quote(self, checked: CheckedQuote) -> QuoteCard:
        """A checked quotation."""
        source = self.kb.get(checked.quotation.source)
        place = checked.place
        locator = ""
        if place is not None:
            several = place.first_sentence != place.last_sentence
            last = f"–{place.last_sentence}" if several else ""
            locator = f"line {place.line}, sentence{'s' * several} {place.first_sentence}{last}"
        return QuoteCard(
            checked.quotation.text,
            self.named(checked.speaker) if checked.speaker else None,
            self.named(source.id) if source is not None else None,
            locator,
            (source.date or "") if isinstance(source, Source) else "",
            source.url if isinstance(source, Source) else "",
            self.named(checked.quotation.record),
        )

    def quotes(self, record: Record, *prefix: str | int) -> tuple[QuoteCard, ...]:
        """The quotes of a record whose path begins with `prefix`."""
        return tuple(
            self.quote(checked)
            for checked in self.kb.quotes_in(record.id)
            if checked.quotation.path[: len(prefix)] == prefix
        )

    # --- Links ---

    def incoming(self, id: str, *relations: str) -> tuple[RelationCard, ...]:
        """What bears on a record, or on a link given by its name, the strongest first."""
        links = [one for one in self.kb.links_to.get(id, ()) if one.relation in relations]
        links.sort(key=lambda one: -one.factor)
        return tuple(self._card(one, from_other=True) for one in links)

    def found(self, id: str, *, against: bool) -> tuple[RelationCard, ...]:
        """The results that speak for a claim, or against it; one without a clear outcome does neither."""
        cards = []
        for one in self.kb.links_to.get(id, ()):
            if one.relation == "tests" and (result := self._result(one)) is not None:
                outcome, holds, fails = result
                if holds != fails and (holds < fails) == against:
                    card = self._card(one, from_other=True)
                    cards.append(replace(card, strength=f"came out “{outcome}”"))
        return tuple(cards)

    def _result(self, one: Link) -> tuple[str, float, float] | None:
        """What came out of a test, with its probability if the claim holds and if it does not."""
        experiment = self.kb.experiments[one.source]
        outcome = experiment.result.outcome if experiment.result is not None else ""
        foreseen = experiment.tests[int(one.path[1])].predictions.get(outcome)
        return None if foreseen is None else (outcome, *foreseen)

    def count(self, id: str, relation: str) -> int:
        """How many links of one relation bear on a record."""
        return sum(one.relation == relation for one in self.kb.links_to.get(id, ()))

    def bearing(self, id: str) -> int:
        """How many reasons and objections there are to a record."""
        return self.count(id, "supports") + self.count(id, "attacks")

    def outgoing(self, id: str, *relations: str) -> tuple[RelationCard, ...]:
        """What a record bears on."""
        links = self.kb.links_from.get(id, ())
        return tuple(
            self._card(one, from_other=False) for one in links if one.relation in relations
        )

    def _card(self, one: Link, *, from_other: bool) -> RelationCard:
        sign, active, passive = SIGNS[one.relation]
        ends = parse_link_id(one.target)
        attacked, other = None, self.named(one.source if from_other else one.target)
        if ends is not None and not from_other:  # from the other end the card stands below the link
            attacked = (self.named(ends[0]), self.named(last_of(ends[1])))
            other = attacked[0]
        weighted = one.relation in ("supports", "attacks")
        word = STRENGTH_WORDS.get(one.factor, "")
        return RelationCard(
            one.relation,
            sign,
            passive if from_other else active,
            other,
            f"{word} ×{one.factor:g}".strip() if weighted else "",
            one.because,
            tuple((self.named(premise), negated) for premise, negated in one.premises),
            one.basis,
            self.quotes(self.kb.records[one.source], *one.path),
            self.incoming(one.id, "undercuts") if one.weighted else (),
            attacked,
            len(self.kb.links_to.get(one.source, ())) if from_other else 0,
        )

    # --- People ---

    def stand(self, claim: Claim, index: int, position: Position) -> Stand:
        """One position of a claim."""
        side = {"accepts": True, "leans-accept": True, "rejects": False, "leans-reject": False}
        return Stand(
            self.named(position.person),
            self.named(claim.id),
            claim.topic,
            STANCES[position.stance],
            side.get(position.stance),
            position.hedge,
            position.as_of or "",
            self.named(position.reported_by) if position.reported_by else None,
            self.quotes(claim, "positions", index),
        )

    def stands(self, claim: Claim) -> tuple[Stand, ...]:
        """Everybody's position on a claim."""
        if claim.id not in self._stands:
            self._stands[claim.id] = tuple(
                self.stand(claim, i, p) for i, p in enumerate(claim.positions)
            )
        return self._stands[claim.id]

    def stands_of(self, person: Person) -> tuple[Stand, ...]:
        """One person's positions, in the order of the claims."""
        if self._stands_by_person is None:
            self._stands_by_person = {}
            for claim in self.kb.claims.values():
                for stand in self.stands(claim):
                    self._stands_by_person.setdefault(stand.person.id, []).append(stand)
        return tuple(self._stands_by_person.get(person.id, ()))

    # --- Cruxes and experiments ---

    def sides(self, claim_id: str) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
        """Who holds a claim and who rejects it, by their own statement."""
        yes: dict[Named, None] = {}
        no: dict[Named, None] = {}
        claim = self.kb.get(claim_id)
        for stand in self.stands(claim) if isinstance(claim, Claim) else ():
            if stand.reported_by is None and stand.accepts is not None:
                (yes if stand.accepts else no)[stand.person] = None
        return tuple(yes), tuple(no)

    def crux_row(self, id: str) -> CruxRow:
        """A crux with who says yes and who says no, derived from positions on the claim it turns on."""
        crux = self.kb.cruxes[id]
        yes, no = self.sides(crux.turns_on) if crux.turns_on else ((), ())
        decides = self.all_named(list(crux.decides))
        return CruxRow(self.named(id), yes, no, decides, stated=crux.stated is not None)

    def cruxes_of(self, claim: str) -> tuple[CruxRow, ...]:
        """The cruxes that turn on a claim or decide it."""
        return tuple(self.crux_row(id) for id in self._cruxes_by_claim.get(claim, ()))

    def experiments_of(self, claim: str) -> tuple[Named, ...]:
        """The experiments that test a claim."""
        return self.all_named(self._experiments_by_claim.get(claim, []))

    def trials_of(self, claim: str) -> tuple[Trial, ...]:
        """The experiments that test a claim, with how far each is: those that have been run first."""
        return self.trials(self._experiments_by_claim.get(claim, ()))

    def trials(self, ids: Iterable[str]) -> tuple[Trial, ...]:
        """Some experiments with how far each is: those that have been run first."""
        return tuple(sorted(map(self._trial, ids), key=lambda one: not one.outcome))

    def _trial(self, id: str) -> Trial:
        one = self.kb.experiments[id]
        outcome, date = (one.result.outcome, one.result.date) if one.result else ("", "")
        return Trial(self.named(id), one.status, outcome, date, one.effort_days)

    def statements(self, topic: str) -> tuple[Statement, ...]:
        """The claims and evidence of a topic, by headline."""
        found = [
            r for r in self.kb.records.values() if isinstance(r, Statement) and r.topic == topic
        ]
        return tuple(sorted(found, key=lambda r: r.headline))

    # --- All that can be shown ---

    def told(self, id: str) -> tuple[object, ...]:
        """What other records and the archives say of a record, as plain data: what can change while its file does not."""
        kb = self.kb
        return (
            [*map(_LINK, kb.links_to.get(id, ()))],
            [(*_LINK(one), self._undercut(one)) for one in kb.links_from.get(id, ())],
            kb.backlinks.get(id, ()),
            tuple(self._cruxes_by_claim.get(id, ())),
            tuple(self._experiments_by_claim.get(id, ())),
            [(str(one.place), one.speaker) for one in kb.quotes_in(id)],
        )

    def _undercut(self, one: Link) -> tuple[object, ...]:
        """The links that undercut a link, those that undercut these, and so on."""
        return tuple((*_LINK(by), self._undercut(by)) for by in self.kb.links_to.get(one.id, ()))


_LINK = attrgetter("source", "target", "factor", "relation")


def last_of(target: str) -> str:
    """The record a link's name ends in."""
    while (ends := parse_link_id(target)) is not None:
        target = ends[1]
    return target
