"""What the site shows and publishes of results: the measures as a table, the plot, the file they come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from argmap.files import file_of, project_of
from argmap.results import RESULTS, Report, changed, drawing, read

if TYPE_CHECKING:
    from pathlib import Path

    from argmap.kb import KnowledgeBase
    from argmap.model import Experiment


@dataclass(frozen=True, slots=True)
class Finding:
    """The report of an experiment as its page shows it.

    Attributes:
        report: The result.
        data: Where its file lies on the site.
        plot: Where its plot lies on the site; empty where there is none that can be shown.
        stale: The files of code that have changed since.
    """

    report: Report
    data: str
    plot: str
    stale: tuple[str, ...]


def finding(kb: KnowledgeBase, experiment: Experiment) -> Finding | None:
    """What is shown of an experiment's report; None where it has none that `argmap run` wrote."""
    file = _report_file(project_of(kb.root), experiment)
    if file is None:
        return None
    try:
        report = read(file)
    except (OSError, ValueError):
        return None  # told by the checks
    place = f"{RESULTS}/{experiment.id}"
    plot = f"{place}.svg" if _plot(file) else ""
    return Finding(report, f"{place}.json", plot, tuple(changed(report, kb.named)))


def files(kb: KnowledgeBase) -> dict[str, bytes]:
    """The reports and plots that pages lead to, by their path on the site."""
    published = {}
    for experiment in kb.experiments.values():
        file = _report_file(project_of(kb.root), experiment)
        if file is None or (shown := finding(kb, experiment)) is None:
            continue
        published[shown.data] = file.read_bytes()
        if shown.plot:
            published[shown.plot] = _plot(file).encode()
    return published


def _report_file(project: Path, experiment: Experiment) -> Path | None:
    named = experiment.result.report if experiment.result is not None else ""
    return file_of(project, named) if named.endswith(".json") else None


def _plot(report: Path) -> str:
    """The drawing beside a report; empty where there is none, or what there is may not be shown."""
    try:
        return drawing(report.with_suffix(".svg"))
    except (OSError, ValueError):
        return ""
