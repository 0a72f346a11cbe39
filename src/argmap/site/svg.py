"""Drawings: inline SVG, the same at every build, with a title, and always beside a list that says the same."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from html import escape
from math import hypot
from typing import TYPE_CHECKING

from markupsafe import Markup

from argmap.site.markdown import plain
from argmap.site.views import SIGNS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from argmap.site.numbers import Mark, Neighbourhood
    from argmap.site.views import Named

_WIDTH, _MARGIN = 320, 12
_AXIS, _ROW = 26, 11
"""Where the axis lies, and how far apart marks at one place are stacked."""
_STACKED = 8
"""Up to how many people are stacked at one place."""


def strip(marks: Sequence[Mark]) -> Markup:
    """The strip of a claim: an axis from 0 to 1, a dot for each person, a diamond for what is computed.

    Dots at one place are stacked, so that none hides another; of many one is drawn, with how many there are.
    """
    if not marks:
        return Markup()
    computed = [mark for mark in marks if mark.who is None]
    places: dict[float, list[Mark]] = {}
    for mark in marks:
        if mark.who is not None:
            places.setdefault(mark.value, []).append(mark)
    shapes, words, highest = [], [], 1
    for value, here in places.items():
        x = f"{_x(value):.1f}"
        said = [f"{mark.who.headline if mark.who else ''}: {mark.words}" for mark in here]
        highest = max(highest, min(len(here), _STACKED))
        if len(here) > _STACKED:
            said = [f"{len(here)} people at {value:g}"]
            y = _AXIS - 8 - _ROW
            shapes.append(f'<text class="am-scale" x="{x}" y="{y}">{len(here)}</text>')
        words += said
        shapes += [
            f'<circle class="am-person" cx="{x}" cy="{_AXIS - 8 - _ROW * level}" r="4"><title>{escape(title)}</title></circle>'
            for level, title in enumerate(said)
        ]
    for mark in computed:
        words.append(f"computed: {mark.words}")
        shapes.append(
            f'<path class="am-computed" d="M{_x(mark.value):.1f} {_AXIS + 1}l6 7l-6 7l-6 -7z"><title>{escape(mark.words)}</title></path>'
        )
    top = min(0, _AXIS - 14 - _ROW * (highest - 1))
    ticks = "".join(
        f'<path class="am-tick" d="M{_x(tick):.1f} {_AXIS - 3}v6"/>'
        f'<text class="am-scale" x="{_x(tick):.1f}" y="{_AXIS + 27}">{tick:g}</text>'
        for tick in (0.0, 0.5, 1.0)
    )
    return Markup(  # noqa: S704 - everything that is not ours is escaped
        f'<svg class="am-strip" viewBox="0 {top} {_WIDTH} {_AXIS + 30 - top}" role="img" aria-label="{escape("; ".join(words))}">'
        f'<path class="am-axis" d="M{_MARGIN} {_AXIS}H{_WIDTH - _MARGIN}"/>{ticks}{"".join(shapes)}</svg>'
    )


def step(before: float, after: float) -> Markup:
    """A bar between two credences, on an axis from 0 to 1; a hair where they are nearly one."""
    low, high = sorted((100 * before, 100 * after))
    high = max(high, low + 0.7)
    bar = f'<path d="M{low:.3g} 4H{high:.3g}"/>'
    return Markup(f'<svg class="am-step" viewBox="0 0 100 8" aria-hidden="true">{bar}</svg>')  # noqa: S704 - numbers


# --- What is next to a record -------------------------------------------------------------------

_BOX, _HIGH = 196, 56
_PAPER = (680, 366)
_CENTRE = (242, 155)
_MIDDLE = (108, 258)
"""Where the drawing is cut off when there is nothing above or below."""
_PLACES = {
    "conclusions": ((132, 6), (352, 6)),
    "supports": ((6, 118), (6, 192)),
    "attacks": ((478, 118), (478, 192)),
    "premises": ((132, 304), (352, 304)),
}
_LINE = 30


def neighbourhood(drawing: Neighbourhood | None) -> Markup:
    """A record with what is next to it: conclusions above, support left, attacks right, premises below.

    Places are fixed, so that the drawing reads alike on every page and does not change with the build.
    """
    if drawing is None:
        return Markup()
    parts = []
    for side, places in _PLACES.items():
        for neighbour, place in zip(getattr(drawing, side), places, strict=False):
            parts += [_arrow(side, place, neighbour.relation), _box(neighbour.named, place)]
    parts.append(_box(drawing.centre, _CENTRE, own=True))
    top = 0 if drawing.conclusions else _MIDDLE[0]
    bottom = _PAPER[1] if drawing.premises else _MIDDLE[1]
    words = escape(
        f"{drawing.centre.headline} and what is next to it; the lists on this page say the same"
    )
    return Markup(  # noqa: S704 - everything that is not ours is escaped
        f'<svg class="am-neighbours" viewBox="0 {top} {_PAPER[0]} {bottom - top}" role="group" aria-label="{words}">{"".join(parts)}</svg>'
    )


def _box(named: Named, place: tuple[int, int], *, own: bool = False) -> str:
    x, y = place
    title, lines = _caption(named.headline)
    top = y + _HIGH / 2 - 6.5 * len(lines) + 9.5
    shape = (
        f'<rect class="am-box{" am-own" if own else ""}" x="{x}" y="{y}" width="{_BOX}" height="{_HIGH}" rx="3"/>'
        f'<text class="am-box-text">{_stacked(lines, x + 8, top, 13)}</text>'
    )
    return f"<g>{title}{shape}</g>" if own else f'<a href="../{named.id}/">{title}{shape}</a>'


@lru_cache(maxsize=32_768)  # a record is drawn on its own page and on those of its neighbours
def _caption(headline: str) -> tuple[str, list[str]]:
    """The title of a box, and its lines, escaped."""
    return f"<title>{escape(headline)}</title>", [*map(escape, wrapped(headline, _LINE))]


@lru_cache
def _arrow(side: str, place: tuple[int, int], relation: str) -> str:
    """A line from a reason to its conclusion, with its sign."""
    (x, y), (cx, cy) = place, _CENTRE
    middle, centre = y + _HIGH / 2, cy + _HIGH / 2
    ends = {
        "supports": (x + _BOX, middle, cx - 3, centre + (middle - centre) / 3),
        "attacks": (x, middle, cx + _BOX + 3, centre + (middle - centre) / 3),
        "premises": (x + _BOX / 2, y, cx + _BOX / 2 + (x - cx) / 6, cy + _HIGH + 3),
        "conclusions": (cx + _BOX / 2 + (x - cx) / 6, cy, x + _BOX / 2, y + _HIGH + 3),
    }[side]
    x1, y1, x2, y2 = ends
    length = hypot(x2 - x1, y2 - y1)
    end = (x2 - HEAD * (x2 - x1) / length, y2 - HEAD * (y2 - y1) / length)
    sign_x, sign_y = (x1 + 0.4 * (x2 - x1), y1 + 0.4 * (y2 - y1))
    return (
        f"{arrow(relation, ((x1, y1), end), (x2, y2))}"
        f'<g class="am-tie-sign"><circle cx="{sign_x:.0f}" cy="{sign_y:.0f}" r="6"/>'
        f'<text x="{sign_x:.0f}" y="{sign_y + 4:.0f}">{SIGNS[relation][0]}</text></g>'
    )


# --- What all drawings share --------------------------------------------------------------------

HEAD = 9
"""How long the head of a line is, in pixels."""


def arrow(relation: str, points: Sequence[tuple[float, float]], toward: tuple[float, float]) -> str:
    """A line with its head; head and dashes tell the relation without colour.

    Args:
        relation: What the line stands for.
        points: Where it runs up to its head: its two ends, or the control points of a Bézier curve.
        toward: A point beyond its end that the head points to.
    """
    x, y = points[-1]
    length = hypot(toward[0] - x, toward[1] - y)
    u, v = (toward[0] - x) / length, (toward[1] - y) / length

    def at(ahead: float, aside: float) -> str:
        return f"{x + ahead * u - aside * v:.1f} {y + ahead * v + aside * u:.1f}"

    line = path(points)
    if relation == "attacks":  # its head does not cover the end
        line += f"L{at(HEAD, 0)}"
    return (
        f'<path class="am-edge am-edge-{relation}" d="{line}"/>'
        f'<path class="am-head am-head-{relation}" d="{head(relation, at)}"/>'
    )


def head(relation: str, at: Callable[[float, float], str]) -> str:
    """The outline of the head of a line.

    Args:
        relation: What the line stands for.
        at: A point so far ahead of where the head begins and so far aside, as outlines hold it.
    """
    if relation == "attacks":  # a bar across the end
        return f"M{at(HEAD, 6)}L{at(HEAD, -6)}"
    if relation == "undercuts":  # a diamond
        return f"M{at(0, 0)}L{at(6, 4.5)}L{at(12, 0)}L{at(6, -4.5)}z"
    if relation == "tests":  # a circle
        return f"M{at(0, 0)}A4.5 4.5 0 1 1 {at(HEAD, 0)}A4.5 4.5 0 1 1 {at(0, 0)}"
    return f"M{at(HEAD, 0)}L{at(0, 4.5)}L{at(0, -4.5)}z"


def path(points: Sequence[tuple[float, float]]) -> str:
    """The outline of a line: straight through two points, otherwise a Bézier curve."""
    start, *rest = (f"{x:.0f} {y:.0f}" for x, y in points)
    return f"M{start}{'L' if len(rest) == 1 else 'C'}{' '.join(rest)}"


def sample(relation: str) -> Markup:
    """A short line of one relation, for a legend."""
    line = arrow(relation, ((2, 8), (35, 8)), (44, 8))
    return Markup(f'<svg class="am-sample" viewBox="0 0 48 16" aria-hidden="true">{line}</svg>')  # noqa: S704 - numbers


def label(lines: Sequence[str], x: float, y: float, apart: float) -> str:
    """Lines of text, the first with its foot at `y`."""
    return _stacked([*map(escape, lines)], x, y, apart)


def _stacked(lines: Sequence[str], x: float, y: float, apart: float) -> str:
    return "".join(
        [
            f'<tspan x="{x:g}" y="{y + apart * number:g}">{line}</tspan>'
            for number, line in enumerate(lines)
        ]
    )


@lru_cache(maxsize=32_768)
def wrapped(headline: str, width: int, most: int = 3) -> list[str]:
    """A headline in at most `most` lines of at most `width` characters; what does not fit ends in an ellipsis."""
    text = plain(headline, 300)
    lines = textwrap.wrap(text, width, break_long_words=True)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][: width - 1].rstrip(" ,;") + "…"]
    return lines


def _x(value: float) -> float:
    return _MARGIN + value * (_WIDTH - 2 * _MARGIN)
