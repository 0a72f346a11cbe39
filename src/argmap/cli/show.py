"""`argmap show`."""

from __future__ import annotations

from dataclasses import asdict
from textwrap import indent
from typing import TYPE_CHECKING, Any

import click

from argmap.cli.common import (
    complete_id,
    echo_json,
    format_option,
    kb_option,
    open_kb,
    prefix_of,
    record_id,
    use_color,
)
from argmap.model import Experiment, Statement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from argmap.kb import CheckedQuote, KnowledgeBase
    from argmap.linker import Link

Told = dict[str, Any]


@click.command()
@click.argument("id", shell_complete=complete_id)
@kb_option
@format_option("text", "json")
def command(id: str, kb_path: str | None, format_: str) -> None:
    """Print one record with what bears on it.

    ID is the record's id, an alias of it, or the path of its file.

    \b
    Examples:
      argmap show features-are-linear-directions
      argmap show claims/people/beren.yaml
      argmap show features-are-linear-directions --format json | jq .reasons
    """
    kb = open_kb(kb_path)
    told = _told(kb, record_id(kb, id))
    if format_ == "json":
        echo_json(told)
    else:
        click.echo(_text(kb, told))


def _told(kb: KnowledgeBase, id: str) -> Told:
    """Everything there is to say of a record, as plain data."""
    from argmap import report

    record = kb[id]
    return {
        "id": id,
        "kind": record.kind,
        "headline": record.headline,
        "topic": record.topic,
        "file": record.file,
        "credence": _credence(kb, id),
        "record": asdict(record),
        "reasons": [
            _link(kb, one) for one in kb.links_to.get(id, ()) if one.relation == "supports"
        ],
        "objections": [_link(kb, one) for one in kb.objections_to(id)],
        "bears_on": [_link(kb, one) for one in kb.links_from.get(id, ())],
        "depended_on_by": [
            one.source for one in kb.links_to.get(id, ()) if one.relation == "depends_on"
        ],
        "cruxes": [crux.id for crux in kb.cruxes.values() if id in (*crux.claims, *crux.decides)],
        "tested_by": [
            e.id for e in kb.experiments.values() if id in {test.claim for test in e.tests}
        ],
        "quotes": [_quote(checked) for checked in kb.quotes_in(id)],
        "named_by": list(kb.backlinks.get(id, ())),
        "diagnostics": [
            report.as_data(found, prefix=prefix_of(kb.root))
            for found in kb.diagnostics
            if found.span.file == record.file
        ],
    }


def _credence(kb: KnowledgeBase, id: str) -> Told | None:
    """How credible the record is given the map; None for a kind that has no credence."""
    if not isinstance(kb[id], Statement | Experiment):
        return None
    credence = kb.credences().get(id)
    return credence._asdict() if credence is not None else None


def _link(kb: KnowledgeBase, one: Link) -> Told:
    return {
        "link": one.id,
        "from": one.source,
        "to": one.target,
        "relation": one.relation,
        "factor": one.factor if one.relation in ("supports", "attacks") else None,
        "because": one.because,
        "with": [f"not {id}" if negated else id for id, negated in one.premises],
        "basis": one.basis,
        "undercut_by": [_link(kb, against) for against in kb.links_to.get(one.id, ())],
    }


def _quote(checked: CheckedQuote) -> Told:
    archive = checked.archive
    return {
        "text": checked.quotation.text,
        "speaker": checked.speaker or checked.quotation.person,
        "source": checked.quotation.source,
        "locator": f"{archive.record.id}:{checked.place}" if checked.place and archive else None,
        "checked": checked.place is not None and checked.speaker is not None,
    }


# --- As text ------------------------------------------------------------------------------------


