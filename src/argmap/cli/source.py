"""`argmap source`: archive a text, and see what is drawn from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from argmap.cli.common import (
    complete_id,
    echo_json,
    format_option,
    kb_option,
    open_kb,
    prefix_of,
    use_color,
    wrong,
)

if TYPE_CHECKING:
    from argmap.authoring.coverage import Coverage
    from argmap.kb import KnowledgeBase
    from argmap.sources import Archive, Place

SHOWN_LINES = 20
EXCERPT = 90


@click.group()
def command() -> None:
    """Archive a text and see what is drawn from it.

    A discussion's text is not ours to publish, so a fingerprint of it is kept instead: quotes can be
    checked against it, but it cannot be read.

    \b
    Examples:
      argmap source add notes/comments.txt --id beren-comments
      argmap source coverage
      argmap source show beren-comments --lines 19-21
    """


@command.command()
@click.argument("text", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--id", "id_", metavar="ID", help="The archive record; left out, from the file's name."
)
@click.option("--title", help="The headline of a new archive record; left out, the file's name.")
@click.option("--author", "authors", multiple=True, help="For a new record: a person's id or name.")
@click.option("--date", help="For a new record: when it was published.")
@click.option("--url", help="For a new record: where it can be read.")
@kb_option
@format_option("text", "json")
def add(
    text: Path,
    id_: str | None,
    title: str | None,
    authors: tuple[str, ...],
    date: str | None,
    url: str | None,
    kb_path: str | None,
    format_: str,
) -> None:
    """Make the fingerprint of TEXT, and the archive record if there is none.

    The text itself is copied to .argmap/texts/, which git ignores: with it at hand, a quote that fails is
    shown with the closest passage.  Lines count from 1 and are how records name a passage, so do not wrap
    or reorder the text afterwards.

    \b
    Examples:
      argmap source add notes/comments.txt
      argmap source add notes/comments.txt --id beren-comments --author beren --date 2023
    """
    from argmap.authoring import fingerprinting
    from argmap.authoring.scaffold import slug
    from argmap.authoring.yamltext import record_text

    kb = open_kb(kb_path)
    id_ = id_ or slug(text.stem)
    record: dict[str, Any] = {"source": title or text.stem, "type": "archive"}
    if authors:
        record["authors"] = list(authors)
    if date:
        record["date"] = int(date) if date.isdigit() else date
    if url:
        record["url"] = url
    try:
        added = fingerprinting.add(kb, text.read_text("utf-8"), id_, record_text(record))
    except UnicodeDecodeError as error:
        wrong(f"{text}: byte {error.start} is not UTF-8 text; save it as UTF-8")
    except (fingerprinting.SourceError, ValueError) as error:
        wrong(str(error))
    if format_ == "json":
        echo_json(
            {
                "id": added.id,
                "record": str(added.record),
                "record_created": added.record_created,
                "fingerprint": str(added.fingerprint),
                "text": str(added.text),
                "lines": added.lines,
                "words": added.words,
                "changed_lines": added.changed,
            }
        )
        return
    click.echo(f"{_shown(added.fingerprint)}: {added.lines} lines, {added.words} words and marks")
    click.echo(f"{_shown(added.text)}: the text itself, which git ignores")
    if added.record_created:
        click.echo(
            f"{_shown(added.record)}: new; fill in `speakers` (`argmap source show {added.id}`)"
        )
    if added.changed:
        lines = ", ".join(map(str, added.changed[:SHOWN_LINES]))
        lines += " ..." if len(added.changed) > SHOWN_LINES else ""
        click.echo(f"changed since the last fingerprint: line {lines}; run `argmap check`")


@command.command()
@click.argument("archive", required=False, shell_complete=complete_id)
@kb_option
@format_option("text", "json")
def coverage(archive: str | None, kb_path: str | None, format_: str) -> None:
    """List the sentences of ARCHIVE that no record draws on.

    A sentence is touched by a quote, by `cites`, or by the archive's `not_cited`.  Left out, ARCHIVE is
    every archive.

    \b
    Examples:
      argmap source coverage
      argmap source coverage beren-comments
      argmap source coverage --format json | jq '.[].untouched[].locator'
    """
    from argmap.authoring.coverage import coverage as covered

    kb = open_kb(kb_path)
    found = [covered(kb, id) for id in ([_archive(kb, archive)] if archive else kb.archives)]
    if format_ == "json":
        echo_json([_coverage_json(kb, one) for one in found])
        return
    if not found:
        click.echo("no archive has a fingerprint; `argmap source add TEXT` makes one")
    for one in found:
        _print_coverage(kb, one)


def _coverage_json(kb: KnowledgeBase, found: Coverage) -> dict[str, Any]:
    archive = kb.archives[found.archive]
    return {
        "archive": found.archive,
        "sentences": len(found.sentences),
        "quoted": len(found.quoted),
        "cited": len(found.cited),
        "set_aside": len(found.set_aside),
        "untouched": [
            {
                "locator": f"{found.archive}:{place}",
                "line": place.line,
                "sentence": place.first_sentence,
                "speakers": sorted(archive.speakers(place)),
            }
            for place in found.untouched
        ],
    }


def _print_coverage(kb: KnowledgeBase, found: Coverage) -> None:
    total, missing = len(found.sentences), found.untouched
    share = 1 - len(missing) / max(1, total)
    click.echo(
        f"{found.archive}: {total - len(missing)} of {total} sentences touched ({share:.0%}): "
        f"{len(found.quoted)} quoted, {len(found.cited)} cited, {len(found.set_aside)} set aside"
    )
    text = _text_of(kb, found.archive)
    for place in missing:
        click.echo(f"  {place!s:8}{_speakers(kb.archives[found.archive], place)}"
                   f"{_excerpt(text, place)}")  # fmt: skip


def _excerpt(text: dict[int, str] | None, place: Place) -> str:
    sentence = _sentence(text, place)
    if sentence is None:
        return ""
    return f": {sentence if len(sentence) <= EXCERPT else sentence[: EXCERPT - 1] + '…'}"


@command.command()
@click.argument("archive", shell_complete=complete_id)
@click.option("--lines", metavar="FIRST[-LAST]", help="Only these lines.")
@click.option("--words", is_flag=True, help="Number the words, as `speakers: words:` counts them.")
@kb_option
@format_option("text", "json")
def show(
    archive: str, lines: str | None, kb_path: str | None, format_: str, *, words: bool
) -> None:
    """Show the lines and sentences of ARCHIVE with their numbers, speakers and uses.

    The words appear only where the text lies in .argmap/texts/ on this machine; otherwise sentences are
    counted.

    \b
    Examples:
      argmap source show beren-comments
      argmap source show beren-comments --lines 19-21
      argmap source show beren-comments --lines 45 --words
    """
    from argmap.authoring.coverage import coverage as covered

    kb = open_kb(kb_path)
    id = _archive(kb, archive)
    wanted = _line_range(lines, kb.archives[id])
    found = covered(kb, id)
    rows = [_row(kb, found, place) for place in found.sentences if place.line in wanted]
    text = _text_of(kb, id)
    for row, place in zip(rows, (p for p in found.sentences if p.line in wanted), strict=True):
        row["text"] = _sentence(text, place)
        if words:
            row["words"] = _numbered_words(kb.archives[id], place, text)
    if format_ == "json":
        echo_json(rows)
        return
    if text is None:
        click.echo("the text is not on this machine; `argmap source add TEXT` brings it here\n")
    for row in rows:
        _print_row(row)


def _row(kb: KnowledgeBase, found: Coverage, place: Place) -> dict[str, Any]:
    key = (place.line, place.first_sentence)
    archive = kb.archives[found.archive]
    return {
        "locator": f"{found.archive}:{place}",
        "line": place.line,
        "sentence": place.first_sentence,
        "speakers": sorted(archive.speakers(place)),
        "word_count": sum(
            place.start <= start < place.end
            for start in archive.fingerprint.lines[place.line].word_starts
        ),
        "quoted_in": list(found.quoted.get(key, ())),
        "cited_in": list(found.cited.get(key, ())),
        "set_aside": found.set_aside.get(key),
    }


def _print_row(row: dict[str, Any]) -> None:
    paint = {"bold": True} if use_color() else {}
    if row["sentence"] == 1:
        speakers = " and ".join(row["speakers"]) or "nobody named in `speakers`"
        click.echo(click.style(f"line {row['line']}: {speakers}", **paint))
    shown = row["text"] if row["text"] is not None else f"({row['word_count']} words)"
    uses = [f"quoted in {', '.join(row['quoted_in'])}"] if row["quoted_in"] else []
    uses += [f"cited in {', '.join(row['cited_in'])}"] if row["cited_in"] else []
    uses += [f"set aside: {row['set_aside']}"] if row["set_aside"] else []
    click.echo(f"  {row['line']}.{row['sentence']}  {shown}")
    if row.get("words"):
        click.echo("        " + " ".join(f"{number}:{word}" for number, word in row["words"]))
    click.echo(f"        [{'; '.join(uses) or 'not drawn on'}]")


def _numbered_words(
    archive: Archive, place: Place, text: dict[int, str] | None
) -> list[tuple[int, str]]:
    """The words of a sentence with their numbers in the line; `_` where the text is not here."""
    from argmap.sources import words

    starts = archive.fingerprint.lines[place.line].word_starts
    spoken = words(text[place.line]) if text is not None else ["_"] * len(starts)
    return [
        (number, spoken[number - 1])
        for number, start in enumerate(starts, 1)
        if place.start <= start < place.end
    ]


def _sentence(text: dict[int, str] | None, place: Place) -> str | None:
    from argmap.sources import sentences

    return None if text is None else sentences(text[place.line])[place.first_sentence - 1]


def _speakers(archive: Archive, place: Place) -> str:
    return " and ".join(sorted(archive.speakers(place))) or "(no speaker given)"


def _text_of(kb: KnowledgeBase, id: str) -> dict[int, str] | None:
    from argmap.authoring.fingerprinting import SourceError, archived_text

    try:
        return archived_text(kb, id)
    except SourceError as error:
        click.echo(f"note: {error}; it is not shown", err=True)
        return None


def _archive(kb: KnowledgeBase, id: str) -> str:
    from argmap.diagnostics import did_you_mean

    canonical = kb.aliases.get(id, id)
    if canonical in kb.archives:
        return canonical
    if canonical in kb.sources and kb.sources[canonical].type == "archive":
        wrong(f"{id!r} has no fingerprint; `argmap source add TEXT --id {id}` makes it")
    known = f"the archives are: {', '.join(kb.archives) or 'none'}"
    raise click.UsageError(f"there is no archive {id!r}; {did_you_mean(id, kb.archives) or known}")


def _line_range(lines: str | None, archive: Archive) -> range:
    last_line = max(archive.fingerprint.lines)
    if lines is None:
        return range(1, last_line + 1)
    first, dash, last = lines.partition("-")
    if not first.isdecimal() or (dash and not last.isdecimal()):
        wrong(f"--lines is {lines!r}; write a line, such as 19, or two, such as 19-21")
    wanted = range(int(first), int(last or first) + 1)
    if not archive.fingerprint.lines.keys() & set(wanted):
        wrong(f"{archive.record.id} has no line {lines}; its last is {last_line}")
    return wanted


def _shown(path: Path) -> str:
    return prefix_of(path) or path.name
