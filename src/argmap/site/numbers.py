"""The numbers that pages show, as frozen data; `argmap.site.figures` makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from argmap.reasoning.cruxes import expected_share

if TYPE_CHECKING:
    from argmap.site.views import CruxRow, Named

_DOUBLE = 0.05
"""The share of a disagreement a question must close from either side to be called a double crux."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A computed credence as it is shown.

    Attributes:
        value: Between 0 and 1.
        text: Two digits, or the range of one that does not settle.
        settled: Whether it settles.
    """

    value: float
    text: str
    settled: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark on the strip of a claim: a person's stance, or the computed credence.

    Attributes:
        who: The person; None for the computed credence.
        value: Where it stands, between 0 and 1.
        words: What it is in words.
    """

    who: Named | None
    value: float
    words: str


@dataclass(frozen=True, slots=True)
class Factor:
    """One line of a waterfall: a reason and what it does to the odds, or a premise and the share it leaves.

    Attributes:
        other: The reason or premise.
        multiplier: What it multiplies the odds by; for a premise, the credence.
        holds: How far it holds itself.
        before: The credence before it, in the order in which the lines are shown.
        after: The credence after it.
    """

    other: Named
    multiplier: float
    holds: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Waterfall:
    """The exact *why* of a credence."""

    base: float
    reasons: tuple[Factor, ...]
    given_premises: float
    premises: tuple[Factor, ...]
    result: Figure

    @property
    def steps(self) -> tuple[tuple[Factor, bool], ...]:
        """All factors in their order, and for each whether it is a premise."""
        return (*((one, False) for one in self.reasons), *((one, True) for one in self.premises))


@dataclass(frozen=True, slots=True)
class Turn:
    """What a conclusion turns on: a question, who stands where, and what either answer would do.

    Attributes:
        question: The crux record that asks it, or else the claim.
        claim: The claim that is settled by the answer.
        yes: Who holds the claim.
        no: Who rejects it.
        now: Where the claim stands.
        if_yes: Where the conclusion would stand were it certain.
        if_no: And were it certainly not so.
        swing: How far it is expected to move when that is settled.
        experiment: An experiment that tests the claim.
        flips: Whether the answer decides on which side of ½ the conclusion stands.
        double: The two people whose double crux it is most; None for nobody's.
    """

    question: Named
    claim: Named
    yes: tuple[Named, ...]
    no: tuple[Named, ...]
    now: Figure
    if_yes: float
    if_no: float
    swing: float
    experiment: Named | None
    flips: bool
    double: Parting | None


@dataclass(frozen=True, slots=True)
class Move:
    """What a result does to one claim that was tested.

    Attributes:
        claim: The claim.
        without: Where it would stand had the experiment not been run.
        now: Where it stands.
        multiplier: What the result multiplies its odds by.
    """

    claim: Named
    without: float
    now: Figure
    multiplier: float


@dataclass(frozen=True, slots=True)
class Decision:
    """One conclusion of a crux under each answer: (answer, credence)."""

    conclusion: Named
    now: Figure
    answers: tuple[tuple[str | Named, float], ...]
    flips: bool

    @property
    def move(self) -> float:
        """How far apart the answers put it."""
        credences = [credence for _, credence in self.answers]
        return max(credences) - min(credences)


@dataclass(frozen=True, slots=True)
class Question:
    """A crux: who answers it how, and what hangs on the answer.

    Attributes:
        row: The question with its sides.
        now: The credence of yes; None where rival claims are the answers.
        decisions: What each answer does to the conclusions it decides, what moves most first.
        rivals: The claims that are the answers, each with its credence; empty where these are yes and no.
        experiment: Of the experiments on it the one that promises most.
        double: The two people whose double crux it is most; None for nobody's.
    """

    row: CruxRow
    now: Figure | None
    decisions: tuple[Decision, ...]
    rivals: tuple[tuple[Named, Figure | None], ...]
    experiment: Named | None
    double: Parting | None

    @property
    def swing(self) -> float | None:
        """How far the conclusion that moves most is expected to move, were the question settled; None for rivals."""
        if self.now is None or not self.decisions:
            return None
        return expected_share(self.now.value) * self.decisions[0].move


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A record beside another in a drawing, with the relation between them."""

    named: Named
    relation: str


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A record and what is next to it, at most eight others, each side in the order of its strength.

    Attributes:
        centre: The record.
        supports: What supports it.
        attacks: What attacks it.
        premises: What it depends on.
        conclusions: What it bears on.
        left_out: How many neighbours are not drawn.
    """

    centre: Named
    supports: tuple[Neighbour, ...]
    attacks: tuple[Neighbour, ...]
    premises: tuple[Neighbour, ...]
    conclusions: tuple[Neighbour, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Parting:
    """Two people who part on a conclusion, and how much of that one question explains.

    Attributes:
        first: Who holds the conclusion.
        second: Who rejects it.
        conclusion: What they part on.
        from_first: The share of their distance that closes when the first adopts the second's answer.
        from_second: The same the other way round.
    """

    first: Named
    second: Named
    conclusion: Named
    from_first: float
    from_second: float

    @property
    def double(self) -> bool:
        """Whether it is a double crux: from either side it closes a part worth naming."""
        return min(self.from_first, self.from_second) >= _DOUBLE


@dataclass(frozen=True, slots=True)
class Doubt:
    """What one of a person's positions turns on most.

    Attributes:
        claim: The claim they take a stance on.
        turn: What it turns on.
        own: Whether the credences are those of the person's view, not of the map as a whole.
    """

    claim: Named
    turn: Turn
    own: bool


def times(multiplier: float) -> str:
    """What odds are multiplied by, as it is shown: with three digits that count."""
    return f"{multiplier:#.3g}"
