"""Every experiment runs at its smallest, twice alike, and decides by the rule of its record."""

from __future__ import annotations

import ast
import math
from importlib import import_module
from pathlib import Path

import pytest

import argmap
from argmap.results import module_of

pytest.importorskip("scipy")
pytest.importorskip("sklearn")

from experiments.lab import Estimate

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    file.stem for file in (ROOT / "experiments").glob("*.py") if "\nID = " in file.read_text("utf-8")
)  # fmt: skip


def load(name):
    try:
        return import_module(f"experiments.{name}")
    except ModuleNotFoundError as error:
        pytest.skip(f"{name} needs the package {error.name}")


@pytest.mark.parametrize("name", MODULES)
def test_an_experiment_runs_and_comes_out_the_same_again(name):
    module = load(name)
    try:
        found = module.run(1000, **module.SMOKE)
    except ModuleNotFoundError as error:
        pytest.skip(f"{name} needs the package {error.name}")
    assert found.keys() == module.MEASURES.keys()
    assert all(math.isfinite(value) for value in found.values())
    assert module.run(1000, **module.SMOKE) == found


@pytest.mark.parametrize("name", MODULES)
def test_an_experiment_is_named_by_its_record(name):
    tree = ast.parse((ROOT / "experiments" / f"{name}.py").read_text("utf-8"))
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    record = argmap.load(ROOT / "claims").experiments[ast.literal_eval(constants["ID"])]
    assert module_of(ROOT, record.run) == name
    assert record.decision_rule
    assert record.stop_rule


# --- Decision rules, on made-up summaries -----------------------------------------------------------


def steady(value):
    """A measure on which all seeds agree."""
    return Estimate(value, value, value, (value,) * 5)


def spread(low, high):
    """A measure whose interval has these ends."""
    middle = (low + high) / 2
    return Estimate(middle, low, high, (low, middle, middle, middle, high))


