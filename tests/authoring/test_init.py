"""A knowledge base of one's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

import argmap
from argmap.authoring import files
from argmap.authoring.formatter import formatted
from argmap.authoring.init import NotEmptyError, init
from tests.github.tools import WORKFLOWS, passes, tool
from tests.repositories import commit, git

WORKFLOW = ".github/workflows/argmap.yml"
SOURCE = Path(argmap.__file__).parents[1]


@pytest.mark.parametrize(
    "title",
    ["Bread", 'What "they" say: all of it', "100 % #1 \\ x", "yes", "{title} {version} \\1"],
)
def test_the_examples_are_clean_and_carry_the_title(tmp_path, title):
    init(tmp_path / "new", title)
    kb = argmap.load(tmp_path / "new")
    assert kb.diagnostics == ()
    assert kb.settings.headline == title
    assert (len(kb.claims), len(kb.evidence), len(kb.experiments)) == (1, 1, 1)
    assert (
        yaml.safe_load((tmp_path / "new" / "mkdocs.yml").read_text("utf-8"))["site_name"] == title
    )


def test_the_examples_are_laid_out_as_fmt_would(tmp_path):
    for file in init(tmp_path, "Bread").written:
        if "claims" in file.parts:
            text = file.read_text("utf-8")
            assert formatted(text, file.name).text == text


def test_the_examples_argue(tmp_path):
    init(tmp_path, "Bread")
    kb = argmap.load(tmp_path)
    assert kb.reasons_for("slow-bread-digests-easier")
    assert kb.backlinks["slow-bread-digests-easier"]


# --- Folders that are not empty ---------------------------------------------------------------------


def contents(folder):
    return {path.relative_to(folder): path.is_file() and path.read_bytes() for path in folder.rglob("*")}  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["claims/mine/mine.yaml", "knowledge-base.yaml", "mkdocs.yml", "docs/contributing.md", WORKFLOW, "claims/bread/bread.yaml"],
)  # fmt: skip
def test_where_a_site_or_records_are_nothing_is_written(tmp_path, name):
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("mine", "utf-8")
    before = contents(tmp_path)
    with pytest.raises(NotEmptyError, match="is there already; nothing was written"):
        init(tmp_path, "Bread")
    assert contents(tmp_path) == before


def test_what_a_new_repository_holds_is_kept(tmp_path):
    for name in ("README.md", "LICENSE", ".gitignore", "thoughts/one.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine", "utf-8")
    started = init(tmp_path, "Bread")
    assert {file.name for file in started.kept} == {"README.md", ".gitignore"}
    for name in ("README.md", "LICENSE", ".gitignore", "thoughts/one.txt"):
        assert (tmp_path / name).read_text("utf-8") == "mine"
    assert argmap.load(tmp_path).diagnostics == ()


def test_a_disk_that_fills_up_leaves_nothing_half_done(tmp_path, monkeypatch):
    (tmp_path / "README.md").write_text("mine", "utf-8")
    replace, left = files.os.replace, iter(range(3))

    def full(*args):
        if next(left, None) is None:
            raise OSError(28, "No space left on device")
        replace(*args)

    monkeypatch.setattr("argmap.authoring.files.os.replace", full)
    with pytest.raises(OSError, match="No space"):
        init(tmp_path, "Bread")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / "README.md"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "docs").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(PermissionError):
        init(tmp_path / "mine", "Bread")
    assert not list((tmp_path / "elsewhere").iterdir())


# --- The workflow -----------------------------------------------------------------------------------


@pytest.fixture
def workflow(tmp_path):
    init(tmp_path, "Bread")
    # BaseLoader, since YAML 1.1 takes the key `on` for true.
    return yaml.load((tmp_path / WORKFLOW).read_text("utf-8"), yaml.BaseLoader)


@pytest.fixture
def shell(tmp_path, tmp_path_factory):
    """Runs a step as GitHub does: in bash, in the repository, with what was installed on PATH."""
    programs = tmp_path_factory.mktemp("programs")
    argmap_here = f'PYTHONPATH={SOURCE} exec {sys.executable} -m argmap "$@"'
    (programs / "argmap").write_text(f"#!/bin/sh\n{argmap_here}\n", "utf-8")
    (programs / "argmap").chmod(0o755)
    environment = os.environ | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_STEP_SUMMARY": str(programs / "summary"),
    }

    def run(command):
        script = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", command]
        return subprocess.run(script, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)  # fmt: skip

    run.summary = programs / "summary"
    return run


def steps(workflow, key):
    return [step[key] for job in workflow["jobs"].values() for step in job["steps"] if key in step]


def test_what_the_workflow_runs_passes_on_a_good_change(workflow, shell, tmp_path):
    git(tmp_path, "init", "--quiet")
    commit(tmp_path)
    commit(tmp_path, {"claims/bread/rye.yaml": "claim: Rye keeps.\nsupports: [slow-bread-digests-easier]\n"})  # fmt: skip
    install, *commands = steps(workflow, "run")
    assert install == f"pip install argmap=={argmap.__version__}"
    for command in commands:
        done = shell(command)
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    assert (tmp_path / "site" / "rye" / "index.html").is_file()
    assert "slow-bread-digests-easier" in shell.summary.read_text("utf-8")


def test_the_workflow_fails_on_a_record_with_an_error(workflow, shell, tmp_path):
    (tmp_path / "claims/bread/rye.yaml").write_text("claim: A.\nsuports: [b]\n", "utf-8")
    done = shell(steps(workflow, "run")[1])
    assert done.returncode == 1
    assert "::error file=claims/bread/rye.yaml,line=2" in done.stdout


def test_the_workflow_has_no_right_it_does_not_need(workflow):
    assert set(workflow["on"]) == {"pull_request", "push", "workflow_dispatch"}
    assert workflow["permissions"] == {}
    rights = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert rights == {
        "build": {"contents": "read"},
        "publish": {"pages": "write", "id-token": "write"},
    }
    assert "github.event_name != 'pull_request'" in workflow["jobs"]["publish"]["if"]
    assert not any("${{" in command for command in steps(workflow, "run"))


def test_the_workflow_uses_what_ours_use(workflow):
    ours = "".join(file.read_text("utf-8") for file in WORKFLOWS)
    used = set(steps(workflow, "uses"))
    assert used
    assert [one for one in used if f"uses: {one} #" not in ours] == []


def test_linters_of_workflows_find_nothing(workflow, tmp_path):
    passes(tool("zizmor"), "--offline", "--quiet", tmp_path)
    passes(tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", tmp_path / WORKFLOW)  # fmt: skip
