"""From a knowledge base to a nodeset: a statement for every claim and piece of evidence, a scheme for every link.

The node of a statement has the id of its record, that of a link its relation and ends, joined by underscores, which no
slug has: `supports_a_b`, `undercuts_u_a_b`.  The first edge into a scheme comes from the record the link is written in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.interchange.common import Loss
from argmap.interchange.nodeset import NEGATION, Edge, Node, Nodeset
from argmap.interchange.plaintext import from_markdown, to_markdown
from argmap.interchange.schemes import DEFAULTS, NECESSARY, QUALIFICATION
from argmap.model import Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.kb import KnowledgeBase
    from argmap.linker import Link

HOLDS = frozenset(
    {
        "supports",
        "attacks",
        "undercuts",
        "linked premises",
        "negated premises",
        "necessary premises",
        "qualifications",
        "restatements",
        "explanations of links",
    }
)
"""What a nodeset can say of a knowledge base, without a dialogue."""

NOTES = {
    "evidence": "written as a statement like any other",
    "retractions": "left out, with the links that rest on it",
}
"""What becomes of some of the rest."""

_TYPES = {
    "supports": "RA",
    "attacks": "CA",
    "undercuts": "CA",
    "depends_on": "RA",
    "qualifies": "MA",
    "restates": "MA",
}
_SCHEMES = {"depends_on": NECESSARY, "qualifies": QUALIFICATION}


def nodeset(kb: KnowledgeBase) -> Nodeset:
    """The statements of a knowledge base and the links between them; retracted records are left out."""
    made = Nodeset(is_ours=True)
    for id, text in _statements(kb).items():
        made.nodes[id] = Node(id, "I", text)
    links = written_links(kb)
    for one in links.values():
        for premise, negated in one.premises:
            if negated:
                id = f"{NEGATION}{premise}"
                text = f"It is not the case that: {made.nodes[premise].text}"
                made.nodes.setdefault(id, Node(id, "I", text))
    for name, one in links.items():
        _add_scheme(made, name, one)
    return made


def _statements(kb: KnowledgeBase) -> dict[str, str]:
    return {
        id: from_markdown(record.headline)
        for id, record in kb.records.items()
        if isinstance(record, Statement) and record.retracted is None
    }


def _add_scheme(made: Nodeset, id: str, one: Link) -> None:
    kind = _TYPES[one.relation]
    scheme = _SCHEMES.get(one.relation, DEFAULTS[kind])
    made.nodes[id] = Node(id, kind, from_markdown(one.because) or scheme, scheme)
    if one.relation == "depends_on":
        made.edges += [Edge(one.target, id), Edge(id, one.source)]
        return
    premises = [f"{NEGATION}{premise}" if negated else premise for premise, negated in one.premises]
    # The same premise may be named twice, but an edge is there or not.
    made.edges += [Edge(premise, id) for premise in dict.fromkeys((one.source, *premises))]
    made.edges.append(Edge(id, _scheme_id(made, one.target)))


def _scheme_id(made: Nodeset, target: str) -> str:
    """The node a link points at: a statement, or the scheme that another link has become."""
    if target in made.nodes:
        return target
    ends = target.replace(" > ", "_").replace("(", "").replace(")", "")
    relations = ("supports", "attacks", "undercuts")
    return next(id for r in relations if (id := f"{r}_{ends}") in made.nodes)


def written_links(kb: KnowledgeBase) -> dict[str, Link]:
    """The links a nodeset holds, by the id of their node; what undercuts a link comes after it.

    Links of experiments are not among them, nor what rests on a retracted record or attacks such a link.
    """
    statements = _statements(kb)
    known: set[str] = set(statements)
    kept: dict[str, Link] = {}
    for one in sorted(kb.links, key=lambda one: one.target.count(">")):
        if one.target in known and all(member in statements for member in one.members):
            ends = one.id.replace(" > ", "_").replace("(", "").replace(")", "")
            kept[f"{one.relation}_{ends}"] = one
            if one.weighted:
                known.add(one.id)
    return kept


def further_losses(kb: KnowledgeBase) -> Iterator[Loss]:
    """What a nodeset cannot say beyond what `contents` names: links of what is left out, and markup."""
    written = {(one.relation, one.id) for one in written_links(kb).values()}
    for one in kb.links:
        if (one.relation, one.id) not in written and one.relation != "tests":
            yield Loss(
                "links", one.id, "it rests on a retracted record, or attacks what is left out"
            )
        elif _has_markup(one.because):
            yield Loss("markup", one.id, "the words are kept")
    for id, record in kb.records.items():
        if isinstance(record, Statement) and _has_markup(record.headline):
            yield Loss("markup", id, "the words are kept")


def _has_markup(text: str) -> bool:
    return to_markdown(from_markdown(text)) != text
