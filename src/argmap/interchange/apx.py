"""The format of ASPARTIX, read by most solvers: `arg(a).` and `att(a,b).`, one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.interchange.common import Exported
from argmap.interchange.iccma import framework, framework_losses

if TYPE_CHECKING:
    from argmap.kb import KnowledgeBase


def write(kb: KnowledgeBase) -> Exported:
    """The attacks of a knowledge base; see `iccma` for what becomes of the rest."""
    made = framework(kb)
    lines = [
        *(f"arg({name})." for name in made.meaning),
        *(f"att({attacker},{attacked})." for attacker, attacked in made.attacks),
    ]
    return Exported({"": "".join(f"{line}\n" for line in lines).encode()}, framework_losses(kb))
