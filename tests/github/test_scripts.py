"""The steps of the workflows, run here: with a GitHub that is a file, and in a small repository."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.github.tools import ROOT
from tests.knowledge_bases import BREAD, write

SCRIPTS = ROOT / ".github" / "scripts"
MARK = "<!-- argmap diff -->"
COMMENT = f"{MARK}\n### What this change does to the map\n\n1 record added.\n"
RUN = "https://github.com/bread/map/actions/runs/5"

GH = f"""\
#!{sys.executable}
import json, os, re, sys
path, state = sys.argv[2], json.load(open(os.environ["STATE"]))
method = sys.argv[sys.argv.index("--method") + 1] if "--method" in sys.argv else "GET"
body = json.load(sys.stdin)["body"] if "--input" in sys.argv else None
state["calls"].append(f"{{method}} {{path}}")
comments = state["comments"]
if method == "GET" and re.fullmatch(r"repos/bread/map/pulls/7", path):
    answer = state["pull"]
elif method == "GET" and path == "repos/bread/map/issues/7/comments?per_page=100":
    assert "--paginate" in sys.argv and "--slurp" in sys.argv
    answer = [comments[:1], comments[1:]]
elif method == "POST" and path == "repos/bread/map/issues/7/comments":
    answer = {{"id": 100, "user": {{"login": "github-actions[bot]"}}, "body": body}}
    comments.append(answer)
elif found := re.fullmatch(r"repos/bread/map/issues/comments/(\\d+)", path):
    (answer,) = [one for one in comments if one["id"] == int(found[1])]
    if method == "PATCH":
        answer["body"] = body
    else:
        assert method == "DELETE"
        comments.remove(answer)
        answer = None
else:
    sys.exit(f"HTTP 404 {{path}}")
json.dump(state, open(os.environ["STATE"], "w"))
if answer is not None:
    print(json.dumps(answer))
