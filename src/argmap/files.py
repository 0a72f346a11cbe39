"""Where the files of a knowledge base come from: a folder on disk, or whatever else can list and read files."""

from __future__ import annotations

import errno
import os
from stat import S_ISREG
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS_FILE = "knowledge-base.yaml"
"""The file that marks the root of a knowledge base."""

TEXTS = ".argmap/texts"
"""Where the texts of archives may lie in a project, each as `ID.txt`; git ignores them."""

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read: more than any fingerprint has."""

_CHUNK = 1 << 16

# Opening neither follows a link, nor waits for someone to write to a pipe.
_READING = os.O_RDONLY | sum(
    getattr(os, flag, 0) for flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")
)


class Entry(NamedTuple):
    """One thing that lies in a folder.  A symbolic link is a link, whatever it leads to; a pipe or a device is other."""

    name: str
    kind: Literal["file", "folder", "link", "other"]


class Files(Protocol):
    """A tree of files that is read and never written; paths are relative to its root, with forward slashes."""

    @property
    def root(self) -> Path:
        """The folder the files lie in, or would lie in were they on disk."""

    def entries(self, folder: str = "") -> list[Entry]:
        """What lies in a folder, in any order."""

    def read(self, file: str) -> bytes:
        """The content of a file.

        Raises:
            OSError: There is no such file, it cannot be read, or it has over `MAX_BYTES`.
        """

    def named(self, path: str) -> bytes | None:
        """The content of a file of the project around the knowledge base.

        Args:
            path: What a record names it by: untrusted, relative to the project.

        Returns:
            None where there is no such file, it cannot be read, or the path leads elsewhere.
        """


def project_of(root: Path) -> Path:
    """The project a knowledge base belongs to: the folder above one that is called `claims`, else its own."""
    root = root.resolve()
    return root.parent if root.name == "claims" else root


def file_of(project: Path, path: str) -> Path | None:
    """The file a record names relative to its project; None where there is none, or a path leads elsewhere."""
    project = project.resolve()
    file = project / path
    try:
        inside = file.is_file() and file.resolve() == file and file.is_relative_to(project)
    except (OSError, ValueError):
        return None
    return file if inside else None


def content_of(path: str | os.PathLike[str]) -> bytes:
    """The content of a file that somebody else may have put there.

    Raises:
        OSError: There is none; it cannot be read; it is a link, a folder, a pipe, a socket or a device; it has over
            `MAX_BYTES`.
    """
    # Over ten thousand files, the layers of `open` cost as much as the reading.
    handle = os.open(path, _READING)
    try:
        state = os.fstat(handle)
        if not S_ISREG(state.st_mode):
            raise OSError(errno.EINVAL, "it is a folder, a pipe, a socket or a device", str(path))
        if state.st_size > MAX_BYTES:
            raise OSError(errno.EFBIG, f"it has {state.st_size:,} bytes", str(path))
        content = os.read(handle, state.st_size + 1)
        while more := os.read(handle, _CHUNK):
            content += more
        return content
    finally:
        os.close(handle)


class Folder:
    """The files of a folder on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def entries(self, folder: str = "") -> list[Entry]:
        """What lies in a folder, in any order."""
        with os.scandir(self.root / folder) as found:
            return [Entry(one.name, _kind(one)) for one in found]

    def read(self, file: str) -> bytes:
        """The content of a file; see `Files.read`."""
        return content_of(f"{self.root}/{file}")

    def named(self, path: str) -> bytes | None:
        """The content of a file of the project; see `Files.named`."""
        file = file_of(project_of(self.root), path)
        try:
            return content_of(file) if file is not None else None
        except OSError:
            return None


def _kind(entry: os.DirEntry[str]) -> Literal["file", "folder", "link", "other"]:
    if entry.is_file(follow_symlinks=False):
        return "file"
    if entry.is_symlink():
        return "link"
    return "folder" if entry.is_dir(follow_symlinks=False) else "other"
