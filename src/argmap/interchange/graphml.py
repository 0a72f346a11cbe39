"""GraphML, for networkx, Gephi, yEd and igraph: the graph of `kb.graph`, with what records and links say."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from argmap.interchange.common import Exported
from argmap.interchange.contents import losses
from argmap.interchange.plaintext import visible
from argmap.model import Claim, Evidence

if TYPE_CHECKING:
    import networkx as nx

    from argmap.kb import KnowledgeBase
    from argmap.model import Record

_HOLDS = frozenset(
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
        "strengths",
        "shared bases",
        "priors",
        "evidence",
        "reliabilities",
        "acceptances",
        "other positions",
        "hedges and dates of positions",
        "topics",
        "notes",
        "retractions",
    }
)
_NOTES = {
    "cruxes": "the question and what it turns on",
    "experiments": "the question and, where there is a result, what it tests",
    "people": "the name",
    "sources": "the title",
}


def write(kb: KnowledgeBase) -> Exported:
    """The graph: a node for every record and weighted link; every value is a text, number or truth value."""
    from networkx.readwrite.graphml import GraphMLWriter

    stream = BytesIO()
    GraphMLWriter(graph=_graph(kb), encoding="utf-8", prettyprint=True).dump(stream)
    return Exported({"": stream.getvalue()}, losses(kb, _HOLDS, _NOTES))


def _graph(kb: KnowledgeBase) -> nx.MultiDiGraph[str]:
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph(kb.graph)
    for id, record in kb.records.items():
        graph.nodes[id].update(_of_record(record))
    for one in kb.links:
        if one.weighted:
            graph.nodes[one.id].update(factor=float(one.factor), because=one.because)
        else:
            needs = one.relation == "depends_on"  # which runs from the premise
            ends = (one.target, one.source) if needs else (one.source, one.target)
            for data in graph.get_edge_data(*ends).values():
                data.update({"because": one.because} if data["role"] == one.relation else {})
    for claim in kb.claims.values():
        for position in claim.positions:
            person = kb.aliases.get(position.person, position.person)
            if person in kb.people:
                graph.add_edge(
                    person,
                    claim.id,
                    role="position",
                    stance=position.stance,
                    hedge=position.hedge,
                    as_of=position.as_of or "",
                    reported_by=position.reported_by or "",
                )
    for _, data in graph.nodes(data=True):
        _make_visible(data)
    for *_, data in graph.edges(data=True):
        _make_visible(data)
    return graph


def _of_record(record: Record) -> dict[str, Any]:
    data: dict[str, Any] = {"note": record.note, "retracted": record.retracted is not None}
    if isinstance(record, Claim):
        data["prior"] = float(record.base)
    elif isinstance(record, Evidence):
        data |= {"type": record.type, "reliability": float(record.base)}
    return data


def _make_visible(data: dict[str, Any]) -> None:
    """XML has no place for control characters."""
    data.update((key, visible(value)) for key, value in data.items() if isinstance(value, str))
