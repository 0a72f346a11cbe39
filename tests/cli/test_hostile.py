"""Whatever lies in the folder: every command answers, with an exit status that says how it went, and nothing a terminal acts on."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest

from tests.cli.run import run
from tests.knowledge_bases import BREAD, write
from tests.repositories import commit, git

ACTED_ON = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
SEQUENCE = "\x1b]0;title\x07\x1b[31m\x9b2J\u202e\r\n"
ODD_NAMES = [b"\xff", b"a\nb\x1b[31m", b"a\r", "a\u202eb".encode(), "\x9b31m".encode()]
REPORT = {
    "experiment": SEQUENCE, "outcome": "yes", "limits": "", "seeds": [0], "code": {SEQUENCE: ""}, "measures": {},
    "made": {"date": "2026-01-31", "seconds": 1, "versions": {}},
}  # fmt: skip
RECORDS = {
    "bread/a.yaml": "claim: A.\nsupports: [b]\n",
    "bread/b.yaml": f"claim: B.\nnote: {json.dumps(SEQUENCE)}\n",
    "bread/c.yaml": f"claim: C.\nattacks: [nope, {json.dumps(SEQUENCE)}]\n",
    "bread/d.yaml": "claim: [1,2\n",
    "bread/e.yaml": "experiment: Does it rise?\ntests: [{claim: a, if_true: 0.8, if_false: 0.2}]\nstatus: done\n"
    "result: {outcome: 'yes', date: 2026-01-31, report: r.json}\n",
    "bread/f.yaml": b"\xff\xfe",
    "bread/g.yaml": SEQUENCE,
    "bread/k.yaml": "claim: K.\naliases: ['../../x']\nattacks: [nope, a]\nnote: '[x](../y)'\n",
    "sources/talk.fingerprint": "argmap-fingerprint 1 window=4\n" + SEQUENCE,
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """A repository of everything that can be wrong."""
    project = tmp_path_factory.mktemp("broken")
    root = write(project / "claims", BREAD | RECORDS)
    write(project, {"r.json": json.dumps(REPORT), ".gitignore": "pipe.yaml\n"})
    for name in map(os.fsdecode, ODD_NAMES):
        write(root, {f"bread/{name}.yaml": "claim: A.\n", f"{name}/x.yaml": "claim: X.\n"})
    (root / "bread/folder.yaml").mkdir()
    (root / "bread/loop.yaml").symlink_to("loop.yaml")
    (root / "away").symlink_to("/etc")
    git(project, "init", "--quiet", "--initial-branch=main")
    commit(project)
    os.mkfifo(root / "bread/pipe.yaml")
    return project


CALLS = {
    1: [
        "check", "check --format json", "check --format github", "check --format sarif", "check --numbers", "fmt --check",
        "fmt --check --format json", "fmt --check claims/bread/pipe.yaml", "run e", "check --since HEAD",
    ],
    0: [
        "show a", "show k", "show e", "show k --format json", "why a", "why a --format json", "cruxes a", "experiments",
        "whatif a=0.5", "disagree ann bob a", "query --schema", "diff HEAD", "diff HEAD --format markdown", "diff HEAD --format json",
        "schema --ids",
        *(f"export out.{name} --to {name}" for name in ("argdown", "aif", "csv", "dot", "mermaid", "graphml", "jsonld", "sqlite", "apx")),
    ],
    2: ["source coverage talk", "show b", "show ../../etc", "why nope", "fmt --check claims/bread/folder.yaml", "import claims/bread/f.yaml", "diff nope"],
}  # fmt: skip


@pytest.mark.parametrize(("status", "call"), [(code, one) for code in CALLS for one in CALLS[code]])
def test_every_command_answers_on_a_broken_knowledge_base(broken, monkeypatch, status, call):
    monkeypatch.chdir(broken)
    result = run(*call.split())
    assert result.exit_code == status, result.output
    told = result.stdout_bytes + result.stderr_bytes
    assert ACTED_ON.search(told.decode("utf-8", "surrogateescape")) is None


@pytest.mark.parametrize(
    "sql",
    [
        "select * from diagnostics",
        "select * from records",
        "select char(27) || '[31m', char(8238), char(155), char(0), char(13)",
    ],
)
def test_no_answer_to_a_query_moves_the_cursor(broken, monkeypatch, sql):
    monkeypatch.chdir(broken)
    result = run("query", sql)
    assert result.exit_code == 0
    assert ACTED_ON.search(result.stdout) is None


@pytest.mark.parametrize("argument", ["\x1b[31m", "\udcff", "a\rb", "\u202e"])
@pytest.mark.parametrize("command", ["show", "why", "schema", "diff", "nonsense", "-C"])
def test_what_was_typed_is_told_in_print(broken, monkeypatch, command, argument):
    monkeypatch.chdir(broken)
    result = run(command, argument)
    assert result.exit_code == 2
    assert ACTED_ON.search(result.output) is None


def test_json_says_which_file_it_was(broken, monkeypatch):
    monkeypatch.chdir(broken)
    told = json.loads(run("check", "--format", "json").stdout)
    files = {one["file"] for one in told["diagnostics"]}
    assert {f"claims/bread/{os.fsdecode(name)}.yaml" for name in ODD_NAMES} <= files


def test_what_a_terminal_cannot_show_stops_nothing(tmp_path):
    write(tmp_path / "claims", BREAD | {"bread/a.yaml": "claim: “A” – 日本.\n"})
    done = subprocess.run(
        [sys.executable, "-m", "argmap", "show", "a"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(b"\\u201cA\\u201d \\u2013 \\u65e5\\u672c.\n")


def test_a_folder_whose_name_is_no_topic_is_not_read(tmp_path):
    write(tmp_path, BREAD | {"No Topic/a.yaml": "claim: A.\n", "bread/b.yaml": "claim: B.\nsupports: [a]\n"})  # fmt: skip
    result = run("check", str(tmp_path))
    assert "No Topic/:1:1: error: the folder name 'No Topic' is not a slug" in result.output
    assert "unknown-id" not in result.output, "what it links to is told by the name of its folder"
