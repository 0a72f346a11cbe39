"""`argmap check`: bad data in every format."""

from __future__ import annotations

import json
import re

import pytest

from tests.cli.run import run
from tests.knowledge_bases import bread

BAD = {
    "bread/one.yaml": "claim: One is so.\nsuports: [two]\n",
    "bread/two.yaml": "claim: Two is: so.\n",
    "bread/three.yaml": "claim: Three is so.\nprior: 40 %\nsupports: [one]\n",
}


@pytest.fixture
def bad(tmp_path, monkeypatch):
    bread(tmp_path / "claims", BAD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_all_problems_of_all_files_are_told_in_one_run(bad):
    result = run("check")
    assert result.exit_code == 1
    places = re.findall(r"^(\S+): error: .* \[([a-z-]+)\]$", result.stdout, re.MULTILINE)
    assert places == [
        ("claims/bread/one.yaml:2:1", "unknown-field"),
        ("claims/bread/three.yaml:2:8", "wrong-type"),
        ("claims/bread/two.yaml:1:14", "colon-in-text"),
    ]
    assert "  2 | suports: [two]\n    | ^~~~~~~\n  help: did you mean 'supports'?" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("3 errors")
    assert "in 8 records" in result.stdout


def test_clean_data_exits_with_0(tmp_path):
    bread(tmp_path)
    result = run("check", str(tmp_path))
    assert result.exit_code == 0
    assert result.stdout == "5 records, no problems\n"


@pytest.mark.parametrize("name", ["rye", "rye.yml", "rye.yaml.txt", "Rye keeps"])
def test_a_file_that_was_meant_to_be_a_record_is_not_passed_over(tmp_path, name):
    bread(
        tmp_path, {f"bread/{name}": "claim: Rye keeps.\n", "bread/LICENSE": "", "bread/a.png": ""}
    )
    told = run("check", str(tmp_path)).stdout
    assert told.count("[wrong-file-name]") == 1
    assert f"help: rename it to {name.partition('.')[0]}.yaml" in told


def test_warnings_block_only_when_strict(tmp_path):
    bread(tmp_path, {"bread/lonely.yaml": "claim: Nobody cares.\n"})
    plain, strict = run("check", str(tmp_path)), run("check", str(tmp_path), "--strict")
    assert (plain.exit_code, strict.exit_code) == (0, 1)
    assert "warning: " in plain.stdout
    assert plain.stdout == strict.stdout


def test_as_json(bad):
    result = run("check", "--format", "json")
    assert result.exit_code == 1
    report = json.loads(result.stdout)
    assert report["ok"] is False
    assert report["counts"]["error"] == 3
    assert report["diagnostics"][0]["file"] == "claims/bread/one.yaml"


def test_as_github_annotations(bad):
    result = run("check", "--format", "github")
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "::error file=claims/bread/one.yaml,line=2,endLine=2,col=1,endColumn=8,title=unknown-field::"
    )
    assert len([line for line in result.stdout.splitlines() if line.startswith("::error ")]) == 3


def test_as_sarif(bad):
    result = run("check", "--format", "sarif")
    assert result.exit_code == 1
    (sarif,) = json.loads(result.stdout)["runs"]
    assert {"unknown-field", "wrong-type", "colon-in-text"} <= {
        one["ruleId"] for one in sarif["results"]
    }


def test_paths_are_relative_to_where_one_stands(bad, monkeypatch):
    monkeypatch.chdir(bad / "claims" / "bread")
    assert "../bread/one.yaml:2:1: error" in run("check").stdout
    monkeypatch.chdir(bad / "claims")
    assert run("check").stdout.startswith("bread/one.yaml:2:1: error")


def test_no_colour_where_no_terminal_is(bad):
    assert "\x1b[" not in run("check").stdout


def test_colour_on_a_terminal_unless_refused(bad, monkeypatch):
    monkeypatch.setattr("argmap.cli.check.use_color", lambda: True)
    assert "\x1b[31" in run("check").stdout


@pytest.mark.parametrize("code", ["colon-in-text", "quote-not-found", "tab"])
def test_a_code_is_explained_with_its_examples(code):
    result = run("check", "--explain", code)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{code}\n\nError.")
    assert "Wrong:" in result.stdout
    assert "Right:" in result.stdout
    assert "###" not in result.stdout


def test_every_code_can_be_explained(bad):
    for found in json.loads(run("check", "--format", "json").stdout)["diagnostics"]:
        assert run("check", "--explain", found["code"]).exit_code == 0


def test_a_heading_inside_an_example_does_not_end_a_paragraph():
    from argmap.cli.check import _paragraphs

    page = "# Page\n\n### `one`\n\nText.\n\n```yaml\n# a comment\n```\n\nMore.\n\n## Others\n\n### `two`\n\nX.\n"
    assert _paragraphs(page) == {
        "one": "one\n\nText.\n\n```yaml\n# a comment\n```\n\nMore.",
        "two": "two\n\nX.",
    }
