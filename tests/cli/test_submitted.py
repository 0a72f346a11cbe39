"""`argmap new --from-form`: from a submitted issue form to a record."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import argmap
from argmap.authoring.forms import CHALLENGE, FORMS, NEW_CLAIM, NEW_EVIDENCE
from tests.cli.run import run
from tests.knowledge_bases import bread

SLOW = "slow-is-better"
RECORDS = {
    "bread/slow-is-better.yaml": (
        "claim: Slow bread is better.\npositions: [{person: bob, stance: rejects}]\n"
    ),
    "bread/fructans-fall.yaml": "evidence: Fructans fall.\ntype: result\nsupports: [slow-is-better]\n",
    "sources/ann-2023.yaml": "source: On bread\ntype: paper\nurl: https://example.org/on-bread/\n",
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    assert bread(tmp_path / "claims", RECORDS).ok
    monkeypatch.chdir(tmp_path)
    return tmp_path / "claims"


def rendered(form, **answers):
    """A form as GitHub renders what was answered."""
    blank = [f"### {f.label}\n\n{answers.get(f.id, '_No response_')}" for f in form.fields]
    return "\n\n".join(blank) + "\n"


def submit(form, *args, **answers):
    return run("new", *args, "--from-form", "-", answers=rendered(form, **answers))


FINDING = {
    "headline": "Fructans fall",
    "type": "result",
    "claim": SLOW,
    "bearing": "speaks for it",
}
OBJECTION = {"claim": SLOW, "headline": "Taste is all that counts.", "because": "It is not better in taste."}  # fmt: skip


@pytest.mark.parametrize(
    ("form", "answers", "text"),
    [
        (NEW_CLAIM, {"headline": "Rye keeps for long", "topic": "bread", "person": "Ann Baker"},
         "claim: Rye keeps for long.\npositions:\n  - person: ann\n    stance: accepts\n"),
        (NEW_CLAIM, {"headline": "Slow bread\r\n digests easily.", "supports": SLOW,
                     "quote": "> “I find it easier to digest”", "stance": "leans-accept"},
         ("claim: Slow bread digests easily.\npositions:\n  - person: ann\n    stance: leans-accept\n    quotes:\n"
          "      - text: I find it easier to digest\n        source: kitchen-thread\nsupports: [slow-is-better]\n")),
        (NEW_CLAIM, {"headline": "Rye is best.", "attacks": f"https://example.org/map/{SLOW}/, fructans-fall",
                     "because": "Rye is quick:\nno wait.", "note": "Of all breads.\n\n- even wheat"},
         ("claim: Rye is best.\nnote: |-\n  Of all breads.\n\n  - even wheat\nattacks:\n"
          '  - to: slow-is-better\n    because: "Rye is quick: no wait."\n'
          '  - to: fructans-fall\n    because: "Rye is quick: no wait."\n')),
        (NEW_CLAIM, {"headline": "Rye is old.", "topic": "Bread", "source": "Kitchen thread", "attacks": SLOW},
         "claim: Rye is old.\nattacks: [slow-is-better]\ncites: [kitchen-thread]\n"),
        (NEW_EVIDENCE, {**FINDING, "strength": "strong", "source": "https://example.org/on-bread"},
         ("evidence: Fructans fall.\ntype: result\nsource: ann-2023\nsupports:\n"
          "  - to: slow-is-better\n    strength: strong\n")),
        (NEW_EVIDENCE, {**FINDING, "claim": "Slow bread is better", "bearing": "speaks against it"},
         "evidence: Fructans fall.\ntype: result\nattacks: [slow-is-better]\n"),
        (CHALLENGE, OBJECTION,
         ("claim: Taste is all that counts.\nattacks:\n"
          "  - to: slow-is-better\n    because: It is not better in taste.\n")),
        (CHALLENGE, {**OBJECTION, "step": "fructans-fall"},
         ("claim: Taste is all that counts.\nundercuts:\n"
          "  - to: fructans-fall > slow-is-better\n    because: It is not better in taste.\n")),
    ],
)  # fmt: skip
def test_what_was_answered_becomes_a_record_that_passes(folder, form, answers, text):
    result = submit(form, "--format", "json", **answers)
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (folder.parent / told["file"]).read_text("utf-8") == told["text"] == text
    assert told["file"].startswith("claims/bread/")
    assert argmap.load(folder).diagnostics == ()


@pytest.mark.parametrize(
    ("form", "answers", "told"),
    [
        (NEW_CLAIM, {"topic": "bread"}, "-:1:1: error: “Claim” is not answered [missing-field]"),
        (NEW_CLAIM, {"headline": "Rye."}, "no topic is named, nor what it bears on"),
        (NEW_CLAIM, {"headline": "Rye.", "topic": "../people"}, "is not a topic of this knowledge base"),
        (NEW_CLAIM, {"headline": "Rye.", "supports": "slow-is-beter"}, "did you mean 'slow-is-better'?"),
        (NEW_CLAIM, {"headline": "Rye.", "supports": "ann"}, "'ann' is a person, and this asks for a claim or evidence"),
        (NEW_CLAIM, {"headline": "Rye.", "topic": "bread", "strength": "weak"}, "this tells of a link, and none is given"),
        (NEW_CLAIM, {"headline": "Rye.", "topic": "bread", "stance": "accepts"}, "nothing says who holds it"),
        (NEW_CLAIM, {"headline": "Rye.", "topic": "bread", "quote": "never was this said"}, "these words stand in no archived text in one piece"),
        (NEW_EVIDENCE, {**FINDING, "type": "rumour"}, "'rumour' is none of the answers offered"),
        (NEW_EVIDENCE, {**FINDING, "source": "Nature"}, "`argmap new source` writes one"),
        (CHALLENGE, {**OBJECTION, "step": "fructans-fall", "strength": "weak"}, "an objection to a step has no strength"),
        (CHALLENGE, {**OBJECTION, "claim": "fructans-fall", "step": SLOW}, f"there is no step `{SLOW} > fructans-fall`"),
        (CHALLENGE, {**OBJECTION, "note": "### Objection"}, "the heading “Objection” stands here a second time"),
        (CHALLENGE, {**OBJECTION, "note": "a\u202eb"}, "the invisible character U+202E"),
        (CHALLENGE, {**OBJECTION, "note": "<script>"}, "`<script>` is HTML"),
        (CHALLENGE, {**OBJECTION, "note": "[a](javascript:b)"}, "'javascript:b' is not a web address"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_named_and_nothing_is_written(folder, form, answers, told):
    before = sorted(folder.rglob("*"))
    result = submit(form, **answers)
    assert result.exit_code == 1
    assert told in result.stdout
    assert sorted(folder.rglob("*")) == before


def test_a_finding_names_the_line_of_the_answer(folder, tmp_path):
    (tmp_path / "form.md").write_bytes(rendered(CHALLENGE, **{**OBJECTION, "claim": "x"}).encode())
    result = run("new", "--from-form", "form.md", "--format", "json")
    (found,) = json.loads(result.stdout)["diagnostics"]
    assert (found["file"], found["line"], found["code"]) == ("form.md", 1, "unknown-id")


@pytest.mark.parametrize("text", [b"", b"# Hello\n", b"Cr\xe8me", b"x" * 300_000])
def test_what_is_no_form_is_told(folder, tmp_path, text):
    (tmp_path / "form.md").write_bytes(text)
    result = run("new", "--from-form", "form.md")
    assert result.exit_code == 1
    assert "not written" in result.stdout


def test_a_form_sent_twice_overwrites_nothing(folder):
    first, second = (submit(CHALLENGE, **OBJECTION) for _ in range(2))
    assert first.stdout == "wrote claims/bread/taste-all-counts.yaml\n"
    assert second.stdout == "wrote claims/bread/taste-all-counts-2.yaml\n"


def test_a_dry_run_writes_nothing(folder):
    result = submit(CHALLENGE, "--dry-run", **OBJECTION)
    assert result.stdout.startswith("# claims/bread/taste-all-counts.yaml\nclaim: Taste")
    assert not (folder / "bread" / "taste-all-counts.yaml").exists()


@pytest.mark.parametrize("args", [["--dry-run"], ["--from-form", "-", "claim", "Rye."]])
def test_a_form_takes_no_kind_and_without_one_a_kind_is_needed(folder, args):
    assert run("new", *args, answers="").exit_code == 2


WORDS = st.one_of(
    st.sampled_from(
        [SLOW, "bread", "ann", "weak", "result", "### Claim", "*a: &b", "../x", "\r\n"]
    ),
    st.text(max_size=30),
)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(form=st.sampled_from(FORMS), data=st.data())
def test_whatever_is_answered_ends_in_a_record_that_passes_or_in_findings(folder, form, data):
    answers = {one.id: data.draw(st.sampled_from(one.options) if one.options else WORDS) for one in form.fields}  # fmt: skip
    result = submit(form, "--dry-run", "--format", "json", **answers)
    told = json.loads(result.stdout)
    errors = [one for one in told["diagnostics"] if one["severity"] == "error"]
    assert result.exit_code == (1 if errors else 0)
