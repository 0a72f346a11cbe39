"""The map of a topic as inline SVG: records are links, lines tell their relation by sign, dashes and head."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from math import hypot
from typing import TYPE_CHECKING

from markupsafe import Markup

from argmap.site.markdown import plain
from argmap.site.svg import arrow, label, path, wrapped
from argmap.site.topicmap import BOX

if TYPE_CHECKING:
    from argmap.site.layout import Curve, Point
    from argmap.site.topicmap import Node, Tie, TopicMap

_MARGIN = 16
_LETTERS, _APART = 34, 14
_ALONG = 13
"""How far from the start of its line a sign stands, and how far from the sign of another line."""
_STEPS = 8
"""Into how many straight pieces a Bézier curve is cut to measure along it."""


def drawing(shown: TopicMap, base: str) -> Markup:
    """The drawing.

    Args:
        shown: The map.
        base: What leads from the page to the root of the site.
    """
    width, height = (side + 2 * _MARGIN for side in shown.size)
    starts: dict[Point, int] = {}
    ties = "".join(_tie(tie, starts) for tie in shown.ties)
    nodes = "".join(_node(node, base) for node in shown.nodes)
    return Markup(  # noqa: S704 - everything that is not ours is escaped
        f'<svg class="am-map" width="{width:g}" height="{height:g}"'
        f' viewBox="{-_MARGIN} {-_MARGIN} {width:g} {height:g}" role="group"'
        f' aria-label="{len(shown.nodes)} records and {len(shown.ties)} links; the list below says the same">'
        f"{ties}{nodes}</svg>"
    )


def _node(node: Node, base: str) -> str:
    (x, y), (width, height) = node.centre, BOX
    left, top = x - width / 2, y - height / 2
    lines = wrapped(node.named.headline, _LETTERS)
    people = f' data-people="{" ".join(node.people)}"' if node.people else ""
    return (
        f'<a class="am-node{"" if node.own else " am-other"}" id="at-{node.named.id}"'
        f' href="{base}{node.named.id}/"{people}>'
        f"<title>{escape(plain(node.named.headline, 300))}</title>"
        f'<rect class="am-box" x="{left:g}" y="{top:g}" width="{width}" height="{height}" rx="3"/>'
        f'<text class="am-node-words" x="{left + 8:g}" y="{top + 14:g}">{escape(node.words)}</text>'
        f'<text class="am-node-text">{label(lines, left + 8, top + 29, _APART)}</text></a>'
    )


def _tie(tie: Tie, starts: dict[Point, int]) -> str:
    """A link: the lines from its premises to where they meet, then the one that carries its head."""
    premises = " ".join(str(node.number) for node, _ in tie.premises)
    on = f' data-on="{tie.on}"' if tie.on is not None else ""
    parts = [f"<title>{escape(' '.join(filter(None, (tie.words, tie.strength))))}</title>"]
    for curve, (_, negated) in zip(tie.feeders, tie.premises, strict=False):
        parts.append(f'<path class="am-edge am-edge-{tie.relation}" d="{path(curve.points)}"/>')
        if negated:
            parts.append(_sign("not", _along(curve, 2 * _ALONG)))
    parts.append(arrow(tie.relation, tie.line.points, tie.line.tip))
    if tie.joint is not None and len(tie.premises) > 1:
        x, y = tie.joint
        parts.append(f'<circle class="am-joint" cx="{x:g}" cy="{y:g}" r="3.5"/>')
    start = tie.line.points[0]
    starts[start] = starts.get(start, 0) + 1  # so that signs of lines with one start stand apart
    parts.append(_sign(tie.sign, _along(tie.line, _ALONG * starts[start])))
    return (
        f'<g class="am-tie" data-relation="{tie.relation}" data-from="{premises}"'
        f' data-to="{tie.conclusion.number}"{on}>{"".join(parts)}</g>'
    )


def _sign(sign: str, place: Point) -> str:
    x, y = (round(one) for one in place)
    return (
        f'<circle class="am-tie-sign" cx="{x}" cy="{y}" r="{5 + 3 * len(sign) // 2}"/>'
        f'<text class="am-tie-sign" x="{x}" y="{y + 4}">{escape(sign)}</text>'
    )


def _along(curve: Curve, distance: float) -> Point:
    """The point at some distance along a curve, at most where its head begins."""
    points = [curve.points[0]]
    for first in range(0, len(curve.points) - 3, 3):
        points += [
            _bezier(curve.points[first : first + 4], n / _STEPS) for n in range(1, _STEPS + 1)
        ]
    for (x, y), (to_x, to_y) in pairwise(points):
        piece = hypot(to_x - x, to_y - y)
        if piece >= distance:
            part = distance / piece
            return x + part * (to_x - x), y + part * (to_y - y)
        distance -= piece
    return points[-1]


def _bezier(controls: tuple[Point, ...], t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x, y = (
        sum(w * point[axis] for w, point in zip(weights, controls, strict=True)) for axis in (0, 1)
    )
    return x, y
