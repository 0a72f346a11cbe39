"""The knowledge base: records by id and by kind, the links between them, and what is said about them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

from argmap.diagnostics import Diagnostic, Guesses, Severity, did_you_mean
from argmap.fields import LinkRef, Markdown, Marker, Mention, Premise, Ref, visit
from argmap.linker import Quotation, link, links_of, parse_premise, quotations_of
from argmap.model import (
    ANY,
    Claim,
    Crux,
    Evidence,
    Experiment,
    Person,
    Record,
    Settings,
    Source,
    Topic,
)
from argmap.results import digests
from argmap.wikilinks import link_targets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path as FilePath

    import networkx as nx
    import pandas as pd

    from argmap.fields import Path
    from argmap.files import Files
    from argmap.graph import Cone, Flow
    from argmap.linker import Link
    from argmap.query import Database, Rows
    from argmap.sources import Archive, Place
    from argmap.yamlio import Document

R = TypeVar("R", bound=Record)
M = TypeVar("M", bound=Marker)


class Credence(NamedTuple):
    """How credible a record is given the map.

    Attributes:
        value: Between 0 and 1; the middle of the range where it does not settle.
        low: The least value of one that does not settle, else None.
        high: The greatest.
    """

    value: float
    low: float | None = None
    high: float | None = None


Solver: TypeAlias = "Callable[[KnowledgeBase], Mapping[str, Credence]]"


@dataclass(frozen=True, slots=True)
class CheckedQuote:
    """A quotation held against the text it is said to stand in.

    Attributes:
        quotation: The quote and where it is used.
        archive: The archive its source's words lie in; None where they are not archived.
        place: Where it stands in the archived text; None when it was not found or cannot be looked for.
        speaker: Who speaks there; None when unknown or more than one person.
    """

    quotation: Quotation
    archive: Archive | None
    place: Place | None
    speaker: str | None


@dataclass(frozen=True, eq=False)
class KnowledgeBase:
    """Everything a folder of records says.  Made by `argmap.load`; immutable.

    Attributes:
        root: The folder the records lie in.
        settings: What holds for the knowledge base as a whole.
        records: All records by id, in the order of their files.
        documents: The YAML text each record was read from, by id.
        archives: The archive records that have a fingerprint, by id.
        unreadable: Ids of files that hold no readable record; links to them are not reported again.
        diagnostics: Everything that is wrong, sorted by file and place.
        solver: What computes the credences when they are first asked for; see `argmap.reasoning`.
        files: Where the records were read from; None where they come from no files of records.
        settings_document: The YAML text of the settings; None where they come from no file.
    """

    root: FilePath
    settings: Settings
    records: Mapping[str, Record]
    documents: Mapping[str, Document]
    archives: Mapping[str, Archive] = field(default_factory=dict)
    unreadable: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()
    solver: Solver | None = None
    files: Files | None = None
    settings_document: Document | None = None

    @property
    def ok(self) -> bool:
        """Whether there is no error; warnings and hints are allowed."""
        return not any(found.severity is Severity.ERROR for found in self.diagnostics)

    # --- Records ---

    def __getitem__(self, id: str) -> Record:
        """The record of this id or alias.

        Raises:
            KeyError: There is none; the message suggests what was meant.
        """
        canonical = self.aliases.get(id, id)
        if canonical not in self.records:
            suggestion = did_you_mean(id, self.records)
            raise KeyError(f"no record {id!r}" + (f"; {suggestion}" if suggestion else ""))
        return self.records[canonical]

    def get(self, id: str) -> Record | None:
        """The record of this id or alias, or None."""
        return self.records.get(self.aliases.get(id, id))

    def __contains__(self, id: object) -> bool:
        return id in self.records or id in self.aliases

    def __iter__(self) -> Iterator[str]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __repr__(self) -> str:
        errors = sum(found.severity is Severity.ERROR for found in self.diagnostics)
        state = f", {errors} errors" if errors else ""
        return f"<KnowledgeBase {self.settings.headline!r}: {len(self)} records{state}>"

    @cached_property
    def aliases(self) -> Mapping[str, str]:
        """Earlier ids and the ids they stand for now."""
        return MappingProxyType(
            {
                alias: record.id
                for record in self.records.values()
                for alias in record.aliases
                if alias not in self.records
            }
        )

    @cached_property
    def claims(self) -> Mapping[str, Claim]:
        """The claims by id."""
        return self._of(Claim)

    @cached_property
    def evidence(self) -> Mapping[str, Evidence]:
        """The pieces of evidence by id."""
        return self._of(Evidence)

    @cached_property
    def cruxes(self) -> Mapping[str, Crux]:
        """The cruxes by id."""
        return self._of(Crux)

    @cached_property
    def experiments(self) -> Mapping[str, Experiment]:
        """The experiments by id."""
        return self._of(Experiment)

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        """The topics by id, in their order."""
        topics = sorted(self._of(Topic).values(), key=lambda topic: (topic.order, topic.id))
        return MappingProxyType({topic.id: topic for topic in topics})

    @cached_property
    def people(self) -> Mapping[str, Person]:
        """The people by id."""
        return self._of(Person)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The sources by id."""
        return self._of(Source)

    def _of(self, cls: type[R]) -> Mapping[str, R]:
        return MappingProxyType({id: r for id, r in self.records.items() if isinstance(r, cls)})

    def named(self, path: str) -> bytes | None:
        """The content of a file of the project that a record names; see `argmap.files.Files.named`."""
        return self.files.named(path) if self.files is not None else None

    def guess(self, wrong: str, kinds: tuple[str, ...] = ANY) -> str:
        """A suggestion for the id of a record that is not there; empty where nothing is close, or much was guessed already.

        Args:
            wrong: The id.
            kinds: The kinds of record that fit.
        """
        if kinds not in self._ids:
            self._ids[kinds] = [id for id, one in self.records.items() if one.kind in kinds]
        return self._guesses(wrong, self._ids[kinds])

    @cached_property
    def _ids(self) -> dict[tuple[str, ...], list[str]]:
        return {}

    @cached_property
    def _guesses(self) -> Guesses:
        return Guesses()

    @cached_property
    def digest(self) -> Callable[[str], str | None]:
        """The digest of a file of the project by its path; each is read once, see `argmap.results.digests`."""
        return digests(self.named)

    # --- Links ---

    @cached_property
    def written_links(self) -> Mapping[str, tuple[Link, ...]]:
        """The links as they are written in each record, by its id, whether they lead anywhere or not."""
        return MappingProxyType({id: tuple(links_of(r)) for id, r in self.records.items()})

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link that leads somewhere, in the order of the records it is written in."""
        written = chain.from_iterable(self.written_links.values())
        return link(written, self.records, self.aliases)

    @cached_property
    def links_from(self) -> Mapping[str, tuple[Link, ...]]:
        """The links written in each record, by its id; records without any are left out."""
        return _grouped((one.source, one) for one in self.links)

    @cached_property
    def links_to(self) -> Mapping[str, tuple[Link, ...]]:
        """The links that point at each record or link, by its id; those nothing points at are left out."""
        return _grouped((one.target, one) for one in self.links)

    @cached_property
    def weighted_links(self) -> Mapping[str, Link]:
        """The links that carry weight, by name."""
        return MappingProxyType({one.id: one for one in self.links if one.weighted})

    def reasons_for(self, id: str) -> tuple[Link, ...]:
        """The links that support a claim or a piece of evidence."""
        return self._links_to(id, "supports")

    def objections_to(self, id: str) -> tuple[Link, ...]:
        """The links that attack a record, or that undercut a link given by its name."""
        return self._links_to(id, "attacks", "undercuts")

    def _links_to(self, id: str, *relations: str) -> tuple[Link, ...]:
        target = id if id in self.weighted_links else self[id].id
        return tuple(one for one in self.links_to.get(target, ()) if one.relation in relations)

    @cached_property
    def mentions(self) -> Mapping[str, tuple[Mention, ...]]:
        """The marked texts of each record, by its id: references, Markdown, addresses."""
        return MappingProxyType({id: tuple(visit(record)) for id, record in self.records.items()})

    def marked(self, marker: type[M]) -> Sequence[tuple[str, Mention, M]]:
        """The marked texts of a sort, such as `Markdown`: the id of the record, the text and its marker."""
        return self._by_marker.get(marker, ())

    @cached_property
    def _by_marker(self) -> Mapping[type, list[tuple[str, Mention, Any]]]:
        groups: dict[type, list[tuple[str, Mention, Any]]] = defaultdict(list)
        for id, mentions in self.mentions.items():
            for mention in mentions:
                for marker in mention.markers:
                    groups[type(marker)].append((id, mention, marker))
        return MappingProxyType(groups)

    @cached_property
    def backlinks(self) -> Mapping[str, tuple[str, ...]]:
        """For each record the ids of the records that name it, in their order."""
        found: dict[str, dict[str, None]] = defaultdict(dict)
        for id, mentions in self.mentions.items():
            for mention in mentions:
                for target in referenced_ids(mention):
                    canonical = self.aliases.get(target, target)
                    if canonical != id and canonical in self.records:
                        found[canonical][id] = None
        return MappingProxyType({id: tuple(sources) for id, sources in found.items()})

    # --- Quotes ---

    @cached_property
    def quotes(self) -> Mapping[tuple[str, Path], CheckedQuote]:
        """Every quotation with its place in the archived text, by record id and path."""
        quotations = (
            quotation
            for id, record in self.records.items()
            for quotation in quotations_of(record, self.written_links[id])
        )
        return MappingProxyType({(q.record, q.path): self._check_quote(q) for q in quotations})

    def quotes_in(self, id: str) -> tuple[CheckedQuote, ...]:
        """The quotations in one record, in its order."""
        return self._quotes_by_record.get(id, ())

    @cached_property
    def _quotes_by_record(self) -> Mapping[str, tuple[CheckedQuote, ...]]:
        groups: dict[str, list[CheckedQuote]] = defaultdict(list)
        for checked in self.quotes.values():
            groups[checked.quotation.record].append(checked)
        return MappingProxyType({id: tuple(found) for id, found in groups.items()})

    def _check_quote(self, quotation: Quotation) -> CheckedQuote:
        archive, lines = self.archive_of(quotation.source)
        if archive is None:
            return CheckedQuote(quotation, None, None, quotation.person)
        places = [
            place
            for place in archive.fingerprint.find(quotation.text)
            if lines is None or any(first <= place.line <= last for first, last in lines)
        ]
        for place in places:
            speakers = archive.speakers(place)
            if len(speakers) == 1 and quotation.person in (None, *speakers):
                return CheckedQuote(quotation, archive, place, next(iter(speakers)))
        return CheckedQuote(quotation, archive, places[0] if places else None, None)

    def archive_of(self, source: str) -> tuple[Archive | None, tuple[tuple[int, int], ...] | None]:
        """The archive that holds a source's words, and its lines there; None for all of them."""
        record = self.get(source)
        if not isinstance(record, Source):
            return None, None
        if record.archive is None:
            return self.archives.get(record.id), None
        archive_id = self.aliases.get(record.archive.archive, record.archive.archive)
        return self.archives.get(archive_id), record.archive.lines

    # --- Graph and tables ---

    @cached_property
    def graph(self) -> nx.MultiDiGraph[str]:
        """The dependency graph, frozen: nodes are records and weighted links.  See `argmap.graph`."""
        from argmap import graph

        return graph.build(self)

    @cached_property
    def claim_graph(self) -> nx.MultiDiGraph[str]:
        """The collapsed graph, frozen: claims, evidence and experiments, without nodes for links."""
        from argmap import graph

        return graph.collapse(self)

    @cached_property
    def _flow(self) -> Flow:
        from argmap import graph

        return graph.Flow.of(self)

    def ancestors(self, id: str) -> Cone:
        """What a record rests on, directly or not, premises before conclusions, cycles named."""
        return self._flow.ancestors(self[id].id)

    def dependents(self, id: str) -> Cone:
        """What rests on a record, directly or not, premises before conclusions, cycles named."""
        return self._flow.dependents(self[id].id)

    def credences(self) -> Mapping[str, Credence]:
        """How credible each record is given the map; nothing where no solver was given."""
        return self.solver(self) if self.solver is not None else {}

    def sql(self, query: str, parameters: tuple[object, ...] = ()) -> Rows:
        """The rows a read-only SQL query gives; the tables are described in `docs/sql.md`.

        Raises:
            argmap.query.QueryError: The query is not valid, or tries to write.
        """
        return self._database.run(query, parameters)

    @cached_property
    def _database(self) -> Database:
        from argmap import query

        return query.Database(self)

    def to_frame(self, table: str = "claims") -> pd.DataFrame:
        """One of the SQL tables as a pandas data frame.

        Raises:
            ImportError: pandas is not installed; the message says how to install it.
            argmap.query.QueryError: There is no such table.
        """
        from argmap import query

        return query.to_frame(self, table)


def referenced_ids(mention: Mention) -> tuple[str, ...]:
    """The ids a marked text names: as a reference, as the ends of a link, or in `[[id]]`."""
    for marker in mention.markers:
        if isinstance(marker, Ref):
            return (mention.text,)
        if isinstance(marker, Premise):
            return (parse_premise(mention.text)[0],)
        if isinstance(marker, LinkRef):
            return tuple(part.strip("() ") for part in mention.text.split(">"))
        if isinstance(marker, Markdown) and "[[" in mention.text:
            return tuple(target for target, _ in link_targets(mention.text))
    return ()


def _grouped(pairs: Iterator[tuple[str, Link]]) -> Mapping[str, tuple[Link, ...]]:
    groups: dict[str, list[Link]] = defaultdict(list)
    for key, one in pairs:
        groups[key].append(one)
    return MappingProxyType({key: tuple(ones) for key, ones in groups.items()})
