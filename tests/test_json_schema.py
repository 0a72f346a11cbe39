"""JSON Schema for editors: it accepts what argmap accepts and marks what argmap refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from argmap import json_schema, yamlio
from argmap.fields import fields_of
from argmap.model import KINDS, Settings
from tests.test_diagnostics_page import EXAMPLES, files

ROOT = Path(__file__).parents[1]
RECORDS = sorted((ROOT / "claims").glob("*/*.yaml"))
FIELD_CODES = [
    "unknown-kind",
    "unknown-field",
    "missing-field",
    "empty-value",
    "wrong-type",
    "link-read-as-list",
    "wrong-form",
    "unknown-value",
    "out-of-range",
]


def problems(data, name="record", **options):
    schema = json_schema.schemas(**options)[name]
    return [error.message for error in Draft202012Validator(schema).iter_errors(data)]


@pytest.mark.parametrize("name", json_schema.schemas())
def test_every_schema_is_one(name):
    schema = json_schema.schemas()[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_there_is_a_schema_for_each_kind_for_any_and_for_the_settings():
    assert set(json_schema.schemas()) == {*KINDS, "record", "knowledge-base"}


@pytest.mark.parametrize("file", RECORDS, ids=lambda file: file.stem)
def test_every_record_of_the_knowledge_base_is_accepted(file):
    data = yamlio.parse(file.read_text("utf-8"), file.name).data
    assert problems(data) == []
    assert problems(data, next(iter(data))) == []


def test_the_settings_of_the_knowledge_base_are_accepted():
    text = (ROOT / "claims" / "knowledge-base.yaml").read_text("utf-8")
    assert problems(yamlio.parse(text, "").data, "knowledge-base") == []


@pytest.mark.parametrize("code", FIELD_CODES)
def test_what_the_schema_check_reports_the_editor_marks_too(code):
    wrong, right = ("".join(files(part).values()) for part in EXAMPLES[code])
    assert problems(yamlio.parse(wrong, "").data)
    assert problems(yamlio.parse(right, "").data) == []


@pytest.mark.parametrize(
    "record",
    [
        {"claim": "A.", "prior": 0.4, "supports": ["b", {"to": "c", "strength": 3.5}]},
        {"claim": "A.", "undercuts": ["u > (a > b)"], "retracted": {"date": 2026, "because": "x"}},
        {"evidence": "A.", "type": "result", "source": "s", "depends_on": [{"to": "b"}]},
        {"source": "A.", "type": "archive", "speakers": [{"line": 3, "words": [1, 6], "person": "p"}]},
        {"experiment": "A?", "status": "stub",
         "tests": [{"claim": "a", "outcomes": {"both": [0.7, 0.2], "one": [0.3, 0.8]}}]},
    ],
    ids=lambda record: next(iter(record)),
)  # fmt: skip
def test_short_and_long_forms_are_accepted(record):
    assert problems(record) == []


@pytest.mark.parametrize(
    "record",
    [
        {"claim": "A.", "prior": 1.4},
        {"claim": "A.", "supports": [{"to": "b", "strength": 1}]},
        {"claim": "A.", "supports": [{"strength": "weak"}]},
        {"claim": "A.", "undercuts": ["a"]},
        {"claim": "A.", "cites": ["talk:0"]},
        {"claim": "A.", "source": "s"},
        {"evidence": "A.", "type": "result", "authors": ["x"]},
        {"source": "A.", "type": "archive", "speakers": [{"line": 3, "words": [1], "person": "p"}]},
        {"person": "A", "url": "javascript:alert(1)"},
        {"person": "A", "anonymous": "yes"},
        {"crux": " "},
        {"claim": "A.", "note": "x" * 20_001},
        {},
    ],
)
def test_what_no_record_may_hold_is_marked(record):
    assert problems(record)


def test_evidence_with_a_source_is_not_taken_for_a_source():
    assert problems({"evidence": "A.", "type": "result", "source": "s"}) == []
    assert problems({"evidence": "A.", "type": "archive", "source": "s"})


def test_every_field_of_every_kind_is_described():
    for name, schema in json_schema.schemas().items():
        parts = [schema, *schema.get("$defs", {}).values()]
        for part in parts:
            for key, field in part["properties"].items():
                assert field["description"].strip(), (name, key)


def test_descriptions_are_those_of_the_model():
    schema = json_schema.schemas()["claim"]
    assert schema["properties"]["positions"]["description"] == (
        "Who holds it; shown, never part of the computed credence."
    )


def test_every_written_field_of_the_model_is_in_its_schema():
    for kind, cls in {**KINDS, "knowledge-base": Settings}.items():
        schema = json_schema.schemas()[kind]
        keys = {field.key for field in fields_of(cls)} - {"headline"} | {cls.kind}
        assert set(schema["properties"]) == keys


def test_with_ids_only_those_of_the_knowledge_base_are_accepted():
    ids = {"claim": ["a", "b"], "evidence": ["e"], "link": ["a > b"], "person": ["ann"]}
    good = {
        "claim": "A.",
        "supports": ["e", {"to": "b", "with": ["not a"]}],
        "undercuts": ["a > b"],
        "positions": [{"person": "ann", "stance": "accepts"}],
    }
    assert problems(good, ids=ids) == []
    for bad in (
        {"claim": "A.", "supports": ["ann"]},
        {"claim": "A.", "supports": [{"to": "b", "with": ["not x"]}]},
        {"claim": "A.", "undercuts": ["b > a"]},
        {"claim": "A.", "positions": [{"person": "bob", "stance": "accepts"}]},
    ):
        assert problems(bad, ids=ids)
        assert problems(bad) == []


def test_an_empty_file_is_offered_each_kind():
    snippets = json_schema.schemas()["record"]["defaultSnippets"]
    assert [snippet["label"] for snippet in snippets] == list(KINDS)
    assert snippets[1]["body"] == {"evidence": "$1", "type": "$2"}


def test_the_schemas_in_the_repository_are_up_to_date():
    folder = ROOT / ".vscode" / "schemas"
    made = {f"{name}.schema.json": schema for name, schema in json_schema.schemas().items()}
    kept = {file.name: json.loads(file.read_text("utf-8")) for file in folder.iterdir()}
    assert kept == made, "run: argmap schema --output .vscode/schemas"


def test_the_editor_settings_name_schemas_that_are_there():
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
    assert settings["yaml.schemas"]
    for schema, pattern in settings["yaml.schemas"].items():
        assert (ROOT / schema).is_file()
        assert any(ROOT.glob(pattern))
