"""Which experiment is worth running: what it would tell, per day of work.

An experiment's outcome O tells of a target C through the claim T it tests.  With s = credence of T and C₁, C₀ the
target's credence were T certain to hold or not, (T, C, O) is a small joint distribution in which O and C are
independent given T.  What is expected of O is the mutual information I(O; C) and the expected
fall of the variance C(1 − C); both are non-negative by construction (Lindley 1956; Jensen).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from argmap.model import DEFAULT_RESULT_RELIABILITY
from argmap.reasoning.forward import Inputs, columns_of, run
from argmap.reasoning.network import LIMITS, Floats, log_ratio

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from argmap.model import Experiment
    from argmap.reasoning.network import Network

INCOHERENT = 0.2
"""How far apart two tested claims may put the probability of one outcome before a warning."""
_CHUNK = 64


@dataclass(frozen=True, slots=True)
class Tested:
    """What an experiment is expected to tell through one claim it tests.

    Attributes:
        claim: The claim.
        credence: Where it stands.
        outcomes: The probability of each outcome that follows.
        bits: Expected information about the target, or the sum over all contested claims.
        fall: Expected fall of the target's variance, or the sum.
    """

    claim: str
    credence: float
    outcomes: Mapping[str, float]
    bits: float
    fall: float


@dataclass(frozen=True, slots=True)
class Promise:
    """What an experiment promises.

    Attributes:
        id: The experiment.
        tested: What it tells through each claim it tests; the first ranks.
        effort_days: Days of work; None where the record says nothing.
        moves: For each outcome where the tested claims, and the target where there is one, would then stand.
        disagreement: How far apart the tested claims put the probability of an outcome; above
            `INCOHERENT` the predictions or the map want another look.
    """

    id: str
    tested: tuple[Tested, ...]
    effort_days: float | None
    moves: Mapping[str, Mapping[str, float]]
    disagreement: float

    @property
    def bits(self) -> float:
        """Expected information of the first claim, in bits."""
        return self.tested[0].bits

    @property
    def fall(self) -> float:
        """Expected fall of variance of the first claim."""
        return self.tested[0].fall

    @property
    def bits_per_day(self) -> float | None:
        """Expected information per day of work; None where the effort is not known."""
        return self.bits / self.effort_days if self.effort_days else None

    @property
    def fall_per_day(self) -> float | None:
        """Expected fall of variance per day of work; None where the effort is not known."""
        return self.fall / self.effort_days if self.effort_days else None

    @property
    def coherent(self) -> bool:
        """Whether the tested claims agree on how likely the outcomes are."""
        return self.disagreement <= INCOHERENT


def rank(
    network: Network,
    pins: Floats | None,
    experiments: Sequence[Experiment],
    targets: Sequence[str],
    *,
    target: str | None = None,
) -> list[Promise]:
    """The experiments by expected information per day of work, those of unknown effort last.

    Args:
        network: The whole network.
        pins: Nodes that are set from outside.
        experiments: The ones to rank; a test of a claim that is not in the network is left out.
        targets: The records to be learned about.
        target: The one of them whose moves are to be told, if any.
    """
    x = run(network, pins=pins).x
    tests = {
        e.id: [t for t in e.tests if t.predictions and network.index.get(t.claim, len(network)) < len(network)]
        for e in experiments
    }  # fmt: skip
    claims = sorted({test.claim for own in tests.values() for test in own})
    goals = np.array([network.index[id] for id in targets], np.int64)
    settled = _settled(network, pins, claims, goals)
    found = []
    for experiment in experiments:
        if not tests[experiment.id]:
            continue
        tested = tuple(
            _tested(test.claim, float(x[network.index[test.claim]]), test.predictions, settled[test.claim])
            for test in tests[experiment.id]
        )  # fmt: skip
        found.append(
            Promise(
                experiment.id,
                tested,
                experiment.effort_days,
                _moves(network, pins, experiment, target),
                _disagreement(tested),
            )
        )
    found.sort(key=lambda p: (p.bits_per_day is None, -(p.bits_per_day or p.bits), p.id))
    return found


def _settled(
    network: Network, pins: Floats | None, claims: list[str], goals: np.ndarray
) -> dict[str, tuple[Floats, Floats]]:
    """For each claim the goals' credences were it certain to hold, and certain not to."""
    found: dict[str, tuple[Floats, Floats]] = {}
    for first in range(0, len(claims), _CHUNK):
        some = claims[first : first + _CHUNK]
        columns = columns_of(pins, len(network), 2 * len(some))
        for number, claim in enumerate(some):
            columns[network.index[claim], 2 * number : 2 * number + 2] = (1.0, 0.0)
        x = run(network, pins=columns).x[goals]
        found |= {claim: (x[:, 2 * n], x[:, 2 * n + 1]) for n, claim in enumerate(some)}
    return found


