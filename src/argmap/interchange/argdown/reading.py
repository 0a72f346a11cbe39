"""From a document to records: statements become claims, what joins them becomes links.

An argument that has been reconstructed is a link from its first premise, with the others, to its conclusion; one
that has not is a claim, for what it says stands in its text.  An attack on a reconstructed argument as a whole
lowers what it lends its conclusion, and is read as an undercut of its last step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from argmap.checks.markup import leads_out
from argmap.diagnostics import Severity
from argmap.interchange.argdown import text as texts
from argmap.interchange.argdown.arrows import Arrows, Reason, argument_key, source_key
from argmap.interchange.argdown.data import (
    FIELDS,
    GENERATOR,
    LINK_FIELDS,
    RELATIONS,
    TOPIC_FIELDS,
)
from argmap.interchange.argdown.discourse import discourse
from argmap.interchange.argdown.lexer import Kind
from argmap.interchange.common import MAX_TEXT, Drafted, Imported, Loss
from argmap.interchange.naming import Names
from argmap.interchange.plaintext import to_markdown
from argmap.schema import SLUG

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.diagnostics import Diagnostic
    from argmap.interchange.argdown.discourse import Node
    from argmap.interchange.argdown.document import Item, Parsed, Relation, Step
    from argmap.interchange.foreigntext import ForeignText

_SHOWN = 60


def drafts(parsed: Parsed, text: ForeignText, topic: str) -> Imported:
    """The records of a document, with what it says that they cannot.

    Args:
        parsed: The document.
        text: The file it comes from.
        topic: The folder the claims go to, where a heading of ours names no other.
    """
    return _Reader(parsed, text, topic).run()


class _Reader:
    def __init__(self, parsed: Parsed, text: ForeignText, topic: str) -> None:
        self._parsed = parsed
        self._text = text
        self._topic = topic
        self._ours = parsed.front_matter.get("generator") == GENERATOR
        self._found = discourse(parsed)
        self._losses: set[Loss] = set()
        self._diagnostics: list[Diagnostic] = list(parsed.diagnostics)
        self._topics = {0: topic}
        self._ids: dict[Node, str] = {}
        self._by_title: dict[tuple[bool, str], Node] = {
            (node.is_argument, node.title): node for node in self._found.nodes if node.title
        }
        self._arrows = Arrows(self._losses)
        self._steps: dict[tuple[Node, int], str] = {}  # the name of the link of each step
        self._premises_of: dict[Node, dict[str, Node]] = {}  # all of each reconstruction, by id
        self._written: dict[int, str] = {}  # texts, by the identity of their items

    def run(self) -> Imported:
        topics = list(self._read_headings())
        names = Names(*{self._topic, *self._topics.values()})
        for node in self._found.nodes:
            if self._is_claim(node):
                title = node.title
                words = texts.plain(node.definition.content)[:MAX_TEXT]
                self._ids[node] = names.take(title or words, title)
        claims = {node: self._claim(node) for node in self._ids}
        self._read_reconstructions()
        self._read_relations()
        self._arrows.settle()
        for node, id in self._ids.items():
            claims[node] |= self._arrows.written(id)
        self._tell_the_rest()
        records = [
            Drafted(id, self._topics[node.definition.heading], claims[node], self._span(node))
            for node, id in self._ids.items()
        ]
        return Imported(
            (*topics, *records),
            tuple(sorted(self._losses)),
            tuple(self._diagnostics),
            self._title,
        )

    @property
    def _title(self) -> str:
        """The title in the front matter."""
        title = self._parsed.front_matter.get("title")
        return _line(title) if isinstance(title, str) else ""

    def _is_claim(self, node: Node) -> bool:
        return not (node.is_running_text or node.steps or self._is_link(node))

    def _is_link(self, node: Node) -> bool:
        """Whether an argument is a link of ours, written with its premises as data."""
        premise = node.data.get("from") if self._ours and node.is_argument else None
        return isinstance(premise, str) and (False, premise) in self._by_title

    def _where(self, node: Node) -> str:
        return node.title or f"line {self._text.line(node.items[0].start)}"

    def _span(self, node: Node) -> Any:
        return self._text.span(node.definition.start, node.definition.end)

    def _lose(self, what: str, where: Node | int, note: str = "") -> None:
        place = f"line {self._text.line(where)}" if isinstance(where, int) else self._where(where)
        self._losses.add(Loss(what, place, note))

    # --- Texts ---

    def _mentioned(self, is_argument: bool, title: str) -> str:
        node = self._by_title.get((is_argument, title))
        return self._ids.get(node, "") if node is not None else ""

    def _markdown(self, item: Item, where: Node | int) -> str:
        """The text of an item; kept, since many arguments may share one."""
        if id(item) not in self._written:
            self._written[id(item)] = self._write(item, where)
        return self._written[id(item)]

    def _write(self, item: Item, where: Node | int) -> str:
        for token in item.content:
            if token.kind is Kind.LINK and not (self._ours or leads_out(token.value)):
                self._lose("links that do not lead to the web", where, token.value)
        written = texts.markdown(item.content, self._mentioned, verbatim=self._ours)
        if len(written) > MAX_TEXT:
            self._lose("the end of long texts", where, f"past {MAX_TEXT} characters")
            written = to_markdown(f"{texts.plain(item.content)[: MAX_TEXT // 3]}…")
        return written

    def _claim(self, node: Node) -> dict[str, Any]:
        item, data = node.definition, dict(node.data)
        headline = self._markdown(item, node) if item.content else to_markdown(node.title)
        if not item.content:
            found = "an argument" if node.is_argument else "a statement"
            self._diagnostics.append(
                self._text.finding(
                    "undefined-title", Severity.WARNING,
                    f"{node.title!r} is {found} that is referred to and nowhere defined",
                    item.start, item.end, fix="define it, with a colon after the bracket and a text",
                )
            )  # fmt: skip
        self._tell_wordings(node, headline)
        self._tell_tags(node, node.tags)
        kind = str(data.pop("kind", "claim")) if self._ours else "claim"
        fields = (*FIELDS, *RELATIONS) if self._ours else ()
        held = {key: data.pop(key) for key in fields if key in data}
        self._tell_data(node, data)
        return {kind: headline, **held}

    def _tell_wordings(self, node: Node, kept: str) -> None:
        for other in node.items:
            wording = self._markdown(other, node) if other.content else kept
            if wording != kept:
                self._lose("other wordings", node, wording)

    def _tell_tags(self, where: Node | int, tags: list[str]) -> None:
        if tags:
            self._lose("tags", where, ", ".join(tags))

    def _tell_data(self, where: Node | int, data: dict[str, Any]) -> None:
        if data:
            said = ", ".join(f"{key}: {value}" for key, value in data.items())
            self._lose("data", where, _cut(said))

    def _read_headings(self) -> Iterator[Drafted]:
        for number, heading in enumerate(self._parsed.headings, 1):
            data = dict(heading.data)
            shown = self._markdown(heading, heading.start)
            topic = data.pop("topic", None) if self._ours else None
            if isinstance(topic, str) and SLUG.fullmatch(topic):
                self._topics[number] = topic
                held = {key: data.pop(key) for key in TOPIC_FIELDS if key in data}
                if "summary" in held:
                    span = self._text.span(heading.start, heading.end)
                    yield Drafted(topic, topic, {"topic": shown, **held}, span)
            else:
                self._topics[number] = self._topics[number - 1]
                self._lose("headings", heading.start, shown)
            self._tell_data(heading.start, data)
        if self._title and not self._ours:
            summary = _line(str(self._parsed.front_matter.get("subTitle", "")))
            data = {"topic": self._title, "summary": summary or self._title}
            yield Drafted(self._topic, self._topic, data, self._text.span(0, 0))

    # --- Links ---

    def _read_reconstructions(self) -> None:
        for item, steps in self._parsed.reconstructions.items():
            argument = self._found.of_item[item]
            self._tell_tags(argument, argument.tags)
            fields = self._link_fields(argument)
            entries: dict[int, Node] = {}
            unused: set[Node] = set()
            for number, step in enumerate(steps):
                above = [self._found.of_item[one] for _, one in step.above]
                entries |= {place: self._found.of_item[one] for place, one in step.above}
                premises = self._premises(argument, step, entries, above)
                unused |= set(above)
                unused -= set(premises)
                is_last = number == len(steps) - 1
                conclusion = self._found.of_item[step.conclusion[1]]
                reason = Reason(
                    "supports",
                    [self._ids[one] for one in premises],
                    self._because(argument if is_last else None, step),
                    fields if is_last else {},
                )
                name = self._arrows.add(reason, self._ids[conclusion], self._where(argument))
                self._steps[argument, number] = name
            for node in unused:
                self._lose("premises that no step uses", argument, self._where(node))

    def _premises(
        self, argument: Node, step: Step, entries: dict[int, Node], above: list[Node]
    ) -> list[Node]:
        """What a step rests on: the numbers it names, else all that stands between it and the last."""
        data = dict(step.data)
        named = data.pop("uses", None)
        numbers = named if isinstance(named, list) else []
        used = [entries[n] for n in numbers if isinstance(n, int) and n in entries]
        if numbers and len(used) < len(numbers):
            self._lose("premises named by numbers that are not there", argument)
        self._tell_data(step.start, data)
        return used or above

    def _because(self, argument: Node | None, step: Step) -> str:
        """The inference in words: of the last step, what the argument says."""
        said = ""
        if argument is not None and any(item.content for item in argument.items):
            said = self._markdown(argument.definition, argument)
            self._tell_wordings(argument, said)
        if argument is not None and argument.title and not self._ours:
            said = f"{to_markdown(argument.title)}: {said}" if said else argument.title
        rules = to_markdown(step.rules)
        return f"{said} ({rules})" if said and rules else said or rules

    def _link_fields(self, argument: Node) -> dict[str, Any]:
        data = dict(argument.data)
        held = {key: data.pop(key) for key in LINK_FIELDS if key in data} if self._ours else {}
        if self._is_link(argument):
            data = {key: value for key, value in data.items() if key not in ("from", "with")}
        self._tell_data(argument, data)
        return held

    def _read_relations(self) -> None:
        strict = self._parsed.front_matter.get("model")
        is_strict = isinstance(strict, dict) and strict.get("mode") == "strict"
        for relation in self._parsed.relations:
            source, target = (self._found.of_item[n] for n in (relation.source, relation.target))
            is_whole = bool(target.steps) and relation.kind != "undercut"
            (self._relate_to_whole if is_whole else self._relate)(relation, source, target)
            of_statements = not source.is_argument and not target.is_argument
            if of_statements and (
                relation.kind == "contradiction" or (is_strict and relation.kind == "attack")
            ):
                self._relate(relation, target, source)

    def _relate(self, relation: Relation, source: Node, target: Node) -> None:
        where = self._where(source)
        if relation.kind == "undercut":
            attacked = self._attacked(relation, target)
            self._arrows.undercut(self._reason(source, "undercuts"), attacked, where)
        elif not self._is_link(target):
            reason = self._reason(source, "supports" if relation.kind == "support" else "attacks")
            self._arrows.add(reason, self._ids[target], where)
        elif self._ids.get(source) not in self._members(target):
            # The premises of a link of ours are drawn as what speaks for it; its data name them.
            self._lose(f"{relation.kind}s of links", source, f"of {target.title}")

    def _relate_to_whole(self, relation: Relation, source: Node, target: Node) -> None:
        """A reason for or against a reconstructed argument, which does not say for or against what of it."""
        if target not in self._premises_of:
            entries = [self._found.of_item[one] for step in target.steps for _, one in step.above]
            self._premises_of[target] = {self._ids[one]: one for one in entries}
        premises = self._premises_of[target]
        if relation.kind != "support":
            reason = self._reason(source, "undercuts")
            if premises.keys().isdisjoint(self._arrows.attacked_by(reason.premises[0])):
                self._arrows.undercut(reason, self._attacked(relation, target), self._where(source))
        elif len(premises) == 1:
            self._relate(relation, source, *premises.values())
        else:
            note = f"of {self._where(target)}; say which premise is meant"
            self._lose("supports of whole arguments", source, note)

    def _reason(self, node: Node, relation: str) -> Reason:
        """What a node can speak for or against something with."""
        if not self._is_link(node):
            return Reason(relation, [self._ids[self._conclusion(node)]])
        others = node.data.get("with")
        ids = [self._ids[self._by_title[False, node.data["from"]]]]
        ids += [str(one) for one in others] if isinstance(others, list) else []
        is_said = any(item.content for item in node.items)
        because = self._markdown(node.definition, node) if is_said else ""
        return Reason(relation, ids, because, self._link_fields(node), node.title)

    def _members(self, link: Node) -> set[str]:
        """The ids of the premises of a link of ours."""
        return {one.removeprefix("not ") for one in self._reason(link, "").premises}

    def _conclusion(self, node: Node) -> Node:
        """The main conclusion of a reconstructed argument; any other node itself."""
        return self._found.of_item[node.steps[-1].conclusion[1]] if node.steps else node

    def _attacked(self, relation: Relation, target: Node) -> list[str] | str:
        """The links an undercut attacks: their names, or the key of those that come from its target."""
        if target.steps:
            step = len(target.steps) - 1 if relation.step is None else relation.step
            name = self._steps[target, step]
            return [name] if name else []
        return (
            argument_key(target.title) if self._is_link(target) else source_key(self._ids[target])
        )

    # --- The rest ---

    def _tell_the_rest(self) -> None:
        for node in self._found.nodes:
            if node.is_running_text:
                item = node.items[0]
                self._lose("running text", item.start, _cut(texts.plain(item.content)))
                self._tell_tags(item.start, node.tags)
                self._tell_data(item.start, item.data)
        for comment in self._parsed.comments:
            self._lose("comments", comment.start, _cut(comment.value.strip("/*<!-> \n")))
        read = {"title", "generator"} if self._ours else {"title", "subTitle"}
        for key in self._parsed.front_matter.keys() - read:
            self._losses.add(Loss("front matter", key))


def _line(text: str) -> str:
    return to_markdown(" ".join(text.split()))


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1]}…"
