"""Drawings: inline SVG, the same at every build, with a title, and always beside a list that says the same."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from argmap.site.figures import Mark

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


def _x(value: float) -> float:
    return _MARGIN + value * (_WIDTH - 2 * _MARGIN)
