"""The format of ICCMA 2023 (`.af`, `.i23`): `p af N`, then `i j` for each attack; comments say who is who."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.interchange.common import Exported
from argmap.interchange.iccma import framework, framework_losses

if TYPE_CHECKING:
    from argmap.kb import KnowledgeBase


def write(kb: KnowledgeBase) -> Exported:
    """The attacks of a knowledge base; see `iccma` for what becomes of the rest."""
    made = framework(kb)
    number = {name: place for place, name in enumerate(made.meaning, 1)}
    lines = [
        f"p af {len(number)}",
        *(f"# {number[name]} = {meaning}" for name, meaning in made.meaning.items()),
        *(f"{number[attacker]} {number[attacked]}" for attacker, attacked in made.attacks),
    ]
    return Exported({"": "".join(f"{line}\n" for line in lines).encode()}, framework_losses(kb))
