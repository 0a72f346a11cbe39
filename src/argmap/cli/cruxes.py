"""`argmap cruxes`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from argmap.cli.common import complete_id, echo_json, format_option, kb_option
from argmap.cli.solving import open_solution, scored_id, settings_options, shown

if TYPE_CHECKING:
    from argmap.reasoning.cruxes import Declared, FlipSet, Swing
    from argmap.reasoning.solution import Solution


@click.command()
@click.argument("id", required=False, shell_complete=complete_id)
@click.option("-n", "--number", default=10, show_default=True, help="How many to list.")
@settings_options
@kb_option
@format_option("text", "json")
def command(
    id: str | None,
    kb_path: str | None,
    format_: str,
    number: int,
    view: str | None,
    settings: tuple[str, ...],
) -> None:
    """List what a conclusion turns on.

    With ID: the records upstream by how far it would move were they settled, and the smallest set found that
    would put it on the other side of ½.  Without: the declared cruxes held against
    the numbers, each with what its answers do to the conclusions it is said to decide.

    \b
    Examples:
      argmap cruxes features-are-linear-directions
      argmap cruxes features-are-linear-directions --view beren --format json
      argmap cruxes
    """
    solution = open_solution(kb_path, view, settings)
    if id is None:
        declared = [solution.declared(crux) for crux in solution.kb.cruxes]
        if format_ == "json":
            echo_json([_declared_data(one) for one in declared])
        else:
            click.echo("\n\n".join(_declared(solution, one) for one in declared) or "no cruxes")
        return
    name = scored_id(solution, id)
    found, flip = solution.cruxes(name)[: max(number, 0)], solution.flip_set(name)
    if format_ == "json":
        cruxes = [asdict(one) | {"flips": one.flips} for one in found]
        echo_json(
            {
                "id": name,
                "credence": solution[name],
                "cruxes": cruxes,
                "flip_set": asdict(flip) if flip else None,
            }
        )
    else:
        click.echo(_text(solution, name, found, flip))


def _text(solution: Solution, id: str, found: list[Swing], flip: FlipSet | None) -> str:
    lines = [solution.kb[id].headline, f"now {shown(solution, id)}, credence given this map", ""]
    if not found:
        return "\n".join([*lines, "Nothing bears on it, so it turns on nothing but its prior."])
    lines.append("if yes  if no   now   swing")
    for one in found:
        mark = "  flips it" if one.flips else ""
        lines.append(
            f"  {one.if_true:.2f}   {one.if_false:.2f}   {one.credence:.2f}   {one.score:.3f}   {one.id}{mark}"
        )
        lines.append(f"{'':31}{solution.kb[one.id].headline}")
        if one.break_even is not None:
            lines.append(f"{'':31}at ½ when this stands at {one.break_even:.2f}")
    lines += ["", *_flip(flip)]
    return "\n".join(lines)


def _flip(flip: FlipSet | None) -> list[str]:
    if flip is None:
        return ["No set of answers was found that puts it on the other side of ½."]
    which = "smallest" if flip.smallest else "smallest that was found"
    lines = [
        f"The {which} set of answers that puts it on the other side of ½, at {flip.outcome:.2f}:"
    ]
    return lines + [f"  {'' if holds else 'not '}{id}" for id, holds in flip.answers]


def _declared(solution: Solution, one: Declared) -> str:
    lines = [f"{solution.kb[one.crux].headline}  ({one.verdict})", f"  {one.crux}"]
    for answer in one.answers:
        answers = ", ".join(f"{name} {value:.2f}" for name, value in answer.by_answer.items())
        lines.append(f"  {answer.conclusion}: now {answer.now:.2f}, {answers}")
    return "\n".join(lines)


def _declared_data(one: Declared) -> dict[str, Any]:
    return {
        "crux": one.crux,
        "verdict": one.verdict,
        "answers": [asdict(a) | {"move": a.move, "flips": a.flips} for a in one.answers],
    }
