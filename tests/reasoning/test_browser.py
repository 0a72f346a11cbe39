"""Credences in the browser: the module that pages load, held against the Python it is to equal."""

from __future__ import annotations

import base64
import json
import math
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from argmap.reasoning.browser import as_data
from argmap.reasoning.forward import run
from argmap.reasoning.solution import Solution
from tests.reasoning.drawings import Drawing, random_network, random_pins, ring_of_pairs

MODULE = Path(__file__).parents[2] / "site_overrides" / "assets" / "credence.mjs"
SOLVE_ALL = """async (address, cases) => {
  const { solve } = await import(address);
  const answers = JSON.parse(cases).map(([network, whatIf]) => {
    const { credences, activations, unresolved } = solve(network, whatIf);
    return { x: [...credences, ...activations], unresolved };
  });
  return JSON.stringify(answers);
}"""


def in_node(cases):
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    script = f"""import {{ readFileSync }} from "node:fs";
        const cases = readFileSync(0, "utf8");
        console.log(await ({SOLVE_ALL})({json.dumps(MODULE.as_uri())}, cases));"""
    command = [node, "--input-type=module", "--eval", script]
    done = subprocess.run(command, input=cases, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout


def in_chromium(browser, cases):
    source = base64.b64encode(MODULE.read_bytes()).decode()
    page = browser.new_page()
    try:
        return page.evaluate(
            f"([address, cases]) => ({SOLVE_ALL})(address, cases)",
            [f"data:text/javascript;charset=utf-8;base64,{source}", cases],
        )
    finally:
        page.close()


@pytest.fixture(
    scope="module", params=["node", pytest.param("chromium", marks=pytest.mark.browser)]
)
def solve_all(request):
    """Solves several networks with the module, each with what is set in it."""

    def solve(cases):
        text = json.dumps([(as_data(network), what_if) for network, what_if in cases])
        if request.param == "node":
            return json.loads(in_node(text))
        return json.loads(in_chromium(request.getfixturevalue("browser"), text))

    return solve


@pytest.fixture(scope="module")
def random_runs():
    """What Python makes of 200 maps, half of them with cycles."""
    networks = [random_network(i, nodes=6 + i % 30, cyclic=i % 2 == 1) for i in range(200)]
    return [run(network, pins=random_pins(i, network)) for i, network in enumerate(networks)]


@pytest.fixture(scope="module")
def random_answers(solve_all, random_runs):
    """What Python makes of each map, with what the module makes of it."""
    answers = solve_all([(one.network, {"pins": pins_of(one)}) for one in random_runs])
    return list(zip(random_runs, answers, strict=True))


def pins_of(result):
    pins = result.inputs.pins
    return {} if pins is None else {i: p for i, p in enumerate(pins.tolist()) if not math.isnan(p)}


def ranges_of(result):
    """By node, what each credence that does not settle moves between in Python."""
    unresolved = Solution(None, result).unresolved  # the records play no part in it
    return {result.network.index[id]: moves for id, moves in unresolved.items()}


def assert_same(result, answer, *, within):
    assert np.abs(result.x - answer["x"]).max() <= within


def assert_same_ranges(result, answer, *, within=1e-6):
    """Sweep for sweep both do the same, so even what does not settle moves between the same bounds."""
    found = {one["node"]: (one["low"], one["high"]) for one in answer["unresolved"]}
    expected = ranges_of(result)
    assert found.keys() == expected.keys()
    for node, moves in expected.items():
        assert found[node] == pytest.approx(moves, abs=within)


# --- Random maps --------------------------------------------------------------------------------


def test_maps_without_cycles_come_out_the_same(random_answers):
    acyclic = [pair for pair in random_answers if not pair[0].network.schedule.cyclic.any()]
    assert len(acyclic) == 100
    for result, answer in acyclic:
        assert_same(result, answer, within=1e-12)


def test_cycles_that_settle_come_out_the_same(random_answers):
    cyclic = [pair for pair in random_answers if pair[0].network.schedule.cyclic.any()]
    settled = [(result, answer) for result, answer in cyclic if result.settled.all()]
    assert len(settled) > 80
    for result, answer in settled:
        assert_same(result, answer, within=1e-8)


def test_cycles_that_do_not_settle_are_unresolved_in_both(random_answers):
    open_ones = [(result, answer) for result, answer in random_answers if not result.settled.all()]
    assert len(open_ones) > 2
    for result, answer in random_answers:
        assert bool(answer["unresolved"]) == (not result.settled.all())
    for result, answer in open_ones:
        assert_same_ranges(result, answer)


# --- Maps drawn for one purpose -----------------------------------------------------------------


def test_an_odd_ring_of_strong_attacks_does_not_settle_nor_does_what_rests_on_it(solve_all):
    drawing = Drawing()
    # Alike to the last, the six would move as one and find a balance that any difference upsets.
    for base in (0.999, 0.999, 0.999, 0.999, 0.999, 0.998):
        drawing.node(base)
    ring_of_pairs(drawing, [math.log(1000)] * 12)
    behind, aside = drawing.node(0.5), drawing.node(0.5)
    drawing.link(0, behind, math.log(10))
    drawing.link(aside, behind, math.log(10))
    result = run(drawing.network())
    [answer] = solve_all([(result.network, {})])
    assert set(ranges_of(result)) == {0, 1, 2, 3, 4, 5, behind}
    assert_same_ranges(result, answer)
    assert all(one["high"] - one["low"] > 0.05 for one in answer["unresolved"])


def test_log_odds_are_kept_within_thirty(solve_all):
    drawing = Drawing()
    claim = drawing.node(0.5)
    for _ in range(6):
        drawing.link(drawing.node(0.999), claim, -math.log(999))
    [answer] = solve_all([(drawing.network(), {})])
    assert answer["x"][claim] == pytest.approx(1 / (1 + math.exp(30)), rel=1e-9)


def test_a_chain_of_a_hundred_thousand_does_not_overflow_the_stack(solve_all):
    drawing, expected = Drawing(), [0.3]
    drawing.node(0.3)
    for i in range(1, 100_000):
        weight = (-1) ** i * math.log(10)
        drawing.link(i - 1, drawing.node(0.3), weight)
        # Worked out here: Python would take half a minute to plan so many levels.
        expected.append(1 / (1 + math.exp(-(math.log(0.3 / 0.7) + weight * expected[-1]))))
    [answer] = solve_all([(drawing.network(), {})])
    assert np.abs(np.array(expected) - answer["x"][:100_000]).max() <= 1e-12


def test_what_if_changes_strengths_and_priors_as_if_the_map_said_so(solve_all):
    drawing = Drawing()
    claim, pro, con, idle = (drawing.node(base) for base in (0.5, 0.8, 0.7, 0.6))
    drawing.link(pro, claim, math.log(4))
    against = drawing.link(con, claim, -math.log(4))
    nothing = drawing.link(idle, claim, -0.0)  # an attack of strength 1
    network = drawing.network()
    what_if = {"strengths": {against: 30, nothing: 10}, "priors": {pro: 0.25, con: 1}}
    changed = network.with_numbers(
        logit=np.log([1, 1 / 3, 999, 1.5]),  # no prior is beyond .999
        weight=np.log([4, 1 / 30, 1 / 10]),
    )
    [answer] = solve_all([(network, what_if)])
    assert_same(run(changed), answer, within=1e-12)


def test_links_and_needs_that_are_there_in_part_count_in_part(solve_all):
    drawing = Drawing()
    claim, pro, premise = (drawing.node(base) for base in (0.5, 0.8, 0.3))
    drawing.link(pro, claim, math.log(30))
    drawing.need(claim, premise)
    network = drawing.network().with_numbers(gain=np.array([0.4]), gate_share=np.array([0.7]))
    [answer] = solve_all([(network, {})])
    assert_same(run(network), answer, within=1e-12)


def test_the_data_names_premises_undercutters_and_needs_by_number():
    drawing = Drawing()
    claim, premise, doubt = (drawing.node(base) for base in (0.5, 0.8, 0.1))
    link = drawing.link(premise, claim, 1.5, basis=0)
    drawing.premise(link, doubt, negated=True)
    drawing.undercut(doubt, link)
    drawing.need(claim, premise)
    network = drawing.network()
    data = json.loads(json.dumps(as_data(network)))
    assert data.pop("logit") == network.logit.tolist()
    assert data == {
        "nodes": ["n0", "n1", "n2"],
        "needs": [[[premise, 1.0]], [], []],
        "links": ["l0", "l1"],
        "target": [claim, -1],
        "weight": [1.5, 0.0],
        "gain": [1.0, 1.0],
        "basis": [0, -1],
        "premises": [[premise], [doubt]],
        "negated": [[doubt], []],
        "undercutters": [[1], []],
    }
