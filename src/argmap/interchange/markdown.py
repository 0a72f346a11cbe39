"""Markdown from elsewhere, made such that a record may hold it: the same words, and no surprises."""

from __future__ import annotations

import re

from argmap.checks.markup import HTML, leads_out

_CODE_OR_LINK = re.compile(r"(?P<code>`[^`]*`)|\[(?P<label>[^\[\]]*)\]\((?P<address>[^()\s]*)\)")


def harmless(text: str) -> str:
    """The text with HTML shown as code, and only the words of links that do not lead to the web."""
    parts, end = [], 0
    for match in _CODE_OR_LINK.finditer(text):
        parts.append(_outside(text[end : match.start()]))
        if match["code"] or leads_out(match["address"]):
            parts.append(match.group())
        else:
            parts.append(_outside(match["label"]))
        end = match.end()
    return "".join((*parts, _outside(text[end:])))


def other_addresses(text: str) -> list[str]:
    """Where the links lead that `harmless` undoes."""
    return [
        match["address"]
        for match in _CODE_OR_LINK.finditer(text)
        if not match["code"] and not leads_out(match["address"])
    ]


def _outside(text: str) -> str:
    return HTML.sub(r"`\g<0>`", text)
