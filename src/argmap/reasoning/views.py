"""Views: the map as one person sees it, and where two people part.

A person's stance on a claim sets what the claim shows in their view; the base that makes it so is solved for, with
everything upstream in place.  Swapping one claim then still acts through whatever rests on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from argmap.reasoning import forward
from argmap.reasoning.attribution import attribute
from argmap.reasoning.cruxes import settle
from argmap.reasoning.forward import Inputs, run
from argmap.reasoning.schedule import block_of
from argmap.reasoning.why import Part, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from argmap.kb import KnowledgeBase
    from argmap.model import Stance
    from argmap.reasoning.network import Floats, Network

STANCES: dict[Stance, float] = {
    "accepts": 0.95,
    "leans-accept": 0.75,
    "undecided": 0.5,
    "leans-reject": 0.25,
    "rejects": 0.05,
}
"""What a claim shows in the view of a person with each stance: inferred, since nobody stated a number."""

_NO_GAP = 1e-6
_SAME = 1e-9


def stances_of(kb: KnowledgeBase, person: str) -> dict[str, float]:
    """The claims a person takes a stance on, as credences; see `all_stances`."""
    return all_stances(kb).get(person, {})


def all_stances(kb: KnowledgeBase) -> dict[str, dict[str, float]]:
    """For each person the claims they take a stance on, as credences; the latest where there are several.

    What others ascribe to them is left out, and so are retracted claims.
    """
    found: dict[str, dict[str, tuple[str, float]]] = {}
    for claim in kb.claims.values():
        if claim.retracted is not None:
            continue
        for position in claim.positions:
            if position.reported_by is not None:
                continue
            own = found.setdefault(kb.aliases.get(position.person, position.person), {})
            when = position.as_of or ""
            if claim.id not in own or when >= own[claim.id][0]:
                own[claim.id] = (when, STANCES[position.stance])
    return {
        person: {claim: credence for claim, (_, credence) in own.items()}
        for person, own in found.items()
    }


def view(network: Network, stances: Mapping[str, float]) -> Network:
    """The network in which each claim shows the credence given for it.

    A claim can show no more than the premises it depends on leave of it.  Where a stance asks for more, it is read
    as a stance on the claim given these premises.
    """
    held = {
        network.index[id]: value
        for id, value in stances.items()
        if network.index.get(id, len(network)) < len(network)
    }
    nodes = np.array(sorted(held), np.int64)
    shown = np.array([held[i] for i in nodes.tolist()])
    logit = network.logit.copy()
    free = np.zeros(nodes.size, bool)
    while True:
        # Everything upstream in place: the stances are shown, and what they rest on is computed.
        pins = np.full(len(network), np.nan)
        pins[nodes[~free]] = shown[~free]
        given = Inputs(logit, network.weight, network.gain, network.gate_share, pins)
        result = run(network, inputs=given)
        beyond = free.copy()
        for place, node in enumerate(nodes.tolist()):
            block = block_of(network, node)
            support, attack = (float(side[0]) for side in forward.sides(result, block))
            left = float(np.prod(forward.gates(result, block)))
            share = float(shown[place]) / left
            if share >= 1:
                beyond[place] = True
            if beyond[place]:  # read as a stance on the claim given its premises
                share = float(shown[place])
            logit[node] = np.log(share / (1 - share)) - support + attack
        if (beyond == free).all():
            return network.with_numbers(logit=logit)
        free = beyond


@dataclass(frozen=True, slots=True)
class DoubleCrux:
    """A record on which two people differ, and how much of their gap about a conclusion it explains.

    Attributes:
        id: The record.
        first: Where it stands in the first person's view.
        second: Where it stands in the second's.
        closes_for_first: The share of the gap that closes when the first adopts the second's credence in it.
        closes_for_second: The same the other way round.
    """

    id: str
    first: float
    second: float
    closes_for_first: float
    closes_for_second: float

    @property
    def score(self) -> float:
        """How far it is a double crux: the smaller of the two shares, within 0 and 1."""
        return min(max(min(self.closes_for_first, self.closes_for_second), 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where two people part about a conclusion.

    Attributes:
        first: One person.
        second: The other.
        conclusion: The record they are compared on.
        first_credence: Where it stands in the first person's view.
        second_credence: Where it stands in the second's.
        stances: The claims either takes a stance on that bear on the conclusion, with (first, second);
            None for no stance.
        cruxes: Where they differ upstream, the best double crux first.
        parts: What each record's base contributes to the difference, second less first.
        remainder: What the parts leave unexplained.
    """

    first: str
    second: str
    conclusion: str
    first_credence: float
    second_credence: float
    stances: Mapping[str, tuple[float | None, float | None]]
    cruxes: tuple[DoubleCrux, ...]
    parts: tuple[Part, ...]
    remainder: float

    @property
    def gap(self) -> float:
        """The second's credence less the first's."""
        return self.second_credence - self.first_credence


def disagreement(
    network: Network,
    people: tuple[str, str],
    stances: tuple[Mapping[str, float], Mapping[str, float]],
    conclusion: str,
    candidates: list[str],
) -> Disagreement:
    """Where two people part about a conclusion, from the network of its cone.

    Args:
        network: The conclusion's cone.
        people: The two.
        stances: The stances of each.
        conclusion: The record.
        candidates: The records that may be cruxes.
    """
    node = network.index[conclusion]
    views = [view(network, own) for own in stances]
    runs = [run(one) for one in views]
    found = attribute(network, Inputs.of(views[0]), Inputs.of(views[1]), node)
    relevant = [id for id in network.nodes if id in stances[0] or id in stances[1]]
    return Disagreement(
        people[0],
        people[1],
        conclusion,
        float(runs[0].x[node]),
        float(runs[1].x[node]),
        {id: (stances[0].get(id), stances[1].get(id)) for id in relevant},
        _double_cruxes(views, [result.x for result in runs], node, candidates),
        parts_of(network, found),
        found.remainder,
    )


def _double_cruxes(
    views: list[Network], x: list[Floats], node: int, candidates: list[str]
) -> tuple[DoubleCrux, ...]:
    first, second = views
    gap = float(x[1][node] - x[0][node])
    numbers = np.array([first.index[id] for id in candidates if id in first.index], np.int64)
    numbers = numbers[(numbers != node) & (np.abs(x[0] - x[1])[numbers] > _SAME)]
    if abs(gap) < _NO_GAP or not numbers.size:
        return ()
    moved_first = settle(first, None, numbers, x[1][numbers]).x[node] - x[0][node]
    moved_second = x[1][node] - settle(second, None, numbers, x[0][numbers]).x[node]
    found = [
        DoubleCrux(
            first.nodes[i],
            float(x[0][i]),
            float(x[1][i]),
            float(a / gap),
            float(b / gap),
        )
        for i, a, b in zip(numbers, moved_first, moved_second, strict=True)
    ]
    found.sort(key=lambda crux: (-crux.score, -abs(crux.closes_for_first), crux.id))
    return tuple(found)
