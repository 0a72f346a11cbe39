"""What was worked out before, kept between runs in the user's cache folder.

An entry is only ever a shortcut: one that is missing, damaged, of another version of argmap, or made by anything else is
as if it were not there, and no trouble with the folder raises.  It lies outside every project, so that no pull request can
plant an entry in it.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import sys
import tempfile
import time
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Collection

FOLDER = "ARGMAP_CACHE"
"""The environment variable that names another folder; empty for none, then nothing is kept."""
_MAGIC = b"argmap cache 1\n"
_DIGEST = 20
_DAYS = 60
"""After how many days an entry nobody has renewed is removed."""
_SECONDS_A_DAY = 86_400


def recall(kind: str, name: str, classes: Collection[type] = ()) -> Any:
    """What was kept under a name; None where there is nothing to be trusted.

    Args:
        kind: What kind of thing it is, a word.
        name: What tells it from others of its kind, such as the folder it was worked out from.
        classes: What it is built of besides plain data.
    """
    try:
        file = _file(kind, name)
        if file is None:
            return None
        seal, payload = _unsealed(file.read_bytes())
        if seal != _seal(kind, name, payload):
            return None
        return _Reader(payload, classes).load()
    except Exception:  # noqa: BLE001 - whatever a damaged entry leads to, the thing is worked out anew
        return None


def keep(kind: str, name: str, what: object) -> None:
    """Keeps something for the next run, in one step; what cannot be kept is not.

    Args:
        kind: As for `recall`.
        name: As for `recall`; what was kept under it before is replaced.
        what: Plain data, or instances of the classes `recall` will be told.
    """
    with contextlib.suppress(OSError):
        file = _file(kind, name)
        if file is None:
            return
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _remove_old(file.parent)
        payload = pickle.dumps(what, protocol=5)
        handle, temporary = tempfile.mkstemp(dir=file.parent, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(_MAGIC + _seal(kind, name, payload) + payload)
            Path(temporary).replace(file)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise


def _file(kind: str, name: str) -> Path | None:
    folder = os.environ.get(FOLDER)
    if folder is None:
        from platformdirs import user_cache_path

        folder = str(user_cache_path("argmap", appauthor=False))
    if not folder:
        return None
    told = name.encode("utf-8", "surrogateescape")
    return Path(folder) / f"{kind}-{blake2b(told, digest_size=_DIGEST).hexdigest()}"


def _unsealed(raw: bytes) -> tuple[bytes, bytes]:
    if not raw.startswith(_MAGIC):
        raise ValueError("no entry")
    start = len(_MAGIC) + _DIGEST
    return raw[len(_MAGIC) : start], raw[start:]


def _seal(kind: str, name: str, payload: bytes) -> bytes:
    """What an entry begins with: a digest of itself and of the program that made it."""
    told = f"{_program()}\n{kind}\n{name}\n".encode("utf-8", "surrogateescape")
    return blake2b(told + payload, digest_size=_DIGEST).digest()


@lru_cache(maxsize=1)
def _program() -> str:
    """What tells this argmap, with the Python and the libraries it runs on, from any other."""
    package = Path(__file__).parent
    parts = [sys.version]
    for folder, _, names in os.walk(package):
        for name in sorted(names):
            if name.endswith(".py"):
                state = os.stat(f"{folder}/{name}")  # noqa: PTH116 - of 150 files at every start
                parts.append(f"{folder}/{name} {state.st_size} {state.st_mtime_ns}")
    # Installing, removing or renewing a library changes the folder it lies in.
    for path in sys.path:
        if path.endswith("-packages"):
            with contextlib.suppress(OSError):
                parts.append(f"{path} {os.stat(path).st_mtime_ns}")  # noqa: PTH116
    return "\n".join(sorted(parts))


@lru_cache(maxsize=1)
def _remove_old(folder: Path) -> None:
    oldest = time.time() - _DAYS * _SECONDS_A_DAY
    for file in folder.iterdir():
        with contextlib.suppress(OSError):
            if file.stat().st_mtime < oldest:
                file.unlink()


class _Reader(pickle.Unpickler):
    """Reads plain data and instances of the classes it is told; an entry that names anything else is refused."""

    def __init__(self, payload: bytes, classes: Collection[type]) -> None:
        super().__init__(io.BytesIO(payload))
        self._classes = {(one.__module__, one.__qualname__): one for one in classes}

    def find_class(self, module: str, name: str) -> type:
        found = self._classes.get((module, name))
        if found is None:
            raise pickle.UnpicklingError(f"{module}.{name} is not kept")
        return found
