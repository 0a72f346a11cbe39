"""`argmap new`, `fmt`, `init` and `source add`: the commands that write."""

from __future__ import annotations

import json

import pytest

import argmap
from tests.cli.run import run
from tests.knowledge_bases import TALK, bread


@pytest.fixture
def folder(tmp_path, monkeypatch):
    files = {
        "bread/slow-is-better.yaml": (
            "claim: Slow bread is better.\npositions: [{person: bob, stance: rejects}]\n"
        )
    }
    assert bread(tmp_path / "claims", files).ok
    monkeypatch.chdir(tmp_path)
    return tmp_path / "claims"


# --- new --------------------------------------------------------------------------------------------


def test_a_claim_with_a_quote_whose_place_and_speaker_are_looked_up(folder):
    result = run("new", "claim", "Slow bread digests easily.", "--topic", "bread",
                 "--quote", "I find it easier to digest")  # fmt: skip
    assert result.stdout == "wrote claims/bread/slow-bread-digests-easily.yaml\n"
    assert "note: the words stand at talk:1.1, in kitchen-thread\n" in result.stderr
    assert (folder / "bread" / "slow-bread-digests-easily.yaml").read_text("utf-8") == (
        "claim: Slow bread digests easily.\n"
        "positions:\n"
        "  - person: ann\n"
        "    stance: accepts\n"
        "    quotes:\n"
        "      - text: I find it easier to digest\n"
        "        source: kitchen-thread\n"
    )
    assert argmap.load(folder).diagnostics == ()


