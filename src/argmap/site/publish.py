"""From what was built to what is served: only changed files are written, stale ones go last."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable
    from pathlib import Path


def collect(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path with forward slashes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def publish(files: Iterable[tuple[str, bytes]], site: Path) -> tuple[int, int]:
    """Makes a folder hold exactly these files.

    Each file is replaced in one step, so that a reader never meets half a page.

    Args:
        files: What the site consists of: each path with forward slashes, and its bytes.
        site: The folder that is served.

    Returns:
        How many files were written, and how many were removed.
    """
    written, names = write(files, site)
    return written, _remove_stale(names, site)


def write(files: Iterable[tuple[str, bytes]], site: Path) -> tuple[int, set[str]]:
    """Writes the files that the folder does not hold as they are; how many, and the paths of all of them."""
    written = 0
    made: set[str] = set()
    names: set[str] = set()
    root = str(site)
    for name, data in files:
        names.add(name)
        path = f"{root}/{name}"
        if _holds(path, data):
            continue
        folder = os.path.dirname(path)  # noqa: PTH120 - a Path for each of 10,000 files costs seconds
        if folder not in made:
            _make(folder)
            made.add(folder)
        temporary = f"{path}.part"
        with open(temporary, "wb") as file:  # noqa: PTH123
            file.write(data)
        os.replace(temporary, path)  # noqa: PTH105
        written += 1
    return written, names


def _make(folder: str) -> None:
    # Most folders are new and lie in one that exists: one call in place of the three of `makedirs`.
    try:
        os.mkdir(folder)  # noqa: PTH102
    except FileExistsError:
        pass
    except FileNotFoundError:
        os.makedirs(folder)  # noqa: PTH103


def _holds(path: str, data: bytes) -> bool:
    try:
        if os.stat(path).st_size != len(data):  # noqa: PTH116
            return False
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read() == data
    except OSError:
        return False


def _remove_stale(files: Container[str], site: Path) -> int:
    removed = 0
    root = str(site)
    for folder, _, names in os.walk(root, topdown=False):
        for name in names:
            path = f"{folder}/{name}"
            if path[len(root) + 1 :].replace(os.sep, "/") not in files:
                os.unlink(path)  # noqa: PTH108
                removed += 1
        if folder != root and not os.listdir(folder):  # noqa: PTH208
            os.rmdir(folder)  # noqa: PTH106
    return removed
