"""What runs of experiments left behind: result files, the code that made them, drawings.

All of it lies in the project around the knowledge base, under `experiments/`, and is as untrusted as the records.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

FOLDER = "experiments"
RESULTS = f"{FOLDER}/results"
MAX_BYTES = 2_000_000
"""More than any result or drawing holds."""

_MODULE = re.compile(rf"{FOLDER}/([a-z][a-z0-9_]*)\.py")
_SHAPES = frozenset(
    {"svg", "g", "defs", "clipPath", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use", "style", "title", "desc"}
)  # fmt: skip
_ELSEWHERE = re.compile(r"@import|javascript:|expression\(|url\((?!#)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of an experiment over its seeds.

    Attributes:
        name: What it is called in the code.
        about: What it is, with its unit.
        role: measure, control or baseline.
        mean: The mean over seeds.
        low: The lower end of the 95 % interval.
        high: The upper end.
    """

    name: str
    about: str
    role: str
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Report:
    """A result file: what came out of a run.

    Attributes:
        experiment: The id of the record whose question it answers.
        outcome: What the decision rule made of the measures.
        measures: Every measure, in the order of the code.
        limits: What the result does not show.
        seeds: How many there were.
        code: The hash of every file that took part, by path relative to the project.
        date: The day of the run.
        seconds: How long it took.
        versions: The version of each package that took part.
    """

    experiment: str
    outcome: str
    measures: tuple[Measure, ...]
    limits: str
    seeds: int
    code: Mapping[str, str]
    date: str
    seconds: float
    versions: Mapping[str, str]


def project_of(root: Path) -> Path:
    """The project a knowledge base belongs to: the folder above one that is called `claims`, else its own."""
    root = root.resolve()
    return root.parent if root.name == "claims" else root


def file_of(project: Path, path: str) -> Path | None:
    """The file a record names relative to its project; None where there is none, or a path leads elsewhere."""
    file = project.resolve() / path
    try:
        return file if file.is_file() and file.resolve() == file else None
    except (OSError, ValueError):
        return None


def module_of(project: Path, run: str) -> str | None:
    """The name of the module that `run:` names; None where it names no module under `experiments/`."""
    named = _MODULE.fullmatch(run)
    return named[1] if named is not None and file_of(project, run) is not None else None


def read(file: Path) -> Report:
    """Reads a result file.

    Raises:
        ValueError: It is none; the message says why.
        OSError: It cannot be read.
    """
    if file.stat().st_size > MAX_BYTES:
        raise ValueError("it is too large")
    try:
        return _report(json.loads(file.read_text("utf-8")))
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError("it is not a result that `argmap run` wrote") from error


def _report(data: Any) -> Report:
    made = data["made"]
    return Report(
        str(data["experiment"]),
        str(data["outcome"]),
        tuple(
            Measure(name, str(one["about"]), str(one["role"]), float(one["mean"]), float(one["low"]), float(one["high"]))
            for name, one in data["measures"].items()
        ),
        str(data["limits"]),
        len(data["seeds"]),
        {str(path): str(digest) for path, digest in data["code"].items()},
        str(made["date"]),
        float(made["seconds"]),
        {str(name): str(version) for name, version in made["versions"].items()},
    )  # fmt: skip


def digest(file: Path) -> str:
    """The SHA-256 of a file's text, whatever its line ends."""
    return hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def changed(report: Report, project: Path) -> list[str]:
    """The files that are no longer what they were when the result was made."""
    files = {path: file_of(project, path) for path in report.code}
    return [path for path, file in files.items() if file is None or digest(file) != report.code[path]]  # fmt: skip


def drawing(file: Path) -> str:
    """The text of an SVG file that holds nothing but shapes and words.

    Raises:
        ValueError: It holds something else, such as a script or a link; the message names it.
        OSError: It cannot be read.
    """
    from xml.etree import ElementTree as ET

    if file.stat().st_size > MAX_BYTES:
        raise ValueError("it is too large")
    text = file.read_text("utf-8")
    if "<!" in text.replace("<!--", ""):
        raise ValueError("it declares a document type or entities")
    try:
        root = ET.fromstring(text)  # noqa: S314 - declarations, which expand, are refused above
    except ET.ParseError as error:
        raise ValueError(f"it is not XML: {error}") from error
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name not in _SHAPES:
            raise ValueError(f"it holds <{name}>")
        for key, value in element.attrib.items():
            attribute = key.rpartition("}")[2].lower()
            if attribute.startswith("on") or (attribute == "href" and not value.startswith("#")):
                raise ValueError(f"it has an attribute {attribute}={value!r}")
            if _ELSEWHERE.search(value):
                raise ValueError(f"it has an attribute {attribute}={value!r}")
        if _ELSEWHERE.search(element.text or ""):
            raise ValueError("its style names another file")
    return text
