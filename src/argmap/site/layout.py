"""Layered layout: boxes and lines in, places and curves out.

Graphviz's `dot` does the work, compiled to WebAssembly: pip installs it, nothing else is needed, and the same
input gives the same places on every machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from argmap import store
from argmap.site import graphviz

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

Point = tuple[float, float]
"""Across from the left and down from the top, in pixels."""
HEAD_ROOM = 12.0
"""How far before the border of a box a line that carries a head ends, in pixels."""

# In inches, as Graphviz has it; its points are our pixels.
_BESIDE, _BETWEEN = 0.15, 0.62
_PER_INCH = 72
_TRIES = 10
"""How much longer than it would Graphviz looks for an order with fewer crossings."""
_ROUNDS = 2
"""How often it goes over a drawing to shorten lines: without a limit, 200 lines at random take 6 s, so 3."""
_KEPT = (0.0, 0.5, 0.75, 0.9)
"""How much of the last piece of a line stays as it is where its end is moved: none unless it would run behind a box."""
_STEPS = 20
"""In how many places a piece of a line is looked at."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line from one box to another, which is to stand further to the left.

    Attributes:
        tail: The number of the box it leaves.
        head: The number of the box it leads to.
        pointed: Whether it carries a head.
    """

    tail: int
    head: int
    pointed: bool = True


@dataclass(frozen=True, slots=True)
class Curve:
    """Where a line runs, in pixels.

    Attributes:
        points: Cubic Bézier control points, 1 + 3 n of them, from the tail on.
        tip: Where on the border of its box the line would end; a pointed line ends `HEAD_ROOM` before.
    """

    points: tuple[Point, ...]
    tip: Point


@dataclass(frozen=True, slots=True)
class Layout:
    """Where boxes and lines lie, in pixels from the upper left corner.

    Attributes:
        width: Of the whole.
        height: Of the whole.
        centres: The centre of each box.
        curves: The run of each edge.
    """

    width: float
    height: float
    centres: tuple[Point, ...]
    curves: tuple[Curve, ...]


@lru_cache(maxsize=64)  # while serving, most topics are as they were at the build before
def layered(sizes: tuple[Point, ...], edges: tuple[Edge, ...]) -> Layout:
    """Layers from left to right; all boxes that no line leaves stand in the first.

    Args:
        sizes: Width and height of each box, in pixels.
        edges: The lines; circles are allowed, and so are several lines between the same two boxes.
    """
    asked = repr((sizes, edges))
    layout: Layout | None = store.recall("layout", asked, (Layout, Curve))
    if layout is None:
        layout = _laid_out(sizes, edges)
        store.keep("layout", asked, layout)
    return layout


def _laid_out(sizes: Sequence[Point], edges: Sequence[Edge]) -> Layout:
    told = graphviz.started().lay_out(_dot(sizes, edges))
    _, _, width, height = _numbers(told["bb"])

    def place(text: str) -> Point:
        x, y = _numbers(text)
        return round(x, 1), round(height - y, 1)

    boxes = [one for one in told["objects"] if "pos" in one]  # the others are sets of boxes
    centres = {int(one["name"]): place(one["pos"]) for one in boxes}
    curves = {int(one["id"]): _curve(one["pos"], place) for one in told["edges"]}
    for number, size in enumerate(sizes):
        arriving = [n for n, edge in enumerate(edges) if edge.pointed and edge.head == number]
        others = {
            n: [
                (centres[m], sizes[m])
                for m in range(len(sizes))
                if m not in (number, edges[n].tail)
            ]
            for n in arriving
        }
        _spread(arriving, curves, centres[number], size, others)
    return Layout(
        width,
        height,
        tuple(centres[number] for number in range(len(sizes))),
        tuple(curves[number] for number in range(len(edges))),
    )


def _dot(sizes: Sequence[Point], edges: Sequence[Edge]) -> str:
    """The graph in Graphviz's language; it holds numbers only, so nothing needs quoting."""
    lines = [
        f"graph [rankdir=RL nodesep={_BESIDE} ranksep={_BETWEEN} mclimit={_TRIES} nslimit={_ROUNDS} nslimit1={_ROUNDS}]",
        'node [shape=box fixedsize=true label=""]',
        f"edge [tailport=w arrowhead=normal arrowsize={HEAD_ROOM / 10:g}]",
    ]
    lines += [
        f"{number} [width={width / _PER_INCH:.4f} height={height / _PER_INCH:.4f}]"
        for number, (width, height) in enumerate(sizes)
    ]
    lines += [
        f"{edge.tail} -> {edge.head} [id={number}{'' if edge.pointed else ' dir=none weight=3'}]"
        for number, edge in enumerate(edges)
    ]
    left = set(range(len(sizes))) - {edge.tail for edge in edges}
    if left:
        lines.append(f"{{rank=max; {'; '.join(map(str, sorted(left)))}}}")
    return "digraph {\n" + "\n".join(lines) + "\n}"


