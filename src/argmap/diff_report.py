"""A diff as people and machines read it: text for a terminal, a comment on a pull request, JSON.

Everything in a pull request is untrusted, so the comment holds no text that GitHub would act on: no HTML, no Markdown,
no link, no mention of a person or an issue.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from argmap.changes.outline import Id, Item, Section, Strong, outline
from argmap.changes.wording import count, summary
from argmap.report import to_json, visible

if TYPE_CHECKING:
    from argmap.changes.diff import Diff
    from argmap.changes.outline import Line
    from argmap.linker import Link

JSON_VERSION = 1
"""Raised when a key of the JSON report changes its meaning or goes; new keys do not raise it."""

MARKER = "<!-- argmap diff -->"
"""The first line of a comment, by which the next run finds the comment to update."""

SHOWN = 20
"""How many things of a sort are listed where a person reads."""
MAX_COMMENT = 60_000
"""Characters; GitHub takes 65,536."""
MAX_PIECE = 300
"""Characters of one text in a comment."""


# --- Text ---------------------------------------------------------------------------------------


def text(diff: Diff, old: str, new: str, *, shown: int | None = SHOWN, color: bool = False) -> str:
    """A diff for a person at a terminal.

    Args:
        diff: What to tell.
        old: What the first side is called.
        new: What the second is called.
        shown: How many things of a sort to list; None for all.
        color: Whether to use ANSI escape codes.
    """
    lines = [f"{old} → {new}", summary(diff), *_warning(diff)]
    for section in outline(diff):
        title = f"{section.title} ({len(section.items):,})"
        lines += ["", f"\x1b[1m{title}\x1b[0m" if color else title]
        for item in section.items[:shown]:
            lines.append(f"  {_plain(item.line)}")
            lines += [f"      {_plain(line)}" for line in item.below]
        if hidden := len(section.items[shown or len(section.items) :]):
            lines.append(f"  … and {hidden:,} more; --all lists them")
    return "\n".join(lines)


def _plain(line: Line) -> str:
    return visible(" ".join("".join(line).split("\n"))).rstrip()


def _warning(diff: Diff) -> list[str]:
    if not diff.errors:
        return []
    errors = count(diff.errors, "error")
    return [
        f"It leaves {errors}, which “argmap check” tells; what they touch may be missing from the numbers."
    ]


# --- A comment on a pull request ----------------------------------------------------------------


def markdown(diff: Diff, old: str, new: str) -> str:
    """A diff as a comment on a pull request, cut to what GitHub takes."""
    head = [MARKER, "### What this change does to the map", "", _inert(summary(diff).capitalize()) + "."]  # fmt: skip
    head += ["", *map(_inert, _warning(diff))] if diff.errors else []
    foot = f"\n<sub>{_inert(old)} → {_inert(new)}; credences are given this map. `argmap diff` says more.</sub>\n"  # fmt: skip
    parts, room = ["\n".join(head) + "\n"], MAX_COMMENT - len(foot) - len(head[3])
    for section in outline(diff):
        told = _section(section)
        if len(told) > room:
            parts.append("\nThe rest is too long for a comment.\n")
            break
        parts.append(told)
        room -= len(told)
    return "".join([*parts, foot])


def _section(section: Section) -> str:
    """A section, folded unless it comes first and is short."""
    title = f"{_inert(section.title)} ({len(section.items):,})"
    lines = [line for item in section.items[:SHOWN] for line in _item(item)]
    if hidden := len(section.items[SHOWN:]):
        lines.append(f"- … and {hidden:,} more")
    body = "\n".join(lines)
    if section.first and len(section.items) <= SHOWN // 2:
        return f"\n**{title}**\n\n{body}\n"
    return f"\n<details><summary>{title}</summary>\n\n{body}\n\n</details>\n"


def _item(item: Item) -> list[str]:
    return [
        f"- {_row(item.line)}",
        *(f"  - {_row(line)}" for line in item.below),
    ]


def _row(line: Line) -> str:
    return "".join(_piece(piece) for piece in line).strip()


def _piece(piece: str) -> str:
    if isinstance(piece, Id):
        return f"`{visible(piece).replace('`', '')}`"
    return f"**{_inert(piece)}**" if isinstance(piece, Strong) else _inert(piece)


# All punctuation that Markdown, its tables, GitHub's mathematics or HTML give a meaning; the rest only where it would
# begin a list or an address.
_ACTIVE = re.compile(
    r"[\\`*_\[\]{}<>&|~$#!^=]|^\s*(?:[-+]|\d+[.)](?=\s|$))|(?<=www)\.|:(?=//)", re.IGNORECASE
)
# GitHub looks for these in the finished page, where an escaped character is as good as any.
_MENTION = re.compile(r"@|#|\bgh-(?=\d)", re.IGNORECASE)
_BREAK = "\u200b"  # a space without width


def _inert(text: str) -> str:
    """Text that stays text: on one line, of bounded length, with nothing in it that is acted on."""
    folded = visible(re.sub(r"\s", " ", text))
    if len(folded) > MAX_PIECE:
        folded = f"{folded[: MAX_PIECE - 1]}…"
    broken = _MENTION.sub(lambda found: found[0] + _BREAK, folded)
    return _ACTIVE.sub(lambda found: "".join(f"&#{ord(c)};" for c in found[0]), broken)


# --- For machines -------------------------------------------------------------------------------


def as_json(diff: Diff, old: str, new: str) -> str:
    """A diff as JSON: `version`, `old`, `new`, `summary`, and the fields of `argmap.Diff`."""
    return to_json(as_data(diff, old, new))


def as_data(diff: Diff, old: str, new: str) -> dict[str, Any]:
    """A diff as plain data; see `as_json`."""
    return {
        "version": JSON_VERSION,
        "old": old,
        "new": new,
        "summary": summary(diff),
        **asdict(diff),
        "links": [
            {"link": one.link.id, "before": _link(one.before), "after": _link(one.after)}
            for one in diff.links
        ],
        "shifts": [asdict(one) | {"move": one.move, "flips": one.flips} for one in diff.shifts],
        "cruxes": [
            asdict(one)
            | {
                "verdict_before": one.before.verdict if one.before is not None else None,
                "verdict_after": one.after.verdict,
            }
            for one in diff.cruxes
        ],
    }


def _link(one: Link | None) -> dict[str, Any] | None:
    if one is None:
        return None
    return {
        "from": one.source,
        "to": one.target,
        "relation": one.relation,
        "factor": one.factor if one.relation in ("supports", "attacks") else None,
        "because": one.because,
        "with": [f"not {id}" if negated else id for id, negated in one.premises],
        "basis": one.basis,
    }
