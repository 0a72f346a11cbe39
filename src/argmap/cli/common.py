"""What the commands share: finding the knowledge base, the format of a report, telling wrong use."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from argmap.files import SETTINGS_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from click.shell_completion import CompletionItem

    from argmap.interchange.common import Loss
    from argmap.kb import KnowledgeBase

F = TypeVar("F", bound="Callable[..., Any]")

PROBLEMS = 1
"""The exit status of a command that found problems in the data."""


def kb_option(command: F) -> F:
    """Adds `-C/--kb PATH`, which may also stand before the command's name."""
    option = click.option(
        "-C",
        "--kb",
        "kb_path",
        metavar="PATH",
        help="The knowledge base; left out, the nearest one.",
    )
    return option(command)


def format_option(*formats: str) -> Callable[[F], F]:
    """Adds `--format`, with the first of the formats as its default."""
    return click.option(
        "--format",
        "format_",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="How to print it.",
    )


config_option = click.option(
    "-f",
    "--config",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="MkDocs' settings; left out, the nearest mkdocs.yml.",
)


def find_config(given: Path | None) -> Path:
    """MkDocs' settings: those given, or `mkdocs.yml` in this folder or the nearest above.

    Raises:
        click.UsageError: There are none.
    """
    if given is not None:
        return given if given.is_file() else wrong(f"there is no file {str(given)!r}")
    for folder in (Path.cwd(), *Path.cwd().parents):
        if (folder / "mkdocs.yml").is_file():
            return folder / "mkdocs.yml"
    raise click.UsageError(
        "there is no mkdocs.yml here or above\n"
        "`argmap init FOLDER` starts a knowledge base with one; `-f FILE` names one elsewhere"
    )


def locate(path: str | None) -> Path:
    """The folder of records a command is to work on.

    Args:
        path: What the caller gave: the folder, the folder above it, or a file in it.  None: what stands
            before the command's name, else the nearest knowledge base in this folder or above.

    Raises:
        click.UsageError: There is none.
    """
    path = path or click.get_current_context().find_root().params.get("kb")
    if path is None:
        return _nearest(Path.cwd()) or _none_here()
    given = Path(path)
    if not given.exists():
        wrong(f"there is no folder {path!r}")
    if given.is_file():
        return _nearest(given.absolute().parent) or _not_one(path)
    for folder in (given, given / "claims"):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    # A folder of records that lacks its settings is a knowledge base with a problem.
    return given if any(given.glob("*/*.yaml")) else _not_one(path)


def locate_in_git(path: str | None) -> Path:
    """The folder of records a command is to read from git, which need not be on disk, as in a bare repository.

    Args:
        path: What the caller gave, as for `locate`.
    """
    path = path or click.get_current_context().find_root().params.get("kb")
    if path is None:
        return _nearest(Path.cwd()) or Path.cwd()
    inside = Path(path) / "claims"
    return inside if (inside / SETTINGS_FILE).is_file() else Path(path)


def _nearest(start: Path) -> Path | None:
    for folder in (start, *start.parents):
        for candidate in (folder, folder / "claims"):
            if (candidate / SETTINGS_FILE).is_file():
                return candidate
    return None


def _none_here() -> NoReturn:
    wrong(
        f"this folder is no knowledge base: neither it nor one above holds {SETTINGS_FILE} or "
        f"claims/{SETTINGS_FILE}\n`argmap init FOLDER` starts one; `-C PATH` names one elsewhere"
    )


def _not_one(path: str) -> NoReturn:
    wrong(
        f"{path!r} is no knowledge base: it holds no {SETTINGS_FILE}\n"
        f"`argmap init {path}` starts one there"
    )


def read_change(
    root: Path, old: str, new: str | None, *, numbers: bool = False
) -> tuple[KnowledgeBase, KnowledgeBase]:
    """A knowledge base before and after a change; a file that both have is read once.

    Args:
        root: Its folder.
        old: The git revision before.
        new: The one after; None for the files on disk.
        numbers: Whether to check the numbers too.

    Raises:
        click.UsageError: A revision cannot be read; the message says why.
    """
    from argmap.loader import load
    from argmap.readings import Cache
    from argmap.revisions import RevisionError

    cache = Cache()
    try:
        before = load(root, rev=old, cache=cache, numbers=numbers)
        return before, load(root, rev=new, cache=cache, numbers=numbers)
    except RevisionError as error:
        wrong(str(error))


def open_kb(path: str | None, *, numbers: bool = False) -> KnowledgeBase:
    """The knowledge base a command is to work on, read and checked, with its numbers where asked for."""
    from argmap.loader import load

    return load(locate(path), numbers=numbers)


def prefix_of(path: Path) -> str:
    """A path as a person in the current folder writes it; empty for that folder itself."""
    relative = Path(os.path.relpath(path)).as_posix()
    return "" if relative == "." else relative


def record_id(kb: KnowledgeBase, id: str) -> str:
    """The id of the record an argument names: an id, an alias, or the path of its file.

    Raises:
        click.UsageError: There is none; the message suggests what was meant.
    """
    try:
        return kb[Path(id).stem if id.endswith(".yaml") else id].id
    except KeyError as error:
        wrong(str(error.args[0]))


def complete_id(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The ids that begin with what was typed, for the shell; read from the names of the files."""
    from click.shell_completion import CompletionItem

    del param
    path = ctx.params.get("kb_path") or ctx.find_root().params.get("kb")
    root = _nearest(Path(path) if path is not None else Path.cwd())
    ids = sorted(file.stem for file in root.glob("*/*.yaml")) if root is not None else []
    return [CompletionItem(id) for id in ids if id.startswith(incomplete)]


def use_color() -> bool:
    """Whether a person is watching a terminal that shows colour (see no-color.org)."""
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def echo_json(data: Any) -> None:
    """Prints data as JSON."""
    from argmap.report import to_json

    click.echo(to_json(data))


MAX_SHOWN = 3


def echo_losses(losses: Sequence[Loss], what: str, *, err: bool) -> None:
    """Prints what an import or an export left out: each sort with its number and where it was first.

    Args:
        losses: What was left out.
        what: Who could not hold it, such as `records cannot hold`.
        err: Whether to print on the standard error.
    """
    from argmap.report import visible

    if not losses:
        return
    by_sort: dict[str, list[Loss]] = {}
    for loss in losses:
        by_sort.setdefault(loss.what, []).append(loss)
    click.echo(f"\nleft out, since {what} them (`--format json` lists all):", err=err)
    for sort, found in by_sort.items():
        places = ", ".join(loss.where for loss in found[:MAX_SHOWN])
        more = ", …" if len(found) > MAX_SHOWN else ""
        notes = {loss.note for loss in found}
        note = f" ({notes.pop()})" if len(notes) == 1 and "" not in notes else ""
        click.echo(f"  {len(found):,} {visible(f'{sort}{note}: {places}')}{more}", err=err)


def loss_data(losses: Sequence[Loss]) -> list[dict[str, str]]:
    """What was left out, as plain data."""
    return [{"what": loss.what, "where": loss.where, "note": loss.note} for loss in losses]


def wrong(message: str) -> NoReturn:
    """Ends the command as used wrongly: the message, how it is used, exit status 2.

    Raises:
        click.UsageError: Always.
    """
    from argmap.report import printable

    raise click.UsageError(printable(message))
