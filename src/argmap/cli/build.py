"""`argmap build`."""

from __future__ import annotations

import os
from pathlib import Path

import click

from argmap.cli.common import (
    PROBLEMS,
    config_option,
    find_config,
    kb_option,
    open_kb,
    prefix_of,
    use_color,
)


@click.command()
@config_option
@click.option(
    "--site-dir",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the site goes; left out, as the settings say.",
)
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option(
    "--pages",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write the pages as Markdown for another generator, and build no site.",
)
@kb_option
def command(
    config: Path | None,
    site_dir: Path | None,
    pages: Path | None,
    kb_path: str | None,
    *,
    strict: bool,
) -> None:
    """Build the site.

    Where the records have errors, they are told and the last good site stays.  What is built is what
    `mkdocs build` builds: the knowledge base is the one named in mkdocs.yml.

    \b
    Examples:
      argmap build
      argmap build --strict --site-dir public
      argmap build --pages out/pages
    """
    if pages is not None:
        _write_pages(pages, kb_path, strict=strict)
        return
    settings = find_config(config)
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from argmap.site.build import BuildError, build

    try:
        target = build(settings, site_dir, strict=strict)
    except BuildError as error:
        click.echo(f"not built: {error}", err=True)
        raise click.exceptions.Exit(PROBLEMS) from None
    click.echo(f"built {prefix_of(target) or target}")


def _write_pages(folder: Path, kb_path: str | None, *, strict: bool) -> None:
    from argmap import report
    from argmap.diagnostics import Severity
    from argmap.site.tree import write_pages

    kb = open_kb(kb_path)
    blocking = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    found = [one for one in kb.diagnostics if one.severity in blocking]
    if found:
        color = use_color()
        click.echo(report.text(found, prefix=prefix_of(kb.root), color=color), color=color)
        click.echo("nothing was written")
        raise click.exceptions.Exit(PROBLEMS)
    click.echo(f"wrote {write_pages(kb, folder):,} pages to {folder}")
