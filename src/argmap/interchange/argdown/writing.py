"""From a knowledge base to Argdown.

A claim is a statement whose title is its id.  A link that says no more than from where to where is a relation; any
other is an argument: reconstructed, where it supports and none of its premises is negated, else with its premises
as what speaks for it and in its data.  What Argdown has no words for stands in data, which its tools hand on.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from argmap.interchange.argdown.data import FIELDS, GENERATOR, RELATIONS, TOPIC_FIELDS
from argmap.interchange.argdown.text import argdown, flow
from argmap.interchange.common import Exported, Loss
from argmap.interchange.contents import FEATURES, losses
from argmap.model import STRENGTHS, Evidence, Statement
from argmap.wikilinks import WIKILINK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.kb import KnowledgeBase
    from argmap.linker import Link
    from argmap.model import Topic

_LACKS = {
    "acceptances", "other positions", "hedges and dates of positions", "people", "quotes", "sources",
    "cruxes", "experiments", "citations",
}  # fmt: skip
_MARKS = {"supports": "+>", "attacks": "->", "undercuts": "_>"}
_LAYOUT = re.compile(r"\n\s*\n|  \n|\n\s*(?:[-*+]|\d+[.)])\s")
"""What one line of Markdown cannot show: paragraphs, broken lines and lists."""


def document(kb: KnowledgeBase) -> Exported:
    """The knowledge base as one document, and what it says that the document does not."""
    return _Writer(kb).run()


class _Writer:
    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._statements = {id: r for id, r in kb.records.items() if isinstance(r, Statement)}
        self._losses: set[Loss] = set()
        self._links: dict[str, Link] = {}
        for one in sorted(kb.links, key=lambda one: one.target.count(">")):
            if one.relation == "undercuts" and one.target not in self._links:
                self._losses.add(Loss("undercuts", one.id, "of an experiment's result"))
            elif one.relation in _MARKS:
                self._links[one.id] = one
        self._undercut = {one.target for one in self._links.values()}

    def run(self) -> Exported:
        blocks = [f"===\ntitle: {flow(self._kb.settings.headline)}\ngenerator: {GENERATOR}\n==="]
        for topic in dict.fromkeys(record.topic for record in self._statements.values()):
            blocks.append(self._heading(topic))
            for record in self._statements.values():
                if record.topic == topic:
                    blocks.append(self._statement(record))
                    blocks += self._arguments(record.id)
        for id, topic_record in self._kb.topics.items():
            if not any(record.topic == id for record in self._statements.values()):
                self._losses.add(Loss("topics", topic_record.id, "no claim lies there"))
        text = "\n\n".join(blocks) + "\n"
        told = losses(self._kb, {*FEATURES} - _LACKS)
        return Exported({"": text.encode()}, tuple(sorted({*told, *self._losses})))

    # --- Records ---

    def _heading(self, topic: str) -> str:
        record = self._kb.topics.get(topic)
        title = record.headline if record is not None else topic
        data = {"topic": topic}
        if record is not None:
            data |= self._held(record, TOPIC_FIELDS)
        return f"# {self._text(title, topic)} {flow(data)}"

    def _statement(self, record: Statement) -> str:
        data: dict[str, Any] = {"kind": record.kind} if record.kind != "claim" else {}
        data |= self._held(record, FIELDS) | self._relations(record.id)
        if isinstance(record, Evidence) and record.source:
            self._losses.add(Loss("sources", record.id, f"published in {record.source}"))
        line = f"[{record.id}]: {self._text(record.headline, record.id)}"
        lines = [f"{line} {flow(data)}" if data else line]
        lines += [
            f"  {_MARKS[one.relation]} [{one.target}]"
            for one in self._from(record.id)
            if one.relation != "undercuts" and not self._is_argument(one)
        ]
        return "\n".join(lines)

    def _held(self, record: Statement | Topic, fields: tuple[str, ...]) -> dict[str, Any]:
        """The fields that data hold, as a file says them, without what the document does not hold."""
        written = self._kb.documents[record.id].data
        return {key: self._known(written[key], record.id) for key in fields if key in written}

    def _relations(self, id: str) -> dict[str, Any]:
        """The relations without weight, for which Argdown has no arrow."""
        found: dict[str, Any] = {}
        for one in self._kb.links_from.get(id, ()):
            if one.relation in RELATIONS:
                because = {"because": self._linked(one.because, id)} if one.because else {}
                long = {"to": one.target, **because}
                found.setdefault(one.relation, []).append(long if because else one.target)
        return found

    def _known(self, value: Any, where: str) -> Any:
        """A value as it is written, its texts without links to what the document does not hold."""
        match value:
            case str():
                return self._linked(value, where)
            case dict():
                gone = value.get("superseded_by")
                if gone is not None and self._kb.aliases.get(gone, gone) not in self._statements:
                    self._losses.add(Loss("retractions", where, f"superseded by {gone}"))
                    value = {key: one for key, one in value.items() if key != "superseded_by"}
                return {key: self._known(one, where) for key, one in value.items()}
            case list():
                return [self._known(one, where) for one in value]
        return value

    def _linked(self, text: str, where: str) -> str:
        def written(match: re.Match[str]) -> str:
            id = match[1].strip()
            if self._kb.aliases.get(id, id) in self._statements:
                return match.group()
            self._losses.add(Loss("links to other records", where, f"to {id}"))
            record = self._kb.get(id)
            return match[2] or (record.headline if record is not None else id)

        return WIKILINK.sub(written, text) if "[[" in text else text

    def _text(self, text: str, where: str) -> str:
        linked = self._linked(text, where)
        if _LAYOUT.search(linked):
            self._losses.add(Loss("paragraphs and lists", where, "all on one line"))
        return argdown(linked, self._statements)

    # --- Links ---

    def _from(self, id: str) -> list[Link]:
        links = self._kb.links_from.get(id, ())
        return [one for one in links if one.relation in _MARKS and one.id in self._links]

    def _is_argument(self, one: Link) -> bool:
        """Whether a link says more than from where to where, or is itself attacked."""
        return bool(one.because or one.premises or one.id in self._undercut or _fields(one))

    def _title(self, name: str) -> str:
        """The title of the argument that stands for a link."""
        one = self._links[name]
        if one.relation != "undercuts":
            return f"{one.source} {one.relation} {one.target}"
        return f"{one.source} undercuts ({self._title(one.target)})"

    def _arguments(self, id: str) -> Iterator[str]:
        """The links of a record that are arguments, and its bare undercuts."""
        for one in self._from(id):
            if self._is_argument(one):
                is_plain = one.relation == "supports" and not any(no for _, no in one.premises)
                yield self._reconstructed(one) if is_plain else self._sketched(one)
            elif one.relation == "undercuts":
                yield f"<{self._title(one.target)}>\n  <_ [{one.source}]"

    def _head(self, one: Link, data: dict[str, Any]) -> str:
        title = f"<{self._title(one.id)}>"
        text = f"{title}: {self._text(one.because, one.id)}" if one.because else title
        return f"{text} {flow(data)}" if data else text

    def _reconstructed(self, one: Link) -> str:
        premises = [f"({number}) [{id}]" for number, id in enumerate(one.members, 1)]
        conclusion = f"({len(premises) + 1}) [{one.target}]"
        return "\n".join((self._head(one, _fields(one)), "", *premises, "----", conclusion))

    def _sketched(self, one: Link) -> str:
        data: dict[str, Any] = {"from": one.source}
        if one.premises:
            data["with"] = [f"not {id}" if negated else id for id, negated in one.premises]
        lines = [self._head(one, data | _fields(one)), f"  + [{one.source}]"]
        lines += [f"  {'-' if negated else '+'} [{id}]" for id, negated in one.premises]
        target = f"<{self._title(one.target)}>" if one.target in self._links else f"[{one.target}]"
        return "\n".join((*lines, f"  {_MARKS[one.relation]} {target}"))


def _fields(one: Link) -> dict[str, Any]:
    """The fields of a link that differ from what holds where nothing is said."""
    fields: dict[str, Any] = {}
    if one.relation != "undercuts" and one.factor != STRENGTHS["moderate"]:
        words = {factor: word for word, factor in STRENGTHS.items()}
        fields["strength"] = words.get(one.factor, one.factor)
    if one.basis:
        fields["basis"] = one.basis
    return fields
