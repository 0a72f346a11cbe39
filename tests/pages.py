"""The hand-written pages as tests see them: their blocks of code."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from markdown_it import MarkdownIt

ROOT = Path(__file__).parents[1]


class Block(NamedTuple):
    """A fenced block: its language, its title if it has one, its text, and its first line in the page."""

    language: str
    title: str
    text: str
    line: int


def blocks(page: str, language: str) -> list[Block]:
    """The blocks of one language in a page, named from the root of the project."""
    found = []
    for token in MarkdownIt().parse((ROOT / page).read_text("utf-8")):
        name, _, attributes = token.info.partition(" ")
        if token.type == "fence" and name == language:
            title = re.search(r'title="([^"]*)"', attributes)
            line = (token.map or [0])[0] + 2
            found.append(Block(name, title[1] if title else "", token.content, line))
    return found
