"""`argmap diff` and `argmap check --since`: a change told before it is merged."""

from __future__ import annotations

import html
import json
import re
from hashlib import sha256

import pytest

import argmap
from argmap import diff_report
from tests.cli.run import run
from tests.knowledge_bases import bread, write
from tests.repositories import commit, git, start

OLD = {
    "bread/a.yaml": "claim: Slow bread digests well.\n",
    "bread/b.yaml": "claim: Time is what matters.\nsupports: [a]\n",
}
OBJECTION = "claim: Flour matters more.\nattacks: [{to: a, strength: decisive}]\n"


@pytest.fixture
def repo(tmp_path, monkeypatch):
    start(tmp_path / "repo", OLD)
    monkeypatch.chdir(tmp_path / "repo")
    return tmp_path / "repo"


# --- diff ---------------------------------------------------------------------------------------


def test_what_is_not_committed_counts_tracked_or_not(repo):
    write(repo, {"claims/bread/c.yaml": OBJECTION})
    result = run("diff", "HEAD")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[:8] == [
        "HEAD → work tree",
        "1 record added; 1 link changed; 1 conclusion flipped",
        "",
        "Conclusions that crossed ½ (1)",
        "  0.67 → 0.27  Slow bread digests well.",
        "      a",
        "      −0.40 by c (new)",
        "",
    ]


def test_two_revisions_are_compared_whatever_lies_on_disk(repo):
    commit(repo, {"claims/bread/c.yaml": OBJECTION})
    (repo / "claims/bread/c.yaml").unlink()
    assert "1 record added" in run("diff", "HEAD~1", "HEAD").stdout
    assert "1 record removed" in run("diff", "HEAD", "HEAD~1").stdout
    assert "1 record removed" in run("diff", "HEAD").stdout


def test_no_change(repo):
    assert run("diff", "HEAD").stdout == "HEAD → work tree\nnothing changed\n"


def test_from_a_folder_below(repo, monkeypatch):
    monkeypatch.chdir(repo / "claims" / "bread")
    assert "nothing changed" in run("diff", "HEAD").stdout


@pytest.mark.parametrize("where", [(), ("-C", "claims"), ("-C", ".")])
def test_in_a_bare_clone(repo, tmp_path, monkeypatch, where):
    commit(repo, {"claims/bread/c.yaml": OBJECTION})
    git(tmp_path, "clone", "--quiet", "--bare", str(repo), "bare.git")
    monkeypatch.chdir(tmp_path / "bare.git")
    assert "1 record added" in run(*where, "diff", "HEAD~1", "HEAD").stdout


