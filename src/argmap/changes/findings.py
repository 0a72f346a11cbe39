"""Which findings a change is responsible for: those that were not there before it."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from argmap.diagnostics import Diagnostic
    from argmap.kb import KnowledgeBase

# A list that has grown elsewhere shifts the places a message names, and a map that has moved elsewhere its numbers.
_SHIFTING = re.compile(r"\[\d+\]|\b\d+\.\d+\b")


def introduced(old: KnowledgeBase, new: KnowledgeBase) -> tuple[Diagnostic, ...]:
    """The findings of the new knowledge base that the old one does not have, wherever they lie.

    A finding is known by its code, its record and what it says, not by its line.  Where one record has the same
    finding more often than before, those on lines that were there before count as old.
    """
    known: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for found in old.diagnostics:
        known[_key(found, new.aliases)].append(found.excerpt.strip())
    groups: dict[tuple[str, str, str], list[Diagnostic]] = defaultdict(list)
    for found in new.diagnostics:
        groups[_key(found, new.aliases)].append(found)
    added: set[int] = set()
    for key, group in groups.items():
        added.update(id(found) for found in _surplus(group, known[key]))
    return tuple(found for found in new.diagnostics if id(found) in added)


def _surplus(group: list[Diagnostic], excerpts: list[str]) -> list[Diagnostic]:
    """What is left of like findings when every old one has been matched, on its own line if that is still there."""
    rest, others = list(excerpts), []
    for found in group:
        if (line := found.excerpt.strip()) in rest:
            rest.remove(line)
        else:
            others.append(found)
    return others[len(rest) :]


def _key(found: Diagnostic, aliases: Mapping[str, str]) -> tuple[str, str, str]:
    """Code, record and message; a file's stem is its record's id, so that a file may move."""
    stem = PurePosixPath(found.span.file).stem
    return found.code, aliases.get(stem, stem), _SHIFTING.sub("…", found.message)
