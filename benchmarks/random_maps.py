"""Random maps as networks, for the benchmarks of the reasoning; nothing to run here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np

from argmap.model import STRENGTHS
from argmap.reasoning.network import UNDERCUT, Network

if TYPE_CHECKING:
    from collections.abc import Sequence

Shape = Literal["acyclic", "downward", "cyclic"]
PRIORS = (0.05, 0.95)
"""Priors are drawn evenly between these."""


# --- Large and plain ----------------------------------------------------------------------------


def large(claims: int, shape: Shape, seed: int) -> Network:
    """A map of `claims` claims, two links to each from single claims, half of them attacks, of all four strengths.

    Args:
        claims: How many.
        shape: Where the links of a claim come from: `acyclic`, from earlier claims (the first is a root);
            `downward`, the same read backwards: each claim but the first *gives* two links to earlier
            ones, so that nearly all bear on the first; `cyclic`, from any other claim.
        seed: The same seed gives the same map.
    """
    rng = np.random.default_rng(seed)
    if shape == "cyclic":
        own = np.repeat(np.arange(claims), 2)
        other = (own + rng.integers(1, claims, own.size)) % claims
    else:
        own = np.repeat(np.arange(1, claims), 2)
        other = rng.integers(0, own)
    source, target = (own, other) if shape == "downward" else (other, own)
    links = source.size
    strength = np.log(rng.choice(list(STRENGTHS.values()), links))
    return Network(
        nodes=tuple(f"claim-{i}" for i in range(claims)),
        links=tuple(f"link-{i}" for i in range(links)),
        logit=_log_odds(rng.uniform(*PRIORS, claims)),
        target=target,
        weight=strength * rng.choice([-1.0, 1.0], links),
        gain=np.ones(links),
        basis=np.full(links, -1),
        factor_link=np.arange(links),
        factor_of=source,
        factor_const=np.zeros(links),
        factor_slope=np.ones(links),
        gate_node=np.empty(0, np.int64),
        gate_of=np.empty(0, np.int64),
        gate_share=np.empty(0),
    )


# --- Small, with everything a link can have -----------------------------------------------------


@dataclass
class Draft:
    """A small map while it is drawn.

    Attributes:
        priors: The prior of each claim.
        links: (claim it bears on, -1 for an undercut; signed log odds) of each link.
        factors: (link, variable it reads, constant, slope), as in `Network`.
        needs: Every (dependant, premise).
    """

    priors: Sequence[float]
    links: list[tuple[int, float]] = field(default_factory=list)
    factors: list[tuple[int, int, float, float]] = field(default_factory=list)
    needs: list[tuple[int, int]] = field(default_factory=list)

    def link(self, source: int, target: int, weight: float) -> int:
        """Adds a link, an attack where its weight is negative; its number is given back."""
        self.links.append((target, weight))
        number = len(self.links) - 1
        self.factors.append((number, source, 0.0, 1.0))
        return number

    def join(self, link: int, premise: int, *, negated: bool) -> None:
        """Lets a link rest on one more premise."""
        self.factors.append((link, premise, float(negated), -1.0 if negated else 1.0))

    def undercut(self, source: int, link: int) -> None:
        """Adds an undercut of a link; it has a higher number than what it undercuts."""
        cutter = self.link(source, -1, 0.0)
        self.factors.append((link, len(self.priors) + cutter, 1.0, -UNDERCUT))

    def sources(self, claim: int) -> list[int]:
        """The claims that links to a claim start from."""
        first = {link: of for link, of, _, _ in reversed(self.factors)}
        return [first[link] for link, (target, _) in enumerate(self.links) if target == claim]

    def network(self, *extra: tuple[int, int, float]) -> Network:
        """The map as a network, with some more links: (source, target, weight)."""
        whole = Draft(self.priors, [*self.links], [*self.factors], self.needs)
        for source, target, weight in extra:
            whole.link(source, target, weight)
        target, weight = _columns(whole.links, 2)
        link, of, const, slope = _columns(whole.factors, 4)
        dependant, premise = _columns(whole.needs, 2)
        return Network(
            nodes=tuple(f"claim-{i}" for i in range(len(self.priors))),
            links=tuple(f"link-{i}" for i in range(target.size)),
            logit=_log_odds(np.array(self.priors)),
            target=target.astype(np.int64),
            weight=weight,
            gain=np.ones(target.size),
            basis=np.full(target.size, -1),
            factor_link=link.astype(np.int64),
            factor_of=of.astype(np.int64),
            factor_const=const,
            factor_slope=slope,
            gate_node=dependant.astype(np.int64),
            gate_of=premise.astype(np.int64),
            gate_share=np.ones(premise.size),
        )


def small(
    rng: np.random.Generator,
    claims: int,
    strength: float,
    *,
    cyclic: bool,
    rich: bool,
    links: int = 2,
    spare: tuple[float, ...] = (),
) -> Draft:
    """A map with some links to each claim, half of them attacks, all of one strength.

    Args:
        rng: Where the draws come from.
        claims: How many.
        strength: What a link that fully holds multiplies the odds by.
        cyclic: Whether links come from any other claim, or from earlier ones only.
        rich: Whether, each with probability 0.3, a link rests on a second premise (negated or not), a link is
            undercut, and a claim depends on another.
        links: How many links to each claim, as far as there are claims they may come from.
        spare: The priors of further claims, which have no links.
    """
    draft = Draft([*rng.uniform(*PRIORS, claims).tolist(), *spare])
    for claim in range(claims):
        others = np.array([i for i in range(claims) if (i != claim if cyclic else i < claim)], int)
        for source in rng.permutation(others)[:links].tolist():
            link = draft.link(source, claim, np.log(strength) * rng.choice([-1.0, 1.0]))
            rest = others[others != source]
            if rich and rest.size and rng.random() < 0.3:
                draft.join(link, int(rng.choice(rest)), negated=rng.random() < 0.5)
            if rich and rng.random() < 0.3:
                draft.undercut(int(rng.choice(others)), link)
        if rich and others.size and rng.random() < 0.3:
            draft.needs.append((claim, int(rng.choice(others))))
    return draft


def tree(rng: np.random.Generator, claims: int, strength: float) -> Draft:
    """A map in which each claim but the last bears on just one, later claim: reasons never share an ancestor."""
    draft = Draft(rng.uniform(*PRIORS, claims).tolist())
    for claim in range(claims - 1):
        target = int(rng.integers(claim + 1, claims))
        draft.link(claim, target, np.log(strength) * rng.choice([-1.0, 1.0]))
    return draft


def _columns(rows: Sequence[tuple[float, ...]], width: int) -> np.ndarray:
    return np.array(rows, float).reshape(-1, width).T


def _log_odds(base: np.ndarray) -> np.ndarray:
    return np.log(base) - np.log1p(-base)
