"""The page of an experiment that was run: plot, measures, what moved, limits, how to run it again."""

from __future__ import annotations

import json
import re

import html5lib
import pytest

import argmap
from argmap.results import digest, read, shapes
from argmap.site.build import build
from argmap.site.findings import files
from argmap.site.pages import all_pages
from argmap.site.tree import write_pages
from tests.knowledge_bases import codes, write

PLOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 374.4 146"><text>rise, cm</text></svg>'
RECORD = """\
experiment: Do eaters notice blind?
status: done
tests:
  - {claim: slow-bread-digests-better, if_true: 0.8, if_false: 0.2}
run: experiments/taste.py
result:
  outcome: "yes"
  date: 2026-01-31
  summary: They did.
  report: experiments/results/taste-it-blind.json
"""
WAITING = RECORD.partition("result:")[0].replace("done", "planned")


def report(code):
    measures = {
        "told": {"about": "share who could tell", "role": "measure", "mean": 0.75, "low": 0.6, "high": 0.9},
        "toast": {"about": "the same of <toast>", "role": "control", "mean": 0.5, "low": 0.4, "high": 0.6},
    }  # fmt: skip
    made = {"date": "2026-01-31", "seconds": 61.2, "versions": {"numpy": "2.0"}}
    return json.dumps(
        {"experiment": "taste-it-blind", "outcome": "yes", "measures": measures, "limits": "Forty people.",
         "seeds": [0, 1, 2, 3, 4], "code": code, "made": made}
    )  # fmt: skip


@pytest.fixture
def project(bread_project):
    write(bread_project, {"experiments/taste.py": "print('sour')\n"})
    code = {"experiments/taste.py": digest(bread_project / "experiments" / "taste.py")}
    return write(
        bread_project,
        {
            "claims/bread/taste-it-blind.yaml": RECORD,
            "experiments/results/taste-it-blind.json": report(code),
            "experiments/results/taste-it-blind.svg": PLOT,
        },
    )


def page(project):
    kb = argmap.load(project)
    assert kb.ok, kb.diagnostics
    return next(one for one in all_pages(kb) if one.url == "taste-it-blind/")


def test_the_page_shows_plot_measures_limits_and_the_command(project):
    body = page(project).body
    html5lib.HTMLParser(strict=False).parseFragment(body)
    assert '<img src="../experiments/results/taste-it-blind.svg" width="374" height="146"' in body
    assert "share who could tell" in body
    assert "0.6 to 0.9" in body
    assert "the same of &lt;toast&gt;" in body
    assert "Forty people." in body
    assert "argmap run taste-it-blind" in body
    assert "61 seconds on one thread" in body
    assert "changed since" not in body
    assert {"result", "moved", "limits", "run-it"} <= {anchor for anchor, _ in page(project).toc}


def test_the_page_shows_where_claims_would_stand_without_the_result(project):
    kb = argmap.load(project)
    now = argmap.solve(kb)["slow-bread-digests-better"]
    write(project, {"claims/bread/taste-it-blind.yaml": WAITING})
    without = argmap.solve(argmap.load(project))["slow-bread-digests-better"]
    write(project, {"claims/bread/taste-it-blind.yaml": RECORD})
    body = page(project).body
    moved = body[body.index('id="moved"') :]
    assert f'<td data-label="without it">{without:.2f}</td>' in moved
    assert f"<strong>{now:.2f}</strong>" in moved
    assert (
        '<td data-label="odds ×">2.00</td>' in moved
    )  # 4 to the power of the reliability, one half


def test_the_plot_stands_first_and_then_what_leads_to_the_claims(project):
    anchors = [anchor for anchor, _ in page(project).toc]
    assert anchors == ["result", "predictions", "moved", "limits", "run-it"]


def test_controls_and_measures_are_told_apart_in_words(project):
    body = page(project).body
    assert "All numbers: 1 measure, 1 control</summary>" in body
    roles = re.findall(r'<td>([^<]*)</td><td data-label="role">(\w+)</td>', body)
    assert roles == [("share who could tell", "measure"), ("the same of &lt;toast&gt;", "control")]


