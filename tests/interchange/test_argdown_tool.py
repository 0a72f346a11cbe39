"""What we write is read by the real Argdown: the same statements, arguments and relations."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

import argmap
from argmap.interchange import argdown
from argmap.interchange.argdown.discourse import discourse
from argmap.interchange.argdown.parser import parse
from argmap.interchange.foreigntext import ForeignText
from tests.interchange.random_maps import HOSTILE, base, links, spaced, statements

CLAIMS = Path(__file__).parents[2] / "claims"
VERBS = {"supports": "support", "attacks": "attack", "undercuts": "undercut"}


@pytest.fixture(scope="module")
def tool() -> str:
    """The command `argdown` of @argdown/cli 1.7.5."""
    path = os.environ.get("ARGDOWN_CLI") or shutil.which("argdown")
    if path is None:
        pytest.skip(
            "no Argdown: `npm install @argdown/cli@1.7.5` and name node_modules/.bin/argdown in ARGDOWN_CLI"
        )
    return path


def read_by(tool: str, kb, folder: Path) -> dict:
    """The JSON that Argdown makes of our export."""
    file = folder / "map.argdown"
    file.write_bytes(argdown.write(kb).files[""])
    done = subprocess.run(
        [tool, "json", str(file), "--stdout"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    start = done.stdout.find("{")
    assert start >= 0, done.stdout + done.stderr
    return json.JSONDecoder().raw_decode(done.stdout, start)[0]


def shown(markdown: str) -> str:
    """A text of a record as Argdown shows it: the words of links, and mentions for links to claims."""
    markdown = re.sub(r"\[\[([a-z0-9-]+)\]\](?=[ .,;!?)]|$)", r"@[\1]", spaced(markdown))
    return re.sub(r"\[([^\[\]\n]+)\]\(https?://[^\s()\[\]<>\\]+\)", r"\1", markdown)


def texts_of(nodes: dict) -> dict[str, str]:
    return {
        title: " ".join(one["text"].split())
        for title, node in nodes.items()
        for one in node["members"]
        if one.get("text", "").strip()
    }


def title(kb, link) -> str:
    if link.relation == "undercuts":
        return f"{link.source} undercuts ({title(kb, kb.weighted_links[link.target])})"
    return f"{link.source} {link.relation} {link.target}"


def drawn(kb) -> tuple[set, set]:
    """The relations and reconstructions a map should have in Argdown."""
    weighted = [one for one in kb.links if one.relation in VERBS]
    attacked = {one.target for one in weighted}
    relations, reconstructions = set(), set()
    for one in weighted:
        is_link = one.relation == "undercuts"
        target = title(kb, kb.weighted_links[one.target]) if is_link else one.target
        is_bare = not (one.because or one.premises or one.basis or one.id in attacked)
        if is_bare and (is_link or one.factor == 4):
            relations.add((VERBS[one.relation], one.source, target))
        elif one.relation == "supports" and not any(negated for _, negated in one.premises):
            reconstructions.add((title(kb, one), one.members, one.target))
        else:
            relations.add((VERBS[one.relation], title(kb, one), target))
            relations.add(("support", one.source, title(kb, one)))
            for id, negated in one.premises:
                relations.add(("attack" if negated else "support", id, title(kb, one)))
    return relations, reconstructions


def told(found: dict) -> tuple[set, set]:
    """The relations and reconstructions that Argdown has read."""
    relations = {(one["relationType"], one["from"], one["to"]) for one in found["relations"]}
    reconstructions = {
        (name, tuple(one["title"] for one in argument["pcs"][:-1]), argument["pcs"][-1]["title"])
        for name, argument in found["arguments"].items()
        if argument["pcs"]
    }
    return relations, reconstructions


def test_the_shipped_map_is_the_same_in_argdown(tool, tmp_path):
    kb = argmap.load(CLAIMS)
    found = read_by(tool, kb, tmp_path)
    assert told(found) == drawn(kb)
    assert found["statements"].keys() == statements(kb).keys()
    because = {
        title(kb, one): shown(one.because)
        for one in kb.links
        if one.relation in VERBS and one.because
    }
    assert texts_of(found["arguments"]) == because
    for id, text in texts_of(found["statements"]).items():
        assert "[[" in kb[id].headline or text == " ".join(shown(kb[id].headline).split())


def test_texts_full_of_marks_come_out_as_they_went_in(tool, tmp_path):
    rng = random.Random(7)
    records = {"a": {"claim": "Bread."}, "b-2": {"claim": "Water."}}
    for number in range(400):
        text = spaced("".join(rng.choice(HOSTILE) for _ in range(rng.randint(1, 12))))
        if text.strip() and "[[" not in text.replace("[[a]]", ""):
            data = {"claim": text, "note": text, "supports": [{"to": "a", "because": text}]}
            records[f"n{number}"] = data
    kb = base(records)
    found = read_by(tool, kb, tmp_path)
    assert len(kb) > 250
    for id, record in kb.records.items():
        if id in ("a", "b-2"):
            continue
        assert texts_of(found["statements"])[id] == " ".join(shown(record.headline).split())
        assert found["statements"][id]["data"]["note"] == record.note
    assert told(found) == drawn(kb)
    assert len(links(kb)) == len(kb) - 2


@pytest.mark.shared
@pytest.mark.parametrize(
    "name", ["argdown-primer", "state-censorship", "greenspan-schefczyk_hardwrap"]
)
def test_what_we_read_in_a_debate_is_what_argdown_reads(name, tool, shared):
    file = shared / "samples" / "argdown" / f"{name}.argdown"
    done = subprocess.run(
        [tool, "json", str(file), "--stdout"],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    found = json.JSONDecoder().raw_decode(done.stdout, done.stdout.find("{"))[0]
    ours = discourse(parse(ForeignText(file.read_bytes(), name)))
    for is_argument, theirs in ((False, found["statements"]), (True, found["arguments"])):
        nodes = [node for node in ours.nodes if node.is_argument is is_argument]
        titled = {title for title in theirs if not title.startswith("Untitled")}
        assert {node.title for node in nodes if node.title} == titled
        assert len(nodes) == len(theirs)
    for node in ours.nodes:
        if node.steps:
            # A conclusion between two steps stands above the second, so only the last is counted here.
            entries = sum(len(step.above) for step in node.steps) + 1
            assert len(found["arguments"][node.title]["pcs"]) == entries