YES = {
    "cluster_sums": {"share small world": 0.9, "share modular": 0.9, "random small world": 0.4, "random modular": 0.4, "again small world": 0.6, "again modular": 0.6, "bits small world": 0.3, "bits modular": 0.3},
    "mode_connectivity": {"removed, wide": 0.95, "removed, third, wide": 0.01, "rescaled, wide": 0.2, "matched, rescaled, wide": 0.05, "before, wide": 0.8},
    "value_on_latents": {"not met, world model": 2.0, "not met, slow": 1.0, "rooms read": 0.95},
    "toy_pointers": {"difference": 0.5, "difference, swapped": -0.5, "difference, alike": 0.0, "room read": 0.9, "contrast read": 0.9},
    "attribute_directions": {"in proportion": 0.9, "in proportion, components": 0.7, "spill": 0.2, "spill, components": 0.5, "measured twice": 0.98},
    "two_object_latents": {"sum": 0.8, "pixels": 0.3, "components": 0.5, "reconstructed": 0.9},
    "percent_linear": {"next": 0.9, "update": 0.9, "update, made": 0.88, "loss": 0.9},
    "additive_steering": {"explained": 0.9, "both": 0.9, "both, random": 0.4, "both, another": 0.4, "alone": 20},
    "word_analogies": {f"allowed, {model}": 0.6 for model in ("glove", "smollm", "minilm")},
}  # fmt: skip
CHANGES = [
    ("cluster_sums", {"share modular": steady(0.5)}, "no"),
    ("cluster_sums", {"random modular": steady(0.8)}, "no"),
    ("cluster_sums", {"again small world": steady(0.95)}, "no"),
    ("cluster_sums", {"share modular": spread(0.6, 1.0)}, "inconclusive"),
    ("cluster_sums", {"bits modular": steady(0.001), "share modular": steady(0.1)}, "inconclusive"),
    ("mode_connectivity", {"removed, wide": steady(0.5)}, "no"),
    ("mode_connectivity", {"removed, third, wide": steady(0.6)}, "no"),
    ("mode_connectivity", {"matched, rescaled, wide": steady(0.15)}, "no"),
    ("mode_connectivity", {"before, wide": spread(0.0, 0.2)}, "inconclusive"),
    ("value_on_latents", {"not met, world model": steady(0.3)}, "no"),
    ("value_on_latents", {"not met, autoencoder": steady(2.5)}, "no"),
    ("value_on_latents", {"not met, shuffled": spread(1.5, 3.5)}, "inconclusive"),
    ("value_on_latents", {"not met, slow": steady(2.5)}, "inconclusive"),
    ("value_on_latents", {"not met, slow": steady(2.5), "not met, world model": steady(0.3)}, "no"),
    ("value_on_latents", {"rooms read": steady(0.7), "not met, world model": steady(0)}, "inconclusive"),
    ("toy_pointers", {"difference": steady(0.1)}, "no"),
    ("toy_pointers", {"difference, swapped": steady(0.1)}, "no"),
    ("toy_pointers", {"difference, alike": steady(0.2)}, "no"),
    ("toy_pointers", {"difference, alike": steady(-0.2)}, "no"),
    ("toy_pointers", {"contrast read": steady(0.5)}, "inconclusive"),
    ("attribute_directions", {"in proportion": steady(0.5)}, "no"),
    ("attribute_directions", {"spill": steady(0.6)}, "no"),
    ("attribute_directions", {"in proportion, components": steady(0.95)}, "no"),
    ("attribute_directions", {"spill, components": steady(0.1)}, "no"),
    ("attribute_directions", {"measured twice": steady(0.5)}, "inconclusive"),
    ("two_object_latents", {"sum": steady(0.4)}, "no"),
    ("two_object_latents", {"pixels": steady(0.65)}, "no"),
    ("two_object_latents", {"sum": spread(0.55, 0.9)}, "inconclusive"),
    ("two_object_latents", {"components": steady(0.85)}, "no"),
    ("two_object_latents", {"reconstructed": steady(0.4), "sum": steady(0.3)}, "inconclusive"),
    ("two_object_latents", {"reconstructed": steady(0.7), "pixels": steady(0.6)}, "inconclusive"),
    ("percent_linear", {"update": steady(0.4)}, "no"),
    ("percent_linear", {"next": steady(0.99)}, "no"),
    ("percent_linear", {"next, identity": steady(0.95)}, "no"),
    ("percent_linear", {"loss, constant": spread(0.8, 0.97)}, "inconclusive"),
    ("percent_linear", {"update, before": steady(0.95)}, "no"),
    ("percent_linear", {"loss, before": steady(0.95)}, "no"),
    ("percent_linear", {"update, made": spread(0.7, 0.9), "update": steady(0.4)}, "inconclusive"),
    ("additive_steering", {"explained": steady(0.5)}, "no"),
    ("additive_steering", {"both": steady(0.5)}, "no"),
    ("additive_steering", {"both, another": steady(0.8)}, "no"),
    ("additive_steering", {"explained": spread(0.7, 0.9)}, "inconclusive"),
    ("additive_steering", {"alone": steady(4), "explained": steady(0)}, "inconclusive"),
    ("word_analogies", {"allowed, glove": steady(0.0)}, "yes"),
    ("word_analogies", {"allowed, glove": steady(0.0), "allowed, c alone, minilm": steady(0.48)}, "no"),
    ("word_analogies", {"allowed, glove": steady(0.0), "allowed, minilm": spread(0.1, 0.2)}, "inconclusive"),
    ("word_analogies", {"allowed, c alone, minilm": steady(0.55)}, "inconclusive"),
]  # fmt: skip


def summary(name):
    """A summary by which the answer is yes; what does not decide is 0."""
    return dict.fromkeys(load(name).MEASURES, steady(0.0)) | {
        measure: steady(value) for measure, value in YES[name].items()
    }


@pytest.mark.parametrize("name", YES)
def test_the_answer_is_yes_when_every_condition_holds(name):
    assert load(name).decide(summary(name)) == "yes"


@pytest.mark.parametrize(("name", "change", "outcome"), CHANGES)
def test_one_condition_changes_the_answer(name, change, outcome):
    made_up = summary(name)
    assert change.keys() <= made_up.keys()
    assert load(name).decide(made_up | change) == outcome


@pytest.mark.parametrize(
    ("running", "outcome"),
    [
        (steady(1.5), "under two"),
        (steady(4.0), "two to eight"),
        (spread(7.0, 9.0), "inconclusive"),
        (steady(10.0), "eight to thirteen"),
        (steady(14.0), "thirteen and more"),
    ],
)
def test_the_bits_of_a_token_fall_into_a_class(running, outcome):
    made_up = {"running": running, "shuffled": steady(16.0)}
    decide = load("bits_per_token").decide
    assert decide(made_up) == outcome
    assert decide(made_up | {"shuffled": running}) == "inconclusive"
