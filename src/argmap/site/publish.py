"""From what was built to what is served: a new edition of the site is made beside it and takes its place in one step.

Whatever happens before that step, the site stays as it was: a build that is killed, a full disk, a refused write.  Files
that do not change are the same files in both editions (hard links), so an edition costs what has changed.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import stat
import sys
import tempfile
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Container
    from pathlib import Path

_RENDERED = "rendered-"
_AT_FDCWD, _EXCHANGE = -100, 2
"""Of Linux's renameat2: paths are relative to the working folder; the two names change places."""


def collect(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path with forward slashes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def put(site: Path, name: str, data: bytes) -> None:
    """Replaces one file of a site, in one step.

    Raises:
        OSError: It cannot be written.
    """
    file = site / name
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    part.write_bytes(data)
    part.replace(file)


class Stamp(NamedTuple):
    """What tells whether a file has been touched since: which it is, when it was written, how long it is."""

    inode: int
    time: int
    size: int

    @classmethod
    def of(cls, path: str) -> Stamp | None:
        """The stamp of a file; None where there is none, whatever else is there."""
        try:
            status = os.stat(path, follow_symlinks=False)
        except OSError:
            return None
        return cls.from_status(status) if stat.S_ISREG(status.st_mode) else None

    @classmethod
    def from_status(cls, status: os.stat_result) -> Stamp:
        """The stamp of a file by what the system tells of it."""
        return cls(status.st_ino, status.st_mtime_ns, status.st_size)


class Edition:
    """The next edition of a site.  Paths have forward slashes and are relative to the site.

    Beside `site` lies `.site.argmap`, which git ignores: the next edition in the making, and a lock for one builder at a time,
    the others waiting.  When an edition is published the last one stays there, to become the one after.

    Attributes:
        written: How many files are not as they were on the site.
    """

    def __init__(self, site: Path, waiting: Callable[[], object] = lambda: None) -> None:
        """Begins with nothing.

        Args:
            site: The folder that is served.
            waiting: Called once where somebody else is making an edition, before waiting for them.
        """
        self._site = str(site.resolve())
        self._workshop = _workshop(self._site)
        self._next = os.path.join(self._workshop, "next")
        self._names: set[str] = set()
        self._made = {self._next}
        self._waiting = waiting
        self.written = 0

    def __enter__(self) -> Self:
        _furnish(self._workshop)
        self._lock = _Lock(os.path.join(self._workshop, "lock"), self._waiting)
        self._recover()
        os.makedirs(self._next, exist_ok=True)  # the one before may have put it in place
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.release()

    def _recover(self) -> None:
        """Puts the last edition back where a build was killed between the two steps of a system that needs two."""
        if not os.path.lexists(self._site) and os.path.isdir(f"{self._next}.last"):
            os.rename(f"{self._next}.last", self._site)

    def stamp(self, name: str) -> Stamp | None:
        """The stamp of a file of the site as it is now; None where there is none."""
        return Stamp.of(f"{self._site}/{name}")

    def keep(self, name: str, stamp: Stamp) -> None:
        """Takes a file over from the site as it is.

        Args:
            name: Its path.
            stamp: Its stamp.
        """
        self._names.add(name)
        old, new = f"{self._site}/{name}", f"{self._next}/{name}"
        if Stamp.of(new) == stamp:
            return
        self._place(new)
        if os.path.lexists(new):
            _clear(new)
        try:
            os.link(old, new, follow_symlinks=False)
        except OSError as error:
            if error.errno not in (errno.EPERM, errno.ENOTSUP, errno.EMLINK, errno.ENOSYS):
                raise
            shutil.copy2(old, new, follow_symlinks=False)  # a file system without hard links

    def write(self, name: str, data: bytes) -> Stamp:
        """Puts in a file; the stamp it then has.

        Raises:
            OSError: It cannot be written.
        """
        there = self.stamp(name)
        if there is not None and there.size == len(data) and _read(f"{self._site}/{name}") == data:
            self.keep(name, there)
            return there
        self._names.add(name)
        self.written += 1
        return self._write(f"{self._next}/{name}", data)

    def _write(self, path: str, data: bytes) -> Stamp:
        # Never into a file that is there: it may be one with a file of the site.
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        self._place(path)
        try:
            handle = os.open(path, flags, 0o666)
        except FileExistsError:
            _clear(path)
            handle = os.open(path, flags, 0o666)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            return Stamp.from_status(os.fstat(handle))
        finally:
            os.close(handle)

    def _place(self, path: str) -> None:
        """Makes the folder a file lies in: a real one, whatever stood there, so that nothing is written elsewhere."""
        folder = os.path.dirname(path)
        if folder in self._made:
            return
        self._place(folder)
        try:
            os.mkdir(folder)
        except FileExistsError:
            if not os.path.isdir(folder) or os.path.islink(folder):
                os.unlink(folder)
                os.mkdir(folder)
        self._made.add(folder)

    def publish(self) -> None:
        """Takes the place of the site.

        Raises:
            OSError: It cannot; the site is as it was.
        """
        _remove_others(self._next, self._names)
        if not os.path.lexists(self._site):
            os.rename(self._next, self._site)
        elif not _exchange(self._next, self._site):
            shutil.rmtree(f"{self._next}.last", ignore_errors=True)
            os.rename(self._site, f"{self._next}.last")
            try:
                os.rename(self._next, self._site)
            except OSError:
                os.rename(f"{self._next}.last", self._site)
                raise
            os.rename(f"{self._next}.last", self._next)

    def discard(self) -> None:
        """Removes what lies beside the site."""
        shutil.rmtree(self._workshop, ignore_errors=True)


class Staging:
    """A folder beside the site that takes what a build renders.  What a killed build has left there, the next one removes.

    Attributes:
        path: The folder.
    """

    def __init__(self, site: Path) -> None:
        """Makes an empty one.

        Raises:
            OSError: Nothing can be written beside the site.
        """
        workshop = _workshop(str(site.resolve()))
        _furnish(workshop)
        door = _Lock(os.path.join(workshop, "staging.lock"), lambda: None)
        try:
            for name in os.listdir(workshop):
                if name.startswith(_RENDERED):
                    _remove_left(os.path.join(workshop, name))
            self.path = tempfile.mkdtemp(prefix=_RENDERED, dir=workshop)
            self._held = _hold(self.path)
        finally:
            door.release()

    def remove(self) -> None:
        """Removes it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self._held is not None:
            os.close(self._held)
            self._held = None


def _remove_left(folder: str) -> None:
    """Removes a folder that no process holds."""
    held = _hold(folder)
    if held is not None:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def _hold(folder: str) -> int | None:
    """Holds a folder until the handle is closed or this process ends; None where another does, or the system cannot."""
    try:
        import fcntl
    except ImportError:  # Windows: what is left stays there
        return None
    handle = os.open(folder, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return handle


def _workshop(site: str) -> str:
    """The folder beside a site in which the next one is made."""
    folder, name = os.path.split(site)
    return os.path.join(folder, f".{name}.argmap")


def _furnish(workshop: str) -> None:
    """Makes the workshop where there is none; git ignores it."""
    os.makedirs(workshop, exist_ok=True)
    ignore = os.path.join(workshop, ".gitignore")
    if not os.path.exists(ignore):
        with open(ignore, "w", encoding="ascii") as file:
            file.write("*\n")


def _read(path: str) -> bytes:
    with open(path, "rb", buffering=0) as file:
        return file.read()


def _clear(path: str) -> None:
    """Removes whatever is at a path."""
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    else:
        os.unlink(path)


def _remove_others(folder: str, files: Container[str], below: str = "") -> bool:
    """Removes what is below a folder and not among some files; whether the folder then holds anything."""
    names = os.listdir(folder)
    if all(below + name in files for name in names):  # so in the folder of nearly every page
        return bool(names)
    holds = False
    with os.scandir(folder) as found:
        entries = list(found)
    for entry in entries:
        name = below + entry.name
        if name in files:
            holds = True
        elif not entry.is_dir(follow_symlinks=False):
            os.unlink(entry.path)
        elif _remove_others(entry.path, files, f"{name}/"):
            holds = True
        else:
            os.rmdir(entry.path)
    return holds


def _exchange(one: str, other: str) -> bool:
    """Lets two folders change places in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        call = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    return bool(call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _EXCHANGE) == 0)


class _Lock:
    """Held by one process at a time, and by none that has ended, however it ended."""

    def __init__(self, path: str, waiting: Callable[[], object]) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            import fcntl
        except ImportError:  # Windows: two builds at once are not kept apart
            return
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(self._handle, fcntl.LOCK_EX)

    def release(self) -> None:
        """Lets the next one in."""
        os.close(self._handle)
