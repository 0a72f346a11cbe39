"""Every code has a paragraph with a wrong and a right example, and the examples do what they say."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import pytest

import argmap
from argmap import loader
from argmap.authoring import forms
from argmap.diagnostics import Severity, Span
from argmap.files import content_of
from argmap.interchange.common import Drafted, Imported
from argmap.interchange.drafts import knowledge_base
from argmap.sources import Fingerprint
from tests.knowledge_bases import bread, codes, write

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "diagnostics"
FENCE = re.compile(r'^```(?:yaml|text)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL)
SEVERITY = re.compile(r"(Error|Warning|Hint|Error, warning or hint)\. ")


def files(markdown: str) -> dict[str, str]:
    return {title or "bread/example.yaml": text for title, text in FENCE.findall(markdown)}


def sections(page: str) -> dict[str, str]:
    """The paragraph of each code of a page, with its examples."""
    _, *parts = re.split(r"^## `", page, flags=re.MULTILINE)
    return dict(part.split("`\n\n", 1) for part in parts)


PAGES = {file.stem: file.read_text("utf-8") for file in sorted(FOLDER.glob("*.md"))}
INDEX = FOLDER.with_suffix(".md").read_text("utf-8")
BASE = files(PAGES.pop("examples"))
ON = {group: sections(page) for group, page in PAGES.items()}
PARAGRAPHS = {code: text for page in ON.values() for code, text in page.items()}
ALL_EXAMPLES = {
    code: text.split("Right:\n") for code, text in PARAGRAPHS.items() if "Wrong:\n" in text
}

BASE["sources/talk.fingerprint"] = Fingerprint.of(BASE.pop("talk")).dump()

# What is wrong with other tools' files, and is tested with their readers below.
ON_IMPORTS = ON["imports"].keys()
EXAMPLES = {code: text for code, text in ALL_EXAMPLES.items() if code not in ON_IMPORTS}
ON_NUMBERS = ON["numbers"].keys()


def told_severity(code: str) -> list[str]:
    """The severities that the paragraph of a code names."""
    return re.findall("error|warning|hint", SEVERITY.match(PARAGRAPHS[code])[1].lower())


def broken_by_hand(code, folder, monkeypatch):
    """Knowledge bases that cannot be shown on a page."""
    text = "claim: Yeast likes warmth.\nsupports: [b]\n"
    claim = {"bread/a.yaml": text, "bread/b.yaml": "claim: Dough rises.\n"}
    match code:
        case "too-large":
            claim["bread/a.yaml"] = text + "note: " + "x" * 300_000 + "\n"
        case "too-long":
            claim["bread/a.yaml"] = text + "note: " + "x" * 40_000 + "\n"
        case "further-problems":
            claim["bread/a.yaml"] = "claim: A.\nattacks:\n" + "  - nowhere\n" * 300
        case "not-utf8":
            claim["bread/a.yaml"] = b"claim: Cr\xe8me br\xfbl\xe9e is bread.\n"
    kb = bread(folder, claim)
    match code:
        case "unwritable-record":
            draft = Drafted("a", "bread", {"claim": "A\ud800."}, Span("map.json"))
            return knowledge_base(Imported((draft,)), folder / "map.json")
        case "unreadable-file":

            def refuse(path):
                if str(path).endswith("a.yaml"):
                    raise PermissionError(13, "Permission denied")
                return content_of(path)

            monkeypatch.setattr("argmap.files.content_of", refuse)
        case "not-a-form":
            _, found = forms.read(b"# A claim\n\nYeast likes warmth.\n", "issue.md")
            return replace(kb, diagnostics=tuple(found))
        case "no-settings":
            (folder / "knowledge-base.yaml").unlink()
        case "symlink":
            (folder / "bread" / "c.yaml").symlink_to("/etc/passwd")
        case "too-many-files":
            monkeypatch.setattr(loader, "MAX_FILES", 3)
        case "no-fingerprint":
            (folder / "sources" / "talk.fingerprint").unlink()
        case "bad-fingerprint":
            (folder / "sources" / "talk.fingerprint").write_text("argmap-fingerprint 0\n")
    return argmap.load(folder) if kb is not None else kb


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_wrong_example_is_reported_under_its_code(code, tmp_path):
    wrong, _ = EXAMPLES[code]
    kb = argmap.load(write(tmp_path, BASE | files(wrong)), numbers=code in ON_NUMBERS)
    assert code in codes(kb)
    found = next(one for one in kb.diagnostics if one.code == code)
    assert [found.severity.value] == told_severity(code)


@pytest.mark.parametrize("code", EXAMPLES)
def test_the_right_example_is_clean(code, tmp_path):
    _, right = EXAMPLES[code]
    kb = argmap.load(write(tmp_path, BASE | files(right)), numbers=code in ON_NUMBERS)
    assert [one for one in kb.diagnostics if one.severity is not Severity.HINT] == []


READ_AS = {"argdown": "argdown", "json": "aif", "text": "kialo"}


def imported(markdown):
    ((language, text),) = re.findall(
        r"^```(argdown|json|text)\n(.*?)^```$", markdown, re.MULTILINE | re.DOTALL
    )
    reader = import_module(f"argmap.interchange.{READ_AS[language]}")
    return reader.read(text.encode(), file="map", topic="bread").diagnostics


@pytest.mark.parametrize("code", sorted(ON_IMPORTS & ALL_EXAMPLES.keys()))
def test_a_wrong_file_to_import_is_reported_under_its_code_and_a_right_one_is_clean(code):
    wrong, right = ALL_EXAMPLES[code]
    found = next(one for one in imported(wrong) if one.code == code)
    assert [found.severity.value] == told_severity(code)
    assert imported(right) == ()


@pytest.mark.parametrize("code", sorted(PARAGRAPHS.keys() - ALL_EXAMPLES.keys()))
def test_what_a_page_cannot_show_is_reported_too(code, tmp_path, monkeypatch):
    kb = broken_by_hand(code, tmp_path, monkeypatch)
    told = {found.severity.value for found in kb.diagnostics if found.code == code}
    assert told
    assert told <= set(told_severity(code))


def codes_in_the_source() -> set[str]:
    """Every code the package can give: the constants passed to whatever makes diagnostics."""
    makers = {"finding", "_find", "_refuse", "Diagnostic", "add", "_finding"}
    found = set()
    for file in (ROOT / "src" / "argmap").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                values = node.args[:3] if name in makers else []
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Tuple):
                values = node.value.elts[:1] if isinstance(node.value, ast.Tuple) else []
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple):
                values = node.value.elts[:1]
            else:
                continue
            found |= {
                value.value
                for value in values
                if isinstance(value, ast.Constant)
                and re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", str(value.value))
            }
    return found | {"anchor", "comparison", "orphan", "symlink", "tab", "tag"}


@pytest.mark.parametrize("text", ["supports: slow", "opposes: [slow]", "positions: [{person: a}]"])
def test_a_claim_whose_reasons_cannot_be_read_is_not_called_an_orphan_as_well(text, tmp_path):
    kb = bread(tmp_path, {"bread/a.yaml": f"claim: Yeast likes warmth.\n{text}\n"})
    assert kb.diagnostics
    assert "orphan" not in codes(kb)


def test_every_code_is_documented_and_every_documented_code_exists():
    assert codes_in_the_source() == set(PARAGRAPHS)


def rows(group: str) -> list[str]:
    """What the index says of the codes of a group, the id of a row being its code: links of reports lead there."""
    found = []
    for code, text in ON[group].items():
        severity, said = SEVERITY.match(text)[1], SEVERITY.sub("", text, 1).replace("\n", " ")
        meaning = re.match(r".*?[.](?=\s)", said)[0]
        link = f'<a id="{code}"></a>[`{code}`](diagnostics/{group}.md#{code})'
        found.append(f"| {link} | {severity.lower()} | {meaning} |")
    return found


@pytest.mark.parametrize("group", PAGES)
def test_the_index_lists_each_code_with_the_first_sentence_of_its_paragraph(group):
    name = PAGES[group].splitlines()[0].removeprefix("# Diagnostics: ")
    listed = INDEX.split(f"\n## {name[0].upper()}{name[1:]}\n\n")[1].split("\n\n")[0]
    assert listed.splitlines()[2:] == rows(group)
