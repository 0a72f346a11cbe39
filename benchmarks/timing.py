"""CPU seconds of work within this process; nothing to run here, and nothing but the standard library, so that peers can use it."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

REPEATS = 7
SLOW = 3.0
"""Seconds spent on one thing after which it is not run again."""


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """The median CPU seconds of some work, and what it gave; slow work is run once."""
    times: list[float] = []
    while len(times) < REPEATS and sum(times) < SLOW:
        result = None  # what the run before gave is freed outside the clock
        start = time.process_time()
        result = work()
        times.append(time.process_time() - start)
    return median(times), result
