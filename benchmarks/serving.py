"""How long a writer waits: from saving a record under `argmap serve` until its page shows the change; nothing to run here."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from benchmarks.argmap_tool import Argmap

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_START = 120.0
"""Seconds in which the server must answer."""
_SHOWN = 30.0
"""Seconds in which an edit must be shown."""
_POLL = 0.01
_PLAIN = re.compile(r"claim: (?=[A-Z][^\"':#]*\n)")
"""The start of a claim whose headline can be put after other words as it is."""


def edits(folder: Path, count: int) -> list[float]:
    """Wall seconds from each of some edits of one record until its page shows it.

    Args:
        folder: Holds mkdocs.yml and `claims/`.
        count: How many edits.

    Raises:
        TimeoutError: The server did not come up, or did not show an edit.
    """
    file, text = _editable(folder / "claims")
    with _serving(folder) as address:
        page = f"{address}{file.stem}/"
        _wait(page, "<html", _START)
        waited = []
        for number in range(count):
            words = f"Edit {number} of {os.getpid()} says"
            start = time.perf_counter()
            file.write_text(_PLAIN.sub(f"claim: {words} ", text, count=1), "utf-8")
            _wait(page, words, _SHOWN)
            waited.append(time.perf_counter() - start)
            time.sleep(
                1
            )  # a writer pauses, and what is renewed after the page itself comes to an end
        return waited


def _editable(claims: Path) -> tuple[Path, str]:
    found = [(file, file.read_text("utf-8")) for file in sorted(claims.glob("*/*.yaml"))]
    found = [(file, text) for file, text in found if _PLAIN.match(text)]
    return found[len(found) // 2]


@contextlib.contextmanager
def _serving(folder: Path) -> Iterator[str]:
    """A server on a free port, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{free.getsockname()[1]}"
    site_url = re.search(
        r"^site_url: *(\S+)", (folder / "mkdocs.yml").read_text("utf-8"), re.MULTILINE
    )
    path = urlsplit(site_url[1]).path if site_url else "/"
    server = subprocess.Popen(
        [*Argmap.command, "serve", "--address", host],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield f"http://{host}{path}"
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _wait(page: str, words: str, seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        with contextlib.suppress(URLError, OSError), urlopen(page, timeout=seconds) as answer:
            if words in answer.read().decode():
                return
        time.sleep(_POLL)
    raise TimeoutError(f"{page} does not show {words!r} after {seconds:.0f} s")
