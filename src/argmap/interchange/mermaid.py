"""Mermaid: a flowchart to paste into Markdown.  Mermaid draws at most 500 arrows unless the page allows more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from argmap.interchange.common import Exported
from argmap.interchange.contents import losses
from argmap.interchange.drawing import HOLDS, NOTES, drawing

if TYPE_CHECKING:
    from argmap.interchange.drawing import Arrow, Box
    from argmap.kb import KnowledgeBase

_SHAPES = {
    "claim": ("(", ")"),
    "evidence": ("[", "]"),
    "crux": ("{", "}"),
    "experiment": ("{{", "}}"),
}
_LINES = {
    "supports": "-->",
    "attacks": "--x",
    "undercuts": "-.-x",
    "tests": "--o",
    "depends_on": "==>",
    "qualifies": "-.->",
    "restates": "-.->",
    "turns_on": "-.->",
    "decides": "-.->",
}
_TOLD = {"qualifies", "restates", "turns_on", "decides"}
"""Relations whose lines look alike and are named."""

# All but what means nothing anywhere in Mermaid, nor in the Markdown it reads labels as.
_UNSAFE = re.compile(r"[^\w ,'()?!.\-\x80-\U0010ffff]|_|^-|(?<=-)-|(?<=\d)\.")


def write(kb: KnowledgeBase) -> Exported:
    """The map as a flowchart from below, each topic a group."""
    made = drawing(kb)
    lines = ["flowchart BT"]
    for topic, (headline, boxes) in made.topics.items():
        lines.append(f"  subgraph {_name('t', topic)}[{_text(headline)}]")
        lines += [f"    {_box(box)}" for box in boxes]
        lines.append("  end")
    records = {box.id for _, boxes in made.topics.values() for box in boxes}
    lines += [f'  {_name("l", name)}((" "))' for name in made.joints]
    lines += [f"  {_arrow(arrow, records)}" for arrow in made.arrows]
    gone = [
        _name("r", box.id) for _, boxes in made.topics.values() for box in boxes if box.retracted
    ]
    if gone:
        lines += [
            "  classDef retracted stroke-dasharray: 4, opacity: 0.6",
            f"  class {','.join(gone)} retracted",
        ]
    text = "".join(f"{line}\n" for line in lines)
    return Exported({"": text.encode()}, losses(kb, HOLDS, NOTES))


def _box(box: Box) -> str:
    start, end = _SHAPES[box.kind]
    return f"{_name('r', box.id)}{start}{_text(box.text)}{end}"


def _arrow(arrow: Arrow, records: set[str]) -> str:
    source, target = (
        _name("r" if end in records else "l", end) for end in (arrow.source, arrow.target)
    )
    line = _LINES[arrow.relation] if arrow.arrives else "---"
    told = arrow.relation.replace("_", " ") if arrow.relation in _TOLD else arrow.label
    return f"{source} {line}{f'|{_text(told)}|' if told else ''} {target}"


def _name(prefix: str, id: str) -> str:
    """An id that is no word of Mermaid's; slugs have no double hyphen, so `__` parts the ends of a link."""
    return f"{prefix}_" + re.sub(r"[^A-Za-z0-9_]", "_", re.sub("[()]", "", id).replace(" > ", "__"))


def _text(text: str) -> str:
    """A label: what could mean something is written by its number, as in `#35;`."""
    return f'"{_UNSAFE.sub(lambda match: f"#{ord(match.group())};", text) or " "}"'
