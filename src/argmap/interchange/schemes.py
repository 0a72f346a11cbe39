"""Names of AIF schemes, and what an inference of one says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argmap.interchange.nodeset import Node

DEFAULTS = {"RA": "Default Inference", "CA": "Default Conflict", "MA": "Default Rephrase"}
"""The scheme of a node that gives none."""
NECESSARY = "Necessary Premise"
"""The scheme of inference under which `depends_on` is written."""
QUALIFICATION = "Qualification"
"""The scheme of rephrasing under which `qualifies` is written."""

_ASSERTING = {"asserting", "agreeing", "conceding", "popularconceding"}
_TELLING_NOTHING = {
    *("", "ra", "ca", "ma", "default", "inference", "conflict", "rephrase", "support", "attack"),
    *(
        "defaultinference",
        "defaultconflict",
        "defaultrephrase",
        "necessarypremise",
        "qualification",
    ),
}


def is_named(node: Node, scheme: str) -> bool:
    """Whether a node is an instance of a scheme, by its name."""
    return _key(node.scheme or node.text) == _key(scheme)


def is_assertion(node: Node) -> bool:
    """Whether an illocution takes what it puts forward for true."""
    return _key(node.scheme or node.text) in _ASSERTING


def told_by(node: Node) -> tuple[str, str]:
    """The inference in words and the name of its scheme; each may be empty.

    A node has a text and perhaps, beside it, the name of a scheme; where it has none, the text is that name.
    """
    name, sentence = (node.scheme, node.text) if node.scheme else (node.text, "")
    if _key(sentence) in _TELLING_NOTHING or _key(sentence) == _key(name):
        sentence = ""
    if _key(name) in _TELLING_NOTHING:
        name = ""
    # AraucariaDB writes ExpertOpinion where others write Expert Opinion.
    return sentence, re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)


def _key(name: str) -> str:
    """The name of a scheme without what tools differ in: spaces and capitals."""
    return "".join(name.casefold().split())
