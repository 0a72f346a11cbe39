"""`argmap check` recalls a verdict only where nothing it rests on has changed."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from argmap import store, verdicts
from tests.cli.run import run
from tests.knowledge_bases import TALK, bread, write

RECORDS = {
    "bread/q.yaml": """\
claim: Q is so.
positions:
  - person: ann
    stance: accepts
    quotes:
      - {text: "I find it far easier to digest than quick bread", source: kitchen-thread}
""",
    "bread/a.yaml": "claim: Slow bread digests well.\nsupports: [nowhere]\n",
    "bread/e.yaml": """\
experiment: Does it?
tests:
  - {claim: a, if_true: 0.8, if_false: 0.2}
status: done
run: experiments/taste.py
result:
  outcome: "yes"
  date: 2026-01-02
  summary: It does.
  report: experiments/results/e.json
""",
}
REPORT = {
    "format": 1,
    "experiment": "e",
    "outcome": "no",
    "measures": {},
    "limits": "",
    "seeds": [1],
    "sizes": {},
    "code": {"experiments/taste.py": "0" * 64, "experiments/lab.py": "0" * 64},
    "made": {"date": "2026-01-02", "seconds": 1, "machine": "x", "versions": {}},
}


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project whose verdict is already known."""
    monkeypatch.setenv(store.FOLDER, str(tmp_path / "cache"))
    root = tmp_path / "project"
    bread(root / "claims", RECORDS)
    write(
        root / "experiments",
        {"taste.py": "", "lab.py": "", "results/e.json": json.dumps(REPORT), "results/e.svg": "<svg/>"},
    )  # fmt: skip
    write(root, {".argmap/texts/talk.txt": TALK})
    verdicts.check(root / "claims", numbers=False)
    return root


@pytest.fixture
def loads(monkeypatch):
    """Counts how often records are read."""
    from argmap import loader

    counted = []
    load_from = loader.load_from
    monkeypatch.setattr(
        loader, "load_from", lambda *a, **k: counted.append(1) or load_from(*a, **k)
    )
    return counted


def test_nothing_is_read_twice_that_has_not_changed(project, loads):
    first = verdicts.check(project / "claims", numbers=False)
    assert {one.code for one in first.diagnostics} >= {
        "unknown-id",
        "report-disagrees",
        "quote-not-found",
    }
    assert not loads


def test_the_command_says_the_same_again(project, loads):
    first, second = (run("-C", str(project), "check") for _ in range(2))
    assert (first.exit_code, first.stdout) == (second.exit_code, second.stdout)
    assert first.exit_code == 1
    assert not loads


CHANGES = {
    "a record changes": ("claims/bread/a.yaml", "claim: Slow bread digests best.\n"),
    "a record comes": ("claims/bread/b.yaml", "claim: B is so.\n"),
    "a file comes that is no record": ("claims/bread/b.txt", ""),
    "a record goes": ("claims/bread/a.yaml", None),
    "a topic comes": ("claims/cheese/c.yaml", "claim: C is so.\n"),
    "a fingerprint changes": ("claims/sources/talk.fingerprint", "argmap-fingerprint 0\n"),
    "the settings change": ("claims/knowledge-base.yaml", "knowledge_base: Other\n"),
    "the module of an experiment goes": ("experiments/taste.py", None),
    "the code of a result changes": ("experiments/lab.py", "x = 1\n"),
    "a report changes": ("experiments/results/e.json", "{}"),
    "the text of a source changes": (".argmap/texts/talk.txt", "Other words.\n"),
    "a plot changes": ("experiments/results/e.svg", "<svg><script/></svg>"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_all_is_checked_anew_when(project, loads, change):
    file, text = CHANGES[change]
    if text is None:
        (project / file).unlink()
    else:
        write(project, {file: text})
    renewed = verdicts.check(project / "claims", numbers=False)
    assert loads == [1]
    assert verdicts.check(project / "claims", numbers=False) == renewed
    assert loads == [1]


def test_the_numbers_have_a_verdict_of_their_own(project, loads):
    verdicts.check(project / "claims", numbers=True)
    assert loads == [1]


WATCH = """
import os, sys
from pathlib import Path
project = sys.argv[1]
seen = set()
def watch(event, args):
    if event in ("open", "os.scandir", "os.listdir") and str(args[0]).startswith(project):
        seen.add(os.path.relpath(args[0], project))
from argmap import verdicts
from argmap.files import Folder
from argmap.loader import load_from
traced = verdicts.Traced(Folder(Path(project) / "claims"))
sys.addaudithook(watch)
load_from(traced, numbers=True)
below = {"entries": "claims", "read": "claims", "named": "."}
asked = {os.path.normpath(f"{below[how]}/{path}") for how, path in traced.questions}
print(sorted(seen - asked))
"""


def test_the_checks_look_at_nothing_they_have_not_asked_for(project):
    done = subprocess.run(
        [sys.executable, "-c", WATCH, str(project)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
