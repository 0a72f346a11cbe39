"""Every command of `docs/contributing.md` runs as shown, in a clone of this checkout; every record passes `check`."""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import argmap
from tests.pages import ROOT, blocks

PAGE = "docs/contributing.md"
GITHUB = "https://github.com/YOU/argmap"
BUILT = frozenset(
    [
        ".git",
        ".venv",
        "site",
        "dist",
        "build",
        "screenshots",
        ".argmap",
        ".hypothesis",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".bench",
        ".pythons",
        ".site.argmap",
    ]
)


def commands():
    """Every command of the page, with what it is shown to print."""
    for block in blocks(PAGE, "console"):
        for shown in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            command, output = re.fullmatch(
                r"((?:[^\n]*\\\n)*[^\n]*\n)(.*)", shown, re.DOTALL
            ).groups()
            yield command.strip(), output


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """The files of the project as they stand, without what is built from them."""
    folder = tmp_path_factory.mktemp("checkout") / "argmap"
    shutil.copytree(
        ROOT, folder, ignore=lambda at, _: BUILT if Path(at) == ROOT else ["__pycache__"]
    )
    return folder


@pytest.fixture
def shell(checkout, tmp_path, monkeypatch):
    """Runs a command in one shell session after the other; the folder and the environment carry over."""
    fork = tmp_path / "fork"
    git = ["git", "-c", "user.name=Ann", "-c", "user.email=ann@example.org"]
    subprocess.run([*git, "init", "--quiet", "--initial-branch=main"], cwd=checkout, check=True)
    subprocess.run([*git, "add", "--all"], cwd=checkout, check=True)
    subprocess.run([*git, "commit", "--quiet", "--message=All"], cwd=checkout, check=True)
    subprocess.run(["git", "clone", "--quiet", "--bare", checkout, fork], check=True)
    for name, value in {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{fork}.insteadOf",
        "GIT_CONFIG_VALUE_0": GITHUB,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "LC_ALL": "C.UTF-8",
        **{
            f"GIT_{who}_{what}": "ann@example.org"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        },
    }.items():
        monkeypatch.setenv(name, value)
    for name in (
        "PYTHONPATH",
        "MAKEFLAGS",
        "MFLAGS",
        "MAKELEVEL",
    ):  # `make test` sets the last three
        monkeypatch.delenv(name, raising=False)
    state = tmp_path / "state"
    state.write_text(f"cd {tmp_path}\n")

    def run(command):
        script = f"source {state}\nset -e\n{command}\n{{ echo cd $PWD; export -p; }} > {state}\n"
        return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)

    return run


def pretend_installed(clone):
    """Puts this Python where `make` would install one, which is the part that needs the network."""
    programs = clone / ".venv" / "bin"
    programs.mkdir(parents=True)
    start = f"#!/bin/sh\nPYTHONPATH={clone}/src exec {sys.executable}"
    for name, text in {
        "python": f'{start} "$@"\n',
        "argmap": f'{start} -m argmap "$@"\n',
        "activate": f"export PATH={programs}:$PATH\n",
    }.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    (clone / ".venv" / ".installed").touch()


@pytest.mark.skipif(
    not shutil.which("git") or not shutil.which("make"), reason="needs git and make"
)
def test_every_command_runs_and_prints_what_is_shown(shell, tmp_path):
    same = doctest.OutputChecker().check_output
    ran = 0
    for command, shown in commands():
        result = shell(command)
        assert result.returncode == 0, f"{command}\n{result.stdout}{result.stderr}"
        printed = result.stdout + result.stderr
        assert not shown or same(shown, printed, doctest.ELLIPSIS), f"{command}\n{printed}"
        if command.startswith("git clone"):
            pretend_installed(tmp_path / "argmap")
        ran += 1
    assert ran > 10
    pushed = subprocess.run(
        ["git", "show", "--name-only", "--format=%s", "offsets-are-shared"],
        cwd=tmp_path / "fork", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert pushed.stdout.split("\n") == [
        "Add that offsets are shared", "", "claims/linearity/offsets-are-shared.yaml", "",
    ]  # fmt: skip


def test_every_record_of_the_page_passes_check(checkout):
    records = blocks(PAGE, "yaml")
    assert len(records) == 3
    for record in records:
        (checkout / record.title).write_text(record.text, "utf-8")
    kb = argmap.load(checkout)
    for record in records:
        file = record.title.removeprefix("claims/")
        assert not [found for found in kb.diagnostics if found.span.file == file]
        (checkout / record.title).unlink()
    assert kb.ok


def test_a_contributor_finds_the_page(checkout):
    assert "docs/contributing.md" in (checkout / "CONTRIBUTING.md").read_text("utf-8")
    assert "contributing.md" in (checkout / "mkdocs.yml").read_text("utf-8")
