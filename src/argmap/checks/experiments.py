"""An experiment can tell, its result is an outcome it foresaw, and what it was read from is still what is there."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from argmap.diagnostics import Severity, did_you_mean
from argmap.results import FOLDER, Report, changed, module_name, parse, shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.diagnostics import Diagnostic
    from argmap.kb import KnowledgeBase
    from argmap.model import Experiment

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


def modules(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """The module that runs an experiment is there, under `experiments/`."""

    @cache  # many records may name one file
    def is_there(run: str) -> bool:
        return module_name(run) is not None and kb.named(run) is not None

    for id, experiment in kb.experiments.items():
        run = experiment.run
        if run and not is_there(run):
            yield kb.documents[id].finding(
                "no-module",
                Severity.ERROR,
                f"{run!r} is no module of this project",
                path=("run",),
                fix=f"write its path from the repository: {FOLDER}/name_of_module.py",
            )


def reports(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """A result's report is there, says the same, and was made by the code as it is now."""
    naming: dict[PurePosixPath, list[Experiment]] = defaultdict(list)
    for experiment in kb.experiments.values():
        if experiment.result is not None and experiment.result.report:
            naming[PurePosixPath(experiment.result.report)].append(experiment)
    for file, experiments in naming.items():
        yield from _report(kb, file, experiments)


def _report(
    kb: KnowledgeBase, file: PurePosixPath, experiments: list[Experiment]
) -> Iterator[Diagnostic]:
    """What is wrong with a report for the experiments that name it."""

    def finding(
        one: Experiment, code: str, severity: Severity, message: str, field: str, fix: str
    ) -> Diagnostic:
        return kb.documents[one.id].finding(code, severity, message, path=("result", field), fix=fix)  # fmt: skip

    error, warning = Severity.ERROR, Severity.WARNING
    content = kb.named(str(file))
    if content is None:
        for one in experiments:
            message = f"there is no file {str(file)!r} in this project"
            fix = f"run `argmap run {one.id}`, or give the path from the repository"
            yield finding(one, "no-report", error, message, "report", fix)
        return
    if file.suffix != ".json":
        return  # a report written by hand
    try:
        report = parse(content)
    except ValueError as problem:
        for one in experiments:
            yield finding(one, "no-report", error, f"{file} cannot be used: {problem}", "report", f"run `argmap run {one.id}`")  # fmt: skip
        return
    plot = file.with_suffix(".svg")
    unsafe, stale = _unsafe(kb, plot), changed(report, kb.digest)
    for one in experiments:
        if differs := _differs(one, report):
            yield finding(one, "report-disagrees", error, differs, "outcome", "record what the report says, or run it again")  # fmt: skip
        if unsafe:
            yield finding(one, "unsafe-plot", warning, f"the plot {plot.name} is not shown: {unsafe}", "report", "keep the plot as `argmap run` writes it")  # fmt: skip
        if stale:
            yield finding(one, "stale-result", warning, f"since this result was made, {', '.join(stale)} changed", "report", f"run `argmap run {one.id}` again")  # fmt: skip


def _unsafe(kb: KnowledgeBase, plot: PurePosixPath) -> str:
    """Why a plot is more than a drawing; empty where it is not, or is not there."""
    content = kb.named(str(plot))
    try:
        if content is not None:
            shapes(content)
    except ValueError as problem:
        return str(problem)
    return ""


def _differs(experiment: Experiment, report: Report) -> str:
    """In what a report and the record that names it differ; empty where they agree."""
    assert experiment.result is not None
    if report.experiment != experiment.id:
        return f"the report is that of {report.experiment}"
    if report.outcome != experiment.result.outcome:
        return f"the outcome is {experiment.result.outcome!r} here and {report.outcome!r} in the report"
    return ""


CHECKS = (predictions, results, modules, reports)
