"""Installs the wheel of this tree in an environment of its own, as a newcomer would, and uses it: init, check, build.

python tests/wheel.py            # with the Python that runs this
python tests/wheel.py PYTHON     # with another

Without a package index this is skipped, and said to be; under CI it fails.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
MADE = ["index.html", "slow-bread-digests-easier/index.html", "what-if/index.html", "kb.sqlite", "schemas/claim.schema.json"]  # fmt: skip
# Nothing of this checkout may be found in place of what was installed.
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def run(*command: str | Path, folder: Path) -> str:
    """Runs a command and gives what it printed; one that fails ends this program."""
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, env=CLEAN, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def has_index(python: Path, folder: Path) -> bool:
    """Whether pip gets packages from anywhere."""
    asked = [
        str(python),
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--dest",
        "index",
        "click",
    ]
    return not subprocess.run(
        asked, cwd=folder, capture_output=True, env=CLEAN, check=False
    ).returncode


def try_out(distribution: Path, python: Path, folder: Path) -> None:
    """Installs a wheel or a source distribution and makes a knowledge base with it."""
    run(python, "-m", "pip", "install", "--quiet", distribution, folder=folder)
    argmap = python.parent / "argmap"
    where = run(python, "-c", "import argmap; print(argmap.__file__)", folder=folder)
    assert str(python.parents[1]) in where, where
    run(argmap, "init", "bread", "--title", "What is argued about bread", folder=folder)
    kb = folder / "bread"
    assert "no problems" in run(argmap, "check", "--strict", folder=kb)
    assert "## " not in run(argmap, "check", "--explain", "orphan", folder=kb)
    run(argmap, "build", "--strict", folder=kb)
    missing = [name for name in MADE if not (kb / "site" / name).is_file()]
    assert not missing, missing
    print(f"{distribution.name} works on {run(python, '--version', folder=folder).strip()}")


def main() -> None:
    asked = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind in ("sdist", "wheel"):
            run(sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", folder / "dist", folder=ROOT)  # fmt: skip
        for distribution in sorted((folder / "dist").iterdir()):
            place = folder / distribution.name.replace(".", "-")
            place.mkdir()
            run(asked, "-m", "venv", "venv", folder=place)
            python = place / "venv" / "bin" / "python"
            if not has_index(python, place):
                message = "skipped: pip gets no packages here"
                sys.exit(message) if os.environ.get("CI") else print(message)
                return
            try_out(distribution, python, place)


if __name__ == "__main__":
    main()
