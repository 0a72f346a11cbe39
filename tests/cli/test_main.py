"""The command line as a whole: help, documentation, exit statuses, start-up, completion."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest

import argmap
from argmap.cli import COMMANDS, main
from tests.cli.run import run
from tests.knowledge_bases import bread

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "cli.md").read_text("utf-8")


def commands():
    """Every command and subcommand, as (words on the command line, command)."""
    with click.Context(main) as ctx:
        for name in COMMANDS:
            command = main.get_command(ctx, name)
            yield (name,), command
            for sub, one in getattr(command, "commands", {}).items():
                yield (name, sub), one


COMMAND_LIST = list(commands())
NAMES = [" ".join(words) for words, _ in COMMAND_LIST]


def process(*args, **options):
    """A real process, for exit statuses and what is imported."""
    return subprocess.run(
        [sys.executable, *args], capture_output=True, text=True, check=False, timeout=60, **options
    )


@pytest.mark.parametrize(("words", "command"), COMMAND_LIST, ids=NAMES)
def test_every_command_shows_an_example_that_calls_it(words, command):
    help_text = run(*words, "--help").output
    examples = help_text[help_text.index("Examples:") :]
    assert f"argmap {' '.join(words)}" in examples


@pytest.mark.parametrize("words", [words for words, _ in COMMAND_LIST if len(words) == 1])
def test_every_command_is_documented_with_an_example(words):
    section = PAGE[PAGE.index(f"## `argmap {words[0]}`") :].split("\n## ")[0]
    assert f"$ argmap {words[0]}" in section


def test_no_command_is_documented_that_is_not_there():
    assert set(re.findall(r"^## `argmap (\w+)`", PAGE, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize(("words", "command"), COMMAND_LIST, ids=NAMES)
def test_the_documented_options_exist(words, command):
    parts = [main, command, *getattr(command, "commands", {}).values()]
    known = {opt for part in parts for param in part.params for opt in param.opts} | {"--help"}
    written = f"argmap {' '.join(words)} "
    for line in [line for line in PAGE.splitlines() if written in line]:
        called = line[line.index(written) :].split(" | ")[0].split("`")[0]
        assert set(re.findall(r"(?<= )--[a-z-]+", called)) <= known, line


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_each_says_of_itself(name):
    help_text = run(name, "--help").output
    assert COMMANDS[name] in help_text
    assert COMMANDS[name] in run("--help").output


@pytest.mark.parametrize(("words", "command"), COMMAND_LIST, ids=NAMES)
def test_every_option_is_explained(words, command):
    for param in command.params:
        if isinstance(param, click.Option):
            assert param.help, (words, param.name)


def test_what_reports_can_report_as_json():
    silent = {"build", "serve", "schema", "completion", "source", "new"}
    for words, command in COMMAND_LIST:
        if words[0] in silent and len(words) == 1:
            continue
        formats = next(p for p in command.params if p.name == "format_").type.choices
        assert "json" in formats, words


# --- Exit statuses ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["chekc"], "there is no command 'chekc'; did you mean 'check'?"),
        (["zzz"], "the commands are check, build"),
        (["check", "--frmat", "json"], "--format"),
        (["check", "--format", "xml"], "'xml' is not one of"),
        (["check", "nowhere"], "there is no folder 'nowhere'"),
        (["check", "--explain", "unknown-feild"], "did you mean 'unknown-field'"),
        (["show"], "Missing argument 'ID'"),
        (["show", "slow-brea"], "did you mean 'slow-bread'?"),
        (["query"], "--schema to see the tables"),
        (["query", "drop table claims"], "read-only"),
        (["schema", "clam"], "did you mean 'claim'?"),
        (["source", "show", "tlk"], "did you mean 'talk'?"),
        (["source", "coverage", "kitchen-thread"], "the archives are: talk"),
        (["source", "add", "nowhere.txt"], "does not exist"),
        (["source", "show", "talk", "--lines", "a-b"], "such as 19-21"),
        (["source", "show", "talk", "--lines", "99"], "its last is 3"),
        (["new", "claim"], "HEADLINE is missing"),
        (["new", "claim", "A is b."], "--topic is missing"),
        (["new", "evidence", "A is b.", "--topic", "bread", "--type", "resutl"], "did you mean 'result'?"),
        (["new", "claim", "A.", "--topic", "bread", "--because", "x"], "speak of a link"),
        (["new", "claim", "A.", "--topic", "bread", "--quote", "not there at all"], "no archived text"),
        (["fmt", "nowhere.yaml"], "does not exist"),
        (["build"], "there is no mkdocs.yml here or above"),
        (["build", "-f", "other.yml"], "there is no file 'other.yml'"),
        (["completion", "tcsh"], "'tcsh' is not one of"),
        (["init", "."], "is there already"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_wrong_use_is_explained_and_exits_with_2(args, message, tmp_path, monkeypatch):
    bread(tmp_path, {"bread/slow-bread.yaml": "claim: Slow bread is better.\n"})
    (tmp_path / "README.md").write_text("x", "utf-8")
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.output


@pytest.mark.parametrize("args", [["check"], ["show", "a"], ["fmt"], ["-C", ".", "check"]])
def test_outside_a_knowledge_base_the_way_in_is_shown(args, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*args)
    assert result.exit_code == 2
    assert "argmap init" in result.stderr


@pytest.mark.parametrize(
    ("where", "args"),
    [
        (".", ["check"]),
        ("claims", ["check"]),
        ("claims/bread", ["check"]),
        ("docs/deep", ["check"]),
        ("/", ["check", "{root}"]),
        ("/", ["check", "{root}/claims"]),
        ("/", ["check", "{root}/claims/bread/slow-bread.yaml"]),
        ("/", ["-C", "{root}", "check"]),
        ("/", ["check", "-C", "{root}"]),
    ],
)
def test_the_knowledge_base_is_found_from_wherever_one_stands(where, args, tmp_path, monkeypatch):
    bread(tmp_path / "claims", {"bread/slow-bread.yaml": "claim: Slow bread is better.\n"})
    (tmp_path / "docs" / "deep").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / where)
    result = run(*[arg.format(root=tmp_path) for arg in args])
    assert result.exit_code == 0, result.output
    assert "6 records" in result.stdout


def test_a_folder_of_records_without_settings_has_a_problem_and_is_no_wrong_use(tmp_path):
    bread(tmp_path)
    (tmp_path / "knowledge-base.yaml").unlink()
    result = run("check", str(tmp_path))
    assert result.exit_code == 1
    assert "[no-settings]" in result.stdout


def test_a_bug_exits_with_3_and_says_how_to_report_it(tmp_path, monkeypatch):
    bread(tmp_path)

    def broken(*_, **__):
        raise RuntimeError("oh no")

    monkeypatch.setattr("argmap.loader.run_checks", broken)
    result = run("check", str(tmp_path))
    assert result.exit_code == 3
    assert "RuntimeError: oh no" in result.stderr
    assert "Traceback" not in result.stderr
    monkeypatch.setenv("ARGMAP_DEBUG", "1")
    assert "Traceback" in run("check", str(tmp_path)).stderr


def test_a_folder_that_cannot_be_written_is_no_bug(tmp_path):
    (tmp_path / "file").write_text("x", "utf-8")
    result = run("init", str(tmp_path / "file" / "kb"))
    assert result.exit_code == 2
    assert "Not a directory" in result.stderr


def test_a_reader_that_stops_reading_is_no_error(tmp_path):
    bread(tmp_path)
    command = f'"{sys.executable}" -m argmap check "{tmp_path}"; echo $? >&2'
    result = subprocess.run(
        ["sh", "-c", f"{{ {command}; }} | true"], capture_output=True, text=True, check=False
    )
    assert result.stderr == "141\n"


FOREVER = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n"
TELLING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where the tests themselves run in a shell's background
from argmap.cli import main
from argmap.query import Database
run = Database.run
def told(*args):
    print("running", flush=True)
    return run(*args)
Database.run = told
main()
"""


