"""Who holds what, from the part of a nodeset that tells who said what."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from argmap.authoring.scaffold import HOMES
from argmap.interchange.common import Loss
from argmap.interchange.jsontext import short
from argmap.interchange.nodeset import MAX_ENDS
from argmap.interchange.plaintext import clean, to_markdown
from argmap.interchange.schemes import is_assertion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from argmap.interchange.drafting import Drafts
    from argmap.interchange.nodeset import Node, Nodeset, Speaker

_MAX_NAME = 200
"""Characters of a name that are read."""

_UNNAMED = re.compile(r"(unnamed|anon(ymous)?)\b", re.IGNORECASE)


def read_dialogue(
    nodeset: Nodeset, claims: Mapping[str, str], out: Mapping[str, Sequence[Node]], drafts: Drafts
) -> set[Loss]:
    """Gives every claim that somebody asserted, agreed with or conceded the position that they accept it.

    A speaker whom the file does not name becomes an anonymous person.

    Args:
        nodeset: The nodes.
        claims: The record of each statement, by node.
        out: The nodes that edges lead to, by the node they come from.
        drafts: The records, which get the positions and the people.

    Returns:
        What was said beside, which no record can hold.
    """
    holding = _Holding(nodeset.is_ours, drafts)
    for id, holders in nodeset.holders.items():
        if id in claims:
            holding.accept(claims[id], holders, nodeset.nodes[id])
    losses = set()
    used: set[str] = set()
    acts = [node for node in nodeset.nodes.values() if node.type == "YA"]
    asserted: dict[str, list[str]] = {}
    for act in acts:
        put_forward = [claims[end.id] for end in out.get(act.id, ()) if end.id in claims]
        if len(put_forward) > MAX_ENDS:
            losses.add(Loss("further conclusions", act.id, f"past {MAX_ENDS}"))
        asserted[act.id] = put_forward[:MAX_ENDS] if is_assertion(act) else []
    for node in nodeset.nodes.values():
        if node.type == "TA":
            losses.add(Loss("transitions", node.id))
        if node.type != "L":
            continue
        speakers = list(nodeset.speakers.get(node.id, ()))
        if len(speakers) > MAX_ENDS:
            losses.add(Loss("further speakers", node.id, f"past {MAX_ENDS}"))
        note = "" if speakers else "nobody is named as their speaker"
        losses.add(Loss("words of speakers", node.id, note))
        for act in out.get(node.id, ()) if speakers else ():
            for claim in asserted.get(act.id, ()):
                used.add(act.id)
                holding.accept(claim, speakers[:MAX_ENDS], node)
    losses |= {Loss("illocutions", act.id, short(act.text)) for act in acts if act.id not in used}
    return losses


class _Holding:
    """The people and what they hold, each once."""

    def __init__(self, is_ours: bool, drafts: Drafts) -> None:
        self._is_ours = is_ours
        self._drafts = drafts
        self._people: dict[Speaker, str] = {}
        self._held: set[tuple[str, str]] = set()

    def accept(self, claim: str, speakers: Iterable[Speaker], node: Node) -> None:
        for speaker in speakers:
            person = self._person(speaker, node)
            if (claim, person) not in self._held:
                self._held.add((claim, person))
                self._drafts.accept(claim, person)

    def _person(self, speaker: Speaker, node: Node) -> str:
        if speaker not in self._people:
            named = clean(speaker.name)[:_MAX_NAME]
            name = named or f"Unnamed speaker {clean(speaker.id)[:_MAX_NAME]}".strip()
            data: dict[str, Any] = {"person": to_markdown(name)}
            if not named or _UNNAMED.match(named):
                data["anonymous"] = True
            wanted = speaker.id if self._is_ours else ""
            self._people[speaker] = self._drafts.add(data, HOMES["person"], node.path, wanted)
        return self._people[speaker]
