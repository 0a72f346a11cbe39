"""Record texts to HTML.  The texts are untrusted: whatever they hold, only known markup comes out."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from argmap.wikilinks import WIKILINK

if TYPE_CHECKING:
    from collections.abc import Callable

_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable("image")
_TAGS = {
    *("a", "blockquote", "br", "code", "em", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("li", "ol", "p", "pre", "strong", "ul"),
}
_ATTRIBUTES = {"a": {"href", "class"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
# Text without any of these is only escaped and cut into paragraphs, which is all most texts need.
_MARKUP = re.compile(r"[\\`*_\[\]!#~|]|^\s*(?:[-+>=]|\d+[.)])|https?:|^ {4}|  $", re.MULTILINE)
_MARKS = re.compile(r"[\[*_`#>]")
_SLOT = "\ue000"  # a private character: stands for a link while Markdown is read


class Renderer:
    """Renders the texts of one page.

    Args:
        link: Gives for an id the address and the headline it links to, or None for an unknown id.
    """

    def __init__(self, link: Callable[[str], tuple[str, str] | None]) -> None:
        self._link = link

    def block(self, text: str) -> Markup:
        """A text of paragraphs, lists and quotations."""
        if not _MARKUP.search(text):
            paragraphs = (part.strip() for part in re.split(r"\n\s*\n", text))
            return Markup("\n".join(f"<p>{html.escape(p)}</p>" for p in paragraphs if p))  # noqa: S704 - escaped
        return self._markdown(text, _PARSER.render)

    def inline(self, text: str) -> Markup:
        """A text of one line, without paragraphs."""
        if not _MARKUP.search(text):
            return Markup(html.escape(text.strip()))  # noqa: S704 - escaped
        return self._markdown(text.strip().replace("\n", " "), _PARSER.renderInline)

    def _markdown(self, text: str, render: Callable[[str], str]) -> Markup:
        links: list[str] = []

        def hold(match: re.Match[str]) -> str:
            links.append(self._anchor(match[1].strip(), (match[2] or "").strip()))
            return f"{_SLOT}{len(links) - 1}{_SLOT}"

        rendered = render(WIKILINK.sub(hold, text.replace(_SLOT, "")))
        clean = nh3.clean(
            rendered,
            tags=_TAGS,
            attributes=_ATTRIBUTES,
            url_schemes=_SCHEMES,
            link_rel="noopener noreferrer nofollow",
        )
        held = re.compile(f"{_SLOT}(\\d+){_SLOT}")
        return Markup(held.sub(lambda match: links[int(match[1])], clean))  # noqa: S704 - sanitised above

    def _anchor(self, id: str, words: str) -> str:
        target = self._link(id)
        if target is None:
            return html.escape(words or id)
        address, headline = target
        words = words or headline.rstrip(".")  # within a sentence, which has a full stop of its own
        return f'<a class="am-link" href="{html.escape(address)}">{html.escape(words)}</a>'


def plain(text: str, limit: int = 160) -> str:
    """A text without markup, cut at a word to at most `limit` characters."""
    bare = " ".join((_bare(text) if _MARKS.search(text) else text).split())
    if len(bare) <= limit:
        return bare
    return bare[: limit - 1].rsplit(" ", 1)[0].rstrip(",.;:") + "…"


def _bare(text: str) -> str:
    text = WIKILINK.sub(lambda match: match[2] or match[1].replace("-", " "), text)
    # Neither part may hold the bracket it begins with, else a row of brackets takes quadratic time.
    text = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    return re.sub(r"[*_`#>]", "", text)
