"""Which claims and links stand when every attack counts fully."""

from __future__ import annotations

import pytest

from argmap.reasoning.acceptability import grounded
from tests.reasoning.frameworks import framework
from tests.reasoning.maps import network, reason, undercut


def labels(attacks, names):
    found = grounded(framework(dict.fromkeys(names, 0.5), attacks, []))
    return {name: found[name] for name in names}


def test_reinstatement():
    """Dung 1995: an attacker that is itself attacked by what stands does no harm."""
    assert labels(["cb", "ba"], "abc") == {"a": "in", "b": "out", "c": "in"}


def test_mutual_attack_leaves_both_undecided_and_what_they_attack():
    """The Nixon diamond of Dung 1995, and floating reinstatement, which grounded semantics does not grant."""
    found = labels(["ab", "ba", "ac", "bc", "cd"], "abcd")
    assert set(found.values()) == {"undecided"}


def test_an_odd_cycle_is_undecided_and_a_self_attacker_too():
    assert set(labels(["ab", "bc", "ca"], "abc").values()) == {"undecided"}
    assert labels(["aa", "ab"], "ab") == {"a": "undecided", "b": "undecided"}


def test_an_odd_cycle_is_broken_by_what_stands_outside_it():
    found = labels(["ab", "bc", "ca", "da"], "abcd")
    assert found == {"a": "out", "b": "in", "c": "out", "d": "in"}


def test_weak_attacks_count_as_strong_ones_and_support_not_at_all():
    links = [reason("a", "b", -1.1), reason("c", "b", 500)]
    found = grounded(network(dict.fromkeys("abc", 0.5), links))
    assert found["b"] == "out"


def test_an_undercut_link_no_longer_attacks():
    links = [reason("a", "b", -4), undercut("u", "a > b")]
    found = grounded(network(dict.fromkeys("abu", 0.5), links))
    assert found == {"a": "in", "b": "in", "u": "in", "a > b": "out", "u > (a > b)": "in"}


def test_an_undercut_can_be_undercut():
    links = [reason("a", "b", -4), undercut("u", "a > b"), undercut("v", "u > (a > b)")]
    found = grounded(network(dict.fromkeys("abuv", 0.5), links))
    assert (found["u > (a > b)"], found["a > b"], found["b"]) == ("out", "in", "out")


def test_a_negated_premise_must_be_out():
    links = [reason("x", "n", -4), reason("a", "b", -4, premises=[("n", True)])]
    found = grounded(network(dict.fromkeys("abnx", 0.5), links))
    assert (found["n"], found["a > b"], found["b"]) == ("out", "in", "out")


def test_a_claim_falls_with_a_premise_it_depends_on():
    found = grounded(network(dict.fromkeys("abc", 0.5), [reason("c", "b", -4)], [("a", "b")]))
    assert (found["b"], found["a"]) == ("out", "out")


@pytest.mark.parametrize("instance", ["A-1-admbuster_1000", "A-2-WS_300_16_90_30", "B-1-BA_40_30_3"])  # fmt: skip
def test_the_competition_agrees_where_it_asks_for_the_grounded_extension(shared, instance):
    """ICCMA 2019: an argument is skeptically accepted under complete semantics if and only if it is grounded."""
    folder = shared / "conformance" / "iccma19_dynamic"
    answers = list(folder.glob(f"*{instance}*DS-CO-D.out"))
    if not answers:
        pytest.skip(f"no DS-CO answers for {instance}")
    text = (folder / f"{instance}.apx").read_text("utf-8")
    (query,) = (folder / f"{instance}.apx.arg").read_text("utf-8").split()
    arguments, attacks = {}, {}
    _read(text, arguments, attacks)
    expected = [word == "YES" for word in answers[0].read_text("utf-8").split() if word in ("YES", "NO")]  # fmt: skip
    found = [_is_in(arguments, attacks, query)]
    for edit in (folder / f"{instance}.apxm").read_text("utf-8").split():
        _edit(edit, arguments, attacks)
        found.append(_is_in(arguments, attacks, query))
    assert found == expected


def _read(text, arguments, attacks):
    for line in text.split():
        _edit("+" + line.rstrip("."), arguments, attacks)


def _edit(line, arguments, attacks):
    sign, kind, inside = line[0], line[1:4], line[line.index("(") + 1 : line.index(")")]
    where, key = (arguments, inside) if kind == "arg" else (attacks, tuple(inside.split(",")))
    if sign == "+":
        where[key] = 0.5
    else:
        where.pop(key, None)


def _is_in(arguments, attacks, query):
    return grounded(framework(arguments, list(attacks), []))[query] == "in"