"""


class GitHub:
    """A pull request with comments, and a `gh` that reads and writes them."""

    def __init__(self, folder):
        self.folder = folder
        self.artifact = write(folder / "comment", {"comment.md": COMMENT, "number": "7\n"})
        write(folder / "bin", {"gh": GH})
        (folder / "bin" / "gh").chmod(0o755)
        head = {"sha": "abc", "repo": {"full_name": "fork/map"}}
        self.set(pull={"state": "open", "head": head}, comments=[], calls=[])

    def set(self, **state):
        (self.folder / "state.json").write_text(json.dumps(state))

    def __getitem__(self, key):
        return json.loads((self.folder / "state.json").read_text())[key]

    def run(self, **environment):
        env = {
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "STATE": str(self.folder / "state.json"),
            "GH_TOKEN": "secret",
            "GITHUB_REPOSITORY": "bread/map",
            "HEAD_REPOSITORY": "fork/map",
            "HEAD_SHA": "abc",
            "RUN_URL": RUN,
            **environment,
        }
        command = [sys.executable, SCRIPTS / "comment.py", self.artifact]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False)

    def refuses(self, reason, **environment):
        done = self.run(**environment)
        assert done.returncode == 1
        assert done.stderr.startswith("::error::Refused: ")
        assert reason in done.stderr
        assert not [call for call in self["calls"] if not call.startswith("GET")]


@pytest.fixture
def github(tmp_path):
    return GitHub(tmp_path)


def test_a_comment_is_made_and_later_updated(github):
    assert github.run().returncode == 0
    assert [one["body"] for one in github["comments"]] == [
        f"{COMMENT}\n<sub>[Checks and preview]({RUN})</sub>\n"
    ]
    write(github.artifact, {"comment.md": COMMENT.replace("1 record", "2 records")})
    assert github.run().returncode == 0
    (comment,) = github["comments"]
    assert "2 records added" in comment["body"]


def test_only_our_own_comments_are_touched_and_one_is_left(github):
    bot, ann = {"login": "github-actions[bot]"}, {"login": "ann"}
    others = [
        {"id": 1, "user": ann, "body": f"{MARK}\nI planted this."},
        {"id": 2, "user": bot, "body": "Another workflow's."},
        {"id": 3, "user": None, "body": f"{MARK}\nBy somebody who has left."},
    ]
    ours = [{"id": id, "user": bot, "body": f"{MARK}\nold"} for id in (4, 5)]
    github.set(pull=github["pull"], comments=[*others, *ours], calls=[])
    assert github.run().returncode == 0
    assert github["comments"][:3] == others
    assert [one["id"] for one in github["comments"][3:]] == [4]
    assert "1 record added" in github["comments"][3]["body"]


def test_a_run_that_left_nothing_to_say_is_no_failure(github):
    (github.artifact / "comment.md").unlink()
    assert github.run().returncode == 0
    assert github["calls"] == []


@pytest.mark.parametrize("change", [{"HEAD_SHA": "older"}, {"state": "closed"}])
def test_a_pull_request_that_has_moved_on_is_left_alone(github, change):
    state = change.pop("state", "open")
    github.set(pull={**github["pull"], "state": state}, comments=[], calls=[])
    done = github.run(**change)
    assert done.returncode == 0
    assert "moved on" in done.stdout
    assert github["comments"] == []


def test_the_number_of_another_pull_request_is_refused(github):
    github.refuses("not the one that was run", HEAD_REPOSITORY="mallory/map")


@pytest.mark.parametrize("number", ["", "0", "7 8", "../7", "seven", "7?x=1", "99999999999", "７"])
def test_what_is_no_number_is_refused(github, number):
    write(github.artifact, {"number": number})
    github.refuses("number")
    assert github["calls"] == []


@pytest.mark.parametrize(
    "text",
    [
        "no mark\n",
        f"{MARK}\nThanks, @maintainer.\n",
        f"{MARK}\nThanks, &#64;maintainer.\n",
        f"{MARK}\nCloses &num;12.\n",
        f"{MARK}\n[Sign in](https://evil.example)\n",
        f"{MARK}\n![pixel][1]\n",
        f"{MARK}\nhttps://evil.example\n",
        f"{MARK}\nwww.evil.example\n",
        f"{MARK}\n<img src=x>\n",
        f"{MARK}\n</details><a href=x>\n",
        f"{MARK}\n<!-- hidden\n",
        f"{MARK}\n" + "x" * 70_000,
        b"\xff\xfe",
    ],
)
def test_a_comment_that_argmap_would_not_write_is_refused(github, text):
    write(github.artifact, {"comment.md": text})
    github.refuses("comment")
    assert github["calls"] == []


def test_a_link_out_of_the_folder_is_not_followed(github, tmp_path):
    write(tmp_path, {"secret": f"{MARK}\nsecret\n"})
    (github.artifact / "comment.md").unlink()
    (github.artifact / "comment.md").symlink_to(tmp_path / "secret")
    github.refuses("no file")


def test_a_failure_of_github_fails_the_run(github):
    write(github.artifact, {"number": "8"})
    done = github.run()
    assert done.returncode != 0
    assert "HTTP 404" in done.stderr


# --- The scripts that run argmap ---------------------------------------------------------------------


SLOW = {"claims/bread/slow.yaml": "claim: Slow bread is better.\n"}
FAST = {"claims/bread/fast.yaml": "claim: Fast bread is worse.\nsupports: [slow]\n"}
DEAD = {"claims/bread/dead.yaml": "claim: Rye @maintainer <b>.\nsupports: [sloow]\n"}


@pytest.fixture
def merged(tmp_path):
    """A repository that has checked out the merge of a pull request, as GitHub does."""
    diff_report = pytest.importorskip("argmap.diff_report")
    assert diff_report.MARKER == MARK

    def git(*args):
        who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
        subprocess.run(["git", *who, *args], cwd=folder, check=True, capture_output=True)

    folder = tmp_path / "map"
    records = {f"claims/{name}": text for name, text in BREAD.items()}
    person = "positions: [{person: ann, stance: accepts}]\n"
    slow = {name: text + person for name, text in SLOW.items()}

    def merge(change):
        write(folder, {**records, **slow})
        git("init", "--quiet", "--initial-branch=main")
        git("add", "--all")
        git("commit", "--quiet", "--message", "Bread")
        git("switch", "--quiet", "--create", "change")
        write(folder, change)
        git("add", "--all")
        git("commit", "--quiet", "--message", "Change")
        git("switch", "--quiet", "--detach", "main")
        git("merge", "--quiet", "--no-ff", "change")
        return folder

    return merge


def script(name, *args, cwd):
    binaries = write(cwd.parent / "bin", {"argmap": f'#!/bin/sh\nexec {sys.executable} -m argmap "$@"\n'})  # fmt: skip
    (binaries / "argmap").chmod(0o755)
    path = f"{binaries}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run([SCRIPTS / name, *args], cwd=cwd, env=env, capture_output=True, text=True, check=False)  # fmt: skip


def test_the_check_passes_what_is_right_and_annotates_what_is_wrong(merged):
    folder = merged({**FAST})
    assert script("check.sh", "HEAD^1", cwd=folder).returncode == 0
    write(folder, DEAD)
    done = script("check.sh", "HEAD^1", cwd=folder)
    assert done.returncode == 1
    assert "::error file=claims/bread/dead.yaml" in done.stdout


@pytest.mark.parametrize("change", [FAST, DEAD], ids=["right", "wrong"])
def test_what_argmap_says_of_a_change_is_what_the_comment_takes(merged, github, change):
    folder = merged(change)
    done = script("describe.sh", "HEAD^1", "7", str(github.artifact), cwd=folder)
    assert done.returncode == 0, done.stderr
    done = github.run()
    assert done.returncode == 0, done.stderr
    (comment,) = github["comments"]
    assert comment["body"].startswith(MARK)
    assert next(iter(change)).rpartition("/")[2].removesuffix(".yaml") in comment["body"]
