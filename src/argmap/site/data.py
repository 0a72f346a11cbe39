"""What is published beside the pages: the records as JSON and as a database, their schemas, a list for language models."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from argmap.interchange import sqlite
from argmap.json_schema import DRAFT, schemas
from argmap.site.markdown import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.kb import KnowledgeBase

FORMAT = 1
"""The version of `kb.json`; raised when a reader of the old one would be misled."""

_ABOUT = (
    "Claims of real discussions with who holds them, reasons, objections, cruxes and experiments. "
    "Numbers are computed from the map and are no opinions; quotations belong to their authors."
)


def files(kb: KnowledgeBase, base: str) -> Iterator[tuple[str, bytes]]:
    """The files to publish, with their paths, each made when it is asked for.

    Args:
        kb: The knowledge base.
        base: The address of the site, for links in `llms.txt`; empty where it is not known.
    """
    yield "kb.sqlite", sqlite.content(kb)
    yield "kb.json", json.dumps(as_data(kb), ensure_ascii=False, separators=(",", ":")).encode()
    yield "llms.txt", _list_for_models(kb, base).encode()
    yield "schemas/kb.schema.json", _dump(_schema())
    for name, schema in schemas().items():
        yield f"schemas/{name}.schema.json", _dump(schema)


def as_data(kb: KnowledgeBase) -> dict[str, Any]:
    """The knowledge base as plain data: every record as its file says it, with what is computed beside it."""
    credences = kb.credences()
    return {
        "format": FORMAT,
        "title": kb.settings.headline,
        "licence": kb.settings.licence,
        "records": [
            {
                "id": record.id,
                "kind": record.kind,
                "topic": record.topic,
                "url": f"{record.id}/",
                "record": kb.documents[record.id].data,
                "credence": credences[record.id]._asdict() if record.id in credences else None,
            }
            for record in kb.records.values()
        ],
    }


def _schema() -> dict[str, Any]:
    number = {"type": ["number", "null"]}
    credence = {
        "type": ["object", "null"],
        "description": "Computed, given this map; null for a record without one. `low` and `high` where it does not settle.",
        "properties": {"value": {"type": "number"}, "low": number, "high": number},
        "required": ["value", "low", "high"],
    }
    text = {"type": "string"}
    fields = {"id": text, "kind": text, "topic": text, "url": text, "credence": credence}
    record = fields | {"record": {"$ref": "record.schema.json"}}
    properties = {
        "format": {"const": FORMAT},
        "title": text,
        "licence": text,
        "records": {"type": "array", "items": {"properties": record, "required": [*record]}},
    }
    return {
        "$schema": DRAFT,
        "$id": "kb.schema.json",
        "title": "An argmap knowledge base",
        "type": "object",
        "properties": properties,
        "required": [*properties],
    }


def _list_for_models(kb: KnowledgeBase, base: str) -> str:
    """`llms.txt`: what the site is, its topics and their claims, one line each (llmstxt.org)."""
    settings = kb.settings
    lines = [f"# {settings.headline}", ""]
    if settings.summary:
        lines += [f"> {plain(settings.summary, 500)}", ""]
    lines += [
        _ABOUT,
        "",
        "## Data",
        "",
        f"- [kb.json]({base}kb.json): every record as written, with its credence; [schema]({base}schemas/kb.schema.json)",
        f"- [kb.sqlite]({base}kb.sqlite): the same as tables, with full-text search",
    ]
    for topic in kb.topics.values():
        lines += ["", f"## {topic.headline}", "", f"- [Introduction]({base}{topic.id}/): {plain(topic.summary, 300)}"]  # fmt: skip
        lines += [
            f"- [{plain(claim.headline, 300)}]({base}{claim.id}/)"
            for claim in kb.claims.values()
            if claim.topic == topic.id
        ]
    return "\n".join(lines) + "\n"


def _dump(schema: dict[str, Any]) -> bytes:
    return (json.dumps(schema, indent=2, ensure_ascii=False) + "\n").encode()
