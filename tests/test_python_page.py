"""The tour of `docs/python.md`: every input runs, every output is as shown."""

from __future__ import annotations

import doctest
import shutil

import argmap
from tests.pages import ROOT, blocks

PAGE = "docs/python.md"


def session():
    """The whole page as one session; line numbers are those of the page."""
    examples = [
        example
        for block in blocks(PAGE, "pycon")
        for example in doctest.DocTestParser().get_examples(_shifted(block), PAGE)
    ]
    return doctest.DocTest(examples, {}, "tour", PAGE, 0, None)


def _shifted(block):
    """The block at its line of the page; within it, blank lines belong to an output."""
    text = "".join(
        line if line.strip() else "<BLANKLINE>\n" for line in block.text.splitlines(True)
    )
    return "\n" * (block.line - 1) + text


def test_the_tour_comes_out_as_it_is_shown(tmp_path, monkeypatch):
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    tour, failures = session(), []
    assert len(tour.examples) > 30
    doctest.DocTestRunner(verbose=False).run(tour, out=failures.append)
    assert not failures, "".join(failures)


def test_a_wrong_output_is_noticed():
    tour = session()
    tour.examples = [doctest.Example("1 + 1", "3\n")]
    assert doctest.DocTestRunner(verbose=False).run(tour, out=lambda _: None).failed == 1


def test_the_small_knowledge_base_of_the_tour_is_clean():
    assert argmap.load(ROOT / "examples" / "bread", numbers=True).diagnostics == ()
