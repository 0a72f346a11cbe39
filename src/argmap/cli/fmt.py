"""`argmap fmt`."""

from __future__ import annotations

from pathlib import Path

import click

from argmap.cli.common import (
    PROBLEMS,
    echo_json,
    format_option,
    kb_option,
    locate,
    prefix_of,
    wrong,
)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if a file would change.")
@kb_option
@format_option("text", "json")
def command(paths: tuple[Path, ...], kb_path: str | None, format_: str, *, check: bool) -> None:
    """Lay records out alike, keeping comments and order.

    Indentation by two, prose below its key with `|-`, no white space at line ends.  What a person wrote
    stays: comments, the order of fields, quotes, line breaks in prose.  A file that would say something
    else afterwards is left alone and named.  PATHS are files or folders; left out, the knowledge base.

    \b
    Examples:
      argmap fmt
      argmap fmt claims/linearity/features-are-linear-directions.yaml
      argmap fmt --check
    """
    from argmap.authoring.files import write
    from argmap.authoring.formatter import formatted
    from argmap.files import content_of
    from argmap.yamlio import Document, decode

    changed, refused = [], {}
    files = _files(paths or (locate(kb_path),))
    for file in files:
        name = prefix_of(file)
        try:
            text = decode(content_of(file), name)
        except OSError as error:
            refused[name] = error.strerror or str(error)
            continue
        if isinstance(text, Document):
            refused[name] = text.diagnostics[0].message
            continue
        result = formatted(text, name)
        if result.refused:
            refused[name] = result.refused
        elif result.text != text:
            changed.append(name)
            if not check:
                write(file, result.text, inside=file.parent, replace=True)
    if format_ == "json":
        echo_json({"files": len(files), "changed": changed, "refused": refused, "check": check})
    else:
        _tell(len(files), changed, refused, check=check)
    if refused or (check and changed):
        raise click.exceptions.Exit(PROBLEMS)


def _files(paths: tuple[Path, ...]) -> list[Path]:
    """The YAML files meant, in order; none that is only linked to."""
    found: dict[Path, None] = {}
    for path in paths:
        inside = sorted(path.rglob("*.yaml")) if path.is_dir() else [path]
        found.update((file, None) for file in inside if not (file.is_symlink() or file.is_dir()))
    if not found:
        wrong("there is no .yaml file there")
    return list(found)


def _tell(count: int, changed: list[str], refused: dict[str, str], *, check: bool) -> None:
    from argmap.report import visible

    for name in changed:
        click.echo(f"{'would change' if check else 'changed'} {visible(name)}")
    for name, reason in refused.items():
        click.echo(f"left alone {visible(name)}: {visible(reason)}")
    click.echo(
        f"{count:,} file{'' if count == 1 else 's'}: {len(changed)} "
        f"{'would change' if check else 'changed'}, {len(refused)} left alone"
    )
