"""The records of a knowledge base, one frozen dataclass a kind.

A record says what its YAML file says, checked and typed, and nothing that is computed.  The docstring
under a field is its documentation: the JSON Schema, the editor and `docs/schema.md` show it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Literal

from argmap.fields import (
    Date,
    LinkRef,
    NotWritten,
    Pattern,
    Premise,
    Probability,
    Range,
    Ref,
    Short,
    Slug,
    Text,
    WebAddress,
    Written,
)

STATEMENTS = ("claim", "evidence")
"""The kinds that can speak for or against something."""

ANY = ("claim", "evidence", "crux", "experiment", "topic", "person", "source")

StrengthWord = Literal["weak", "moderate", "strong", "decisive"]
STRENGTHS: dict[StrengthWord, float] = {"weak": 2, "moderate": 4, "strong": 10, "decisive": 30}
"""What each word multiplies the odds of the conclusion by, when its premises hold."""

DEFAULT_PRIOR = 0.5
"""The prior of a claim that gives none."""

DEFAULT_RESULT_RELIABILITY = 0.5
"""How far one run of an experiment is trusted to have measured what was asked, where nothing is said."""

Stance = Literal["accepts", "leans-accept", "undecided", "leans-reject", "rejects"]

Citation = Annotated[
    str,
    Pattern(
        r"[a-z0-9]+(-[a-z0-9]+)*(:[1-9]\d{0,8}(\.[1-9]\d{0,8}(-[1-9]\d{0,8})?)?)?",
        "archive:line or archive:line.first-last sentence, such as beren-comments:19.2-4",
    ),
]
ClaimId = Annotated[str, Ref(("claim",))]
StatementId = Annotated[str, Ref(STATEMENTS)]
PersonId = Annotated[str, Ref(("person",))]
SourceId = Annotated[str, Ref(("source",))]
LineNumber = Annotated[int, Range(1, 1_000_000)]


# --- Parts of records ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Somebody's exact words."""

    text: str
    """The words as they stand in the source, from one line of it, 4 to 40 words."""
    source: SourceId
    """The source the words stand in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """How credible a claim is given its premises, before any reason in this map."""

    value: Probability
    """A probability; 0.5 where none is given."""
    because: Text = ""
    """Why not 0.5."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where one person stands on a claim."""

    person: PersonId
    """Who."""
    stance: Stance
    """How they stand to the claim."""
    hedge: str = ""
    """The speaker's own hedge: probably, I suspect."""
    quotes: tuple[Quote, ...] = ()
    """Their words; restatements are further quotes."""
    reported_by: PersonId | None = None
    """Who ascribes the position to them, where it is not their own statement."""
    as_of: Date | None = None
    """When they held it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """A link without a strength."""

    to: StatementId
    """What the link points at."""
    because: Text = ""
    """The inference in one sentence."""
    quotes: tuple[Quote, ...] = ()
    """Who drew the connection, in their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A weighted link: this record speaks for or against another."""

    to: StatementId
    """The conclusion."""
    strength: StrengthWord | Annotated[float, Range(1, 1000, open=True)] = "moderate"
    """weak ×2, moderate ×4, strong ×10, decisive ×30, or the factor itself, above 1 and under 1000."""
    because: Text = ""
    """The inference in one sentence."""
    premises: Annotated[tuple[Annotated[str, Premise()], ...], Written("with")] = ()
    """Further premises that only count together with this one; `not id` for a negated one."""
    basis: Slug = ""
    """The body of evidence this reason rests on, where reasons for one conclusion share it."""
    quotes: tuple[Quote, ...] = ()
    """Who drew the inference, in their words."""

    @property
    def factor(self) -> float:
        """What the link multiplies the odds of its conclusion by when its premises hold."""
        return STRENGTHS[self.strength] if isinstance(self.strength, str) else self.strength


@dataclass(frozen=True, slots=True, kw_only=True)
class Undercut:
    """An attack on an inference rather than on what is inferred."""

    to: Annotated[str, LinkRef()]
    """The link attacked, `a > b`; an undercut is itself a link: `u > (a > b)`."""
    because: Text = ""
    """Why the inference does not go through."""
    premises: Annotated[tuple[Annotated[str, Premise()], ...], Written("with")] = ()
    """Further premises that only count together with this one."""
    quotes: tuple[Quote, ...] = ()
    """Who made the objection, in their words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """An assertion on the computed credence; a change that breaks it is reported."""

    above: Probability | None = None
    """The credence is greater than this."""
    below: Probability | None = None
    """The credence is less than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retraction:
    """Why a record no longer counts."""

    date: Date
    """When it was retracted."""
    because: Text
    """Why."""
    superseded_by: Annotated[str, Ref(ANY)] | None = None
    """The record to read instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """One person's words, and where they stand."""

    person: PersonId
    """Who."""
    text: str
    """Their words as they stand in the source."""
    source: SourceId
    """The source the words stand in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What an experiment's outcomes would say about one claim."""

    claim: ClaimId
    """The claim tested."""
    if_true: Probability | None = None
    """P(yes | the claim holds)."""
    if_false: Probability | None = None
    """P(yes | the claim does not hold)."""
    outcomes: dict[str, tuple[Probability, Probability]] | None = None
    """For more outcomes than yes and no: each with [P if the claim holds, P if not]; columns sum to 1."""
    because: Text = ""
    """Why these predictions."""

    @property
    def predictions(self) -> dict[str, tuple[float, float]]:
        """Each outcome with its probability if the claim holds and if it does not."""
        if self.outcomes is not None:
            return self.outcomes
        if self.if_true is None or self.if_false is None:
            return {}
        return {
            "yes": (self.if_true, self.if_false),
            "no": (1 - self.if_true, 1 - self.if_false),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came out of an experiment."""

    outcome: str
    """One of the predicted outcomes, or inconclusive."""
    date: Date
    """When it was run."""
    reliability: Probability = DEFAULT_RESULT_RELIABILITY
    """How far this run can be trusted to have measured what was asked."""
    summary: Text = ""
    """What was found, in a sentence or two."""
    report: str = ""
    """The file with the measurements, relative to the repository."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archived:
    """Where the words of a source stand in an archived text."""

    archive: Annotated[SourceId, Written("in")]
    """The archive record."""
    lines: tuple[tuple[LineNumber, LineNumber], ...]
    """First and last line of each passage."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """Who speaks on some lines of an archive."""

    person: PersonId
    """The speaker."""
    line: LineNumber | None = None
    """One line; or `lines`."""
    lines: tuple[LineNumber, LineNumber] | None = None
    """First and last line."""
    words: tuple[LineNumber, LineNumber] | None = None
    """First and last word of `line`, where the line has more than one speaker."""

    @property
    def span(self) -> tuple[int, int]:
        """First and last line."""
        return self.lines or (self.line or 1, self.line or 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCited:
    """Lines of an archive that no record need draw on."""

    because: str
    """Why not: a greeting, a title."""
    line: LineNumber | None = None
    """One line; or `lines`."""
    lines: tuple[LineNumber, LineNumber] | None = None
    """First and last line."""
    sentences: tuple[LineNumber, LineNumber] | None = None
    """First and last sentence of `line`, where the rest of it is drawn on."""

    @property
    def span(self) -> tuple[int, int]:
        """First and last line."""
        return self.lines or (self.line or 1, self.line or 1)


# --- Records ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What every record has.  Its first key names the kind; that key's value is the headline."""

    kind: ClassVar[str] = ""

    id: Annotated[str, NotWritten()]
    """The file's stem: a slug, unique over the knowledge base."""
    topic: Annotated[str, NotWritten()]
    """The folder the file lies in."""
    file: Annotated[str, NotWritten()]
    """The file's path relative to the knowledge base, with forward slashes."""

    headline: Text
    """The record in one sentence, question or name."""
    note: Text = ""
    """What the headline leaves open: scope, meaning of terms, what is not meant."""
    cites: tuple[Citation, ...] = ()
    """The passages this record is drawn from: archive:line.first-last sentence."""
    aliases: tuple[Slug, ...] = ()
    """Earlier ids; links to them still work."""
    retracted: Retraction | None = None
    """Set when the record no longer counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Record):
    """A claim or a piece of evidence: something that bears on claims."""

    depends_on: tuple[Annotated[Relation, Short("to")], ...] = ()
    """Necessary premises: what must hold for this to hold."""
    supports: tuple[Annotated[Reason, Short("to")], ...] = ()
    """What this speaks for."""
    attacks: tuple[Annotated[Reason, Short("to")], ...] = ()
    """What this speaks against."""
    undercuts: tuple[Annotated[Undercut, Short("to")], ...] = ()
    """Links this attacks: that the premise, though true, does not bear on the conclusion."""
    qualifies: tuple[Annotated[Relation, Short("to")], ...] = ()
    """What this narrows or adds a condition to; no weight."""
    restates: tuple[Annotated[Relation, Short("to")], ...] = ()
    """What this says again in other words; no weight."""

    @property
    def base(self) -> float:
        """How credible it is before any reason in this map."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(Statement):
    """One declarative sentence that can be true or false."""

    kind: ClassVar[str] = "claim"

    prior: Annotated[Prior, Short("value")] | None = None
    """How credible the claim is given its premises, before any reason here; left out: 0.5."""
    positions: tuple[Position, ...] = ()
    """Who holds it; shown, never part of the computed credence."""
    expect: Expectation | None = None
    """What the computed credence should be, asserted."""

    @property
    def base(self) -> float:
        """The prior, or the one a claim has that gives none."""
        return self.prior.value if self.prior is not None else DEFAULT_PRIOR


EvidenceType = Literal[
    "result",
    "paper",
    "method",
    "observation",
    "anecdote",
    "analogy",
    "thought-experiment",
    "forecast",
]
RELIABILITIES: dict[EvidenceType, float] = {
    "result": 0.9,
    "paper": 0.8,
    "method": 0.8,
    "observation": 0.7,
    "anecdote": 0.5,
    "analogy": 0.5,
    "thought-experiment": 0.5,
    "forecast": 0.4,
}
"""How far evidence of each type is trusted where the record says nothing; why, in `docs/method.md`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence(Statement):
    """A finding somebody can point at."""

    kind: ClassVar[str] = "evidence"

    type: EvidenceType
    """What sort of evidence it is."""
    reliability: Probability | None = None
    """How far the finding itself can be trusted; a default by type where left out."""
    source: SourceId | None = None
    """Where the finding was published."""
    quotes: tuple[Quote, ...] = ()
    """Who cites it here, in their words."""

    @property
    def base(self) -> float:
        """The reliability, or that of its type where none is given."""
        return self.reliability if self.reliability is not None else RELIABILITIES[self.type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crux(Record):
    """A question on which people part."""

    kind: ClassVar[str] = "crux"

    turns_on: ClaimId | None = None
    """The claim the answer yes amounts to; or `between`."""
    between: tuple[ClaimId, ...] = ()
    """The rival claims the question asks to choose from."""
    decides: tuple[StatementId, ...] = ()
    """The conclusions that move with the answer; may be empty."""
    stated: Utterance | None = None
    """The words of a speaker who called it a crux."""

    @property
    def claims(self) -> tuple[str, ...]:
        """The ids of the claims the question turns on."""
        return (self.turns_on,) if self.turns_on is not None else self.between


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment(Record):
    """A question to the world that would move a claim."""

    kind: ClassVar[str] = "experiment"

    tests: tuple[Prediction, ...]
    """The claims tested, the primary one first."""
    status: Literal["stub", "planned", "running", "done", "abandoned"]
    """How far it is."""
    protocol: Text = ""
    """Data, model, what is measured, baseline, a control that can fail."""
    decision_rule: Text = ""
    """Which measurement counts as which outcome."""
    stop_rule: Text = ""
    """What would make it not worth finishing."""
    effort_days: Annotated[float, Range(0, 10_000, open=True)] | None = None
    """Person-days of work."""
    compute: str = ""
    """What it needs to run."""
    asked_by: Utterance | None = None
    """Who asked, in their words."""
    run: str = ""
    """The module that runs it, relative to the repository."""
    result: Result | None = None
    """What came out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic(Record):
    """A field of discussion: a folder of records with an introduction."""

    kind: ClassVar[str] = "topic"

    summary: Text
    """Two sentences."""
    essay: Text = ""
    """200 to 500 words for a newcomer, linking the claims."""
    order: int = 1000
    """Where it stands in the list of topics."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Record):
    """Somebody who speaks in the discussion."""

    kind: ClassVar[str] = "person"

    handle: str = ""
    """The name they write under."""
    url: WebAddress = ""
    """Their own page."""
    anonymous: bool = False
    """True where no name is known: one person record per exchange."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source(Record):
    """A text that words or findings come from."""

    kind: ClassVar[str] = "source"

    type: Literal["post", "thread", "paper", "book", "page", "dataset", "archive"]
    """What sort of text it is; an archive holds the words of other sources."""
    authors: tuple[str, ...] = ()
    """Ids of person records, or plain names."""
    date: Date | None = None
    """When it was published."""
    url: WebAddress = ""
    """Where it can be read."""
    venue: str = ""
    """Journal, conference or site."""
    archive: Archived | None = None
    """Where its words stand in an archived text."""
    attribution: Literal["verified", "likely"] | None = None
    """How sure it is that the archived words come from this source."""
    speakers: tuple[Speech, ...] = ()
    """For an archive: who speaks where."""
    not_cited: tuple[NotCited, ...] = ()
    """For an archive: what no record need draw on, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What holds for the knowledge base as a whole: `knowledge-base.yaml`."""

    kind: ClassVar[str] = "knowledge_base"

    headline: str
    """The title of the site."""
    summary: Text = ""
    """One sentence of purpose."""
    repository: WebAddress = ""
    """Where the files are kept, for edit links."""
    licence: str = ""
    """The licence of the texts."""
    format: Literal[1] = 1
    """The version of the record format."""


KINDS: dict[str, type[Record]] = {
    cls.kind: cls for cls in (Claim, Evidence, Crux, Experiment, Topic, Person, Source)
}
"""The record classes by the key that names them."""
