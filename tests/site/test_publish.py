"""A new edition takes the place of the site in one step, or not at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from argmap.site import publish
from argmap.site.publish import Edition, Staging

OLD = {"index.html": b"old front", "a/index.html": b"old a", "gone/index.html": b"gone"}
NEW = {"index.html": b"new front", "a/index.html": b"old a", "b/c/index.html": b"new"}


def issue(site, files):
    with Edition(site) as edition:
        for name, data in files.items():
            edition.write(name, data)
        edition.publish()
    return edition


def held(site):
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    issue(folder, OLD)
    return folder


def test_the_site_holds_just_what_was_written(site):
    assert held(site) == OLD
    edition = issue(site, NEW)
    assert held(site) == NEW
    assert not (site / "gone").exists()
    assert edition.written == 2


def test_a_file_that_does_not_change_stays_the_same_file(site):
    before = (site / "a" / "index.html").stat()
    issue(site, NEW)
    after = (site / "a" / "index.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_editions_follow_each_other_whatever_changes_back_and_forth(site):
    for files in (NEW, OLD, NEW, NEW, {**OLD, **NEW}, OLD, {"a": b"a file now"}, NEW):
        issue(site, files)
        assert held(site) == files


def test_what_is_not_published_changes_nothing(site):
    with Edition(site) as edition:
        edition.write("index.html", b"half done")
        edition.write("a/index.html", b"changed")
    assert held(site) == OLD
    issue(site, NEW)
    assert held(site) == NEW


def test_a_file_somebody_has_changed_on_the_site_is_put_right(site):
    issue(site, OLD)
    (site / "a" / "index.html").write_bytes(b"defaced")
    (site / "stray.html").write_bytes(b"stray")
    issue(site, OLD)
    assert held(site) == OLD
    issue(site, OLD)
    assert held(site) == OLD


def test_nothing_beside_the_site_is_shown_to_git(site):
    assert (site.parent / ".site.argmap" / ".gitignore").read_text() == "*\n"


def test_a_site_that_is_a_link_stays_one(site):
    link = site.parent / "public"
    link.symlink_to(site)
    issue(link, NEW)
    assert link.is_symlink()
    assert held(site) == NEW


def test_a_link_on_the_site_is_never_written_through(site, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_bytes(b"not ours")
    (site / "a" / "index.html").unlink()
    (site / "a" / "index.html").symlink_to(outside / "index.html")
    (site / "b").symlink_to(outside)
    for _ in range(3):
        issue(site, NEW)
        assert held(site) == NEW
    assert held(outside) == {"index.html": b"not ours"}


@pytest.mark.parametrize("broken", ["_exchange", "link"])
def test_systems_without_hard_links_or_exchange_get_the_same_site(site, monkeypatch, broken):
    if broken == "_exchange":
        monkeypatch.setattr(publish, "_exchange", lambda *_: False)
    else:

        def refuse(*_, **__):
            raise PermissionError(1, "no hard links here")

        monkeypatch.setattr(os, "link", refuse)
    for files in (NEW, OLD, NEW):
        issue(site, files)
        assert held(site) == files


def test_a_site_taken_away_between_the_two_steps_comes_back(site):
    """Where the system cannot exchange folders in one step, a build may be killed between the two."""
    site.rename(site.parent / ".site.argmap" / "next.last")
    with Edition(site):
        assert held(site) == OLD


# --- Builds that come to a bad end --------------------------------------------------------------

BUILDER = """
import sys
from pathlib import Path
from argmap.site.publish import Edition
site, mark, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
while True:
    with Edition(site) as edition:
        for number in range(count):
            edition.write(f"page-{number}/index.html", f"{mark} {number}".encode() * 200)
        edition.publish()
    mark += "+"
    if len(sys.argv) > 4:
        break
"""


def builder(site, mark, count=60, *more, **options):
    arguments = [sys.executable, "-c", BUILDER, str(site), mark, str(count), *more]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, **options)


def editions(site):
    """The marks of the pages of a site: one, where it is whole."""
    return {data.split()[0] for data in held(site).values()}


def test_a_build_killed_at_any_moment_leaves_a_whole_site(tmp_path):
    site = tmp_path / "site"
    builder(site, "first", 60, "once").wait()
    for number in range(12):
        process = builder(site, f"k{number}")
        process.stdout.readline()
        time.sleep(0.003 * number)
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert len(held(site)) == 60
        assert len(editions(site)) == 1
    builder(site, "last", 60, "once").wait()
    assert editions(site) == {b"last"}


def test_what_a_killed_build_was_rendering_is_removed_and_what_another_renders_is_not(tmp_path):
    program = (
        "import sys, time; from pathlib import Path; from argmap.site.publish import Staging;"
        "made = Staging(Path(sys.argv[1])); print(made.path, flush=True); time.sleep(60)"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "site")], stdout=subprocess.PIPE, text=True
    )
    theirs = Path(child.stdout.readline().strip())
    (theirs / "index.html").write_text("half done")
    ours = Staging(tmp_path / "site")
    assert held(theirs) == {"index.html": b"half done"}
    child.kill()
    child.wait()
    Staging(tmp_path / "site").remove()
    assert not theirs.exists()
    assert Path(ours.path).is_dir()


def test_two_builds_at_once_each_leave_a_whole_site(tmp_path):
    site = tmp_path / "site"
    both = [builder(site, mark, 300, "once") for mark in ("one", "two")]
    assert [process.wait() for process in both] == [0, 0]
    assert len(held(site)) == 300
    assert editions(site) in ({b"one"}, {b"two"})


def test_a_disk_that_is_full_leaves_the_last_site(site):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))"
    files = "{'index.html': b'new', 'a/index.html': b'x' * 5000}"
    write = f"from tests.site.test_publish import issue; issue(Path({str(site)!r}), {files})"
    program = f"from pathlib import Path\n{limit}\n{write}"
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True
    )
    assert "File too large" in done.stderr
    assert held(site) == OLD
    issue(site, NEW)
    assert held(site) == NEW


def test_who_has_to_wait_for_another_build_is_told(site):
    told = threading.Event()
    files = {"index.html": b"after waiting"}

    def wait():
        with Edition(site, told.set) as edition:
            edition.write("index.html", files["index.html"])
            edition.publish()

    with Edition(site):
        other = threading.Thread(target=wait)
        other.start()
        assert told.wait(10)
        assert held(site) == OLD
    other.join()
    assert held(site) == files
