"""Rules on what the map computes.  Run where a record asserts a credence, or when asked for all numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.diagnostics import Severity
from argmap.model import Evidence, Experiment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.diagnostics import Diagnostic
    from argmap.kb import KnowledgeBase
    from argmap.reasoning.solution import Solution

_SURE = 0.9


def wanted(kb: KnowledgeBase) -> bool:
    """Whether some record asserts a credence."""
    return any(claim.expect is not None for claim in kb.claims.values())


def run(kb: KnowledgeBase, *, every: bool) -> Iterator[Diagnostic]:
    """What the rules find: those on assertions only, or every one."""
    from argmap.reasoning.solution import (
        solve,  # numpy takes longer to load than most checks to run
    )

    solution = solve(kb)
    for check in CHECKS if every else (expectations,):
        yield from check(solution)


def expectations(solution: Solution) -> Iterator[Diagnostic]:
    """A credence is where its record says it should be."""
    kb = solution.kb
    for claim in kb.claims.values():
        expect, credence = claim.expect, solution.get(claim.id)
        if expect is None or credence is None:
            continue
        low, high = solution.unresolved.get(claim.id, (credence, credence))
        for name, holds in (
            ("above", expect.above is None or low > expect.above),
            ("below", expect.below is None or high < expect.below),
        ):
            if not holds:
                yield kb.documents[claim.id].finding(
                    "expectation-not-met",
                    Severity.ERROR,
                    f"the credence is {_told(low, high)}, and is expected {name} {getattr(expect, name):g}",
                    path=("expect", name),
                    fix=f"see `argmap why {claim.id}`; mend the map, or the expectation where it was wrong",
                )


def loops(solution: Solution) -> Iterator[Diagnostic]:
    """The reasons on a cycle come to rest."""
    kb, network = solution.kb, solution.run.network
    for nodes, _ in solution.run.loops:
        ids = [network.nodes[i] for i in nodes]
        low, high = solution.unresolved[ids[0]]
        yield kb.documents[ids[0]].finding(
            "does-not-settle",
            Severity.WARNING,
            f"the credences of {', '.join(ids)} bear on each other and do not settle; this one moves between {_told(low, high)}",
            fix="look for a reason that is stronger than it should be, or that says the same as its conclusion",
        )


def cruxes(solution: Solution) -> Iterator[Diagnostic]:
    """A crux moves what it is said to decide."""
    for crux in solution.kb.cruxes.values():
        declared = solution.declared(crux.id)
        if declared.verdict == "moves nothing":
            most = max(answer.move for answer in declared.answers)
            yield solution.kb.documents[crux.id].finding(
                "moves-nothing",
                Severity.WARNING,
                f"no answer to this question moves what it is said to decide: by {most:.3f} at most",
                path=("decides",),
                fix="write the reasons that lead from the claim it turns on to these conclusions, or leave them out",
            )


def assertions(solution: Solution) -> Iterator[Diagnostic]:
    """Nothing is nearly certain on the strength of claims alone."""
    kb, network = solution.kb, solution.run.network
    for claim in kb.claims.values():
        if (credence := solution.get(claim.id)) is None or credence <= _SURE:
            continue
        upstream = network.upstream([network.index[claim.id]])[: len(network)]
        if not any(isinstance(kb[network.nodes[i]], Evidence | Experiment) for i in upstream.nonzero()[0]):  # fmt: skip
            yield kb.documents[claim.id].finding(
                "sure-without-evidence",
                Severity.WARNING,
                f"the credence is {credence:.2f}, and no evidence bears on it, only claims",
                fix="record the evidence, or give a lower prior or weaker reasons",
            )


def predictions(solution: Solution) -> Iterator[Diagnostic]:
    """The claims an experiment tests agree on how likely its outcomes are."""
    for promise in solution.rank_experiments():
        if promise.coherent:
            continue
        first, *others = promise.tested
        outcome, other = max(
            ((outcome, other) for other in others for outcome in first.outcomes.keys() & other.outcomes.keys()),
            key=lambda pair: abs(first.outcomes[pair[0]] - pair[1].outcomes[pair[0]]),
        )  # fmt: skip
        yield solution.kb.documents[promise.id].finding(
            "incoherent-predictions",
            Severity.WARNING,
            f"P({outcome}) is {first.outcomes[outcome]:.2f} by {first.claim} "
            f"and {other.outcomes[outcome]:.2f} by {other.claim}",
            path=("tests",),
            fix="one experiment has one chance of each outcome: bring the predictions or the claims' credences together",
        )


def _told(low: float, high: float) -> str:
    return f"{low:.2f}" if f"{low:.2f}" == f"{high:.2f}" else f"{low:.2f} and {high:.2f}"


CHECKS = (expectations, loops, cruxes, assertions, predictions)
