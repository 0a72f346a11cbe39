"""The registry of formats, `argmap.read` and `argmap.export`, and joining what was read to what is there."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

import argmap
from argmap.diagnostics import Span
from argmap.interchange import FORMATS, UnknownFormatError, exported, format_of, read_file
from argmap.interchange.common import Drafted, Imported
from argmap.interchange.drafts import join, knowledge_base, save
from tests.interchange.random_maps import links, statements
from tests.knowledge_bases import bread

DEBATE = "[Slow]: Slow bread is better.\n  - [Fast]: Fast bread saves time.\n"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_module_that_does_what_it_says(name):
    module = f"argmap.interchange.{FORMATS[name].module}"
    if importlib.util.find_spec(module) is None:
        pytest.skip(f"{module} is not there yet")
    made = importlib.import_module(module)
    assert hasattr(made, "read") >= FORMATS[name].reads
    assert hasattr(made, "write") >= FORMATS[name].writes


# --- Which format it is -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "content", "name"),
    [
        ("x.argdown", "", "argdown"),
        ("x.AD", "", "argdown"),
        ("x.json", '{"nodes": [], "edges": []}', "aif"),
        ("x.json", '{"AIF": {"nodes": []}, "OVA": {}}', "xaif"),
        ("x.json", '{"schemaVersion": 1, "nodes": {}}', "arguebuf"),
        ("x.txt", "Discussion Title: Bread\n\n1. Bread.\n", "kialo"),
        ("x.txt", "1. Bread.\n1.1. Pro: Good.\n", "kialo"),
        ("x.txt", "\ufeffDiscussion Title: Bread\n", "kialo"),
        ("x.txt", DEBATE, "argdown"),
        ("x", "===\ntitle: x\n===\n\n<A>: A.\n", "argdown"),
    ],
)
def test_the_format_of_a_file_is_told_by_its_suffix_and_content(file, content, name):
    assert format_of(Path(file), content.encode()) == name


@pytest.mark.parametrize("name", [name for name, one in FORMATS.items() if one.writes])
def test_the_usual_suffix_of_a_format_writes_it(name):
    told = format_of(Path(f"map{FORMATS[name].suffixes[0]}"))
    assert told == name or (told, name) == ("aif", "xaif")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: format_of(Path("x.foo")),
            "the format of 'x.foo' cannot be told; name one of argdown",
        ),
        (lambda: format_of(Path("x.txt"), b"Dear diary"), "kialo"),
        (lambda: read_file(Path(__file__), format="argdwon"), "did you mean 'argdown'?"),
        (lambda: read_file(Path(__file__), format="dot"), "'dot' cannot be read"),
        (lambda: exported(None, "kialo"), "'kialo' cannot be written"),
    ],
)
def test_a_format_that_cannot_be_used_is_told(call, message):
    if message == "kialo":
        assert call() == message  # the suffix says what the content does not deny
        return
    with pytest.raises(UnknownFormatError) as error:
        call()
    assert message in str(error.value)


# --- read and export --------------------------------------------------------------------------------


def test_what_is_read_is_a_knowledge_base_with_numbers(tmp_path):
    file = tmp_path / "My debate.argdown"
    file.write_text(f"{DEBATE}\nWords between.\n", "utf-8")
    kb = argmap.read(file)
    assert kb.ok
    assert kb["slow"].topic == "my-debate"
    assert kb.settings.headline == "My debate"
    assert repr(kb) == "<KnowledgeBase 'My debate': 2 records>"
    assert argmap.solve(kb)["slow"] < 0.5
    assert [loss.what for loss in kb.losses] == ["running text"]
    assert {found.span.file for found in kb.diagnostics} == {"my-debate/my-debate.yaml"}


def test_a_topic_that_is_given_holds_all_claims(tmp_path):
    file = tmp_path / "x.argdown"
    file.write_text(
        "===\ngenerator: argmap\n===\n\n# A {topic: a, summary: S}\n\n[x]: X.\n", "utf-8"
    )
    assert {record.topic for record in argmap.read(file).records.values()} == {"a"}
    kb = argmap.read(file, topic="b")
    assert [(record.id, record.topic) for record in kb.records.values()] == [("x", "b")]


def test_a_bad_file_is_told_with_its_place_and_never_raises(tmp_path):
    file = tmp_path / "x.argdown"
    file.write_text("[A] x\n", "utf-8")
    kb = argmap.read(file)
    assert not kb.ok
    found = next(one for one in kb.diagnostics if one.code == "argdown-syntax")
    assert (found.span.file, found.span.line, found.span.column) == (str(file), 1, 5)


def test_a_text_that_no_record_can_hold_is_told_where_it_stands():
    draft = Drafted("a", "bread", {"claim": "A\ud800."}, Span("map.json", 7, 3))
    kb = knowledge_base(Imported((draft,)), Path("map.json"))
    found = next(one for one in kb.diagnostics if one.code == "unwritable-record")
    assert str(found.span) == "map.json:7:3"


def test_an_export_can_be_read_again(tmp_path):
    kb = bread(
        tmp_path / "claims",
        {
            "bread/slow.yaml": "claim: Slow bread is better.\nprior: 0.6\n",
            "bread/fast.yaml": "claim: Fast bread saves time.\nattacks: [{to: slow, strength: weak}]\n",
        },
    )
    losses = argmap.export(kb, tmp_path / "out" / "map.argdown")
    assert {loss.what for loss in losses} == {"people", "sources"}
    copy = argmap.read(tmp_path / "out" / "map.argdown")
    assert statements(copy) == statements(kb)
    assert links(copy) == links(kb)
    assert copy.topics["bread"].summary == "What is argued about bread."


# --- Joining ----------------------------------------------------------------------------------------


def drafts(**records) -> Imported:
    return Imported(
        tuple(
            Drafted(id.replace("_", "-"), "bread", data, Span("map", 1, 1))
            for id, data in records.items()
        )
    )


def test_an_id_that_is_taken_gets_a_number_everywhere_it_is_named(tmp_path):
    kb = bread(tmp_path, {"bread/a.yaml": "claim: A.\n", "bread/b-2.yaml": "claim: B2.\n",
                          "bread/old.yaml": "claim: Old.\naliases: [b]\n"})  # fmt: skip
    imported = drafts(
        a={"claim": "Another A, see [[b]] and [[a|a]] a."},
        b={
            "claim": "Another B.",
            "supports": ["a", {"to": "c", "because": "As [[a]].", "with": ["not a"]}],
        },
        c={"claim": "C.", "undercuts": ["b > a"], "depends_on": [{"to": "a"}]},
        d={"crux": "A?", "turns_on": "a", "decides": ["c"]},
    )
    joining = join(kb, imported)
    assert joining.ok
    assert joining.texts == {
        "bread/a-2.yaml": "claim: Another A, see [[b-3]] and [[a-2|a]] a.\n",
        "bread/b-3.yaml": (
            "claim: Another B.\nsupports:\n  - a-2\n  - to: c\n    because: As [[a-2]].\n    with: [not a-2]\n"
        ),
        "bread/c.yaml": "claim: C.\nundercuts: [b-3 > a-2]\ndepends_on:\n  - to: a-2\n",
        "bread/d.yaml": "crux: A?\nturns_on: a-2\ndecides: [c]\n",
    }


def test_a_topic_that_is_there_is_kept(tmp_path):
    kb = bread(tmp_path)
    joining = join(kb, drafts(bread={"topic": "On bread", "summary": "S."}, a={"claim": "A."}))
    assert list(joining.texts) == ["bread/a.yaml"]
    assert [(loss.what, loss.where) for loss in joining.losses] == [("topics", "bread")]


def test_only_what_is_new_is_told(tmp_path):
    kb = bread(tmp_path, {"bread/old.yaml": "claim: Old.\nbad: 1\n"})
    joining = join(
        kb, drafts(a={"claim": "A.", "supports": ["b"]}, b={"claim": "B.", "supports": ["a"]})
    )
    assert [(one.code, str(one.span)) for one in joining.diagnostics] == [
        ("circular-support", "map:1:1")
    ]


def test_all_records_are_written_or_none(tmp_path):
    kb = bread(tmp_path)
    joining = join(kb, drafts(a={"claim": "A."}, b={"claim": "B."}))
    (tmp_path / "bread" / "b.yaml").write_text("claim: Came in between.\n", "utf-8")
    with pytest.raises(FileExistsError):
        save(tmp_path, joining)
    assert not (tmp_path / "bread" / "a.yaml").exists()
    assert (tmp_path / "bread" / "b.yaml").read_text("utf-8") == "claim: Came in between.\n"
