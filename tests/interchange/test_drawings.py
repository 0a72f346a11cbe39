"""DOT and Mermaid: what is drawn, and that their own programs read it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from argmap.interchange import dot, mermaid
from argmap.interchange.drawing import drawing
from argmap.interchange.plaintext import from_markdown
from tests.interchange.maps import everything, hostile

KINDS = ("claim", "evidence", "crux", "experiment")


def shown(kb):
    """The headlines a drawing shows, without spaces, by id."""
    return {
        id: "".join(from_markdown(record.headline).split())
        for id, record in kb.records.items()
        if record.kind in KINDS
    }


def test_a_link_with_several_premises_or_an_undercut_has_a_joint(tmp_path):
    made = drawing(everything(tmp_path))
    assert set(made.joints) == {
        "fructans-fall > slow-is-better",
        "bread-is-a-fad > slow-is-better",
        "baking-is-old > (bread-is-a-fad > slow-is-better)",
    }
    arrows = {(arrow.source, arrow.target, arrow.label, arrow.arrives) for arrow in made.arrows}
    joint = "fructans-fall > slow-is-better"
    assert ("bread-is-a-fad", joint, "not", False) in arrows
    assert (joint, "slow-is-better", "×10", True) in arrows
    assert ("fructans-are-eaten", "people-react-to-fructans", "", True) in arrows, "a premise it depends on"  # fmt: skip
    assert ("slow-is-better", "does-slow-win", "", True) in arrows
    assert ("a-test-to-come", "fructans-are-eaten", "", True) in arrows


# --- Graphviz -----------------------------------------------------------------------------------


def drawn(text):
    if shutil.which("dot") is None:
        pytest.skip("Graphviz is not installed: no program `dot`")
    done = subprocess.run(["dot", "-Tsvg"], input=text, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    svg = ET.fromstring(done.stdout)
    space = "{http://www.w3.org/2000/svg}"
    groups: dict[str, dict[str, str]] = {}
    for group in svg.iter(f"{space}g"):
        title = group.find(f"{space}title")
        words = "".join(text.text or "" for text in group.iter(f"{space}text"))
        if title is not None:
            groups.setdefault(group.get("class"), {})[title.text] = "".join(words.split())
    return groups


@pytest.mark.parametrize("make", [everything, hostile])
def test_graphviz_draws_every_record_with_its_words(make, tmp_path):
    kb = make(tmp_path)
    groups = drawn(dot.write(kb).files[""])
    boxes = {id: words for id, words in groups["node"].items() if " > " not in id}
    assert boxes == shown(kb)
    assert groups["cluster"]["cluster_bread"].startswith("".join(from_markdown(kb["bread"].headline).split()))  # fmt: skip
    assert len(groups["edge"]) == len({(a.source, a.target) for a in drawing(kb).arrows})


def test_dot_is_escaped(tmp_path):
    text = dot.write(hostile(tmp_path)).files[""].decode()
    assert r'label="a \"quoted\" word and a\nback\\slash\\"' in text
    assert r"\\N \\G \\l" in text
    assert not re.search("&(?!amp;)", text), "Graphviz reads entities"


# --- Mermaid ------------------------------------------------------------------------------------

PARSE = """
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
const from = createRequire(process.env.NODE_PATH + "/");
const load = (name) => import(pathToFileURL(from.resolve(name)));
const { JSDOM } = await load("jsdom");
globalThis.window = new JSDOM("").window;
globalThis.document = window.document;
const mermaid = (await load("mermaid")).default;
const text = readFileSync(0, "utf8");
await mermaid.parse(text);
const diagram = await mermaid.mermaidAPI.getDiagramFromText(text);
const nodes = [...diagram.db.getVertices().values()].map((node) => [node.id, node.text]);
const edges = diagram.db.getEdges().map((edge) => [edge.start, edge.end, edge.type, edge.text]);
console.log(JSON.stringify({ nodes, edges, groups: diagram.db.getSubGraphs().map((g) => g.title) }));
"""


def parsed(text):
    """A flowchart as Mermaid itself reads it; NODE_PATH names the folder that has it and jsdom."""
    node, modules = shutil.which("node"), os.environ.get("NODE_PATH", "")
    if node is None or not (Path(modules) / "mermaid").is_dir():
        pytest.skip(
            "Mermaid is not installed: set NODE_PATH to a folder with `mermaid` and `jsdom`"
        )
    command = [node, "--input-type=module", "--eval", PARSE]
    done = subprocess.run(command, input=text, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def decoded(text):
    """A label as Mermaid shows it: it keeps entities as `ﬂ°°35¶ß` until it draws."""
    return re.sub(r"(?:ﬂ°°|#)(\d+)(?:¶ß|;)", lambda match: chr(int(match[1])), text)


@pytest.mark.parametrize("make", [everything, hostile])
def test_mermaid_reads_every_record_with_its_words(make, tmp_path):
    kb = make(tmp_path)
    found = parsed(mermaid.write(kb).files[""])
    boxes = {
        id: "".join(decoded(text).split()) for id, text in found["nodes"] if id.startswith("r_")
    }
    assert boxes == {f"r_{id.replace('-', '_')}": words for id, words in shown(kb).items()}
    assert len(found["edges"]) == len(drawing(kb).arrows)


def test_mermaid_is_escaped(tmp_path):
    text = mermaid.write(hostile(tmp_path)).files[""].decode()
    assert "#37;#37;#123;init#58; #123;#34;securityLevel#34;" in text
    assert '("1#46; not a list #35; not a heading' in text
    assert '("#45; dash first -#45; and more")' in text
    outside = re.sub(r'"[^"]*"', "", text)
    assert not re.search("[%<#;=`$]", outside), "nothing of a text stands outside its quotes"


def test_mermaid_tells_kinds_and_links_apart(tmp_path):
    lines = mermaid.write(everything(tmp_path)).files[""].decode().splitlines()
    assert '    r_slow_is_better("Slow bread is better.")' in lines
    assert '    r_fructans_fall["Fructans fall while dough rests."]' in lines
    assert "  r_bread_is_a_fad --- l_bread_is_a_fad__slow_is_better" in lines
    assert "  l_bread_is_a_fad__slow_is_better --x r_slow_is_better" in lines
    assert "  l_baking_is_old__bread_is_a_fad__slow_is_better -.-x l_bread_is_a_fad__slow_is_better" in lines  # fmt: skip
    assert '  r_fructans_are_eaten -.->|"qualifies"| r_slow_is_better' in lines
    assert "  class r_bread_is_poison retracted" in lines
