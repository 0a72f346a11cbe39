"""`argmap build` and `serve`."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time

import pytest

from argmap.site import publish
from tests.cli.run import run

RECORD = "claims/bread/slow-bread-digests-easier.yaml"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    assert run("init", str(tmp_path / "mine")).exit_code == 0
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine"


def test_a_fresh_knowledge_base_builds_strictly(folder):
    result = run("build", "--strict", "--site-dir", "public")
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("built public\n")
    page = folder / "public" / "slow-bread-digests-easier" / "index.html"
    assert "Bread from slow dough is easier to digest" in page.read_text("utf-8")


def test_it_builds_from_a_folder_below(folder, monkeypatch):
    monkeypatch.chdir(folder / "claims" / "bread")
    assert run("build").exit_code == 0
    assert (folder / "site" / "index.html").is_file()


def test_a_disk_that_fills_while_mkdocs_writes_is_told_with_the_site(folder, monkeypatch):
    assert run("build").exit_code == 0
    before = (folder / "site" / "index.html").read_bytes()

    def full(source, target):
        raise OSError(errno.ENOSPC, "No space left on device", source)

    monkeypatch.setattr("mkdocs.utils.copy_file", full)
    result = run("build")
    assert result.exit_code == 1
    site = folder / "site"
    assert (
        result.stderr
        == f"not built: {site} cannot be renewed and is as it was: No space left on device\n"
    )
    assert (site / "index.html").read_bytes() == before


def test_a_build_that_fails_tells_why_and_leaves_the_last_site(folder):
    assert run("build").exit_code == 0
    before = (folder / "site" / "bread" / "index.html").read_bytes()
    (folder / RECORD).write_text("claim: A is b.\nsuports: [c]\n", "utf-8")
    result = run("build")
    assert result.exit_code == 1
    assert "did you mean 'supports'?" in result.output
    assert "Traceback" not in result.output
    assert (folder / "site" / "bread" / "index.html").read_bytes() == before


def test_why_a_build_failed_is_told_once(folder):
    (folder / RECORD).write_text("claim: A is b.\nsuports: [c]\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "argmap", "build"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert (done.stdout + done.stderr).count("did you mean 'supports'?") == 1


def test_what_a_killed_build_rendered_is_removed_by_the_next(folder):
    child = subprocess.Popen([sys.executable, "-m", "argmap", "build"])
    workshop = folder / ".site.argmap"
    while not any(workshop.glob("rendered-*/assets")):
        assert child.poll() is None
        time.sleep(0.01)
    child.kill()
    child.wait()
    assert any(workshop.glob("rendered-*"))
    assert run("build").exit_code == 0
    assert not any(workshop.glob("rendered-*"))


@pytest.mark.parametrize("mounted", ["before", "after"])
def test_a_site_that_is_a_mount_point_is_left_with_advice(folder, monkeypatch, mounted):
    """No test may mount anything, so the system is made to answer as it does of a mount point."""
    (folder / "site").mkdir()
    if mounted == "after":
        assert run("build").exit_code == 0

    def held(error):
        def refuse(old, new, **_):
            raise OSError(error, os.strerror(error), old, None, new)

        return refuse

    monkeypatch.setattr(publish, "_exchange", lambda *_: False)
    monkeypatch.setattr(os, "rename", held(errno.EBUSY))
    monkeypatch.setattr(os, "link", held(errno.EXDEV))
    (folder / "site" / "mine.txt").write_text("as it was", "utf-8")
    result = run("build")
    assert result.exit_code == 1
    assert f"such as {folder / 'site' / 'public'}" in result.output
    assert (folder / "site" / "mine.txt").read_text("utf-8") == "as it was"


def test_pages_for_another_generator(folder):
    result = run("build", "--pages", "out")
    assert result.exit_code == 0
    page = (folder / "out" / "slow-bread-digests-easier.md").read_text("utf-8")
    assert page.startswith("---\ntitle: ")


def test_no_pages_are_written_from_records_with_errors(folder):
    (folder / RECORD).write_text("claim: A is b.\nsuports: [c]\n", "utf-8")
    result = run("build", "--pages", "out")
    assert result.exit_code == 1
    assert "did you mean 'supports'?" in result.stdout
    assert not (folder / "out").exists()


def test_settings_that_cannot_be_read_are_told(folder):
    (folder / "mkdocs.yml").write_text("site_name: x\nplugins: [nonsense]\n", "utf-8")
    result = run("build")
    assert result.exit_code == 1
    assert "Traceback" not in result.output


def test_an_address_that_is_none_is_told(folder):
    result = run("serve", "--address", "nonsense")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
