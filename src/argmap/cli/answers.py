"""From the options of `argmap new`, or a person's answers, to a record on disk."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from argmap.cli.common import PROBLEMS, echo_json, open_kb, prefix_of, use_color, wrong

if TYPE_CHECKING:
    from argmap.kb import KnowledgeBase

Given = dict[str, Any]
"""The options of a command by name."""


def begin(kind: str, given: Given) -> KnowledgeBase:
    """Opens the knowledge base, and asks for the headline and the topic where they are not given."""
    kb = open_kb(given["kb_path"])
    question = f"The {kind}, in one sentence or by name"
    given["headline"] = need(given["headline"], "HEADLINE", question).strip()
    if "topic" in given:
        given["topic"] = need(given["topic"], "--topic", f"Topic ({', '.join(kb.topics)})")
    return kb


def need(value: Any, option: str, question: str) -> Any:
    """The value given, or the answer of the person at the terminal."""
    if value is not None:
        return value
    if not person_is_there():
        wrong(f"{option} is missing")
    return click.prompt(question)


def person_is_there() -> bool:
    """Whether somebody at a terminal can answer."""
    return sys.stdin.isatty()


def choice(value: str | None, option: str, words: list[str]) -> str:
    """One of the words: the value given, or the answer of the person at the terminal."""
    from argmap.diagnostics import did_you_mean

    chosen = str(need(value, f"--{option}", f"{option.capitalize()} ({', '.join(words)})"))
    if chosen not in words:
        wrong(f"--{option} is {chosen!r}; {did_you_mean(chosen, words) or ', '.join(words)}")
    return chosen


def present(**fields: Any) -> Given:
    """The fields that have a value."""
    return {key: value for key, value in fields.items() if value not in (None, "", [], ())}


def links_of(given: Given) -> Given:
    """The link fields: in short form where nothing but the id is said."""
    fields: Given = {}
    because = present(because=given["because"])
    weight = present(strength=given["strength"]) | because
    for name, said in (("depends_on", because), ("supports", weight), ("attacks", weight)):
        if given[name]:
            fields[name] = [{"to": id, **said} if said else id for id in given[name]]
    if weight and not fields:
        wrong(
            "--because and --strength speak of a link; give --supports, --attacks or --depends-on"
        )
    return fields


def quoted(kb: KnowledgeBase, given: Given) -> tuple[Given | None, str | None]:
    """The quote as it is written, and who speaks there; the source is looked up if not given."""
    from argmap.authoring.scaffold import find_quote

    words, source = given["quote"], given["source"]
    if not words:
        if source:
            wrong("--source is where a quote stands; give --quote, or --cites for a passage")
        return None, None
    places = [found for found in find_quote(kb, words) if source in (None, found.source)]
    if source is None and len({found.source for found in places}) != 1:
        known = " or ".join(sorted({found.source for found in places}))
        wrong(f"the words stand in {known}; say which with --source" if known else
              "these words stand in no archived text in one piece; copy them from it, or give --source")  # fmt: skip
    speakers = {found.speaker for found in places}
    speaker = next(iter(speakers)) if len(speakers) == 1 else None
    return {"text": words, "source": source or places[0].source}, speaker


def write(kb: KnowledgeBase, kind: str, given: Given, fields: Given) -> None:
    """Checks the record, writes it unless it has errors or only a look was asked for, and tells."""
    from argmap import report
    from argmap.authoring.scaffold import ScaffoldError, draft, save

    fields = present(note=given["note"]) | fields | present(cites=list(given.get("cites", ())))
    try:
        made = draft(
            kb,
            kind,
            given["headline"],
            fields,
            topic=given.get("topic", ""),
            id=given["id_"] or "",
        )
    except ScaffoldError as error:
        wrong(str(error))
    written = made.ok and not given["dry_run"]
    path = prefix_of(save(kb, made) if written else kb.root / made.file)
    prefix = prefix_of(kb.root)
    if given["format_"] == "json":
        echo_json(
            {
                "id": made.id,
                "file": path,
                "written": written,
                "text": made.text,
                "diagnostics": [report.as_data(found, prefix=prefix) for found in made.diagnostics],
            }
        )
    else:
        if made.diagnostics:
            found = report.text(made.diagnostics, prefix=prefix, color=use_color())
            click.echo(found, color=use_color())
        if given["dry_run"]:
            click.echo(f"# {path}\n{made.text}", nl=False)
        else:
            click.echo(f"wrote {path}" if written else "not written: mend the errors above")
    if not made.ok:
        raise click.exceptions.Exit(PROBLEMS)
