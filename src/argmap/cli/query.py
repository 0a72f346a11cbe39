"""`argmap query`."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import click

from argmap.cli.common import echo_json, format_option, kb_option, open_kb, wrong

if TYPE_CHECKING:
    from argmap.query import Rows

MAX_CELL = 80


@click.command()
@click.argument("sql", required=False)
@click.option("--schema", is_flag=True, help="Print the tables and what their columns mean.")
@kb_option
@format_option("text", "json", "csv")
def command(sql: str | None, kb_path: str | None, format_: str, *, schema: bool) -> None:
    """Ask the knowledge base in SQL.

    The dialect is SQLite's; nothing can be written.  Long texts are cut in the table, not in JSON or CSV.

    \b
    Examples:
      argmap query --schema
      argmap query "select id, headline from claims where objections > reasons"
      argmap query "select id from search where search match 'linear' order by rank" --format json
      argmap query "select speaker, count(*) from quotes group by speaker" --format csv
    """
    from argmap.query import QueryError, schema_text

    if schema:
        click.echo(schema_text().rstrip())
        return
    if not sql:
        wrong("give a query, such as 'select id from claims', or --schema to see the tables")
    kb = open_kb(kb_path)
    try:
        rows = kb.sql(sql)
    except QueryError as error:
        wrong(str(error))
    if format_ == "json":
        echo_json(rows.dicts())
    else:
        click.echo((_csv if format_ == "csv" else _table)(rows))


def _table(rows: Rows) -> str:
    cells = [[_cell(name) for name in rows.columns], *([_cell(v) for v in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    ]
    rule = "  ".join("-" * width for width in widths)
    count = f"({len(rows)} row{'' if len(rows) == 1 else 's'})"
    return "\n".join([lines[0], rule, *lines[1:], count])


def _cell(value: Any) -> str:
    from argmap.report import visible

    text = "" if value is None else visible(" ".join(str(value).split()))
    return text if len(text) <= MAX_CELL else text[: MAX_CELL - 1] + "…"


def _csv(rows: Rows) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([rows.columns, *rows])
    return out.getvalue().rstrip("\n")
