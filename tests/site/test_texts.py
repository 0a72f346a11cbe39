"""Record texts to HTML: Markdown works, and nothing else does."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmap.site.markdown import Renderer, plain

TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
TAGS |= {f"h{level}" for level in range(1, 7)}


def find(id):
    headlines = {"known": "Its <headline>", "stop": "A headline."}
    return (f"../{id}/", headlines[id]) if id in headlines else None


RENDERER = Renderer(find)


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("plain words", "<p>plain words</p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("*stress*", "<p><em>stress</em></p>\n"),
        ("[[known]]", '<p><a class="am-link" href="../known/">Its &lt;headline&gt;</a></p>\n'),
        ("[[known|these words]]", '<p><a class="am-link" href="../known/">these words</a></p>\n'),
        ("as in [[stop]].", '<p>as in <a class="am-link" href="../stop/">A headline</a>.</p>\n'),
        ("[[unknown|words]]", "<p>words</p>\n"),
    ],
)
def test_markdown_becomes_html(text, html):
    assert RENDERER.block(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "*a* <svg onload=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x]: javascript:alert(1)\n\n[x]",
        "![x](https://example.org/track.png)",
        "[[known|<script>alert(1)</script>]]",
        "[[<script>alert(1)</script>]]",
        "`<script>`",
        '<https://example.org/"onmouseover=alert(1)>',
        "\ue0000\ue000 *x*",
    ],
)
def test_nothing_that_runs_or_loads_comes_out(text):
    for html in (RENDERER.block(text), RENDERER.inline(text)):
        tags = re.findall(r"<[^>]*>", html)
        assert not [
            t for t in tags if re.search(r"<(script|img|svg|iframe)|\son\w+=|script:|data:", t)
        ]


@given(st.text())
def test_any_text_renders_to_known_tags_only(text):
    for html in (RENDERER.block(text), RENDERER.inline(text)):
        names = set(re.findall(r"</?([a-zA-Z][\w-]*)", html))
        assert names <= TAGS


def test_plain_text_is_cut_at_a_word():
    assert plain("*One* [[known|two]] " + "word " * 50, 20) == "One two word word…"
