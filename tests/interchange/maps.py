"""Maps for tests of imports and exports: one that says everything, hostile ones, and ones drawn by hypothesis."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st

import argmap
from argmap.authoring.yamltext import record_text
from argmap.interchange.plaintext import clean, to_markdown
from tests.knowledge_bases import BREAD, bread, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.interchange.common import Imported
    from argmap.kb import KnowledgeBase

EVERYTHING = {
    "bread/slow-is-better.yaml": (
        "claim: Slow bread is better.\n"
        "note: For people without coeliac disease.\n"
        "prior: {value: 0.4, because: Fashion.}\n"
        "expect: {above: 0.2}\n"
        'cites: ["talk:1"]\n'
        "aliases: [slow-bread]\n"
        "positions:\n"
        "  - person: ann\n"
        "    stance: accepts\n"
        "    hedge: probably\n"
        "    quotes: [{text: I find it easier to digest, source: kitchen-thread}]\n"
        "  - {person: bob, stance: leans-reject, as_of: 2023-04}\n"
    ),
    "bread/fructans-fall.yaml": (
        "evidence: Fructans fall while dough rests.\n"
        "type: result\n"
        "reliability: 0.8\n"
        "supports:\n"
        "  - to: slow-is-better\n"
        "    strength: strong\n"
        "    basis: chemistry\n"
        "    because: Fructans are what troubles people.\n"
        "    with: [people-react-to-fructans, not bread-is-a-fad]\n"
    ),
    "bread/people-react-to-fructans.yaml": (
        "claim: People react to fructans.\ndepends_on: [fructans-are-eaten]\n"
    ),
    "bread/fructans-are-eaten.yaml": (
        "claim: Fructans are eaten.\nqualifies: [slow-is-better]\nrestates: [bread-is-a-fad]\n"
    ),
    "bread/bread-is-a-fad.yaml": "claim: Bread is a fad.\nattacks: [slow-is-better]\n",
    "bread/baking-is-old.yaml": (
        "claim: Baking is old.\nundercuts: [bread-is-a-fad > slow-is-better]\n"
    ),
    "bread/age-tells-nothing.yaml": (
        "claim: Age tells nothing.\nundercuts: [baking-is-old > (bread-is-a-fad > slow-is-better)]\n"
    ),
    "bread/bread-is-poison.yaml": (
        "claim: Bread is poison.\n"
        "attacks: [slow-is-better]\n"
        "retracted: {date: 2026-01-31, because: It is not.}\n"
    ),
    "bread/does-slow-win.yaml": "crux: Does slow bread win?\nturns_on: slow-is-better\ndecides: [fructans-are-eaten]\n",
    "bread/a-blind-test.yaml": (
        "experiment: Do people tell slow bread blind?\n"
        "tests: [{claim: slow-is-better, if_true: 0.2, if_false: 0.6}]\n"
        "status: done\n"
        'result: {outcome: "yes", date: 2026-01-31, summary: They do.}\n'
    ),
    "bread/a-test-to-come.yaml": (
        "experiment: Does it last?\n"
        "tests: [{claim: fructans-are-eaten, if_true: 0.9, if_false: 0.5}]\n"
        "status: stub\n"
    ),
    "people/ann.yaml": "person: Ann Baker\nurl: https://example.org/ann\n",
}
"""Every kind of record and of link, and every field an export could lose."""

TEXTS = [
    '=cmd|"/c calc"!A1',
    "+1 and -1 @SUM(A1)",
    'a "quoted" word and a back\\slash\\',
    "</script><script>alert(1)</script> & &lt;b&gt;",
    '%%{init: {"securityLevel": "loose"}}%% end',
    "\\N \\G \\l ]]> --> B; classDef x fill:#f00; style r_b opacity:0;",
    "1. not a list # not a heading | * _ ~ ` $$x$$",
    "- dash first -- and more",
    "two\nlines and\ta tab",
    "[[slow-is-better|words]] and [brackets](https://example.org/)",
    "an emoji \U0001f35e, 日本語, \u202f and a no-break\u00a0space",
]
"""Headlines that mean something in one format or another."""


def everything(folder: Path) -> KnowledgeBase:
    """The knowledge base on bread, with everything in it."""
    return bread(folder, EVERYTHING)


def hostile(folder: Path) -> KnowledgeBase:
    """A knowledge base whose texts are all hostile."""
    files = {
        f"bread/c{number}.yaml": record_text(
            {"claim": text, "note": text, "supports": [{"to": "goal", "because": text}]}
        )
        for number, text in enumerate(TEXTS)
    }
    files["bread/goal.yaml"] = "claim: Goal.\n"
    files["bread/end.yaml"] = 'evidence: ""\ntype: result\nattacks: [goal]\n'.replace('""', "End.")
    files["people/ann.yaml"] = record_text({"person": TEXTS[3]})
    files["bread/bread.yaml"] = record_text({"topic": TEXTS[2], "summary": TEXTS[5]})
    files["knowledge-base.yaml"] = record_text({"knowledge_base": TEXTS[2]})
    return bread(folder, files)


def build(folder: Path, imported: Imported) -> KnowledgeBase:
    """The knowledge base of the records an import proposes."""
    files = {
        f"{draft.topic}/{draft.id}.yaml": record_text(draft.data) for draft in imported.records
    }
    return argmap.load(
        write(folder, {"knowledge-base.yaml": "knowledge_base: Imported\n", **files})
    )


@contextmanager
def loaded(files: dict[str, str]) -> Iterator[KnowledgeBase]:
    """A knowledge base in a folder that lasts as long as the block: hypothesis draws many."""
    with tempfile.TemporaryDirectory() as folder:
        yield argmap.load(write(Path(folder), files))


def rebuilt(imported: Imported) -> KnowledgeBase:
    """The knowledge base of an import, in no folder that lasts."""
    with tempfile.TemporaryDirectory() as folder:
        return build(Path(folder), imported)


def said(kb: KnowledgeBase) -> tuple[dict[str, str], set[tuple[object, ...]]]:
    """What a nodeset can hold of a map: statements by id, and links with all they say."""
    statements = {**kb.claims, **kb.evidence}
    links = {(one.id, one.relation, one.because, one.premises) for one in kb.links}
    return {id: record.headline for id, record in statements.items()}, links


# --- Drawn by hypothesis ------------------------------------------------------------------------

IDS = ("a", "b", "not", "2-fold", "claims-of-some-length", "supports", "yeast")


def texts() -> st.SearchStrategy[str]:
    """Headlines of any characters, as Markdown on one line and without markup."""
    wild = st.text(max_size=40) | st.sampled_from(TEXTS)
    return wild.map(clean).filter(bool).map(to_markdown)


@st.composite
def maps(draw) -> dict[str, str]:
    """The files of a map of claims with every relation between them; nothing an xAIF file cannot hold."""
    ids = draw(st.lists(st.sampled_from(IDS), min_size=2, max_size=5, unique=True))
    data = {id: {"claim": draw(texts())} for id in ids}
    names: dict[str, str] = {}  # relation by name of link

    def premises(source, *others):
        free = [id for id in ids if id not in (source, *others)]
        chosen = draw(st.lists(st.sampled_from(free), max_size=2, unique=True)) if free else []
        return [f"{draw(st.sampled_from(('', '', 'not ')))}{id}" for id in chosen]

    def add(source, relation, target, others=()):
        link = {"to": target} | ({"with": others} if others else {})
        if draw(st.booleans()):
            link["because"] = draw(texts())
        data[source].setdefault(relation, []).append(link)

    for source in ids:
        for target in ids:
            relation = draw(st.sampled_from(("", "", "supports", "attacks")))
            if source != target and relation:
                add(source, relation, target, premises(source, target))
                names[f"{source} > {target}"] = relation
            plain = draw(st.sampled_from(("", "", "", "depends_on", "qualifies", "restates")))
            if source != target and plain:
                add(source, plain, target)
    for _ in range(draw(st.integers(0, 3)) if names else 0):
        source = draw(st.sampled_from(ids))
        target = draw(st.sampled_from(sorted(names)))
        name = f"{source} > ({target})"
        if name not in names:
            add(source, "undercuts", target, premises(source))
            names[name] = "undercuts"
    for id in draw(st.sets(st.sampled_from(ids))):
        people = draw(st.lists(st.sampled_from(("ann", "bob")), min_size=1, unique=True))
        data[id]["positions"] = [{"person": one, "stance": "accepts"} for one in people]
    files = {name: text for name, text in BREAD.items() if "sources" not in name}
    return files | {f"bread/{id}.yaml": record_text(said) for id, said in data.items()}
