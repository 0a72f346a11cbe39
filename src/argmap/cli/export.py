"""`argmap export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from argmap.cli.common import (
    complete_id,
    echo_losses,
    format_option,
    kb_option,
    loss_data,
    open_kb,
    prefix_of,
    wrong,
)
from argmap.interchange import FORMATS

if TYPE_CHECKING:
    from argmap.kb import KnowledgeBase

WRITTEN = [name for name, one in FORMATS.items() if one.writes]
STDOUT = "-"


@click.command()
@click.argument("file")
@click.option(
    "--to", type=click.Choice(WRITTEN), help="The format; left out, told by the file's suffix."
)
@click.option("--topic", metavar="ID", help="Only the records of a topic.")
@click.option(
    "--of", metavar="ID", shell_complete=complete_id, help="Only a record and what bears on it."
)
@kb_option
@format_option("text", "json")
def command(
    file: str,
    to: str | None,
    topic: str | None,
    of: str | None,
    kb_path: str | None,
    format_: str,
) -> None:
    """Write the map to FILE for another tool.

    What is at FILE is replaced; `-` is the standard output.  For CSV, FILE is a folder.  What the format
    cannot hold is told on the standard error, as text or JSON.

    \b
    Examples:
      argmap export map.argdown
      argmap export map.dot --topic linearity
      argmap export - --to mermaid --of features-are-linear-directions
      argmap export tables --to csv
    """
    from argmap.interchange import UnknownFormatError, exported, format_of, save

    if topic and of:
        wrong("--topic and --of are two ways to choose; give one")
    if file == STDOUT and to is None:
        wrong("the standard output has no suffix; give --to")
    kb = _part(open_kb(kb_path), topic, of)
    try:
        made = exported(kb, to or format_of(Path(file)))
    except UnknownFormatError as error:
        wrong(f"{error}; give it with --to")
    if file != STDOUT:
        save(made, Path(file))
        click.echo(f"wrote {prefix_of(Path(file))}", err=True)
    elif list(made.files) == [""]:
        sys.stdout.buffer.write(made.files[""])
    else:
        wrong(f"{to} is several files, which do not fit the standard output; name a folder")
    if format_ == "json":
        import json

        click.echo(json.dumps({"losses": loss_data(made.losses)}, indent=2), err=True)
    else:
        echo_losses(made.losses, "the format cannot hold", err=True)


def _part(kb: KnowledgeBase, topic: str | None, of: str | None) -> KnowledgeBase:
    from argmap.interchange import selection

    try:
        if topic:
            return selection.of_topic(kb, topic)
        return selection.resting_under(kb, of) if of else kb
    except KeyError as error:
        wrong(str(error.args[0]))
