"""`argmap check`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click

from argmap.cli.common import (
    PROBLEMS,
    format_option,
    kb_option,
    locate,
    prefix_of,
    read_change,
    use_color,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from argmap.diagnostics import Diagnostic


@click.command()
@click.argument("path", required=False)
@kb_option
@format_option("text", "json", "github", "sarif")
@click.option("--strict", is_flag=True, help="Exit with status 1 for warnings too.")
@click.option("--numbers", is_flag=True, help="Compute the credences and check them too.")
@click.option(
    "--since",
    metavar="REV",
    help="Tell only what changed since a git revision, and block on warnings.",
)
@click.option("--explain", metavar="CODE", help="Explain a code, with a wrong and a right example.")
def command(
    path: str | None,
    kb_path: str | None,
    format_: str,
    *,
    strict: bool,
    numbers: bool,
    since: str | None,
    explain: str | None,
) -> None:
    """Find what is wrong with the records.

    All problems of all files are told in one run, each with its place and what to do about it.  PATH is
    the knowledge base; left out, the one in this folder or the nearest above.

    With --since everything is checked, and told is what the change from REV to the files on disk is responsible for,
    wherever it shows: a record that was deleted leaves dead links in others.  Errors and warnings come first and
    give exit status 1; hints follow as advice.  `main...` is the commit at which this branch left main.

    \b
    Examples:
      argmap check
      argmap check --strict
      argmap check --numbers
      argmap check --since main...
      argmap check --explain quote-not-found
      argmap check --format json | jq '.diagnostics[].code'
      argmap check --format github       in a GitHub workflow: beside the changed lines
      argmap check --format sarif > argmap.sarif
    """
    if explain is not None:
        click.echo(_paragraph(explain))
        return
    from argmap.diagnostics import Severity
    from argmap.verdicts import Verdict, check

    root = locate(path or kb_path)
    left_out: int | None
    if since is None:
        verdict = check(root, numbers=numbers)
        found, left_out = verdict.diagnostics, None
    else:
        from argmap.changes.findings import introduced

        old, new = read_change(root, since, None, numbers=numbers)
        verdict, found = Verdict.of(new), introduced(old, new)
        left_out = len(verdict.diagnostics) - len(found)
    click.echo(_report(root, found, verdict.records, left_out, format_), color=True)
    strict = strict or since is not None
    blocking = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(one.severity in blocking for one in found):
        raise click.exceptions.Exit(PROBLEMS)


def _report(
    root: Path, found: Sequence[Diagnostic], records: int, left_out: int | None, format_: str
) -> str:
    """The findings; with `left_out`, those of a change, with how many are older."""
    from argmap import report

    prefix = prefix_of(root)
    if format_ == "json":
        return report.as_json(found, records, prefix=prefix, left_out=left_out)
    if format_ == "sarif":
        return report.sarif(found, prefix=prefix)
    if format_ == "github":
        text = report.github(found, prefix=prefix)
    elif left_out is None:
        text = report.text(found, prefix=prefix, color=use_color())
    else:
        text = report.text_of_change(found, prefix=prefix, color=use_color())
    summary = report.summary(found, records, left_out)
    return f"{text}\n{summary}" if text else summary


def _paragraph(code: str) -> str:
    """The paragraph of `docs/diagnostics/` on a code."""
    from argmap import handbook
    from argmap.diagnostics import did_you_mean

    paragraphs = _paragraphs("\n".join(handbook.pages("diagnostics")))
    if code not in paragraphs:
        raise click.UsageError(
            f"there is no code {code!r}; {did_you_mean(code, paragraphs)}".rstrip("; ")
        )
    return paragraphs[code]


_HEADING = re.compile(r"#+ +(?:`?([a-z0-9]+(?:-[a-z0-9]+)*)`?(?: *\{.*\})?$)?")


def _paragraphs(page: str) -> dict[str, str]:
    """The sections whose heading is a code, by code, each up to the next heading."""
    found: dict[str, list[str]] = {}
    code, fenced = "", False
    for line in page.splitlines():
        fenced ^= line.startswith("```")
        heading = None if fenced else _HEADING.match(line)
        if heading is not None:
            code = heading[1] or ""
        if code:
            found.setdefault(code, []).append(code if heading is not None else line)
    return {code: "\n".join(lines).strip() for code, lines in found.items()}
