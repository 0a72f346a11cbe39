"""`argmap schema`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from argmap.cli.common import kb_option, open_kb, wrong

if TYPE_CHECKING:
    from argmap.kb import KnowledgeBase


@click.command()
@click.argument("kind", default="record")
@click.option("--ids", is_flag=True, help="Let editors complete the ids of this knowledge base.")
@click.option(
    "--output",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write all schemas there, as KIND.schema.json.",
)
@kb_option
def command(kind: str, kb_path: str | None, output: Path | None, *, ids: bool) -> None:
    """Print the JSON Schema of records.

    KIND is claim, evidence, crux, experiment, topic, person, source, record (any of them: the default) or
    knowledge-base.  With a schema an editor completes fields and marks mistakes as you type.

    \b
    Examples:
      argmap schema claim
      argmap schema --ids > .argmap/record.schema.json
      argmap schema --output .vscode/schemas
      argmap schema --ids --output .vscode/schemas
    """
    from argmap.diagnostics import did_you_mean
    from argmap.json_schema import schemas

    made = schemas(_ids(open_kb(kb_path)) if ids else {})
    if kind not in made:
        wrong(f"there is no kind {kind!r}; {did_you_mean(kind, made) or ', '.join(made)}")
    if output is None:
        click.echo(_dump(made[kind]))
        return
    from argmap.authoring.files import write

    for name, one in made.items():
        write(output / f"{name}.schema.json", _dump(one) + "\n", inside=output, replace=True)
    click.echo(f"wrote {len(made)} schemas to {output}")


def _dump(schema: dict[str, Any]) -> str:
    return json.dumps(schema, indent=2, ensure_ascii=False)


def _ids(kb: KnowledgeBase) -> dict[str, list[str]]:
    by_kind = {"link": list(kb.weighted_links)}
    for record in kb.records.values():
        by_kind.setdefault(record.kind, []).append(record.id)
    # An earlier id still works as a link, so an editor must not mark it.
    for alias, id in kb.aliases.items():
        by_kind.setdefault(kb.records[id].kind, []).append(alias)
    return by_kind
