"""Kialo's text export: a discussion as numbered lines, each for or against the line it is numbered below.

No specification is published; this is what exports of kialo.com look like:

    Discussion Title: Should bread rise slowly?

    1. Bread should rise slowly.
    1.1. Pro: Slow bread is easier to digest.
    1.1.1. Con: -> See 1.2.
    1.2. Con: It takes a day.

A line that is not numbered goes on with the text above.  Votes, authors, comments and history are not exported.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from argmap.diagnostics import Severity
from argmap.interchange.common import MAX_TEXT, Drafted, Imported, Loss
from argmap.interchange.foreigntext import ForeignText
from argmap.interchange.markdown import harmless, other_addresses
from argmap.interchange.naming import Names
from argmap.interchange.plaintext import from_markdown

if TYPE_CHECKING:
    from argmap.diagnostics import Diagnostic

_TELLING = 200  # characters from which an id is made

_TITLE = re.compile(r"\s*Discussion (?:Title|Name): *(.*)")
_NUMBERED = re.compile(r"((?:\d{1,6}\.)+) +(?:(Pro|Con): ?)?(.*)")
_SEE = re.compile(r"-> ?See ((?:\d{1,6}\.)+)\s*")
_RELATIONS = {"Pro": "supports", "Con": "attacks"}


@dataclass(slots=True)
class _Point:
    """A numbered line with those that go on with it.

    Attributes:
        number: Its number, such as `1.2.`.
        stance: `Pro` or `Con`; empty for a thesis.
        start: Where it begins.
        end: Where it ends.
        lines: Its text.
    """

    number: str
    stance: str
    start: int
    end: int
    lines: list[str] = field(default_factory=list)

    @property
    def parent(self) -> str:
        """The number of the point it speaks to; empty for the first."""
        return (
            self.number[: self.number.rindex(".", 0, -1) + 1] if self.number.count(".") > 1 else ""
        )

    @property
    def seen(self) -> str:
        """The number of the point it stands for, where it says no more than to see there."""
        match = _SEE.fullmatch("\n".join(self.lines).strip())
        return match[1] if match else ""


def read(raw: bytes, *, file: str, topic: str) -> Imported:
    """The records of an exported discussion: claims, and a crux for a question with several theses.

    Args:
        raw: The file's bytes.
        file: The path findings name.
        topic: The folder the claims go to.
    """
    text = ForeignText(raw, file)
    if text.diagnostics:
        return Imported(diagnostics=text.diagnostics)
    return _Reader(text, topic).run()


class _Reader:
    def __init__(self, text: ForeignText, topic: str) -> None:
        self._text = text
        self._topic = topic
        self._title = ""
        self._points: dict[str, _Point] = {}
        self._diagnostics: list[Diagnostic] = []
        self._losses: set[Loss] = set()
        self._ids: dict[str, str] = {}
        self._data: dict[str, dict[str, Any]] = {}
        self._linked: dict[tuple[str, str], str] = {}
        self._questions: dict[str, list[str]] = {}  # the theses below each
        self._standing: dict[str, str | None] = {}  # the claim each point is or stands for

    def run(self) -> Imported:
        self._read_points()
        if not self._points:
            found = self._text.finding(
                "not-a-discussion", Severity.ERROR, "this is no text export of a Kialo discussion",
                0, 1, fix="its lines are numbered: `1. Thesis`, `1.1. Pro: Reason`",
            )  # fmt: skip
            return Imported(diagnostics=(found,))
        self._read_questions()
        names = Names(self._topic)
        for number, point in self._points.items():
            if not point.seen:
                self._ids[number] = names.take(from_markdown(point.lines[0][:_TELLING]))
                self._data[number] = self._claim(point)
        for point in self._points.values():
            self._relate(point)
        self._ask()
        records = [
            Drafted(id, self._topic, self._data[number], self._span(self._points[number]))
            for number, id in self._ids.items()
        ]
        return Imported(
            (*self._draft_topic(), *records),
            tuple(sorted(self._losses)),
            tuple(self._diagnostics),
            self._title,
        )

    def _span(self, point: _Point) -> Any:
        return self._text.span(point.start, point.end)

    def _find(self, point: _Point, message: str, fix: str = "") -> None:
        self._diagnostics.append(
            self._text.finding(
                "kialo-number", Severity.WARNING, message, point.start, point.end, fix=fix
            )
        )

    # --- Lines ---

    def _read_points(self) -> None:
        offset = 0
        last: _Point | None = None
        for line in self._text.text.split("\n"):
            start, offset = offset, offset + len(line) + 1
            title = _TITLE.fullmatch(line) if last is None else None
            if title is not None:
                self._title = _inline(title[1])
            elif (point := self._point(line, start)) is not None:
                self._points[point.number] = last = point
            elif last is not None:
                last.lines.append(line)
                last.end = start + len(line) if line.strip() else last.end
            elif line.strip():
                where = f"line {self._text.line(start)}"
                self._losses.add(Loss("text before the first point", where, line[:MAX_TEXT]))

    def _point(self, line: str, start: int) -> _Point | None:
        """The point that a line begins; None where it goes on with the one above."""
        match = _NUMBERED.fullmatch(line)
        if match is None:
            return None
        point = _Point(match[1], match[2] or "", start, start + len(line), [match[3]])
        wrong = ""
        if point.number in self._points:
            wrong = f"there is already a point {point.number}"
        elif point.parent and point.parent not in self._points:
            wrong = f"there is no point {point.parent} above that {point.number} speaks to"
        elif self._points and not point.parent:
            wrong = f"{point.number} is no point below the first"
        if wrong:
            self._find(point, f"{wrong}; the line goes on with the text above",
                       "number it anew if a point is meant")  # fmt: skip
            return None
        return point

    # --- Texts ---

    def _claim(self, point: _Point) -> dict[str, Any]:
        """The first line as headline, those that follow as note."""
        headline = self._markdown(point, point.lines[0]) or "(no text)"
        note = self._markdown(point, "\n".join(point.lines[1:]).strip())
        return {"claim": headline} | ({"note": note} if note else {})

    def _markdown(self, point: _Point, text: str) -> str:
        self._losses |= {
            Loss("links that do not lead to the web", point.number, address)
            for address in other_addresses(text)
        }
        if len(text) > MAX_TEXT:
            note = f"past {MAX_TEXT} characters"
            self._losses.add(Loss("the end of long texts", point.number, note))
            text = f"{text[:MAX_TEXT]}…"
        return harmless(text.replace("[[", "\\[\\[")).strip()

    # --- Relations ---

    def _relate(self, point: _Point) -> None:
        source, target = self._resolved(point.number), self._resolved(point.parent)
        if source is None:
            self._find(point, f"there is no point {point.seen} to see")
            self._losses.add(Loss("points named elsewhere", point.number, f"see {point.seen}"))
        elif target is None:
            if point.parent:
                self._losses.add(Loss("reasons", point.number, f"for or against {point.parent}"))
        elif not point.stance:
            if point.parent not in self._questions:
                self._losses.add(
                    Loss("theses below a claim", point.number, f"below {point.parent}")
                )
        else:
            self._link(point, source, _RELATIONS[point.stance], target)

    def _link(self, point: _Point, source: str, relation: str, target: str) -> None:
        known = self._linked.setdefault((source, target), relation)
        links = self._data[source].setdefault(relation, [])
        if source == target:
            self._losses.add(Loss("links of a claim to itself", point.number))
        elif known != relation:
            note = f"{self._ids[source]} already {known} {self._ids[target]}"
            self._losses.add(Loss("second links between the same two", point.number, note))
        elif self._ids[target] not in links:
            links.append(self._ids[target])
        if not links:
            del self._data[source][relation]

    def _resolved(self, number: str) -> str | None:
        """The number of the claim a point is or stands for; None where there is none."""
        passed: dict[str, None] = {}
        while number in self._points and number not in passed and number not in self._standing:
            passed[number] = None
            number = self._points[number].seen or number
        is_claim = number in passed and not self._points[number].seen
        found = self._standing.get(number, number if is_claim else None)
        self._standing.update(dict.fromkeys(passed, found))
        return found

    # --- The discussion as a whole ---

    def _read_questions(self) -> None:
        """Finds the points that ask what only theses below them answer; each becomes a crux."""
        below: dict[str, list[_Point]] = defaultdict(list)
        for point in self._points.values():
            below[point.parent].append(point)
        seen = {point.seen for point in self._points.values()}
        for number, point in self._points.items():
            asks = not point.parent and _plain(point.lines).endswith("?") and number not in seen
            if asks and below[number] and not any(one.stance for one in below[number]):
                theses = dict.fromkeys(self._resolved(one.number) for one in below[number])
                self._questions[number] = [one for one in theses if one is not None]

    def _ask(self) -> None:
        for number, theses in self._questions.items():
            claim = self._data[number]
            ids = [self._ids[one] for one in theses]
            turns = {"turns_on": ids[0]} if len(ids) == 1 else {"between": ids}
            self._data[number] = {"crux": claim.pop("claim"), **claim, **turns}

    def _draft_topic(self) -> list[Drafted]:
        if not self._title:
            return []
        first = next(iter(self._points.values()))
        summary = _inline(" ".join(first.lines)) or self._title
        data = {"topic": self._title, "summary": summary}
        return [Drafted(self._topic, self._topic, data, self._text.span(0, 0))]


def _plain(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())[:MAX_TEXT]


def _inline(text: str) -> str:
    return harmless(" ".join(text.split())[:MAX_TEXT])
