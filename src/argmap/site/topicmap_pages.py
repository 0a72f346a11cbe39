"""The pages of a topic's map, one for each sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.site.markdown import plain
from argmap.site.sheets import Page, Sheet, toc
from argmap.site.topicmap_svg import drawing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from argmap.model import Topic
    from argmap.site.topicmap import TopicMap

BASE = "../../"
"""What leads from a map to the root of the site."""


def map_pages(topic: Topic, shown: TopicMap, render: Callable[..., str]) -> Iterator[Page]:
    """The pages of a map.

    Args:
        topic: Its topic.
        shown: What they show.
        render: Renders a template, by its name, for pages that lie as deep as these.
    """
    title = f"Map: {plain(topic.headline, 300)}"
    for one in shown.sheets:
        sheet = Sheet(f"{topic.id}/map/", one.number, len(shown.sheets))
        # All lie in one folder, and short addresses leave more of a page for words.
        places = [f"../{address.removeprefix(f'{topic.id}/')}" for address in sheet.addresses]
        picture = drawing(one, BASE, places)
        body = render(
            "map.html",
            record=topic,
            map=shown,
            shown=one,
            sheet=sheet,
            places=places,
            drawing=picture,
        )
        part = f" ({one.number} of {sheet.of})" if sheet.of > 1 else ""
        about = f"What bears on what in the topic {plain(topic.headline, 100)}{part}."
        address = sheet.addresses[one.number - 1]
        found = "" if one.number == 1 else None
        yield Page(address, title + part, about, body, toc(body), topic.file, found, wide=True)
