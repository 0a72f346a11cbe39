"""Which links are drawn on the map of a topic."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.graph import conclusion_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from argmap.kb import KnowledgeBase
    from argmap.linker import Link

RELATIONS = ("supports", "attacks", "undercuts", "tests", "depends_on")
"""What is drawn; the relations without weight stand on the pages of their records."""
MOST_RECORDS, MOST_LINKS = 150, 200
"""How much is drawn: nobody could read more, and more would slow the build."""


def ends(one: Link) -> tuple[tuple[tuple[str, bool], ...], str]:
    """The records a link starts from, each with whether it counts negated, and the one it bears on."""
    if one.relation == "depends_on":
        return ((one.target, False),), one.source
    return ((one.source, False), *one.premises), conclusion_of(one.target)


def members(links: Iterable[Link]) -> dict[str, None]:
    """The ids of the records at the ends of some links, in the order of the links."""
    found: dict[str, None] = {}
    for one in links:
        premises, conclusion = ends(one)
        found[conclusion] = None
        found |= dict.fromkeys(id for id, _ in premises)
    return found


def links_by_topic(kb: KnowledgeBase) -> Mapping[str, list[Link]]:
    """For each topic the links that start from or bear on its records; with an undercut the link it attacks."""
    numbers = {one.id: number for number, one in enumerate(kb.links) if one.weighted}
    found: dict[str, set[int]] = {}
    for number, one in enumerate(kb.links):
        if one.relation not in RELATIONS:
            continue
        drawn = {number}
        attacked = one
        while attacked.relation == "undercuts":
            drawn.add(numbers[attacked.target])
            attacked = kb.weighted_links[attacked.target]
        premises, conclusion = ends(one)
        for topic in {kb[id].topic for id in (conclusion, *(id for id, _ in premises))}:
            found.setdefault(topic, set()).update(drawn)
    return {topic: [kb.links[number] for number in sorted(drawn)] for topic, drawn in found.items()}


def told(one: Link) -> str:
    """What a link is and which records it joins, in one text."""
    return f"{one.relation} {one.id} {one.premises}" if one.premises else f"{one.relation} {one.id}"


def best(links: Sequence[Link], own: Collection[str]) -> Sequence[Link]:
    """What bears on the conclusions on which most bears, where there is more than can be drawn.

    Args:
        links: All that could be drawn.
        own: The records of the topic; conclusions of other topics come last.
    """
    if len(links) <= MOST_LINKS and len(members(links)) <= MOST_RECORDS:
        return links
    bearing: dict[str, list[tuple[Link, set[str]]]] = {}
    # An undercut comes after the link it attacks, however they stand in the files.
    for one in sorted(links, key=lambda one: one.target.count(">")):
        premises, conclusion = ends(one)
        joined = {conclusion, *(id for id, _ in premises)}
        bearing.setdefault(conclusion, []).append((one, joined))
    records: set[str] = set()
    kept: set[int] = set()
    names: set[str] = set()
    for conclusion in sorted(bearing, key=lambda to: (to not in own, -len(bearing[to]), to)):
        for one, joined in bearing[conclusion]:
            if len(kept) == MOST_LINKS:
                break
            new = joined - records
            lands = one.relation != "undercuts" or one.target in names
            if lands and len(records) + len(new) <= MOST_RECORDS:
                records |= new
                kept.add(id(one))
                names |= {one.id} if one.weighted else set()
    return [one for one in links if id(one) in kept]
