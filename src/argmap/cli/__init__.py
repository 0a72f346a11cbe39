"""The command line: `argmap COMMAND`.

Commands are imported when they are called, so that `argmap --help` and the shell's completion answer
at once.  Exit status: 0 clean, 1 problems in the data, 2 wrong use, 3 a bug in argmap.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from io import TextIOWrapper
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

import click

from argmap import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "check": "Find what is wrong with the records.",
    "build": "Build the site.",
    "serve": "Show the site while you edit.",
    "show": "Print one record with what bears on it.",
    "why": "Explain a credence, reason by reason.",
    "cruxes": "List what a conclusion turns on.",
    "disagree": "Show where two people part about a record.",
    "experiments": "Rank the experiments by what they would tell.",
    "run": "Run an experiment and keep what came out.",
    "whatif": "Show what would move, were some records settled otherwise.",
    "diff": "Tell what a change does to the map.",
    "new": "Write a new record.",
    "fmt": "Lay records out alike, keeping comments and order.",
    "import": "Add the argument map in another tool's FILE.",
    "export": "Write the map to FILE for another tool.",
    "query": "Ask the knowledge base in SQL.",
    "schema": "Print the JSON Schema of records.",
    "source": "Archive a text and see what is drawn from it.",
    "init": "Start a knowledge base of your own.",
    "completion": "Print the script that completes argmap in a shell.",
}
"""Every command with the first line of its help; each lives in the module of its name, `import` in `import_`."""

WRONG_USE = 2
BUG = 3
INTERRUPTED = 130
READER_GONE = 141  # what a shell gives for a program whose output nobody reads, as before `| head`

ISSUES = "https://github.com/argmap/argmap/issues"


class _ReaderGoneError(Exception):
    """Whoever read our output has stopped."""


class Commands(click.Group):
    """The group of all commands, each imported when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Imports one command; None when there is none of this name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = import_module(f"argmap.cli.{module}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Finds the command that was called, or says which was probably meant."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            from argmap.diagnostics import did_you_mean

            hint = did_you_mean(name, COMMANDS) or f"the commands are {', '.join(COMMANDS)}"
            ctx.fail(f"there is no command {name!r}; {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command, and tells a reader who has gone from every other failure."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError as error:
            raise _ReaderGoneError from error
        return result

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = "argmap",
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Runs a command and exits with the status that says how it went."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(
                stream, TextIOWrapper
            ):  # what the terminal cannot show is no reason to stop
                stream.reconfigure(errors="backslashreplace")
        try:
            status = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except Exception as error:
            if not standalone_mode:
                raise
            sys.exit(_tell(error))
        if not standalone_mode:
            return status
        sys.exit(status if isinstance(status, int) else 0)


def _tell(error: Exception) -> int:
    """Says what went wrong and gives the exit status for it."""
    if isinstance(error, click.ClickException):
        error.show()
        return WRONG_USE
    if isinstance(error, click.Abort):
        click.echo("stopped", err=True)
        return INTERRUPTED
    if isinstance(error, _ReaderGoneError):
        # Python flushes the output once more on its way out, which must not fail again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
    from argmap.report import printable

    if isinstance(error, OSError) and error.strerror:
        place = f"{printable(str(error.filename))}: " if error.filename else ""
        click.echo(f"Error: {place}{error.strerror}", err=True)
        return WRONG_USE
    if os.environ.get("ARGMAP_DEBUG"):
        import traceback

        traceback.print_exception(error)
    click.echo(
        f"argmap {__version__} has a bug: {type(error).__name__}: {printable(str(error))}\n"
        f"Please report it with the command you ran and what ARGMAP_DEBUG=1 adds: {ISSUES}",
        err=True,
    )
    return BUG


@click.command(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`argmap COMMAND --help` explains a command and shows examples.",
)
@click.version_option(__version__, prog_name="argmap")
@click.option(
    "-C",
    "--kb",
    metavar="PATH",
    help="The knowledge base; left out, the one in this folder or the nearest above.",
)
def main(kb: str | None) -> None:
    """Check, explore and publish a knowledge base of arguments."""
    del kb  # read by the commands, see `common.locate`
