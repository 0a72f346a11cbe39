"""What is published beside the pages."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import jsonschema
import pytest
from referencing import Registry, Resource

import argmap
from argmap.site.build import build
from tests.site.conftest import project


@pytest.fixture(scope="module")
def published(site):
    return json.loads((site / "kb.json").read_text("utf-8"))


def test_every_record_is_there_as_written_with_its_credence(site, published):
    kb = argmap.load(site.parent)
    by_id = {one["id"]: one for one in published["records"]}
    assert set(by_id) == set(kb)
    fructans = by_id["fructans-fall"]
    assert fructans["record"]["evidence"] == "Fructans fall while dough rests."
    assert fructans["credence"]["value"] == pytest.approx(argmap.solve(kb)["fructans-fall"])
    assert by_id["ann"]["credence"] is None
    assert (site / by_id["ann"]["url"] / "index.html").is_file()


def test_it_keeps_to_the_schema_published_with_it(site, published):
    schemas = {
        path.name: json.loads(path.read_text("utf-8")) for path in (site / "schemas").iterdir()
    }
    registry = Registry().with_resources(
        [(name, Resource.from_contents(schema)) for name, schema in schemas.items()]
    )
    validator = jsonschema.Draft202012Validator(schemas["kb.schema.json"], registry=registry)
    assert list(validator.iter_errors(published)) == []
    published["records"][0]["record"]["no such field"] = 1
    assert list(validator.iter_errors(published)) != []


def test_the_database_holds_the_tables_with_credences(site):
    with closing(sqlite3.connect(site / "kb.sqlite")) as connection:
        rows = connection.execute("select id, credence from claims").fetchall()
    assert rows
    assert all(credence is not None for _, credence in rows)


def test_the_list_for_language_models_leads_to_the_claims(site):
    text = (site / "llms.txt").read_text("utf-8")
    assert text.startswith("# Bread\n")
    assert "](https://example.org/bread/slow-bread-digests-better/)" in text


def test_a_second_build_writes_the_same_bytes(tmp_path):
    config = project(tmp_path) / "mkdocs.yml"
    first = {p.name: p.read_bytes() for p in build(config).glob("kb.*")}
    second = {p.name: p.read_bytes() for p in build(config).glob("kb.*")}
    assert first == second
