"""From what MkDocs has rendered to the whole site: record pages spliced, links checked, data added."""

from __future__ import annotations

import gzip
import pickle
import re
import tempfile
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

from markupsafe import escape

from argmap.site import data, feed, findings, policy, search, shell, whatif
from argmap.site.crawl import Crawl
from argmap.site.pages import overrides_dir, pages_of, record_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from argmap.kb import KnowledgeBase
    from argmap.site.history import History
    from argmap.site.pages import Page


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
        files: Its files by path, the shell among them.
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
            old, path = self.listings[url], f"{url}index.html"
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


def assemble(
    kb: KnowledgeBase, history: History, rendered: Rendered
) -> Iterator[tuple[str, bytes]]:
    """Every file of the site by path, checked before the first is given.

    Raises:
        SiteError: A link among the records leads nowhere, or the theme did not render the shell.
    """
    files = dict(rendered.files) | _redirects(kb) | findings.files(kb)
    pages: list[Page] = []
    whole = _Spool()
    crawl = Crawl()
    for page in record_pages(kb, history):
        crawl.add(f"{page.url}index.html", page.body)
        whole.add(replace(page, search=""))
        pages.append(replace(page, body="", data="", description="", toc=()))
    _refuse_dead(crawl, files)
    search.extend(files, [*rendered.listings.values(), *pages])
    frame = _frame(files, guard=rendered.guard)
    files[whatif.FILE] = whatif.file(kb, rendered.origin.folder, rendered.origin.edit)
    if feeds(history, rendered.site_url):
        files[feed.FILE] = feed.atom(kb, history, rendered.site_url)
    _extend_sitemap(files, pages, history, rendered.site_url)
    if rendered.guard:
        made = {f"{p.url}index.html": p.body.encode() for p in rendered.listings.values()}
        files |= {
            name: policy.guarded(text, made.get(name, b""))
            for name, text in files.items()
            if name.endswith(".html")
        }
    # What is large is made one at a time, when it is asked for: all of it at once would fill the memory.
    spliced = ((f"{page.url}index.html", frame.page(page, page.body.encode())) for page in whole)
    return chain(files.items(), data.files(kb, rendered.site_url), spliced)


class _Spool:
    """Pages in their order, on disk."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the object, after the last is given
        self._count = 0

    def add(self, page: Page) -> None:
        pickle.dump(page, self._file, protocol=5)
        self._count += 1

    def __iter__(self) -> Iterator[Page]:
        self._file.seek(0)
        for _ in range(self._count):
            yield pickle.load(self._file)  # noqa: S301 - our own, in a file that has no name


def splice(
    kb: KnowledgeBase, history: History, rendered: Rendered, ids: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    """The files of some records' pages by path, unchecked: what to show first while serving."""
    frame = _frame(dict(rendered.files), guard=rendered.guard)
    for page in pages_of(kb, ids, history):
        yield f"{page.url}index.html", frame.page(page, page.body.encode())


def feeds(history: History, site_url: str | None) -> bool:
    """Whether there is a feed: something to tell, and an address to tell it under."""
    return bool(history.commits and site_url)


def _frame(files: dict[str, bytes], *, guard: bool) -> shell.Shell:
    try:
        rendered = files.pop(f"{shell.URL}/index.html")
        return shell.Shell((policy.guarded(rendered) if guard else rendered).decode())
    except (KeyError, shell.ShellError) as error:
        raise SiteError(f"the theme did not render the shell of record pages: {error}") from error


def _refuse_dead(crawl: Crawl, files: Mapping[str, bytes]) -> None:
    dead = [*crawl.dead(files), *crawl.repeated]
    if dead:
        told = "\n".join(f"  {page}: {link}" for page, link in dead[:20])
        raise SiteError(f"{len(dead)} dead links or repeated ids in record pages:\n{told}")


def _redirects(kb: KnowledgeBase) -> dict[str, bytes]:
    """A page at each alias that leads to the record."""
    template = (overrides_dir() / "argmap" / "redirect.html").read_text("utf-8")
    return {
        f"{alias}/index.html": template.replace("{{ target }}", id)
        .replace("{{ headline }}", escape(kb.records[id].headline))
        .encode()
        for alias, id in kb.aliases.items()
    }


def _extend_sitemap(
    files: dict[str, bytes], pages: list[Page], history: History, site_url: str
) -> None:
    """Adds the records to the sitemap, with the days of their last changes, and takes the shell out."""
    if "sitemap.xml" not in files:
        return
    text = files["sitemap.xml"].decode()
    text = re.sub(rf"\s*<url>\s*<loc>[^<]*{shell.URL}/</loc>.*?</url>", "", text, flags=re.DOTALL)
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
