"""`argmap diff`."""

from __future__ import annotations

import click

from argmap.cli.common import (
    format_option,
    kb_option,
    locate,
    locate_in_git,
    read_change,
    use_color,
    wrong,
)

WORK_TREE = "work tree"


@click.command()
@click.argument("old", metavar="REV")
@click.argument("new", metavar="[REV]", required=False)
@kb_option
@format_option("text", "markdown", "json")
@click.option("--all", "everything", is_flag=True, help="List everything; left out, 20 of a sort.")
def command(
    old: str, new: str | None, kb_path: str | None, format_: str, *, everything: bool
) -> None:
    """Tell what a change does to the map.

    With one REV the change is from there to the files as they lie on disk, committed or not; with two, from one to
    the other.  A REV is whatever git takes for a commit; `main...` is the commit at which this branch left main.
    Nothing is checked out.  A bare repository has no files on disk, so give two; PATH of -C is the folder within it.

    \b
    Examples:
      argmap diff HEAD                       what I have not committed
      argmap diff main...                    what this branch does
      argmap diff v1.0 v1.1 --all
      argmap diff main... --format markdown > comment.md
    """
    from argmap import diff_report
    from argmap.changes.diff import diff

    root = locate(kb_path) if new is None else locate_in_git(kb_path)
    before, after = read_change(root, old, new)
    names = (old, new or WORK_TREE)
    if not before and not after:
        wrong(f"neither {names[0]} nor {names[1]} has records at {str(root)!r}; -C names their folder")  # fmt: skip
    found = diff(before, after)
    if format_ == "json":
        click.echo(diff_report.as_json(found, *names))
    elif format_ == "markdown":
        click.echo(diff_report.markdown(found, *names), nl=False)
    else:
        shown = None if everything else diff_report.SHOWN
        click.echo(diff_report.text(found, *names, shown=shown, color=use_color()), color=True)
