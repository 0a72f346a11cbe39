"""From the options of `argmap new`, or a person's answers, to a record on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from argmap.cli.asking import Entry, fill
from argmap.cli.common import PROBLEMS, echo_json, open_kb, prefix_of, use_color, wrong

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.authoring.scaffold import Draft
    from argmap.cli.asking import Given
    from argmap.kb import KnowledgeBase

LINKS = ("supports", "attacks", "undercuts", "depends_on")
NAMED = ("topic", "type_")
"""Options of which only some words make sense, told before anything else is asked."""
LINKED = ("claim", "evidence")
"""The kinds that have links of their own."""


def begin(kind: str, given: Given) -> Entry:
    """Opens the knowledge base and asks for what is not given.

    Raises:
        click.UsageError: Something needed is missing and nobody is there to ask; or there is no such topic
            or type.
    """
    from argmap.cli.questions import QUESTIONS

    entry = Entry(open_kb(given["kb_path"]), kind, given)
    for question in QUESTIONS[kind]:
        if question.option in NAMED and entry.has(question.option):
            question.read(entry, given[question.option])
    entry.led = fill(entry, QUESTIONS[kind])
    given["headline"] = given["headline"].strip()
    return entry


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


def quoted(entry: Entry) -> tuple[Given | None, str | None]:
    """The quote as it is written, and who speaks there; the source is looked up if not given."""
    from argmap.authoring.scaffold import find_quote
    from argmap.cli.replies import find_words

    words, source = entry.given["quote"], entry.given["source"]
    if not words:
        if source:
            wrong("--source is where a quote stands; give --quote, or --cites for a passage")
        return None, None
    if source is None:
        places = find_words(entry.kb, words, None)
        source = places[0].source
    else:  # it may have no archived text, which the checks tell
        places = [found for found in find_quote(entry.kb, words) if found.source == source]
    entry.places = tuple(places)
    speakers = {found.speaker for found in places}
    return {"text": words, "source": source}, speakers.pop() if len(speakers) == 1 else None


def write(entry: Entry, fields: Given) -> None:
    """Checks the record, writes it unless it has errors or only a look was asked for, and tells."""
    from argmap.authoring.scaffold import ScaffoldError, draft, save

    given, kb = entry.given, entry.kb
    fields = present(note=given["note"]) | fields | present(cites=list(given.get("cites", ())))
    try:
        made = draft(
            kb,
            entry.kind,
            given["headline"],
            fields,
            topic=given.get("topic", ""),
            id=given["id_"] or "",
        )
    except ScaffoldError as error:
        wrong(str(error))
    wanted = made.ok and not given["dry_run"] and _agreed(entry, made)
    path = prefix_of(save(kb, made) if wanted else kb.root / made.file)
    _tell(entry, made, path, written=wanted, linked=any(name in fields for name in LINKS))
    if not made.ok:
        raise click.exceptions.Exit(PROBLEMS)


def _agreed(entry: Entry, made: Draft) -> bool:
    """Whether somebody who was led through the questions wants the record as it came out."""
    if not entry.led:
        return True
    click.echo(f"\n{made.text}{_findings(entry.kb, made)}", err=True)
    return click.confirm(f"Write {prefix_of(entry.kb.root / made.file)}?", default=True, err=True)


def _tell(entry: Entry, made: Draft, path: str, *, written: bool, linked: bool) -> None:
    from argmap import report

    if entry.given["format_"] == "json":
        prefix = prefix_of(entry.kb.root)
        found = [report.as_data(one, prefix=prefix) for one in made.diagnostics]
        told = {"id": made.id, "file": path, "written": written, "text": made.text}
        places = [{"source": at.source, "locator": at.locator, "speaker": at.speaker} for at in entry.places]  # fmt: skip
        near = [] if linked else [record.id for record in entry.near]
        echo_json(told | {"quote": places, "near": near, "diagnostics": found})
        return
    if not (entry.led and written):  # who was led has seen them before agreeing
        click.echo(_findings(entry.kb, made), nl=False, color=use_color())
    if entry.given["dry_run"]:
        click.echo(f"# {path}\n{made.text}", nl=False)
    elif written:
        click.echo(f"wrote {path}")
    else:
        click.echo("not written" if made.ok else "not written: mend the errors above")
    if not entry.led:
        for note in _notes(entry, linked=linked):
            click.echo(f"note: {note}", err=True)


def _findings(kb: KnowledgeBase, made: Draft) -> str:
    from argmap import report

    text = report.text(made.diagnostics, prefix=prefix_of(kb.root), color=use_color())
    return f"{text}\n" if text else ""


def _notes(entry: Entry, *, linked: bool) -> Iterator[str]:
    """What somebody who gave options may want to know: where the quote stands, doubles, what to link."""
    for place in entry.places:
        yield f"the words stand at {place.locator}, in {place.source}"
    headline = entry.given["headline"].casefold()
    doubles = [one.id for one in entry.near if one.headline.casefold() == headline]
    if doubles:
        yield f"the headline of {' and '.join(doubles)} is the same"
    elif entry.near and entry.kind in LINKED and not linked:
        yield f"near it are {', '.join(one.id for one in entry.near)}; --supports or --attacks links them"
