"""`[[id]]` and `[[id|words]]`: how texts link to records."""

from __future__ import annotations

import re

WIKILINK = re.compile(r"\[\[([^\[\]|\n]*)(?:\|([^\[\]\n]*))?\]\]")


def link_targets(text: str) -> list[tuple[str, str]]:
    """The links in a text as (id, words); the words are empty where none are given."""
    return [(match[1].strip(), (match[2] or "").strip()) for match in WIKILINK.finditer(text)]
