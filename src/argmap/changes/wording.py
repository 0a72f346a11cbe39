"""The words for a change, shared by every output."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from argmap.changes.diff import Diff
    from argmap.changes.links import LinkChange
    from argmap.linker import Link
    from argmap.model import Position


def summary(diff: Diff) -> str:
    """What changed and what follows: `3 records added, 1 reworded; 2 links changed; 1 conclusion flipped, 4 moved`."""
    if not diff:
        return "nothing changed"
    flipped = len(diff.flipped)
    records = (
        ("added", diff.added),
        ("removed", diff.removed),
        ("unreadable", diff.unreadable),
        ("retracted", diff.retracted),
        ("renamed or moved", diff.moved),
        ("reworded", diff.reworded),
        ("edited", diff.edited),
    )
    parts = [
        _counts("record", [(len(found), what) for what, found in records]),
        _counts("link", [(len(diff.links), "changed")]),
        _counts("position", [(len(diff.positions), "changed")]),
        _counts("setting", [(len(diff.settings), "changed")]),
        _counts("conclusion", [(flipped, "flipped"), (len(diff.shifts) - flipped, "moved")])
        or "no conclusion moved",
        _counts("record", [(len(diff.unsupported), "left without support")]),
        _counts("quote", [(len(diff.unverified), "not verified")]),
    ]
    return "; ".join(part for part in parts if part)


def _counts(noun: str, counts: list[tuple[int, str]]) -> str:
    """`3 records added, 1 reworded`: the noun once, nothing that is none."""
    told = [(number, what) for number, what in counts if number]
    return ", ".join(
        f"{number:,} {what}" if place else f"{count(number, noun)} {what}"
        for place, (number, what) in enumerate(told)
    )


def count(number: int, noun: str) -> str:
    """`1 record`, `2 records`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def number(value: float) -> str:
    """A credence, a prior or a reliability with two digits."""
    return f"{value:.2f}"


def move(before: float, after: float) -> str:
    """Two credences, with as many digits as it takes to tell them apart, four at most."""
    for digits in (2, 3):
        if f"{before:.{digits}f}" != f"{after:.{digits}f}":
            return f"{before:.{digits}f} → {after:.{digits}f}"
    return f"{before:.4f} → {after:.4f}"


def signed(amount: float) -> str:
    """A move of a credence: `+0.12`, `−0.03`."""
    return f"{amount:+.2f}".replace("-", "−")


def place(rank: int | None) -> str:
    """A place in a ranking."""
    return "–" if rank is None else str(rank)


# --- Links and positions ------------------------------------------------------------------------


def link_words(change: LinkChange) -> str:
    """What became of a link: `new: supports ×4`, `×4 → ×10`, `attacks in place of supports`."""
    before, after = change.before, change.after
    if before is None or after is None:
        known = after or before
        return f"{'removed' if after is None else 'new'}: {told(known)}" if known else ""
    words = []
    if before.relation != after.relation:
        words.append(f"{_relation(after)} in place of {_relation(before)}")
    if before.factor != after.factor:
        words.append(f"×{before.factor:g} → ×{after.factor:g}")
    if set(before.premises) != set(after.premises):
        words.append(f"{premises(after) or 'alone'} in place of {premises(before) or 'alone'}")
    if before.basis != after.basis:
        words.append(f"basis {before.basis or 'none'} → {after.basis or 'none'}")
    return ", ".join(words)


def told(one: Link) -> str:
    """A link without its ends: `supports ×4 with x, not y`."""
    return " ".join(filter(None, (relation(one), premises(one))))


def relation(one: Link) -> str:
    """`supports ×4`, `depends on`."""
    factor = f" ×{one.factor:g}" if one.relation in ("supports", "attacks") else ""
    return f"{_relation(one)}{factor}"


def _relation(one: Link) -> str:
    return one.relation.replace("_", " ")


def premises(one: Link) -> str:
    """`with x, not y`; empty where the link has no further premise."""
    names = [f"not {id}" if negated else id for id, negated in one.premises]
    return f"with {', '.join(names)}" if names else ""


def stance(position: Position | None) -> str:
    """A position without its person: `leans-accept (probably), as ann reports`."""
    if position is None:
        return "none"
    hedge = f" ({position.hedge})" if position.hedge else ""
    reported = f", as {position.reported_by} reports" if position.reported_by else ""
    return f"{position.stance}{hedge}{reported}"


# --- What moved a conclusion --------------------------------------------------------------------


class Cause(NamedTuple):
    """What happened to a record that can have moved a conclusion, and the conclusion it happened to, if one."""

    words: str
    target: str = ""


def causes(diff: Diff) -> Mapping[str, list[Cause]]:
    """For each record that changed, what of it can have moved a conclusion."""
    found: dict[str, list[Cause]] = defaultdict(list)
    for records, word in ((diff.added, "new"), (diff.removed, "removed"), (diff.retracted, "retracted")):  # fmt: skip
        for record in records:
            found[record.id].append(Cause(word))
    for id in diff.unreadable:
        found[id].append(Cause("cannot be read"))
    whole = frozenset(found)
    for one in diff.edited:
        if one.base is not None:
            name = "reliability" if one.kind == "evidence" else "prior"
            found[one.id].append(Cause(f"{name} {number(one.base[0])} → {number(one.base[1])}"))
        found[one.id] += [Cause(key) for key in one.fields if key in ("result", "tests", "retracted")]  # fmt: skip
    for change in diff.links:
        link = change.link
        if link.relation == "depends_on":  # its part is the premise's
            verb = "no longer needed by" if change.after is None else "now needed by"
            found[link.target].append(Cause(f"{verb} {link.source}"))
        elif link.weighted and link.source not in whole:
            found[link.source].append(Cause(link_words(change), link.target))
    return found
