"""`argmap serve`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from argmap.cli.common import PROBLEMS, config_option, find_config

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@config_option
@click.option(
    "--address", default="127.0.0.1:8000", show_default=True, help="Where to listen, HOST:PORT."
)
def command(config: Path | None, address: str) -> None:
    """Show the site while you edit.

    A change to a record or a page shows in the browser by itself.  Ctrl-C stops.

    \b
    Examples:
      argmap serve
      argmap serve --address 127.0.0.1:9000
    """
    settings = find_config(config)
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from argmap.site.build import BuildError, serve

    try:
        serve(settings, address)
    except BuildError as error:
        click.echo(f"not served: {error}", err=True)
        raise click.exceptions.Exit(PROBLEMS) from None
