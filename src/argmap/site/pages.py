"""Knowledge base in, page bodies out: a pure function any site generator can be fed from."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from argmap.fields import Markdown
from argmap.model import Claim, Crux, Evidence, Experiment, Person, Source, Statement, Topic
from argmap.site.figures import Figures
from argmap.site.markdown import Renderer, plain
from argmap.site.svg import neighbourhood, strip
from argmap.site.views import Views
from argmap.sources import parse_citation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from argmap.kb import CheckedQuote, KnowledgeBase
    from argmap.model import Record
    from argmap.site.figures import Decision
    from argmap.site.views import CruxRow, Named


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the site.

    Attributes:
        url: Its address below the site's root: `slug/`, or empty for the front page.
        title: Plain text.
        description: Plain text of at most 160 characters.
        body: HTML, beginning with the h1.
        toc: Its sections as (anchor, title).
        file: The file it was made from, relative to the knowledge base; empty for a listing.
        search: What the search index holds of it, plain text.
    """

    url: str
    title: str
    description: str
    body: str
    toc: tuple[tuple[str, str], ...] = ()
    file: str = ""
    search: str = field(default="", repr=False)


FRONT, INDEX, EXPERIMENTS, DISAGREEMENTS = "", "all/", "experiments/", "disagreements/"


def overrides_dir() -> Path:
    """The folder of templates and styles: in the installed package, or in the checkout."""
    installed = Path(__file__).parent / "overrides"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "site_overrides"


def record_pages(kb: KnowledgeBase) -> Iterator[Page]:
    """A page for each record but the topics, in the order of their files."""
    maker = _maker(kb)
    for record in kb.records.values():
        if not isinstance(record, Topic):
            yield maker.record(record)


def listing_pages(kb: KnowledgeBase) -> Iterator[Page]:
    """The front page, the topics and the index of all records."""
    maker = _maker(kb)
    yield maker.front()
    yield from (maker.topic(topic) for topic in kb.topics.values())
    yield maker.index()
    if kb.cruxes:
        yield maker.disagreements()
    if kb.experiments:
        yield maker.experiments()


def all_pages(kb: KnowledgeBase) -> Iterator[Page]:
    """Every page of the site that is made from records."""
    yield from listing_pages(kb)
    yield from record_pages(kb)


@lru_cache(maxsize=1)
def _maker(kb: KnowledgeBase) -> _Maker:
    """The maker of the knowledge base at hand: what it has computed serves all its pages."""
    return _Maker(kb)


_TEMPLATES = {
    Claim: "claim.html",
    Evidence: "evidence.html",
    Crux: "crux.html",
    Experiment: "experiment.html",
    Person: "person.html",
    Source: "source.html",
}
_ANCHOR = re.compile(r"</?a\b[^>]*>")
_SECTION = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>', re.DOTALL)


