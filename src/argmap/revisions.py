"""The files of a git revision, read from git's object store: no checkout, no index, nothing written.

What a revision holds is untrusted.  Its names are only ever looked up in the listing git gave, never on disk; content
is asked for by object id; a symbolic link is listed as one and never followed.
"""

from __future__ import annotations

import errno
import os
import re
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Literal

from argmap.diagnostics import did_you_mean
from argmap.files import MAX_BYTES, SETTINGS_FILE, Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a hook or an alias sets to say which repository it runs in; we look from the folder we are given.
_ELSEWHERE = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR"})  # fmt: skip
_LINK, _SUBMODULE = b"120000", b"160000"


class RevisionError(Exception):
    """A revision cannot be read; the message says why, and what to do."""


@contextmanager
def files_at(path: str | os.PathLike[str], rev: str) -> Iterator[Revision]:
    """The knowledge base at a path as it was at a revision; empty where there was none.

    Args:
        path: Its folder or the folder above, in a work tree or a bare repository.  It need not be there now.
        rev: What git takes for a commit: a branch, a tag, `HEAD~3`, an id; or `A...B`, the commit at which the two
            parted, `B` being HEAD where it is left out.

    Raises:
        RevisionError: There is no git, no repository or no such commit.
    """
    there, below = _existing(Path(path).absolute())
    repository = Repository(there)
    given = "/".join((*repository.prefix.split("/"), *below)).strip("/")
    commit = repository.commit(rev)
    inside = _inside(repository, commit, given)
    folder = f"{given}/{inside}".strip("/") if inside is not None else None
    blobs = _Blobs(repository)
    try:
        yield Revision(repository, commit, folder, there.joinpath(*below, inside or ""), blobs)
    finally:
        blobs.close()


def _existing(path: Path) -> tuple[Path, tuple[str, ...]]:
    """The nearest folder that is there, and the rest of the path."""
    there = path
    while not there.is_dir():
        there = there.parent
    return there, path.relative_to(there).parts


def _inside(repository: Repository, commit: str, given: str) -> str | None:
    """Where in a folder the records lie: in itself (empty) or in `claims`; None where it is no knowledge base."""
    for inside in ("", "claims"):
        if repository.has(
            commit, f"{given}/{inside}/{SETTINGS_FILE}".replace("//", "/").strip("/")
        ):
            return inside
    # A folder that lacks its settings is a knowledge base with a problem; a whole repository is none.
    return "" if given else None


@dataclass(frozen=True, slots=True)
class Repository:
    """A git repository, only ever read.

    Attributes:
        folder: Where git is run: a folder of the work tree, or a bare repository.
    """

    folder: Path

    @property
    def prefix(self) -> str:
        """The way from the top of the work tree to the folder: `kb/claims/`, empty at the top."""
        return os.fsdecode(self._asked("rev-parse", "--show-prefix"))

    def commit(self, rev: str) -> str:
        """The id of the commit a revision names; see `files_at`.

        Raises:
            RevisionError: There is none.
        """
        first, parted, second = rev.partition("...")
        if not parted:
            return self._commit(rev)
        ends = [self._commit(end or "HEAD") for end in (first, second)]
        try:
            return self._asked("merge-base", *ends).decode()
        except RevisionError:
            raise RevisionError(
                f"{rev!r}: no commit is known that both come from{self._shallow()}"
            ) from None

    def _commit(self, rev: str) -> str:
        # git would take a leading dash for an option, and a range names no single commit.
        if rev and not rev.startswith("-") and "\0" not in rev and ".." not in rev:
            asked = self.start("rev-parse", "--verify", "--quiet", f"{rev}^{{commit}}").communicate()  # fmt: skip
            if re.fullmatch(rb"[0-9a-f]{40,}", id := asked[0].strip()):
                return id.decode()
        names = self._asked("for-each-ref", "--format=%(refname:short)").decode().split()
        hint = did_you_mean(rev, names)
        raise RevisionError(
            f"there is no revision {rev!r}" + (f"; {hint}" if hint else "") + self._shallow()
        )

    def _shallow(self) -> str:
        """What to do where the history has been cut off; empty where it has not."""
        if self._asked("rev-parse", "--is-shallow-repository") != b"true":
            return ""
        return (
            "\nthis is a shallow clone, which holds the latest commits only: `git fetch --unshallow` brings the rest "
            "(in a GitHub workflow: actions/checkout with `fetch-depth: 0`)"
        )

    def has(self, commit: str, path: str) -> bool:
        """Whether a commit has a file, or a symbolic link, at a path from the top."""
        return bool(self._asked("ls-tree", "--full-tree", commit, "--", path))

    def tree(self, commit: str, folder: str) -> Iterator[tuple[bytes, str, str]]:
        """Every file below a folder of a commit: (mode, object id, path from the folder)."""
        below = f"{folder}/" if folder else ""
        paths = [below] if below else []
        listed = self._asked("ls-tree", "-r", "-z", "--full-tree", commit, "--", *paths)
        for line in listed.split(b"\0"):
            about, _, path = line.partition(b"\t")
            if path:
                mode, _, id = about.split(b" ")
                yield mode, id.decode(), os.fsdecode(path).removeprefix(below)

    def _asked(self, *args: str) -> bytes:
        """What git answers, without the line end.

        Raises:
            RevisionError: git refuses; the message has what it says.
        """
        process = self.start(*args)
        out, err = process.communicate()
        if process.returncode == 0:
            return out.removesuffix(b"\n")
        said = err.decode(errors="replace").strip()
        if "not a git repository" in said:
            raise RevisionError(f"{str(self.folder)!r} lies in no git repository")
        raise RevisionError(f"git {args[0]} failed: {said}")

    def start(self, *args: str) -> subprocess.Popen[bytes]:
        """A git process whose input and output are pipes.

        Raises:
            RevisionError: git is not installed.
        """
        own = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
        pipe = subprocess.PIPE
        try:
            return subprocess.Popen(  # noqa: S603 - no shell; every argument is our own, an id, or checked
                ["git", "--no-pager", "--literal-pathspecs", *args],  # noqa: S607 - the user's git
                cwd=self.folder,
                env=own | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"},
                stdin=pipe,
                stdout=pipe,
                stderr=pipe,
            )
        except FileNotFoundError:
            raise RevisionError("git is not installed, or not on the PATH") from None


