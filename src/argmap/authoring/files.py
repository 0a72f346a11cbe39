"""Writing files so that a crash leaves the old one whole, and nothing lands outside its folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write(file: Path, text: str | bytes, *, inside: Path, replace: bool = False) -> None:
    """Writes a file in one step: whole or not at all.

    Args:
        file: Where; folders that are missing are made.
        text: What; text is written as UTF-8 with `\\n` line ends.
        inside: The folder the file must lie in, symbolic links resolved.
        replace: Whether an existing file may be replaced.

    Raises:
        FileExistsError: The file is there and `replace` is false.
        PermissionError: A symbolic link leads out of `inside`.
        OSError: The file cannot be written.
    """
    if not file.parent.resolve().is_relative_to(inside.resolve()):
        raise PermissionError(None, f"a symbolic link leads out of {inside}", str(file))
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", dir=file.parent)
    temporary, reserved = Path(name), False
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(text.encode() if isinstance(text, str) else text)
        temporary.chmod(_mode(file))
        if not replace:
            file.touch(exist_ok=False)  # takes the name, or fails where a file is
            reserved = True
        os.replace(temporary, file)  # noqa: PTH105 - named so that a test can make it fail
    except BaseException:
        temporary.unlink(missing_ok=True)
        if reserved:
            file.unlink(missing_ok=True)
        raise


def _mode(file: Path) -> int:
    """The permissions of the file as it is, or those a new file gets."""
    if file.exists():
        return file.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