def _spread(
    arriving: Sequence[int],
    curves: dict[int, Curve],
    centre: Point,
    size: Point,
    others: Mapping[int, Sequence[tuple[Point, Point]]],
) -> None:
    """Lets lines that end at the right of a box end there side by side, each pointing straight at it.

    Graphviz aims all of them at the centre, where their heads would hide each other; told to give each a
    place of its own it finds an order of the boxes with twice as many crossings.

    Args:
        arriving: The lines.
        curves: Where each line runs.
        centre: Of the box.
        size: Of the box.
        others: For each line the centres and sizes of the boxes it is to pass by.
    """
    right = centre[0] + size[0] / 2
    beside = [number for number in arriving if curves[number].points[-1][0] >= right]
    beside.sort(key=lambda number: curves[number].points[-2][1])
    for place, number in enumerate(beside):
        y = round(centre[1] + size[1] * ((place + 0.5) / len(beside) - 0.5), 1)
        tried = [_bent(curves[number].points, kept, (right + HEAD_ROOM, y)) for kept in _KEPT]
        points = next((one for one in tried if _passes(one[-4:], others[number])), tried[0])
        curves[number] = Curve(points, (right, y))


def _bent(points: tuple[Point, ...], kept: float, end: Point) -> tuple[Point, ...]:
    """A line with another end, at which it points straight to the left; some of its last piece stays as it is."""
    *before, first, second, third, last = points
    if kept:
        one, middle, two = (_part(a, b, kept) for a, b in pairwise((first, second, third, last)))
        three, four = _part(one, middle, kept), _part(middle, two, kept)
        before += [first, one, three]
        first, second, third = _part(three, four, kept), four, two
    return (*before, first, second, (max(third[0], end[0] + HEAD_ROOM), end[1]), end)


def _part(start: Point, end: Point, part: float) -> Point:
    x, y = (round(a + part * (b - a), 1) for a, b in zip(start, end, strict=True))
    return x, y


def _passes(piece: tuple[Point, ...], boxes: Sequence[tuple[Point, Point]]) -> bool:
    """Whether a piece of a line, given by its control points, runs behind none of some boxes."""
    low, high = (tuple(map(edge, zip(*piece, strict=True))) for edge in (min, max))
    near = [
        ((x, y), (width / 2, height / 2))
        for (x, y), (width, height) in boxes
        if low[0] < x + width / 2 and x - width / 2 < high[0]
        if low[1] < y + height / 2 and y - height / 2 < high[1]
    ]
    run = [bezier(piece, step / _STEPS) for step in range(_STEPS + 1)] if near else []
    return not any(
        abs(px - x) < wide and abs(py - y) < tall for px, py in run for (x, y), (wide, tall) in near
    )


def bezier(controls: tuple[Point, ...], t: float) -> Point:
    """The point of a cubic Bézier curve at `t`, from 0 to 1."""
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    x, y = (
        sum(w * point[axis] for w, point in zip(weights, controls, strict=True)) for axis in (0, 1)
    )
    return x, y


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(map(float, text.split(",")))


def _curve(text: str, place: Callable[[str], Point]) -> Curve:
    """Reads Graphviz's spline: `e,x,y` where the tip is, then the control points."""
    parts = text.split()
    tip = parts.pop(0)[2:] if parts[0].startswith("e,") else parts[-1]
    return Curve(tuple(place(part) for part in parts), place(tip))
