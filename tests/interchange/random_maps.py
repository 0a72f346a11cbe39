"""Knowledge bases made in memory, by hand or by hypothesis, and what two of them have in common."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from argmap.diagnostics import Span
from argmap.interchange.common import Drafted, Imported
from argmap.interchange.drafts import knowledge_base
from argmap.model import Statement

IDS = ("a", "b-2", "c", "not-d", "tests-e")

HOSTILE = (
    "*", "**", "_", "__", "`", "[", "]", "[[", "]]", "<", ">", "{", "}", "#", "@", "\\", "/", "//", "/*", "*/",
    "<!--", "-->", ":", "::", ".", "..", "...", ":smile:", ".v.", "=", "===", "----", "- ", "+ ", "(1) ", "1. ",
    "~", "|", "!", "(", ")", "&amp;", "https://x.org/a_b//c", "[x](https://x.org/a_b)", "@[a]", "<a>:", "[a]:",
    "[[a]]", "[[a|so]]", "snake_case", "e.g. U.S.A.", "é", "漢", "🙂", "\u00a0", "\u2028", "not ", '"', "'", ", ",
    "word", " ", "a", "{x: 1}", "#tag", "#(a tag)", "x<y and a>b", "%", "\\n", "1.5", "a.[b.c", "a:{b:c",
)  # fmt: skip
"""Pieces that mean something in Argdown, Markdown or YAML."""


def texts(most: int = 8):
    """Sentences on one line, of pieces that are meant to break what reads them."""
    return (
        st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=most)
        .map(lambda parts: " ".join("".join(parts).split(" ")).strip(" "))
        .filter(lambda text: text.strip() and "\n" not in text)
        .map(lambda text: " ".join(part for part in text.split(" ") if part))
    )


def base(records, topic: str = "bread"):
    """A knowledge base of records given as data by id."""
    drafts = [Drafted(id, topic, data, Span("drafts")) for id, data in records.items()]
    return knowledge_base(Imported(tuple(drafts)), Path("drafts"))


@st.composite
def maps(draw):
    """Small maps with everything that Argdown holds."""
    ids = IDS[: draw(st.integers(1, len(IDS)))]
    text = texts()
    records = {}
    for id in ids:
        if draw(st.booleans()):
            data = {"claim": draw(text)}
            if draw(st.booleans()):
                data["prior"] = {
                    "value": draw(st.sampled_from([0, 0.25, 1e-05])),
                    "because": draw(text),
                }
        else:
            data = {"evidence": draw(text), "type": draw(st.sampled_from(["result", "anecdote"]))}
            if draw(st.booleans()):
                data["reliability"] = 0.125
        if draw(st.booleans()):
            data["note"] = "\n\n".join(draw(st.lists(text, min_size=1, max_size=2)))
        if draw(st.booleans()):
            data["aliases"] = [f"old-{id}"]
        records[id] = data
    pairs = [(a, b) for a in ids for b in ids if a != b]
    names = []
    for source, target in (
        draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6)) if pairs else ()
    ):
        relation = draw(st.sampled_from(["supports", "attacks", "depends_on", "qualifies"]))
        link = {"to": target}
        if draw(st.booleans()):
            link["because"] = draw(text)
        if relation in ("supports", "attacks"):
            names.append((source, f"{source} > {target}"))
            others = [id for id in ids if id not in (source, target)]
            if others and draw(st.booleans()):
                chosen = draw(st.sampled_from(others))
                link["with"] = [draw(st.sampled_from([chosen, f"not {chosen}"]))]
            if draw(st.booleans()):
                link["strength"] = draw(st.sampled_from(["weak", "decisive", 1.5, 4]))
            if draw(st.booleans()):
                link["basis"] = "one-study"
        records[source].setdefault(relation, []).append(link)
    undercuts = set()
    for _ in range(draw(st.integers(0, 3)) if names else 0):
        (source, name), by = draw(st.sampled_from(names)), draw(st.sampled_from(ids))
        if by != source and (by, name) not in undercuts:
            undercuts.add((by, name))
            link = {"to": name} | ({"because": draw(text)} if draw(st.booleans()) else {})
            records[by].setdefault("undercuts", []).append(link)
            names.append((by, f"{by} > ({name})"))
    return base(records)


def spaced(text: str) -> str:
    """A text with white space made single."""
    return " ".join(part for part in text.replace("\n", " ").split(" ") if part)


def statements(kb):
    """What the claims and the evidence of a knowledge base say, by id."""
    return {
        record.id: {
            "kind": record.kind,
            "topic": record.topic,
            "headline": spaced(record.headline),
            **{
                name: getattr(record, name, None)
                for name in ("note", "prior", "type", "reliability", "expect", "aliases")
            },
        }
        for record in kb.records.values()
        if isinstance(record, Statement)
    }


def links(kb):
    """The links of a knowledge base, however they are ordered and written."""
    return {
        (
            one.source,
            one.relation,
            one.target,
            one.factor,
            spaced(one.because),
            one.premises,
            one.basis,
        )
        for one in kb.links
        if one.relation != "tests"
    }
