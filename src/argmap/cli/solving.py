"""What the commands that solve the map share: the options of a what-if, and how a credence is shown."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from argmap.cli.common import open_kb, wrong

if TYPE_CHECKING:
    from collections.abc import Callable

    from argmap.reasoning.solution import Solution

F = TypeVar("F", bound="Callable[..., Any]")


def settings_options(command: F) -> F:
    """Adds `--view PERSON` and `--set ID=VALUE`."""
    view = click.option("--view", metavar="PERSON", help="See the map as this person does.")
    settings = click.option(
        "--set",
        "settings",
        metavar="ID=VALUE",
        multiple=True,
        help="What if: a record's credence, 0 to 1, or the strength of a link 'a > b', 1 to 1000.",
    )
    return view(settings(command))


def open_solution(
    kb_path: str | None,
    view: str | None = None,
    settings: tuple[str, ...] = (),
    semantics: str = "glo",
) -> Solution:
    """The knowledge base a command is to work on, solved.

    Raises:
        click.UsageError: An id, a person or a number of the what-if is wrong.
    """
    from argmap.reasoning.solution import solve

    kb = open_kb(kb_path)
    try:
        return solve(kb, semantics=semantics, view=view, set=read_settings(settings))
    except (KeyError, ValueError) as error:
        wrong(str(error.args[0]))


def read_settings(settings: tuple[str, ...]) -> dict[str, float]:
    """`ID=VALUE` as a mapping; true and false stand for 1 and 0."""
    found = {}
    for setting in settings:
        name, equals, value = setting.rpartition("=")
        try:
            number = {"true": 1.0, "false": 0.0}.get(value.strip().lower())
            found[name.strip()] = float(value) if number is None else number
        except ValueError:
            equals = ""
        if not equals:
            wrong(f"{setting!r} is not ID=VALUE, such as 'some-claim=0.9' or 'a > b=4'")
    return found


def scored_id(solution: Solution, id: str) -> str:
    """The id of the record an argument names, which must have a credence.

    Raises:
        click.UsageError: There is no such record, or it has no credence.
    """
    name = Path(id).stem if id.endswith(".yaml") else id
    try:
        solution[name]
    except KeyError as error:
        wrong(str(error.args[0]))
    return solution.kb[name].id


def shown(solution: Solution, id: str) -> str:
    """A credence with two digits, or the range of one that does not settle."""
    if id in solution.unresolved:
        low, high = solution.unresolved[id]
        return f"unresolved, {low:.2f} to {high:.2f}"
    return f"{solution[id]:.2f}"
