"""How findings are shown: underlined text, JSON, GitHub annotations, SARIF."""

from __future__ import annotations

import json

import pytest

from argmap import report
from argmap.diagnostics import Diagnostic, Severity, Span


def finding(excerpt="claim: Bread is god.", start=17, end=20, **changes):
    fields = {
        "code": "misspelt",
        "severity": Severity.ERROR,
        "span": Span("bread/a.yaml", 3, start, 3, end),
        "message": "this is a god, not good",
        "fix": "write good",
        "excerpt": excerpt,
    } | changes
    return Diagnostic(**fields)


def test_a_finding_is_a_place_a_message_the_line_underlined_and_a_fix():
    assert report.text([finding()], "claims") == (
        "claims/bread/a.yaml:3:17: error: this is a god, not good [misspelt]\n"
        "  3 | claim: Bread is god.\n"
        "    |                 ^~~\n"
        "  help: write good\n"
    )


def test_a_finding_without_excerpt_or_fix_is_one_line():
    assert report.text([finding(excerpt="", fix="")]).splitlines() == [
        "bread/a.yaml:3:17: error: this is a god, not good [misspelt]"
    ]


@pytest.mark.parametrize(
    ("excerpt", "start", "end", "line", "marks"),
    [
        ("\tnote: x", 8, 9, "    note: x", "          ^"),
        ("a\tb", 3, 4, "a   b", "    ^"),
        ("漢字 is: x", 4, 6, "漢字 is: x", "     ^~"),
        ("漢字", 2, 3, "漢字", "  ^~"),
        ("cafe\u0301 bad", 7, 10, "cafe\u0301 bad", "     ^~~"),
        ("abc", 4, 4, "abc", "   ^"),
        ("abc", 90, 95, "abc", "   ^"),
        ("abc", 2, 2, "abc", " ^"),
        ("a\x1b[31mb", 2, 3, "a<U+001B>[31mb", " ^~~~~~~~"),
        ("a\u202eb", 3, 4, "a<U+202E>b", "         ^"),
    ],
)
def test_marks_stand_under_the_offending_columns(excerpt, start, end, line, marks):
    assert report.underlined(excerpt, Span("a", 1, start, 1, end)) == (line, marks)


def test_a_span_over_several_lines_is_marked_to_the_end_of_its_first():
    line, marks = report.underlined("note: |-  ", Span("a", 1, 7, 4, 1))
    assert (line, marks) == ("note: |-", "      ^~")


@pytest.mark.parametrize("start", [1, 30, 200, 380, 399])
def test_a_long_line_is_cut_around_the_span(start):
    excerpt = "".join(chr(ord("a") + i % 26) for i in range(400))
    line, marks = report.underlined(excerpt, Span("a", 1, start, 1, start + 5))
    assert len(line) <= report.MAX_WIDTH + 2
    assert "…" in (line[0], line[-1])
    assert line.count("…") <= 2
    at = marks.index("^")
    assert line[at : at + len(marks.strip())] == excerpt[start - 1 : start + 4]


def test_a_mark_does_not_run_past_a_line_that_is_cut():
    _, marks = report.underlined("x" * 400, Span("a", 1, 1, 1, 401))
    assert len(marks) == report.MAX_WIDTH


def test_colour_only_when_asked():
    assert "\x1b[" not in report.text([finding()])
    assert "\x1b[31" in report.text([finding()], color=True)


def test_control_characters_in_a_message_are_spelled_out():
    assert "\x1b" not in report.text([finding(message="no \x1b[2J", fix="\x07")])


@pytest.mark.parametrize(
    ("severities", "records", "summary"),
    [
        ([], 214, "214 records, no problems"),
        ([], 1, "1 record, no problems"),
        (["error"] * 3 + ["warning"], 214, "3 errors, 1 warning in 214 records"),
        (["hint", "hint"], 12_000, "2 hints in 12,000 records"),
    ],
)
def test_the_summary_counts_by_severity(severities, records, summary):
    found = [finding(severity=Severity(name)) for name in severities]
    assert report.summary(found, records) == summary


def test_json_is_versioned_and_says_everything():
    data = json.loads(report.as_json([finding()], 7, prefix="claims"))
    assert data["version"] == 1
    assert (data["records"], data["ok"]) == (7, False)
    assert data["counts"] == {"error": 1, "warning": 0, "hint": 0}
    (one,) = data["diagnostics"]
    assert one == {
        "code": "misspelt",
        "severity": "error",
        "message": "this is a god, not good",
        "fix": "write good",
        "file": "claims/bread/a.yaml",
        "line": 3,
        "column": 17,
        "end_line": 3,
        "end_column": 20,
        "help": "https://argmap.github.io/argmap/diagnostics/#misspelt",
    }


def test_json_is_ok_with_warnings_only():
    assert json.loads(report.as_json([finding(severity=Severity.WARNING)], 1))["ok"] is True


def test_a_github_annotation_names_file_line_and_columns():
    assert report.github([finding(fix="")], prefix="claims") == (
        "::error file=claims/bread/a.yaml,line=3,endLine=3,col=17,endColumn=20,title=misspelt"
        "::this is a god, not good"
    )


def test_github_annotations_escape_what_would_end_them():
    (line,) = report.github(
        [finding(message="50 % of\nit: a, b", fix="", span=Span("a,b:c/d%.yaml"))]
    ).splitlines()
    assert line.startswith("::error file=a%2Cb%3Ac/d%25.yaml,line=1,")
    assert line.endswith("::50 %25 of%0Ait: a, b")


@pytest.mark.parametrize(
    ("severity", "command"), [("error", "error"), ("warning", "warning"), ("hint", "notice")]
)
def test_github_has_a_level_for_each_severity(severity, command):
    assert report.github([finding(severity=Severity(severity))]).startswith(f"::{command} ")


def test_github_takes_columns_only_within_one_line():
    written = report.github([finding(span=Span("a.yaml", 3, 5, 4, 2))])
    assert "line=3,endLine=4," in written
    assert "col=" not in written


def test_sarif_has_what_the_standard_requires():
    log = json.loads(report.sarif([finding(), finding(code="a-first")], prefix="my claims"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "argmap"
    assert [rule["id"] for rule in driver["rules"]] == ["a-first", "misspelt"]
    assert driver["rules"][1]["helpUri"].endswith("/diagnostics/#misspelt")
    assert run["columnKind"] == "unicodeCodePoints"
    first, second = run["results"]
    assert first["message"]["text"]
    for result in (first, second):
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "my%20claims/bread/a.yaml"
    region = {k: v for k, v in place["region"].items() if k != "snippet"}
    assert region == {"startLine": 3, "startColumn": 17, "endLine": 3, "endColumn": 20}


@pytest.mark.parametrize(
    ("severity", "level"), [("error", "error"), ("warning", "warning"), ("hint", "note")]
)
def test_sarif_has_a_level_for_each_severity(severity, level):
    log = json.loads(report.sarif([finding(severity=Severity(severity))]))
    assert log["runs"][0]["results"][0]["level"] == level


def test_sarif_of_nothing_is_a_run_without_results():
    assert json.loads(report.sarif([]))["runs"][0]["results"] == []
