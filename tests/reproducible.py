"""Builds the site of a commit twice, as two people would, and tells the files that differ.

python tests/reproducible.py            # this repository's last commit
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src"
# What differs between two people's machines: where a set begins, the clock, the language, who may read a file.
ANN = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LANG": "C", "LC_ALL": "C"}
BOB = {"PYTHONHASHSEED": "2", "TZ": "America/New_York", "LANG": "C.utf8", "LC_ALL": "C.utf8"}
UMASKS = (0o022, 0o077)
DAYS = (946_684_800, 1_900_000_000)
"""Seconds since 1970 at which the two build, as MkDocs sees it, and their files were changed."""


def two_builds(repository: Path, folder: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The last commit of a repository built in two folders and surroundings: every file of either site, by its path.

    Args:
        repository: Has mkdocs.yml at its root.
        folder: Where the two may work.
    """
    ann = _build(repository, folder / "ann", ANN, UMASKS[0], DAYS[0], backwards=False)
    bob = _build(
        repository, folder / "bobs-longer-folder" / "kb", BOB, UMASKS[1], DAYS[1], backwards=True
    )
    return ann, bob


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The paths of the files that are not the same in both."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def _build(
    repository: Path,
    place: Path,
    settings: dict[str, str],
    umask: int,
    day: int,
    *,
    backwards: bool,
) -> dict[str, bytes]:
    subprocess.run(["git", "clone", "--quiet", str(repository), str(place)], check=True)
    files = sorted(path for path in place.rglob("*") if path.is_file() and ".git" not in path.parts)
    for file in reversed(files) if backwards else files:
        # Written anew, so that the folder lists them in another order.
        text = file.read_bytes()
        file.unlink()
        file.write_bytes(text)
        os.utime(file, (day, day))
    subprocess.run(
        [sys.executable, "-m", "argmap", "build"], cwd=place, umask=umask, check=True, stdout=subprocess.DEVNULL,
        env={**os.environ, **settings, "SOURCE_DATE_EPOCH": str(day), "PYTHONPATH": str(SOURCE)},
    )  # fmt: skip
    site = place / "site"
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


def main() -> None:
    root = Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder:
        one, other = two_builds(root, Path(folder))
    found = differing(one, other)
    print(f"{len(one):,} files, {len(found)} differ", *found[:20], sep="\n  ")
    sys.exit(1 if found or not one else 0)


if __name__ == "__main__":
    main()
