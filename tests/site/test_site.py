"""The built site: what it holds, what a second build writes, what a failed one leaves."""

from __future__ import annotations

import errno
import gzip
import json
import re
from pathlib import Path

import html5lib
import pytest

import argmap
from argmap.model import ANY
from argmap.site.build import BuildError, build
from argmap.site.crawl import Crawl, marks
from argmap.site.pages import all_pages
from argmap.site.publish import Edition
from argmap.site.shell import Shell, ShellError
from argmap.site.tree import write_pages
from benchmarks import generate
from benchmarks.synthetic import draw
from tests.site.conftest import all_html, large

ROOT = Path(__file__).parents[2]


def page(site, id):
    return (site / id / "index.html").read_text("utf-8")


def test_every_record_has_a_page_at_a_flat_address(site):
    for id in (
        "slow-bread-digests-better",
        "fructans-fall",
        "ann",
        "talk",
        "bread",
        "is-it-the-time",
    ):
        assert (site / id / "index.html").is_file()


def test_a_claims_page_shows_words_reasons_and_places(site):
    text = page(site, "slow-bread-digests-better")
    assert "I find it easier to digest than quick bread" in text
    assert "line 1, sentence 1" in text
    assert "strong ×10" in text
    assert "Fructans upset." in text
    assert 'href="../fructans-fall/">what falls</a>' in text
    assert "leans toward rejecting" in text


def test_links_are_shown_at_both_ends(site):
    assert "../fructans-fall/" in page(site, "slow-bread-digests-better")
    assert "../slow-bread-digests-better/" in page(site, "fructans-fall")
    assert "../slow-bread-digests-better/" in page(site, "ann")
    assert "../slow-bread-digests-better/" in page(site, "kitchen-thread")


def test_a_record_page_is_titled_canonical_and_editable(site):
    text = page(site, "fructans-fall")
    assert "<title>Fructans fall while dough rests. - Bread</title>" in text
    assert 'href="https://example.org/bread/fructans-fall/"' in text
    assert "https://example.org/repo/edit/main/claims/bread/fructans-fall.yaml" in text
    assert "-slot" not in text


def test_every_record_page_is_edited_in_its_file(site):
    kb = argmap.load(site.parent)
    assert {record.kind for record in kb.records.values()} == {*ANY}
    for id, record in kb.records.items():
        links = [link for link in re.findall(r"<a\b[^>]*>", page(site, id)) if "/edit/" in link]
        (link,) = links
        assert f'href="https://example.org/repo/edit/main/claims/{record.file}"' in link
        assert 'title="Edit this page"' in link


def test_the_contents_of_a_page_are_its_sections(site):
    text = page(site, "slow-bread-digests-better")
    assert 'href="#reasons"' in text
    assert 'href="#top" class="md-skip"' in text


def test_search_knows_records_and_not_the_shell(site):
    index = json.loads((site / "search" / "search_index.json").read_text("utf-8"))
    places = {doc["location"]: doc for doc in index["docs"]}
    assert "digest" in places["slow-bread-digests-better/"]["title"]
    assert "easier to digest than quick bread" in places["slow-bread-digests-better/"]["text"]
    assert not [place for place in places if "slot" in place]


def test_the_sitemap_lists_records(site):
    text = (site / "sitemap.xml").read_text("utf-8")
    assert "<loc>https://example.org/bread/fructans-fall/</loc>" in text
    assert "slot" not in text
    assert gzip.decompress((site / "sitemap.xml.gz").read_bytes()).decode() == text


def test_an_alias_leads_to_its_record(site):
    assert 'url=../slow-bread-digests-better/"' in page(site, "slow-is-good")


def test_links_in_hand_written_pages_lead_to_records(site):
    assert 'href="../fructans-fall/">Fructans fall while dough rests.</a>' in page(site, "method")


class Everything:
    def __contains__(self, path):
        return True


def crawled(pages, files):
    """Dead links and repeated ids."""
    crawl = Crawl()
    for path, text in pages.items():
        crawl.add(path, marks(text))
    return [*crawl.dead(files), *crawl.repeated]


