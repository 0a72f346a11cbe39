"""`argmap show`, `query` and `schema`."""

from __future__ import annotations

import csv
import io
import json

import pytest

from argmap.model import KINDS
from tests.cli.run import run
from tests.knowledge_bases import bread

FILES = {
    "bread/slow-is-better.yaml": (
        "claim: Slow bread is better.\nnote: For most people.\naliases: [old-name]\n"
        "positions:\n  - person: ann\n    stance: accepts\n    hedge: I think\n"
        "    quotes: [{text: I find it easier to digest, source: kitchen-thread}]\n"
        "cites: ['talk:1.1']\n"
    ),
    "bread/fructans-fall.yaml": (
        "evidence: Fructans fall while dough rests.\ntype: result\n"
        "supports: [{to: slow-is-better, strength: strong, because: They trouble people.}]\n"
    ),
    "bread/time-is-idle.yaml": (
        "claim: Time does nothing.\nattacks: [slow-is-better]\n"
        "undercuts: ['fructans-fall > slow-is-better']\n"
    ),
    "bread/does-time-matter.yaml": "crux: Does time matter?\nturns_on: slow-is-better\n",
}


@pytest.fixture(autouse=True)
def kb(tmp_path, monkeypatch):
    kb = bread(tmp_path / "claims", FILES)
    assert kb.ok
    monkeypatch.chdir(tmp_path)


def test_a_record_is_shown_with_what_bears_on_it():
    shown = run("show", "slow-is-better").stdout
    assert shown.splitlines()[:2] == [
        "Slow bread is better.",
        "claim slow-is-better, claims/bread/slow-is-better.yaml",
    ]
    for part in (
        "For most people.",
        "Positions\n  ann accepts (I think)",
        (
            "Reasons\n  supports ×10: fructans-fall: Fructans fall while dough rests.\n"
            "    because They trouble people.\n"
            "    undercuts: time-is-idle: Time does nothing."
        ),
        "Objections\n  attacks ×4: time-is-idle: Time does nothing.",
        "Cruxes\n  does-time-matter: Does time matter?",
        "Quotes\n  “I find it easier to digest”\n    ann, kitchen-thread, talk:1.1",
        "Drawn from\n  talk:1.1",
    ):
        assert part in shown


@pytest.mark.parametrize("name", ["old-name", "claims/bread/slow-is-better.yaml"])
def test_a_record_is_found_by_an_alias_and_by_its_file(name):
    assert run("show", name).stdout == run("show", "slow-is-better").stdout


@pytest.mark.parametrize("id", ["bread", "ann", "talk", "fructans-fall", "does-time-matter"])
def test_records_of_every_kind_can_be_shown(id):
    for format_ in ("text", "json"):
        result = run("show", id, "--format", format_)
        assert result.exit_code == 0
        assert id in result.stdout


def test_a_record_as_json():
    told = json.loads(run("show", "slow-is-better", "--format", "json").stdout)
    assert told["record"]["positions"][0]["stance"] == "accepts"
    (reason,) = told["reasons"]
    assert (reason["from"], reason["factor"]) == ("fructans-fall", 10.0)
    assert [one["from"] for one in reason["undercut_by"]] == ["time-is-idle"]
    (quote,) = told["quotes"]
    assert (quote["speaker"], quote["locator"], quote["checked"]) == ("ann", "talk:1.1", True)
    assert told["diagnostics"] == []


def test_a_record_with_a_problem_shows_it(tmp_path):
    (tmp_path / "claims" / "bread" / "bad.yaml").write_text("claim: Bad.\nfoo: 1\n", "utf-8")
    problems = run("show", "bad").stdout.partition("Problems\n")[2]
    assert "  error: `foo` is not a field of a claim [unknown-field]\n" in problems


# --- SQL --------------------------------------------------------------------------------------------

QUERY = "select id, headline, null as gap from claims order by id"


def test_a_query_prints_a_table():
    assert run("query", QUERY).stdout == (
        "id              headline               gap\n"
        "--------------  ---------------------  ---\n"
        "slow-is-better  Slow bread is better.\n"
        "time-is-idle    Time does nothing.\n"
        "(2 rows)\n"
    )


def test_a_query_as_json_and_csv():
    rows = json.loads(run("query", QUERY, "--format", "json").stdout)
    assert rows[1] == {"id": "time-is-idle", "headline": "Time does nothing.", "gap": None}
    table = list(csv.reader(io.StringIO(run("query", QUERY, "--format", "csv").stdout)))
    assert table[0] == ["id", "headline", "gap"]
    assert table[2] == ["time-is-idle", "Time does nothing.", ""]


def test_a_query_without_rows_still_names_its_columns():
    result = run("query", "select id from claims where id = 'none'")
    assert result.stdout == "id\n--\n(0 rows)\n"


def test_a_long_text_is_cut_in_the_table_only():
    long = "select printf('%.*c', 200, 'x') as x"
    assert len(run("query", long).stdout.splitlines()[2]) == 80
    assert "x" * 200 in run("query", long, "--format", "csv").stdout


def test_the_tables_are_described():
    described = run("query", "--schema").stdout
    assert "create table claims" in described
    assert "-- the file's stem" in described


# --- JSON Schema ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [*KINDS, "record", "knowledge-base"])
def test_a_schema_for_each_kind(kind):
    schema = json.loads(run("schema", kind).stdout)
    assert schema["type"] == "object"


def test_the_schema_with_ids_knows_this_knowledge_base():
    schema = run("schema", "claim", "--ids").stdout
    assert '"slow-is-better"' in schema
    assert '"old-name"' in schema
    assert '"fructans-fall > slow-is-better"' in schema
    assert '"slow-is-better"' not in run("schema", "claim").stdout


def test_all_schemas_are_written_to_a_folder(tmp_path):
    result = run("schema", "--output", "out")
    assert result.stdout == "wrote 9 schemas to out\n"
    names = {file.name for file in (tmp_path / "out").iterdir()}
    assert names == {f"{kind}.schema.json" for kind in [*KINDS, "record", "knowledge-base"]}


def test_a_schema_needs_no_knowledge_base(tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    assert run("schema", "claim").exit_code == 0
    assert run("schema", "claim", "--ids").exit_code == 2
