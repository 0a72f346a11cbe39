"""What a command costs: CPU and wall seconds and memory of its whole tree of processes; nothing to run here.

A process starts out with the peak memory of the one that started it, so the measuring is done by a small process of its
own: this file, run as a program.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_TOLD = 2_000
"""Characters of a failed command's output that are passed on."""
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in which the system counts memory."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run of a command took.

    Attributes:
        cpu: User and system seconds of the process and of all it started and waited for.
        wall: Seconds from start to end.
        rss: The most memory any one of these processes held, in MB (10⁶ bytes).
    """

    cpu: float
    wall: float
    rss: float


class CommandError(Exception):
    """A command that failed; the message says which, and shows the end of what it printed."""


class TooSlowError(Exception):
    """A command that was stopped at its time limit."""


def run(
    command: Sequence[str],
    folder: Path,
    env: Mapping[str, str] | None = None,
    limit: float = 600,
) -> Cost:
    """Runs a command in a folder and tells what it cost.

    Args:
        command: The program and its arguments.
        folder: Where.
        env: Its environment; left out, ours.
        limit: Wall seconds after which it is stopped, with all it started.

    Raises:
        TooSlowError: It was stopped.
        CommandError: It did not end with status 0.
    """
    measurer = [sys.executable, "-I", "-S", __file__, str(limit), *command]
    told = subprocess.run(measurer, cwd=folder, env=env, stdout=subprocess.PIPE, check=True).stdout
    found = json.loads(told)
    if found["stopped"]:
        raise TooSlowError(f"{' '.join(command)} took more than {limit:g} s")
    if found["status"]:
        raise CommandError(f"{' '.join(command)} ended with {found['status']}:\n{found['output']}")
    return Cost(found["cpu"], found["wall"], found["rss"])


def _measured(limit: float, command: Sequence[str]) -> dict[str, Any]:
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,  # so that the whole tree can be stopped
        )  # fmt: skip
        stopped = threading.Event()

        def stop() -> None:
            stopped.set()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(limit, stop)
        timer.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except KeyboardInterrupt:
            stop()
            raise
        finally:
            timer.cancel()
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        return {
            "cpu": usage.ru_utime + usage.ru_stime,
            "wall": wall,
            "rss": usage.ru_maxrss * _RSS_UNIT / 1e6,
            "status": process.returncode,
            "stopped": stopped.is_set(),
            "output": output.read().decode(errors="replace")[-_TOLD:],
        }


if __name__ == "__main__":
    print(json.dumps(_measured(float(sys.argv[1]), sys.argv[2:])))
