"""Templates as they were compiled before, kept between builds."""

from __future__ import annotations

import marshal
from functools import cached_property
from typing import TYPE_CHECKING

from jinja2 import BytecodeCache

from argmap import store

if TYPE_CHECKING:
    from types import CodeType

    from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """The compiled templates of some folders: of each the last text it had."""

    def __init__(self, folders: str) -> None:
        """Takes what was kept under the name of the folders, once it is needed."""
        self._folders = folders
        self._new = False

    @cached_property
    def _code(self) -> dict[str, tuple[str, CodeType]]:
        # Code of another Python, or that anybody has touched, is not recalled.
        kept = store.recall("templates", self._folders)
        code: dict[str, tuple[str, CodeType]] = {} if kept is None else marshal.loads(kept)  # noqa: S302
        return code

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hands out what was compiled of a template, if its text is still the same."""
        checksum, code = self._code.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Takes what has been compiled."""
        assert bucket.code is not None
        self._code[bucket.key] = bucket.checksum, bucket.code
        self._new = True

    def keep(self) -> None:
        """Keeps it for the next build."""
        if self._new:
            store.keep("templates", self._folders, marshal.dumps(self._code))
            self._new = False
