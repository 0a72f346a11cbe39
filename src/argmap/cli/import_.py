"""`argmap import`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from argmap.cli.common import (
    PROBLEMS,
    echo_json,
    echo_losses,
    format_option,
    kb_option,
    loss_data,
    open_kb,
    prefix_of,
    use_color,
    wrong,
)
from argmap.interchange import FORMATS

if TYPE_CHECKING:
    from argmap.interchange.drafts import Joining

READ = [name for name, one in FORMATS.items() if one.reads]


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--from",
    "from_",
    type=click.Choice(READ),
    help="Its format; left out, told by its suffix and content.",
)
@click.option("--topic", help="The folder the claims go to; left out, made of the file's name.")
@click.option("--dry-run", is_flag=True, help="Show the records and write nothing.")
@click.option("--force", is_flag=True, help="Write records that have errors, to mend them there.")
@kb_option
@format_option("text", "json")
def command(
    file: Path,
    from_: str | None,
    topic: str | None,
    kb_path: str | None,
    format_: str,
    *,
    dry_run: bool,
    force: bool,
) -> None:
    """Add the argument map in another tool's FILE.

    Every claim becomes a file of its own.  All are checked first and written together or not at all;
    nothing is overwritten, and an id that is taken gets a number.  What records cannot hold is told.

    \b
    Examples:
      argmap import debate.argdown
      argmap import nodeset.json --from aif --topic bread
      argmap import export.txt --dry-run
    """
    from argmap.interchange import UnknownFormatError, read_file
    from argmap.interchange.drafts import join, save
    from argmap.schema import SLUG

    if topic is not None and not SLUG.fullmatch(topic):
        wrong(f"--topic is {topic!r}; use lower-case letters, digits and single hyphens")
    kb = open_kb(kb_path)
    try:
        imported = read_file(file, format=from_, topic=topic or "")
    except UnknownFormatError as error:
        wrong(f"{error}; give it with --from")
    joining = join(kb, imported)
    readable = bool(joining.texts) and (joining.ok or force)
    written = save(kb.root, joining) if readable and not dry_run else []
    prefix = prefix_of(kb.root)
    files = [f"{prefix}/{name}" if prefix else name for name in joining.texts]
    if format_ == "json":
        from argmap import report

        echo_json(
            {
                "files": files,
                "written": bool(written),
                "losses": loss_data(joining.losses),
                "diagnostics": [report.as_data(found) for found in joining.diagnostics],
            }
        )
    else:
        _tell(joining, files, written=bool(written), dry_run=dry_run)
    if not (joining.texts and joining.ok):
        raise click.exceptions.Exit(PROBLEMS)


def _tell(joining: Joining, files: list[str], *, written: bool, dry_run: bool) -> None:
    from argmap import report
    from argmap.diagnostics import Severity

    errors = [found for found in joining.diagnostics if found.severity is Severity.ERROR]
    others = Counter(found.code for found in joining.diagnostics if found not in errors)
    if errors:
        click.echo(report.text(errors, color=use_color()), color=use_color())
    if dry_run:
        for file, text in zip(files, joining.texts.values(), strict=True):
            click.echo(f"# {file}\n{text}")
    elif written:
        for file in files:
            click.echo(f"wrote {file}")
    else:
        click.echo(
            "nothing was written: " + ("mend the errors above" if errors else "no claim is there")
        )
    if others:
        told = ", ".join(f"{count} × {code}" for code, count in sorted(others.items()))
        click.echo(f"to be looked at: {told}" + ("; `argmap check` lists them" if written else ""))
    echo_losses(joining.losses, "records cannot hold", err=False)
