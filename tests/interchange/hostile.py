"""What must hold of an import, whatever the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.authoring.yamltext import record_text
from argmap.interchange import aif, arguebuf
from argmap.schema import SLUG, read_record
from argmap.yamlio import MAX_VALUES, parse

if TYPE_CHECKING:
    from argmap.interchange.common import Imported

MANY = MAX_VALUES // 10
"""More links than a record may hold are the business of whoever writes it."""


def examine(raw: bytes) -> None:
    """Reads a file as every JSON format and holds the invariants against what comes out."""
    for reader in (aif, arguebuf):
        hold(reader.read(raw, file="map.json", topic="bread"), raw)


def hold(imported: Imported, raw: bytes) -> None:
    """Every record proposed is one, every finding has a place and words, and nothing is empty without reason."""
    lines = raw.count(b"\n") + 1
    for found in imported.diagnostics:
        assert found.message
        assert "\n" not in found.message
        assert 1 <= found.span.line <= found.span.end_line <= lines
        assert found.span.column >= 1
    for loss in imported.losses:
        assert loss.what
        assert isinstance(loss.where, str)
    ids = [draft.id for draft in imported.records]
    assert len(ids) == len(set(ids))
    for draft in imported.records:
        assert SLUG.fullmatch(draft.id)
        if sum(len(told) for told in draft.data.values() if isinstance(told, list)) < MANY:
            hold_record(draft)


def hold_record(draft) -> None:
    text = record_text(draft.data)
    record, problems = read_record(parse(text, "x.yaml"), id=draft.id, topic=draft.topic)
    assert record is not None
    assert problems == []
