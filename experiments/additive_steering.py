"""Do two steering vectors, added together, both act on a language model?

A vector is the mean difference between the streams at the end of prompts that name a theme and of the same prompts without
it.  It is added to the stream of other prompts, and counts by what it does to words of the theme that no prompt has named.
"""

from __future__ import annotations

from itertools import combinations, islice
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from experiments.lab import at_least, difference, dots, set_up, settle
from experiments.smollm2 import model, tokens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from experiments.lab import Estimate
    from experiments.nets import Floats, Ints, Rng

ID = "do-steering-vectors-add"
LIMITS = (
    "One small model with weights of four bits, one layer, twenty themes and short prompts in English. What is measured is the "
    "next word, not what the model would go on to write."
)
SMOKE = {"themes": 3, "pairs": 1, "prompts": 2, "frames": 1}
FULL = {"themes": 20, "pairs": 20, "prompts": 5, "frames": 3}

LAYER = 14
"""The layer behind which a vector is added: the middle of thirty."""
LENGTHS = np.geomspace(0.05, 1, 12)
"""The lengths a vector is tried at, as shares of the mean length of the stream there."""
STRONG = 5
"""The factor by which a vector is to make its words more probable: at twice, a step is still small."""
RISES = 1.5
"""The factor by which words must become more probable to count as risen."""
THEMES = {
    "music": ("music concerts melodies", "song guitar piano band singer"),
    "war": ("war battles armies", "soldiers enemy weapons troops bombs"),
    "food": ("cooking recipes meals", "soup bread chicken sauce cheese"),
    "money": ("money banking finance", "dollars loan profit stock price"),
    "sport": ("sports games tournaments", "team players coach football match"),
    "medicine": ("medicine hospitals diseases", "doctor patient drug surgery nurse"),
    "religion": ("religion churches faith", "God prayer Jesus Bible priest"),
    "law": ("law courts crimes", "judge police lawyer jury prison"),
    "sea": ("oceans waves coasts", "ship fish boat sailors island"),
    "space": ("space planets astronomy", "stars rocket moon galaxy orbit"),
    "school": ("schools lessons learning", "students teacher homework classroom exam"),
    "weather": ("weather storms climate", "rain snow clouds wind temperature"),
    "animals": ("animals wildlife pets", "dog cat horse lion birds"),
    "love": ("love romance marriage", "kiss wedding heart husband bride"),
    "death": ("death dying funerals", "grave killed coffin buried corpse"),
    "computers": ("computers programming software", "code data Internet laptop bug"),
    "politics": ("politics elections government", "president vote party senator minister"),
    "travel": ("travel holidays journeys", "airport hotel flight tourists passport"),
    "clothes": ("clothes fashion dressing", "shirt shoes dress jacket hat"),
    "plants": ("gardens plants farming", "flowers trees seeds roots soil"),
}
"""For each theme the words that prompts name, and those by which its effect is measured."""
NEUTRAL = ("things", "matters", "something")
FRAMES = (
    "I keep thinking about {}", "The article is about {}", "They talked all night about {}", "This book is all about {}",
    "My sister knows a lot about {}", "We have to write about {}", "Everything here is about {}", "He asked me about {}",
)  # fmt: skip
PROMPTS = (
    "What I want to tell you about is the", "Yesterday I saw the", "In the middle of the room stood a", "She began to speak of the",
    "It all started with a", "Nobody had ever heard of the", "On the table there was a", "The most important part was the",
    "We were surprised by the", "Then came the",
)  # fmt: skip
MEASURES = {
    "explained": "share of the variance of what two vectors do to the logits that the sum of what each does explains, R²",
    "explained, larger": "baseline: the same for what the one that does more does alone",
    "both": "share of pairs in which the words of both rise by half",
    "both, random": "control: the same with a random second vector of the same length",
    "both, another": "control: the same with the vector of another theme as the second",
    "explained, far": "R² of the sum for vectors twice as long",
    "alone": "themes whose vector makes its words five times as probable",
    "length": "mean length of the vectors, as a share of the stream's",
}


class Steered(NamedTuple):
    """A theme whose vector works alone."""

    vector: Floats
    words: Ints


class Place(NamedTuple):
    """Prompts as the model has them where a vector is added.

    Attributes:
        streams: Prompts × tokens × width; shorter prompts are filled up behind their end, where nothing looks.
        ends: The number of the last token of each prompt.
        before: The logarithms of the probabilities of each next word: prompts × words.
    """

    streams: Floats
    ends: Ints
    before: Floats


def run(seed: int, themes: int, pairs: int, prompts: int, frames: int) -> dict[str, float]:
    rng = set_up(seed)
    chosen = sorted(rng.choice(list(THEMES), themes, replace=False))
    used = [str(one) for one in rng.choice(FRAMES, frames, replace=False)]
    place = _place([str(prompt) for prompt in rng.choice(PROMPTS, prompts, replace=False)])
    # The first token's stream is many times as long as any other, whatever it is.
    size = float(np.mean([np.linalg.norm(one[1 : end + 1], axis=-1).mean() for one, end in zip(place.streams, place.ends, strict=True)]))  # fmt: skip
    steered = []
    for theme in chosen:
        named, measured = THEMES[theme]
        vector = _vector(named.split(), used)
        words = np.array([tokens(f" {word}")[0] for word in measured.split()])
        length = _length(vector / np.linalg.norm(vector) * size, words, place)
        if length is not None:
            steered.append(Steered(vector / np.linalg.norm(vector) * size * length, words))
    found = _pairs(steered, place, pairs, rng) if len(steered) > 2 else dict.fromkeys(MEASURES, 0.0)
    lengths = [float(np.linalg.norm(one.vector)) / size for one in steered]
    return found | {"alone": float(len(steered)), "length": float(np.mean(lengths or [0.0]))}


