"""`argmap run`."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from argmap.cli.common import (
    PROBLEMS,
    complete_id,
    echo_json,
    format_option,
    kb_option,
    open_kb,
    prefix_of,
    record_id,
    wrong,
)

if TYPE_CHECKING:
    from pathlib import Path

    from argmap.kb import KnowledgeBase
    from argmap.model import Experiment
    from argmap.running import Made

_LEAST_SEEDS = 5


@click.command()
@click.argument("id", required=False, shell_complete=complete_id)
@click.option("--all", "every", is_flag=True, help="Run every experiment that has a module.")
@click.option("--seeds", type=click.IntRange(min=_LEAST_SEEDS), help="How many seeds; left out, as many as the module says.")  # fmt: skip
@click.option("--smoke", is_flag=True, help="Only try whether it runs, at tiny sizes; writes nothing.")  # fmt: skip
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), default=30, show_default=True, help="Stop an experiment after so long.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(min=1), help="How many to run at once; left out, one on each processor.")  # fmt: skip
@kb_option
@format_option("text", "json")
def command(
    id: str | None,
    seeds: int | None,
    minutes: float,
    jobs: int | None,
    kb_path: str | None,
    format_: str,
    *,
    every: bool,
    smoke: bool,
) -> None:
    """Run an experiment and keep what came out.

    The module that the record's `run:` names runs on one thread in a process of its own.  The result and its plot go
    to experiments/results/; what is printed can be pasted into the record.  Only run code that you trust.

    \b
    Examples:
      argmap run do-clusters-meet-through-sums
      argmap run do-clusters-meet-through-sums --seeds 20
      argmap run --all --smoke
    """
    if (id is None) != every:
        wrong("name one experiment, or give --all")
    from argmap.files import project_of
    from argmap.running import CannotRunError, PackageMissingError, run_several

    kb = open_kb(kb_path)
    project = project_of(kb.root)
    told, failed = {}, False
    chosen, jobs = _chosen(kb, id), jobs or os.cpu_count() or 1
    runs = run_several(chosen, project, jobs, seeds=seeds, smoke=smoke, minutes=minutes)
    with closing(runs):  # or those that still run would be waited for when nobody reads on
        for experiment, made in runs:
            if isinstance(made, CannotRunError):
                click.echo(f"{experiment.id}: {made}", err=True)
                # Where all are run, one whose packages are not there is passed over.
                failed |= not (every and isinstance(made, PackageMissingError))
                continue
            if format_ == "text":
                shown = _trial(experiment.id, made) if smoke else _text(experiment, made, kb.root)
                click.echo(shown)
            told[experiment.id] = _data(experiment.id, made)
    if format_ == "json":
        echo_json([told[one.id] for one in chosen if one.id in told])
    if failed:
        raise click.exceptions.Exit(PROBLEMS)


def _chosen(kb: KnowledgeBase, id: str | None) -> list[Experiment]:
    if id is None:
        return [one for one in kb.experiments.values() if one.run and one.retracted is None]
    experiment = kb.experiments.get(record_id(kb, id))
    if experiment is None:
        wrong(f"{id!r} is a {kb[id].kind}, not an experiment")
    return [experiment]


def _trial(id: str, made: Made) -> str:
    return f"{id} runs: {len(made.report.measures)} measures in {made.report.seconds:g} s"


def _text(experiment: Experiment, made: Made, root: Path) -> str:
    """The measures, and the result as it goes into the record."""
    from argmap.results import RESULTS

    report = made.report
    width = max(len(one.name) for one in report.measures)
    lines = [experiment.headline, "", f"{'':{width}}     mean   95 % interval"]
    lines += [
        f"{one.name:{width}} {one.mean:8.3g}   {one.low:.3g} to {one.high:.3g}"
        + ("" if one.role == "measure" else f"   {one.role}")
        for one in report.measures
    ]
    today = datetime.now(UTC).date().isoformat()
    lines += [
        "",
        f"{report.seeds} seeds in {report.seconds:g} s; by the decision rule: {report.outcome}",
        f"wrote {' and '.join(prefix_of(file) for file in made.files)}",
        "",
        f"To record it, paste this into {prefix_of(root / experiment.file)}:",
        "",
        "status: done",
        "result:",
        f'  outcome: "{report.outcome}"',
        f"  date: {today}",
        "  # How far can this run be trusted to have measured what was asked?  0.5 for a first run; more where the",
        "  # controls held and another data set agrees, less where a baseline or control surprised.",
        "  reliability: 0.5",
        "  summary: |-",
        "    What was found, in a sentence or two: the measures that decided, and the control that could have failed.",
        f"  report: {RESULTS}/{made.files[0].name}",
    ]
    return "\n".join(lines)


def _data(id: str, made: Made) -> dict[str, Any]:
    report = made.report
    return {
        "id": id,
        "outcome": report.outcome,
        "measures": {
            one.name: {"about": one.about, "role": one.role, "mean": one.mean, "low": one.low, "high": one.high}
            for one in report.measures
        },
        "limits": report.limits,
        "seeds": report.seeds,
        "seconds": report.seconds,
        "files": [prefix_of(file) for file in made.files],
    }  # fmt: skip
