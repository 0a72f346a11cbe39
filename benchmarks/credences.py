"""How long credences, derivatives and cruxes take within one process: argmap, networkx and plain Python, QBAF-Py.

python -m benchmarks.credences argmap acyclic 100000
python -m benchmarks.credences networkx cyclic 10000
python -m benchmarks.credences argmap cruxes 10000

Printed are CPU seconds as JSON, each the median of up to 7 runs (one for what takes over 3 seconds).

Maps are random, two links to each claim: `acyclic`, from earlier claims; `cyclic`, from any other claim.  *Build* is the schedule,
*solve* the credences of all claims once it is there, *gradient* the derivatives of one conclusion's credence by the
prior and the strength of everything in the map.  *Cruxes* are those of one conclusion in a map that nearly all of it bears
on: the screening of all claims by one gradient, the 50 best exactly, with the break-even of each; networkx is given
the 50 records and solves the map twice for each (timed on a few of them, then multiplied).

The numbers of networkx are asserted to be the same within 1e-9.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from argmap.reasoning.backward import gradient
from argmap.reasoning.cruxes import SCREEN, swings
from argmap.reasoning.forward import run
from benchmarks.peers.networkx_program import Program
from benchmarks.random_maps import large
from benchmarks.timing import timed
from benchmarks.tools import start

if TYPE_CHECKING:
    from collections.abc import Mapping

    from argmap.reasoning.forward import Run
    from argmap.reasoning.network import Network

SAMPLE = 3
"""For how many cruxes networkx is run."""
SAME = 1e-9
Seconds = dict[str, float]


def argmap_credences(network: Network) -> Seconds:
    """Build, solve and gradient."""
    build, network = timed(lambda: _scheduled(network))
    solve, result = timed(lambda: run(network))
    assert result.settled.all()
    slope, _ = timed(lambda: gradient(result, _conclusion(network)))
    return {"build": build, "solve": solve, "gradient": slope}


def networkx_credences(network: Network) -> Seconds:
    """Build and solve."""
    lists = _lists(network)
    build, program = timed(lambda: Program(*lists))
    solve, x = timed(program.solve)
    _assert_same(run(network), x)
    return {"build": build, "solve": solve}


def qbaf_credences(network: Network) -> Seconds:
    """Build and solve, of other numbers; on maps without cycles."""
    claims, links = _lists(network)
    told = subprocess.run(
        [start("python"), str(Path(__file__).parent / "peers" / "qbaf_py.py")],
        input=json.dumps({"claims": claims, "links": links}), capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(Path(__file__).parent)},
    )  # fmt: skip
    seconds: Seconds = json.loads(told.stdout)
    return seconds


def argmap_cruxes(whole: Network) -> Seconds:
    """All cruxes of the first claim."""
    cone, node, candidates = _cone(whole)
    seconds, _ = timed(lambda: swings(cone, None, node, candidates))
    return {"cruxes": seconds}


def networkx_cruxes(whole: Network) -> Seconds:
    """The swings of as many given records as argmap looks at exactly."""
    cone, node, candidates = _cone(whole)
    found = swings(cone, None, node, candidates)
    program = Program(*_lists(cone))
    number = {name: i for i, name in enumerate(cone.nodes)}
    times = []
    for swing in found[:SAMPLE]:
        for value, expected in ((1.0, swing.if_true), (0.0, swing.if_false)):
            begin = time.process_time()
            x = program.solve({number[swing.id]: value})
            times.append(time.process_time() - begin)
            assert abs(x[node] - expected) <= SAME
    return {"cruxes": median(times) * 2 * SCREEN}


MEASURES = {
    "argmap": {"credences": argmap_credences, "cruxes": argmap_cruxes},
    "networkx": {"credences": networkx_credences, "cruxes": networkx_cruxes},
    "QBAF-Py": {"credences": qbaf_credences},
}


def _scheduled(network: Network) -> Network:
    """The same network with its schedule and nothing else computed."""
    network = replace(network)
    _ = network.schedule
    return network


def _conclusion(network: Network) -> np.ndarray:
    """The seed of a gradient: the last claim."""
    seed = np.zeros(network.size)
    seed[len(network) - 1] = 1.0
    return seed


def _cone(whole: Network) -> tuple[Network, int, np.ndarray]:
    """What bears on the first claim, its number there, and the numbers of all others."""
    cone = whole.cone(0)
    node = cone.nodes.index(whole.nodes[0])
    _ = cone.schedule
    return cone, node, np.array([i for i in range(len(cone)) if i != node])


def _lists(network: Network) -> tuple[list[float], list[tuple[int, int, float]]]:
    """A network of single premises as the log odds of its claims, and (source, target, log odds) of its links."""
    columns = (network.factor_of, network.target, network.weight)
    return network.logit.tolist(), list(zip(*(c.tolist() for c in columns), strict=True))


def _assert_same(result: Run, other: Mapping[int, float]) -> None:
    difference = float(np.abs(result.x - [other[v] for v in range(len(other))]).max())
    assert difference <= SAME, difference


def main() -> None:
    parser = argparse.ArgumentParser(description="CPU seconds of credences and cruxes, as JSON.")
    parser.add_argument("tool", choices=MEASURES)
    parser.add_argument("what", choices=["acyclic", "cyclic", "cruxes"])
    parser.add_argument("claims", type=int)
    asked = parser.parse_args()
    if asked.what == "cruxes":
        seconds = MEASURES[asked.tool]["cruxes"](large(asked.claims, "downward", seed=2))
    else:
        drawn = large(asked.claims, asked.what, seed=asked.claims)
        seconds = MEASURES[asked.tool]["credences"](drawn)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main()
