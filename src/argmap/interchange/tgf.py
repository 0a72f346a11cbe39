"""Trivial Graph Format: a line for each argument, `#`, a line `attacker attacked` for each attack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.interchange.common import Exported
from argmap.interchange.iccma import framework, framework_losses

if TYPE_CHECKING:
    from argmap.kb import KnowledgeBase


def write(kb: KnowledgeBase) -> Exported:
    """The attacks of a knowledge base; see `iccma` for what becomes of the rest.

    Nothing is labelled, since some solvers take the whole line for the name.
    """
    made = framework(kb)
    lines = [*made.meaning, "#", *(" ".join(attack) for attack in made.attacks)]
    return Exported({"": "".join(f"{line}\n" for line in lines).encode()}, framework_losses(kb))
