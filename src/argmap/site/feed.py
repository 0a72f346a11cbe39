"""What has changed lately: as a list for the front page and as an Atom feed (RFC 4287)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from argmap.site.markdown import plain
from argmap.site.views import Named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.kb import KnowledgeBase
    from argmap.site.history import Commit, History

FILE = "feed.xml"
_ENTRIES = 30
_TOLD = 20
"""How many records one entry names."""
_SHOWN = ("claim", "evidence", "crux", "experiment")
"""The kinds worth telling of: what is argued, not who or where."""
# XML 1.0 cannot hold these, even escaped.
_UNFIT = {code: None for code in range(32) if code not in (9, 10, 13)} | {
    0xFFFE: None,
    0xFFFF: None,
}


@dataclass(frozen=True, slots=True)
class Change:
    """One record that was added or changed.

    Attributes:
        record: The record as it is now.
        date: The day, YYYY-MM-DD.
        added: Whether it was new then.
    """

    record: Named
    date: str
    added: bool


def recent(kb: KnowledgeBase, history: History, count: int) -> list[Change]:
    """The records that changed last, each once, new ones before changed ones within a commit."""
    seen: set[str] = set()
    changes: list[Change] = []
    for commit in history.commits:
        for record, added in _touched(kb, commit):
            if len(changes) == count:
                return changes
            if record.id not in seen:
                seen.add(record.id)
                changes.append(Change(record, commit.date, added))
    return changes


def _touched(kb: KnowledgeBase, commit: Commit) -> Iterator[tuple[Named, bool]]:
    """The records of a commit that are still there, with whether it added them."""
    for files, added in ((commit.added, True), (commit.changed, False)):
        for file in files:
            record = kb.records.get(file.rpartition("/")[2].removesuffix(".yaml"))
            if record is not None and record.file == file and record.kind in _SHOWN:
                yield Named(record.id, record.kind, record.headline), added


def atom(kb: KnowledgeBase, history: History, base: str) -> bytes:
    """The feed: an entry for each of the last commits that touched what is argued.

    Args:
        kb: The knowledge base.
        history: Its commits.
        base: The address of the site, with a slash at its end.
    """
    entries = [
        (commit, touched) for commit in history.commits if (touched := list(_touched(kb, commit)))
    ][:_ENTRIES]
    updated = entries[0][0].time if entries else "1970-01-01T00:00:00Z"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_text(kb.settings.headline)}</title>",
        f"<id>{_text(base)}</id>",
        f"<link href={quoteattr(base)}/>",
        f'<link rel="self" href={quoteattr(base + FILE)}/>',
        f"<updated>{updated}</updated>",
        f"<author><name>{_text(kb.settings.headline)}</name></author>",
    ]
    for commit, touched in entries:
        lines += [
            "<entry>",
            f"<title>{_text(commit.subject)}</title>",
            f"<id>{_text(base)}#{commit.id}</id>",
            f"<link href={quoteattr(base + touched[0][0].id + '/')}/>",
            f"<updated>{commit.time}</updated>",
            f'<content type="html">{_text(_told(touched, base))}</content>',
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""]).encode()


def _told(touched: list[tuple[Named, bool]], base: str) -> str:
    """The records of an entry as an HTML list."""
    items = [
        f"<li>{'added' if added else 'changed'}: <a href={quoteattr(base + named.id + '/')}>"
        f"{escape(plain(named.headline, 300))}</a></li>"
        for named, added in touched[:_TOLD]
    ]
    more = len(touched) - len(items)
    return f"<ul>{''.join(items)}</ul>" + (f"<p>and {more} more</p>" if more else "")


def _text(text: str) -> str:
    return escape(text.translate(_UNFIT))
