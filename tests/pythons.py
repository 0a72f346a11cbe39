"""Runs the tests, without those in a browser, on every supported Python that this machine has.

python tests/pythons.py           # all of them
python tests/pythons.py 3.13

Each gets an environment in .pythons/ from the lock file.  A Python that is not there is told; under CI it fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SUPPORTED = [
    one.rpartition(" ")[2] for one in PROJECT["classifiers"] if "Python :: 3." in one
]  # fmt: skip


def find(version: str) -> str | None:
    """The program of a Python, such as 3.13, on the path or among those of pyenv."""
    named = shutil.which(f"python{version}")
    pyenv = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    for program in filter(None, [sys.executable, named, *map(str, pyenv)]):
        # pyenv puts programs on the path that only say that they are not active.
        asked = [program, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        told = subprocess.run(asked, capture_output=True, text=True, check=False)
        if told.stdout.strip() == version:
            return program
    return None


def environment(program: str, version: str) -> Path:
    """The Python of an environment with what the lock file pins and this tree."""
    folder = ROOT / ".pythons" / version
    python = folder / "bin" / "python"
    if not python.exists():
        subprocess.run([program, "-m", "venv", str(folder)], check=True)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", "requirements.lock"], cwd=ROOT, check=True)
    subprocess.run([*pip, "--no-build-isolation", "--no-deps", "-e", "."], cwd=ROOT, check=True)
    return python


def main() -> None:
    missing, failed = [], []
    for version in sys.argv[1:] or SUPPORTED:
        program = find(version)
        if program is None:
            print(f"skipped: there is no Python {version} here")
            missing.append(version)
            continue
        python = environment(program, version)
        tests = [str(python), "-m", "pytest", "-q", "-m", "not browser", "-p", "no:cacheprovider"]
        if subprocess.run(tests, cwd=ROOT, check=False).returncode:
            failed.append(version)
        print(f"Python {version}: {'failed' if failed[-1:] == [version] else 'passed'}", flush=True)
    sys.exit(1 if failed or (missing and os.environ.get("CI")) else 0)


if __name__ == "__main__":
    main()