def test_no_link_is_dead_and_no_id_stands_twice(site):
    pages = all_html(site)
    files = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    without_404 = {path: text for path, text in pages.items() if path != "404.html"}
    assert crawled(without_404, files) == []
    records = {path: text for path, text in pages.items() if "am-status" in text}
    assert len(records) >= 6


def test_bodies_are_well_formed_html(bread_project):
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    for one in all_pages(argmap.load(bread_project)):
        parser.parse(f"<!doctype html><title>x</title><body>{one.body}</body>")
        assert parser.errors == [], (one.url, parser.errors)
        assert crawled({one.url: one.body}, Everything()) == []


def test_a_crawl_finds_what_is_dead():
    pages = {
        "a/index.html": '<a href="../b/">b</a><a href="../c/#x">c</a>',
        "c/index.html": '<p id="y">',
    }
    assert sorted(crawled(pages, ())) == [
        ("a/index.html", "../b/"),
        ("a/index.html", "../c/#x"),
    ]


def times(site):
    return {p: p.stat().st_mtime_ns for p in site.rglob("*") if p.is_file()}


def test_a_second_build_writes_only_what_changed(bread_project):
    site = build(bread_project / "mkdocs.yml")
    before = times(site)
    record = bread_project / "claims" / "people" / "bob.yaml"
    record.write_text("person: Bob Miller\nhandle: bob\n")
    build(bread_project / "mkdocs.yml")
    changed = {
        p.relative_to(site).as_posix() for p, at in times(site).items() if before.get(p) != at
    }
    assert changed == {"bob/index.html", "kb.json", "kb.sqlite", "search/search_index.json"}


def test_a_page_whose_record_is_gone_is_removed(bread_project):
    site = build(bread_project / "mkdocs.yml")
    (bread_project / "claims" / "bread" / "taste-it-blind.yaml").unlink()
    build(bread_project / "mkdocs.yml")
    assert not (site / "taste-it-blind").exists()
    assert (site / "bob" / "index.html").exists()


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        ("claims/bread/fructans-fall.yaml", "evidence: A: b\n", "bread/fructans-fall.yaml:1:12"),
        ("mkdocs.yml", "site_name: [\n", "mkdocs.yml"),
    ],
)
def test_a_failed_build_leaves_the_last_good_site(bread_project, file, text, told):
    site = build(bread_project / "mkdocs.yml")
    before = times(site)
    (bread_project / file).write_text(text)
    with pytest.raises(BuildError, match=told):
        build(bread_project / "mkdocs.yml")
    assert times(site) == before


def test_warnings_fail_a_strict_build(bread_project):
    site = build(bread_project / "mkdocs.yml", strict=True)
    before = times(site)
    (bread_project / "claims" / "bread" / "alone.yaml").write_text("claim: Nobody uses this.\n")
    with pytest.raises(BuildError):
        build(bread_project / "mkdocs.yml", strict=True)
    assert times(site) == before
    build(bread_project / "mkdocs.yml")
    assert (site / "alone" / "index.html").is_file()


def test_a_site_that_cannot_be_written_is_told_and_left(bread_project, monkeypatch):
    site = build(bread_project / "mkdocs.yml")
    before = times(site)
    (bread_project / "claims" / "people" / "bob.yaml").write_text("person: Bob Miller\n")

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Edition, "publish", refuse)
    with pytest.raises(BuildError, match=r"as it was: .*No space left on device"):
        build(bread_project / "mkdocs.yml")
    assert times(site) == before


def test_a_theme_without_slots_is_named():
    with pytest.raises(ShellError, match="argmap-title-slot"):
        Shell("<html></html>")


def test_pages_are_the_same_whatever_was_made_before(bread_project):
    first = list(all_pages(argmap.load(bread_project)))
    second = list(all_pages(argmap.load(bread_project)))
    assert first == second


