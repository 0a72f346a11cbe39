"""Abstract argumentation for the solvers of the ICCMA competitions: arguments and attacks, nothing else.

A solver's grounded labelling of the framework is `argmap.reasoning.acceptability`'s of the map.  What Dung's frameworks
lack is compiled into further arguments (meta-argumentation: Boella, Gabbay, van der Torre and Villata, 2009):

- an attack with one premise that nothing undercuts is an attack;
- any other is an argument `att__a__b`, "a attacks b", which attacks b, and is attacked by what undercuts it and by
  `not__p` for each of its premises p, or by p itself where the attack takes p negated;
- `not__p` is attacked by p alone, so that it stands just when p falls;
- a claim is attacked by `not__p` for each premise p it depends on.

Support has no part in it and is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from argmap.interchange.contents import losses
from argmap.reasoning.network import Parts

if TYPE_CHECKING:
    from argmap.interchange.common import Loss
    from argmap.kb import KnowledgeBase
    from argmap.linker import Link

_HOLDS = frozenset(
    {"attacks", "undercuts", "linked premises", "negated premises", "necessary premises"}
)
_NOTES = {
    "evidence": "an argument like any other",
    "experiments": "an argument with attacks where it has a result against a claim",
    "retractions": "left out, with the links that rest on it",
    "supports": "acceptability asks for no support",
}


@dataclass(frozen=True, slots=True)
class Framework:
    """Arguments by name, and who attacks whom.

    Attributes:
        meaning: What each argument stands for: an id, the name of a link, or `not` and an id.
        attacks: Every (attacker, attacked).
    """

    meaning: dict[str, str]
    attacks: list[tuple[str, str]]


def framework(kb: KnowledgeBase) -> Framework:
    """The framework of a knowledge base; retracted records, and links that rest on one, are left out."""
    parts = Parts.of(kb)
    links = {one.id: one for one, weight in parts.links if weight < 0}
    # What undercuts a link comes after it in the list.
    for one, _ in parts.links:
        if one.relation == "undercuts" and one.target in links:
            links[one.id] = one
    undercut = {one.target for one in links.values() if one.relation == "undercuts"}
    made = Framework({name_of(id): id for id in parts.bases}, [])
    for one in links.values():
        attacker = name_of(one.source)
        if one.premises or one.id in undercut:
            attacker = name_of(one.id)
            made.meaning[attacker] = one.id
            made.attacks.extend((attack, attacker) for attack in _on_premises(made, one))
        made.attacks.append((attacker, name_of(one.target)))
    for dependant, premise in parts.needs:
        made.attacks.append((_negation(made, premise), name_of(dependant)))
    return Framework(made.meaning, list(dict.fromkeys(made.attacks)))


def framework_losses(kb: KnowledgeBase) -> tuple[Loss, ...]:
    """What abstract argumentation cannot say of a knowledge base."""
    return losses(kb, _HOLDS, _NOTES)


def _on_premises(made: Framework, one: Link) -> list[str]:
    """What must fall for a link to stand, as far as its premises go."""
    return [
        name_of(premise) if negated else _negation(made, premise)
        for premise, negated in ((one.source, False), *one.premises)
    ]


def _negation(made: Framework, id: str) -> str:
    name = f"not__{id.replace('-', '_')}"
    if name not in made.meaning:
        made.meaning[name] = f"not {id}"
        made.attacks.append((name_of(id), name))
    return name


def name_of(id: str) -> str:
    """An id or the name of a link as every solver reads it: a small letter, then letters, digits and `_`.

    Slugs have no double hyphen, so that names made with `__` are nobody else's.
    """
    parts = [part.strip("()") for part in id.replace("-", "_").split(" > ")]
    if len(parts) > 1:
        return "__".join(("att", *parts))
    (name,) = parts
    is_plain = name[0].isalpha() and name != "not"  # `not` is a word of answer-set solvers
    return name if is_plain else f"arg__{name}"
