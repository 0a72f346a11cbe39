"""How many bits does a token carry in running text?

The bits are what a small language model is short of: the negative logarithm, to base 2, of the probability it gave to
the token that came.  A better model needs fewer, so this is an upper bound on what the token adds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from experiments.lab import at_least, below, difference, dots, set_up
from experiments.smollm2 import model, tokens
from experiments.texts import texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from experiments.lab import Estimate
    from experiments.nets import Ints, Rng

ID = "how-many-bits-does-a-token-carry"
LIMITS = (
    "One small model with weights of four bits, one vocabulary, English and Python. A larger model would need fewer bits; "
    "another vocabulary would cut the same text into more or fewer tokens. It is a mean: a few tokens carry more than thirteen "
    "bits, and what one can carry at most is not asked."
)
SMOKE = {"length": 40, "trial": 16}
FULL = {"length": 800, "trial": 256}

SKIPPED = 0.08
"""The share of a block that only serves as context."""
KINDS = ("news", "manual", "program", "after the model")
CLASSES = {"under two": 2, "two to eight": 8, "eight to thirteen": 13}
"""Each class of the outcome with the bits at which it ends."""
MEASURES = {
    "running": "bits a token, mean of four kinds of text",
    **{f"running, {kind}": f"bits a token, {kind}" for kind in KINDS},
    "alone": "baseline: bits a token by its frequency in the kind of text alone, mean of four kinds",
    "vocabulary": "baseline: bits a token of a vocabulary of which each token is as likely",
    "shuffled": "control: bits a token of the same blocks in random order, mean of four kinds",
    "letters": "control: bits a token of random letters",
    "letters, characters": "characters a token of random letters",
    **{f"characters, {kind}": f"characters a token, {kind}" for kind in KINDS},
}


def run(seed: int, length: int, trial: int) -> dict[str, float]:
    rng = set_up(seed)
    found: dict[str, float] = {}
    blocks = {}
    for kind in KINDS:
        text = texts()[kind]
        cut = tokens(text)
        # Each seed has a block of its own.
        blocks[kind] = cut[(seed % (len(cut) // length)) * length :][:length]
        found[f"running, {kind}"] = bits(blocks[kind])
        found[f"characters, {kind}"] = len(text) / len(cut)
    found["running"] = float(np.mean([found[f"running, {kind}"] for kind in KINDS]))
    found["alone"] = float(np.mean([_alone(tokens(texts()[kind])) for kind in KINDS]))
    found["vocabulary"] = float(np.log2(len(model().embedding)))
    shuffled = [bits(rng.permutation(block)[:trial]) for block in blocks.values()]
    found["shuffled"] = float(np.mean(shuffled))
    letters = _letters(rng, 4 * trial)
    found["letters"] = bits(tokens(letters)[:trial])
    found["letters, characters"] = len(letters) / len(tokens(letters))
    return found


def bits(block: Ints) -> float:
    """Mean bits of the tokens of a block but the first of them, by the model."""
    *_, last = model().streams(block[None])
    surprise = model().surprise(last, block[None])[0]
    return float(surprise[int(SKIPPED * len(block)) :].mean() / np.log(2))


def _alone(cut: Ints) -> float:
    """The entropy of single tokens, in bits."""
    _, counts = np.unique(cut, return_counts=True)
    shares = counts / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def _letters(rng: Rng, length: int) -> str:
    return "".join(rng.choice(list("abcdefghijklmnopqrstuvwxyz"), length))


def decide(summary: Mapping[str, Estimate]) -> str:
    if at_least(difference(summary["shuffled"], summary["running"]), 1) is not True:
        return "inconclusive"
    begins = 0.0
    for name, ends in CLASSES.items():
        if at_least(summary["running"], begins) and below(summary["running"], ends):
            return name
        begins = ends
    return "thirteen and more" if at_least(summary["running"], begins) else "inconclusive"


def plot(summary: Mapping[str, Estimate], ax: Axes) -> None:
    rows = {
        **{kind: summary[f"running, {kind}"] for kind in KINDS},
        "mean of the four": summary["running"],
        "by frequency alone": summary["alone"],
        "in random order": summary["shuffled"],
        "random letters": summary["letters"],
        "each as likely": summary["vocabulary"],
    }
    dots(ax, rows, "bits a token")
    ax.set_title("What a token adds to what came before")