def test_a_knowledge_base_that_is_new_is_all_added(repo):
    bread(repo / "other", OLD)
    assert "7 records added" in run("-C", "other", "diff", "HEAD").stdout


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["diff"], "Missing argument 'REV'"),
        (["diff", "mian"], "did you mean 'main'?"),
        (["diff", "HEAD", "nowhere"], "there is no revision 'nowhere'"),
        (["-C", "nowhere", "diff", "HEAD"], "there is no folder 'nowhere'"),
        (["-C", "nowhere", "diff", "HEAD", "HEAD"], "has records at 'nowhere'"),
        (["check", "--since", "mian"], "did you mean 'main'?"),
    ],
)
def test_wrong_use_exits_with_2(repo, args, message):
    result = run(*args)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_outside_a_repository(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    bread(tmp_path)
    result = run("-C", str(tmp_path), "diff", "HEAD")
    assert result.exit_code == 2
    assert "lies in no git repository" in result.stderr


def test_a_long_list_is_cut_unless_all_is_asked_for(repo):
    write(repo / "claims", {f"bread/n{n}.yaml": f"claim: N{n} is so.\n" for n in range(30)})
    assert "… and 10 more; --all lists them" in run("diff", "HEAD").stdout
    assert "more" not in run("diff", "HEAD", "--all").stdout


def test_what_was_made_of_old_words_is_shown(repo):
    write(repo, {"claims/bread/a.yaml": "claim: Slow bread digests best.\n"})
    assert run("diff", "HEAD").stdout.splitlines()[3:] == [
        "Reworded, with links and positions made on the old wording: re-read them (1)",
        "  claim a",
        "      − Slow bread digests well.",
        "      + Slow bread digests best.",
        "      link b > a",
    ]


def test_json_has_everything_and_a_version(repo):
    write(repo, {"claims/bread/c.yaml": OBJECTION})
    data = json.loads(run("diff", "HEAD", "--format", "json").stdout)
    assert data["version"] == 1
    assert (data["old"], data["new"]) == ("HEAD", "work tree")
    assert data.keys() >= set(argmap.Diff.__dataclass_fields__)
    assert data["links"] == [
        {
            "link": "c > a",
            "before": None,
            "after": {
                "from": "c",
                "to": "a",
                "relation": "attacks",
                "factor": 30,
                "because": "",
                "with": [],
                "basis": "",
            },
        }
    ]
    (shift,) = data["shifts"]
    assert shift["flips"]
    assert shift["parts"][0]["id"] == "c"
    assert sum(p["amount"] for p in shift["parts"]) == pytest.approx(shift["move"])


# --- A comment on a pull request ----------------------------------------------------------------


def test_a_comment_begins_with_the_mark_by_which_it_is_found_again(repo):
    write(repo, {"claims/bread/c.yaml": OBJECTION})
    lines = run("diff", "HEAD", "--format", "markdown").stdout.splitlines()
    assert lines[0] == diff_report.MARKER
    assert lines[3] == "1 record added; 1 link changed; 1 conclusion flipped."
    assert "- **0.67 → 0.27**  Slow bread digests well." in lines
    assert "<details><summary>Added (1)</summary>" in lines


HOSTILE = [
    "</details><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<!-- argmap diff -->",
    "![x](https://evil.example/x.png) and [here](https://evil.example)",
    "https://evil.example and www.evil.example",
    "@octocat, @org/team and me@evil.example",
    "see #1, org/repo#2 and GH-3",
    "**bold** _em_ `code` ~~gone~~ $x$ $$y$$",
    "| a | b |",
    "&lt;b&gt; &amp; \\*",
    "x[^1] and {{y}}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_contributor_writes_stays_text(repo, text):
    """Rendered as GitHub does, tables and autolinks included, it shows the words and nothing else."""
    from markdown_it import MarkdownIt

    write(repo, {"claims/bread/c.yaml": f"claim: {json.dumps(text)}\n"})
    comment = run("diff", "HEAD", "--format", "markdown").stdout
    assert comment.count(diff_report.MARKER) == 1
    page = MarkdownIt("gfm-like", {"linkify": False}).render(comment)
    tags = set(re.findall(r"<(/?\w+)", page)) - {"!--"}
    assert tags <= {f"{end}{tag}" for end in ("", "/") for tag in
                    ("h3", "p", "ul", "li", "strong", "code", "details", "summary", "sub")}  # fmt: skip
    shown = html.unescape(re.sub(r"<[^>]*>", "", page))
    assert " ".join(text.split()) in shown.replace("\u200b", "")
    assert not re.search(r"[@#](?=\w)|\bgh-\d", shown, re.IGNORECASE)
    assert not re.search(r"\w://|www\.\w", comment)


@pytest.mark.parametrize("text", ["- item", "+ item", "12. item", "12) item", "# title", "> said", "    code", "---", "==="])  # fmt: skip
def test_no_text_begins_a_block(text):
    from markdown_it import MarkdownIt

    page = MarkdownIt("gfm-like", {"linkify": False}).render(f"- {diff_report._inert(text).strip()}")  # fmt: skip
    shown = html.unescape(page).replace("\u200b", "")
    assert shown.split() == ["<ul>", *f"<li>{text.strip()}</li>".split(), "</ul>"]


def test_the_name_of_a_hostile_folder_is_not_shown(repo):
    git(repo, "mv", "claims/bread", "claims/<b>@me\nx")
    comment = run("diff", "HEAD", "--format", "markdown").stdout
    assert "3 records unreadable" in comment
    assert "@" not in comment
    assert "<b>" not in comment


def test_a_comment_fits_what_github_takes(repo):
    def long(sign, n):
        return f"claim: {json.dumps(sign * 290 + str(n))}\n"

    commit(repo, {f"claims/bread/n{n}.yaml": long("<", n) + "attacks: [a]\n" for n in range(60)}
        | {f"claims/bread/m{n}.yaml": long("&", n) for n in range(60)})  # fmt: skip
    write(repo, {f"claims/bread/n{n}.yaml": long(">", n) for n in range(60)})
    for file in (repo / "claims/bread").glob("m*.yaml"):
        file.unlink()
    comment = run("diff", "HEAD", "--format", "markdown").stdout
    assert len(comment) < 65_536
    assert "The rest is too long for a comment." in comment
    assert comment.count("<details>") == comment.count("</details>") > 0


# --- check --since ------------------------------------------------------------------------------

WARNED = {"claims/bread/old.yaml": "claim: Nobody cares.\n"}


def test_only_what_a_change_is_responsible_for_is_told(repo):
    commit(repo, WARNED | {"claims/bread/wrong.yaml": "claim: W is so.\nsupports: [nothing]\n"})
    write(repo, {"claims/bread/new.yaml": "claim: N is so.\nsupports: [nowhere]\n"})
    result = run("check", "--since", "HEAD")
    assert result.exit_code == 1
    assert "there is no record 'nowhere'" in result.stdout
    assert "there is no record 'nothing'" not in result.stdout
    assert re.search(r"1 new error in \d+ records; \d older ones left out$", result.stdout.strip())


def test_a_deleted_record_is_responsible_for_what_led_to_it(repo):
    (repo / "claims/bread/a.yaml").unlink()
    result = run("check", "--since", "HEAD")
    assert result.exit_code == 1
    assert "claims/bread/b.yaml:2:12: error: there is no record 'a'" in result.stdout


def test_lines_that_shift_and_files_that_move_are_nobodys_fault(repo):
    commit(repo, {"claims/bread/w.yaml": "claim: W is so.\nsupports: [nothing]\nstrenght: weak\n"})
    (repo / "claims/bread/w.yaml").unlink()
    write(repo, {
        "claims/cake/cake.yaml": "topic: Cake\nsummary: Sweet.\n",
        "claims/cake/w.yaml": "claim: W is so.\nnote: |-\n  More\n  words.\nsupports: [a, nothing]\nstrenght: weak\n",
    })  # fmt: skip
    result = run("check", "--since", "HEAD")
    assert (result.exit_code, "no new problems; 2 older ones left out" in result.stdout) == (
        0,
        True,
    )


def test_the_same_mistake_once_more_is_new_and_placed_where_it_was_made(repo):
    commit(repo, {"claims/bread/w.yaml": "claim: W is so.\nsupports: [nothing]\n"})
    write(
        repo, {"claims/bread/w.yaml": "claim: W is so.\nattacks: [nothing]\nsupports: [nothing]\n"}
    )
    report = json.loads(run("check", "--since", "HEAD", "--format", "json").stdout)
    assert [found["line"] for found in report["diagnostics"] if found["code"] == "unknown-id"] == [
        2
    ]
    assert report["left_out"] == 1


def test_a_place_in_a_list_that_shifts_is_the_same_mistake(repo):
    link = "{to: a, strength: huge}"
    commit(repo, {"claims/bread/w.yaml": f"claim: W is so.\nsupports:\n  - {link}\n"})
    write(repo, {"claims/bread/w.yaml": f"claim: W is so.\nsupports:\n  - b\n  - {link}\n"})
    assert run("check", "--since", "HEAD").exit_code == 0


def test_code_that_changed_leaves_a_stale_result(repo):
    """The old side's code and report are read from git too, or the result would have been stale before."""
    code = b"print('sour')\n"
    report = {"experiment": "x", "outcome": "yes", "measures": {}, "limits": "", "seeds": [0],
        "code": {"experiments/x.py": sha256(code).hexdigest()},
        "made": {"date": "2026-01-31", "seconds": 1.0, "versions": {}}}  # fmt: skip
    record = (
        "experiment: Does it sit better?\ntests: [{claim: a, if_true: 0.8, if_false: 0.2}]\n"
        "status: done\nresult: {outcome: 'yes', date: 2026-01-31, report: experiments/x.json}\n"
    )
    commit(repo, {"experiments/x.py": code, "experiments/x.json": json.dumps(report),
        "claims/bread/x.yaml": record})  # fmt: skip
    assert run("check", "--since", "HEAD").exit_code == 0
    write(repo, {"experiments/x.py": "print('sweet')\n"})
    result = run("check", "--since", "HEAD")
    assert result.exit_code == 1
    assert "[stale-result]" in result.stdout
    assert "1 new warning" in result.stdout


def test_a_new_warning_blocks(repo):
    write(repo, WARNED)
    assert run("check").exit_code == 0
    result = run("check", "--since", "HEAD")
    assert (result.exit_code, "1 new warning" in result.stdout) == (1, True)


def test_a_hint_advises_after_what_blocks(repo, monkeypatch):
    from argmap.diagnostics import Diagnostic, Severity, Span

    def hinting(kb):
        if "c" in kb:
            yield Diagnostic("a-hint", Severity.HINT, Span("bread/a.yaml"), "think again")

    monkeypatch.setattr("argmap.checks.ALL", (*argmap.checks.ALL, hinting))
    write(repo, {"claims/bread/c.yaml": OBJECTION})
    result = run("check", "--since", "HEAD")
    assert result.exit_code == 0
    assert result.stdout.startswith("Advice\nclaims/bread/a.yaml:1:1: hint: think again")
    write(repo, {"claims/bread/d.yaml": "claim: D is so.\nsupports: [nowhere]\n"})
    told = run("check", "--since", "HEAD").stdout
    assert told.index("nowhere") < told.index("Advice") < told.index("think again")


def test_nothing_since_is_nothing_to_tell(repo):
    assert run("check", "--since", "HEAD").stdout == "7 records, no new problems\n"
