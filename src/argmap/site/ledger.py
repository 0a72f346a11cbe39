"""What the last build has made and what it was made from, so that the next one makes only what has changed.

While pages are made, the ids of all records they ask for are noted (`Views.shown`).  A page is made again where what
can be shown of one of these records has changed, in its file or by what others say of it and the numbers say.
"""

from __future__ import annotations

import marshal
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias
from zlib import crc32

from argmap import store
from argmap.model import Experiment, Source
from argmap.site.crawl import Marks
from argmap.site.findings import finding
from argmap.site.pages import templates_dir
from argmap.site.publish import Stamp
from argmap.site.sheets import Page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from argmap.site.pages import Maker, Unit


class Leaf(NamedTuple):
    """What is known of a page that was put into the shell and written.

    Attributes:
        url: As of the page.
        title: As of the page.
        file: As of the page.
        search: As of the page.
        marks: Where it leads, and the places it holds.
        stamp: Its file as it was left.
    """

    url: str
    title: str
    file: str
    search: str | None
    marks: Marks
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Made:
    """The pages of one unit.

    Attributes:
        shown: The ids of the records that were asked for.
        digest: Of all that could be shown of them.
        framed: Those that the theme renders, whole.
        leaves: The others.
    """

    shown: tuple[str, ...]
    digest: bytes
    framed: tuple[Page, ...]
    leaves: tuple[Leaf, ...]

    # Ten thousand of them are kept as plain data, which takes a third of the time instances take.

    def as_plain(self) -> _Plain:
        """The same as tuples."""
        leaves = [(*said, tuple(marks), tuple(stamp)) for *said, marks, stamp in self.leaves]
        return self.shown, self.digest, [*map(_values, self.framed)], leaves

    @classmethod
    def from_plain(cls, told: _Plain) -> Made:
        """What `as_plain` has told of."""
        shown, digest, framed, leaves = told
        return cls(
            shown,
            digest,
            tuple(Page(*page) for page in framed),
            tuple(
                Leaf(url, title, file, search, Marks(*marks), Stamp(*stamp))
                for url, title, file, search, marks, stamp in leaves
            ),
        )


_Plain: TypeAlias = tuple[tuple[str, ...], bytes, list[Any], list[Any]]
_values = attrgetter(*(one.name for one in fields(Page)))


_PARTS = 32
"""In how many parts a ledger is kept, so that a build that changes a page does not write all of it."""


@dataclass(slots=True)
class Ledger:
    """What a build has made.

    Attributes:
        base: A digest of what all pages are made from, whatever they show.
        shell: A digest of the shell they were put into.
        units: What was made of each unit, by its name.
    """

    base: bytes = b""
    shell: bytes = b""
    units: dict[str, Made] = field(default_factory=dict)

    @classmethod
    def of(cls, site: Path) -> Ledger:
        """What the last build of a site has made; nothing where that is not known for sure."""
        ledger = cls()
        for part in range(_PARTS):
            base, shell, units = store.recall("site", _name(site, part)) or (b"", b"", {})
            if part == 0:
                ledger = cls(base, shell)
            # A build that was killed may have kept some parts and not others; what counts is told of each page.
            if (base, shell) == (ledger.base, ledger.shell):
                ledger.units |= {name: Made.from_plain(made) for name, made in units.items()}
        return ledger

    def keep(self, site: Path, last: Ledger) -> None:
        """Keeps it for the next build.

        Args:
            site: The site.
            last: What `of` told of it before; the parts that are the same are kept already.
        """
        now, before = self._parts(), last._parts()
        same = (self.base, self.shell) == (last.base, last.shell)
        for part, units in enumerate(now):
            if same and _same(units, before[part]):
                continue
            plain = {name: made.as_plain() for name, made in units.items()}
            store.keep("site", _name(site, part), (self.base, self.shell, plain))

    def _parts(self) -> list[dict[str, Made]]:
        parts: list[dict[str, Made]] = [{} for _ in range(_PARTS)]
        for name, made in self.units.items():
            parts[crc32(name.encode()) % _PARTS][name] = made
        return parts


