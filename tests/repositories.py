"""Small git repositories for tests; they need no configuration of git and never touch the project's own."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from tests.knowledge_bases import BREAD, write

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

WHO = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false")


def git(folder: Path, *args: str) -> str:
    """What git answers."""
    done = subprocess.run(
        ["git", *WHO, *args], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def start(folder: Path, files: Mapping[str, str | bytes], below: str = "claims") -> Path:
    """A repository whose first commit holds the knowledge base on bread with further files."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    write(folder / below, {**BREAD, **files})
    return commit(folder)


def commit(folder: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """Commits everything as it lies, after writing some files."""
    write(folder, files or {})
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "A change")
    return folder
