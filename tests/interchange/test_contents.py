"""What each format says it holds, held against a knowledge base that says everything."""

from __future__ import annotations

from importlib import import_module

import pytest

import argmap
from argmap.interchange.contents import FEATURES, contents
from tests.interchange.maps import everything, hostile
from tests.knowledge_bases import bread

FORMATS = [
    "aif",
    "xaif",
    "apx",
    "tgf",
    "i23",
    "dot",
    "mermaid",
    "graphml",
    "jsonld",
    "tables",
    "sqlite",
]


def write(name, kb):
    return import_module(f"argmap.interchange.{name}").write(kb)


def test_the_map_with_everything_has_every_feature(tmp_path):
    assert {feature for feature, _ in contents(everything(tmp_path))} == {*FEATURES}


def test_each_thing_is_told_where_it_is(tmp_path):
    found = set(contents(everything(tmp_path)))
    assert ("strengths", "fructans-fall > slow-is-better") in found
    assert ("negated premises", "fructans-fall > slow-is-better") in found
    assert ("necessary premises", "people-react-to-fructans depends_on fructans-are-eaten") in found
    assert ("priors", "slow-is-better") in found
    assert ("other positions", "slow-is-better") in found
    assert ("acceptances", "slow-is-better") in found
    assert ("retractions", "bread-is-poison") in found


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_tells_what_it_loses_in_order_and_the_same_each_time(name, tmp_path):
    kb = everything(tmp_path)
    exported = write(name, kb)
    assert list(exported.losses) == sorted(set(exported.losses))
    assert write(name, kb) == exported
    assert all(isinstance(content, bytes) and content for content in exported.files.values())


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_loses_nothing_of_a_map_without_anything(name, tmp_path):
    kb = bread(
        tmp_path, {"bread/a.yaml": "claim: A.\nattacks: [b]\n", "bread/b.yaml": "claim: B.\n"}
    )
    told = {loss.what for loss in write(name, kb).losses}
    assert told <= {"people", "sources", "archives", "topics", "texts of topics"}, "of its frame"


@pytest.mark.parametrize("name", FORMATS)
def test_a_knowledge_base_without_records_is_written(name, tmp_path):
    (tmp_path / "knowledge-base.yaml").write_text("knowledge_base: Nothing\n")
    assert write(name, argmap.load(tmp_path)).losses == ()


@pytest.mark.parametrize("name", FORMATS)
def test_no_control_character_gets_through(name, tmp_path):
    for content in write(name, hostile(tmp_path)).files.values():
        if name != "sqlite":  # which keeps every text as it is
            text = content.decode()
            assert not {c for c in text if c < " " and c not in "\n\r\t"}
            assert "\u202e" not in text
