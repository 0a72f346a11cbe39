"""`argmap run`: what it writes and prints, and everything it refuses."""

from __future__ import annotations

import json
import time

import pytest
import yaml

import argmap
from argmap.results import digest
from argmap.running import run_several
from tests.cli.run import run
from tests.knowledge_bases import BREAD, codes, write

# A stand-in for `experiments/` that needs no package: what is tested is the command.
DRIVER = """\
import argparse, importlib, json, pathlib, sys
parser = argparse.ArgumentParser()
parser.add_argument("name")
parser.add_argument("--seeds", type=int, default=5)
parser.add_argument("--smoke", action="store_true")
parser.add_argument("--out", type=pathlib.Path)
given = parser.parse_args()
module = importlib.import_module(f"experiments.{given.name}")
measure = {"about": "rise, cm", "role": "control", "mean": 1.5, "low": 1.0, "high": 2.0, "values": [1.5]}
(given.out / "taste.json").write_text(json.dumps({
    "experiment": "taste", "outcome": module.OUTCOME, "measures": {"rise": measure}, "limits": "One oven.",
    "seeds": list(range(given.seeds)), "code": {},
    "made": {"date": "2026-01-31", "seconds": 0.1, "versions": {}},
}))
(given.out / "taste.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
"""
MODULES = {
    "taste.py": "OUTCOME = 'yes'\n",
    "odd.py": "OUTCOME = 'maybe'\n",
    "broken.py": "raise RuntimeError('oh no')\n",
    "needy.py": "raise SystemExit(4)\n",
    "endless.py": "import time\ntime.sleep(60)\n",
}


def record(module):
    return (
        "experiment: Does slow bread sit better?\nstatus: planned\n"
        "tests: [{claim: better, if_true: 0.8, if_false: 0.2}]\n"
        f"decision_rule: Yes when it does.\nrun: {module}\n"
    )


@pytest.fixture
def project(tmp_path, monkeypatch):
    files = {f"claims/{name}": text for name, text in BREAD.items()}
    files |= {f"experiments/{name}": text for name, text in MODULES.items()}
    files |= {
        "experiments/__main__.py": DRIVER,
        "claims/bread/better.yaml": "claim: Slow bread is better.\n",
        "claims/bread/taste.yaml": record("experiments/taste.py"),
    }
    monkeypatch.chdir(write(tmp_path, files))
    return tmp_path


def test_a_result_and_its_plot_are_kept(project):
    result = run("run", "taste")
    assert result.exit_code == 0, result.output
    results = project / "experiments" / "results"
    assert json.loads((results / "taste.json").read_text("utf-8"))["outcome"] == "yes"
    assert sorted(path.name for path in results.iterdir()) == ["taste.json", "taste.svg"]
    assert "rise      1.5   1 to 2   control" in result.output


def test_what_is_printed_can_be_pasted_into_the_record(project):
    printed = run("run", "taste").output
    pasted = printed[printed.index("status: done") :]
    path = project / "claims" / "bread" / "taste.yaml"
    path.write_text(path.read_text("utf-8").replace("status: planned\n", "") + pasted, "utf-8")
    kb = argmap.load(project)
    assert kb.ok, kb.diagnostics
    assert kb.experiments["taste"].result.outcome == "yes"
    assert yaml.safe_load(pasted)["result"]["reliability"] == 0.5


def test_a_trial_writes_nothing(project):
    result = run("run", "taste", "--smoke")
    assert result.output == "taste runs: 1 measures in 0.1 s\n"
    assert not (project / "experiments" / "results").exists()


def test_json_holds_the_measures(project):
    (found,) = json.loads(run("run", "--all", "--format", "json", "--seeds", "7").stdout)
    assert found["seeds"] == 7
    assert found["measures"]["rise"]["low"] == 1.0


def test_all_runs_every_experiment_with_a_module_and_passes_over_what_lacks_packages(project):
    (project / "claims" / "bread" / "other.yaml").write_text(record("experiments/needy.py"))
    result = run("run", "--all", "--smoke")
    assert result.exit_code == 0
    assert "taste runs" in result.stdout
    assert "other: a package it needs is not installed" in result.stderr


