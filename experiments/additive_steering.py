"""Do two steering vectors, added together, both act on a language model?

A vector is the mean difference between the streams at the end of prompts that name a theme and of the same prompts without
it.  It is added to the stream of other prompts, and counts by what it does to words of the theme that no prompt has named.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import combinations, islice
from typing import TYPE_CHECKING

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
    "next word, not what the model would go on to write. That changes add tells nothing of features: for random vectors a "
    "second reader found as high an R². Lengths are chosen on the prompts that are scored."
)
SMOKE = {"themes": 3, "pairs": 1, "prompts": 2, "frames": 1}
FULL = {"themes": 20, "pairs": 20, "prompts": 5, "frames": 3}

LAYER = 14  # vectors are taken and added behind this layer, the middle of thirty
LENGTHS = np.geomspace(0.05, 1, 12).tolist()  # shares of the stream's mean length that are tried
STRONG = 5  # how many times as probable a vector is to make its words: at twice, a step is small
RISES = 1.5  # how many times as probable words must become to count as risen
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


class Prompts:
    """Prompts as the model has them where vectors are taken and added.

    Attributes:
        ends: The number of the last token of each prompt.
        streams: Prompts × tokens × width; shorter prompts are filled up behind their end, where nothing looks.
    """

    def __init__(self, prompts: Sequence[str]) -> None:
        cut = [tokens(prompt) for prompt in prompts]
        self.ends = np.array([len(one) - 1 for one in cut])
        filled = np.array([np.pad(one, (0, self.ends.max() + 1 - len(one))) for one in cut])
        self.streams: Floats = next(islice(model().streams(filled), LAYER + 1, None))

    def at_ends(self, streams: Floats) -> Floats:
        """What streams are at the last token of each prompt."""
        return streams[np.arange(len(self.ends)), self.ends]

    def next_words(self, streams: Floats) -> Floats:
        """The logarithms of the probabilities of each next word: prompts × words."""
        return model().log_probabilities(self.at_ends(model().onward(streams, LAYER)))

    @cached_property
    def before(self) -> Floats:
        """The same while nothing is added."""
        return self.next_words(self.streams)

    def change(self, vector: Floats) -> Floats:
        """What adding a vector everywhere does to the logits, whose mean is no part of it."""
        change = self.next_words(self.streams + vector) - self.before
        return change - change.mean(axis=-1, keepdims=True)

    def factor(self, change: Floats, words: Ints) -> float:
        """How many times as probable a change makes some words, in the mean of the prompts."""
        after = self.before + change
        after -= np.log(np.exp(after).sum(axis=-1, keepdims=True))
        then, now = (np.exp(x[:, words]).sum(axis=-1).mean() for x in (self.before, after))
        return float(now / then)


def run(seed: int, themes: int, pairs: int, prompts: int, frames: int) -> dict[str, float]:
    rng = set_up(seed)
    chosen = sorted(rng.choice(list(THEMES), themes, replace=False))
    used = [str(one) for one in rng.choice(FRAMES, frames, replace=False)]
    place = Prompts([str(prompt) for prompt in rng.choice(PROMPTS, prompts, replace=False)])
    # The first token's stream is many times as long as any other, whatever it is.
    size = float(np.mean([np.linalg.norm(one[1 : end + 1], axis=-1).mean() for one, end in zip(place.streams, place.ends, strict=True)]))  # fmt: skip
    without = _mean_end(NEUTRAL, used)
    vectors, words, lengths = [], [], []
    for named, measured in (THEMES[theme] for theme in chosen):
        vector = _mean_end(named.split(), used) - without
        vector = vector / np.linalg.norm(vector) * size
        its_words = np.array([tokens(f" {word}")[0] for word in measured.split()])
        for length in LENGTHS:  # the shortest at which it is strong
            if place.factor(place.change(vector * length), its_words) >= STRONG:
                vectors.append(vector * length)
                words.append(its_words)
                lengths.append(length)
                break
    found = _pairs(vectors, words, place, pairs, rng) if len(vectors) > 2 else {}
    found |= {"alone": float(len(vectors)), "length": float(np.mean(lengths or [0.0]))}
    return dict.fromkeys(MEASURES, 0.0) | found


def _mean_end(words: Sequence[str], frames: Sequence[str]) -> Floats:
    """The mean stream at the last token of prompts that end in these words."""
    prompts = Prompts([frame.format(word) for frame in frames for word in words])
    return prompts.at_ends(prompts.streams).mean(axis=0)


def _pairs(vectors: list[Floats], words: list[Ints], place: Prompts, pairs: int, rng: Rng) -> dict[str, float]:  # fmt: skip
    """What is measured of pairs of vectors, given the words of each."""
    every = list(combinations(range(len(vectors)), 2))
    drawn = [every[i] for i in rng.choice(len(every), min(pairs, len(every)), replace=False)]
    alone, far = ([place.change(times * vector) for vector in vectors] for times in (1, 2))
    rises, changes = defaultdict(list), defaultdict(list)
    for i, j in drawn:
        one, two = vectors[i], vectors[j]
        chance = rng.normal(size=two.shape)
        chance = (chance * np.linalg.norm(two) / np.linalg.norm(chance)).astype(np.float32)
        other = vectors[rng.choice([k for k in range(len(vectors)) if k not in (i, j)])]
        joint = [place.change(one + second) for second in (two, chance, other)]
        for name, change in zip(("both", "both, random", "both, another"), joint, strict=True):
            rises[name].append(all(place.factor(change, words[k]) >= RISES for k in (i, j)))
        changes["explained"].append((joint[0], alone[i] + alone[j]))
        larger = max(alone[i], alone[j], key=np.linalg.norm)
        changes["explained, larger"].append((joint[0], larger))
        changes["explained, far"].append((place.change(2 * (one + two)), far[i] + far[j]))
    explained = {name: _explained(told) for name, told in changes.items()}
    return explained | {name: float(np.mean(told)) for name, told in rises.items()}


def _explained(told: list[tuple[Floats, Floats]]) -> float:
    """The share of the squares of changes that is explained, given each and what is to explain it."""
    change, by = np.array(told, float).swapaxes(0, 1)
    return float(1 - ((change - by) ** 2).sum() / (change**2).sum())


def decide(summary: Mapping[str, Estimate]) -> str:
    both, controls = summary["both"], [summary["both, random"], summary["both, another"]]
    more = [at_least(difference(both, control), 0.15) for control in controls]
    stop = at_least(summary["alone"], 10) is not True
    return settle(at_least(summary["explained"], 0.8), at_least(both, 0.7), *more, stop=stop)


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
