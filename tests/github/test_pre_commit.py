"""The hooks, called by pre-commit from a repository of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import pytest

from tests.github.tools import ROOT, tool
from tests.knowledge_bases import BREAD, write

PACKAGE = ["src", "site_overrides", "docs", "pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".pre-commit-hooks.yaml"]  # fmt: skip
UNTIDY = "claim:   Slow bread is better.\npositions: [{person: ann, stance: accepts}]\n"


def git(folder, *args):
    who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    done = subprocess.run(
        ["git", *who, *args], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def commit(folder):
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All")
    return folder


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    """A repository that holds this tree as it lies, to install the hooks from."""
    folder = tmp_path_factory.mktemp("argmap")
    for name in PACKAGE:
        if (ROOT / name).is_dir():
            leave = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=leave)
        else:
            shutil.copy(ROOT / name, folder / name)
    return commit(folder)


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Lets pre-commit install the package without asking an index: what it rests on is here already."""
    pytest.importorskip("hatchling", reason="hatchling is not installed")
    here = tmp_path_factory.mktemp("packages")
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.lower().startswith(("argmap", "_argmap", "_editable", "__editable__", "pip", "setuptools")):  # fmt: skip
            (here / path.name).symlink_to(path)
    return {
        **os.environ,
        "PYTHONPATH": str(here),
        "PRE_COMMIT_HOME": str(tmp_path_factory.mktemp("pre-commit")),
        "PIP_NO_DEPS": "1",
        "PIP_NO_INDEX": "1",
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads the negative of what it is called
    }


def test_the_hooks_work_from_another_repository(hooks, environment, tmp_path):
    pre_commit = tool("pre-commit")
    head = git(hooks, "rev-parse", "HEAD")
    config = f"repos:\n  - repo: {hooks}\n    rev: {head}\n    hooks: [{{id: argmap-check}}, {{id: argmap-fmt}}]\n"
    records = {f"claims/{name}": text for name, text in BREAD.items()}
    slow = tmp_path / "claims" / "bread" / "slow.yaml"
    write(
        tmp_path, {**records, "claims/bread/slow.yaml": UNTIDY, ".pre-commit-config.yaml": config}
    )
    commit(tmp_path)

    def run(hook):
        command = [pre_commit, "run", hook, "--all-files", "--color", "never"]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout + done.stderr

    status, told = run("argmap-check")
    assert (status, "Passed" in told) == (0, True), told
    status, told = run("argmap-fmt")
    assert (status, "changed claims/bread/slow.yaml" in told) == (1, True), told
    assert slow.read_text("utf-8").startswith("claim: Slow bread is better.\n")
    assert run("argmap-fmt")[0] == 0
    slow.write_text("claim: Slow bread is better.\nsupports: [nothing]\n")
    status, told = run("argmap-check")
    assert (status, "[unknown-id]" in told) == (1, True), told
