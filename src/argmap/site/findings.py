"""What the site shows and publishes of results: the measures as a table, the plot, the file they come from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from argmap.results import RESULTS, Report, changed, parse, shapes

if TYPE_CHECKING:
    from argmap.kb import KnowledgeBase
    from argmap.model import Experiment

_VIEW = re.compile(r"""<svg\b[^>]*\sviewBox=["']0 0 (\d+)(?:\.\d+)? (\d+)(?:\.\d+)?["']""")


@dataclass(frozen=True, slots=True)
class Finding:
    """The report of an experiment as its page shows it.

    Attributes:
        report: The result.
        data: Where its file lies on the site.
        plot: Where its plot lies on the site; empty where there is none that can be shown.
        size: Width and height that the plot names, in its own units; None where it names none.
        stale: The files of code that have changed since.
    """

    report: Report
    data: str
    plot: str
    size: tuple[str, str] | None
    stale: tuple[str, ...]


def finding(kb: KnowledgeBase, experiment: Experiment) -> Finding | None:
    """What is shown of an experiment's report; None where it has none that `argmap run` wrote."""
    content = _report(kb, experiment)
    if content is None:
        return None
    try:
        report = parse(content)
    except ValueError:
        return None  # told by the checks
    place = f"{RESULTS}/{experiment.id}"
    drawing = _plot(kb, experiment)
    size = _VIEW.search(drawing)
    return Finding(
        report,
        f"{place}.json",
        f"{place}.svg" if drawing else "",
        (size[1], size[2]) if size is not None else None,
        tuple(changed(report, kb.digest)),
    )


def files(kb: KnowledgeBase) -> dict[str, bytes]:
    """The reports and plots that pages lead to, by their path on the site."""
    published = {}
    for experiment in kb.experiments.values():
        content = _report(kb, experiment)
        if content is None or (shown := finding(kb, experiment)) is None:
            continue
        published[shown.data] = content
        if shown.plot:
            published[shown.plot] = _plot(kb, experiment).encode()
    return published


def _report(kb: KnowledgeBase, experiment: Experiment) -> bytes | None:
    path = experiment.result.report if experiment.result is not None else ""
    return kb.named(path) if path.endswith(".json") else None


def _plot(kb: KnowledgeBase, experiment: Experiment) -> str:
    """The drawing beside a report; empty where there is none, or what there is may not be shown."""
    assert experiment.result is not None
    content = kb.named(f"{experiment.result.report.removesuffix('.json')}.svg")
    try:
        return shapes(content) if content is not None else ""
    except ValueError:
        return ""
