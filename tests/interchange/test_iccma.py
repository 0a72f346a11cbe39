"""Formats of argumentation solvers: what a solver finds is what argmap finds."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings

from argmap.interchange import apx, i23, tgf
from argmap.interchange.iccma import framework, name_of
from argmap.reasoning.acceptability import grounded
from argmap.reasoning.network import Network
from tests.interchange.maps import everything, loaded, maps
from tests.knowledge_bases import claims
from tests.reasoning.frameworks import framework as as_network

ARG = re.compile(r"arg\(([a-z][A-Za-z0-9_]*)\)\.")
ATT = re.compile(r"att\(([a-z][A-Za-z0-9_]*),([a-z][A-Za-z0-9_]*)\)\.")


def read_apx(text):
    arguments = ARG.findall(text)
    attacks = ATT.findall(text)
    assert len(arguments) + len(attacks) == text.count("\n"), "a line no solver would read"
    assert {end for attack in attacks for end in attack} <= {*arguments}
    return arguments, attacks


def solve(arguments, attacks):
    return grounded(as_network(dict.fromkeys(arguments, 0.5), attacks, []))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(maps())
def test_a_solver_finds_what_argmap_finds(files):
    with loaded(files) as kb:
        found = solve(*read_apx(apx.write(kb).files[""].decode()))
        expected = grounded(Network.of(kb))
        means = framework(kb).meaning
        solved = {means[name]: found[name] for name in means if means[name] in expected}
        assert solved == {thing: expected[thing] for thing in solved}
        assert {*kb.claims} <= {*solved}


def test_a_plain_attack_is_written_as_it_is(tmp_path):
    kb = claims(tmp_path, p="attacks: [q]", q="supports: [r]", r="")
    exported = apx.write(kb)
    assert exported.files[""].decode() == "arg(p).\narg(q).\narg(r).\natt(p,q).\n"
    assert [(loss.what, loss.where) for loss in exported.losses if " > " in loss.where] == [
        ("supports", "q > r")
    ]


def test_what_dung_lacks_becomes_arguments(tmp_path):
    kb = claims(tmp_path, p="attacks: [{to: q, with: [not r]}]", q="depends_on: [r]", r="", u='undercuts: ["p > q"]')  # fmt: skip
    made = framework(kb)
    assert made.meaning["att__p__q"] == "p > q"
    assert made.meaning["not__r"] == "not r"
    assert {*made.attacks} == {
        ("att__p__q", "q"),
        ("u", "att__p__q"),
        ("not__p", "att__p__q"),
        ("r", "att__p__q"),
        ("p", "not__p"),
        ("r", "not__r"),
        ("not__r", "q"),
    }


def test_an_experiment_that_speaks_against_a_claim_attacks_it(tmp_path):
    attacks = framework(everything(tmp_path)).attacks
    assert ("a_blind_test", "slow_is_better") in attacks
    assert not [pair for pair in attacks if "bread_is_poison" in pair], "which is retracted"


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("slow-bread", "slow_bread"),
        ("2-fold", "arg__2_fold"),
        ("not", "arg__not"),
        ("a > b-c", "att__a__b_c"),
        ("u > (a > b)", "att__u__a__b"),
    ],
)
def test_names_are_such_as_every_solver_reads(id, name):
    assert name_of(id) == name


def test_the_three_formats_say_the_same(tmp_path):
    kb = everything(tmp_path)
    arguments, attacks = read_apx(apx.write(kb).files[""].decode())
    nodes, edges = tgf.write(kb).files[""].decode().split("#\n")
    assert nodes.split() == arguments
    assert [tuple(line.split()) for line in edges.splitlines()] == attacks
    first, *rest = i23.write(kb).files[""].decode().splitlines()
    assert first == f"p af {len(arguments)}"
    comments = [line for line in rest if line.startswith("#")]
    assert comments[0] == "# 1 = a-blind-test"
    numbers = [tuple(map(int, line.split())) for line in rest if not line.startswith("#")]
    assert [(arguments[a - 1], arguments[b - 1]) for a, b in numbers] == attacks
