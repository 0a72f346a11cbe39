"""`argmap why`."""

from __future__ import annotations

from dataclasses import asdict

import click

from argmap.cli.common import complete_id, echo_json, format_option, kb_option
from argmap.cli.solving import open_solution, scored_id, settings_options


@click.command()
@click.argument("id", shell_complete=complete_id)
@settings_options
@kb_option
@format_option("text", "json")
def command(
    id: str, kb_path: str | None, format_: str, view: str | None, settings: tuple[str, ...]
) -> None:
    """Explain a credence, reason by reason.

    First the reasons that bear on ID directly, exactly as they are computed; then what every record upstream
    contributes, counted along all paths.  The contributions sum to the credence.

    \b
    Examples:
      argmap why features-are-linear-directions
      argmap why features-are-linear-directions --view beren
      argmap why features-are-linear-directions --set latent-vectors-add-and-scale=0.2
    """
    from argmap.reasoning.why import told

    solution = open_solution(kb_path, view, settings)
    answer = solution.why(scored_id(solution, id))
    if format_ == "json":
        echo_json(asdict(answer))
    else:
        headlines = {id: record.headline for id, record in solution.kb.records.items()}
        click.echo(told(answer, headlines))
