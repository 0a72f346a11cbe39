"""A sheet of a topic's map as inline SVG: records are links, lines tell their relation by sign, dashes and head.

Most of a page is this drawing, so what is alike is written once: heads and signs are defined and used, and what is true of all
lines of one relation and strength stands on their group.
"""

from __future__ import annotations

from html import escape
from itertools import groupby, pairwise
from math import ceil, hypot
from typing import TYPE_CHECKING

from markupsafe import Markup

from argmap.site.layout import bezier
from argmap.site.markdown import plain
from argmap.site.svg import HEAD, head, wrapped
from argmap.site.topicmap import BOX
from argmap.site.topicmap_weights import LETTERS, TITLE
from argmap.site.views import SIGNS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from argmap.site.layout import Curve, Point
    from argmap.site.topicmap import MapSheet, Node, Tie

_MARGIN = 16
_INSET, _FIRST, _TEXT, _APART = 8, 14, 29, 14
"""From the sides of a box to its words, and from its top to the feet of its lines."""
_ALONG = 13
"""How far from the start of its line a sign stands, and how far from the sign of another line."""
_STEPS = 8
"""Into how many straight pieces a Bézier curve is cut to measure along it."""
_NOT = "not"
_PAPER = (1500, 1030)
"""What an A4 page on its side holds of a drawing, in its pixels: headlines, of 12, come out at 6 points or more."""


def drawing(sheet: MapSheet, base: str, places: Sequence[str]) -> Markup:
    """The drawing.

    Args:
        sheet: What is drawn.
        base: What leads from the page to the root of the site.
        places: What leads from the page to each sheet of the map.
    """
    width, height = (side + 2 * _MARGIN for side in sheet.size)
    starts: dict[Point, int] = {}
    ties = "".join(
        _group(relation, list(same), starts)
        for (relation, _), same in groupby(sheet.ties, lambda tie: (tie.relation, tie.strength))
    )
    nodes = "".join(_node(node, base, places) for node in sheet.nodes)
    return Markup(  # noqa: S704 - everything that is not ours is escaped
        f'<svg id="map" class="am-map" width="{width:g}" height="{height:g}"'
        f' viewBox="{-_MARGIN} {-_MARGIN} {width:g} {height:g}" role="group"'
        f' aria-label="{len(sheet.nodes)} records and {len(sheet.ties)} links; the list below says the same">'
        f"<defs>{_defined(sheet)}</defs>{ties}{nodes}</svg>" + "".join(_printed(width, height))
    )


def _printed(width: float, height: float) -> Iterator[str]:
    """What is printed of a drawing that does not fit on one page: parts that share as much as a box."""
    across, down = (
        _parts(side, paper, box)
        for side, paper, box in zip((width, height), _PAPER, BOX, strict=True)
    )
    if len(across) * len(down) > 1:
        for y, high in down:
            for x, wide in across:
                yield (
                    f'<svg class="am-print-part" aria-hidden="true" viewBox="{x:.0f} {y:.0f} {wide:.0f} {high:.0f}">'
                    f'<use href="#map" width="{width:g}" height="{height:g}"/></svg>'
                )


def _parts(side: float, paper: float, shared: float) -> list[tuple[float, float]]:
    """Where each part begins along a side, and how long it is."""
    count = max(1, ceil((side - shared) / (paper - shared)))
    length = (side + (count - 1) * shared) / count
    return [(number * (length - shared), length) for number in range(count)]


def _defined(sheet: MapSheet) -> str:
    """The heads and signs that the drawing uses."""
    signs = {relation: SIGNS[relation][0] for relation in sheet.relations}
    heads = "".join(
        f'<marker id="am-to-{relation}" class="am-head-{relation}" markerUnits="userSpaceOnUse"'
        f' orient="auto" overflow="visible"><path d="{head(relation, _before_tip)}"/></marker>'
        for relation in signs
    )
    if any(negated for tie in sheet.ties for _, negated in tie.premises):
        signs[_NOT] = _NOT
    return heads + "".join(
        f'<g id="am-{relation}" class="am-tie-sign"><circle r="{5 + 3 * len(sign) // 2}"/>'
        f'<text y="4">{escape(sign)}</text></g>'
        for relation, sign in signs.items()
    )


def _before_tip(ahead: float, aside: float) -> str:
    return f"{ahead - HEAD:g} {aside:g}"


