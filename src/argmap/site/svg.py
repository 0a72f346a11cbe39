"""Drawings: inline SVG, the same at every build, with a title, and always beside a list that says the same."""

from __future__ import annotations

import textwrap
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

from argmap.site.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from argmap.site.figures import Mark, Neighbourhood
    from argmap.site.views import Named

_WIDTH, _MARGIN = 320, 12
_AXIS, _ROW = 26, 11
"""Where the axis lies, and how far apart marks at one place are stacked."""


def strip(marks: Sequence[Mark]) -> Markup:
    """The strip of a claim: an axis from 0 to 100, a dot for each person, a diamond for what is computed.

    Dots at one place are stacked, so that none hides another.
    """
    if not marks:
        return Markup()
    people = [mark for mark in marks if mark.who is not None]
    stacked: dict[float, int] = {}
    shapes = []
    for mark in people:
        level = stacked[mark.value] = stacked.get(mark.value, -1) + 1
        y = _AXIS - 8 - _ROW * level
        title = escape(f"{mark.who.headline if mark.who else ''}: {mark.words}")
        shapes.append(
            f'<circle class="am-person" cx="{_x(mark.value):.1f}" cy="{y}" r="4"><title>{title}</title></circle>'
        )
    for mark in marks:
        if mark.who is None:
            x = _x(mark.value)
            shapes.append(
                f'<path class="am-computed" d="M{x:.1f} {_AXIS + 1}l6 7l-6 7l-6 -7z"><title>{escape(mark.words)}</title></path>'
            )
    top = min(0, _AXIS - 14 - _ROW * max(stacked.values(), default=0))
    ticks = "".join(
        f'<path class="am-tick" d="M{_x(tick):.1f} {_AXIS - 3}v6"/>'
        f'<text class="am-scale" x="{_x(tick):.1f}" y="{_AXIS + 27}">{tick * 100:.0f}</text>'
        for tick in (0.0, 0.5, 1.0)
    )
    words = "; ".join(
        f"{mark.who.headline if mark.who else 'computed'}: {mark.words}" for mark in marks
    )
    return Markup(  # noqa: S704 - everything that is not ours is escaped
        f'<svg class="am-strip" viewBox="0 {top} {_WIDTH} {_AXIS + 30 - top}" role="img" aria-label="{escape(words)}">'
        f'<path class="am-axis" d="M{_MARGIN} {_AXIS}H{_WIDTH - _MARGIN}"/>{ticks}{"".join(shapes)}</svg>'
    )


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
_LINE, _LINES = 30, 3


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
    lines = _wrapped(named.headline)
    top = y + _HIGH / 2 - 6.5 * len(lines) + 9.5
    text = "".join(
        f'<tspan x="{x + 8}" y="{top + 13 * number:.1f}">{escape(line)}</tspan>'
        for number, line in enumerate(lines)
    )
    shape = (
        f'<rect class="am-box{" am-own" if own else ""}" x="{x}" y="{y}" width="{_BOX}" height="{_HIGH}" rx="3"/>'
        f'<text class="am-box-text">{text}</text>'
    )
    title = f"<title>{escape(named.headline)}</title>"
    return f"<g>{title}{shape}</g>" if own else f'<a href="../{named.id}/">{title}{shape}</a>'


@lru_cache
def _arrow(side: str, place: tuple[int, int], relation: str) -> str:
    """A line from a reason to its conclusion; its head and dashes tell the relation without colour."""
    (x, y), (cx, cy) = place, _CENTRE
    middle, centre = y + _HIGH / 2, cy + _HIGH / 2
    ends = {
        "supports": (x + _BOX, middle, cx - 3, centre + (middle - centre) / 6),
        "attacks": (x, middle, cx + _BOX + 3, centre + (middle - centre) / 6),
        "premises": (x + _BOX / 2, y, cx + _BOX / 2 + (x - cx) / 6, cy + _HIGH + 3),
        "conclusions": (cx + _BOX / 2 + (x - cx) / 6, cy, x + _BOX / 2, y + _HIGH + 3),
    }[side]
    x1, y1, x2, y2 = ends
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
    u, v = (x2 - x1) / length, (y2 - y1) / length
    base = (x2 - 9 * u, y2 - 9 * v)
    if relation == "attacks":  # a bar across the end
        head = f"M{x2 - 6 * v:.1f} {y2 + 6 * u:.1f}L{x2 + 6 * v:.1f} {y2 - 6 * u:.1f}"
    else:
        left = (base[0] - 4.5 * v, base[1] + 4.5 * u)
        right = (base[0] + 4.5 * v, base[1] - 4.5 * u)
        head = f"M{x2:.1f} {y2:.1f}L{left[0]:.1f} {left[1]:.1f}L{right[0]:.1f} {right[1]:.1f}z"
    end = base if relation != "attacks" else (x2, y2)
    return (
        f'<path class="am-edge am-edge-{relation}" d="M{x1:.1f} {y1:.1f}L{end[0]:.1f} {end[1]:.1f}"/>'
        f'<path class="am-head am-head-{relation}" d="{head}"/>'
    )


@lru_cache(maxsize=32_768)
def _wrapped(headline: str) -> list[str]:
    """A headline in at most three lines; what does not fit ends in an ellipsis."""
    text = plain(headline, 300)
    lines = textwrap.wrap(text, _LINE, break_long_words=True)
    if len(lines) > _LINES:
        lines = [*lines[: _LINES - 1], lines[_LINES - 1][: _LINE - 1].rstrip(" ,;") + "…"]
    return lines


def _x(value: float) -> float:
    return _MARGIN + value * (_WIDTH - 2 * _MARGIN)
