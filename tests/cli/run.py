"""Runs the command line within the test's process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner

from argmap.cli import main

if TYPE_CHECKING:
    from click.testing import Result


def run(*args: str, answers: str | None = None) -> Result:
    """One call of `argmap`; what it printed and its exit status."""
    return CliRunner().invoke(main, list(args), input=answers, prog_name="argmap")
