"""The synthetic map that every tool is measured on, as plain data; nothing to run here.

N claims with two links each to earlier claims, about sixty words of one's own each, one quote, in 20 topics.  Each claim's quote
is one of three sentences its speaker said, so that about a third of what was said is quoted.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

TOPICS = 20
PEOPLE = 100
STRENGTHS = ("weak", "moderate", "strong")
SENTENCES = 3
"""Sentences said for each claim, the first of which is quoted."""
WORDS = [
    *("network", "feature", "linear", "space", "latent", "direction", "value", "policy", "reward"),
    *("model", "crux", "evidence", "agent", "concept", "token", "context", "memory", "graph"),
    *("claim", "reason", "premise", "method", "result", "scale", "depth", "weight"),
]


@dataclass(frozen=True, slots=True)
class Link:
    """A support of an earlier claim.

    Attributes:
        target: The number of the claim it bears on.
        strength: One of `STRENGTHS`.
        because: Why it bears on it, ten words.
    """

    target: int
    strength: str
    because: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of the map.

    Attributes:
        number: From 0.
        headline: One sentence.
        note: Thirty words on it.
        said: What its speaker said; the first sentence is quoted.
        speaker: Who said it; each says several claims of a topic on end where there are many.
        links: What it supports: two earlier claims, none for the first two.
    """

    number: int
    headline: str
    note: str
    said: tuple[str, ...]
    speaker: int
    links: tuple[Link, ...]

    @property
    def id(self) -> str:
        return f"claim-{self.number}"

    @property
    def topic(self) -> int:
        return self.number % TOPICS

    @property
    def quote(self) -> str:
        return self.said[0]


def draw(count: int) -> list[Claim]:
    """The map of `count` claims; the same count gives the same map."""
    rng = random.Random(count)
    return [_claim(number, count, rng) for number in range(count)]


def _claim(number: int, count: int, rng: random.Random) -> Claim:
    return Claim(
        number,
        f"The {_words(rng, 9)} is number {number}.",
        f"{_words(rng, 30).capitalize()}.",
        tuple(f"{_words(rng, 11).capitalize()} {number}." for _ in range(SENTENCES)),
        number // TOPICS * PEOPLE // max(count // TOPICS, PEOPLE) % PEOPLE,
        tuple(
            Link(target, rng.choice(STRENGTHS), f"{_words(rng, 10).capitalize()}.")
            for target in (rng.sample(range(number), 2) if number > 1 else ())
        ),
    )


def _words(rng: random.Random, count: int) -> str:
    return " ".join(rng.choices(WORDS, k=count))
