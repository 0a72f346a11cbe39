"""A small site to look at, and a server for it."""

from __future__ import annotations

import functools
import gzip
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from argmap.site.build import build
from tests.knowledge_bases import BREAD, write

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = """\
site_name: Bread
site_url: https://example.org/bread/
repo_url: https://example.org/repo
edit_uri: edit/main/docs/
theme: {name: material, font: false, features: [content.action.edit, search.suggest]}
plugins: [search, argmap]
nav:
  - Home: index.md
  - Method: method.md
"""
RECORDS = {
    "knowledge-base.yaml": "knowledge_base: Bread\nrepository: https://example.org/repo\n",
    "bread/slow-bread-digests-better.yaml": (
        "claim: Slow bread is easier to digest than quick bread.\n"
        "note: |-\n  For most people; see [[fructans-fall|what falls]].\naliases: [slow-is-good]\n"
        "positions:\n  - person: ann\n    stance: accepts\n    quotes:\n"
        '      - {text: "I find it easier to digest than quick bread", source: kitchen-thread}\n'
        "  - {person: bob, stance: leans-reject}\n"
    ),
    "bread/fructans-fall.yaml": (
        "evidence: Fructans fall while dough rests.\ntype: result\n"
        "supports:\n  - {to: slow-bread-digests-better, strength: strong, because: Fructans upset.}\n"
    ),
    "bread/is-it-the-time.yaml": "crux: Is it the time?\nturns_on: slow-bread-digests-better\n",
    "bread/taste-it-blind.yaml": (
        "experiment: Do eaters notice blind?\nstatus: stub\ntests:\n"
        "  - {claim: slow-bread-digests-better, if_true: 0.8, if_false: 0.2}\n"
    ),
}


def project(folder: Path) -> Path:
    """A folder with mkdocs.yml, a hand-written page and the records on bread."""
    write(folder / "claims", {**BREAD, **RECORDS})
    write(
        folder, {"mkdocs.yml": CONFIG, "docs/method.md": "# Method\n\nAs in [[fructans-fall]].\n"}
    )
    return folder


def all_html(site: Path) -> dict[str, str]:
    """The pages of a site by their paths."""
    return {p.relative_to(site).as_posix(): p.read_text("utf-8") for p in site.rglob("*.html")}


def large(pages: dict[str, str]) -> dict[str, tuple[int, int]]:
    """The pages that have over 60,000 bytes of HTML or 15,000 when packed, with both."""
    sizes = {
        name: (len(text.encode()), len(gzip.compress(text.encode())))
        for name, text in pages.items()
    }
    return {name: size for name, size in sizes.items() if size[0] > 60_000 or size[1] > 15_000}


@pytest.fixture
def bread_project(tmp_path) -> Path:
    """A project nobody else writes to."""
    return project(tmp_path)


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Path:
    """The built site of the bread project; only to be read."""
    folder = project(tmp_path_factory.mktemp("bread"))
    return build(folder / "mkdocs.yml", strict=True)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@contextmanager
def served(site):
    """Serves a folder on this machine and gives the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="session")
def address(site):
    """Where the built site is served."""
    with served(site) as where:
        yield where


@pytest.fixture
def open_page(browser, address):
    """Opens a page of the site and collects what goes wrong on it."""
    pages = []

    def open_it(url, *, width=1280, scheme="light", javascript=True):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            java_script_enabled=javascript,
        )
        page = context.new_page()
        page.problems = []
        page.on("console", lambda m: m.type == "error" and page.problems.append(m.text))
        page.on("pageerror", lambda e: page.problems.append(str(e)))
        page.on(
            "request",
            lambda r: r.url.startswith((address, "data:", "blob:")) or page.problems.append(r.url),
        )
        page.goto(address + url)
        pages.append(context)
        return page

    yield open_it
    for context in pages:
        context.close()