class Revision:
    """The files of a knowledge base in one commit, readable within `files_at`; see `argmap.files.Files`.

    Attributes:
        root: Where the records would lie on disk.
    """

    def __init__(
        self, repository: Repository, commit: str, folder: str | None, root: Path, blobs: _Blobs
    ) -> None:
        self.root = root
        self._repository, self._commit, self._folder = repository, commit, folder
        self._blobs = blobs
        self._ids: dict[str, str] = {}
        self._entries: dict[str, dict[str, Entry]] = {}
        for mode, id, path in repository.tree(commit, folder) if folder is not None else ():
            self._add(_kind(mode), id, path)

    def _add(self, kind: Literal["file", "folder", "link"], id: str, path: str) -> None:
        folder, _, name = path.rpartition("/")
        self._entries.setdefault(folder, {})[name] = Entry(name, kind)
        if kind == "file":
            self._ids[path] = id
        while folder and folder not in self._entries.get(folder.rpartition("/")[0], {}):
            above, _, name = folder.rpartition("/")
            self._entries.setdefault(above, {})[name] = Entry(name, "folder")
            folder = above

    def entries(self, folder: str = "") -> list[Entry]:
        """What lies in a folder, in any order."""
        return list(self._entries.get(folder, {}).values())

    def read(self, file: str) -> bytes:
        """The content of a file.

        Raises:
            OSError: There is no such file, or git cannot give it.
        """
        if file not in self._ids:
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), file)
        return self._blobs.read(self._ids[file])

    def named(self, path: str) -> bytes | None:
        """The content of a file of the project in this commit; see `argmap.files.Files.named`."""
        id = self._project.get(str(PurePosixPath(path)))
        try:
            return self._blobs.read(id) if id is not None else None
        except OSError:
            return None

    @cached_property
    def _project(self) -> dict[str, str]:
        """The object id of every file around the records, by its path from the project."""
        if self._folder is None:
            return {}
        above, _, name = self._folder.rpartition("/")
        listed = self._repository.tree(self._commit, above if name == "claims" else self._folder)
        return {path: id for mode, id, path in listed if _kind(mode) == "file"}


def _kind(mode: bytes) -> Literal["file", "folder", "link"]:
    if mode == _LINK:
        return "link"
    return "folder" if mode == _SUBMODULE else "file"


class _Blobs:
    """Content by object id, from one `git cat-file --batch` that is asked and answers in turn."""

    def __init__(self, repository: Repository) -> None:
        self._process = repository.start("cat-file", "--batch")

    def read(self, id: str) -> bytes:
        ask, answer = self._pipes()
        ask.write(f"{id}\n".encode())
        ask.flush()
        header = answer.readline().split()
        if len(header) != 3:  # noqa: PLR2004 - id, type, size; else "id missing", as in a partial clone
            raise OSError(errno.EIO, "git does not have its content")
        size = int(header[2])
        if size > MAX_BYTES:
            self._skip(answer, size + 1)
            raise OSError(errno.EFBIG, f"it has {size:,} bytes")
        return answer.read(size + 1)[:-1]

    def _pipes(self) -> tuple[IO[bytes], IO[bytes]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout

    def _skip(self, answer: IO[bytes], size: int) -> None:
        while size > 0 and (read := len(answer.read(min(size, 1 << 20)))):
            size -= read

    def close(self) -> None:
        self._process.communicate()
