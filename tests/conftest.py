"""Fixtures for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from argmap import store
from tests.chromium import find_chromium

ROOT = Path(__file__).parents[1]


# How long an example takes says more of the machine than of the code; timing belongs in benchmarks/.
settings.register_profile("argmap", deadline=None)
settings.load_profile("argmap")


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch):
    """Every test works all out anew, and leaves the user's cache alone."""
    monkeypatch.setenv(store.FOLDER, "")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of source data beside the checkout."""
    folder = ROOT.parent / "shared"
    if not (folder / "sources" / "beren-comments.txt").is_file():
        pytest.skip("the source text is not here: ../shared/sources/beren-comments.txt")
    return folder


@pytest.fixture(scope="session")
def browser():
    """A real browser; without one the test is skipped, except under CI, where it fails."""
    sync_api = pytest.importorskip("playwright.sync_api")
    path = find_chromium()
    if path is None:
        reason = "no Chromium: install one, or name it in the variable CHROMIUM"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
