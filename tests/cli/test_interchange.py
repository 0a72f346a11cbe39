"""`argmap import` and `argmap export`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import argmap
from tests.cli.run import run
from tests.knowledge_bases import bread
from tests.pages import blocks

DEBATE = """\
[Slow]: Slow bread is better. #pro
  - [Fast]: Fast bread saves time.

Words between.
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    claims = {
        "bread/slow.yaml": "claim: Slow bread digests easily.\npositions: [{person: ann, stance: accepts}]\n",
        "bread/sour.yaml": "claim: It is sour.\nsupports: [slow]\n",
        "rye/rye.yaml": "topic: Rye\nsummary: On rye.\n",
        "rye/dark.yaml": "claim: Rye is dark.\nattacks: [sour]\n",
    }
    assert bread(tmp_path / "claims", claims).ok
    (tmp_path / "debate.argdown").write_text(DEBATE, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "claims"


def names(folder):
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*.yaml"))


# --- import -----------------------------------------------------------------------------------------


def test_import_writes_claims_and_tells_what_was_left_out(folder):
    result = run("import", "debate.argdown", "--topic", "bread")
    assert result.exit_code == 0
    assert result.output == (
        "wrote claims/bread/slow-2.yaml\n"
        "wrote claims/bread/fast.yaml\n"
        "\n"
        "left out, since records cannot hold them (`--format json` lists all):\n"
        "  1 running text (Words between.): line 4\n"
        "  1 tags (pro): Slow\n"
    )
    kb = argmap.load(folder)
    assert kb.diagnostics == ()
    assert [one.id for one in kb.objections_to("slow-2")] == ["fast > slow-2"]


def test_import_as_json(folder):
    told = json.loads(run("import", "debate.argdown", "--format", "json").stdout)
    files = ["slow-2", "fast", "debate"]
    assert told["files"] == [f"claims/debate/{name}.yaml" for name in files]
    assert told["written"] is True
    assert told["losses"][1] == {"what": "tags", "where": "Slow", "note": "pro"}
    assert told["diagnostics"] == []


def test_a_dry_run_shows_the_records_and_writes_nothing(folder):
    before = names(folder)
    result = run("import", "debate.argdown", "--dry-run")
    assert "# claims/debate/slow-2.yaml\nclaim: Slow bread is better.\n" in result.stdout
    assert names(folder) == before


def test_a_folder_that_nothing_introduces_gets_a_topic_record(folder):
    run("import", "debate.argdown", "--topic", "old-debate")
    kb = argmap.load(folder)
    assert kb.topics["old-debate"].headline == "Old debate"
    assert kb.diagnostics == ()


def test_a_map_from_elsewhere_becomes_a_site_of_its_own_as_the_page_says(tmp_path, monkeypatch):
    (tmp_path / "debate.argdown").write_text(DEBATE, "utf-8")
    monkeypatch.chdir(tmp_path)
    (block,) = blocks("docs/interchange.md", "console")
    *commands, last = [line.removeprefix("$ ").split() for line in block.text.splitlines()]
    for program, *args in commands:
        if program == "cd":
            monkeypatch.chdir(args[0])
        else:
            assert run(*args).exit_code == 0
    assert last == ["argmap", "serve"]
    assert run("build", "--strict").exit_code == 0
    assert "Slow bread is better" in Path("site/slow/index.html").read_text("utf-8")


def test_warnings_are_counted_by_code(folder, tmp_path):
    (tmp_path / "debate.argdown").write_text("[A]: Is it so?\n  + [B]: It is.\n", "utf-8")
    assert "to be looked at: 1 × headline-form; `argmap check` lists them\n" in run("import", "debate.argdown").stdout  # fmt: skip


def test_a_file_with_errors_is_told_and_not_imported(folder, tmp_path):
    before = names(folder)
    (tmp_path / "bad.argdown").write_text("[A]: A.\n+ [B]: B.\n", "utf-8")
    result = run("import", "bad.argdown")
    assert result.exit_code == 1
    assert "bad.argdown:2:1: error: this relation belongs to nothing" in result.stdout
    assert "nothing was written: mend the errors above" in result.stdout
    assert names(folder) == before


def test_records_with_errors_are_written_only_when_forced(folder, tmp_path):
    (tmp_path / "circle.argdown").write_text("[A]: A.\n  + [B]: B.\n    + [A]\n", "utf-8")
    result = run("import", "circle.argdown", "--topic", "bread")
    assert result.exit_code == 1
    assert "circle.argdown:1:1: error: these support each other" in result.stdout
    assert not (folder / "bread" / "a.yaml").exists()
    assert run("import", "circle.argdown", "--topic", "bread", "--force").exit_code == 1
    assert (folder / "bread" / "a.yaml").exists()


def test_a_file_without_claims_is_told(folder, tmp_path):
    (tmp_path / "empty.argdown").write_text("Only words.\n", "utf-8")
    result = run("import", "empty.argdown")
    assert result.exit_code == 1
    assert "nothing was written: no claim is there" in result.stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["import", "nowhere.argdown"], "does not exist"),
        (["import", "debate.argdown", "--topic", "No Slug"], "use lower-case letters"),
        (["import", "debate.argdown", "--from", "dot"], "'dot' is not one of"),
        (["import", "notes.foo"], "cannot be told"),
        (["export", "map.foo"], "cannot be told"),
        (["export", "-"], "give --to"),
        (["export", "map.argdown", "--of", "slwo"], "did you mean 'slow'?"),
        (["export", "map.argdown", "--of", "slow", "--topic", "rye"], "give one"),
    ],
)
def test_wrong_use_is_explained(args, message, folder, tmp_path):
    (tmp_path / "notes.foo").write_text("?", "utf-8")
    result = run(*args)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


# --- export -----------------------------------------------------------------------------------------


def test_export_writes_a_file_and_tells_what_was_left_out(folder, tmp_path):
    result = run("export", "map.argdown")
    assert result.exit_code == 0
    assert result.stdout == ""
    assert result.stderr.startswith("wrote map.argdown\n")
    assert "  1 acceptances: slow\n" in result.stderr
    assert "[sour]: It is sour.\n  +> [slow]\n" in (tmp_path / "map.argdown").read_text("utf-8")
    assert run("export", "map.argdown").exit_code == 0  # an export is made anew


def test_export_to_the_standard_output(folder):
    result = run("export", "-", "--to", "argdown", "--format", "json")
    assert result.stdout.startswith("===\ntitle: ")
    assert json.loads(result.stderr)["losses"][0]["what"] == "acceptances"


def test_export_of_a_topic_and_of_what_bears_on_a_record(folder):
    topic = run("export", "-", "--to", "argdown", "--topic", "rye").stdout
    assert "[dark]" in topic
    assert "[sour]" not in topic
    cone = run("export", "-", "--to", "argdown", "--of", "sour").stdout
    assert "[dark]: Rye is dark.\n  -> [sour]" in cone
    assert "[slow]" not in cone
    assert "# Rye {" in cone
