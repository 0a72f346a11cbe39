"""How often what is a theorem on maps without cycles fails on maps with cycles.

python -m benchmarks.cyclic_violations             # 1,000 maps a row, some minutes
python -m benchmarks.cyclic_violations --maps 50   # quicker

On an acyclic map a new support never lowers the claim it bears on, a new attack never raises it, and there is exactly one
set of credences.  On a cycle none of this is certain: a claim acts back on itself through the others, and a cycle of
supports, or of mutual attacks, can rest in more than one state.

The maps: 8 claims, to each 2 or 4 links from any other claims, half supports and half attacks, all links of a map of one strength,
priors even between .05 and .95.  Every such map has a cycle.  `plain` maps have single premises; `rich` ones also joint
premises, undercuts and dependencies.

What is counted:

- *does not settle*: maps of which `forward.run` says so (`settled` is false after all its sweeps).
- *several states*: maps in which damped sweeps from 12 random starting points, and the run itself, settled in at least two
  different states (some claim more than 1e-6 apart).  This is the least number: there may be states that were not found.
- *support lowers*, *attack raises*: trials in which the credence of a claim moved the wrong way by more than 1e-6.  Each map that
  settles gives four trials, all on one claim C drawn from it: a link of the map's strength is added to C, a support or an attack,
  from `outside` (a new piece of evidence of reliability .9 that nothing bears on) or from `inside` (a claim of the map
  that no link to C starts from yet).  A trial whose map no longer settles with the new link is left out; *trials* says
  how many remain, in the order of the four columns, which give counts and percentages of these.  The four trials of a
  map are not independent of each other: a map that goes wrong once often does so again.
- *one state*: how many of a row's wrong moves happened although only one state was found from 200 starting points, both
  before and after, so that no jump from one state to another explains them.
- *greatest*: the greatest wrong move of the row.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field

import numpy as np

from argmap.model import STRENGTHS
from argmap.reasoning.forward import FIRST_STEP, Inputs, Run, activations, run, strengths
from argmap.reasoning.semantics import GLO
from benchmarks.random_maps import small

CLAIMS = 8
KINDS = {"plain, 2 links": (2, False), "plain, 4 links": (4, False), "rich, 4 links": (4, True)}
BEYOND_WORDS = 100.0
"""Stronger than any word for a strength: what numbers are allowed to say."""
EVIDENCE = 0.9
WRONG = 1e-6
STARTS, MANY_STARTS, SWEEPS, SETTLED = 12, 200, 1_000, 1e-10
TRIALS = {
    "support lowers, outside": (1, "outside"),
    "support lowers, inside": (1, "inside"),
    "attack raises, outside": (-1, "outside"),
    "attack raises, inside": (-1, "inside"),
}


@dataclass
class Count:
    """What was counted in one row.

    Attributes:
        maps: How many were drawn.
        unsettled: How many of them did not settle.
        several: How many have several states.
        wrong: For each kind of trial how far each moved the wrong way, 0 for the right one.
        one_state: How many wrong moves happened where only one state was found.
    """

    maps: int = 0
    unsettled: int = 0
    several: int = 0
    wrong: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in TRIALS})
    one_state: int = 0

    def add(self, rng: np.random.Generator, strength: float, links: int, *, rich: bool) -> None:
        """Draws one map and counts what happens on it."""
        draft = small(rng, CLAIMS, strength, cyclic=True, rich=rich, links=links, spare=(EVIDENCE,))
        conclusion = int(rng.integers(CLAIMS))
        others = np.setdiff1d(np.arange(CLAIMS), [conclusion, *draft.sources(conclusion)])
        sources = {"outside": CLAIMS, "inside": int(rng.choice(others))}
        before = run(draft.network())
        several = len(states(before, STARTS)) > 1
        self.maps += 1
        self.several += several
        if not before.settled.all():
            self.unsettled += 1
            return
        for kind, (sign, origin) in TRIALS.items():
            link = (sources[origin], conclusion, sign * np.log(strength))
            after = run(draft.network(link))
            if not after.settled.all():
                continue
            wrong = -sign * float(after.x[conclusion] - before.x[conclusion])
            self.wrong[kind].append(max(wrong, 0.0))
            if wrong > WRONG:
                self.one_state += all(len(states(r, MANY_STARTS)) == 1 for r in (before, after))


def states(base: Run, starts: int) -> list[np.ndarray]:
    """The state of a run, and those in which damped sweeps from random starting points settle."""
    network, n = base.network, len(base.network)
    start = np.random.default_rng(0).random((network.size, starts))
    result = Run(network, Inputs.of(network), GLO, start, np.ones(starts, bool))
    x = result.x
    for _ in range(SWEEPS):
        change = np.zeros(starts)
        for level in network.schedule.levels:
            if level.links is not None:
                x[level.links.variables] = activations(result, level.links)
            if level.nodes is not None:
                x[level.nodes.nodes] = strengths(result, level.nodes)
            for cycle in level.cycles:
                for block in cycle.links:
                    x[block.variables] = activations(result, block)
                by = strengths(result, cycle.nodes) - x[cycle.nodes.nodes]
                x[cycle.nodes.nodes] += FIRST_STEP * by
                change = np.maximum(change, np.abs(by).max(axis=0))
        if (change <= SETTLED).all():
            break
    found = [base.x[:n]] if base.settled.all() else []
    for state in x[:n, change <= SETTLED].T:
        if all(np.abs(state - other).max() > WRONG for other in found):
            found.append(state)
    return found


def share(count: int, of: int) -> str:
    return f"{count} ({count / of:.1%})" if of else "—"


def row(kind: str, strength: float, count: Count) -> str:
    """The row of one kind of map and one strength."""
    trials = list(count.wrong.values())
    cells = [
        kind,
        f"×{strength:g}",
        str(count.maps),
        share(count.unsettled, count.maps),
        share(count.several, count.maps),
        "/".join(str(len(moves)) for moves in trials),
        *(share(sum(m > WRONG for m in moves), len(moves)) for moves in trials),
        str(count.one_state),
        f"{max(move for moves in trials for move in (0.0, *moves)):.3f}",
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description="Failures of monotonicity on cyclic maps.")
    parser.add_argument("--maps", type=int, default=1_000, help="random maps a row (1,000)")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    heads = ["map", "strength", "maps", "does not settle", "several states", "trials", *TRIALS]
    heads += ["one state", "greatest"]
    print(f"| {' | '.join(heads)} |\n{'|---' * len(heads)}|")
    for kind, (links, rich) in KINDS.items():
        for strength in (*STRENGTHS.values(), BEYOND_WORDS):
            rng = np.random.default_rng(asked.seed)
            count = Count()
            for _ in range(asked.maps):
                count.add(rng, strength, links, rich=rich)
            print(row(kind, strength, count), flush=True)


if __name__ == "__main__":
    main()
