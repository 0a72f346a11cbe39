"""What a change does to the records: which came, went and moved, and what they say otherwise than before."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from argmap.changes.links import bears_on, by_key, key_of, same
from argmap.fields import fields_of
from argmap.model import Claim, Crux, Experiment, Settings, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from argmap.kb import KnowledgeBase
    from argmap.model import Position, Record

_LINK_FIELDS = frozenset({"supports", "attacks", "undercuts", "depends_on", "qualifies", "restates"})  # fmt: skip
_TOLD_ELSEWHERE = _LINK_FIELDS | {"headline", "aliases", "positions"}


@dataclass(frozen=True, slots=True)
class Brief:
    """A record as a list names it.

    Attributes:
        id: Its id.
        kind: Its kind.
        topic: The folder it lies in.
        headline: Its headline.
        now: For one that is gone, the record that answers to its id as an alias; else empty.
    """

    id: str
    kind: str
    topic: str
    headline: str
    now: str = ""


@dataclass(frozen=True, slots=True)
class Renamed:
    """A record with another id, in another topic, or both.

    Attributes:
        id: Its id now.
        was: Its id before.
        topic: Its topic now.
        topic_was: Its topic before.
        headline: Its headline now.
        alias: Whether links to the old id still work.
    """

    id: str
    was: str
    topic: str
    topic_was: str
    headline: str
    alias: bool


@dataclass(frozen=True, slots=True)
class Reworded:
    """A record whose headline changed, and what others made of the old one and have not touched since.

    Attributes:
        id: The record.
        kind: Its kind.
        before: The headline it had.
        after: The headline it has.
        links: Links of other records that point at it, at a link of its, or count it among their premises.
        users: Cruxes that turn on it or decide it, and experiments that test it.
        people: Those whose position on it was recorded under the old headline.
    """

    id: str
    kind: str
    before: str
    after: str
    links: tuple[str, ...]
    users: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edited:
    """A record that changed in other fields than its headline.

    Attributes:
        id: The record.
        kind: Its kind.
        headline: Its headline now.
        fields: The keys of those fields.  A link, a position or a retraction that is told elsewhere is left out.
        base: Its prior or reliability before and now, where that changed.
    """

    id: str
    kind: str
    headline: str
    fields: tuple[str, ...]
    base: tuple[float, float] | None = None


def brief(record: Record, now: str = "") -> Brief:
    """A record as a list names it."""
    return Brief(record.id, record.kind, record.topic, record.headline, now)


# --- Which came, went and moved -----------------------------------------------------------------


def renames(old: KnowledgeBase, new: KnowledgeBase) -> dict[str, str]:
    """Earlier ids and the ids they have now: told by an alias, else by a headline only that one record has."""
    gone = {id: record for id, record in old.records.items() if id not in new.records}
    came = {id: record for id, record in new.records.items() if id not in old.records}
    by_alias = {id: new.aliases[id] for id in gone if new.aliases.get(id) in came}
    went = _by_headline({id: record for id, record in gone.items() if id not in by_alias})
    left = _by_headline({id: r for id, r in came.items() if id not in by_alias.values()})
    return by_alias | {id: left[head] for head, id in went.items() if head in left}


def _by_headline(records: Mapping[str, Record]) -> dict[tuple[str, str], str]:
    """The ids of records by kind and headline, where these are of one record only."""
    heads = {id: (record.kind, record.headline) for id, record in records.items()}
    often = Counter(heads.values())
    return {head: id for id, head in heads.items() if often[head] == 1}


def under_new_ids(old: KnowledgeBase, renamed: Mapping[str, str]) -> KnowledgeBase:
    """The old knowledge base as if its records had had their new ids all along, the old ones as aliases."""
    if not renamed:
        return old
    records = {
        renamed.get(id, id): replace(record, id=renamed[id], aliases=(*record.aliases, id))
        if id in renamed
        else record
        for id, record in old.records.items()
    }
    documents = {renamed.get(id, id): document for id, document in old.documents.items()}
    archives = {renamed.get(id, id): archive for id, archive in old.archives.items()}
    return replace(old, records=records, documents=documents, archives=archives)


def moved(old: KnowledgeBase, new: KnowledgeBase, renamed: Mapping[str, str]) -> Iterator[Renamed]:
    """Records under another id or in another topic; `old` is already under the new ids."""
    names = {now: was for was, now in renamed.items()}
    for id, was, record in _in_both(old, new):
        if id in names or was.topic != record.topic:
            name = names.get(id, id)
            yield Renamed(id, name, record.topic, was.topic, record.headline, alias=name in new)


def _in_both(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[tuple[str, Record, Record]]:
    """The records of both that differ, as (id, before, now); what was read once is one object."""
    for id, record in new.records.items():
        was = old.records.get(id)
        if was is not None and was is not record and was != record:
            yield id, was, record


# --- What they say otherwise --------------------------------------------------------------------


def reworded(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[Reworded]:
    """Records with another headline, and what was made of the old one."""
    changed = {
        id: (was, record)
        for id, was, record in _in_both(old, new)
        if was.headline != record.headline
    }
    if not changed:
        return
    links: dict[str, dict[str, None]] = {id: {} for id in changed}
    before = by_key(old)
    for one in new.links:
        known = before.get(key_of(one))
        for id in bears_on(one) & changed.keys() - {one.source}:
            if known is not None and same(known, one):
                links[id][one.id] = None
    for id, (was, record) in changed.items():
        kept = [p.person for p in _positions(record) if p in _positions(was)]
        yield Reworded(
            id,
            record.kind,
            was.headline,
            record.headline,
            tuple(links[id]),
            tuple(user for user in new.backlinks.get(id, ()) if _asks_about(old, new, user, id)),
            tuple(dict.fromkeys(kept)),
        )


def _asks_about(old: KnowledgeBase, new: KnowledgeBase, user: str, id: str) -> bool:
    """Whether a crux or an experiment that has not changed asks about a record."""
    record = new.records[user]
    named: tuple[str, ...] = ()
    if isinstance(record, Crux):
        named = (*record.claims, *record.decides)
    elif isinstance(record, Experiment):
        named = tuple(test.claim for test in record.tests)
    return record == old.records.get(user) and id in {new.aliases.get(n, n) for n in named}


def _positions(record: Record) -> tuple[Position, ...]:
    return record.positions if isinstance(record, Claim) else ()


def edited(old: KnowledgeBase, new: KnowledgeBase) -> Iterator[Edited]:
    """Records that changed in other fields than those told elsewhere."""
    differing = list(_in_both(old, new))
    explained = _explained_otherwise(old, new) if differing else set()
    for id, was, record in differing:
        if type(was) is not type(record):
            yield Edited(id, record.kind, record.headline, ("kind",))
            continue
        cls: type = type(record)
        fields = [
            field.key
            for field in fields_of(cls)
            if getattr(was, field.name) != getattr(record, field.name)
            and field.name not in _TOLD_ELSEWHERE
            and not (field.name == "retracted" and was.retracted is None)
        ]
        fields += [name for name in sorted(_LINK_FIELDS) if (id, name) in explained]
        if _quoted_otherwise(_positions(was), _positions(record)):
            fields.append("positions")
        if fields:
            yield Edited(id, record.kind, record.headline, tuple(fields), _bases(was, record))


def _explained_otherwise(old: KnowledgeBase, new: KnowledgeBase) -> set[tuple[str, str]]:
    """The link fields in which a link that was there has another `because` or other quotes: (id, field)."""
    before = by_key(old)
    return {
        (one.source, one.relation)
        for one in new.links
        if (was := before.get(key_of(one))) is not None
        and (was.because, was.quotes) != (one.because, one.quotes)
    }


def _quoted_otherwise(before: tuple[Position, ...], after: tuple[Position, ...]) -> bool:
    """Whether somebody's stance is the same and the words given for it are not."""
    words = {(p.person, p.stance, p.hedge, p.reported_by, p.as_of): p.quotes for p in before}
    return any(
        words.get((p.person, p.stance, p.hedge, p.reported_by, p.as_of), p.quotes) != p.quotes
        for p in after
    )


def _bases(was: Record, record: Record) -> tuple[float, float] | None:
    if isinstance(was, Statement) and isinstance(record, Statement) and was.base != record.base:
        return was.base, record.base
    return None


def settings(old: Settings, new: Settings) -> Iterator[str]:
    """The keys of `knowledge-base.yaml` whose values differ."""
    for field in fields_of(Settings):
        if getattr(old, field.name) != getattr(new, field.name):
            yield Settings.kind if field.name == "headline" else field.key
