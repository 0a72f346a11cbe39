"""The MkDocs plugin: reads the knowledge base, hands its pages to MkDocs, publishes what comes out."""

from __future__ import annotations

import errno
import json
import logging
import os
import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import escape
from mkdocs.config import base, config_options
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.toc import AnchorLink, TableOfContents
from mkdocs.utils import CountHandler, get_build_date

from argmap import handbook, report
from argmap.diagnostics import Severity
from argmap.loader import NotAKnowledgeBaseError, load, without_collector
from argmap.readings import Cache
from argmap.site import feed, shell
from argmap.site.assemble import Origin, Rendered, SiteError, assemble, feeds, spliced
from argmap.site.bytecode import Compiled
from argmap.site.history import NO_HISTORY, read_history
from argmap.site.ledger import Keeper, Ledger
from argmap.site.pages import (
    DISAGREEMENTS,
    EXPERIMENTS,
    INDEX,
    WHAT_IF,
    Maker,
    overrides_dir,
    templates_dir,
)
from argmap.site.parts import parts_beside
from argmap.site.publish import Edition, Staging, collect, put
from argmap.site.sheets import first_topics
from argmap.site.templates import compiled
from argmap.wikilinks import WIKILINK

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page as MkDocsPage
    from mkdocs.utils.templates import TemplateContext

    from argmap.kb import KnowledgeBase
    from argmap.site.sheets import Page

log = get_plugin_logger("argmap")

STYLE = "assets/argmap.css"
METHOD = "method.md"
_LISTINGS = {
    f"{DISAGREEMENTS.rstrip('/')}.md": "Disagreements",
    f"{EXPERIMENTS.rstrip('/')}.md": "Experiments",
    f"{WHAT_IF.rstrip('/')}.md": "What if",
    f"{INDEX.rstrip('/')}.md": "All records",
    METHOD: "Method",
}
"""The pages that are made and stand in the navigation, with their names there."""

_FIXED = {errno.EBUSY, errno.EXDEV, errno.EACCES, errno.EPERM, errno.EROFS}
"""Errors of a folder that cannot be exchanged for another."""


class ArgmapConfig(base.Config):  # type: ignore[no-untyped-call]
    """The plugin's settings in mkdocs.yml."""

    claims = config_options.Type(str, default="claims")
    policy = config_options.Type(bool, default=True)


