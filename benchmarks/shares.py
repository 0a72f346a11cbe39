"""Where the time of a check or of a whole site goes, as a table for docs/performance.md.

python -m benchmarks.shares check 10000
python -m benchmarks.shares site 10000

The shares are of a run under Python's profiler, which makes what consists of many small calls look larger than it is.
"""

from __future__ import annotations

import pstats
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import generate
from benchmarks.argmap_tool import prepare
from benchmarks.report import table
from benchmarks.synthetic import draw

# Functions that do not call each other: what, the end of the file's name, the function.
PARTS = {
    "check": [
        ("reading the files", "argmap/files.py", "read"),
        ("YAML to plain data", "argmap/yamlio.py", "parse"),
        ("plain data to records", "argmap/schema.py", "read_record"),
        ("linking, quotes, all checks", "argmap/checks/__init__.py", "run_checks"),
        ("keeping the verdict", "argmap/store.py", "keep"),
    ],
    "site": [
        ("reading and checking", "argmap/loader.py", "load"),
        ("topics and listings, maps laid out", "argmap/site/ledger.py", "framed"),
        ("pages of records, written", "argmap/site/assemble.py", "_made"),
        ("telling what can be kept", "argmap/site/assemble.py", "_kept"),
        ("checking every link", "argmap/site/assemble.py", "_refuse_dead"),
        ("search", "argmap/site/search.py", "index"),
        ("`kb.json`, `kb.sqlite`", "argmap/site/data.py", "files"),
        ("what if", "argmap/site/whatif.py", "file"),
    ],
}


def shares(profile: Path, work: str) -> list[tuple[str, float]]:
    """The share of each part in a profile, from 0 to 1, and of all the rest."""
    stats = pstats.Stats(str(profile))
    timed = {(file, name): row[3] for (file, _, name), row in stats.stats.items()}
    total = stats.total_tt
    found = [
        (told, sum(seconds for (file, name), seconds in timed.items() if file.endswith(end) and name == function) / total)
        for told, end, function in PARTS[work]
    ]  # fmt: skip
    return [*found, ("all else", 1 - sum(share for _, share in found))]


def main() -> None:
    work, claims = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        generate.write(draw(claims), folder)
        prepare(folder / "cache")
        command = "check" if work == "check" else "build"
        profile = folder / "profile"
        run = [sys.executable, "-m", "cProfile", "-o", str(profile), "-m", "argmap", command]
        subprocess.run(run, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        rows = [[told, f"{share:.0%}"] for told, share in shares(profile, work)]
    print(table([f"{claims:,} claims", "Share"], rows, "lr"))


if __name__ == "__main__":
    main()
