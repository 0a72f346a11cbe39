"""The knowledge base as SQL tables, to read and not to write."""

from __future__ import annotations

import re
import sqlite3
import time
from collections import namedtuple
from contextlib import closing
from enum import Enum
from importlib.resources import files
from threading import Lock
from typing import TYPE_CHECKING, Any, Self

from argmap.diagnostics import did_you_mean
from argmap.fields import Markdown
from argmap.invisible import spelled_out
from argmap.sources import parse_citation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from argmap.kb import KnowledgeBase
    from argmap.model import Record

TIME_LIMIT = 10.0
"""Seconds a query may run."""
MAX_BYTES = 50_000_000
"""The longest text one value may have, so that no expression can fill the memory."""

_ALLOWED = {
    sqlite3.SQLITE_SELECT,
    sqlite3.SQLITE_READ,
    sqlite3.SQLITE_FUNCTION,
    sqlite3.SQLITE_RECURSIVE,
}


_WITH_CREDENCE = ("claims", "evidence")
"""The tables that begin with an id and end with a credence, its low and its high."""
_UNKNOWN = (None, None, None)


class _Credences(Enum):
    """Whether the tables hold the credences yet."""

    MISSING = 0
    ASKED = 1
    THERE = 2


class QueryError(Exception):
    """A query that is not valid, takes too long or tries to write; the message says which."""


class Rows(tuple[Any, ...]):  # noqa: SLOT001 - a tuple subclass with a field cannot have slots
    """What a query gives: its rows in order, each a named tuple, and the names of their columns."""

    columns: tuple[str, ...]

    def __new__(cls, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> Self:
        """Names the fields of each row by the columns; one that is no Python name becomes `_0`."""
        # The names are known only now, which `typing.NamedTuple` has no form for.
        row: Any = namedtuple("Row", columns, rename=True)  # type: ignore[misc]  # noqa: PYI024
        found = super().__new__(cls, map(row._make, rows))
        found.columns = columns
        return found

    def dicts(self) -> list[dict[str, Any]]:
        """The rows as dictionaries by column."""
        return [dict(zip(self.columns, row, strict=True)) for row in self]


def schema_text() -> str:
    """The definition of the tables, with comments: their documentation."""
    return files("argmap").joinpath("schema.sql").read_text("utf-8")


class Database:
    """An SQLite database in memory, filled once, then read-only.

    Attributes:
        tables: The columns of each table.
    """

    def __init__(self, kb: KnowledgeBase, *, solved: bool = False) -> None:
        """Fills the tables.

        Args:
            kb: The knowledge base.
            solved: Whether with the credences; else these come when they are first asked for.
        """
        # Threads may share it: the lock below lets one query in at a time.
        self._connection = sqlite3.connect(":memory:", check_same_thread=False)
        self._lock = Lock()
        self._connection.executescript(schema_text())
        self.tables = self._columns()
        credences = kb.credences() if solved else {}
        for table, rows in _ROWS.items():
            filled = rows(kb)
            if table in _WITH_CREDENCE:
                filled = ((*row, *credences.get(row[0], _UNKNOWN)) for row in filled)
            marks = ", ".join("?" * len(self.tables[table]))
            self._connection.executemany(f"insert into {table} values ({marks})", filled)  # noqa: S608
        self._connection.commit()
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_BYTES)
        self._solve = kb.credences
        self._credences = _Credences.THERE if solved else _Credences.MISSING
        self._close()

    def _close(self) -> None:
        """Lets nothing be written from now on."""
        self._connection.execute("pragma query_only = on")
        self._connection.set_authorizer(self._authorize)

    def _columns(self) -> dict[str, list[str]]:
        names = self._connection.execute(
            "select name from sqlite_master where type = 'table' and name not glob 'search_*' order by name"
        ).fetchall()
        return {
            name: [row[1] for row in self._connection.execute(f"pragma table_info({name})")]
            for (name,) in names
        }

    def run(self, query: str, parameters: Sequence[object] = ()) -> Rows:
        """The rows of one `select`.

        Raises:
            QueryError: The query is not valid, tries to write, or runs longer than `TIME_LIMIT`.
        """
        deadline = time.monotonic() + TIME_LIMIT
        with self._lock:
            self._connection.set_progress_handler(lambda: time.monotonic() > deadline, 100_000)
            try:
                return self._rows(query, parameters)
            except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
                if str(error) == "interrupted" and time.monotonic() < deadline:
                    raise KeyboardInterrupt from None  # SQLite swallows it in the handler
                raise QueryError(self._explain(query, str(error))) from None

    def _rows(self, query: str, parameters: Sequence[object]) -> Rows:
        try:
            cursor = self._connection.execute(query, tuple(parameters))
        except sqlite3.DatabaseError:
            if self._credences is not _Credences.ASKED:
                raise
            self._fill_credences()
            cursor = self._connection.execute(query, tuple(parameters))
        with closing(cursor):
            if cursor.description is None:
                raise QueryError("the query is empty; write a `select`")
            return Rows(tuple(column[0] for column in cursor.description), cursor)

    def _fill_credences(self) -> None:
        """Solves the map, which is done when a query first reads a credence."""
        self._connection.set_authorizer(None)
        self._connection.execute("pragma query_only = off")
        rows = [(*credence, id) for id, credence in self._solve().items()]
        for table in _WITH_CREDENCE:
            self._connection.executemany(
                f"update {table} set credence = ?, credence_low = ?, credence_high = ? where id = ?",  # noqa: S608
                rows,
            )
        self._connection.commit()
        self._credences = _Credences.THERE
        self._close()

    def _authorize(self, action: int, name: str | None, column: str | None, *_: str | None) -> int:
        if (
            action == sqlite3.SQLITE_READ
            and self._credences is not _Credences.THERE
            and name in _WITH_CREDENCE
            and str(column).startswith("credence")
        ):
            self._credences = _Credences.ASKED  # refused once; filled in, then asked again
            return sqlite3.SQLITE_DENY
        # The full-text index asks whether the file has changed each time it is used, and is declared anew,
        # which is checked as a change of the schema, after SQLite has refused a statement such as `vacuum`.
        # Neither can change anything: the connection is query-only.
        harmless = (action, name) in (
            (sqlite3.SQLITE_PRAGMA, "data_version"),
            (sqlite3.SQLITE_UPDATE, "sqlite_master"),
        )
        return sqlite3.SQLITE_OK if harmless or action in _ALLOWED else sqlite3.SQLITE_DENY

    def save(self, path: Path) -> None:
        """Writes the database to a file in one step, replacing what is there.

        Raises:
            OSError: The file cannot be written.
        """
        temporary = path.with_name(f".{path.name}.new")
        temporary.unlink(missing_ok=True)
        try:
            with self._lock, closing(sqlite3.connect(temporary)) as target:
                if self._credences is not _Credences.THERE:
                    self._fill_credences()
                self._connection.backup(target)
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)

    def _explain(self, query: str, message: str) -> str:
        refused = re.search("not authorized|prohibited|readonly|denied", message)
        if refused or re.match(r"\s*(insert|update|delete|replace)\b", query, re.IGNORECASE):
            return "the knowledge base is read-only: only `select` is allowed here"
        if message == "interrupted":
            return f"the query ran longer than {TIME_LIMIT:g} seconds and was stopped"
        if match := re.fullmatch(r"no such (table|column): (\S+)", message):
            return f"{message}; {self._hint(match[1], match[2].split('.')[-1])}"
        return message

    def _hint(self, sort: str, wrong: str) -> str:
        """What was probably meant by the name of a table or column, or what there is."""
        if sort == "table":
            return did_you_mean(wrong, self.tables) or f"the tables are {', '.join(self.tables)}"
        columns = dict.fromkeys(column for columns in self.tables.values() for column in columns)
        return did_you_mean(wrong, columns) or "; ".join(
            f"{table} has {', '.join(columns)}" for table, columns in self.tables.items()
        )


