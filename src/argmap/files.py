"""Where the files of a knowledge base come from: a folder on disk, or whatever else can list and read files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS_FILE = "knowledge-base.yaml"
"""The file that marks the root of a knowledge base."""

TEXTS = ".argmap/texts"
"""Where the texts of archives may lie in a project, each as `ID.txt`; git ignores them."""

MAX_BYTES = 64 * 1024 * 1024
"""The largest file that is read because a record or a commit names it: more than any fingerprint has."""


class Entry(NamedTuple):
    """One thing that lies in a folder.  A symbolic link is a link, whatever it leads to."""

    name: str
    kind: Literal["file", "folder", "link"]


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
            OSError: There is no such file, or it cannot be read.
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


class Folder:
    """The files of a folder on disk."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def entries(self, folder: str = "") -> list[Entry]:
        """What lies in a folder, in any order."""
        with os.scandir(self.root / folder) as found:
            return [Entry(one.name, _kind(one)) for one in found]

    def read(self, file: str) -> bytes:
        """The content of a file.

        Raises:
            OSError: There is no such file, or it cannot be read.
        """
        # Over ten thousand files, a buffer and a Path each cost more than the reading.
        with open(f"{self.root}/{file}", "rb", buffering=0) as stream:  # noqa: PTH123
            return stream.read()

    def named(self, path: str) -> bytes | None:
        """The content of a file of the project; see `Files.named`."""
        file = file_of(project_of(self.root), path)
        try:
            fits = file is not None and file.stat().st_size <= MAX_BYTES
            return file.read_bytes() if file is not None and fits else None
        except OSError:
            return None


def _kind(entry: os.DirEntry[str]) -> Literal["file", "folder", "link"]:
    if entry.is_symlink():
        return "link"
    return "folder" if entry.is_dir() else "file"
