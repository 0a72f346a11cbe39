"""What runs of experiments left behind: result files, the code that made them, drawings.

All of it lies in the project around the knowledge base, under `experiments/`, and is as untrusted as the records.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from argmap.files import file_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
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


def module_name(run: str) -> str | None:
    """The name of the module that `run:` names, be it there or not; None where it is no path of one."""
    named = _MODULE.fullmatch(run)
    return named[1] if named is not None else None


def module_of(project: Path, run: str) -> str | None:
    """The name of the module that `run:` names; None where it names no module under `experiments/`."""
    return module_name(run) if file_of(project, run) is not None else None


def read(file: Path) -> Report:
    """Reads a result file.

    Raises:
        ValueError: It is none; the message says why.
        OSError: It cannot be read.
    """
    with file.open("rb") as content:
        return parse(content.read(MAX_BYTES + 1))


def parse(content: bytes) -> Report:
    """The result in the content of a result file.

    Raises:
        ValueError: It is none; the message says why.
    """
    if len(content) > MAX_BYTES:
        raise ValueError("it is too large")
    try:
        return _report(json.loads(content.decode("utf-8")))
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
    return _digest(file.read_bytes())


def _digest(content: bytes) -> str:
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def changed(report: Report, named: Callable[[str], bytes | None]) -> list[str]:
    """The files that are no longer what they were when the result was made.

    Args:
        report: The result.
        named: What gives the files of the project; see `argmap.files.Files.named`.
    """
    code = {path: named(path) for path in report.code}
    return [
        path
        for path, content in code.items()
        if content is None or _digest(content) != report.code[path]
    ]


def drawing(file: Path) -> str:
    """The text of an SVG file that holds nothing but shapes and words.

    Raises:
        ValueError: It holds something else, such as a script or a link; the message names it.
        OSError: It cannot be read.
    """
    with file.open("rb") as content:
        return shapes(content.read(MAX_BYTES + 1))


def shapes(content: bytes) -> str:
    """The text of an SVG file, by its content; see `drawing`.

    Raises:
        ValueError: It holds something else than shapes and words.
    """
    from xml.etree import ElementTree as ET

    if len(content) > MAX_BYTES:
        raise ValueError("it is too large")
    text = content.decode("utf-8")
    if "<!" in text.replace("<!--", ""):
        raise ValueError("it declares a document type or entities")
    # All but the XML declaration itself, such as a style sheet.
    if "<?" in text.removeprefix("\ufeff")[1:]:
        raise ValueError("it holds instructions for programs")
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