def _pairs(steered: Sequence[Steered], place: Place, pairs: int, rng: Rng) -> dict[str, float]:
    every = list(combinations(range(len(steered)), 2))
    drawn = [every[i] for i in rng.choice(len(every), min(pairs, len(every)), replace=False)]
    alone = [_change(one.vector, place) for one in steered]
    far = [_change(2 * one.vector, place) for one in steered]
    missed, missed_by_larger, whole, missed_far, whole_far = 0.0, 0.0, 0.0, 0.0, 0.0
    rises: dict[str, list[bool]] = {"both": [], "both, random": [], "both, another": []}
    for i, j in drawn:
        one, two = steered[i], steered[j]
        both = _change(one.vector + two.vector, place)
        missed += float(((both - alone[i] - alone[j]) ** 2).sum())
        larger = max(alone[i], alone[j], key=lambda change: float((change**2).sum()))
        missed_by_larger += float(((both - larger) ** 2).sum())
        whole += float((both**2).sum())
        farther = _change(2 * (one.vector + two.vector), place)
        missed_far += float(((farther - far[i] - far[j]) ** 2).sum())
        whole_far += float((farther**2).sum())
        chance = rng.normal(size=two.vector.shape)
        chance *= np.linalg.norm(two.vector) / np.linalg.norm(chance)
        other = steered[rng.choice([k for k in range(len(steered)) if k not in (i, j)])]
        for name, second in (("both", two.vector), ("both, random", chance), ("both, another", other.vector)):  # fmt: skip
            change = both if name == "both" else _change(one.vector + second.astype(np.float32), place)  # fmt: skip
            rises[name].append(all(_factor(change, t.words, place) >= RISES for t in (one, two)))
    return {
        "explained": 1 - missed / whole,
        "explained, larger": 1 - missed_by_larger / whole,
        "explained, far": 1 - missed_far / whole_far,
        **{name: float(np.mean(told)) for name, told in rises.items()},
    }


def _vector(named: Sequence[str], frames: Sequence[str]) -> Floats:
    """The mean difference at the last token between prompts that name a theme and the same with neutral words."""
    there, without = (_ends([frame.format(word) for frame in frames for word in words]).mean(axis=0) for words in (named, NEUTRAL))  # fmt: skip
    return there - without


def _ends(prompts: Sequence[str]) -> Floats:
    streams, ends = _streams(prompts)
    return streams[np.arange(len(ends)), ends]


def _length(unit: Floats, words: Ints, place: Place) -> float | None:
    """The shortest length at which a vector is strong; None where even the longest is not."""
    for length in LENGTHS:
        if _factor(_change(unit * np.float32(length), place), words, place) >= STRONG:
            return float(length)
    return None


def _streams(prompts: Sequence[str]) -> tuple[Floats, Ints]:
    """The streams of prompts where vectors are taken and added, and the place of each prompt's end."""
    cut = [tokens(prompt) for prompt in prompts]
    filled = np.zeros((len(cut), max(map(len, cut))), np.int64)
    for row, one in zip(filled, cut, strict=True):
        row[: len(one)] = one
    return next(islice(model().streams(filled), LAYER + 1, None)), np.array(
        [len(one) - 1 for one in cut]
    )


def _place(prompts: Sequence[str]) -> Place:
    streams, ends = _streams(prompts)
    return Place(streams, ends, _logits(streams, ends))


def _logits(streams: Floats, ends: Ints) -> Floats:
    return model().log_probabilities(model().onward(streams, LAYER)[np.arange(len(ends)), ends])


def _change(vector: Floats, place: Place) -> Floats:
    """What adding a vector everywhere does to the logits, whose mean is no part of it."""
    change = _logits(place.streams + vector, place.ends) - place.before
    return change - change.mean(axis=-1, keepdims=True)


def _factor(change: Floats, words: Ints, place: Place) -> float:
    """How many times as probable some words have become, in the mean of the prompts."""
    after = place.before + change
    after -= np.log(np.exp(after).sum(axis=-1, keepdims=True))
    then, now = (np.exp(x[:, words]).sum(axis=-1).mean() for x in (place.before, after))
    return float(now / then)


def decide(summary: Mapping[str, Estimate]) -> str:
    both = summary["both"]
    return settle(
        at_least(summary["explained"], 0.8),
        at_least(both, 0.7),
        *(at_least(difference(both, summary[f"both, {one}"]), 0.15) for one in ("random", "another")),
        stop=at_least(summary["alone"], 10) is not True,
    )  # fmt: skip


def plot(summary: Mapping[str, Estimate], ax: Axes) -> None:
    rows = {
        "explained by the sum": summary["explained"],
        "the same, twice as far": summary["explained, far"],
        "explained by the larger alone": summary["explained, larger"],
        "both rise: two vectors": summary["both"],
        "both rise: second random": summary["both, random"],
        "both rise: second of another": summary["both, another"],
    }
    dots(ax, rows, "share of variance, share of pairs")
    ax.set_xlim(-0.05, 1.05)
    ax.set_title("Two steering vectors added together")
