"""The synthetic map, as argmap's files and as its peers'."""

from __future__ import annotations

import re

import pytest
import yaml

import argmap
from benchmarks import generate
from benchmarks.peers.argdown import Argdown
from benchmarks.peers.doorstop import Doorstop
from benchmarks.peers.sphinx_needs import SphinxNeeds
from benchmarks.peers.static_sites import MkDocs
from benchmarks.peers.strictdoc import StrictDoc
from benchmarks.synthetic import TOPICS, draw
from benchmarks.tools import Rewording

COUNT = 40
LINKS = 2 * (COUNT - 2)


@pytest.fixture(scope="module")
def claims():
    return draw(COUNT)


@pytest.fixture(scope="module")
def folder(claims, tmp_path_factory):
    folder = tmp_path_factory.mktemp("map")
    generate.write(claims, folder)
    return folder


def test_the_same_count_gives_the_same_map():
    assert draw(5) == draw(5)
    assert draw(5) != draw(6)[:5]


def test_the_knowledge_base_is_clean_and_of_the_size_asked_for(folder):
    kb = argmap.load(folder)
    assert kb.diagnostics == ()
    assert (len(kb.claims), len(kb.topics), len(kb.links)) == (COUNT, TOPICS, LINKS)


def test_every_claim_has_sixty_words_of_its_own_and_a_quote(claims):
    for claim in claims[2:]:
        own = [claim.headline, claim.note, *(link.because for link in claim.links)]
        assert 55 <= sum(len(text.split()) for text in own) <= 65
        assert len(claim.quote.split()) == 12


def test_its_quotes_are_checked(folder, claims, tmp_path):
    generate.write(claims, tmp_path)
    file = tmp_path / "claims" / "topic-7" / "claim-7.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace(claims[7].quote, f"Not {claims[7].quote}"), "utf-8")
    assert "quote-not-found" in {found.code for found in argmap.load(tmp_path).diagnostics}


@pytest.mark.parametrize("count", [1, 2, 3])
def test_the_smallest_maps_are_clean_too(count, tmp_path):
    generate.write(draw(count), tmp_path)
    assert argmap.load(tmp_path).diagnostics == ()


def test_a_claim_is_reworded_anew_each_time(claims):
    reworded = Rewording(claims)
    first, second = reworded(), reworded()
    assert first.id == second.id == f"claim-{COUNT // 2}"
    assert len({first.headline, second.headline, claims[COUNT // 2].headline}) == 3


def test_argdown_gets_the_same_links(claims, tmp_path):
    Argdown().write(claims, tmp_path)
    read = argmap.read(tmp_path / "map.argdown")
    assert (len(read.claims), len(read.links)) == (COUNT, LINKS)


def test_doorstop_gets_the_same_links(claims, tmp_path):
    Doorstop().write(claims, tmp_path)
    items = [yaml.safe_load(file.read_text()) for file in (tmp_path / "map").glob("CLAIM-*.yml")]
    assert len(items) == COUNT
    assert sum(len(item["links"]) for item in items) == LINKS


@pytest.mark.parametrize(
    ("tool", "files", "claim", "link"),
    [
        (SphinxNeeds(), "topic-*.rst", r"^\.\. claim::", r"\bC_\d+(?=,|\n)(?<!:id: C_.......)"),
        (StrictDoc(), "map/*.sdoc", r"^\[REQUIREMENT\]$", r"^- TYPE: Parent$"),
        (MkDocs(), "docs/claim-*.md", r"^# ", r"^- \[claim-\d+\]"),
    ],
)
def test_the_others_get_the_same_links(tool, files, claim, link, claims, tmp_path):
    tool.write(claims, tmp_path)
    text = "\n".join(file.read_text() for file in tmp_path.glob(files))
    assert len(re.findall(claim, text, re.MULTILINE)) == COUNT
    assert len(re.findall(link, text, re.MULTILINE)) == LINKS
