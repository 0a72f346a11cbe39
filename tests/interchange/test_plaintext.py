"""Markdown to plain text and back."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from argmap.interchange.plaintext import clean, from_markdown, to_markdown, visible
from argmap.site.markdown import Renderer
from tests.interchange.maps import TEXTS


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("Plain words stay.", "Plain words stay."),
        ("*Slow* bread is **not** `magic`.", "Slow bread is not magic."),
        ("See [[slow-bread|slow bread]] or [[quick-bread]].", "See slow bread or quick-bread."),
        ("See [a study](https://example.org/x).", "See a study."),
        ("snake_case and 2 * 3 > 5", "snake_case and 2 * 3 > 5"),
        ("two\nlines", "two lines"),
        (r"a \*star\*", "a *star*"),
    ],
)
def test_markup_is_taken_away_and_words_are_kept(markdown, words):
    assert from_markdown(markdown) == words


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("snake_case and 2 * 3", "snake_case and 2 * 3"),
        ("a *star*", r"a \*star\*"),
        ("[[no link]]", r"\[\[no link\]\]"),
        ("a <b>tag</b> &amp;", "a `<b>`tag`</b>` `&amp;`"),
    ],
)
def test_only_what_would_be_markup_is_escaped(text, markdown):
    assert to_markdown(text) == markdown


@given(st.text(alphabet="ab <>&;/[](){}*_`\\!#|~:.1-\n", max_size=30) | st.sampled_from(TEXTS))
def test_any_text_comes_back_from_markdown(text):
    assert from_markdown(to_markdown(clean(text))) == clean(text)


@given(st.text(alphabet="ab <>&;/[]*_`\\", max_size=20))
def test_what_is_escaped_is_shown_as_it_was(text):
    """Seen through the renderer of the site, which knows nothing of this module."""
    shown = Renderer(lambda _: None).inline(to_markdown(clean(text)))
    assert shown.striptags() == clean(text) or "`" in text  # a backtick beside HTML
    assert not re.search(r"<(?!/?(code|em|strong|a)\b)", shown)


@given(st.text())
def test_nothing_unseen_is_left(text):
    assert all(c.isprintable() or c.isspace() or ord(c) > 0x9F for c in visible(text))
    assert "\n" not in clean(text)


def test_a_text_that_is_all_markup_is_escaped_quickly():
    assert from_markdown(to_markdown("[" * 300)) == "[" * 300
    assert to_markdown("[" * 100_000) == r"\[" * 100_000
