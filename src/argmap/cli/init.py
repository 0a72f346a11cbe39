"""`argmap init`."""

from __future__ import annotations

from pathlib import Path

import click

from argmap.cli.common import echo_json, format_option, prefix_of, wrong


@click.command()
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--title", help="The title of the site; left out, the folder's name.")
@format_option("text", "json")
def command(folder: Path, title: str | None, format_: str) -> None:
    """Start a knowledge base of your own.

    Writes three example records and their topic, which pass the checks, and what a site needs.  Nothing is
    overwritten.

    \b
    Examples:
      argmap init bread --title "What is argued about bread"
      cd bread && argmap check && argmap serve
    """
    from argmap.authoring.init import NotEmptyError, init

    try:
        written = init(folder, title or folder.resolve().name or "Untitled")
    except NotEmptyError as error:
        wrong(str(error))
    names = [prefix_of(file) for file in written]
    if format_ == "json":
        echo_json({"folder": str(folder), "written": names})
        return
    for name in names:
        click.echo(f"wrote {name}")
    go = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    click.echo(f"next: {go}argmap check, then argmap serve")
