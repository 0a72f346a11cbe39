"""CSV (RFC 4180): a table each of records, links, positions and quotes, for spreadsheets and data frames."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from argmap.interchange.common import Exported
from argmap.interchange.contents import FEATURES, losses
from argmap.interchange.plaintext import visible

if TYPE_CHECKING:
    from argmap.kb import KnowledgeBase
    from argmap.query import Rows

_LACKS = {
    *("experiments", "cruxes", "aliases", "expectations", "citations", "people", "sources"),
    *("addresses and venues", "archives", "texts of topics"),
    "explanations of priors and retractions",
}
_NOTES = dict.fromkeys(("experiments", "cruxes", "people", "sources"), "the headline and note only")

_QUERIES = {
    "records.csv": """
        select r.id, r.kind, r.topic, r.headline, r.note, c.prior, e.type, e.reliability, e.source,
          coalesce(c.credence, e.credence) as credence, r.retracted, r.file
        from records r left join claims c on c.id = r.id left join evidence e on e.id = r.id
        order by r.rowid""",
    "links.csv": """
        select l.id, l.source, l.relation, l.target, l.factor, l.basis, l.because,
          (select group_concat(iif(p.negated, 'not ', '') || p.premise, '; ') from premises p
           where p.link = l.id and l.relation in ('supports', 'attacks', 'undercuts')) as premises
        from links l order by l.rowid""",
    "positions.csv": "select * from positions order by rowid",
    "quotes.csv": "select * from quotes order by rowid",
}

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What a cell begins with that a spreadsheet would compute."""


def write(kb: KnowledgeBase) -> Exported:
    """Four tables; the columns are those of `kb.sql`, described in `docs/sql.md`.

    A text that a spreadsheet would take for a formula is written after an apostrophe.
    """
    files = {name: _table(kb.sql(query)) for name, query in _QUERIES.items()}
    return Exported(files, losses(kb, {*FEATURES} - _LACKS, _NOTES))


def _table(rows: Rows) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)  # its default dialect is that of RFC 4180: CRLF, doubled quotes
    writer.writerow(rows.columns)
    writer.writerows([cell(value) for value in row] for row in rows)
    return text.getvalue().encode()


def cell(value: object) -> object:
    """A value as it may stand in a table: no formula, no control character; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = visible(value)
    return f"'{text}" if text.lstrip().startswith(_FORMULA) or text.startswith(_FORMULA) else text