@pytest.mark.parametrize("outcome", ["yes", "inconclusive"])
def test_an_inconclusive_outcome_says_why_it_moves_nothing(project, outcome):
    record = RECORD.replace('"yes"', f'"{outcome}"').partition("  report:")[0]
    write(project, {"claims/bread/taste-it-blind.yaml": record})
    body = page(project).body
    moved = body[body.index('id="moved"') :]
    assert ('<td data-label="odds ×">1.00</td>' in moved) == (outcome == "inconclusive")
    assert ("Nothing: it speaks for neither side" in moved) == (outcome == "inconclusive")


@pytest.mark.parametrize(
    ("outcome", "section"), [("yes", "reasons"), ("no", "objections"), ("inconclusive", "")]
)
def test_a_result_stands_on_the_side_it_speaks_for(project, outcome, section):
    record = RECORD.replace('outcome: "yes"', f'outcome: "{outcome}"')
    assert outcome == "yes" or record != RECORD
    write(project, {"claims/bread/taste-it-blind.yaml": record})
    kb = argmap.load(project)
    body = next(p.body for p in all_pages(kb) if p.url == "slow-bread-digests-better/")
    sections = dict(
        re.findall(r'<section[^>]*>\s*<h2 id="([^"]+)">(.*?)</section>', body, re.DOTALL)
    )
    told = {id for id in ("reasons", "objections") if "../taste-it-blind/" in sections[id]}
    assert told == {section} - {""}
    assert ("../taste-it-blind/" in sections["why"]) == (outcome != "inconclusive")
    assert f"came out <strong>{outcome}</strong>" in sections["experiments"]


def test_the_result_and_its_plot_are_published(project):
    site = build(project / "mkdocs.yml", strict=True)
    assert (site / "experiments" / "results" / "taste-it-blind.svg").read_text("utf-8") == PLOT
    published = json.loads((site / "experiments" / "results" / "taste-it-blind.json").read_text())
    assert published["outcome"] == "yes"
    assert write_pages(argmap.load(project), project / "out")
    assert (project / "out" / "experiments" / "results" / "taste-it-blind.svg").is_file()


def test_a_stale_result_says_so(project):
    write(project, {"experiments/taste.py": "print('sweet')\n"})
    assert "The code has changed since." in page(project).body


def test_without_a_plot_the_measures_remain(project):
    (project / "experiments" / "results" / "taste-it-blind.svg").unlink()
    assert "<img" not in page(project).body
    assert "share who could tell" in page(project).body


def test_an_experiment_that_waits_shows_how_to_run_it(project):
    write(project, {"claims/bread/taste-it-blind.yaml": WAITING})
    body = page(project).body
    assert "argmap run taste-it-blind" in body
    assert 'id="moved"' not in body


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<path onload="alert(1)"/>',
        '<a href="https://example.org"><text>x</text></a>',
        '<image href="https://example.org/x.png"/>',
        '<use href="other.svg#x"/>',
        '<use xmlns:x="http://www.w3.org/1999/xlink" x:href="data:image/svg+xml,x"/>',
        "<foreignObject/>",
        "<style>@import 'https://example.org/x.css';</style>",
        '<path style="fill: url(https://example.org/x)"/>',
        "<path>",
    ],
)
def test_a_plot_that_is_more_than_a_drawing_is_not_shown(project, inside):
    plot = f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    write(project, {"experiments/results/taste-it-blind.svg": plot})
    kb = argmap.load(project)
    assert "unsafe-plot" in codes(kb)
    assert "<img" not in page(project).body
    assert set(files(kb)) == {"experiments/results/taste-it-blind.json"}


def test_a_plot_that_declares_entities_is_refused():
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg><text>&b;</text></svg>'
    with pytest.raises(ValueError, match="declares"):
        shapes(bomb.encode())


def test_a_clipped_drawing_is_a_drawing():
    clipped = (
        '<svg xmlns="http://www.w3.org/2000/svg"><g clip-path="url(#p1)"/><use href="#m"/></svg>'
    )
    assert shapes(clipped.encode()) == clipped


@pytest.mark.parametrize(
    "text", ["", "[]", "1", "{}", '{"made": 1}', '{"made": {}, "measures": []}', "[" * 100_000]
)
def test_what_is_no_result_is_refused(tmp_path, text):
    write(tmp_path, {"x.json": text})
    with pytest.raises(ValueError):
        read(tmp_path / "x.json")