def test_the_same_bodies_are_written_for_other_generators(bread_project, tmp_path):
    kb = argmap.load(bread_project)
    count = write_pages(kb, tmp_path / "pages")
    folder = tmp_path / "pages"
    files = {
        p.relative_to(folder).with_suffix("").as_posix(): p.read_text("utf-8")
        for p in folder.rglob("*.md")
    }
    listings = {"index", "all", "disagreements", "experiments", "what-if", "method", "bread/map"}
    assert set(files) == {*kb, *listings}
    assert count == len(files)
    assert files["ann"].startswith('---\ntitle: "Ann Baker"\n')
    assert "source: " in files["ann"]
    assert "\n\n" not in files["ann"].split("<div>")[1].strip()


def test_long_lists_go_on_on_further_pages(bread_project):
    """Here: what is drawn from a source that is quoted in fifty places."""
    for number in range(50):
        (bread_project / f"claims/bread/c{number}.yaml").write_text(
            f"claim: This is claim {number}.\npositions:\n  - person: ann\n    stance: accepts\n"
            "    quotes: [{text: I find it easier to digest than quick bread, source: talk}]\n"
        )
    site = build(bread_project / "mkdocs.yml")
    pages = [page(site, id) for id in ("talk", "talk--2", "talk--3")]
    assert [text.count('<figure class="am-quote') for text in pages] == [20, 20, 10]
    assert [text.count("<blockquote>") for text in pages] == [1, 1, 1]  # the same words once
    assert "(2 of 3)" in pages[1]
    assert all('href="../talk--3/"' in text for text in pages)
    assert not (site / "talk--4").exists()
    people = [page(site, id) for id in ("ann", "ann--2", "ann--3")]
    assert sum(text.count('class="am-stand ') for text in people) == 51


@pytest.fixture(scope="module")
def own_site(tmp_path_factory):
    """The site of this project."""
    return build(ROOT / "mkdocs.yml", tmp_path_factory.mktemp("own") / "site", strict=True)


def test_no_link_of_this_projects_site_is_dead(own_site):
    pages = all_html(own_site)
    files = {p.relative_to(own_site).as_posix() for p in own_site.rglob("*") if p.is_file()}
    pages.pop("404.html")  # its links begin at the address the site is published under
    assert crawled(pages, files) == []
    assert len(pages) > 60


@pytest.fixture(scope="module")
def generated_site(tmp_path_factory):
    """The site of a thousand claims, in which every list and every map takes several pages."""
    folder = tmp_path_factory.mktemp("generated")
    generate.write(draw(1_000), folder)
    return build(folder / "mkdocs.yml")


@pytest.mark.parametrize("which", ["own_site", "generated_site"])
def test_no_page_is_large(which, request):
    """60 KB of HTML and 15 KB on the wire, whatever the size of the knowledge base."""
    assert large(all_html(request.getfixturevalue(which))) == {}


def test_what_is_long_takes_several_pages(generated_site):
    names = set(all_html(generated_site))
    assert {f"{place}/index.html" for place in ("all--8", "topic-3--2", "topic-3/map--2")} <= names


def test_every_page_holds_a_policy_that_lets_nothing_in(site):
    for name, text in all_html(site).items():
        if 'http-equiv="refresh"' in text:
            continue
        policy = text.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
        assert "default-src 'none'" in policy, name
        assert "script-src 'self' 'sha256-" in policy, name
        assert "http:" not in policy, name


def test_code_is_coloured_without_marks_that_have_no_colour(own_site):
    text = page(own_site, "sql")
    assert '<span class="k">select</span> <span' in text
    assert '<span class="w">' not in text


def test_a_reports_link_to_a_code_leads_to_its_row_and_on(own_site):
    row = page(own_site, "diagnostics").split('<a id="quote-not-found"></a>')[1]
    assert row.startswith('<a href="quotes/#quote-not-found">')


def test_a_claims_page_tells_machines_that_it_is_a_claim(site):
    text = page(site, "slow-bread-digests-better")
    told = json.loads(text.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert "Claim" in told["@type"]
    assert told["text"] == "Slow bread is easier to digest than quick bread."
    assert told["@id"] == "slow-bread-digests-better/"


def test_a_page_says_what_it_is_called_where_it_is_shared(site):
    text = page(site, "fructans-fall")
    assert '<meta property="og:title" content="Fructans fall while dough rests.">' in text
    assert '<meta property="og:url" content="https://example.org/bread/fructans-fall/">' in text
