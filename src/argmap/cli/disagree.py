"""`argmap disagree`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from argmap.cli.common import complete_id, echo_json, format_option, kb_option, wrong
from argmap.cli.solving import open_solution, scored_id

if TYPE_CHECKING:
    from argmap.reasoning.solution import Solution
    from argmap.reasoning.views import Disagreement

_LISTED = 10


@click.command()
@click.argument("first", shell_complete=complete_id)
@click.argument("second", shell_complete=complete_id)
@click.argument("id", shell_complete=complete_id)
@kb_option
@format_option("text", "json")
def command(first: str, second: str, id: str, kb_path: str | None, format_: str) -> None:
    """Show where two people part about a record.

    Each person's view of the map is built from the stances they take; where they take none, it is the map's.
    A double crux is a record that would close the gap if either adopted the other's credence in it.

    \b
    Examples:
      argmap disagree beren commenter-humans-optimize-strongly humans-are-not-built-as-utility-maximisers
      argmap disagree beren commenter-latent-addition latent-sums-show-both-objects --format json
    """
    solution = open_solution(kb_path)
    name = scored_id(solution, id)
    try:
        found = solution.disagreement(first, second, name)
    except KeyError as error:
        wrong(str(error.args[0]))
    if format_ == "json":
        cruxes = [asdict(one) | {"score": one.score} for one in found.cruxes]
        echo_json(asdict(found) | {"gap": found.gap, "cruxes": cruxes})
    else:
        click.echo(_text(solution, found))


def _text(solution: Solution, found: Disagreement) -> str:
    kb = solution.kb
    lines = [kb[found.conclusion].headline]
    for person, credence in (
        (found.first, found.first_credence),
        (found.second, found.second_credence),
    ):
        taken = sum(
            1 for pair in found.stances.values() if pair[person == found.second] is not None
        )
        lines.append(
            f"  {credence:.2f}  as {kb[person].headline} sees it, inferred from "
            f"{taken} stance{'' if taken == 1 else 's'}"
        )
    if not found.parts:
        return "\n".join([*lines, "", "On this map they do not part about it."])
    if found.cruxes:
        lines += ["", "share of the gap that closes if"]
        lines.append("  1st yields  2nd yields")
    for one in found.cruxes[:_LISTED]:
        lines.append(
            f"  {one.closes_for_first:9.0%}  {one.closes_for_second:10.0%}   {one.id} "
            f"({one.first:.2f} and {one.second:.2f})"
        )
    lines += ["", f"What makes the difference of {found.gap:+.2f}:"]
    lines += [f"  {part.amount:+.3f}  {part.id}" for part in found.parts[:_LISTED]]
    if found.remainder:
        lines.append(f"  {found.remainder:+.3g}  could not be attributed")
    return "\n".join(lines)