class _Maker:
    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb
        self.views = Views(kb)
        self.figures = Figures(kb, self.views)
        # Every page but the front page lies one folder deep.
        self._links = {"": Renderer(self._linker("")), "../": Renderer(self._linker("../"))}
        self._environments = {base: self._environment(base) for base in self._links}
        self._labels: dict[str, Markup] = {}

    def _environment(self, base: str) -> Environment:
        """The templates of pages at one depth; what all of them need is global, so that parts are made once."""
        environment = Environment(
            loader=FileSystemLoader(overrides_dir() / "argmap"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        texts = self._links[base]
        environment.globals |= {
            "base": base,
            "block": texts.block,
            "inline": texts.inline,
            "plain": plain,
            "label": self._label,
            "to": self._link_to(environment),
            "kb": self.kb,
            "views": self.views,
            "figures": self.figures,
        }
        return environment

    def _linker(self, base: str) -> Any:
        def link(id: str) -> tuple[str, str] | None:
            record = self.kb.get(id)
            return None if record is None else (f"{base}{record.id}/", record.headline)

        return link

    def _render(self, template: str, base: str = "../", **values: Any) -> str:
        return self._environments[base].get_template(template).render(**values)

    def _link_to(self, environment: Environment) -> Callable[[Named], Markup]:
        """The link to a record, rendered once for all pages that lie at one depth."""
        made: dict[str, Markup] = {}

        def to(named: Named) -> Markup:
            if named.id not in made:
                text = environment.get_template("link.html").render(named=named)
                made[named.id] = Markup(text)  # noqa: S704 - rendered with escaping
            return made[named.id]

        return to

    def _label(self, named: Named | Record) -> Markup:
        """A headline as the text of a link: its markup, without links of its own."""
        if named.id not in self._labels:
            shown = self._links["../"].inline(named.headline)
            self._labels[named.id] = Markup(_ANCHOR.sub("", shown))  # noqa: S704 - parts of safe HTML
        return self._labels[named.id]

    def record(self, record: Record) -> Page:
        body = self._render(_TEMPLATES[type(record)], record=record, **self._parts(record))
        return _page(f"{record.id}/", record, body, self._search_text(record))

    def _parts(self, record: Record) -> dict[str, Any]:
        views, id = self.views, record.id
        parts: dict[str, Any] = {"named_by": self._named_by(record), "passages": _passages(record)}
        if isinstance(record, Statement):
            parts |= {
                "reasons": views.incoming(id, "supports", "tests"),
                "objections": views.incoming(id, "attacks"),
                "premises": views.outgoing(id, "depends_on"),
                "waterfall": self.figures.waterfall(id),
                "bears_on": views.outgoing(id, "supports", "attacks", "undercuts"),
                "needed_by": views.incoming(id, "depends_on"),
                "related": (
                    *views.outgoing(id, "qualifies", "restates"),
                    *views.incoming(id, "qualifies", "restates"),
                ),
            }
        if isinstance(record, Claim):
            parts |= {
                "stands": views.stands(record),
                "turns": self.figures.turns(id),
                "cruxes": views.cruxes_of(id),
                "experiments": views.experiments_of(id),
                "neighbours": neighbourhood(near := self.figures.neighbourhood(id)),
                "left_out": near.left_out if near is not None else 0,
                "strip": strip(self.figures.marks(record)),
            }
        elif isinstance(record, Evidence):
            parts["quotes"] = views.quotes(record, "quotes")
        elif isinstance(record, Crux):
            parts |= {
                "row": views.crux_row(id),
                "decisions": self.figures.decisions(id),
                "claims": [(views.named(c), self._stands(c)) for c in record.claims],
                "experiments": dict.fromkeys(
                    e for c in record.claims for e in views.experiments_of(c)
                ),
                "stated": views.quotes(record, "stated"),
            }
        elif isinstance(record, Experiment):
            parts |= {
                "asked": views.quotes(record, "asked_by"),
                "claims": [(views.named(t.claim), t) for t in record.tests],
                "place": self.figures.promises.get(id),
                "waiting": len(self.figures.ranking),
            }
        elif isinstance(record, Person):
            parts |= {"stands": views.stands_of(record), "doubts": self.figures.doubts(id)}
        elif isinstance(record, Source):
            parts |= {
                "authors": [views.named(a) if a in self.kb else a for a in record.authors],
                "used": self._used(record),
                "held": self.kb.archive_of(id)[0],
                "holds": self._held_by.get(id, ()),
            }
        return parts

    def _stands(self, claim: str) -> Any:
        record = self.kb.get(claim)
        return self.views.stands(record) if isinstance(record, Claim) else ()

    def _named_by(self, record: Record) -> tuple[Named, ...]:
        return self.views.all_named(self.kb.backlinks.get(record.id, ()))

    def _used(self, source: Source) -> list[Any]:
        """The quotes from a source in the order in which they stand in it."""
        found = [
            (checked.place, self.views.quote(checked))
            for checked in self._quotes_by_source.get(source.id, ())
        ]
        return [card for _, card in sorted(found, key=lambda one: (one[0] is None, one[0] or 0))]

    @cached_property
    def _quotes_by_source(self) -> dict[str, list[CheckedQuote]]:
        groups: dict[str, list[CheckedQuote]] = {}
        for checked in self.kb.quotes.values():
            source = self.kb.aliases.get(checked.quotation.source, checked.quotation.source)
            groups.setdefault(source, []).append(checked)
        return groups

    @cached_property
    def _held_by(self) -> dict[str, list[Named]]:
        """For each archive the sources whose words it holds."""
        groups: dict[str, list[Named]] = {}
        for source in self.kb.sources.values():
            if source.archive is not None:
                archive = self.kb.aliases.get(source.archive.archive, source.archive.archive)
                groups.setdefault(archive, []).append(self.views.named(source.id))
        return groups

    def _search_text(self, record: Record) -> str:
        parts = [
            plain(mention.text, 2000)
            for mention in self.kb.mentions[record.id][1:]
            if any(isinstance(marker, Markdown) for marker in mention.markers)
        ]
        parts += [checked.quotation.text for checked in self.kb.quotes_in(record.id)]
        return " ".join(parts)

    def topic(self, topic: Topic) -> Page:
        records = [r for r in self.kb.records.values() if r.topic == topic.id]
        body = self._render(
            "topic.html",
            record=topic,
            cruxes=self._crux_rows(r.id for r in records if isinstance(r, Crux)),
            claims=[r for r in records if isinstance(r, Claim)],
            evidence=[r for r in records if isinstance(r, Evidence)],
            experiments=[r for r in records if isinstance(r, Experiment)],
            named_by=(),
        )
        return _page(f"{topic.id}/", topic, body, self._search_text(topic))

    def front(self) -> Page:
        cruxes = self._crux_rows(self.kb.cruxes)
        promises = [(self.views.named(p.id), p) for p in self.figures.ranking[:3]]
        body = self._render("front.html", base="", cruxes=cruxes[:5], promises=promises)
        settings = self.kb.settings
        return Page(FRONT, settings.headline, plain(settings.summary), body, _toc(body))

    def _crux_rows(self, ids: Iterable[str]) -> list[tuple[CruxRow, tuple[Decision, ...]]]:
        """Cruxes with what they decide: where both sides speak first, then where most moves."""
        rows = [(self.views.crux_row(id), self.figures.decisions(id)) for id in ids]

        def rank(one: tuple[CruxRow, tuple[Decision, ...]]) -> tuple[bool, float]:
            row, decisions = one
            return not (row.yes and row.no), -max((d.move for d in decisions), default=0.0)

        return sorted(rows, key=rank)

    def disagreements(self) -> Page:
        body = self._render("disagreements.html", cruxes=self._crux_rows(self.kb.cruxes))
        description = "Every question on which people part, and who answers it how."
        return Page(DISAGREEMENTS, "Disagreements", description, body, _toc(body))

    def experiments(self) -> Page:
        ranking = self.figures.ranking
        ranked = {promise.id for promise in ranking}
        body = self._render(
            "experiments.html",
            promises=[(self.views.named(promise.id), promise) for promise in ranking],
            others=[e for e in self.kb.experiments.values() if e.id not in ranked],
        )
        description = "Experiments by what they are expected to tell."
        return Page(EXPERIMENTS, "Experiments", description, body, _toc(body))

    def index(self) -> Page:
        records = sorted(self.kb.records.values(), key=lambda r: (r.headline.lower(), r.id))
        body = self._render("index.html", records=records)
        return Page(INDEX, "All records", "Every record from A to Z.", body, _toc(body))


def _page(url: str, record: Record, body: str, search: str) -> Page:
    summary = getattr(record, "summary", "") or record.note or record.headline
    title = plain(record.headline, 300)
    return Page(url, title, plain(summary), body, _toc(body), record.file, search)


def _toc(body: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (anchor, html.unescape(re.sub(r"<[^>]*>", "", title)).strip())
        for anchor, title in _SECTION.findall(body)
    )


def _passages(record: Record) -> list[tuple[str, str]]:
    """The passages a record is drawn from, as (source, words)."""
    passages = []
    for citation in record.cites:
        source, line, first, last = parse_citation(citation)
        words = f"line {line}" if line else "as a whole"
        if first:
            words += f", sentence {first}" if first == last else f", sentences {first}–{last}"
        passages.append((source, words))
    return passages