def _node(node: Node, base: str, places: Sequence[str]) -> str:
    (x, y), (width, height) = node.centre, BOX
    id = node.named.id
    to = f"{base}{id}/" if node.home is None else f"{places[node.home - 1]}#at-{id}"
    dimmed = "" if node.own and node.home is None else ' class="am-other"'
    people = f' data-people="{" ".join(map(str, node.people))}"' if node.people else ""
    words = " · ".join(filter(None, (node.words, node.note)))
    lines = (words, *wrapped(node.named.headline, LETTERS))
    text = "".join(
        f'<text y="{_TEXT + _APART * (number - 1) if number else _FIRST}">{escape(line)}</text>'
        for number, line in enumerate(lines)
    )
    return (
        f'<a id="at-{id}"{dimmed} href="{to}"{people}'
        f' transform="translate({x - width / 2 + _INSET:.0f} {y - height / 2:.0f})">'
        f"<title>{escape(plain(node.named.headline, TITLE))}</title>"
        f'<rect x="-{_INSET}" width="{width}" height="{height}" rx="3"/>{text}</a>'
    )


def _group(relation: str, ties: Sequence[Tie], starts: dict[Point, int]) -> str:
    """Lines of one relation and strength."""
    title = " ".join(filter(None, (ties[0].words, ties[0].strength)))
    return (
        f'<g class="am-edge am-edge-{relation}" data-relation="{relation}" marker-end="url(#am-to-{relation})">'
        f"<title>{escape(title)}</title>{''.join(_tie(tie, starts) for tie in ties)}</g>"
    )


def _tie(tie: Tie, starts: dict[Point, int]) -> str:
    """A link: the lines from its premises to where they meet, then the one that carries its head."""
    ends = " ".join(
        str(node.number) for node in (*(node for node, _ in tie.premises), tie.conclusion)
    )
    on = f' data-on="{tie.on}"' if tie.on is not None else ""
    line = tie.line.points
    tip = _toward(line[-1], tie.line.tip, HEAD)
    outline = "".join(_run(curve.points) for curve in tie.feeders) + _run(line, tip)
    signs = [
        _sign(_NOT, _along(curve, 2 * _ALONG))
        for curve, (_, negated) in zip(tie.feeders, tie.premises, strict=False)
        if negated
    ]
    joint = ""
    if tie.joint is not None and len(tie.premises) > 1:
        x, y = tie.joint
        joint = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="3.5"/>'
    # So that the signs of lines with one start stand apart.
    starts[line[0]] = starts.get(line[0], 0) + 1
    signs.append(_sign(tie.relation, _along(tie.line, _ALONG * starts[line[0]])))
    return f'<g data-ends="{ends}"{on}><path d="{outline}"/>{joint}{"".join(signs)}</g>'


def _sign(name: str, place: Point) -> str:
    return f'<use href="#am-{name}" x="{place[0]:.0f}" y="{place[1]:.0f}"/>'


def _run(points: Sequence[Point], tip: Point | None = None) -> str:
    """A Bézier curve as the outline of a path, in whole pixels, with a straight piece to a tip."""
    rounded = [(round(x), round(y)) for x, y in points]
    last = rounded[0]
    outline = f"M{last[0]} {last[1]}c"
    steps: list[int] = []
    for first in range(1, len(rounded), 3):
        for x, y in rounded[first : first + 3]:
            steps += (x - last[0], y - last[1])
        last = rounded[first + 2]
    outline += _numbers(steps)
    if tip is not None:
        outline += "l" + _numbers((round(tip[0]) - last[0], round(tip[1]) - last[1]))
    return outline


def _numbers(numbers: Iterable[int]) -> str:
    """Numbers as outlines hold them: a minus sign parts two as well as a space does."""
    return " ".join(map(str, numbers)).replace(" -", "-")


def _toward(start: Point, end: Point, distance: float) -> Point:
    """The point at some distance from one in the direction of another."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    part = distance / length
    return start[0] + part * (end[0] - start[0]), start[1] + part * (end[1] - start[1])


def _along(curve: Curve, distance: float) -> Point:
    """The point at some distance along a curve, at most where its head begins."""
    points = [curve.points[0]]
    for first in range(0, len(curve.points) - 3, 3):
        points += [
            bezier(curve.points[first : first + 4], n / _STEPS) for n in range(1, _STEPS + 1)
        ]
    for before, after in pairwise(points):
        piece = hypot(after[0] - before[0], after[1] - before[1])
        if piece >= distance:
            return _toward(before, after, distance)
        distance -= piece
    return points[-1]
