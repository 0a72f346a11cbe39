"""An experiment can tell, and its result is one of the outcomes it foresaw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.diagnostics import Severity, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.diagnostics import Diagnostic
    from argmap.kb import KnowledgeBase

INCONCLUSIVE = "inconclusive"
"""The outcome every experiment may have."""

_LEAST_DIFFERENCE = 0.05
_SUM_TOLERANCE = 1e-6


def predictions(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """Each test predicts yes, or every outcome; probabilities add up; some outcome would tell."""
    for id, experiment in kb.experiments.items():
        document = kb.documents[id]
        if not experiment.tests:
            yield document.finding(
                "no-prediction",
                Severity.ERROR,
                "an experiment tests at least one claim",
                path=("tests",),
            )
        for index, test in enumerate(experiment.tests):
            path = ("tests", index)
            table = test.predictions
            if not table or (test.outcomes is not None and test.if_true is not None):
                yield document.finding(
                    "no-prediction",
                    Severity.ERROR,
                    "a test says what it expects: `if_true` and `if_false`, or `outcomes`",
                    path=path,
                    fix="write `if_true: 0.85` and `if_false: 0.25`: P(yes) if the claim holds, and if not",
                )
                continue
            sums = [sum(column) for column in zip(*table.values(), strict=True)]
            if any(abs(total - 1) > _SUM_TOLERANCE for total in sums):
                yield document.finding(
                    "not-a-distribution",
                    Severity.ERROR,
                    f"the outcomes add up to {sums[0]:g} if the claim holds and {sums[1]:g} if not",
                    path=(*path, "outcomes"),
                    fix="each column must sum to 1",
                )
            elif max(abs(true - false) for true, false in table.values()) < _LEAST_DIFFERENCE:
                yield document.finding(
                    "cannot-tell",
                    Severity.WARNING,
                    "every outcome is about as likely whether the claim holds or not",
                    path=path,
                    fix="choose a measure on which the two differ, or drop the experiment",
                )
            elif any((true == 0) != (false == 0) for true, false in table.values()):
                yield document.finding(
                    "certain-prediction",
                    Severity.WARNING,
                    "an outcome with probability 0 on one side would settle the claim for good",
                    path=path,
                    fix="leave room for error, such as 0.01",
                )


def results(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """A finished experiment has a result, and the result is an outcome that was foreseen."""
    for id, experiment in kb.experiments.items():
        document = kb.documents[id]
        result = experiment.result
        if result is None:
            if experiment.status == "done":
                yield document.finding(
                    "no-result", Severity.ERROR, "this experiment is done but has no result",
                    path=("status",), fix="add `result:`, or set the status to planned or abandoned",
                )  # fmt: skip
            continue
        foreseen = {INCONCLUSIVE, *(name for test in experiment.tests for name in test.predictions)}
        if result.outcome not in foreseen:
            names = ", ".join(sorted(foreseen))
            yield document.finding(
                "unforeseen-outcome", Severity.ERROR, f"{result.outcome!r} is not an outcome of this experiment",
                path=("result", "outcome"), fix=did_you_mean(result.outcome, foreseen) or f"outcomes: {names}",
            )  # fmt: skip


CHECKS = (predictions, results)
