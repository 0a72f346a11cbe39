"""Graphviz DOT: `dot -Tsvg map.dot`.  Reasons stand below their conclusions."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from argmap.interchange.common import Exported
from argmap.interchange.contents import losses
from argmap.interchange.drawing import HOLDS, NOTES, drawing

if TYPE_CHECKING:
    from argmap.interchange.drawing import Arrow, Box
    from argmap.kb import KnowledgeBase

_WIDTH = 32
"""Characters in a line of a box."""

_SHAPES = {
    "claim": {"shape": "box", "style": "rounded"},
    "evidence": {"shape": "box"},
    "crux": {"shape": "diamond"},
    "experiment": {"shape": "hexagon"},
}
# Told by head and line, not by colour alone.
_LINES = {
    "supports": {"color": "#2e7d32"},
    "attacks": {"color": "#c62828", "arrowhead": "tee"},
    "undercuts": {"color": "#c62828", "arrowhead": "tee", "style": "dashed"},
    "tests": {"color": "#6a1b9a", "arrowhead": "odot"},
    "depends_on": {"arrowhead": "empty", "style": "bold"},
    "qualifies": {"style": "dotted", "label": "qualifies"},
    "restates": {"style": "dotted", "label": "restates"},
    "turns_on": {"style": "dotted", "label": "turns on"},
    "decides": {"style": "dotted", "label": "decides"},
}


def write(kb: KnowledgeBase) -> Exported:
    """The map as a directed graph, each topic a cluster."""
    made = drawing(kb)
    lines = [
        "digraph {",
        "  rankdir=BT;",
        f"  label={_escaped(made.title)};",
        '  node [fontname="sans-serif", fontsize=11];',
        '  edge [fontname="sans-serif", fontsize=9];',
    ]
    for topic, (headline, boxes) in made.topics.items():
        lines.append(f"  subgraph {_quoted(f'cluster_{topic}')} {{")
        lines.append(f"    label={_escaped(headline)};")
        lines += [f"    {_box(box)}" for box in boxes]
        lines.append("  }")
    lines += [f"  {_quoted(name)}{_attributes({'shape': 'point'})};" for name in made.joints]
    lines += [f"  {_arrow(arrow)}" for arrow in made.arrows]
    text = "".join(f"{line}\n" for line in (*lines, "}"))
    return Exported({"": text.encode()}, losses(kb, HOLDS | {"explanations of links"}, NOTES))


def _box(box: Box) -> str:
    gone = {"style": "dashed", "fontcolor": "gray40"} if box.retracted else {}
    look = _attributes({**_SHAPES[box.kind], **gone}, label=box.text, tooltip=box.id)
    return f"{_quoted(box.id)}{look};"


def _arrow(arrow: Arrow) -> str:
    look = dict(_LINES[arrow.relation])
    if arrow.label:
        look["label"] = arrow.label
    if not arrow.arrives:
        look["arrowhead"] = "none"
    ends = f"{_quoted(arrow.source)} -> {_quoted(arrow.target)}"
    return f"{ends}{_attributes(look, tooltip=arrow.because or arrow.relation)};"


def _attributes(look: dict[str, str], **texts: str) -> str:
    named = [f"{key}={_quoted(value)}" for key, value in look.items()]
    named += [f"{key}={_escaped(value)}" for key, value in texts.items()]
    return f" [{', '.join(named)}]"


def _quoted(name: str) -> str:
    """A name of ours: an id, the name of a link, a value of Graphviz's."""
    return '"' + name.replace("\\", "").replace('"', "") + '"'


def _escaped(text: str) -> str:
    r"""A text to be shown: Graphviz reads escapes such as `\N` and entities such as `&lt;` in it."""
    lines = textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
    shown = (line.replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"' + "\\n".join(shown) + '"'
