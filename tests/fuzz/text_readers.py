"""Coverage-guided fuzzing of the importers; not part of the test suite, since it runs as long as it is let.

It needs atheris (Linux, `pip install atheris`):

    python tests/fuzz/text_readers.py argdown -max_total_time=120
    python tests/fuzz/text_readers.py kialo -max_total_time=120 CORPUS

An input that raises is written to the current folder.  Further options are libFuzzer's.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).parents[2]))

with atheris.instrument_imports(include=["argmap.interchange"]):
    from argmap.interchange import argdown, kialo
    from argmap.interchange.drafts import knowledge_base

from tests.interchange.random_maps import HOSTILE
from tests.interchange.test_hostile import HUGE, LINES

READERS = {"argdown": argdown.read, "kialo": kialo.read}
SEEDS = ("\n".join(LINES), "\n\n".join(LINES), *LINES)


def main() -> None:
    """Fuzzes the reader named first."""
    reader = READERS[sys.argv.pop(1)]

    def one(raw: bytes) -> None:
        knowledge_base(reader(raw, file="x", topic="bread"), Path("x"))

    with tempfile.TemporaryDirectory() as folder:
        words = Path(folder) / "words"
        words.write_text("".join(_entry(word) for word in (*HOSTILE, *LINES)), "utf-8")
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for number, seed in enumerate(SEEDS):
            (corpus / str(number)).write_text(seed, "utf-8")
        (corpus / "cycle").write_bytes(HUGE["cycle"][:2_000])
        atheris.Setup([*sys.argv, f"-dict={words}", "-timeout=20", str(corpus)], one)
        atheris.Fuzz()


def _entry(word: str) -> str:
    escaped = "".join(f"\\x{byte:02x}" for byte in word.encode())
    return f'"{escaped}"\n' if word else ""


if __name__ == "__main__":
    main()
