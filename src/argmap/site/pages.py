"""Knowledge base in, page bodies out: a pure function any site generator can be fed from."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from argmap.fields import Markdown
from argmap.interchange import jsonld
from argmap.model import Claim, Crux, Evidence, Experiment, Person, Source, Statement, Topic
from argmap.site.exchange import Exchanges
from argmap.site.exchange import turns as turns_of
from argmap.site.feed import recent
from argmap.site.figures import Figures
from argmap.site.findings import finding
from argmap.site.history import NO_HISTORY
from argmap.site.invitations import invitations
from argmap.site.markdown import Renderer, plain
from argmap.site.numbers import times
from argmap.site.sheets import Page, first_topics, sheets, taken_by_topics, toc
from argmap.site.svg import neighbourhood, sample, step, strip
from argmap.site.templates import Environment
from argmap.site.topicmap import topic_map
from argmap.site.topicmap_links import links_by_topic, told
from argmap.site.topicmap_pages import BASE, map_pages
from argmap.site.views import SIGNS, Views
from argmap.sources import parse_citation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from argmap.kb import KnowledgeBase
    from argmap.linker import Link
    from argmap.model import Record
    from argmap.site.history import History
    from argmap.site.numbers import Question
    from argmap.site.sheets import Sheet
    from argmap.site.topicmap import TopicMap
    from argmap.site.views import Named


FRONT, INDEX, EXPERIMENTS, DISAGREEMENTS = "", "all/", "experiments/", "disagreements/"
WHAT_IF = "what-if/"


def overrides_dir() -> Path:
    """The folder of templates and styles: in the installed package, or in the checkout."""
    installed = Path(__file__).parent / "overrides"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "site_overrides"


def templates_dir() -> Path:
    """The folder with the templates of the pages that are made from records."""
    return overrides_dir() / "argmap"


@dataclass(frozen=True, slots=True)
class Unit:
    """Pages that are made together: a record's, a listing's.

    Attributes:
        name: The address of the first.
        pages: Makes them.
        lists: The ids of the records it lists, and the links among which it chooses; empty for a record's.
        rests_on: What they are made from: the records they show, the solved map as well, or just anything.
    """

    name: str
    pages: Callable[[], Iterator[Page]]
    lists: tuple[str, ...] = ()
    rests_on: Literal["records", "map", "all"] = "records"


def all_pages(kb: KnowledgeBase, history: History = NO_HISTORY) -> Iterator[Page]:
    """Every page of the site that is made from records."""
    for unit in Maker(kb, history).units():
        yield from unit.pages()


_TEMPLATES = {
    Claim: "claim.html",
    Evidence: "evidence.html",
    Crux: "crux.html",
    Experiment: "experiment.html",
    Person: "person.html",
    Source: "source.html",
}
_TOPIC_CRUXES = 5
"""Cruxes a topic shows with what they decide; the others are named."""
_RECENT = 6
"""Changes the front page tells of."""
_STARTS = 5
"""How many conclusions the page *What if* proposes to begin with."""
_ANCHOR = re.compile(r"</?a\b[^>]*>")


class Maker:
    """Makes the pages of one knowledge base: what it has computed serves all of them."""

    def __init__(self, kb: KnowledgeBase, history: History = NO_HISTORY) -> None:
        self.kb = kb
        self.history = history
        self.views = Views(kb)
        self.figures = Figures(kb, self.views)
        self.exchanges = Exchanges(kb, self.views)
        # Every page but the front page and the maps lies one folder deep.
        self._links = {base: Renderer(self._linker(base)) for base in ("", "../", BASE)}
        self._environments = {base: self._environment(base) for base in self._links}
        self._labels: dict[str, Markup] = {}
        self._maps: dict[str, TopicMap | None] = {}

    def _environment(self, base: str) -> Environment:
        """The templates of pages at one depth; what all of them need is global, so that parts are made once."""
        environment = Environment(templates_dir())
        texts = self._links[base]
        environment.globals |= {
            "base": base,
            "block": texts.block,
            "inline": texts.inline,
            "plain": plain,
            "label": self._label,
            "to": self._link_to(environment),
            "kb": self.kb,
            "history": self.history,
            "invitations": partial(invitations, self.kb),
            "views": self.views,
            "figures": self.figures,
            "sample": sample,
            "step": step,
            "times": times,
            "SIGNS": SIGNS,
        }
        return environment

    def _linker(self, base: str) -> Any:
        def link(id: str) -> tuple[str, str] | None:
            self.views.shown.add(id)
            record = self.kb.get(id)
            return None if record is None else (f"{base}{record.id}/", record.headline)

        return link

    def _render(self, template: str, base: str = "../", **values: Any) -> str:
        return self._environments[base].get_template(template).render(**values)

    def _link_to(self, environment: Environment) -> Callable[[Named], Markup]:
        """The link to a record, rendered once for all pages that lie at one depth."""
        made: dict[str, Markup] = {}

        def to(named: Named) -> Markup:
            self.views.shown.add(named.id)
            if named.id not in made:
                text = environment.get_template("link.html").render(named=named)
                made[named.id] = Markup(text)  # noqa: S704 - rendered with escaping
            return made[named.id]

        return to

    def _label(self, named: Named | Record) -> Markup:
        """A headline as the text of a link: its markup, without links of its own."""
        self.views.shown.add(named.id)
        if named.id not in self._labels:
            shown = self._links["../"].inline(named.headline)
            self._labels[named.id] = Markup(_ANCHOR.sub("", shown))  # noqa: S704 - parts of safe HTML
        return self._labels[named.id]

    def units(self) -> Iterator[Unit]:
        """All pages: the listings, then the records in the order of their files."""
        yield from self.listings()
        yield from self.units_of(self.kb.records)

    def listings(self) -> Iterator[Unit]:
        """The front page, the topics with their maps, and what lists records of all topics."""
        kb = self.kb
        yield Unit(FRONT, self._front, rests_on="all")
        for topic in kb.topics.values():
            own = [record.id for record in self._by_topic.get(topic.id, ())]
            # A link that is not drawn yet may be once there are others or fewer.
            links = map(told, self._topic_links.get(topic.id, ()))
            yield Unit(f"{topic.id}/", partial(self._topic_page, topic), (*own, *links))
        records = sorted(kb.records.values(), key=lambda r: (r.headline.lower(), r.id))
        listed = tuple(record.id for record in records)
        yield Unit(INDEX, partial(self._index, records), listed)
        if kb.cruxes:
            yield Unit(DISAGREEMENTS, self._disagreements, rests_on="all")
        if kb.experiments:
            yield Unit(EXPERIMENTS, self._experiments, rests_on="all")
        if self.figures.solution:
            yield Unit(WHAT_IF, self._what_if, rests_on="all")

    def units_of(self, ids: Iterable[str]) -> Iterator[Unit]:
        """The pages of some records; a topic's is a listing and not among them."""
        for id in ids:
            record = self.kb.records.get(id)
            if record is not None and not isinstance(record, Topic):
                # What would change a person's mind is computed in their view of the whole map.
                yield Unit(
                    f"{id}/",
                    partial(self._record_page, record),
                    rests_on="map" if isinstance(record, Person) else "records",
                )

    def _record_page(self, record: Record) -> Iterator[Page]:
        yield from self._sheets(_TEMPLATES[type(record)], record, self._parts(record))

    def _sheets(self, template: str, record: Record, parts: Mapping[str, Any]) -> Iterator[Page]:
        make = partial(self._sheet, template, record, self._search_text(record))
        yield from sheets(f"{record.id}/", parts, make, self._beside)

    def _sheet(
        self,
        template: str,
        record: Record,
        search: str | None,
        sheet: Sheet,
        parts: dict[str, Any],
    ) -> Page:
        """A sheet of a record's page: the first is whole, the others hold what was cut off its lists."""
        parts = {"sheet": sheet, "record": record, **parts}
        address = sheet.addresses[sheet.number - 1]
        title, summary = plain(record.headline, 300), getattr(record, "summary", "")
        if sheet.number > 1:
            body = self._render("more.html", **parts)
            title, search = f"{title} ({sheet.number} of {sheet.of})", None
        else:
            body = self._render(template, **parts)
        summary = plain(summary or record.note or record.headline)
        data = jsonld.of_page(self.kb, record) if sheet.number == 1 else ""
        framed = isinstance(record, Topic) and sheet.number == 1
        return Page(
            address, title, summary, body, toc(body), record.file, search, data, framed=framed
        )

    def _listing(
        self, template: str, url: str, title: str, description: str, **parts: Any
    ) -> Iterator[Page]:
        def make(sheet: Sheet, cut: dict[str, Any]) -> Page:
            body = self._render(template, sheet=sheet, **cut)
            address = sheet.addresses[sheet.number - 1]
            if sheet.number > 1:
                told = f"{title} ({sheet.number} of {sheet.of})"
                return Page(address, told, description, body, toc(body), search=None)
            return Page(address, title, description, body, toc(body), framed=True)

        yield from sheets(url, parts, make, self._beside)

    def _parts(self, record: Record) -> dict[str, Any]:
        views, id = self.views, record.id
        parts: dict[str, Any] = {
            "named_by": self._named_by(record),
            "drawn_from": _drawn_from(record),
        }
        if isinstance(record, Statement):
            parts |= {
                "reasons": (*views.incoming(id, "supports"), *views.found(id, against=False)),
                "objections": (*views.incoming(id, "attacks"), *views.found(id, against=True)),
                "premises": views.outgoing(id, "depends_on"),
                "waterfall": (fall := self.figures.waterfall(id)),
                "steps": fall.steps if fall is not None else (),
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
                "trials": views.trials_of(id),
                "neighbours": neighbourhood(near := self.figures.neighbourhood(id)),
                "left_out": near.left_out if near is not None else 0,
                "strip": strip(marks := self.figures.marks(record)),
                "marks": marks,
            }
        elif isinstance(record, Evidence):
            parts["quotes"] = views.quotes(record, "quotes")
        elif isinstance(record, Crux):
            parts |= {
                "row": views.crux_row(id),
                "decisions": self.figures.decisions(id),
                "partings": [p for c in record.claims for p in self.figures.partings(c)],
                "claims": [(views.named(c), bool(self._stands(c))) for c in record.claims],
                "sides": [stand for c in record.claims for stand in self._stands(c)],
                "trials": [*dict.fromkeys(t for c in record.claims for t in views.trials_of(c))],
                "stated": views.quotes(record, "stated"),
            }
        elif isinstance(record, Experiment):
            parts |= {
                "asked": views.quotes(record, "asked_by"),
                "claims": [(views.named(t.claim), t) for t in record.tests],
                "place": self.figures.promises.get(id),
                "waiting": len(self.figures.ranking),
                "finding": finding(self.kb, record),
                "moves": self.figures.moves(id),
            }
        elif isinstance(record, Person):
            stands = sorted(views.stands_of(record), key=lambda one: one.reported_by is not None)
            parts["named_by"] = _others(parts["named_by"], (stand.claim for stand in stands))
            parts |= {"stands": stands, "doubts": self.figures.doubts(id)}
        elif isinstance(record, Source):
            self._read_for(record)
            parts |= {
                "authors": [views.named(a) if self._known(a) else a for a in record.authors],
                "passages": (passages := self.exchanges.passages(id)),
                "named_by": _others(parts["named_by"], (one.card.used_by for one in passages)),
                "turns_of": turns_of,
                "paraphrased": self.exchanges.paraphrased(record),
                "share": self.exchanges.share(record),
                "held": self.kb.archive_of(id)[0],
                "holds": self._held_by.get(id, ()),
            }
        return parts

    def _known(self, id: str) -> bool:
        """Whether there is a record of an id, which a page may show before there is one."""
        self.views.shown.add(id)
        return id in self.kb

    def _read_for(self, source: Source) -> None:
        """How much of a source is drawn on is told by all records that draw on it or on its archive."""
        archive = source.archive.archive if source.archive is not None else source.id
        archive = self.kb.aliases.get(archive, archive)
        for id in (source.id, archive):
            self.views.shown.update((id, *self.kb.backlinks.get(id, ())))

    def _stands(self, claim: str) -> Any:
        record = self.kb.get(claim)
        return self.views.stands(record) if isinstance(record, Claim) else ()

    def _named_by(self, record: Record) -> tuple[Named, ...]:
        return self.views.all_named(self.kb.backlinks.get(record.id, ()))

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
        parts = self._known_by(record)
        parts += [
            plain(mention.text, 2000)
            for mention in self.kb.mentions[record.id][1:]
            if any(isinstance(marker, Markdown) for marker in mention.markers)
        ]
        parts += [checked.quotation.text for checked in self.kb.quotes_in(record.id)]
        return " ".join(parts)

    def _known_by(self, record: Record) -> list[str]:
        """By what else people look for a person or a source."""
        if isinstance(record, Person):
            return [told for told in (record.handle, record.url) if told]
        if not isinstance(record, Source):
            return []
        authors = ", ".join(self.views.named(one).headline for one in record.authors)
        told = (authors, record.venue, record.date, record.url)
        return [f"{one}." for one in told if one]

    def _topic_page(self, topic: Topic) -> Iterator[Page]:
        records = self._by_topic.get(topic.id, [])
        questions = self._questions(r.id for r in records if isinstance(r, Crux))
        parts = {
            "questions": questions[:_TOPIC_CRUXES],
            "more_questions": [one.row.crux for one in questions[_TOPIC_CRUXES:]],
            "claims_of_topic": sorted(
                (r for r in records if isinstance(r, Claim)),
                key=lambda r: -self.views.bearing(r.id),
            ),
            "others_of_topic": sorted(
                (r for r in records if isinstance(r, (Evidence, Experiment))),
                key=lambda r: (r.kind, r.headline.lower()),
            ),
            "map": self._map(topic),
            "named_by": (),
            "drawn_from": (),
        }
        yield from self._sheets("topic.html", topic, parts)
        if (shown := self._map(topic)) is not None:
            yield from map_pages(topic, shown, partial(self._render, base=BASE))

    @cached_property
    def _beside(self) -> int:
        return taken_by_topics(self.kb)

    @cached_property
    def _by_topic(self) -> dict[str, list[Record]]:
        groups: dict[str, list[Record]] = {}
        for record in self.kb.records.values():
            groups.setdefault(record.topic, []).append(record)
        return groups

    def _map(self, topic: Topic) -> TopicMap | None:
        if topic.id not in self._maps:
            linked = self._topic_links.get(topic.id, [])
            self._maps[topic.id] = topic_map(
                topic.id, linked, self.kb, self.views, self.figures, self._label
            )
        return self._maps[topic.id]

    @cached_property
    def _topic_links(self) -> Mapping[str, list[Link]]:
        return links_by_topic(self.kb)

    def _front(self) -> Iterator[Page]:
        questions = self._questions(self.kb.cruxes)
        strongest: dict[str, Named] = {}
        for one in questions:
            strongest.setdefault(self.kb.cruxes[one.row.crux.id].topic, one.row.crux)
        body = self._render(
            "front.html",
            base="",
            questions=questions[:5],
            strongest=strongest,
            topics=first_topics(self.kb),
            promises=[(self.views.named(p.id), p) for p in self.figures.ranking[:3]],
            changes=recent(self.kb, self.history, _RECENT),
        )
        settings = self.kb.settings
        yield Page(FRONT, settings.headline, plain(settings.summary), body, toc(body), framed=True)

    def _questions(self, cruxes: Iterable[str]) -> list[Question]:
        """Cruxes by their rank: where both sides speak first, then where most moves."""

        def rank(one: Question) -> tuple[bool, float]:
            both = bool(one.row.yes and one.row.no)
            return not both, -one.decisions[0].move if one.decisions else 0.0

        return sorted(map(self.figures.question, cruxes), key=rank)

    def _disagreements(self) -> Iterator[Page]:
        return self._listing(
            "disagreements.html",
            DISAGREEMENTS,
            "Disagreements",
            "Every question on record, and who answers it how.",
            questions=self._questions(self.kb.cruxes),
        )

    def _experiments(self) -> Iterator[Page]:
        ranking = self.figures.ranking
        ranked = {promise.id for promise in ranking}
        return self._listing(
            "experiments.html",
            EXPERIMENTS,
            "Experiments",
            "Experiments by what they are expected to tell.",
            promises=[(self.views.named(promise.id), promise) for promise in ranking],
            others=self.views.trials(id for id in self.kb.experiments if id not in ranked),
        )

    def _what_if(self) -> Iterator[Page]:
        questions = self._questions(self.kb.cruxes)
        starts = dict.fromkeys(one.decisions[0].conclusion for one in questions if one.decisions)
        turns = self.figures.turns(next(iter(starts)).id) if starts else ()
        example = turns[0].claim.id if turns else next(iter(self.figures.solution))
        body = self._render("what-if.html", starts=[*starts][:_STARTS], example=example)
        description = "Take claims and reasons to be stronger or weaker, and see what follows."
        # Its sections come and go with what is set, so its contents are the page itself.
        yield Page(WHAT_IF, "What if", description, body, (("top", "What if"),), framed=True)

    def _index(self, records: list[Record]) -> Iterator[Page]:
        return self._listing(
            "index.html", INDEX, "All records", "Every record from A to Z.", records=records
        )


def _others(named: Iterable[Named], shown: Iterable[Named | None]) -> tuple[Named, ...]:
    """Back-links without those that the page shows with more about them."""
    seen = set(shown)
    return tuple(one for one in named if one not in seen)


def _drawn_from(record: Record) -> list[tuple[str, str]]:
    """The passages a record is drawn from, as (source, words)."""
    passages = []
    for citation in record.cites:
        source, line, first, last = parse_citation(citation)
        words = f"line {line}" if line else "as a whole"
        if first:
            words += f", sentence {first}" if first == last else f", sentences {first}–{last}"
        passages.append((source, words))
    return passages
