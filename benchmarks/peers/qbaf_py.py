"""QBAF-Py, a library in C: DF-QuAD on the map that is handed to this program as JSON, by the Python it is installed for.

It knows no strengths of links, so it computes other numbers on the same graph.
"""

from __future__ import annotations

import json
import math
import sys

import qbaf
from timing import timed


def main() -> None:
    found = json.load(sys.stdin)
    claims = list(range(len(found["claims"])))
    priors = [1 / (1 + math.exp(-logit)) for logit in found["claims"]]
    attacks = [(source, target) for source, target, weight in found["links"] if weight < 0]
    supports = [(source, target) for source, target, weight in found["links"] if weight > 0]

    def build() -> qbaf.QBAFramework:
        return qbaf.QBAFramework(
            claims, priors, attacks, supports, disjoint_relations=False, semantics="DFQuAD_model"
        )

    # It keeps what it has solved, so only a new framework is solved anew: both, less the building.
    build_seconds, _ = timed(build)
    seconds, strengths = timed(lambda: build().final_strengths)
    assert len(strengths) == len(claims)
    print(json.dumps({"build": build_seconds, "solve": max(seconds - build_seconds, 0.0)}))


if __name__ == "__main__":
    main()
