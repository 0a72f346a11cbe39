"""JSON-LD: claims in the words of schema.org, links in those of the Argument Interchange Format.

A claim is a `Claim` and an AIF I-node, a link an AIF scheme node with premises and a conclusion, a position an
`AgreeAction` or `DisagreeAction`, a quote an `appearance` of the claim.  Ids of records are the addresses of their
pages, relative to the file, so that they lead somewhere when the file lies beside the site.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from argmap.interchange.common import Exported
from argmap.interchange.contents import FEATURES, losses
from argmap.interchange.nodeset_writing import nodeset, written_links
from argmap.interchange.plaintext import from_markdown, visible
from argmap.model import Crux, Evidence, Person, Source, Statement, Topic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.kb import KnowledgeBase
    from argmap.linker import Quotation
    from argmap.model import Record

_CONTEXT = {
    "@vocab": "https://schema.org/",
    "aif": "http://www.arg.dundee.ac.uk/aif#",
    "argmap": "urn:argmap:",
    "url": {"@type": "@id"},
}
_TYPES = {
    "post": "BlogPosting",
    "thread": "DiscussionForumPosting",
    "paper": "ScholarlyArticle",
    "book": "Book",
    "page": "WebPage",
    "dataset": "Dataset",
    "archive": "CreativeWork",
}
_ACTIONS = {
    "accepts": "AgreeAction",
    "leans-accept": "AgreeAction",
    "undecided": "ReactAction",
    "leans-reject": "DisagreeAction",
    "rejects": "DisagreeAction",
}
_LACKS = {
    *("experiments", "citations", "aliases", "retractions", "expectations", "archives"),
    *("texts of topics", "explanations of priors and retractions"),
}
_NOTES = {
    "retractions": "left out, with the links that rest on it",
    "texts of topics": "the summary only",
}


def write(kb: KnowledgeBase) -> Exported:
    """The knowledge base as one graph of linked data; nothing needs fetching to read it."""
    graph = [*_records(kb), *_links(kb), *_positions(kb)]
    data = {"@context": _CONTEXT, "@graph": [_without_nothing(node) for node in graph]}
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    return Exported({"": text.encode()}, losses(kb, {*FEATURES} - _LACKS, _NOTES))


def of_page(kb: KnowledgeBase, record: Record) -> str:
    """What a search engine should know of a record, for its page one folder below the site; empty for some kinds.

    Without the quotations, which the page holds already.
    """
    if not isinstance(record, (Statement, Crux)) or record.retracted is not None:
        return ""
    told = {"@id": _address(kb, record.id)} | _of_record(kb, record)
    data = {"@context": {"@base": "../"} | _CONTEXT} | _without_nothing(told)
    # Nothing in it may end the element it stands in.
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _records(kb: KnowledgeBase) -> Iterator[dict[str, Any]]:
    for id, record in kb.records.items():
        if record.retracted is None and (told := _of_record(kb, record)):
            said = _quotations(kb, record)
            yield {"@id": _address(kb, id)} | told | said | {"description": visible(record.note)}


def _of_record(kb: KnowledgeBase, record: Record) -> dict[str, Any]:
    known: dict[str, Any]
    told: dict[str, Any]
    name = from_markdown(record.headline)
    match record:
        case Statement():
            told = {
                "@type": ["Claim", "aif:I-node"],
                "text": name,
                "aif:claimText": name,
                "about": _refer(kb, record.topic) if record.topic in kb.records else None,
            }
            return told | _numbers(kb, record)
        case Crux():
            about, decides = (
                [_refer(kb, id) for id in ids] for ids in (record.claims, record.decides)
            )
            told = {"about": about, "argmap:decides": decides}
            return {"@type": "Question", "name": name} | told
        case Person():
            known = {"alternateName": visible(record.handle), "url": record.url}
            return {"@type": "Person", "name": name} | known
        case Source():
            authors = [
                _refer(kb, one) if one in kb else {"@type": "Person", "name": visible(one)}
                for one in record.authors
            ]
            known = {"author": authors, "datePublished": record.date, "url": record.url}
            known["publisher"] = visible(record.venue)
            return {"@type": _TYPES[record.type], "name": name} | known
        case Topic():
            return {"@type": "DefinedTerm", "name": name, "abstract": visible(record.summary)}
        case _:
            return {}


def _quotations(kb: KnowledgeBase, record: Record) -> dict[str, Any]:
    if not isinstance(record, (Statement, Crux)):
        return {}
    said = [_quotation(kb, checked.quotation) for checked in kb.quotes_in(record.id)]
    return {"appearance" if isinstance(record, Statement) else "citation": said}


def _numbers(kb: KnowledgeBase, record: Statement) -> dict[str, Any]:
    if isinstance(record, Evidence):
        return {
            "argmap:evidenceType": record.type,
            "argmap:reliability": record.base,
            "isBasedOn": _refer(kb, record.source) if record.source else None,
        }
    return {"argmap:prior": record.base}


def _quotation(kb: KnowledgeBase, quotation: Quotation) -> dict[str, Any]:
    return {
        "@type": "Quotation",
        "text": visible(quotation.text),
        "isPartOf": _refer(kb, quotation.source),
        "creator": _refer(kb, quotation.person) if quotation.person else None,
    }


def _links(kb: KnowledgeBase) -> Iterator[dict[str, Any]]:
    """The scheme nodes, and the statements that say that another does not hold."""
    made = nodeset(kb)
    links = written_links(kb)
    into: dict[str, list[str]] = {id: [] for id in made.nodes}
    out: dict[str, list[str]] = {id: [] for id in made.nodes}
    for edge in made.edges:
        into[edge.target].append(edge.source)
        out[edge.source].append(edge.target)
    for id, node in made.nodes.items():
        told = {"@id": _address(kb, id), "@type": f"aif:{node.type}-node"}
        if id in links:
            one = links[id]
            yield told | {
                "argmap:relation": one.relation,
                "aif:Premise": [_refer(kb, premise) for premise in into[id]],
                "aif:Conclusion": _refer(kb, out[id][0]),
                "argmap:strength": one.factor if one.relation in ("supports", "attacks") else None,
                "argmap:basis": one.basis,
                "description": visible(one.because),
            }
        elif id not in kb.records:
            yield told | {"aif:claimText": node.text}


def _positions(kb: KnowledgeBase) -> Iterator[dict[str, Any]]:
    for claim in kb.claims.values():
        for position in claim.positions if claim.retracted is None else ():
            yield {
                "@type": _ACTIONS[position.stance],
                "agent": _refer(kb, position.person),
                "object": _refer(kb, claim.id),
                "argmap:stance": position.stance,
                "argmap:hedge": visible(position.hedge),
                "argmap:asOf": position.as_of,
                "argmap:reportedBy": _refer(kb, position.reported_by)
                if position.reported_by
                else None,
            }


def _refer(kb: KnowledgeBase, id: str) -> dict[str, str]:
    return {"@id": _address(kb, id)}


def _address(kb: KnowledgeBase, id: str) -> str:
    """The address of a record's page, or a place in this file for what has none."""
    canonical = kb.aliases.get(id, id)
    return f"{canonical}/" if canonical in kb.records else f"#{id}"


def _without_nothing(node: dict[str, Any]) -> dict[str, Any]:
    """A node without the properties that say nothing."""
    return {
        key: _without_nothing(value) if isinstance(value, dict) else value
        for key, value in node.items()
        if value not in (None, "", [])
    }
