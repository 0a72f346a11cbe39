"""What runs of experiments left behind: result files, the code that made them, drawings.

All of it lies in the project around the knowledge base, under `experiments/`, and is as untrusted as the records.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from argmap.files import file_of
from argmap.invisible import named, unseen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from xml.etree.ElementTree import Element

FOLDER = "experiments"
RESULTS = f"{FOLDER}/results"
MAX_BYTES = 2_000_000
"""More than any result or drawing holds."""

_MODULE = re.compile(rf"{FOLDER}/([a-z][a-z0-9_]*)\.py")
_SHAPES = frozenset(
    {"svg", "g", "defs", "clipPath", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "use", "style", "title", "desc"}
)  # fmt: skip
_ELSEWHERE = re.compile(r"@import|javascript:|expression\(|url\((?!#)", re.IGNORECASE)
# What style rules could say the same by: escapes, rules with a name, functions that take an address as text.
_STYLE_ELSEWHERE = re.compile(r"[\\@]|image(?:-set)?\(|src\(", re.IGNORECASE)
_SVG = "{http://www.w3.org/2000/svg}"
MAX_CODE = 200
"""More files than any experiment's code has."""


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
    except (KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise ValueError("it is not a result that `argmap run` wrote") from error


def _report(data: Any) -> Report:
    made = data["made"]
    if len(data["code"]) > MAX_CODE:
        raise ValueError(f"it names more than {MAX_CODE} files of code")
    return Report(
        _text(data["experiment"]),
        _text(data["outcome"]),
        tuple(
            Measure(_text(name), _text(one["about"]), _text(one["role"]), *(_number(one[end]) for end in ("mean", "low", "high")))
            for name, one in data["measures"].items()
        ),
        _text(data["limits"]),
        len(data["seeds"]),
        {_path(path): _text(digest) for path, digest in data["code"].items()},
        _text(made["date"]),
        _number(made["seconds"]),
        {_text(name): _text(version) for name, version in made["versions"].items()},
    )  # fmt: skip


def _text(value: Any) -> str:
    text = str(value)
    if (bad := unseen(text)) is not None:
        raise ValueError(f"it holds {named(bad)}")
    return text


def _path(value: str) -> str:
    """A path in its one form, so that no file is read under many names."""
    if str(PurePosixPath(_text(value))) != value:
        raise ValueError(f"{value!r} is no path as `argmap run` writes it")
    return value


def _number(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{number} is no measurement")
    return number


def digest(file: Path) -> str:
    """The SHA-256 of a file's text, whatever its line ends."""
    return _digest(file.read_bytes())


def digests(named: Callable[[str], bytes | None]) -> Callable[[str], str | None]:
    """What gives the digest of a file of the project, None where there is none; each is read once.

    Args:
        named: What gives its content; see `argmap.files.Files.named`.
    """

    @cache
    def of(path: str) -> str | None:
        content = named(path)
        return None if content is None else _digest(content)

    return of


def _digest(content: bytes) -> str:
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def changed(report: Report, digest: Callable[[str], str | None]) -> list[str]:
    """The files that are no longer what they were when the result was made.

    Args:
        report: The result.
        digest: What gives the digests of the project's files; see `digests`.
    """
    return [path for path, known in report.code.items() if digest(path) != known]


def shapes(content: bytes) -> str:
    """The text of an SVG file that holds nothing but shapes and words.

    Raises:
        ValueError: It holds something else, such as a script or a link; the message names it.
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
    _refuse_nested_uses(root)
    for element in root.iter():
        name = str(element.tag).removeprefix(_SVG)
        if name not in _SHAPES:
            raise ValueError(f"it holds <{name.rpartition('}')[2]}>")
        for key, value in element.attrib.items():
            attribute = key.rpartition("}")[2].lower()
            if attribute.startswith("on") or (attribute == "href" and not value.startswith("#")):
                raise ValueError(f"it has an attribute {attribute}={value!r}")
            if _ELSEWHERE.search(value) or _STYLE_ELSEWHERE.search(value):
                raise ValueError(f"it has an attribute {attribute}={value!r}")
        words = "".join(element.itertext()) if name == "style" else element.text or ""
        if _ELSEWHERE.search(words) or (name == "style" and _STYLE_ELSEWHERE.search(words)):
            raise ValueError("its style names another file")
    return text


def _refuse_nested_uses(root: Element) -> None:
    """What is drawn again must not draw again itself: twenty such steps are a million shapes.

    Raises:
        ValueError: It does.
    """
    parents = {child: parent for parent in root.iter() for child in parent}
    uses = [element for element in root.iter() if element.tag == f"{_SVG}use"]
    holding: set[Element] = set()
    for use in uses:
        element: Element | None = use
        while element is not None and element not in holding:
            holding.add(element)
            element = parents.get(element)
    drawing = {f"#{element.get('id')}" for element in holding}
    for use in uses:
        if any(key.rpartition("}")[2] == "href" and value in drawing for key, value in use.items()):
            raise ValueError("it draws again what draws again")
