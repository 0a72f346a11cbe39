"""`argmap new`: a record from answers or options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import click

from argmap.cli.answers import begin, links_of, present, quoted, write
from argmap.cli.common import format_option, kb_option, wrong
from argmap.cli.submitted import from_form_options, write_submitted

if TYPE_CHECKING:
    from collections.abc import Callable

    from argmap.cli.asking import Given

F = TypeVar("F", bound="Callable[..., Any]")

STANCES = ("accepts", "leans-accept", "undecided", "leans-reject", "rejects")
STRENGTHS = ("weak", "moderate", "strong", "decisive")


@click.group(invoke_without_command=True, no_args_is_help=True)
@from_form_options
def command(**given: Any) -> None:
    """Write a new record.

    At a terminal, without a headline, it leads through the kind's questions and proposes answers: records
    the new one may bear on, its topic, its id, where a quote stands and who speaks there.  With a headline it
    asks only for what is missing.  The record is checked before it is written, and nothing is overwritten.

    \b
    Examples:
      argmap new claim
      argmap new claim "Edits in latent space add up." --topic linearity --supports latent-vectors-add-and-scale
      argmap new evidence --help
      gh issue view 7 --json body --jq .body | argmap new --from-form -
    """
    write_submitted(given)


# --- Options several kinds share ------------------------------------------------------------------


def _together(*options: Callable[[F], F]) -> Callable[[F], F]:
    def add(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return add


_record = _together(
    click.argument("headline", required=False),
    click.option("--id", "id_", metavar="ID", help="Its id; left out, made from the headline."),
    click.option("--note", help="What the headline leaves open."),
    click.option("--dry-run", is_flag=True, help="Show the record and write nothing."),
    kb_option,
    format_option("text", "json"),
)
_topic = click.option("--topic", help="The folder it goes to.")
_cites = click.option(
    "--cites", multiple=True, metavar="ARCHIVE:LINE.SENTENCES", help="A passage it is drawn from."
)
_links = _together(
    click.option("--supports", multiple=True, metavar="ID", help="A claim it speaks for."),
    click.option("--attacks", multiple=True, metavar="ID", help="A claim it speaks against."),
    click.option("--strength", type=click.Choice(STRENGTHS), help="Of the links given."),
    click.option("--depends-on", multiple=True, metavar="ID", help="A necessary premise."),
    click.option("--because", help="The inference, for the links given."),
)
_quote = _together(
    click.option("--quote", metavar="WORDS", help="Exact words, 4 to 40."),
    click.option("--source", metavar="ID", help="Where they stand; left out, looked up."),
)


# --- Kinds ----------------------------------------------------------------------------------------


@command.command()
@_record
@_topic
@_links
@click.option("--person", metavar="ID", help="Who takes a stance on it; left out, who is quoted.")
@click.option("--stance", type=click.Choice(STANCES), help="How they stand to it.")
@_quote
@_cites
def claim(**given: Any) -> None:
    """Write a claim: one declarative sentence that can be true or false.

    \b
    Examples:
      argmap new claim "Edits in latent space add up." --topic linearity \\
          --quote "adding latent vector representations of two different objects" --stance leans-accept
      argmap new claim "Features are entangled." --topic linearity --strength weak \\
          --attacks features-are-linear-directions
    """
    entry = begin("claim", given)
    fields = links_of(given)
    quote, speaker = quoted(entry)
    person = given["person"] or speaker
    if quote and not person:
        wrong("the archive does not say who speaks there; give --person")
    if person:
        position: Given = {"person": person, "stance": given["stance"] or "accepts"}
        fields["positions"] = [position | ({"quotes": [quote]} if quote else {})]
    write(entry, fields)


@command.command()
@_record
@_topic
@click.option("--type", "type_", help="result, paper, method, observation, anecdote, ...")
@click.option("--reliability", type=float, help="How far it can be trusted, from 0 to 1.")
@_links
@_quote
@click.option("--published-in", metavar="ID", help="The source the finding was published in.")
@_cites
def evidence(**given: Any) -> None:
    """Write a piece of evidence: a finding somebody can point at.

    \b
    Examples:
      argmap new evidence "Word vectors solve analogies." --topic linearity --type result \\
          --published-in mikolov-2013-word2vec --supports latent-vectors-add-and-scale
    """
    entry = begin("evidence", given)
    fields: Given = {"type": given["type_"]}
    fields |= present(reliability=given["reliability"], source=given["published_in"])
    fields |= links_of(given)
    quote, _ = quoted(entry)
    write(entry, fields | present(quotes=[quote] if quote else None))


@command.command()
@_record
@_topic
@click.option("--turns-on", metavar="ID", help="The claim the answer yes amounts to.")
@click.option("--between", multiple=True, metavar="ID", help="Or: a claim to choose from.")
@click.option("--decides", multiple=True, metavar="ID", help="A conclusion that moves with it.")
@_cites
def crux(**given: Any) -> None:
    """Write a crux: a question on which people part.

    \b
    Examples:
      argmap new crux "Do latent vectors add?" --topic linearity --turns-on latent-vectors-add-and-scale
    """
    entry = begin("crux", given)
    fields = {name: given[name] for name in ("turns_on", "between", "decides")}
    write(entry, present(**fields))


@command.command()
@_record
@_topic
@click.option("--tests", metavar="ID", help="The claim it tests.")
@click.option("--if-true", type=float, help="P(yes | the claim holds).")
@click.option("--if-false", type=float, help="P(yes | the claim does not hold).")
@click.option("--protocol", help="Data, model, what is measured, baseline, control.")
@click.option("--decision-rule", help="Which measurement counts as yes.")
@click.option("--effort-days", type=float, help="Person-days of work.")
@_cites
def experiment(**given: Any) -> None:
    """Write an experiment: a question to the world that would move a claim.

    \b
    Examples:
      argmap new experiment "Do two added latents decode to both objects?" --topic linearity \\
          --tests features-are-linear-directions --if-true 0.85 --if-false 0.25
    """
    entry = begin("experiment", given)
    test = {"claim": given["tests"], "if_true": given["if_true"], "if_false": given["if_false"]}
    fields = {"tests": [test], "status": "stub"} | present(
        protocol=given["protocol"],
        decision_rule=given["decision_rule"],
        effort_days=given["effort_days"],
    )
    write(entry, fields)


@command.command()
@_record
@click.option("--type", "type_", help="post, thread, paper, book, page, dataset or archive.")
@click.option("--author", "authors", multiple=True, help="A person's id, or a name.")
@click.option("--date", help="When it was published: 2026, 2026-01 or 2026-01-31.")
@click.option("--url", help="Where it can be read.")
@click.option("--venue", help="Journal, conference or site.")
def source(**given: Any) -> None:
    """Write a source: a text that words or findings come from.

    \b
    Examples:
      argmap new source "Linguistic Regularities in Continuous Space Word Representations" --type paper \\
          --id mikolov-2013-regularities --author "Tomas Mikolov" --date 2013 --venue NAACL-HLT
    """
    entry = begin("source", given)
    date = given["date"]
    fields = {"type": given["type_"]} | present(
        authors=list(given["authors"] or ()),
        date=int(date) if date and date.isdecimal() else date,
        url=given["url"],
        venue=given["venue"],
    )
    write(entry, fields)


@command.command()
@_record
@click.option("--handle", help="The name they write under.")
@click.option("--url", help="Their own page.")
@click.option("--anonymous", is_flag=True, help="No name is known.")
def person(**given: Any) -> None:
    """Write a person: somebody who speaks in the discussion.

    \b
    Examples:
      argmap new person "Ann Baker" --id ann --handle ann-bakes
      argmap new person "Unnamed commenter, on latent addition" --anonymous
    """
    entry = begin("person", given)
    fields = present(handle=given["handle"], url=given["url"], anonymous=given["anonymous"] or None)
    write(entry, fields)


@command.command()
@_record
@click.option("--summary", help="Two sentences.")
def topic(**given: Any) -> None:
    """Write a topic: a folder of records with an introduction.

    \b
    Examples:
      argmap new topic Bread --summary "Whether slow dough makes better bread."
    """
    entry = begin("topic", given)
    write(entry, {"summary": given["summary"]})
