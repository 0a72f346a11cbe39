"""Coverage-guided fuzzing of the readers of JSON graphs.

    pip install atheris hypothesis
    python -m tests.fuzz.aif_reader -max_total_time=120 CORPUS

Half of the inputs are bytes as they come, which try the reading of JSON; the other half choose the parts of a graph, so
that what lies behind is tried too.  What must hold of every import is in `tests.interchange.hostile`.
"""

from __future__ import annotations

import json
import sys

import atheris

with atheris.instrument_imports(include=["argmap"]):
    from tests.interchange.hostile import examine

IDS = ["a", "b", "c", "d", "r", "s", "x", "l", "m", "y", "not_a", "not_b", "", 7, None]
TYPES = ["I", "I", "I", "RA", "RA", "CA", "CA", "MA", "PA", "L", "YA", "TA", "Z", None]
TEXTS = [
    "RA",
    "Asserting",
    "Necessary Premise",
    "Qualification",
    "Ann: *yes* <b>",
    "\ud800\0",
    "",
    None,
]


def graph(data: atheris.FuzzedDataProvider) -> object:
    """A nodeset, an xAIF file or an arguebuf graph, with some of it odd."""

    def pick(choices):
        return data.PickValueInList(choices)

    def text():
        return pick(TEXTS) if data.ConsumeBool() else data.ConsumeUnicode(12)

    def odd(value):
        return (
            pick([None, [], {}, True, 1e999, "odd", [[]]])
            if data.ConsumeIntInRange(0, 30) == 0
            else value
        )

    nodes = [
        odd({"nodeID": pick(IDS), "type": pick(TYPES), "text": odd(text()), "scheme": odd(text())})
        for _ in range(data.ConsumeIntInRange(0, 12))
    ]
    edges = [
        odd({"fromID": odd(pick(IDS)), "toID": pick(IDS)})
        for _ in range(data.ConsumeIntInRange(0, 20))
    ]
    made = {
        "nodes": odd(nodes),
        "edges": odd(edges),
        "locutions": odd([{"nodeID": pick(IDS), "personID": pick(IDS)} for _ in nodes[:4]]),
        "participants": odd([{"participantID": pick(IDS), "firstname": text()} for _ in nodes[:3]]),
        "generator": pick(["argmap", ""]),
    }
    shape = data.ConsumeIntInRange(0, 4)
    if shape == 0:
        return {"AIF": made, "OVA": odd({}), "generator": "argmap"}
    if shape == 1:
        kinds = ["support", "attack", "rephrase", "preference"]
        atoms = {
            str(pick(IDS)): odd({"atom": {"text": text(), "participant": pick(IDS)}}) for _ in nodes
        }
        schemes = {str(pick(IDS)): {"scheme": {pick(kinds): text()}} for _ in nodes}
        ends = {
            str(n): odd({"source": pick(IDS), "target": pick(IDS)}) for n, _ in enumerate(edges)
        }
        return {
            "nodes": odd(atoms | schemes),
            "edges": odd(ends),
            "participants": {"a": odd({"name": text()})},
        }
    return made


def try_one(raw: bytes) -> None:
    """One input."""
    if raw[:1] < b"\x80":
        examine(raw[1:])
    else:
        examine(json.dumps(graph(atheris.FuzzedDataProvider(raw[1:]))).encode())


if __name__ == "__main__":
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()
