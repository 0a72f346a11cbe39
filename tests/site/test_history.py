"""Dates, recent changes and the feed, as git remembers them."""

from __future__ import annotations

import subprocess
import xml.etree.ElementTree as ET

import pytest

import argmap
from argmap.site.feed import atom, recent
from argmap.site.history import NO_HISTORY, read_history
from argmap.site.pages import all_pages
from tests.knowledge_bases import BREAD, write

ATOM = "{http://www.w3.org/2005/Atom}"


def git(folder, *arguments):
    settings = [
        "-c",
        "user.name=Ann",
        "-c",
        "user.email=ann@example.org",
        "-c",
        "commit.gpgsign=false",
    ]
    done = subprocess.run(
        ["git", *settings, *arguments], cwd=folder, capture_output=True, check=True
    )
    return done.stdout.decode().strip()


def commit(folder, subject, files):
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", subject, "--date", "2026-01-31T12:00:00Z")


@pytest.fixture
def repository(tmp_path):
    """A repository in three commits: a claim, another, and the first one changed."""
    git(tmp_path, "init", "-q")
    claims = {f"claims/{name}": text for name, text in BREAD.items()}
    commit(tmp_path, "Begin", {**claims, "claims/bread/slow.yaml": "claim: Slow bread is good.\n"})
    commit(
        tmp_path, "Add <quick> & more", {"claims/bread/quick.yaml": "claim: Quick bread is not.\n"}
    )
    commit(tmp_path, "Say it better", {"claims/bread/slow.yaml": "claim: Slow bread is better.\n"})
    return tmp_path


def test_a_record_was_last_changed_by_the_last_commit_that_touched_it(repository):
    history = read_history(repository / "claims")
    assert history.last("bread/slow.yaml").subject == "Say it better"
    assert history.last("bread/quick.yaml").subject == "Add <quick> & more"
    assert history.last("bread/unknown.yaml") is None


def test_changes_are_told_newest_first_and_each_record_once(repository):
    kb = argmap.load(repository)
    told = [(one.record.id, one.added) for one in recent(kb, read_history(kb.root), 9)]
    assert told == [("slow", False), ("quick", True)]


def test_a_record_that_is_gone_is_not_told_of(repository):
    (repository / "claims/bread/slow.yaml").unlink()
    kb = argmap.load(repository)
    assert [one.record.id for one in recent(kb, read_history(kb.root), 9)] == ["quick"]


def test_the_feed_is_atom_with_an_entry_a_commit(repository):
    kb = argmap.load(repository)
    feed = ET.fromstring(atom(kb, read_history(kb.root), "https://example.org/"))
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert titles == ["Say it better", "Add <quick> & more", "Begin"]
    content = feed.find(f"{ATOM}entry/{ATOM}content").text
    assert '<a href="https://example.org/slow/">Slow bread is better.</a>' in content
    assert len({entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")}) == 3


def test_pages_tell_when_a_record_was_last_changed(repository):
    kb = argmap.load(repository)
    pages = {page.url: page.body for page in all_pages(kb, read_history(kb.root))}
    assert "last changed <time" in pages["slow/"]
    assert "Changed lately" in pages[""]


def test_a_page_links_to_its_record_as_it_was_at_its_last_commit(repository):
    settings = "knowledge_base: Bread\nrepository: https://example.org/bread\n"
    commit(repository, "Name the repository", {"claims/knowledge-base.yaml": settings})
    kb = argmap.load(repository)
    history = read_history(kb.root)
    id = history.last("bread/slow.yaml").id
    page = next(page for page in all_pages(kb, history) if page.url == "slow/")
    assert f'href="https://example.org/bread/blob/{id}/claims/bread/slow.yaml"' in page.body


def test_without_git_there_are_no_dates(tmp_path):
    kb = argmap.load(write(tmp_path, BREAD))
    assert read_history(tmp_path / "nowhere").commits == ()
    pages = {page.url: page.body for page in all_pages(kb, NO_HISTORY)}
    assert "last changed" not in pages["ann/"]
    assert "Changed lately" not in pages[""]


def test_a_shallow_clone_tells_nothing_rather_than_that_all_is_new(repository, tmp_path):
    clone = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", str(clone))
    assert read_history(clone / "claims").commits == ()
