"""Characters that nobody sees: which of them a text may hold, and where.

What is refused is of no use in prose and of much use to somebody who wants a text to look other than it is: control
characters, which a terminal acts on; line ends of other sorts, at which programs count lines differently; marks that
reorder what is shown; and characters without a shape, which hide words from readers but not from programs.

Three sorts are needed in earnest and stay where they are.  Joiners, non-joiners and breaks without width shape Arabic and
Indic scripts, part words in those of South East Asia, and hold emoji together, so they may follow a character of such a script or an emoji.
Marks of direction set punctuation right in Hebrew and Arabic, so a text that has a letter of those may hold them.  One
selector of a variant may follow a character.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_LINE_ENDS = "\u2028\u2029"
_REORDERING = "\u202a-\u202e\u2066-\u206f"
# Soft hyphens, fillers, joiners of words, marks of annotation, the byte order mark, tags.
_SHAPELESS = "\u00ad\u180e\u2060-\u2065\u3164\uffa0\ufeff\ufff9-\ufffb\U000e0000-\U000e007f"
_NO_CHARACTERS = "\ud800-\udfff\ufffe\uffff"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
# Scripts from Arabic to Greek with accents; symbols that are emoji; further Indic scripts; Arabic forms; a selector; emoji.
_JOINABLE = "\u0600-\u061b\u061d-\u180d\u180f-\u1fff\u2190-\u2bff\ua840-\uabff\ufb50-\ufdff\ufe0f\ufe70-\ufefc\U00010000-\U0001faff"
_JOINERS = "\u200b-\u200d"
_DIRECTIONS = "\u200e\u200f\u061c"
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u061b\u061d-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_NEVER = f"{_CONTROLS}{_LINE_ENDS}{_REORDERING}{_SHAPELESS}{_NO_CHARACTERS}"
# One class of characters is looked for much faster than a choice of patterns, and a small one faster still.
_SUSPECT_ASCII = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SUSPECT = re.compile(f"[{_NEVER}{_JOINERS}{_DIRECTIONS}{_SELECTORS}]")
_MISPLACED = f"(?<![{_JOINABLE}])[{_JOINERS}]|(?<=[{_SELECTORS}])[{_SELECTORS}]"
_UNSEEN = re.compile(f"[{_NEVER}{_DIRECTIONS}]|{_MISPLACED}")
_UNSEEN_IN_RIGHT_TO_LEFT = re.compile(f"[{_NEVER}]|{_MISPLACED}")


def unseen(text: str) -> re.Match[str] | None:
    """The first character of a text that it may not hold; None where there is none."""
    suspect = (_SUSPECT_ASCII if text.isascii() else _SUSPECT).search(text)
    return None if suspect is None else _pattern(text).search(text, suspect.start())


def without_unseen(text: str) -> str:
    """A text without the characters it may not hold."""
    while (
        unseen(text) is not None
    ):  # again, since what is left may stand beside other characters now
        text = _pattern(text).sub("", text)
    return text


def replaced(text: str, by: Callable[[str], str]) -> str:
    """A text with something else in place of the characters it may not hold."""
    return text if unseen(text) is None else _pattern(text).sub(lambda found: by(found[0]), text)


def spelled_out(text: str) -> str:
    """A text with `<U+202E>` and the like in place of the characters it may not hold."""
    return replaced(text, spelled)


def spelled(character: str) -> str:
    """A character as its number: `<U+202E>`."""
    return f"<U+{ord(character):04X}>"


def places(text: str) -> frozenset[int]:
    """Where in a text the characters stand that it may not hold."""
    if unseen(text) is None:
        return frozenset()
    return frozenset(found.start() for found in _pattern(text).finditer(text))


def named(found: re.Match[str]) -> str:
    """What a message calls the character that `unseen` found."""
    if "\ud800" <= found[0] <= "\udfff":
        return "bytes that are not UTF-8"
    return f"the invisible character U+{ord(found[0]):04X}"


def _pattern(text: str) -> re.Pattern[str]:
    return _UNSEEN_IN_RIGHT_TO_LEFT if _RIGHT_TO_LEFT.search(text) else _UNSEEN
