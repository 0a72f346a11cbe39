"""What the page *What if* is made from: the map as numbers, with the words to show them by."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from argmap.reasoning.browser import as_data as network_data
from argmap.reasoning.network import Network
from argmap.reasoning.views import all_stances
from argmap.site.markdown import plain

if TYPE_CHECKING:
    from argmap.kb import KnowledgeBase

FILE = "what-if.json"
"""Where the page looks for its data, beside the site's front page."""

_LONGEST = 300
"""Characters of a headline."""


def file(kb: KnowledgeBase, folder: str, edit: str) -> bytes:
    """The data as they are published; see `as_data`."""
    data = as_data(kb, folder, edit)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def as_data(kb: KnowledgeBase, folder: str, edit: str) -> dict[str, Any]:
    """What `what-if.mjs` reads.

    The network is as `argmap.reasoning.browser` writes it.  What belongs to a node stands at its place in `headlines`,
    `kinds` and `topics`; `aliases` gives for an earlier id the place of what it stands for; `people` are those who take
    a stance, with the credence each claim shows in their view, by its place.

    Args:
        kb: The knowledge base.
        folder: The folder of the records as the repository has it.
        edit: The address at which a record is edited, with `{file}` in place of its file; empty where it is not known.
    """
    network = Network.of(kb)
    records = [kb.records[id] for id in network.nodes]
    people = [
        (kb.records[person].headline, person, own)
        for person, own in all_stances(kb).items()
        if person in kb.people
    ]
    return {
        "network": network_data(network),
        "headlines": [plain(record.headline, _LONGEST) for record in records],
        "kinds": [record.kind for record in records],
        "topics": [record.topic for record in records],
        "aliases": {
            alias: network.index[id] for alias, id in kb.aliases.items() if id in network.index
        },
        "people": [
            {
                "id": person,
                "name": name,
                "shows": {network.index[claim]: shown for claim, shown in own.items()},
            }
            for name, person, own in sorted(people)
        ],
        "folder": folder,
        "edit": edit,
    }
