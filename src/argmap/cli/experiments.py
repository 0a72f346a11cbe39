"""`argmap experiments`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from argmap.cli.common import complete_id, echo_json, format_option, kb_option
from argmap.cli.solving import open_solution, scored_id, settings_options

if TYPE_CHECKING:
    from argmap.reasoning.experiments import Promise
    from argmap.reasoning.solution import Solution


@click.command()
@click.option("--target", metavar="ID", shell_complete=complete_id, help="What to learn about; left out, all that people part on.")  # fmt: skip
@click.option("-n", "--number", default=10, show_default=True, help="How many to list.")
@settings_options
@kb_option
@format_option("text", "json")
def command(
    target: str | None,
    kb_path: str | None,
    format_: str,
    number: int,
    view: str | None,
    settings: tuple[str, ...],
) -> None:
    """Rank the experiments by what they would tell.

    The measure is expected information in bits per day of work, for one conclusion or for all claims on which people part.

    \b
    Examples:
      argmap experiments
      argmap experiments --target features-are-linear-directions
      argmap experiments --view beren --format json
    """
    solution = open_solution(kb_path, view, settings)
    goal = scored_id(solution, target) if target is not None else None
    found = solution.rank_experiments(goal)[: max(number, 0)]
    if format_ == "json":
        echo_json([_data(one) for one in found])
    else:
        click.echo(_text(solution, found, goal))


def _text(solution: Solution, found: list[Promise], goal: str | None) -> str:
    if not found:
        return "no experiment is waiting to be run"
    about = solution.kb[goal].headline if goal else "all that people part on"
    lines = [f"Expected information about {about}", "", "bits/day    bits  days"]
    for one in found:
        rate = f"{one.bits_per_day:.4f}" if one.bits_per_day is not None else "?"
        days = f"{one.effort_days:g}" if one.effort_days is not None else "?"
        lines.append(f"{rate:>8}  {one.bits:.4f}  {days:>4}  {solution.kb[one.id].headline}")
        lines.append(f"{'':24}{one.id}")
        for outcome, moves in one.moves.items():
            p = one.tested[0].outcomes.get(outcome)
            chance = f" ({p:.0%})" if p is not None else ""
            told = ", ".join(
                f"{id} {solution[id]:.2f} → {value:.2f}" for id, value in moves.items()
            )
            lines.append(f"{'':24}{outcome}{chance}: {told}")
        if not one.coherent:
            lines.append(
                f"{'':24}its claims put the chance of an outcome {one.disagreement:.2f} apart"
            )
    return "\n".join(lines)


def _data(one: Promise) -> dict[str, Any]:
    return asdict(one) | {
        "bits": one.bits,
        "fall": one.fall,
        "bits_per_day": one.bits_per_day,
        "fall_per_day": one.fall_per_day,
        "coherent": one.coherent,
    }
