"""The workflows: linted, pinned, and with no more rights than they need."""

from __future__ import annotations

import re

import pytest
import yaml

from tests.github.tools import ROOT, WORKFLOWS, passes, tool

READ = {"contents": "read"}
RIGHTS = {
    "check": {"records": READ, "tests": READ, "pythons": READ, "package": READ},
    "comment": {"comment": READ | {"actions": "read", "pull-requests": "write"}},
    "publish": {"build": READ, "deploy": {"pages": "write", "id-token": "write"}},
}
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def test_zizmor_finds_nothing():
    passes(tool("zizmor"), "--offline", "--quiet", ROOT)


def test_actionlint_finds_nothing():
    passes(tool("actionlint"), *WORKFLOWS)


@pytest.mark.parametrize(
    ("schema", "files"),
    [("workflows", WORKFLOWS), ("issue-config", [ROOT / ".github/ISSUE_TEMPLATE/config.yml"])],
)
def test_files_are_as_githubs_schema_has_them(schema, files):
    passes(tool("check-jsonschema"), "--builtin-schema", f"vendor.github-{schema}", *files)


def test_no_job_has_more_rights_than_it_needs():
    found = {}
    for file in WORKFLOWS:
        workflow = yaml.safe_load(file.read_text("utf-8"))
        assert workflow["permissions"] == {}, file
        found[file.stem] = {name: job["permissions"] for name, job in workflow["jobs"].items()}
    assert found == RIGHTS


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.stem)
def test_actions_are_pinned_and_jobs_end(file):
    text = file.read_text("utf-8")
    used = re.findall(r"uses: (.*)", text)
    assert used
    assert [one for one in used if not PINNED.match(one)] == []
    workflow = yaml.safe_load(text)
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert job["timeout-minutes"] <= 60
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_one_version_of_an_action_is_used_everywhere():
    used = {one for file in WORKFLOWS for one in re.findall(r"uses: (.*)", file.read_text("utf-8"))}
    names = [one.split("@")[0] for one in used]
    assert len(names) == len(set(names))


def test_the_run_that_may_write_takes_nothing_to_execute_from_a_pull_request():
    (job,) = yaml.safe_load((ROOT / ".github/workflows/comment.yml").read_text("utf-8"))["jobs"].values()  # fmt: skip
    checkout, download, comment = job["steps"]
    assert checkout["with"]["ref"] == "${{ github.event.repository.default_branch }}"
    assert download["with"]["path"].startswith("${{ runner.temp }}/")
    assert comment["run"] == 'python3 .github/scripts/comment.py "$RUNNER_TEMP/comment"'


def test_no_script_line_holds_what_a_pull_request_can_set():
    """It comes in through the environment, where a shell does not execute it."""
    for file in WORKFLOWS:
        for job in yaml.safe_load(file.read_text("utf-8"))["jobs"].values():
            assert [step["run"] for step in job["steps"] if "${{" in step.get("run", "")] == []
