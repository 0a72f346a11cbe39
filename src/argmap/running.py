"""Running a project's own experiments: each one module, in a process of its own, with a time limit."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from argmap.results import FOLDER, RESULTS, Report, module_of, read

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

    from argmap.model import Experiment

_NEEDS_PACKAGE = 4
"""The exit status of `python -m experiments` where a package is not installed."""


_LOOK = 0.1
"""After how many seconds a process is looked at again."""


class CannotRunError(Exception):
    """The experiment cannot be run; the message says why."""


class PackageMissingError(CannotRunError):
    """A package it needs is not installed; the message names it."""


@dataclass(frozen=True, slots=True)
class Made:
    """What a run wrote.

    Attributes:
        report: The result.
        files: The result file and its plot, in the project; empty for a trial.
    """

    report: Report
    files: tuple[Path, ...]


def run(
    experiment: Experiment,
    project: Path,
    *,
    seeds: int | None = None,
    smoke: bool = False,
    minutes: float = 30,
    stop: Event | None = None,
) -> Made:
    """Runs an experiment and keeps its result and plot in `experiments/results/`.

    The module runs in the project's folder as `python -m experiments NAME`, on one thread.  Nothing that was there
    is touched unless the run succeeds.

    Args:
        experiment: The record; its `run:` names the module.
        project: The folder that holds `experiments/`.
        seeds: How many; None: as many as the module says.
        smoke: Whether to try it at its smallest sizes only and to keep nothing.
        minutes: After how long it is stopped.
        stop: Stops it when set.

    Raises:
        CannotRunError: It cannot be run, failed, took too long, or was stopped.
        OSError: The result cannot be written.
    """
    name = module_of(project, experiment.run)
    if name is None:
        raise CannotRunError(
            f"`run:` of {experiment.id} names no module: {experiment.run!r}"
            if experiment.run
            else f"{experiment.id} has no `run:`, the module under {FOLDER}/ that runs it"
        )
    with tempfile.TemporaryDirectory(prefix="argmap-run-") as folder:
        options = ["--out", folder]
        options += ["--seeds", str(seeds)] if seeds is not None else []
        options += ["--smoke"] if smoke else []
        _python(["-m", FOLDER, name, *options], project, minutes, stop or Event())
        report = _checked(Path(folder), experiment)
        files = () if smoke else _kept(Path(folder), experiment.id, project)
    return Made(report, files)


def run_several(
    experiments: Iterable[Experiment], project: Path, jobs: int, **how: Any
) -> Generator[tuple[Experiment, Made | CannotRunError]]:
    """Runs several experiments, each on a thread of its own, and gives each with what it wrote or why it did not.

    Args:
        experiments: The records; they come back in the order in which they end.
        project: As for `run`.
        jobs: How many run at once.
        how: As for `run`.  Whoever stops asking for the next one stops those that run.

    Raises:
        OSError: A result cannot be written.
    """
    stop = Event()
    with ThreadPoolExecutor(jobs) as pool:
        asked = {pool.submit(run, one, project, stop=stop, **how): one for one in experiments}
        try:
            for ended in as_completed(asked):
                try:
                    yield asked[ended], ended.result()
                except CannotRunError as error:
                    yield asked[ended], error
        finally:
            stop.set()
            pool.shutdown(cancel_futures=True)


def _python(arguments: list[str], project: Path, minutes: float, stop: Event) -> None:
    """Runs Python in a group of its own, so that whatever it starts can be stopped with it."""
    # Sets are ordered by hashes, so these are the same at every run; what is printed is for the terminal.
    environment = os.environ | {"PYTHONHASHSEED": "0", "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, and a module named by a checked record
        [sys.executable, *arguments],
        cwd=project,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    end = time.monotonic() + minutes * 60
    try:
        while (status := process.poll()) is None:
            if time.monotonic() > end:
                raise CannotRunError(f"stopped after {minutes:g} minutes")
            if stop.wait(_LOOK):
                raise CannotRunError("stopped")
    finally:
        _stop(process)
    if status == _NEEDS_PACKAGE:
        raise PackageMissingError("a package it needs is not installed: pip install 'argmap[experiments]'")  # fmt: skip
    if status:
        raise CannotRunError(f"failed with exit status {status}; what it said stands above")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()


def _checked(folder: Path, experiment: Experiment) -> Report:
    """The result in a folder, held against its record."""
    try:
        report = read(folder / f"{experiment.id}.json")
    except (OSError, ValueError) as error:
        raise CannotRunError(f"left no result for {experiment.id}: {error}") from error
    foreseen = {"inconclusive", *(name for test in experiment.tests for name in test.predictions)}
    if report.outcome not in foreseen:
        raise CannotRunError(f"decided {report.outcome!r}, which its record does not foresee")
    return report


def _kept(folder: Path, id: str, project: Path) -> tuple[Path, ...]:
    target = project / RESULTS
    target.mkdir(exist_ok=True)
    if not target.resolve().is_relative_to(project.resolve()):
        raise CannotRunError(f"{RESULTS} is a link that leads out of the project")
    files = tuple(target / f"{id}{suffix}" for suffix in (".json", ".svg"))
    for file in files:
        part = file.with_suffix(f"{file.suffix}.part")
        shutil.copyfile(folder / file.name, part)
        part.replace(file)
    return files
