"""Finds a Chromium for the browser tests, or installs one where that is allowed.

python tests/chromium.py             print where it is
python tests/chromium.py --install   install one if there is none
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find_chromium() -> str | None:
    """The browser named by the variable CHROMIUM, one on the path, or the one Playwright installed."""
    named = [os.environ.get("CHROMIUM", ""), *NAMES]
    found = next((path for name in named if name and (path := shutil.which(name))), None)
    if found or MAC.exists():
        return found or str(MAC)
    return _playwrights_own()


def _playwrights_own() -> str | None:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> bool:
    """Tries Debian's package, then Playwright's own download; says whether a browser is there."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (
            ["apt-get", "update", "-qq"],
            ["apt-get", "install", "-qq", "-y", "--no-install-recommends", "chromium"],
        ):
            subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    if find_chromium() is None:
        command = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(command, check=False)
    return find_chromium() is not None


if __name__ == "__main__":
    path = find_chromium()
    if path is None and "--install" in sys.argv:
        print("No Chromium found; installing one for the browser tests ...")
        install()
        path = find_chromium()
    print(path or "No Chromium: the browser tests are skipped (and fail under CI).")
