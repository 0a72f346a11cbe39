"""From what MkDocs has rendered to the whole site: record pages spliced, links checked, data added."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from markupsafe import escape

from argmap.site import data, feed, findings, policy, search, shell, whatif
from argmap.site.crawl import Crawl, marks
from argmap.site.ledger import Leaf, Ledger, Made
from argmap.site.pages import templates_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from argmap.kb import KnowledgeBase
    from argmap.site.history import History
    from argmap.site.ledger import Keeper
    from argmap.site.pages import Unit
    from argmap.site.publish import Edition
    from argmap.site.sheets import Page


class SiteError(Exception):
    """The site would be broken; the message says where."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the records come from.

    Attributes:
        folder: Their folder as the repository has it.
        edit: The address at which one is edited, `{file}` standing for its file; empty where that is not known.
    """

    folder: str
    edit: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """What MkDocs has made.

    Attributes:
        files: Its files by path, the shells among them.
        listings: The pages made from records that it has rendered, by their address.
        site_url: Where the site is published; empty where that is not known.
        origin: Where the records come from.
        guard: Whether each page gets a policy; not while serving, since live reload is a script of the server's.
    """

    files: Mapping[str, bytes]
    listings: Mapping[str, Page]
    site_url: str
    origin: Origin
    guard: bool

    def renewed(self, pages: Iterable[Page]) -> Rendered | None:
        """The same with the bodies of these listings; None where more than bodies has changed."""
        listings = {page.url: page for page in pages if page.url in self.listings}
        files = dict(self.files)
        if listings.keys() != self.listings.keys():
            return None
        for url, page in listings.items():
            old, path = self.listings[url], path_of(page)
            body = old.body.encode()
            if replace(page, body="", search="", data="") != replace(
                old, body="", search="", data=""
            ):
                return None
            if page.body != old.body:
                if files[path].count(body) != 1:
                    return None
                files[path] = files[path].replace(body, page.body.encode())
        return replace(self, files=files, listings=listings)


def assemble(keeper: Keeper, rendered: Rendered, edition: Edition) -> Ledger:
    """Puts every file of the site into an edition, and tells what was made.

    Raises:
        SiteError: A link among the records leads nowhere, or the theme did not render the shell.
        OSError: A file cannot be written.
    """
    kb, history = keeper.maker.kb, keeper.maker.history
    files = dict(rendered.files) | _redirects(kb) | findings.files(kb)
    split = search.prepare(files, len(kb))
    frame = _frame(files, guard=rendered.guard)
    ledger = Ledger(keeper.base, frame.digest)
    for unit in keeper.maker.units():
        ledger.units[unit.name] = _kept(keeper, unit, frame, edition) or _made(keeper, unit, frame, edition)  # fmt: skip
    leaves = [leaf for made in ledger.units.values() for leaf in made.leaves]
    _refuse_dead(leaves, files)
    files[whatif.FILE] = whatif.file(kb, rendered.origin.folder, rendered.origin.edit)
    if feeds(history, rendered.site_url):
        files[feed.FILE] = feed.atom(kb, history, rendered.site_url)
    _extend_sitemap(files, leaves, history, rendered.site_url)
    if rendered.guard:
        made = {path_of(page): page.body.encode() for page in rendered.listings.values()}
        files |= {
            name: policy.guarded(text, made.get(name, b""))
            for name, text in files.items()
            if name.endswith(".html")
        }
    # What is large is made one at a time, when it is asked for: all of it at once would fill the memory.
    large = [data.files(kb, rendered.site_url)]
    if (index := files.pop(search.INDEX, None)) is not None:
        listed: list[Page | Leaf] = [*rendered.listings.values(), *leaves]
        docs = (
            search.Doc(one.url, one.title, one.search) for one in listed if one.search is not None
        )
        large.append(search.index(index, docs, split=split))
    for name, content in chain(files.items(), *large):
        edition.write(name, content)
    return ledger


def _kept(keeper: Keeper, unit: Unit, frame: shell.Shells, edition: Edition) -> Made | None:
    """What the last build made of a unit, its files taken over; None where it has to be made again."""
    made = keeper.kept(unit) if keeper.shell == frame.digest else None
    if made is None:
        return None
    if any(edition.stamp(path_of(leaf)) != leaf.stamp for leaf in made.leaves):
        return None
    for leaf in made.leaves:
        edition.keep(path_of(leaf), leaf.stamp)
    return made


def _made(keeper: Keeper, unit: Unit, frame: shell.Shells, edition: Edition) -> Made:
    """A unit made now, its pages put into the shell and written."""
    fresh = keeper.fresh(unit)
    leaves = []
    for page in fresh.pages:
        if not page.framed:
            stamp = edition.write(path_of(page), frame.page(page, page.body.encode()))
            leaves.append(
                Leaf(page.url, page.title, page.file, page.search, marks(page.body), stamp)
            )
    framed = tuple(page for page in fresh.pages if page.framed)
    return Made(fresh.shown, fresh.digest, framed, tuple(leaves))


def spliced(keeper: Keeper, rendered: Rendered, ids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """The files of some records' pages by path, unchecked: what to show first while serving."""
    frame = _frame(dict(rendered.files), guard=rendered.guard)
    for unit in keeper.maker.units_of(ids):
        for page in unit.pages():
            yield path_of(page), frame.page(page, page.body.encode())