def _tested(
    claim: str,
    s: float,
    predictions: Mapping[str, tuple[float, float]],
    settled: tuple[Floats, Floats],
) -> Tested:
    outcomes = np.array(list(predictions.values()))
    by_truth = shrunk(outcomes, s)
    marginal = by_truth @ np.array([s, 1 - s])
    bits, fall = expected(s, by_truth, *settled)
    return Tested(
        claim,
        s,
        dict(zip(predictions, marginal.tolist(), strict=True)),
        float(bits.sum()),
        float(fall.sum()),
    )


def shrunk(outcomes: Floats, s: float, reliability: float = DEFAULT_RESULT_RELIABILITY) -> Floats:
    """Predictions, one row an outcome, drawn toward what is expected anyway by what a run may get wrong.

    With probability `reliability` a run measures what was asked; else its outcome comes as often as before
    and tells nothing.  How likely each outcome is does not change by this.
    """
    outcomes = np.clip(outcomes, *LIMITS)
    outcomes = outcomes / outcomes.sum(axis=0)
    marginal = outcomes @ np.array([s, 1 - s])
    drawn: Floats = reliability * outcomes + (1 - reliability) * marginal[:, None]
    return drawn


def expected(
    s: float, by_truth: Floats, if_true: Floats, if_false: Floats
) -> tuple[Floats, Floats]:
    """Expected information in bits, and expected fall of variance, about each of some targets.

    Args:
        s: The credence of the claim tested.
        by_truth: P(outcome | claim holds, claim does not), one row an outcome.
        if_true: The credence of each target were the claim certain.
        if_false: And were it certain not to hold.
    """
    joint = by_truth * np.array([s, 1 - s])  # outcome × truth
    p = joint.sum(axis=1)
    with_target = joint @ np.stack([if_true, if_false])  # P(outcome, target holds)
    prior = s * if_true + (1 - s) * if_false
    after = with_target / p[:, None]
    fall = (p[:, None] * (after - prior) ** 2).sum(axis=0)
    bits = _entropy(prior) - (p[:, None] * _entropy(after)).sum(axis=0)
    return np.maximum(bits, 0.0), fall  # a difference of equal entropies may round to −1e-17


def _entropy(p: Floats) -> Floats:
    p = np.clip(p, 1e-300, 1 - 1e-16)
    entropy: Floats = -(p * np.log2(p) + (1 - p) * np.log1p(-p) / np.log(2))
    return entropy


def _moves(
    network: Network, pins: Floats | None, experiment: Experiment, target: str | None
) -> dict[str, dict[str, float]]:
    """Where the map would stand after each outcome, were it recorded with the usual reliability."""
    told = [test.claim for test in experiment.tests if test.claim in network.index]
    told += [target] if target is not None and target not in told else []
    outcomes = list(
        dict.fromkeys(outcome for test in experiment.tests for outcome in test.predictions)
    )
    logit = np.repeat(network.logit[:, None], len(outcomes), axis=1)
    for test in experiment.tests:
        for column, outcome in enumerate(outcomes):
            if outcome in test.predictions and test.claim in network.index:
                shift = DEFAULT_RESULT_RELIABILITY * log_ratio(*test.predictions[outcome])
                logit[network.index[test.claim], column] += shift
    given = Inputs(logit, network.weight, network.gain, network.gate_share, pins)
    x = run(network, inputs=given).x
    return {
        outcome: {id: float(x[network.index[id], column]) for id in told}
        for column, outcome in enumerate(outcomes)
    }


def _disagreement(tested: tuple[Tested, ...]) -> float:
    """The greatest difference between two claims in the probability of one outcome."""
    outcomes = dict.fromkeys(outcome for one in tested for outcome in one.outcomes)
    gaps = []
    for outcome in outcomes:
        p = [one.outcomes[outcome] for one in tested if outcome in one.outcomes]
        gaps.append(max(p) - min(p))
    return max(gaps, default=0.0)
