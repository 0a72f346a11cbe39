"""Quotes checked against a text that is not ours to publish.

An archived text is represented by its *fingerprint*: every run of four tokens hashed to 64 bits, in
order, with the line and the sentence it stands in.  A quotation is genuine when its own runs of four
stand there in one unbroken row, so a dropped, added or swapped word fails.  A fingerprint hinders
reading; it keeps no secret, since anyone who can guess four words in a row can test the guess.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from binascii import a2b_base64, b2a_base64
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from argmap.model import Source

WINDOW = 4
"""Tokens in a run.  Fewer give false matches; more would let a longer tail go unchecked."""
MAX_WORDS = 40
"""The longest quotation."""

_HEADER = f"argmap-fingerprint 1 window={WINDOW}"
_FOLDED = str.maketrans(
    dict.fromkeys("‘’‚‛′`´", "'") | dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‐‑‒–—―−", "-")
)
_TO_FOLD = re.compile(f"[{''.join(map(chr, _FOLDED))}]")
_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
# A sentence ends at . ! or ?, with closing quotes and a footnote mark, before a capital; the second
# branch is a paragraph break that was lost: "dating.My claim".
_SENTENCE_END = re.compile(
    r"""(?<![.!?])[.!?]++['")\]]*+(?:\[\d+\])?\s+(?=['"(\[]*[A-Z0-9])|(?<=[a-z][a-z])[.!?](?=[A-Z][a-z]*\s)"""
)
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|cf|vs|al|Fig|Dr|St|approx|resp))\.$")


def fold(text: str) -> str:
    """The text with shapes of quotation marks, dashes and composed letters made alike."""
    composed = unicodedata.normalize("NFC", text)
    return composed.translate(_FOLDED) if _TO_FOLD.search(composed) else composed


def tokens(text: str) -> list[str]:
    """Runs of letters and digits, and single punctuation marks; white space does not count."""
    return _TOKEN.findall(fold(text))


def words(text: str) -> list[str]:
    """The words a person would count, without punctuation."""
    return _WORD.findall(fold(text))


def word_count(text: str) -> int:
    """How many words a person would count."""
    return len(words(text))


def sentences(line: str) -> list[str]:
    """A line cut into its sentences, nothing lost but the white space between them."""
    folded, parts, start = fold(line), [], 0
    for match in _SENTENCE_END.finditer(folded):
        if not _ABBREVIATION.search(folded[: match.start() + 1]):
            parts.append(line[start : match.end()].strip())
            start = match.end()
    return [part for part in (*parts, line[start:].strip()) if part]


_HASHER = blake2b(digest_size=8)


def _hashes(tokens: list[str]) -> array[int]:
    """A 64-bit hash for each run of four tokens, in order."""
    digests = []
    for start in range(len(tokens) - WINDOW + 1):
        hasher = _HASHER.copy()  # half the price of a new one
        hasher.update("\x1f".join(tokens[start : start + WINDOW]).encode())
        digests.append(hasher.digest())
    return _little_endian(array("Q", b"".join(digests)))


@dataclass(frozen=True)
class Line:
    """One line of an archived text, as far as its fingerprint tells.

    Attributes:
        length: Number of tokens.
        sentence_starts: The token each sentence begins with.
        words: A bit for each token, set where a word begins, so that a long line stays one number.
        hashes: One 64-bit hash for each run of four tokens, in order; fewer than four tokens, none.
    """

    length: int
    sentence_starts: tuple[int, ...]
    words: int
    hashes: array[int]

    @cached_property
    def word_starts(self) -> tuple[int, ...]:
        """The token each word begins with."""
        bits = f"{self.words:b}"[::-1]
        return tuple(position for position, bit in enumerate(bits) if bit == "1")

    def sentence_at(self, token: int) -> int:
        """The number of the sentence a token stands in, from 1."""
        return max(1, bisect_right(self.sentence_starts, token))


class Place(NamedTuple):
    """Where a passage stands: a line, a run of its tokens, and the sentences that covers."""

    line: int
    start: int
    end: int
    first_sentence: int
    last_sentence: int

    def __str__(self) -> str:
        last = f"-{self.last_sentence}" if self.last_sentence != self.first_sentence else ""
        return f"{self.line}.{self.first_sentence}{last}"


