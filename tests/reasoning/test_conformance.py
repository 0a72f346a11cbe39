"""Published and reference values, from the data beside the checkout."""

from __future__ import annotations

import json

import numpy as np
import pytest

from argmap.reasoning.backward import gradient
from argmap.reasoning.forward import run
from argmap.reasoning.network import Network
from argmap.reasoning.semantics import PUBLISHED
from tests.reasoning.frameworks import framework

REFERENCES = ("QBAF-Py", "Uncertainpy")


@pytest.fixture(scope="module")
def cases(shared):
    return json.loads((shared / "conformance" / "gradual.json").read_text("utf-8"))


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a base of 0 has log odds of −∞
def test_published_strengths_are_met(cases):
    assert cases["published_strengths"]
    for case in cases["published_strengths"]:
        weights = (
            [(*pair, 1.0) for pair in case["supports"]] if case["semantics"] == "MLP" else None
        )
        net = framework(case["arguments"], case["attacks"], case["supports"], weights)
        found = run(net, semantics=PUBLISHED[case["semantics"]])
        for name, strength in case["expected"].items():
            assert found.x[net.index[name]] == pytest.approx(strength, abs=case["tolerance"]), case[
                "id"
            ]


@pytest.mark.parametrize("semantics", ["DF-QuAD", "QE", "Euler", "MLP"])
def test_random_graphs_agree_with_other_implementations(cases, semantics):
    for case in cases["generated_random_graphs"]:
        weights = case["weights_for_MLP_only"] if semantics == "MLP" else None
        net = framework(case["arguments"], case["attacks"], case["supports"], weights)
        found = run(net, semantics=PUBLISHED[semantics])
        assert found.settled.all()
        for reference in REFERENCES:
            for name, strength in case["expected"][semantics].get(reference, {}).items():
                assert found.x[net.index[name]] == pytest.approx(strength, abs=1e-9), case["id"]


def test_golden_nets_and_their_gradients_are_met(cases):
    golden = cases["glo_golden"]["cases"]
    assert len(golden) == 10
    for case in golden:
        net = golden_network(case)
        found = run(net)
        assert found.x == pytest.approx(np.array(case["claims"] + case["links"]), abs=1e-9)
        s = found.x[case["target"]]
        seed = np.zeros(net.size)
        seed[case["target"]] = 1 / (s * (1 - s))  # the derivative of the target's log odds
        slopes = gradient(found, seed)
        assert slopes.logit == pytest.approx(
            np.array(case["grad_logit_target_wrt_logit_base"]), abs=1e-9
        )


def golden_network(case) -> Network:
    links = len(case["rho"])
    nothing = np.zeros(0, np.int64)
    return Network(
        nodes=tuple(f"c{i}" for i in range(case["n"])),
        links=tuple(f"l{i}" for i in range(links)),
        logit=np.array(case["ell"]),
        target=np.array(case["tgt"]),
        weight=np.array(case["c"]),
        gain=np.array(case["rho"]),
        basis=np.full(links, -1),
        factor_link=np.array(case["fl"]),
        factor_of=np.array(case["fs"]),
        factor_const=np.array(case["fA"]),
        factor_slope=np.array(case["fB"]),
        gate_node=nothing,
        gate_of=nothing,
        gate_share=np.zeros(0),
    )