@pytest.mark.parametrize(
    ("module", "message"),
    [
        ("experiments/odd.py", "decided 'maybe', which its record does not foresee"),
        ("experiments/broken.py", "failed with exit status 1"),
        ("experiments/needy.py", "pip install 'argmap[experiments]'"),
        ("experiments/nowhere.py", "names no module"),
        ("experiments/../secret.py", "names no module"),
        ("/etc/passwd", "names no module"),
        ("experiments/__main__.py", "names no module"),
        ("experiments/linked.py", "names no module"),
        ("experiments/taste.pyc", "names no module"),
    ],
)
def test_what_cannot_be_run_is_told_and_leaves_nothing(project, module, message):
    (project / "secret.py").write_text("OUTCOME = 'yes'\n")
    (project / "experiments" / "linked.py").symlink_to(project / "secret.py")
    (project / "claims" / "bread" / "taste.yaml").write_text(record(module))
    result = run("run", "taste")
    assert result.exit_code == 1
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not (project / "experiments" / "results").exists()


def test_a_module_that_takes_too_long_is_stopped(project):
    (project / "claims" / "bread" / "taste.yaml").write_text(record("experiments/endless.py"))
    started = time.monotonic()
    result = run("run", "taste", "--minutes", "0.01")
    assert "stopped after 0.01 minutes" in result.stderr
    assert time.monotonic() - started < 20


def test_a_run_that_fails_leaves_the_last_result(project):
    run("run", "taste")
    kept = project / "experiments" / "results" / "taste.json"
    before = kept.read_bytes()
    (project / "experiments" / "taste.py").write_text("raise RuntimeError\n")
    assert run("run", "taste").exit_code == 1
    assert kept.read_bytes() == before


def test_results_are_not_written_through_a_link_out_of_the_project(project, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    (project / "experiments" / "results").symlink_to(outside)
    assert "leads out of the project" in run("run", "taste").stderr
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ([], "name one experiment, or give --all"),
        (["taste", "--all"], "name one experiment, or give --all"),
        (["better"], "'better' is a claim, not an experiment"),
        (["tastes"], "did you mean 'taste'"),
        (["taste", "--seeds", "3"], "3 is not in the range x>=5"),
    ],
)
def test_wrong_use_of_run_is_explained(project, args, message):
    result = run("run", *args)
    assert result.exit_code == 2
    assert message in result.stderr


def test_an_experiment_without_a_module_says_so(project):
    text = record("x").replace("run: x\n", "")
    (project / "claims" / "bread" / "taste.yaml").write_text(text)
    assert "taste has no `run:`" in run("run", "taste").stderr


def test_line_ends_do_not_make_a_result_stale(tmp_path):
    (tmp_path / "unix.py").write_bytes(b"a = 1\n")
    (tmp_path / "windows.py").write_bytes(b"a = 1\r\n")
    assert digest(tmp_path / "unix.py") == digest(tmp_path / "windows.py")


def test_check_follows_the_code_of_a_result(project):
    run("run", "taste")
    file = project / "experiments" / "results" / "taste.json"
    code = {"experiments/taste.py": digest(project / "experiments" / "taste.py")}
    file.write_text(json.dumps(json.loads(file.read_text()) | {"code": code}))
    path = project / "claims" / "bread" / "taste.yaml"
    result = 'result: {outcome: "yes", date: 2026-01-31, report: experiments/results/taste.json}\n'
    path.write_text(path.read_text("utf-8") + result, "utf-8")
    assert "stale-result" not in codes(argmap.load(project))
    (project / "experiments" / "taste.py").write_text("OUTCOME = 'no'\n")
    assert "stale-result" in codes(argmap.load(project))


def test_experiments_run_side_by_side(project):
    for own, other in (("one", "two"), ("two", "one")):
        (project / "claims" / "bread" / f"{own}.yaml").write_text(record(f"experiments/{own}.py"))
        meet = f"open('{own}', 'w').close()\nwhile not os.path.exists('{other}'): time.sleep(0.01)"
        module = f"import os, time\n{meet}\nraise SystemExit(4)\n"
        (project / "experiments" / f"{own}.py").write_text(module)
    result = run("run", "--all", "--smoke", "--jobs", "2", "--minutes", "0.3")
    assert (
        "stopped" not in result.stderr
    )  # as the first would be were it to end before the second begins
    assert result.stderr.count("a package it needs is not installed") == 2


def test_who_stops_asking_stops_those_that_run(project):
    (project / "claims" / "bread" / "slow.yaml").write_text(record("experiments/endless.py"))
    kb = argmap.load(project / "claims")
    began = time.monotonic()
    runs = run_several([kb.experiments["taste"], kb.experiments["slow"]], project, 2, smoke=True)
    assert next(runs)[0].id == "taste"
    runs.close()
    assert time.monotonic() - began < 20
