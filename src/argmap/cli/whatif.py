"""`argmap whatif`."""

from __future__ import annotations

import click

from argmap.cli.common import echo_json, format_option, kb_option, wrong
from argmap.cli.solving import open_solution, read_settings

_LEAST_MOVE = 0.005


@click.command()
@click.argument("settings", nargs=-1)
@click.option("--view", metavar="PERSON", help="Start from this person's view.")
@click.option("--semantics", default="glo", metavar="NAME", help="A second opinion: df-quad or quadratic-energy.")  # fmt: skip
@kb_option
@format_option("text", "json")
def command(
    settings: tuple[str, ...], kb_path: str | None, format_: str, view: str | None, semantics: str
) -> None:
    """Show what would move, were some records settled otherwise.

    Each setting is ID=VALUE: a record and the credence it is to have, 0 to 1 (or true, false), or a link and the
    strength it is to have, 1 to 1000.  Listed is every record that moves by half a hundredth or more.

    \b
    Examples:
      argmap whatif latent-vectors-add-and-scale=false
      argmap whatif "word-vector-analogies > latent-vectors-add-and-scale=1"
      argmap whatif --view beren concepts-in-cortex-form-a-linear-space=0.2
      argmap whatif --view beren
    """
    if not settings and view is None and semantics == "glo":
        wrong("say what if: ID=VALUE, such as some-claim=true, or --view PERSON")
    # What a view or another semantics changes is told against the map itself.
    before = open_solution(kb_path, view if settings else None)
    after = open_solution(kb_path, view, settings, semantics)
    given = {after.kb[name].id for name in read_settings(settings) if ">" not in name}
    moved = sorted(
        (id for id in after if abs(after[id] - before[id]) >= _LEAST_MOVE and id not in given),
        key=lambda name: (-abs(after[name] - before[name]), name),
    )
    if format_ == "json":
        echo_json(
            {
                "set": read_settings(settings),
                "view": view,
                "semantics": semantics,
                "moved": [{"id": id, "before": before[id], "after": after[id]} for id in moved],
                "unresolved": dict(after.unresolved),
            }
        )
        return
    if not moved:
        click.echo("nothing else moves")
    for id in moved:
        flip = "  crosses ½" if (before[id] - 0.5) * (after[id] - 0.5) < 0 else ""
        click.echo(f"{before[id]:.2f} → {after[id]:.2f}  {id}{flip}")
    for id, (low, high) in after.unresolved.items():
        click.echo(f"unresolved, {low:.2f} to {high:.2f}: {id}")
