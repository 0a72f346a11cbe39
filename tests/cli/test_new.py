"""`argmap new` with a person at the terminal, and with whatever strings there are."""

from __future__ import annotations

import json
import os
import pty
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import argmap
from argmap.cli.questions import QUESTIONS
from argmap.model import KINDS
from tests.cli.run import run
from tests.knowledge_bases import TALK, bread
from tests.pages import ROOT, blocks

FILES = {
    "bread/slow-is-better.yaml": (
        "claim: Slow bread is better.\npositions: [{person: bob, stance: rejects}]\n"
    ),
    "bread/rye-keeps.yaml": "claim: Rye keeps.\npositions: [{person: ann, stance: accepts}]\n",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    assert bread(tmp_path / "claims", FILES).ok
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("argmap.cli.asking.person_is_there", lambda: True)
    return tmp_path / "claims"


def answer(kind, *answers):
    return run("new", kind, answers="".join(f"{line}\n" for line in answers))


def test_every_kind_has_questions_and_each_asks_for_an_option():
    assert QUESTIONS.keys() == KINDS.keys()
    for kind, questions in QUESTIONS.items():
        flags = run("new", kind, "--help").stdout
        for question in questions:
            assert question.flag in flags


CALL = re.compile(r"argmap (new \w+ \"(?:[^\\\n]|\\\n)*)")


def examples():
    """The calls that the help of each kind, and the page on the command line, show."""
    shown = [run("new", kind, "--help").stdout for kind in QUESTIONS]
    shown += [block.text for block in blocks("docs/cli.md", "console")]
    return [call for text in shown for call in CALL.findall(text)]


def test_every_example_works_on_the_knowledge_base_that_ships():
    assert len(examples()) > len(QUESTIONS)
    for example in examples():
        result = run("-C", str(ROOT), *shlex.split(example.replace("\\\n", " ")), "--dry-run")
        assert result.exit_code == 0, f"{example}\n{result.output}"


def test_a_claim_is_led_from_headline_to_file(folder):
    result = answer(
        "claim", "Slow rye digests easily", "", "", "2", "", "strong", "It: rests.",
        "I find it easier to digest", "", "", "", "",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "  2  slow-is-better: Slow bread is better." in result.stderr
    assert "Topic (bread) [bread]:" in result.stderr
    assert "talk:1.1 in kitchen-thread, spoken by ann" in result.stderr
    assert "Who holds it (id) [ann]:" in result.stderr
    assert "[slow-rye-digests-easily]:" in result.stderr
    assert result.stdout == "wrote claims/bread/slow-rye-digests-easily.yaml\n"
    assert (folder / "bread" / "slow-rye-digests-easily.yaml").read_text("utf-8") == (
        "claim: Slow rye digests easily.\n"
        "supports:\n"
        "  - to: slow-is-better\n"
        "    strength: strong\n"
        '    because: "It: rests."\n'
        "positions:\n"
        "  - person: ann\n"
        "    stance: accepts\n"
        "    quotes:\n"
        "      - text: I find it easier to digest\n"
        "        source: kitchen-thread\n"
    )
    assert argmap.load(folder).diagnostics == ()


@pytest.mark.parametrize(
    ("kind", "answers", "file", "text"),
    [
        ("evidence", ["Rye holds acid.", "", "result", "0.8", "", "", "", "rye-keeps", "", "", "", "", "y"],
         "bread/rye-holds-acid.yaml",
         "evidence: Rye holds acid.\ntype: result\nreliability: 0.8\nattacks: [rye-keeps]\n"),
        ("crux", ["Does rye keep?", "", "1", "slow-is-better", "", "", ""],
         "bread/rye-keep.yaml",
         "crux: Does rye keep?\nturns_on: rye-keeps\ndecides: [slow-is-better]\n"),
        ("experiment", ["Is old rye sour?", "", "rye-keeps", "0.8", "0.1", "Taste it.", "", "2", "sour-rye", ""],
         "bread/sour-rye.yaml",
         ("experiment: Is old rye sour?\ntests:\n  - claim: rye-keeps\n    if_true: 0.8\n    if_false: 0.1\n"
          "status: stub\nprotocol: |-\n  Taste it.\neffort_days: 2.0\n")),
        ("source", ["On the keeping of rye", "paper", "Ann Baker; Cleo Cook", "2023-05", "https://rye.org/1", "", "", ""],
         "sources/ann-2023-keeping-rye.yaml",
         "source: On the keeping of rye\ntype: paper\nauthors: [ann, Cleo Cook]\ndate: 2023-05\nurl: https://rye.org/1\n"),
        ("person", ["Cleo Cook", "", "Cleo the Cook", "https://cleo.org", "", ""],
         "people/cleo-cook.yaml",
         "person: Cleo Cook\nhandle: Cleo the Cook\nurl: https://cleo.org\n"),
        ("person", ["Unnamed commenter, on rye", "", "", "", "", ""],
         "people/unnamed-commenter-rye.yaml", "person: Unnamed commenter, on rye\nanonymous: true\n"),
        ("topic", ["Rye", "What is argued about rye.", "", ""],
         "rye/rye.yaml", "topic: Rye\nsummary: |-\n  What is argued about rye.\n"),
    ],
)  # fmt: skip
def test_each_kind_is_led(folder, kind, answers, file, text):
    result = answer(kind, *answers)
    assert result.exit_code == 0, result.output
    assert (folder / file).read_text("utf-8") == text
    assert argmap.load(folder).ok


def test_an_answer_that_will_not_do_is_told_and_asked_for_again(folder):
    result = answer(
        "crux", "Rye keeps", "Does rye keep?", "bred", "bread", "rye-kept", "ann", "9", "rye-keeps", "", "\x1b[D",
        "", "Rye", "ann", "index", "rye", "",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    for told in (
        "end it with a question mark",
        "there is no topic 'bred'; did you mean 'bread'?",
        "there is no claim 'rye-kept'; did you mean 'rye-keeps'?",
        "'ann' is of kind person, not claim",
        "there is no claim '9'",
        "invisible character U+001B",
        "'Rye' is not lower-case words",
        "the id 'ann' is taken by another record",
        "the id 'index' is taken by a page of the site",
    ):
        assert told in result.stderr
    assert "rye" in argmap.load(folder).cruxes


def test_words_that_were_not_said_so_are_asked_for_again_with_what_was_said(folder, tmp_path):
    (tmp_path / "talk.txt").write_text(TALK, "utf-8")
    run("source", "add", "talk.txt")
    result = answer("claim", "Time is idle.", "", "", "", "", "I doubt fermentation time is what",
                    "I doubt that fermentation time", "", "", "", "")  # fmt: skip
    assert "closest is 2.1: “I doubt that fermentation time is what matters here.”" in result.stderr
    assert argmap.load(folder)["time-idle"].positions[0].person == "bob"


def test_the_record_is_shown_and_can_be_declined(folder):
    result = answer("person", "Cleo Cook", "", "", "", "", "n")
    assert "person: Cleo Cook\n" in result.stderr
    assert result.stdout == "not written\n"
    assert not (folder / "people" / "cleo-cook.yaml").exists()


def test_with_a_headline_only_what_is_needed_is_asked_for(folder):
    result = run("new", "evidence", "Rye holds acid.", answers="\nresult\n")
    assert result.exit_code == 0, result.output
    assert result.stderr.count(":") < 10
    assert argmap.load(folder)["rye-holds-acid"].type == "result"


def test_giving_up_half_way_writes_nothing(folder):
    before = sorted(folder.rglob("*"))
    result = answer("claim", "Rye is good.", "bread")
    assert result.exit_code == 130
    assert "stopped" in result.stderr
    assert sorted(folder.rglob("*")) == before


def test_without_a_person_what_is_missing_is_told_with_what_there_is(folder, monkeypatch):
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    result = run("new", "claim", "Rye is good.")
    assert result.exit_code == 2
    assert "--topic is missing; there are bread" in result.stderr
    assert "--type is missing; there are result, paper" in run("new", "evidence", "A.", "--topic", "bread").stderr  # fmt: skip
    assert "there is no topic 'bred'; did you mean 'bread'?" in run("new", "claim", "A.", "--topic", "bred").stderr  # fmt: skip


def test_a_claim_without_links_is_told_what_is_near(folder, monkeypatch):
    monkeypatch.undo()
    monkeypatch.chdir(folder)
    result = run("new", "claim", "Rye is slow.", "--topic", "bread", "--person", "ann")
    assert "near it are rye-keeps, slow-is-better; --supports or --attacks links them" in result.stderr  # fmt: skip
    told = json.loads(run("new", "person", "Ann Baker", "--dry-run", "--format", "json").stdout)
    assert told["near"] == ["ann"]
    assert "the headline of ann is the same" in run("new", "person", "Ann Baker").stderr


def test_at_a_real_terminal(tmp_path):
    bread(tmp_path / "claims", FILES)
    ours, theirs = pty.openpty()
    environment = os.environ | {"PYTHONPATH": str(Path(argmap.__file__).parents[1]), "TERM": "dumb"}
    process = subprocess.Popen(
        [sys.executable, "-m", "argmap", "new", "crux"], cwd=tmp_path, env=environment,
        stdin=theirs, stdout=theirs, stderr=theirs, close_fds=True,
    )  # fmt: skip
    os.close(theirs)
    os.write(ours, b"Does rye keep?\n\n1\n\n\n\n\n")
    said = b""
    try:
        while chunk := os.read(ours, 4096):
            said += chunk
    except OSError:  # Linux ends a terminal nobody writes to so
        pass
    os.close(ours)
    assert process.wait(timeout=30) == 0, said
    assert b"1  rye-keeps: Rye keeps." in said
    assert "rye-keep" in argmap.load(tmp_path / "claims").cruxes


# --- Whatever is typed ------------------------------------------------------------------------------

ODD = st.text(
    alphabet=st.characters(exclude_categories=[]) | st.sampled_from(list(" :#-'\"[]{},&*!|>%@`\\\0\n\t<>")),
    max_size=40,
)  # fmt: skip
SENSIBLE = st.sampled_from(
    ["slow-is-better", "rye-keeps", "bread", "ann", "talk", "kitchen-thread", "result", "paper", "0.5",
     "I find it easier to digest", "2023-05", "https://a.org", "accepts", "strong", "not-there", "con",
     "1", "-1", "nan", "1e999", "<b>x</b>", "[[nobody]]", "a: b", "talk:1.1", "../up", "x" * 300,
     "[x](javascript:alert(1))", "{{ x }}", "word " * 60],
)  # fmt: skip
TYPED = ODD | SENSIBLE


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whatever")
    bread(folder / "claims", FILES)
    return folder


def files_of(folder):
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def check_outcome(folder, before, result):
    """Either one file more, and `check` passes; or all as before, and words to say why."""
    after = files_of(folder)
    try:
        assert result.exit_code in (0, 1, 2, 130), result.output
        assert {file: after.get(file) for file in before} == before
        assert len(after) - len(before) == (result.exit_code == 0 and "wrote" in result.stdout)
        assert result.output.strip()
        assert argmap.load(folder / "claims").ok
    finally:
        for file in after.keys() - before.keys():
            file.unlink()
        for made in {file.parent for file in after.keys() - before.keys()}:
            if not any(made.iterdir()):
                shutil.rmtree(made)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_options_are_given_what_is_written_passes_check(pristine, data):
    kind = data.draw(st.sampled_from(sorted(QUESTIONS)))
    questions = QUESTIONS[kind]
    args = ["-C", str(pristine), "new", kind, data.draw(TYPED)]
    args += [
        f"{question.flag}={data.draw(TYPED)}"
        for question in questions[1:]
        if question.needed or data.draw(st.booleans())
    ]
    check_outcome(pristine, files_of(pristine), run(*args))


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_whatever_is_answered_what_is_written_passes_check(pristine, monkeypatch, data):
    monkeypatch.setattr("argmap.cli.asking.person_is_there", lambda: True)
    kind = data.draw(st.sampled_from(sorted(QUESTIONS)))
    typed = st.just("") | TYPED.map(lambda text: text.encode(errors="ignore").decode())
    answers = "\n".join(data.draw(st.lists(typed, min_size=5, max_size=30))) + "\n" * 20 + "y\n"
    check_outcome(
        pristine, files_of(pristine), run("-C", str(pristine), "new", kind, answers=answers)
    )
