"""The worked example of `docs/method.md` comes out as the page says."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

import argmap
from argmap import model
from argmap.reasoning import network, views
from argmap.site import numbers
from tests.knowledge_bases import bread

PAGE = (Path(__file__).parents[1] / "docs" / "method.md").read_text("utf-8")
EXAMPLE = PAGE.split("### A worked example\n")[1].split("\n## ")[0]
FILES = dict(re.findall(r'```yaml title="([^"]+)"\n(.*?)```', EXAMPLE, re.DOTALL))
PRINTED = [float(number) for number in re.findall(r"\*\*([\d.]+)\*\*", EXAMPLE)]


def test_the_worked_example_by_hand():
    link = 0.9 * (1 - 0.9 * 0.4)
    odds = 10**link * 2**-0.5
    given = odds / (1 + odds)
    factor = 0.01 + 0.99 * 0.8
    by_hand = [link, 10**link, 2**-0.5, odds, given, factor, given * factor]
    assert pytest.approx(by_hand, rel=2e-4) == PRINTED


def test_the_worked_example_computed(tmp_path):
    kb = bread(tmp_path, FILES)
    assert kb.ok
    m = argmap.solve(kb)
    why = m.why("warm-dough-rises-faster")
    held, against = (step.multiplier for step in why.steps)
    link = m.activation("bakers-proof-in-warm-rooms > warm-dough-rises-faster")
    computed = [link, held, against, held * against, why.given_premises, why.needs[0].factor]
    assert pytest.approx([*computed, why.credence], rel=2e-4) == PRINTED


def test_the_defaults_are_those_of_the_code():
    table = PAGE.split("### The defaults, and why\n")[1].split("\n###")[0]
    for type_, reliability in model.RELIABILITIES.items():
        (row,) = (row for row in table.splitlines() if f"`{type_}`" in row)
        assert float(row.split("|")[2]) == reliability
    words = " ".join(f"×{factor:g}," for factor in model.STRENGTHS.values()).rstrip(",")
    assert words in table
    assert f"| prior of a claim | {str(model.DEFAULT_PRIOR).lstrip('0')} |" in table
    assert f"| an undercut | {network.UNDERCUT} |" in table
    assert f"| a needed premise | {network.NEED} |" in table
    run = str(model.DEFAULT_RESULT_RELIABILITY).lstrip("0")
    assert f"| reliability of one's own run | {run} |" in table
    assert all(f"{name} {str(v).lstrip('0')}" in PAGE for name, v in views.STANCES.items())
    assert math.isclose(network.NEED + 0.01, 1)


def test_pages_can_lead_to_what_a_double_crux_is():
    """Every site has this page; a glossary, ours alone."""
    section = PAGE.split("\n## Double crux\n")[1].split("\n## ")[0]
    assert f"“double crux” from {str(numbers._DOUBLE).lstrip('0')} on" in section
