"""`argmap new --from-form`: the record that a submitted issue form asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click
from click.core import ParameterSource

from argmap.cli.answers import write
from argmap.cli.asking import Entry
from argmap.cli.common import (
    PROBLEMS,
    echo_json,
    format_option,
    kb_option,
    open_kb,
    use_color,
    wrong,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from argmap.diagnostics import Diagnostic

F = TypeVar("F", bound="Callable[..., Any]")


def from_form_options(command: F) -> F:
    """Adds `--from-form` and what goes with it to the group `argmap new`."""
    for option in (
        format_option("text", "json"),
        kb_option,
        click.option("--dry-run", is_flag=True, help="Show the record and write nothing."),
        click.option(
            "--from-form",
            metavar="FILE",
            type=click.Path(exists=True, dir_okay=False, allow_dash=True),
            help="Write the record that a submitted issue form asks for; `-` reads standard input.",
        ),
    ):
        command = option(command)
    return command


def write_submitted(given: dict[str, Any]) -> None:
    """Writes the record of `--from-form`, or leaves the word to the command for the kind that was named."""
    context = click.get_current_context()
    if (kind := context.invoked_subcommand) is not None:
        if any(context.get_parameter_source(name) is ParameterSource.COMMANDLINE for name in given):
            wrong(f"options of {kind!r} come after its name, and --from-form takes no kind")
        return
    file = given["from_form"]
    if file is None:
        wrong("name a kind of record, or give --from-form FILE")
    from argmap.authoring.forms import read
    from argmap.authoring.submissions import propose

    kb = open_kb(given["kb_path"])
    with click.open_file(file, "rb") as stream:
        submission, problems = read(stream.read(), file)
    if submission is None or problems:
        _refuse(problems, given)
    proposal = propose(kb, submission)
    if proposal.diagnostics:
        _refuse(proposal.diagnostics, given)
    said = {"headline": proposal.headline, "topic": proposal.topic, "id_": "", "note": ""}
    write(Entry(kb, proposal.kind, given | said), proposal.fields)


def _refuse(problems: Sequence[Diagnostic], given: dict[str, Any]) -> NoReturn:
    """Tells why a form makes no record.

    Raises:
        click.exceptions.Exit: Always.
    """
    from argmap import report

    if given["format_"] == "json":
        echo_json({"written": False, "diagnostics": [report.as_data(one) for one in problems]})
    else:
        click.echo(report.text(problems, color=use_color()), color=use_color())
        click.echo("not written: mend the answers above")
    raise click.exceptions.Exit(PROBLEMS)