@pytest.mark.parametrize(
    ("args", "file", "text"),
    [
        (["evidence", "Fructans fall.", "--topic", "bread", "--type", "result", "--supports", "slow-is-better"],
         "bread/fructans-fall.yaml",
         "evidence: Fructans fall.\ntype: result\nsupports: [slow-is-better]\n"),
        (["evidence", "Fructans fall.", "--topic", "bread", "--type", "result", "--reliability", "0.9",
          "--supports", "slow-is-better", "--strength", "strong", "--because", "They: trouble."],
         "bread/fructans-fall.yaml",
         ("evidence: Fructans fall.\ntype: result\nreliability: 0.9\nsupports:\n"
         '  - to: slow-is-better\n    strength: strong\n    because: "They: trouble."\n')),
        (["crux", "Does time matter?", "--topic", "bread", "--turns-on", "slow-is-better", "--cites", "talk:1.1"],
         "bread/time-matter.yaml",
         "crux: Does time matter?\nturns_on: slow-is-better\ncites: [talk:1.1]\n"),
        (["experiment", "Do people tell it blind?", "--topic", "bread", "--tests", "slow-is-better",
          "--if-true", "0.8", "--if-false", "0.1", "--id", "blind-trial", "--protocol", "Forty people."],
         "bread/blind-trial.yaml",
         ("experiment: Do people tell it blind?\ntests:\n  - claim: slow-is-better\n    if_true: 0.8\n"
         "    if_false: 0.1\nstatus: stub\nprotocol: |-\n  Forty people.\n")),
        (["person", "Cleo Cook", "--handle", "cleo", "--note", "A baker."],
         "people/cleo-cook.yaml", "person: Cleo Cook\nnote: |-\n  A baker.\nhandle: cleo\n"),
        (["source", "On bread", "--type", "paper", "--author", "ann", "--date", "2023", "--id", "ann-2023"],
         "sources/ann-2023.yaml", "source: On bread\ntype: paper\nauthors: [ann]\ndate: 2023\n"),
        (["topic", "Rye", "--summary", "What is argued about rye."],
         "rye/rye.yaml", "topic: Rye\nsummary: |-\n  What is argued about rye.\n"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)  # fmt: skip
def test_a_record_of_every_kind_from_options(folder, args, file, text):
    result = run("new", *args)
    assert result.exit_code == 0, result.output
    assert (folder / file).read_text("utf-8") == text
    assert argmap.load(folder).ok


def test_a_record_with_an_error_is_not_written(folder):
    result = run("new", "claim", "Rye is good.", "--topic", "bread", "--attacks", "slow-is-beter")
    assert result.exit_code == 1
    assert "did you mean 'slow-is-better'?" in result.stdout
    assert "not written" in result.stdout
    assert not (folder / "bread" / "rye-good.yaml").exists()


def test_a_dry_run_shows_the_record_and_writes_nothing(folder):
    result = run(
        "new",
        "claim",
        "Rye is good.",
        "--topic",
        "bread",
        "--attacks",
        "slow-is-better",
        "--dry-run",
    )
    assert result.stdout.endswith(
        "# claims/bread/rye-good.yaml\nclaim: Rye is good.\nattacks: [slow-is-better]\n"
    )
    assert not (folder / "bread" / "rye-good.yaml").exists()


def test_what_was_written_as_json(folder):
    told = json.loads(run("new", "person", "Cleo Cook", "--format", "json").stdout)
    assert (told["id"], told["file"], told["written"]) == (
        "cleo-cook",
        "claims/people/cleo-cook.yaml",
        True,
    )
    assert told["text"] == "person: Cleo Cook\n"


def test_the_same_headline_twice_gets_an_id_of_its_own(folder):
    for id in ("cleo-cook", "cleo-cook-2"):
        assert run("new", "person", "Cleo Cook").stdout == f"wrote claims/people/{id}.yaml\n"


def test_a_taken_id_is_refused(folder):
    result = run("new", "person", "Ann Other", "--id", "ann")
    assert result.exit_code == 2
    assert "'ann' is taken" in result.stderr


def test_a_quote_of_two_sources_asks_which(folder):
    text = "source: Other thread\ntype: thread\narchive: {in: talk, lines: [[1, 2]]}\n"
    (folder / "sources" / "other-thread.yaml").write_text(text, "utf-8")
    result = run(
        "new", "claim", "A is b.", "--topic", "bread", "--quote", "I find it easier to digest"
    )
    assert result.exit_code == 2
    assert "--source is missing; there are kitchen-thread, other-thread" in result.stderr


# --- fmt --------------------------------------------------------------------------------------------


def test_fmt_changes_what_needs_it_and_says_so(folder):
    file = folder / "bread" / "rye.yaml"
    file.write_text("claim: Rye.  # dark\nnote: Good.\nattacks:\n- slow-is-better\n", "utf-8")
    result = run("fmt")
    assert result.exit_code == 0
    assert "changed claims/bread/rye.yaml\n" in result.stdout
    assert file.read_text("utf-8") == (
        "claim: Rye.  # dark\nnote: |-\n  Good.\nattacks:\n  - slow-is-better\n"
    )
    assert run("fmt").stdout.endswith(": 0 changed, 0 left alone\n")


def test_fmt_check_changes_nothing_and_exits_with_1(folder):
    file = folder / "bread" / "rye.yaml"
    file.write_text("claim: Rye.   \n", "utf-8")
    result = run("fmt", "--check", "claims/bread/rye.yaml")
    assert result.exit_code == 1
    assert result.stdout == (
        "would change claims/bread/rye.yaml\n1 file: 1 would change, 0 left alone\n"
    )
    assert file.read_text("utf-8") == "claim: Rye.   \n"


def test_fmt_leaves_alone_what_it_cannot_read_and_goes_on(folder):
    (folder / "bread" / "bad.yaml").write_text("claim: A: b\n", "utf-8")
    (folder / "bread" / "latin.yaml").write_bytes(b"claim: Cr\xe8me.\n")
    (folder / "bread" / "rye.yaml").write_text("claim: Rye.   \n", "utf-8")
    run("fmt", "claims/bread/bread.yaml")
    result = run("fmt", "claims/bread", "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert told["changed"] == ["claims/bread/rye.yaml"]
    assert set(told["refused"]) == {"claims/bread/bad.yaml", "claims/bread/latin.yaml"}
    assert (folder / "bread" / "latin.yaml").read_bytes() == b"claim: Cr\xe8me.\n"


def test_fmt_does_not_follow_links(folder, tmp_path):
    outside = tmp_path / "outside.yaml"
    outside.write_text("claim: Rye.   \n", "utf-8")
    (folder / "bread" / "linked.yaml").symlink_to(outside)
    run("fmt")
    assert outside.read_text("utf-8") == "claim: Rye.   \n"


# --- init -------------------------------------------------------------------------------------------


def test_init_starts_a_knowledge_base_that_is_clean(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("init", "mine", "--title", "On: bread")
    assert result.exit_code == 0
    assert "next: cd mine && argmap check" in result.stdout
    assert run("-C", "mine", "check", "--strict").stdout == "4 records, no problems\n"
    assert run("init", "mine").exit_code == 2


def test_init_in_the_folder_one_stands_in_takes_its_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("init").exit_code == 0
    assert argmap.load(tmp_path).settings.headline == tmp_path.name


# --- source -----------------------------------------------------------------------------------------


def test_source_add_makes_a_text_quotable(folder, tmp_path):
    (tmp_path / "notes.txt").write_text(TALK, "utf-8")
    result = run(
        "source",
        "add",
        "notes.txt",
        "--title",
        "A second talk",
        "--author",
        "ann",
        "--date",
        "2024",
    )
    assert result.exit_code == 0, result.output
    assert (folder / "sources" / "notes.yaml").read_text("utf-8") == (
        "source: A second talk\ntype: archive\nauthors: [ann]\ndate: 2024\n"
    )
    assert argmap.load(folder).archives["notes"].fingerprint.token_count > 30
    assert (tmp_path / ".argmap" / "texts" / "notes.txt").read_text("utf-8") == TALK


def test_source_add_as_json(folder, tmp_path):
    (tmp_path / "talk.txt").write_text(TALK.replace("doubt", "know"), "utf-8")
    told = json.loads(run("source", "add", "talk.txt", "--format", "json").stdout)
    assert told["record_created"] is False
    assert told["changed_lines"] == [2]


def test_a_text_in_another_encoding_is_refused(folder, tmp_path):
    (tmp_path / "latin.txt").write_bytes(b"Cr\xe8me\n")
    result = run("source", "add", "latin.txt")
    assert result.exit_code == 2
    assert "byte 2 is not UTF-8" in result.stderr


def test_source_coverage_lists_what_nothing_touches(folder):
    run("new", "claim", "Rye.", "--topic", "bread", "--quote", "I find it easier to digest")
    told = run("source", "coverage").stdout
    assert told.startswith("talk: 1 of 4 sentences touched (25%): 1 quoted, 0 cited, 0 set aside\n")
    assert "  2.1     bob\n" in told
    (found,) = json.loads(run("source", "coverage", "talk", "--format", "json").stdout)
    assert [one["locator"] for one in found["untouched"]] == ["talk:2.1", "talk:3.1", "talk:3.2"]


def test_source_show_gives_counts_without_the_text_and_words_with_it(folder, tmp_path):
    without = run("source", "show", "talk", "--lines", "3").stdout
    assert "the text is not on this machine" in without
    assert "  3.1  (6 words)" in without
    assert "blind" not in without
    (tmp_path / "talk.txt").write_text(TALK, "utf-8")
    run("source", "add", "talk.txt")
    shown = run("source", "show", "talk", "--lines", "3", "--words").stdout
    assert "  3.1  We should test it blind, obviously." in shown
    assert "1:We 2:should 3:test 4:it 5:blind 6:obviously" in shown
    assert "7:Yes 8:but" in shown
    rows = json.loads(run("source", "show", "talk", "--lines", "2-3", "--format", "json").stdout)
    assert [(row["locator"], row["speakers"]) for row in rows] == [
        ("talk:2.1", ["bob"]),
        ("talk:3.1", ["ann"]),
        ("talk:3.2", ["bob"]),
    ]


def test_a_text_that_was_changed_is_not_shown(folder, tmp_path):
    (tmp_path / "talk.txt").write_text(TALK, "utf-8")
    run("source", "add", "talk.txt")
    (tmp_path / ".argmap" / "texts" / "talk.txt").write_text(
        "Other words stand here now.\n", "utf-8"
    )
    result = run("source", "show", "talk")
    assert "is not the text" in result.stderr
    assert "Other words" not in result.stdout
