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

    Writes three example records and their topic, which pass the checks, what a site needs, and a workflow
    that checks pull requests on GitHub and publishes the site.  Nothing is overwritten: a README.md or
    .gitignore stays, and where records or a site are there already, nothing is written.

    \b
    Examples:
      argmap init bread --title "What is argued about bread"
      cd bread && argmap check && argmap serve
    """
    from argmap.authoring.init import NotEmptyError, init

    try:
        started = init(folder, title or folder.resolve().name or "Untitled")
    except NotEmptyError as error:
        wrong(str(error))
    written, kept = ([prefix_of(file) for file in some] for some in (started.written, started.kept))
    if format_ == "json":
        echo_json({"folder": str(folder), "written": written, "kept": kept})
        return
    for name in written:
        click.echo(f"wrote {name}")
    for name in kept:
        click.echo(f"kept {name}, which was there already")
    go = "" if folder.resolve() == Path.cwd() else f"cd {folder} && "
    click.echo(f"next: {go}argmap check, then argmap serve")