def to_frame(kb: KnowledgeBase, table: str) -> pd.DataFrame:
    """One table as a pandas data frame; see `KnowledgeBase.to_frame`."""
    try:
        import pandas as pd
    except ImportError:
        raise ImportError("to_frame needs pandas: pip install 'argmap[frame]'") from None
    if not table.isidentifier():
        raise QueryError(f"{table!r} is not the name of a table")
    rows = kb.sql(f"select * from {table}")  # noqa: S608 - one word, and the connection is read-only
    return pd.DataFrame(list(rows), columns=list(rows.columns))


# --- Filling the tables -------------------------------------------------------------------------


def _records(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for r in kb.records.values():
        gone = r.retracted.date if r.retracted is not None else None
        yield (r.id, r.kind, r.headline, r.topic, r.file, r.note, gone)


def _claims(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for c in kb.claims.values():
        relations = [one.relation for one in kb.links_to.get(c.id, ())]
        yield (
            c.id,
            c.topic,
            c.headline,
            c.base,
            relations.count("supports"),
            relations.count("attacks"),
            len({p.person for p in c.positions if p.reported_by is None}),
        )


def _evidence(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for e in kb.evidence.values():
        yield (e.id, e.topic, e.headline, e.type, e.base, e.source)


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
        q, archive, place = checked.quotation, checked.archive, checked.place
        if place is None or archive is None:
            yield (q.record, q.text, q.source, checked.speaker, None, None, None, None)
        else:
            at = (place.line, place.first_sentence, place.last_sentence)
            yield (q.record, q.text, q.source, checked.speaker, f"{archive.record.id}:{place}", *at)


def _cites(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for r in kb.records.values():
        yield from ((r.id, passage, *parse_citation(passage)) for passage in r.cites)


def _diagnostics(kb: KnowledgeBase) -> Iterator[tuple[Any, ...]]:
    for d in kb.diagnostics:
        file, message, fix = (spelled_out(text) for text in (d.span.file, d.message, d.fix))
        yield (d.code, d.severity.value, file, d.span.line, d.span.column, message, fix)


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
    "diagnostics": _diagnostics,
    "search": _search,
}