class ArgmapPlugin(BasePlugin[ArgmapConfig]):  # type: ignore[no-untyped-call]
    """Adds a knowledge base to a MkDocs site."""

    def __init__(self) -> None:
        self._cache: Cache | None = None
        self._staging: Staging | None = None
        self._site = Path()
        self._pages: dict[str, Page] = {}
        self._files = Files([])
        self._kb: KnowledgeBase | None = None
        self._keeper: Keeper | None = None
        self._ledger = Ledger()
        self._history = NO_HISTORY
        self._serving = False
        self._rendered: Rendered | None = None
        self._theme: Compiled | None = None
        self._edit = ""  # where a record is edited, `{file}` standing for its file

    def on_startup(self, *, command: str, **_: Any) -> None:
        """Its presence makes MkDocs keep this object, and so the cache, while it serves."""
        self._serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Points MkDocs at the templates and the records, and away from the published site."""
        overrides = str(overrides_dir())
        if not any(
            os.path.realpath(folder) == os.path.realpath(overrides) for folder in config.theme.dirs
        ):
            config.theme.dirs.insert(0, overrides)
        if STYLE not in config.extra_css:
            config.extra_css.insert(0, STYLE)
        root = self._root(config)
        if str(root) not in config.watch:
            config.watch.append(str(root))
        # MkDocs empties its output folder before it knows whether the build will succeed, so it is
        # given a folder of its own; what comes out is published only when all is well.
        self._site = Path(config.site_dir)
        if not self._serving:
            self._ledger = Ledger.of(self._site)
        try:
            self._staging = Staging(self._site)
        except OSError as error:
            raise self._not_renewed(error) from error
        config.site_dir = self._staging.path
        return config

    def _root(self, config: MkDocsConfig) -> Path:
        return Path(config.config_file_path).parent / self.config.claims

    @event_priority(50)
    @without_collector()
    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Loads and checks the records, and adds their listings and the shell."""
        self._kb = kb = self._load(self._root(config))
        claims = Path(os.path.relpath(self._root(config), config.docs_dir)).as_posix()
        self._history = read_history(kb.root)
        config.extra["argmap_feed"] = feed.FILE if feeds(self._history, config.site_url) else ""
        self._pages = {}
        self._keeper = Keeper(Maker(kb, self._history), self._ledger)
        listed = {_source(f"{topic.id}/") for topic in first_topics(kb)}
        for page in self._keeper.framed():
            source = _source(page.url)
            if files.get_file_from_path(source) is not None:
                continue  # a hand-written page takes precedence
            self._pages[source] = page
            unlisted = page.file and source not in listed
            file = File.generated(
                config, source, content=_markdown(page),
                inclusion=InclusionLevel.NOT_IN_NAV if unlisted else InclusionLevel.UNDEFINED,
            )  # fmt: skip
            if page.file:
                file.edit_uri = f"{claims}/{page.file}"
            files.append(file)
        generated = list(self._pages)
        if files.get_file_from_path(METHOD) is None:  # every number links to how it is computed
            files.append(File.generated(config, METHOD, content=handbook.page("method")))
            generated.append(METHOD)
        for source in (shell.SOURCE, shell.WIDE):
            content = shell.markdown(source)
            frame = File.generated(
                config, source, content=content, inclusion=InclusionLevel.NOT_IN_NAV
            )
            frame.edit_uri = f"{claims}/{shell.EDIT}"
            files.append(frame)
        if config.nav is not None:
            config.nav = self._nav(config.nav, kb, generated)
        return files

    def _nav(self, nav: list[Any], kb: KnowledgeBase, generated: list[str]) -> list[Any]:
        """The settings' navigation with topics and listings after its first entry; records are never in it."""
        topics = [{escape(topic.headline): _source(f"{topic.id}/")} for topic in first_topics(kb)]
        listings = [{name: source} for source, name in _LISTINGS.items() if source in generated]
        return [*nav[:1], {"Topics": topics}, *listings, *nav[1:]]

    def _load(self, root: Path) -> KnowledgeBase:
        self._cache = self._cache or Cache(root)
        try:
            kb = load(root, cache=self._cache)
        except NotAKnowledgeBaseError as error:
            raise PluginError(str(error)) from error
        self._cache.keep()
        prefix = Path(os.path.relpath(root)).as_posix()
        errors = [found for found in kb.diagnostics if found.severity is Severity.ERROR]
        if errors:
            told = report.text(errors, prefix)
            raise PluginError(f"{report.summary(errors, len(kb))}:\n\n{told}")
        for found in kb.diagnostics:
            tell = log.warning if found.severity is Severity.WARNING else log.debug
            tell("%s/%s: %s [%s]", prefix, found.span, found.message, found.code)
        return kb

    @event_priority(-100)
    def on_env(self, env: Environment, *, config: MkDocsConfig, **_: Any) -> None:
        """Gives the theme what was compiled of it, in an environment like the one that other plugins leave behind."""
        if env.bytecode_cache is None:
            like = (sorted(env.extensions), sorted(env.filters), env.trim_blocks, env.lstrip_blocks)
            env.bytecode_cache = self._theme = Compiled(repr((config.theme.dirs, like)))

    def on_page_markdown(self, markdown: str, *, page: MkDocsPage, **_: Any) -> str:
        """Turns `[[id]]` in hand-written pages into links."""
        if page.file.src_uri in self._pages or "[[" not in markdown:
            return markdown
        return WIKILINK.sub(lambda match: self._anchor(match, markdown, page), markdown)

    def _anchor(self, match: re.Match[str], markdown: str, page: MkDocsPage) -> str:
        record = self._kb.get(match[1].strip()) if self._kb is not None else None
        if record is None:
            if _in_code(markdown, match.start()):
                return match[0]
            line = markdown.count("\n", 0, match.start()) + 1
            log.warning("%s:%d: [[%s]] leads nowhere", page.file.src_uri, line, match[1])
            return match[2] or match[1]
        if _in_code(markdown, match.start()):
            return match[0]
        up = "../" * page.url.count("/") if page.url not in (".", "./") else ""
        return (
            f'<a class="am-link" href="{up}{record.id}/">{escape(match[2] or record.headline)}</a>'
        )

    def on_page_content(self, html: str, *, page: MkDocsPage, **_: Any) -> str:
        """Puts the bodies of listings, and the slots of the shell, in place of rendered Markdown."""
        source = page.file.src_uri
        if source in (shell.SOURCE, shell.WIDE):
            self._edit = (page.edit_url or "").replace(shell.EDIT, "{file}")
            page.toc = TableOfContents([AnchorLink(shell.SECTION, shell.SECTION, 2)])
            return shell.content()
        if source in self._pages:
            made = self._pages[source]
            page.toc = TableOfContents(
                [AnchorLink(escape(title), anchor, 2) for anchor, title in made.toc]
            )
            return made.body
        return html

    def on_nav(self, nav: Navigation, *, files: Files, **_: Any) -> Navigation:
        """Keeps what is needed to tell which pages are parts of others."""
        self._files = files
        return nav

    def on_page_context(
        self, context: TemplateContext, *, page: MkDocsPage, **_: Any
    ) -> TemplateContext:
        """Gives a part of a page the way to the others, and marks the whole in the navigation."""
        parts = parts_beside(page, self._files)
        if parts is not None:
            context["parts"] = parts  # type: ignore[typeddict-unknown-key]
            parts.whole.active = True
        return context

    @event_priority(-100)
    def on_post_page(self, output: str, *, page: MkDocsPage, **_: Any) -> str:
        """Takes out what is only there to make the source of a page look tidy."""
        parts = parts_beside(page, self._files)
        if parts is not None:
            parts.whole.active = False
        return shell.squeeze(output)

    def on_post_template(self, output: str, *, template_name: str, **_: Any) -> str:
        """Takes the day of the build out of the sitemap: it says nothing of a page, and each day would give another site."""
        if template_name != "sitemap.xml":
            return output
        return output.replace(f"<lastmod>{get_build_date()}</lastmod>", "")

    @event_priority(-100)
    @without_collector()
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Puts the site together, and publishes it when all is well."""
        assert self._staging is not None
        files = collect(Path(self._staging.path))
        self._clean_up()
        if config.strict and _warned():
            return  # MkDocs is about to say so and to fail
        listings = {page.url: page for page in self._pages.values()}
        guard = self.config.policy and not self._serving
        origin = Origin(self.config.claims, self._edit)
        self._publish(Rendered(files, listings, config.site_url or "", origin, guard=guard))

    def _publish(self, rendered: Rendered) -> None:
        assert self._keeper is not None
        last = self._ledger
        waiting = partial(log.info, "Waiting for another build of %s", self._site)
        try:
            with Edition(self._site, waiting) as edition:
                self._ledger = assemble(self._keeper, rendered, edition)
                edition.publish()
        except SiteError as error:
            raise PluginError(str(error)) from error
        except OSError as error:
            raise self._not_renewed(error) from error
        if self._serving:
            self._rendered = rendered
        else:
            self._ledger.keep(self._site, last)
        compiled(templates_dir()).keep()
        if self._theme is not None:
            self._theme.keep()
        log.info("%s files written in %s", edition.written, self._site)

    def _not_renewed(self, error: OSError) -> PluginError:
        told = f"{self._site} cannot be renewed and is as it was: {error}"
        if error.errno in _FIXED:
            told += (
                "\nThe next site is made beside the last and takes its place, which a mount point does not allow, nor a folder "
                f"nobody may write to. Build into a folder inside it, such as {self._site / 'public'}: "
                "set site_dir in mkdocs.yml, or give --site-dir"
            )
        return PluginError(told)

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: Callable[[], None]
    ) -> None:
        """Where only records have changed, renews only what is made from them."""
        looks = [str(overrides_dir()), config.theme.custom_dir or ""]
        others = [config.config_file_path, config.docs_dir, *config.watch, *filter(None, looks)]
        records = self._root(config)
        inputs = [path for path in others if os.path.realpath(path) != os.path.realpath(records)]
        seen = _state(inputs)

        def build() -> None:
            nonlocal seen
            now = _state(inputs)
            same, seen = now == seen, now
            if not same or self._rendered is None:
                builder()
                return
            try:
                if self._show_changed(records, self._rendered):
                    _ask_again(server)
                elif not self._renew(self._rendered):
                    builder()
            except PluginError as error:
                # It is about the records and says where; the site stays as it was until the next edit.
                log.error(str(error))  # noqa: TRY400

        server.builder = build

    @without_collector()
    def _show_changed(self, records: Path, rendered: Rendered) -> bool:
        """Writes the pages of the records that have changed since last asked, so that a writer sees them at once."""
        before, kb = self._kb, self._load(records)
        assert before is not None
        changed = [id for id, record in kb.records.items() if before.records.get(id) is not record]
        if not changed and len(kb) == len(before):
            return False
        self._kb, self._history = kb, read_history(kb.root)
        self._keeper = Keeper(Maker(kb, self._history), self._ledger)
        for name, content in spliced(self._keeper, rendered, changed):
            put(self._site, name, content)
        return True

    @without_collector()
    def _renew(self, rendered: Rendered) -> bool:
        """Renews every page made from records; False where MkDocs has to render more than that."""
        assert self._keeper is not None
        renewed = rendered.renewed(self._keeper.framed())
        if renewed is not None:
            self._publish(renewed)
        return renewed is not None

    def on_shutdown(self) -> None:
        """Leaves nothing behind where the site itself was only for the time of serving."""
        if self._serving:
            Edition(self._site).discard()

    def on_build_error(self, **_: Any) -> None:
        """Leaves nothing behind of a build that failed; the published site is as it was."""
        self._clean_up()

    def _clean_up(self) -> None:
        if self._staging is not None:
            self._staging.remove()


def _source(url: str) -> str:
    """The Markdown file that stands for a page."""
    return f"{url.rstrip('/') or 'index'}.md"


def _markdown(page: Page) -> str:
    """The stand-in MkDocs renders for a page whose body we have."""
    # MkDocs takes titles for HTML, and its theme writes them as they are.
    title = json.dumps(escape(page.title), ensure_ascii=False)
    description = json.dumps(escape(page.description), ensure_ascii=False)
    # The search plugin would parse the body again; what it should know of the page is added with the records.
    exclude = "search:\n  exclude: true\n"
    return f"---\ntitle: {title}\ndescription: {description}\n{exclude}---\n"


def _warned() -> bool:
    """Whether this build has had warnings, as MkDocs counts them for its strict mode."""
    counters = [one for one in logging.getLogger("mkdocs").handlers if isinstance(one, CountHandler)]  # fmt: skip
    return any(one.get_counts() for one in counters)


def _in_code(markdown: str, at: int) -> bool:
    """Whether a place lies in a fenced block or between backticks."""
    before = markdown[:at]
    fences = len(re.findall(r"^\s*(?:```|~~~)", before, re.MULTILINE))
    line = before.rpartition("\n")[2]
    return fences % 2 == 1 or line.count("`") % 2 == 1


def _state(paths: list[str]) -> list[tuple[str, int, int]]:
    """The files below some folders, with when each was changed and how long it is."""
    found = []
    for path in paths:
        inside = sorted(Path(path).rglob("*")) if Path(path).is_dir() else [Path(path)]
        for file in inside:
            if file.is_file():
                status = file.stat()
                found.append((str(file), status.st_mtime_ns, status.st_size))
    return found


def _ask_again(server: LiveReloadServer) -> None:
    """Has the server call its builder once more after it has reloaded the browsers."""
    with server._rebuild_cond:  # noqa: SLF001 - it has no public way
        server._want_rebuild = True  # noqa: SLF001
        server._rebuild_cond.notify_all()  # noqa: SLF001
