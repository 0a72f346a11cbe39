"""When records were added and last changed, as git remembers it."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_SECONDS = 20
"""How long git may take; a site without dates is better than a build that hangs."""


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit that touched records.

    Attributes:
        id: Its full hash.
        time: When, ISO 8601 with the zone.
        subject: The first line of its message.
        added: The record files it added, relative to the knowledge base.
        changed: The record files it changed.
    """

    id: str
    time: str
    subject: str
    added: tuple[str, ...]
    changed: tuple[str, ...]

    @property
    def date(self) -> str:
        """The day of the commit, YYYY-MM-DD."""
        return self.time[:10]


@dataclass(frozen=True, eq=False)
class History:
    """The commits that touched records; none where there is no git or no whole history.

    Attributes:
        commits: The newest first.
        folder: Where the records lie in the repository, with a slash at its end.
    """

    commits: tuple[Commit, ...] = ()
    folder: str = ""

    @cached_property
    def _last(self) -> Mapping[str, Commit]:
        last: dict[str, Commit] = {}
        for commit in self.commits:
            for file in (*commit.added, *commit.changed):
                last.setdefault(file, commit)
        return last

    def last(self, file: str) -> Commit | None:
        """The last commit that touched a record's file."""
        return self._last.get(file)


NO_HISTORY = History()


def read_history(root: Path) -> History:
    """The history of the records below a folder.

    Left out are deletions, and everything in a shallow clone: its oldest commit seems to have added all.
    """
    if _git(root, "rev-parse", "--is-shallow-repository").strip() != "false":
        return NO_HISTORY
    log = _git(
        root, "log", "--no-renames", "--no-show-signature", "--relative", "-z",
        "--diff-filter=AM", "--name-status", "--format=%x01%H%x00%cI%x00%s", "--", ".",
    )  # fmt: skip
    return History(tuple(_commits(log)), _git(root, "rev-parse", "--show-prefix").strip())


def _commits(log: str) -> Iterator[Commit]:
    for entry in log.split("\x01")[1:]:
        id, time, subject, *rest = (part.strip("\n") for part in entry.split("\x00"))
        files: dict[str, list[str]] = {"A": [], "M": []}
        for status, file in zip(rest[::2], rest[1::2], strict=False):
            if status in files and file.endswith(".yaml"):
                files[status].append(file)
        if files["A"] or files["M"]:
            yield Commit(id, time, subject, tuple(files["A"]), tuple(files["M"]))


def _git(root: Path, *arguments: str) -> str:
    """What git prints; nothing where there is no git, no repository or no commit."""
    command = ["git", "-C", str(root), "-c", "core.quotePath=off", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - fixed arguments
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
