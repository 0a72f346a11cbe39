"""A knowledge base of one's own."""

from __future__ import annotations

import pytest
import yaml

import argmap
from argmap.authoring.formatter import formatted
from argmap.authoring.init import NotEmptyError, init


@pytest.mark.parametrize("title", ["Bread", 'What "they" say: all of it', "100 % #1 \\ x", "yes"])
def test_the_examples_are_clean_and_carry_the_title(tmp_path, title):
    init(tmp_path / "new", title)
    kb = argmap.load(tmp_path / "new")
    assert kb.diagnostics == ()
    assert kb.settings.headline == title
    assert (len(kb.claims), len(kb.evidence), len(kb.experiments)) == (1, 1, 1)
    assert (
        yaml.safe_load((tmp_path / "new" / "mkdocs.yml").read_text("utf-8"))["site_name"] == title
    )


def test_the_examples_are_laid_out_as_fmt_would(tmp_path):
    for file in init(tmp_path, "Bread"):
        if "claims" in file.parts:
            text = file.read_text("utf-8")
            assert formatted(text, file.name).text == text


def test_the_examples_argue(tmp_path):
    init(tmp_path, "Bread")
    kb = argmap.load(tmp_path)
    assert kb.reasons_for("slow-bread-digests-easier")
    assert kb.backlinks["slow-bread-digests-easier"]


def test_nothing_is_overwritten_and_nothing_half_done(tmp_path):
    (tmp_path / "README.md").write_text("mine", "utf-8")
    with pytest.raises(NotEmptyError, match=r"README\.md is there already"):
        init(tmp_path, "Bread")
    assert [file.name for file in tmp_path.iterdir()] == ["README.md"]
    assert (tmp_path / "README.md").read_text("utf-8") == "mine"
