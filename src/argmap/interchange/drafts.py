"""From the records an import proposes to a knowledge base, in memory or joined to one that is there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from argmap import yamlio
from argmap.authoring.files import write
from argmap.authoring.scaffold import HOMES
from argmap.authoring.yamltext import record_text
from argmap.checks import run_checks
from argmap.diagnostics import Diagnostic, Severity, Span
from argmap.fields import LinkRef, Markdown, Premise, Ref, visit
from argmap.interchange.common import Drafted, Loss
from argmap.interchange.naming import Names
from argmap.kb import KnowledgeBase, referenced_ids
from argmap.loader import credences
from argmap.model import Settings
from argmap.schema import ID_PATTERN, read_record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path as FilePath

    from argmap.fields import Path
    from argmap.interchange.common import Imported
    from argmap.model import Record
    from argmap.yamlio import Document

MAX_RECORDS = 20_000
"""More than any map drawn by people; keeps a hostile file cheap."""

_ID = re.compile(rf"{ID_PATTERN}(?! {ID_PATTERN})")
"""An id in a reference; `not` before one is none."""
_IN_TEXT = re.compile(rf"(?<=\[\[){ID_PATTERN}(?=[\]|])")
"""An id in a text."""


@dataclass(frozen=True, eq=False, repr=False)
class ForeignKnowledgeBase(KnowledgeBase):
    """A knowledge base read from another tool's file.

    Its diagnostics name places in that file.

    Attributes:
        losses: What the file says that records cannot.
    """

    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Joining:
    """What an import would add to a knowledge base.

    Attributes:
        texts: The YAML of each new record, by its file.
        losses: What the file says that the records do not.
        diagnostics: What is wrong with the file, and what the checks find that was not there before.
        kb: The knowledge base with the new records.
    """

    texts: Mapping[str, str]
    losses: tuple[Loss, ...]
    diagnostics: tuple[Diagnostic, ...]
    kb: KnowledgeBase

    @property
    def ok(self) -> bool:
        """Whether there is no error."""
        return not any(found.severity is Severity.ERROR for found in self.diagnostics)


def knowledge_base(imported: Imported, path: FilePath) -> ForeignKnowledgeBase:
    """The records of an import as a knowledge base of their own, checked.

    Args:
        imported: What was read.
        path: The file it was read from.
    """
    made = _Made(imported.records)
    settings = Settings(headline=imported.title or path.stem)
    kb = ForeignKnowledgeBase(
        path, settings, made.records, made.documents, solver=credences, losses=imported.losses
    )
    found = {*imported.diagnostics, *made.diagnostics, *map(made.placed, run_checks(kb))}
    # The links and mentions the checks have computed stay with the knowledge base.
    object.__setattr__(kb, "diagnostics", tuple(sorted(found, key=lambda one: one.sort_key)))
    return kb


def join(kb: KnowledgeBase, imported: Imported) -> Joining:
    """Holds the records of an import against a knowledge base, without writing them.

    Ids that are taken get a number, in every reference too.  A topic, person or source that is there by the
    same id is kept as it is.
    """
    there = {
        one.id
        for one in imported.records
        if (known := kb.get(one.id)) is not None
        and known.kind in ("topic", "person", "source")
        and known.kind == next(iter(one.data))
    }
    losses = [
        Loss(f"{kb[one.id].kind}s", one.id, "the record that is there was kept")
        for one in imported.records
        if one.id in there and next(iter(one.data.values())) != kb[one.id].headline
    ]
    drafts = [one for one in imported.records if one.id not in there]
    drafts += _missing_topics(kb, drafts)
    made = _Made(_renamed(drafts, {*kb.records, *kb.aliases, *kb.unreadable} - there))
    joined = replace(
        kb,
        records={**kb.records, **made.records},
        documents={**kb.documents, **made.documents},
    )
    before = set(kb.diagnostics)
    new = [made.placed(one) for one in run_checks(joined) if one not in before]
    found = {*imported.diagnostics, *made.diagnostics, *new}
    return Joining(
        {record.file: made.documents[id].text for id, record in made.records.items()},
        tuple(sorted({*imported.losses, *losses})),
        tuple(sorted(found, key=lambda one: one.sort_key)),
        joined,
    )


def _missing_topics(kb: KnowledgeBase, drafts: Sequence[Drafted]) -> list[Drafted]:
    """A topic record for each folder of the import that neither it nor the knowledge base introduces."""
    taken = {*kb.records, *kb.aliases, *kb.unreadable, *HOMES.values(), *(one.id for one in drafts)}
    first = {one.topic: one.span for one in reversed(drafts) if one.topic not in taken}
    summary = "An imported map, not described yet."
    return [
        Drafted(id, id, {"topic": id.replace("-", " ").capitalize(), "summary": summary}, first[id])
        for id in first
    ]


def save(root: FilePath, joining: Joining) -> list[FilePath]:
    """Writes the new records, all of them or none, and gives their paths.

    Raises:
        FileExistsError: A file of one of the names is there; it stays as it is.
        OSError: A file cannot be written.
    """
    written: list[FilePath] = []
    try:
        for file, text in joining.texts.items():
            write(root / file, text, inside=root)
            written.append(root / file)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
    return written


class _Made:
    """Drafts as records, with their YAML."""

    def __init__(self, drafts: Sequence[Drafted]) -> None:
        self.records: dict[str, Record] = {}
        self.documents: dict[str, Document] = {}
        self.diagnostics: list[Diagnostic] = []
        self._drafts: dict[str, Drafted] = {}
        if len(drafts) > MAX_RECORDS:
            self._refuse(drafts)
            return
        for one in drafts:
            self._make(one)

    def _refuse(self, drafts: Sequence[Drafted]) -> None:
        message = f"the file makes {len(drafts):,} records; at most {MAX_RECORDS:,} are read"
        fix = "split it into several maps"
        span = Span(drafts[0].span.file)
        self.diagnostics.append(Diagnostic("too-large", Severity.ERROR, span, message, fix))

    def _make(self, draft: Drafted) -> None:
        file = f"{draft.topic}/{draft.id}.yaml"
        self._drafts[file] = draft
        try:
            text = record_text(draft.data)
        except ValueError as error:
            message = f"{draft.id!r} cannot be written as a record: {error}"
            self.diagnostics.append(
                Diagnostic("unwritable-record", Severity.ERROR, draft.span, message)
            )
            return
        document = yamlio.parse(text, file)
        record, found = read_record(document, id=draft.id, topic=draft.topic)
        self.diagnostics += map(self.placed, (*document.diagnostics, *found))
        if record is not None:
            self.records[draft.id] = record
            self.documents[draft.id] = document

    def placed(self, found: Diagnostic) -> Diagnostic:
        """A finding about a record, told of the place it was read from; any other as it is."""
        draft = self._drafts.get(found.span.file)
        return found if draft is None else replace(found, span=draft.span, excerpt="")


# --- Ids that are taken -----------------------------------------------------------------------------


def _renamed(drafts: list[Drafted], taken: set[str]) -> list[Drafted]:
    """The drafts with ids nobody has, in every reference too."""
    own = {one.id for one in drafts}
    names = Names(*taken, *(own - taken))
    new = {}
    for one in drafts:
        if one.id in taken:
            new[one.id] = names.take(one.id, one.id)
    if not new:
        return drafts
    return [
        replace(one, id=new.get(one.id, one.id), data=_with_new_ids(one, new)) for one in drafts
    ]


def _with_new_ids(draft: Drafted, new: Mapping[str, str]) -> Mapping[str, Any]:
    """What a draft says, with other ids in its references; where they stand is known from its fields."""
    kind = next(iter(draft.data))
    record, _ = read_record(yamlio.Document("", "", dict(draft.data)), id=draft.id, topic="")
    data: dict[str, Any] = _copy(draft.data)
    for mention in visit(record) if record is not None else ():
        if not any(isinstance(one, (Ref, Premise, LinkRef, Markdown)) for one in mention.markers):
            continue
        if new.keys().isdisjoint(referenced_ids(mention)):
            continue
        path = (kind, *mention.path[1:]) if mention.path[0] == "headline" else mention.path
        is_text = any(isinstance(marker, Markdown) for marker in mention.markers)
        pattern = _IN_TEXT if is_text else _ID
        _put(data, path, pattern, new)
    return data


def _put(data: Any, path: Path, pattern: re.Pattern[str], new: Mapping[str, str]) -> None:
    """Changes the ids in the text at a path; above it where a link is written short."""
    *above, last = path
    for step in above:
        if isinstance(data[step], str):
            last = step
            break
        data = data[step]
    data[last] = pattern.sub(lambda match: new.get(match.group(), match.group()), data[last])


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    return [_copy(inner) for inner in value] if isinstance(value, (list, tuple)) else value
