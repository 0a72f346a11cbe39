"""Intervals, decisions, results, plots, and the arithmetic the experiments stand on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

pytest.importorskip("scipy")
pytest.importorskip("sklearn")

from experiments import attribute_directions, cluster_sums, lab, mode_connectivity, nets, rooms
from experiments.two_object_latents import crops, place

ROOT = Path(__file__).parents[2]


def test_the_interval_is_students():
    found = lab.estimate([1, 2, 3, 4, 5])
    assert (found.mean, found.low, found.high) == (
        3,
        pytest.approx(1.03676),
        pytest.approx(4.96324),
    )


def test_a_difference_is_paired_by_seed():
    assert lab.difference(lab.estimate([1, 5, 9]), lab.estimate([0, 4, 8])).low == 1


def test_a_measure_that_is_not_finite_is_refused():
    with pytest.raises(ValueError, match="not finite"):
        lab.estimate([1.0, float("nan")])


@pytest.mark.parametrize(
    ("low", "high", "enough", "under"),
    [(0.6, 0.9, True, False), (0.1, 0.4, False, True), (0.4, 0.6, None, None), (0.5, 0.5, True, False)],
)  # fmt: skip
def test_a_condition_holds_fails_or_stays_open(low, high, enough, under):
    one = lab.Estimate((low + high) / 2, low, high, (low, high))
    assert lab.at_least(one, 0.5) is enough
    assert lab.below(one, 0.5) is under


@pytest.mark.parametrize(
    ("conditions", "stop", "outcome"),
    [
        ((True, True), False, "yes"),
        ((True, None), False, "inconclusive"),
        ((None, False), False, "no"),
        ((True, True), True, "inconclusive"),
    ],
)
def test_conditions_settle_the_outcome(conditions, stop, outcome):
    assert lab.settle(*conditions, stop=stop) == outcome


def test_one_seed_gives_one_stream():
    assert lab.set_up(3).random() == lab.set_up(3).random() != lab.set_up(4).random()


def test_experiments_run_on_one_thread():
    code = "import experiments, os; print(os.environ['OMP_NUM_THREADS'], os.environ['MKL_NUM_THREADS'])"
    assert subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True) == "1 1\n"


def test_a_plot_is_the_same_text_at_every_call():
    pytest.importorskip("matplotlib")
    from experiments.runner import draw

    def plot(summary, ax):
        lab.dots(ax, summary, "height, m", threshold=1)
        ax.set_title("How high")

    module = SimpleNamespace(ID="how-high", plot=plot)
    summary = {"tower": lab.estimate([1, 2, 3])}
    svg = draw(module, summary)
    assert svg == draw(module, summary)
    assert svg.startswith("<svg")
    assert ">height, m</text>" in svg
    assert "DejaVu" not in svg


def test_a_plot_tells_controls_from_measures_by_a_mark_that_is_named():
    pytest.importorskip("matplotlib")
    from experiments.runner import draw

    def plot(summary, ax):
        lab.dots(ax, summary, "height, m", ends=(0, 5))
        ax.set_title("How high")

    rows = {"tower": lab.estimate([1, 2, 3]), "hut": lab.estimate([8, 8], "control")}
    svg = draw(SimpleNamespace(ID="how-high", plot=plot), rows)
    assert ">measure</text>" in svg
    assert ">control</text>" in svg
    assert ">baseline</text>" not in svg
    assert "8 →" in svg  # beyond the axis


def test_a_plot_without_a_title_is_refused():
    pytest.importorskip("matplotlib")
    from experiments.runner import draw

    with pytest.raises(ValueError, match="title"):
        draw(SimpleNamespace(ID="x", plot=lambda _, ax: ax.set_xlabel("m")), {})


def test_all_but_how_a_result_was_made_is_the_same_again(tmp_path):
    pytest.importorskip("matplotlib")
    from argmap.files import Folder
    from argmap.results import changed, digests, read, shapes
    from experiments.runner import main

    texts = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        folder.mkdir()
        main(["attribute_directions", "--smoke", "--out", str(folder)])
        data = json.loads((folder / f"{attribute_directions.ID}.json").read_text("utf-8"))
        versions = data.pop("made")["versions"]
        assert versions["numpy"] == np.__version__
        assert (
            "pyarrow" not in versions
        )  # loaded by scikit-learn, where it is there, and not named by the code
        texts.append((data, (folder / f"{attribute_directions.ID}.svg").read_text("utf-8")))
    assert texts[0] == texts[1]
    assert shapes(texts[1][1].encode()) == texts[1][1]
    report = read(folder / f"{attribute_directions.ID}.json")
    assert changed(report, digests(Folder(ROOT / "claims").named)) == []
    assert texts[0][0]["measures"]["spill, components"]["role"] == "baseline"
    assert "experiments/lab.py" in texts[0][0]["code"]


# --- Arithmetic -------------------------------------------------------------------------------------


def test_gradients_are_those_of_the_loss():
    rng = np.random.default_rng(0)
    net = nets.Net.random([3, 5, 2], rng)
    x, y = rng.normal(size=(1, 3)).astype(np.float32), np.array([1])
    step = 1e-2
    moved = [
        (nets.cross_entropy(net(x + step * e), y) - nets.cross_entropy(net(x - step * e), y)) / (2 * step)
        for e in np.eye(3, dtype=np.float32)
    ]  # fmt: skip
    layers = net.layers(x)
    assert net.learn(layers, nets.to_classes(layers[-1], y)) == pytest.approx(np.array([moved]), abs=1e-3)  # fmt: skip


def test_training_lowers_the_loss():
    rng = np.random.default_rng(0)
    x, y, *_ = nets.digits(rng)
    net = nets.Net.random([64, 16, 10], rng)
    before = nets.cross_entropy(net(x), y)
    assert nets.cross_entropy(nets.fit(net, x, y, nets.to_classes, rng, 20)(x), y) < before / 2


def test_matching_finds_a_permutation_again():
    rng = np.random.default_rng(0)
    net = nets.Net.random([64, 32, 32, 10], rng)
    copy = mode_connectivity.permuted(net, [rng.permutation(32), rng.permutation(32)])
    x = rng.normal(size=(7, 64)).astype(np.float32)
    assert copy(x) == pytest.approx(net(x), abs=1e-5)
    found = mode_connectivity.matched(net, copy, rng)
    assert np.array_equal(found.weights[1], net.weights[1])


def test_rescaled_units_have_the_spread_asked_for():
    rng = np.random.default_rng(0)
    x, y, *_ = nets.digits(rng)
    one, other = (
        nets.fit(nets.Net.random([64, 16, 16, 10], rng), x, y, nets.to_classes, rng, 3)
        for _ in range(2)
    )
    goal = (mode_connectivity.spreads(one, x) + mode_connectivity.spreads(other, x)) / 2
    half = mode_connectivity.between(one, other, 0.5)
    assert mode_connectivity.spreads(half, x) != pytest.approx(goal, abs=0.1)
    assert mode_connectivity.spreads(mode_connectivity.rescaled(half, x, goal), x) == pytest.approx(goal, abs=1e-3)  # fmt: skip


def test_the_slowest_feature_is_what_lasts():
    rng = np.random.default_rng(0)
    lasts, hastens = rooms.walk(2000, 2, 0.95, rng), rooms.walk(2000, 2, 0.5, rng)
    seen = np.column_stack([3 * lasts, 6 * hastens, rng.normal(size=(2000, 18))])
    slowest = rooms.slow_features(seen, 2)(seen)[:, 0]
    assert slowest.var() == pytest.approx(1, abs=0.01)
    assert abs(np.corrcoef(slowest, lasts)[0, 1]) > 0.9 > abs(np.corrcoef(slowest, hastens)[0, 1])


def test_values_are_those_of_the_chain():
    state = np.eye(2)[np.arange(1000) % 2]  # a reward in one state, and the other always follows
    rewards = state[:, 0]
    values = rooms.linear_values(state[:-1], rewards[:-1], state[1:], np.eye(2))
    assert values == pytest.approx([1 / (1 - 0.81), 0.9 / (1 - 0.81)], abs=0.1)


def test_information_of_two_coupled_spins():
    p = np.array([[0.5, 0.0], [0.0, 0.5]])
    cluster = np.array([True, False])
    assert cluster_sums._information(cluster_sums._joint(p, cluster)) == pytest.approx(1)
    assert cluster_sums._information(cluster_sums._of_sums(p, cluster, np.ones(2))) == pytest.approx(1)  # fmt: skip


def test_the_coupled_model_keeps_margins_and_product():
    rng = np.random.default_rng(0)
    table = rng.random((3, 4))
    table /= table.sum()
    found = cluster_sums._coupled(table)
    assert found.sum(axis=0) == pytest.approx(table.sum(axis=0))
    product = np.outer(np.arange(3), np.arange(4))
    assert (found * product).sum() == pytest.approx((table * product).sum())
    assert cluster_sums._information(found) <= cluster_sums._information(table)


def test_the_least_cut_of_two_cliques_parts_them():
    adjacency = np.kron(np.eye(2), np.ones((3, 3)))
    adjacency[0, 5] = adjacency[5, 0] = 1
    half = cluster_sums._least_cut(adjacency, np.random.default_rng(0))
    assert half.tolist() == [True] * 3 + [False] * 3


def test_components_are_blurred_to_the_error_asked_for():
    train, _, test, _ = nets.digits(np.random.default_rng(0), share=0.5)
    code = attribute_directions.blurred_components(train, test, 10, 0.03)
    assert code.error(test) == pytest.approx(0.03, rel=1e-3)


def test_attributes_are_those_of_a_bar():
    bar = np.zeros((2, 8, 8))
    bar[0, :, 3:5] = bar[1, :, 5:7] = 1
    upright, shifted = attribute_directions.attributes(bar.reshape(2, 64))
    assert upright[0] == pytest.approx(0, abs=1e-4)
    assert (shifted - upright).tolist() == pytest.approx([0, 0, 0, 2], abs=1e-3)


def test_digits_are_cut_out_where_they_were_placed():
    rng = np.random.default_rng(0)
    x, y, *_ = nets.digits(rng)
    ink, classes, quadrants = place(x, y, rng, 4)
    parts = crops(ink.sum(axis=1)).reshape(4, 4, 64)
    assert ((parts.sum(axis=2) > 0).sum(axis=1) == 2).all()
    assert (np.take_along_axis(parts, quadrants[:, :, None], axis=1).sum(axis=2) > 0).all()
    assert classes.shape == (4, 2)