def _same(units: dict[str, Made], others: dict[str, Made]) -> bool:
    return len(units) == len(others) and all(
        others.get(name) is made for name, made in units.items()
    )


def _name(site: Path, part: int) -> str:
    return f"{site.resolve()} {part}"


@dataclass(frozen=True, slots=True)
class Fresh:
    """The pages of a unit as they have just been made, with what `Made` tells of them."""

    pages: tuple[Page, ...]
    shown: tuple[str, ...]
    digest: bytes


class Keeper:
    """Makes the pages of a knowledge base, or takes over what the last build made of them.

    Attributes:
        maker: Makes them.
        base: A digest of what all of them are made from, whatever they show.
    """

    def __init__(self, maker: Maker, last: Ledger) -> None:
        self.maker = maker
        self.base = _base(maker)
        self.shell = last.shell
        self._last = last.units if last.base == self.base else {}
        self._faces = _Faces(maker)
        self._fresh: dict[str, Fresh] = {}

    def framed(self) -> Iterator[Page]:
        """The pages that the theme renders by itself."""
        for unit in self.maker.listings():
            known = self.kept(unit)
            if known is None:
                self._fresh[unit.name] = self._make(unit)
            pages = known.framed if known is not None else self._fresh[unit.name].pages
            yield from (page for page in pages if page.framed)

    def kept(self, unit: Unit) -> Made | None:
        """What the last build made of a unit; None where something it shows has changed."""
        made = self._last.get(unit.name) if unit.rests_on != "all" else None
        if made is None or self._faces.of(made.shown, unit) != made.digest:
            return None
        return made

    def fresh(self, unit: Unit) -> Fresh:
        """The pages of a unit, made now or, once, those made for `framed`."""
        made = self._fresh.pop(unit.name, None)
        return made if made is not None else self._make(unit)

    def _make(self, unit: Unit) -> Fresh:
        shown = self.maker.views.shown
        shown.clear()
        pages = tuple(unit.pages())
        ids = tuple(sorted(shown))
        return Fresh(pages, ids, self._faces.of(ids, unit))


class _Faces:
    """For each record a digest of everything pages can show of it."""

    def __init__(self, maker: Maker) -> None:
        self._maker = maker
        self._known: dict[str, bytes] = {}

    def of(self, shown: Iterable[str], unit: Unit) -> bytes:
        """A digest of what can be shown of some records, and of which a unit lists."""
        told = [*map(self._face, shown), marshal.dumps(unit.lists, 2)]
        if unit.rests_on == "map":
            told.append(self._maker.figures.whole)
        return _digest(b"".join(told))

    def _face(self, id: str) -> bytes:
        if id not in self._known:
            self._known[id] = _digest(marshal.dumps(self._told(id), 2))
        return self._known[id]

    def _told(self, id: str) -> tuple[Any, ...]:
        maker = self._maker
        record = maker.kb.get(id)
        if record is None:
            return ()
        commit = maker.history.last(record.file)
        more: tuple[Any, ...] = ()
        if isinstance(record, Experiment):
            more = (repr(finding(maker.kb, record)),)
        elif isinstance(record, Source) and record.id in maker.kb.archives:
            lines = maker.kb.archives[record.id].fingerprint.lines
            more = tuple(
                (number, one.sentence_starts, one.hashes.tobytes()) for number, one in lines.items()
            )
        return (
            record.id,
            record.file,
            maker.kb.documents[record.id].text,
            (commit.id, commit.time) if commit is not None else None,
            maker.views.told(record.id),
            maker.figures.told(record),
            *more,
        )


def _base(maker: Maker) -> bytes:
    """A digest of what pages are made from beside records: templates, settings, topics, and where records are."""
    kb = maker.kb
    templates = sorted(templates_dir().glob("*.html"))
    told = (
        tuple((file.name, file.read_bytes()) for file in templates),
        repr(kb.settings),
        tuple((topic.id, topic.headline) for topic in kb.topics.values()),
        tuple(kb.aliases.items()),
        maker.history.folder,
    )
    return _digest(marshal.dumps(told, 2))


def _digest(told: bytes) -> bytes:
    return blake2b(told, digest_size=16).digest()
