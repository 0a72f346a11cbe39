"""The knowledge base as SQL tables, to read and not to write."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Any, overload

from argmap.diagnostics import did_you_mean
from argmap.fields import Markdown
from argmap.sources import parse_citation

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pandas as pd

    from argmap.kb import KnowledgeBase
    from argmap.model import Record

TIME_LIMIT = 10.0
"""Seconds a query may run."""
DEFAULT_PRIOR = 0.5

_ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}


class QueryError(Exception):
    """A query that is not valid, takes too long or tries to write; the message says which."""


@dataclass(frozen=True, slots=True)
class Rows(Sequence[tuple[Any, ...]]):
    """What a query gives: rows in order, and the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @overload
    def __getitem__(self, index: int) -> tuple[Any, ...]: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[tuple[Any, ...], ...]: ...
    def __getitem__(self, index: int | slice) -> tuple[Any, ...]:
        return self.rows[index]

    def __len__(self) -> int:
        return len(self.rows)

    def dicts(self) -> list[dict[str, Any]]:
        """The rows as dictionaries by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def schema_text() -> str:
    """The definition of the tables, with comments."""
    return files("argmap").joinpath("schema.sql").read_text("utf-8")


class Database:
    """An SQLite database in memory, filled once, then read-only."""

    def __init__(self, kb: KnowledgeBase) -> None:
        # Guarded by the authorizer below, so that threads may share it.
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._connection.executescript(schema_text())
        for table, rows in _tables(kb).items():
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                self._connection.executemany(f"insert into {table} values ({marks})", rows)  # noqa: S608
        self._connection.commit()

    def run(self, query: str, parameters: Sequence[object] = ()) -> Rows:
        """The rows of one `select`.

        Raises:
            QueryError: See its message.
        """
        deadline = time.monotonic() + TIME_LIMIT
        self._connection.set_authorizer(_authorize)
        self._connection.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
        try:
            with closing(self._connection.execute(query, tuple(parameters))) as cursor:
                columns = tuple(column[0] for column in cursor.description or ())
                return Rows(columns, tuple(cursor.fetchall()))
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise QueryError(self._explain(str(error))) from None
        finally:
            self._connection.set_authorizer(None)
            self._connection.set_progress_handler(None, 0)

    def save(self, path: Path) -> None:
        """Writes the database to a file, replacing what is there."""
        path.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as target:
            self._connection.backup(target)

    def tables(self) -> dict[str, list[str]]:
        """The columns of each table."""
        self._connection.set_authorizer(None)
        names = self._connection.execute(
            "select name from sqlite_master where type = 'table' and name not like 'search_%'"
        ).fetchall()
        return {
            name: [row[1] for row in self._connection.execute(f"pragma table_info({name})")]
            for (name,) in names
        }

    def _explain(self, message: str) -> str:
        if "not authorized" in message or "prohibited" in message:
            return "the knowledge base is read-only: only `select` is allowed here"
        if message == "interrupted":
            return f"the query ran longer than {TIME_LIMIT:g} seconds"
        if match := re.fullmatch(r"no such (table|column): (\S+)", message):
            tables = self.tables()
            known = tables if match[1] == "table" else {c for cs in tables.values() for c in cs}
            hint = did_you_mean(match[2].split(".")[-1], known)
            return f"{message}; {hint or 'the tables are ' + ', '.join(tables)}"
        return message


def _authorize(action: int, name: str | None, *_: str | None) -> int:
    # The full-text index asks whether the file has changed each time it is used.
    harmless = action == sqlite3.SQLITE_PRAGMA and name == "data_version"
    return sqlite3.SQLITE_OK if harmless or action in _ALLOWED else sqlite3.SQLITE_DENY


def to_frame(kb: KnowledgeBase, table: str) -> pd.DataFrame:
    """One table as a pandas data frame; see `KnowledgeBase.to_frame`."""
    try:
        import pandas as pd
    except ImportError:
        raise ImportError("to_frame needs pandas: pip install 'argmap[frame]'") from None
    tables = Database(kb).tables()
    if table not in tables:
        hint = did_you_mean(table, tables) or f"the tables are {', '.join(tables)}"
        raise QueryError(f"no such table: {table}; {hint}")
    rows = kb.sql(f"select * from {table}")  # noqa: S608 - the name is one of ours
    return pd.DataFrame(list(rows), columns=list(rows.columns))


# --- Filling the tables -------------------------------------------------------------------------


def _tables(kb: KnowledgeBase) -> dict[str, list[tuple[Any, ...]]]:
    return {name: list(rows(kb)) for name, rows in _ROWS.items()}


def _records(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for r in kb.records.values():
        gone = r.retracted.date if r.retracted is not None else None
        yield (r.id, r.kind, r.headline, r.topic, r.file, r.note, gone)


def _claims(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for c in kb.claims.values():
        prior = c.prior.value if c.prior is not None else DEFAULT_PRIOR
        links = kb.links_to.get(c.id, ())
        yield (
            c.id,
            c.topic,
            c.headline,
            prior,
            sum(one.relation == "supports" for one in links),
            sum(one.relation == "attacks" for one in links),
            len({p.person for p in c.positions if p.reported_by is None}),
        )


def _evidence(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for e in kb.evidence.values():
        yield (e.id, e.topic, e.headline, e.type, e.reliability, e.source)


def _cruxes(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for c in kb.cruxes.values():
        yield (c.id, c.topic, c.headline, c.stated.person if c.stated is not None else None)


def _crux_claims(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for c in kb.cruxes.values():
        yield from ((c.id, claim, "turns_on") for claim in c.claims)
        yield from ((c.id, claim, "decides") for claim in c.decides)


def _experiments(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for e in kb.experiments.values():
        outcome = e.result.outcome if e.result is not None else None
        asked_by = e.asked_by.person if e.asked_by is not None else None
        yield (e.id, e.topic, e.headline, e.status, e.effort_days, outcome, asked_by)


def _predictions(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for e in kb.experiments.values():
        for test in e.tests:
            for outcome, (if_true, if_false) in test.predictions.items():
                yield (e.id, test.claim, outcome, if_true, if_false)


def _topics(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    yield from ((t.id, t.headline, t.summary) for t in kb.topics.values())


def _people(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    yield from ((p.id, p.headline, p.handle, p.anonymous) for p in kb.people.values())


def _sources(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for s in kb.sources.values():
        yield (s.id, s.headline, s.type, "; ".join(s.authors), s.date, s.url, s.attribution)


def _links(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for one in kb.links:
        yield (one.id, one.source, one.target, one.relation, one.factor, one.basis, one.because)


def _premises(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for one in kb.links:
        yield from ((one.id, premise, negated) for premise, negated in one.premises)


def _positions(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for c in kb.claims.values():
        for p in c.positions:
            yield (c.id, p.person, p.stance, p.hedge, p.reported_by, p.as_of)


def _quotes(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for checked in kb.quotes.values():
        q, place = checked.quotation, checked.place
        at = (
            (place.line, place.first_sentence, place.last_sentence) if place else (None, None, None)
        )
        yield (q.record, q.text, q.source, checked.speaker, *at)


def _cites(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for r in kb.records.values():
        yield from ((r.id, passage) for passage in r.cites if parse_citation(passage)[0])


def _search(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for r in kb.records.values():
        yield (r.id, r.kind, r.headline, _prose(kb, r))


def _prose(kb: KnowledgeBase, record: Record) -> str:
    """All prose and quotes of a record, for full-text search."""
    parts = [
        mention.text
        for mention in kb.mentions[record.id]
        if any(isinstance(marker, Markdown) for marker in mention.markers)
    ]
    parts += [c.quotation.text for c in kb.quotes_in(record.id)]
    return "\n".join(parts[1:])


_ROWS = {
    "records": _records,
    "claims": _claims,
    "evidence": _evidence,
    "cruxes": _cruxes,
    "crux_claims": _crux_claims,
    "experiments": _experiments,
    "predictions": _predictions,
    "topics": _topics,
    "people": _people,
    "sources": _sources,
    "links": _links,
    "premises": _premises,
    "positions": _positions,
    "quotes": _quotes,
    "cites": _cites,
    "search": _search,
}
