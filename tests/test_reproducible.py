"""Two builds of one commit are the same, whoever builds it, where and when."""

from __future__ import annotations

import pytest

from tests.repositories import commit, git
from tests.reproducible import differing, two_builds
from tests.site.conftest import project


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    folder = tmp_path_factory.mktemp("builds")
    repository = project(folder / "origin")
    git(repository, "init", "--quiet", "--initial-branch=main")
    return two_builds(commit(repository), folder)


def test_no_byte_differs(builds):
    assert differing(*builds) == []


@pytest.mark.parametrize(
    "file",
    ["index.html", "fructans-fall/index.html", "kb.sqlite", "kb.json", "sitemap.xml.gz", "feed.xml", "search/search_index.json"],
)  # fmt: skip
def test_they_hold_what_is_made_and_packed(builds, file):
    assert file in builds[0]


def test_a_byte_that_differs_is_found(builds):
    one, _ = builds
    other = {**one, "kb.sqlite": one["kb.sqlite"][:-1] + b"?"}
    del other["sitemap.xml.gz"]
    assert differing(one, other) == ["kb.sqlite", "sitemap.xml.gz"]


def test_the_sitemap_tells_when_a_record_was_changed_and_not_when_the_site_was_built(builds):
    text = builds[0]["sitemap.xml"].decode()
    entries = {entry.split("</loc>")[0]: entry for entry in text.split("<loc>")[1:]}
    assert "<lastmod>20" in entries["https://example.org/bread/fructans-fall/"]
    assert "<lastmod>" not in entries["https://example.org/bread/method/"]
    assert "2000-01-01" not in text