@dataclass(frozen=True)
class Fingerprint:
    """A text one can check quotations against without being able to read it.

    Attributes:
        lines: Its lines by number.
        known: Where quotations stand, as far as that has been found in the same text before.
        found: Where the quotations stand that were looked for.
    """

    lines: dict[int, Line] = field(default_factory=dict)
    known: Mapping[str, Sequence[Place]] = field(default_factory=dict, repr=False, compare=False)
    found: dict[str, Sequence[Place]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def of(cls, text: str) -> Fingerprint:
        """The fingerprint of a text; lines count from 1, blank ones are left out."""
        numbered = enumerate(text.splitlines(), 1)
        return cls({number: _line(line) for number, line in numbered if line.strip()})

    @classmethod
    def load(cls, text: str) -> Fingerprint:
        """Reads what `dump` wrote.

        Raises:
            ValueError: The text is not a fingerprint; the message names the line.
        """
        header, *rows = text.splitlines() or [""]
        if header != _HEADER:
            raise ValueError(f"line 1 should read {_HEADER!r}")
        lines = {}
        for number, row in enumerate(rows, 2):
            try:
                at, line = _unpacked(*row.split(" "))
            except (ValueError, TypeError) as error:
                raise ValueError(f"line {number} is damaged") from error
            lines[at] = line
        return cls(lines)

    def dump(self) -> str:
        """The fingerprint as text, one row a line."""
        rows = [
            f"{number} {line.length} {','.join(map(str, line.sentence_starts))} "
            f"{line.words:x} {b2a_base64(_little_endian(line.hashes), newline=False).decode()}"
            for number, line in sorted(self.lines.items())
        ]
        return "\n".join([_HEADER, *rows]) + "\n"

    @cached_property
    def _index(self) -> tuple[array[int], array[int]]:
        """Where each hash stands, counted over the hashes of all lines: sorted into drawers, and where each drawer begins.

        A drawer holds the hashes that end alike, on average one.  A dictionary would take seven times the memory.
        """
        values = array("Q", b"".join(map(bytes, (one.hashes for one in self.lines.values()))))
        last = (1 << len(values).bit_length()) - 1
        sizes = array("I", bytes(4 * (last + 2)))
        for value in values:
            sizes[(value & last) + 1] += 1
        begins = array("I", accumulate(sizes))
        free, places = begins[:], array("I", bytes(4 * len(values)))
        for at, value in enumerate(values):
            drawer = value & last
            places[free[drawer]] = at
            free[drawer] += 1
        return places, begins

    @cached_property
    def _begins(self) -> tuple[list[int], list[int]]:
        """Where the hashes of each line begin when all are counted, and its number."""
        lengths = [len(one.hashes) for one in self.lines.values()]
        return [0, *accumulate(lengths)], list(self.lines)

    def find(self, quote: str) -> Sequence[Place]:
        """Every place where the quotation stands word for word; none if it has under four tokens."""
        if quote not in self.found:
            known = self.known.get(quote)
            self.found[quote] = self._places(quote) if known is None else known
        return self.found[quote]

    def _places(self, quote: str) -> list[Place]:
        words = tokens(quote)
        row = _hashes(words)
        if not row:
            return []
        places, drawers = self._index
        drawer = row[0] & (len(drawers) - 2)
        begins, numbers = self._begins
        found = []
        for at in places[drawers[drawer] : drawers[drawer + 1]]:
            line = bisect_right(begins, at) - 1
            position = at - begins[line]
            if self.lines[numbers[line]].hashes[position : position + len(row)] == row:
                found.append(self.place(numbers[line], position, position + len(words)))
        return found

    def place(self, number: int, start: int, end: int) -> Place:
        """The place of tokens `start` to `end` (exclusive) of a line."""
        line = self.lines[number]
        return Place(number, start, end, line.sentence_at(start), line.sentence_at(end - 1))

    def lines_between(self, first: int, last: int) -> list[int]:
        """The numbers of the lines there are from the first to the last, both counted, however far apart."""
        numbers = self._numbers
        return numbers[bisect_left(numbers, first) : bisect_right(numbers, last)]

    @cached_property
    def _numbers(self) -> list[int]:
        return sorted(self.lines)

    @cached_property
    def token_count(self) -> int:
        """Tokens in the whole text."""
        return sum(line.length for line in self.lines.values())


def _line(text: str) -> Line:
    words = tokens(text)
    starts, at = [], 0
    for sentence in sentences(text):
        starts.append(at)
        at += len(tokens(sentence))
    folded = fold(text)
    token_at = {match.start(): i for i, match in enumerate(_TOKEN.finditer(folded))}
    word_bits = sum(1 << token_at[match.start()] for match in _WORD.finditer(folded))
    return Line(len(words), tuple(starts), word_bits, _hashes(words))


def _little_endian(values: array[int]) -> array[int]:
    """The array with the byte order of the file, whatever the machine's; its own inverse."""
    if sys.byteorder == "little":
        return values
    swapped = array("Q", values)
    swapped.byteswap()
    return swapped


def _unpacked(at: str, length: str, starts: str, words: str, hashes: str) -> tuple[int, Line]:
    """The line a row of a fingerprint stands for, and its number.

    Raises:
        ValueError: The row is none, or would unpack to more than it has hashes for.
    """
    end = int(length)
    values = _little_endian(array("Q", a2b_base64(hashes, strict_mode=True)))
    sentence_starts = tuple(map(int, starts.split(",")))
    if (
        int(at) < 1
        or len(values) != max(0, end - WINDOW + 1)
        or len(words) > end // 4 + 1
        or not _rising(sentence_starts, end)
    ):
        raise ValueError(at)
    return int(at), Line(end, sentence_starts, int(words, 16), values)


def _rising(positions: tuple[int, ...], end: int) -> bool:
    """Whether positions stand in order, from the first token on and before the end."""
    return all(a < b for a, b in pairwise((-1, *positions, end)))


# --- Who speaks where ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Archive:
    """An archive record with its fingerprint: what can be quoted, and whose words they are."""

    record: Source
    fingerprint: Fingerprint

    @cached_property
    def _speech(self) -> dict[int, list[tuple[int, int, str]]]:
        """For each line the runs of tokens one person speaks: (start, end, person)."""
        speech: dict[int, list[tuple[int, int, str]]] = {}
        for entry in self.record.speakers:
            for number in self.fingerprint.lines_between(*entry.span):
                start, end = _token_range(self.fingerprint.lines[number], entry.words)
                speech.setdefault(number, []).append((start, end, entry.person))
        return speech

    def speakers(self, place: Place) -> set[str]:
        """Everyone who speaks in a passage; empty where the archive does not say."""
        runs = self._speech.get(place.line, ())
        return {person for start, end, person in runs if start < place.end and place.start < end}

    def sentences(self) -> Iterator[Place]:
        """Every sentence of the archived text, in order."""
        for number, line in sorted(self.fingerprint.lines.items()):
            ends = (*line.sentence_starts[1:], line.length)
            for start, end in zip(line.sentence_starts, ends, strict=True):
                yield self.fingerprint.place(number, start, end)


def _token_range(line: Line, words: tuple[int, int] | None) -> tuple[int, int]:
    """The tokens from the first to the last of two words, counted from 1; punctuation goes before."""
    if words is None:
        return 0, line.length
    first, last = words
    starts = line.word_starts
    start = 0 if first <= 1 else starts[first - 1] if first <= len(starts) else line.length
    end = starts[last] if last < len(starts) else line.length
    return start, end


def parse_citation(text: str) -> tuple[str, int | None, int | None, int | None]:
    """`archive:line.first-last` taken apart; what is left out is None, `last` defaults to `first`."""
    source, _, locator = text.partition(":")
    line, _, span = locator.partition(".")
    first, _, last = span.partition("-")
    return (
        source,
        int(line) if line else None,
        int(first) if first else None,
        int(last or first) if first else None,
    )
