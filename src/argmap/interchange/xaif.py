"""xAIF, the form of AIF that OVA reads and writes: with the people who hold a claim and where nodes are drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.interchange import aif
from argmap.interchange.common import Exported
from argmap.interchange.nodeset import Edge, Node
from argmap.interchange.nodeset_writing import HOLDS, nodeset
from argmap.interchange.plaintext import clean, from_markdown

if TYPE_CHECKING:
    from argmap.interchange.nodeset import Nodeset
    from argmap.kb import KnowledgeBase
    from argmap.model import Claim, Position

read = aif.read

_COLUMNS, _STEP = 8, 240
"""How nodes are laid out until somebody moves them: a grid, in pixels."""


def write(kb: KnowledgeBase) -> Exported:
    """The knowledge base as xAIF; who accepts a claim is written as an assertion of theirs."""
    made = nodeset(kb)
    locutions = _add_assertions(made, kb)
    people = dict.fromkeys(person for _, person in locutions)
    graph = aif.graph(made) | {
        "schemefulfillments": [],
        "descriptorfulfillments": [],
        "participants": [_participant(person, kb.people[person].headline) for person in people],
        "locutions": [
            {"nodeID": node, "personID": person, "start": None, "end": None}
            for node, person in locutions
        ],
    }
    drawn = {"firstname": "", "surname": "", "url": "", **_layout(made)}
    data = {"generator": aif.GENERATOR, "AIF": graph, "OVA": drawn, "text": ""}
    return Exported({"": aif.dump(data)}, aif.losses_of(kb, HOLDS | {"acceptances"}))


def _add_assertions(made: Nodeset, kb: KnowledgeBase) -> list[tuple[str, str]]:
    """Adds a locution for everyone who accepts a claim; gives each with its speaker."""
    spoken = []
    for claim in kb.claims.values():
        for person, position in _acceptances(kb, claim).items() if claim.id in made.nodes else ():
            said, asserted = (f"{word}_{person}_{claim.id}" for word in ("says", "asserts"))
            words = position.quotes[0].text if position.quotes else made.nodes[claim.id].text
            name = from_markdown(kb.people[person].headline)
            made.nodes[said] = Node(said, "L", f"{name}: {clean(words)}")
            made.nodes[asserted] = Node(asserted, "YA", "Asserting", "Asserting")
            made.edges += [Edge(said, asserted), Edge(asserted, claim.id)]
            spoken.append((said, person))
    return spoken


def _acceptances(kb: KnowledgeBase, claim: Claim) -> dict[str, Position]:
    """Who accepts a claim by their own word, with the first position in which they do."""
    found: dict[str, Position] = {}
    for position in claim.positions:
        person = kb.aliases.get(position.person, position.person)
        if position.stance == "accepts" and position.reported_by is None and person in kb.people:
            found.setdefault(person, position)
    return found


def _participant(id: str, headline: str) -> dict[str, str]:
    first, _, last = from_markdown(headline).rpartition(" ")
    return {"participantID": id, "firstname": first, "surname": last}


def _layout(made: Nodeset) -> dict[str, object]:
    nodes = [
        {
            "nodeID": id,
            "visible": True,
            "x": number % _COLUMNS * _STEP,
            "y": number // _COLUMNS * _STEP // 2,
            "timestamp": "",
        }
        for number, id in enumerate(made.nodes)
    ]
    edges = [{"fromID": edge.source, "toID": edge.target, "visible": True} for edge in made.edges]
    return {"nodes": nodes, "edges": edges}
