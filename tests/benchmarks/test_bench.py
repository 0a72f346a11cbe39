"""How rows are measured, kept and told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import bench, gate, plot, report
from benchmarks.argmap_tool import CACHE
from benchmarks.measure import CommandError, TooSlowError
from benchmarks.results import FILE, Measured, Results
from benchmarks.rows import ARGMAP, ROWS
from benchmarks.targets import TARGETS, Growth, Target

NEVER = float("inf")


class Row:
    """A row whose tools take what they are told to."""

    id = "check-10"
    claims = 10

    def __init__(self, **tools):
        self.log = []
        self._tools = {ARGMAP: {"cpu": 1.0}, **tools}

    def tools(self):
        return [*self._tools]

    def prepare(self, folder):
        self.folder = folder

    def round(self, tool):
        self.log.append(tool)
        figures = self._tools[tool]
        if isinstance(figures, Exception):
            raise figures
        return {"cold": figures}


def test_tools_are_measured_in_turn():
    row = Row(other={"cpu": 2.0})
    measured = bench.measure(row, Path(), NEVER)
    assert row.log == [ARGMAP, "other"] * bench.ROUNDS
    assert measured.median("other", "cold", "cpu") == 2


def test_after_the_time_is_over_each_tool_still_gets_one_round():
    row = Row(other={"cpu": 2.0})
    bench.measure(row, Path(), until=0)
    assert row.log == [ARGMAP, "other"]


def test_what_was_stopped_or_failed_is_told_and_not_tried_again():
    row = Row(slow=TooSlowError("it took more than 5 s"), broken=CommandError("no such option"))
    measured = bench.measure(row, Path(), NEVER)
    assert (row.log.count("slow"), row.log.count("broken")) == (1, 1)
    assert measured.stopped.keys() == {"slow"}
    assert measured.failed == {"broken": "no such option"}
    assert len(measured.values(ARGMAP, "cold", "cpu")) == bench.ROUNDS


def rounds(tool, *cpu, phase="cold"):
    measured = Measured("code", "2026-01-31", 0.5)
    for value in cpu:
        measured.add(tool, {phase: {"cpu": value}})
    return measured


def test_a_ratio_is_taken_within_each_round():
    measured = rounds(ARGMAP, 1, 10, 2)
    for value in (3, 30, 8):
        measured.add("other", {"cold": {"cpu": value}})
    assert measured.ratio(ARGMAP, "other", "cold", "cpu") == 3


def test_a_tool_of_fewer_rounds_is_compared_in_those_it_had():
    measured = rounds(ARGMAP, 1, 5, 5)
    measured.add("slow", {"cold": {"cpu": 7}})
    assert measured.ratio(ARGMAP, "slow", "cold", "cpu") == 7


def test_results_are_the_same_after_a_while_on_disk(tmp_path):
    results = Results("a machine", {"argmap": "1"}, rows={"check-100": rounds(ARGMAP, 0.123456789)})
    results.save(tmp_path / "results.json")
    assert Results.load(tmp_path / "results.json") == results
    assert Results.load(tmp_path / "none.json") == Results()


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Runs the program on rows of ours, and gives the results it leaves."""
    file = tmp_path / "results.json"

    for name in (CACHE, "PYTHONPATH", "NO_MKDOCS_2_WARNING"):
        monkeypatch.setenv(name, "")  # so that what the program sets is taken back

    def run(row, *options):
        monkeypatch.setattr(bench, "ROWS", (row,))
        monkeypatch.setattr(bench.report, "write", lambda _: None)
        monkeypatch.setattr(bench, "versions", dict)
        bench.main(options, file)
        return Results.load(file)

    return run


def test_a_row_is_measured_once_and_again_when_argmap_has_changed_or_one_asks(run, monkeypatch):
    first, second, changed, asked, other = Row(), Row(), Row(), Row(), Row()
    assert run(first).rows.keys() == {"check-10"}
    run(second)
    assert second.log == []
    run(asked, "--again")
    assert asked.log
    run(other, "--again", "--rows", "site")
    assert other.log == []
    monkeypatch.setattr(bench, "code", lambda: "another")
    assert run(changed).rows["check-10"].code == "another"


# --- Targets, tables, plot ----------------------------------------------------------------------


def test_every_target_is_a_row():
    ids = {row.id for row in ROWS}
    for target in TARGETS:
        assert target.row in ids
        assert not isinstance(target, Growth) or target.smaller in ids


def test_a_bar_that_is_not_reached_is_marked_and_the_best_peer_named(monkeypatch):
    measured = rounds(ARGMAP, 3)
    for tool, value in (("slow", 9), ("quick", 6)):
        measured.add(tool, {"cold": {"cpu": value}})
    target = Target("`check`, 1,000", "check-1000", "cold", "cpu", 2.0)
    monkeypatch.setattr(report, "TARGETS", (target,))
    (line,) = report.targets(Results(rows={"check-1000": measured})).split("\n")[2:]
    assert line == "| `check`, 1,000 | 3.0 s CPU ✗ | 2 | quick 6.0 | 2.0× |"
    (line,) = report.targets(Results()).split("\n")[2:]
    assert line == "| `check`, 1,000 | not measured | 2 |  |  |"


def test_growth_is_that_of_the_medians():
    rows = {"check-100": rounds(ARGMAP, 2, 2, 9), "check-1000": rounds(ARGMAP, 10, 10, 4)}
    assert Growth("check", "check-1000", "check-100").value(Results(rows=rows)) == 5


def test_a_table_has_each_tool_at_each_size():
    small, large = rounds(ARGMAP, 1), rounds(ARGMAP, 2)
    small.add("other", {"cold": {"cpu": 5}})
    large.stopped["other"] = 40
    told = report.tools(Results(rows={"check-100": small, "check-1000": large}), "check", "cold")
    assert told.split("\n") == [
        "| Claims | 100 | 1,000 |",
        "| --- | ---: | ---: |",
        "| argmap | 1.0 | 2.0 |",
        "| other | 5.0 (5.0×) | stopped at 40 |",
    ]


def test_the_page_holds_what_was_measured_last():
    text = report.PAGE.read_text("utf-8")
    assert report.page(text, Results.load()) == text


def test_the_plot_is_the_same_each_time_and_shows_every_tool():
    results = Results.load()
    drawn = plot.svg(results)
    assert plot.svg(results) == drawn
    tools = {
        tool for row in json.loads(FILE.read_text("utf-8"))["rows"].values() for tool in row["runs"]
    }
    for tool in tools - {report.FLOOR}:
        assert f">{tool}<" in drawn


# --- The gate -----------------------------------------------------------------------------------


@pytest.fixture
def gated(monkeypatch):
    """The median and the number of rounds of a gate that is measured as told, one figure a round."""
    monkeypatch.setattr(gate, "BARS", {"ratio": 2.0})

    def gated(*figures, count):
        left = [*figures]
        found = gate.measure(lambda: {"ratio": left.pop(0)}, count)
        return found["ratio"], len(figures) - len(left)

    return gated


def test_a_gate_below_its_bar_is_measured_once(gated):
    assert gated(1, 9, 1, count=3) == (1, 3)


def test_a_burst_of_other_work_fails_no_gate(gated):
    assert gated(9, 9, 1, 1, 1, 1, 1, 1, 1, count=3) == (1, 9)


def test_what_is_slow_stays_slow(gated):
    assert gated(3, 3, 3, count=1) == (3, 3)