def test_ctrl_c_stops_without_a_traceback(tmp_path):
    assert run("init", str(tmp_path)).exit_code == 0
    child = subprocess.Popen(
        [sys.executable, "-c", TELLING, "query", FOREVER],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert child.stdout.readline() == "running\n"
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=30)
    assert child.returncode == 130
    assert errors.split() == ["stopped"]


def test_the_process_exits_with_the_status_of_the_command(tmp_path):
    bread(tmp_path, {"bread/a.yaml": "claim: A\nbad: 1\n"})
    assert process("-m", "argmap", "check", str(tmp_path)).returncode == 1
    assert process("-m", "argmap", "--version").stdout == f"argmap, version {argmap.__version__}\n"
    assert process("-m", "argmap", "frobnicate").returncode == 2


# --- Start-up ---------------------------------------------------------------------------------------

SLOW = {
    "yaml",
    "ruamel",
    "networkx",
    "numpy",
    "pandas",
    "mkdocs",
    "jinja2",
    "sqlite3",
    "markdown_it",
}


def imported_by(*args, cwd=None):
    code = "import sys; from argmap.cli import main\ntry: main(sys.argv[1:])\nfinally: sys.stderr.write('\\n'.join(sys.modules))"
    result = process("-c", code, *args, cwd=cwd)
    return {name.partition(".")[0] for name in result.stderr.splitlines()}


def test_help_imports_nothing_slow():
    imported = imported_by("--help")
    assert "click" in imported
    assert not SLOW & imported


def test_check_imports_nothing_it_does_not_need(tmp_path):
    bread(tmp_path, {"bread/a.yaml": "claim: A is b.\n"})
    imported = imported_by("check", str(tmp_path))
    assert "yaml" in imported
    assert not (SLOW - {"yaml"}) & imported


@pytest.mark.parametrize("name", COMMANDS)
def test_the_help_of_a_command_imports_nothing_slow(name):
    assert not SLOW & imported_by(name, "--help")


# --- Completion -------------------------------------------------------------------------------------


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script_calls_argmap(shell):
    script = run("completion", shell).stdout
    assert f"_ARGMAP_COMPLETE={shell}_complete" in script


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("argmap ch", {"check"}),
        ("argmap show slow", {"slow-bread"}),
        ("argmap source co", {"coverage"}),
    ],
)
def test_the_shell_completes_commands_and_ids(words, found, tmp_path):
    bread(tmp_path / "claims", {"bread/slow-bread.yaml": "claim: Slow bread is better.\n"})
    environment = os.environ | {
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
        "_ARGMAP_COMPLETE": "bash_complete",
    }
    result = process("-m", "argmap", env=environment, cwd=tmp_path)
    assert {line.partition(",")[2] for line in result.stdout.splitlines()} == found


def test_json_is_json_whatever_the_locale(tmp_path):
    bread(tmp_path, {"bread/a.yaml": "claim: Brot schmeckt köstlich.\nbäd: 1\n"})
    result = process("-m", "argmap", "check", str(tmp_path), "--format", "json",
                     env=os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": "utf-8"})  # fmt: skip
    messages = [found["message"] for found in json.loads(result.stdout)["diagnostics"]]
    assert "`bäd` is not a field of a claim" in messages