def path_of(page: Page | Leaf) -> str:
    """The path of a page's file."""
    return f"{page.url}index.html"


def feeds(history: History, site_url: str | None) -> bool:
    """Whether there is a feed: something to tell, and an address to tell it under."""
    return bool(history.commits and site_url)


def _frame(files: dict[str, bytes], *, guard: bool) -> shell.Shells:
    try:
        rendered = [
            files.pop(f"{one}/index.html") for one in (shell.URL, f"{shell.URL}/{shell.LEAF}")
        ]
        plain, wide = ((policy.guarded(one) if guard else one).decode() for one in rendered)
        return shell.Shells(plain, wide)
    except (KeyError, shell.ShellError) as error:
        raise SiteError(f"the theme did not render the shell of record pages: {error}") from error


def _refuse_dead(leaves: Iterable[Leaf], files: Mapping[str, bytes]) -> None:
    crawl = Crawl()
    for leaf in leaves:
        crawl.add(path_of(leaf), leaf.marks)
    dead = [*crawl.dead(files), *crawl.repeated]
    if dead:
        told = "\n".join(f"  {page}: {link}" for page, link in dead[:20])
        raise SiteError(f"{len(dead)} dead links or repeated ids in record pages:\n{told}")


def _redirects(kb: KnowledgeBase) -> dict[str, bytes]:
    """A page at each alias that leads to the record."""
    template = (templates_dir() / "redirect.html").read_text("utf-8")
    return {
        f"{alias}/index.html": template.replace("{{ target }}", id)
        .replace("{{ headline }}", escape(kb.records[id].headline))
        .encode()
        for alias, id in kb.aliases.items()
    }


def _extend_sitemap(
    files: dict[str, bytes], pages: Iterable[Leaf], history: History, site_url: str
) -> None:
    """Adds the records to the sitemap, with the days of their last changes, and takes the shell out."""
    if "sitemap.xml" not in files:
        return
    text = files["sitemap.xml"].decode()
    text = re.sub(
        rf"\s*<url>\s*<loc>[^<]*{shell.URL}/[^<]*</loc>.*?</url>", "", text, flags=re.DOTALL
    )
    if site_url:
        entries = "".join(
            f"    <url>\n         <loc>{escape(site_url.rstrip('/'))}/{page.url}</loc>\n"
            + (
                f"         <lastmod>{commit.date}</lastmod>\n"
                if (commit := history.last(page.file))
                else ""
            )
            + "    </url>\n"
            for page in pages
        )
        text = text.replace("</urlset>", f"{entries}</urlset>")
    files["sitemap.xml"] = text.encode()
    # No time stamp, so that the same site gives the same bytes.
    files["sitemap.xml.gz"] = gzip.compress(text.encode(), mtime=0)