def _text(kb: KnowledgeBase, told: Told) -> str:
    from argmap import report

    title = click.style(told["headline"], bold=True) if use_color() else told["headline"]
    prefix = prefix_of(kb.root)
    where = f"{prefix}/{told['file']}" if prefix else told["file"]
    parts = [f"{title}\n{told['kind']} {told['id']}, {where}"]
    if (credence := told["credence"]) is not None:
        parts.append(
            f"credence given this map: {_shown(credence)}; `argmap why {told['id']}` says why"
        )
    parts += _fields(told["record"])
    for name, lines in (
        ("Positions", _positions(told["record"])),
        ("Reasons", [_reason(kb, one, "from") for one in told["reasons"]]),
        ("Objections", [_reason(kb, one, "from") for one in told["objections"]]),
        ("Bears on", [_reason(kb, one, "to") for one in told["bears_on"]]),
        ("Needed by", [_named(kb, id) for id in told["depended_on_by"]]),
        ("Cruxes", [_named(kb, id) for id in told["cruxes"]]),
        ("Tested by", [_named(kb, id) for id in told["tested_by"]]),
        ("Quotes", [_said(quote) for quote in told["quotes"]]),
        ("Drawn from", told["record"]["cites"]),
        ("Also named by", [_named(kb, id) for id in _only_named(told)]),
        (
            "Problems",
            [
                f"{d['severity']}: {report.visible(d['message'])} [{d['code']}]"
                for d in told["diagnostics"]
            ],
        ),
    ):
        if lines:
            parts.append(f"{name}\n" + "\n".join(indent(line, "  ") for line in lines))
    return "\n\n".join(parts)


def _shown(credence: Told) -> str:
    if credence["low"] is None:
        return f"{credence['value']:.2f}"
    return f"unresolved, {credence['low']:.2f} to {credence['high']:.2f}"


_SHOWN_ELSEWHERE = frozenset(
    {"id", "topic", "file", "headline", "cites", "positions", "quotes", "supports", "attacks"}
    | {"undercuts", "qualifies", "restates", "depends_on", "speakers", "not_cited"}
)


def _fields(record: Told) -> Iterator[str]:
    """The fields of a record that have a value: prose as paragraphs, the rest a line each."""
    short = []
    for key, value in record.items():
        if key in _SHOWN_ELSEWHERE or value in (None, "", (), [], False):
            continue
        if isinstance(value, str) and (len(value) > 80 or "\n" in value or key == "note"):  # noqa: PLR2004 - a line
            yield f"{key}\n{indent(value, '  ')}" if key != "note" else value
        else:
            short.append(f"{key}: {_flat(value)}")
    if short:
        yield "\n".join(short)


def _flat(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{k} {_flat(v)}" for k, v in value.items() if v not in (None, "", ()))
    if isinstance(value, (list, tuple)):
        return "; ".join(_flat(item) for item in value)
    return str(value)


def _positions(record: Told) -> list[str]:
    return [
        f"{p['person']} {p['stance']}"
        + (f" ({p['hedge']})" if p["hedge"] else "")
        + (f", as {p['reported_by']} reports" if p["reported_by"] else "")
        + (f", {p['as_of']}" if p["as_of"] else "")
        for p in record.get("positions", ())
    ]


def _reason(kb: KnowledgeBase, one: Told, end: str) -> str:
    factor = f" ×{one['factor']:g}" if one["factor"] is not None else ""
    lines = [f"{one['relation'].replace('_', ' ')}{factor}: {_named(kb, one[end])}"]
    lines += [f"  together with {', '.join(one['with'])}"] if one["with"] else []
    lines += [f"  because {one['because']}"] if one["because"] else []
    lines += [indent(_reason(kb, against, "from"), "  ") for against in one["undercut_by"]]
    return "\n".join(lines)


def _only_named(told: Told) -> list[str]:
    """The records that name this one and have not been listed for another reason."""
    listed = {one["from"] for one in (*told["reasons"], *told["objections"])}
    listed |= {*told["depended_on_by"], *told["cruxes"], *told["tested_by"]}
    return [id for id in told["named_by"] if id not in listed]


def _named(kb: KnowledgeBase, id: str) -> str:
    record = kb.get(id)
    return f"{id}: {record.headline}" if record is not None else id


def _said(quote: Told) -> str:
    places: Iterable[str | None] = (quote["speaker"], quote["source"], quote["locator"])
    return f"“{quote['text']}”\n  {', '.join(part for part in places if part)}"
