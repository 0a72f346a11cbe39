"""Coverage-guided fuzzing of all that `argmap.load` reads; not part of the test suite, since it runs as long as it is let.

It needs atheris (Linux, `pip install atheris`):

    python tests/fuzz/knowledge_base.py -max_total_time=600
    python tests/fuzz/knowledge_base.py -max_total_time=600 CORPUS

An input is one file or several, parted by the byte 1E: the first byte of each says which, the rest is what is in it.  The
other files are a small knowledge base that names them.  Records come from `claims/`, so that what is tried looks like what people write.  An input
fails that raises, takes over two seconds, or brings the memory over 500 MB; it is written to the current folder.  Further options are libFuzzer's.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["argmap"]):
    from argmap import loader, readings
    from argmap.files import Entry
    from argmap.reasoning import solution
    from argmap.report import github, sarif, text, to_json

from tests.knowledge_bases import BREAD  # noqa: E402 - the folder above is told first

PARTED = b"\x1e"
SECONDS = 2.0
MEGABYTES = 500

KINDS = ("claim", "evidence", "crux", "experiment", "topic", "person", "source")
OTHERS = {
    **{name: content.encode() for name, content in BREAD.items()},
    "bread/a.yaml": b"claim: Slow bread is easier to digest.\nsupports: [b]\n",
    "bread/b.yaml": b'claim: Bread should be slow.\nattacks: [{to: a, because: "[[x]] says so."}]\n'
    b"positions:\n  - person: ann\n    stance: accepts\n    quotes: [{text: I find it easier to digest, source: talk}]\n",
    "bread/rise.yaml": b"experiment: Does it rise?\ntests: [{claim: a, if_true: 0.8, if_false: 0.2}]\nstatus: done\n"
    b"run: experiments/rise.py\nresult: {outcome: 'yes', date: 2026-01-31, report: experiments/results/rise.json}\n",
}  # fmt: skip
PROJECT = {
    "experiments/rise.py": b"print('sour')\n",
    "experiments/results/rise.json": json.dumps({
        "experiment": "rise", "outcome": "yes", "limits": "None.", "seeds": [0, 1], "code": {"experiments/rise.py": "0"},
        "measures": {"rise": {"about": "cm", "role": "measure", "mean": 1.5, "low": 0, "high": 2}},
        "made": {"date": "2026-01-31", "seconds": 1.0, "versions": {"numpy": "2"}},
    }).encode(),
    "experiments/results/rise.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><path d="M0 0"/></g><use href="#a"/></svg>',
    ".argmap/texts/talk.txt": b"Slow bread is not magic.\n",
}  # fmt: skip
PLACES = (
    *(f"bread/{kind}.yaml" for kind in KINDS),
    "knowledge-base.yaml",
    "sources/talk.fingerprint",
    "sources/talk.yaml",
    *PROJECT,
)
"""The file each first byte stands for; each kind has a place of its own so that the corpus keeps them apart."""


class Held:
    """Files in memory; see `argmap.files.Files`."""

    root = Path("/nowhere/claims")

    def __init__(self, tried: dict[str, bytes]) -> None:
        self._records = OTHERS | {name: tried[name] for name in tried if name not in PROJECT}
        self._project = PROJECT | {name: tried[name] for name in tried if name in PROJECT}

    def entries(self, folder: str = "") -> list[Entry]:
        """What lies in a folder."""
        inside = [name.removeprefix(f"{folder}/") for name in self._records if not folder or name.startswith(f"{folder}/")]  # fmt: skip
        return sorted({Entry(first, "folder" if rest else "file") for first, _, rest in (name.partition("/") for name in inside)})  # fmt: skip

    def read(self, file: str) -> bytes:
        """The content of a file."""
        try:
            return self._records[file]
        except KeyError:
            raise FileNotFoundError(2, "No such file or directory") from None

    def named(self, path: str) -> bytes | None:
        """The content of a file of the project."""
        return self._project.get(path)


CACHE = readings.Cache()
"""What the files beside the one tried were read as."""
SLOWEST = [0.0]


def try_one(raw: bytes) -> None:
    """One input: it is read, checked, solved and told."""
    if not raw:
        return
    tried = {PLACES[part[0] % len(PLACES)]: part[1:] for part in raw.split(PARTED) if part}
    solved = raw[0] >= 128
    started = time.process_time()
    kb = loader.load_from(Held(tried), cache=CACHE, numbers=solved)
    for found in kb.diagnostics:
        assert found.span.line >= 1
        assert found.message
    for told in (text(kb.diagnostics), github(kb.diagnostics), sarif(kb.diagnostics)):
        told.encode()
    json.loads(to_json(kb.settings.headline))
    if solved:
        solution.credences(kb)
    took = time.process_time() - started
    if took > SLOWEST[0]:
        SLOWEST[0] = took
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        sys.stderr.write(
            f"slowest so far: {took:.3f} s for {len(raw):,} bytes; memory {memory} MB\n"
        )
    assert took < SECONDS, f"{took:.1f} s"


def seeds(folder: Path) -> None:
    """Writes what the fuzzer begins with: the records of `claims/` and the files around them."""
    folder.mkdir()
    examples = [(f"bread/{path.read_text('utf-8').partition(':')[0]}.yaml", path.read_bytes()) for path in sorted((ROOT / "claims").glob("*/*.yaml"))[::3]]  # fmt: skip
    examples += [(name, content) for name, content in (OTHERS | PROJECT).items() if name in PLACES]
    examples += [("sources/talk.yaml", path.read_bytes()) for path in sorted((ROOT / "claims/sources").glob("*.yaml"))[:5]]  # fmt: skip
    for path in sorted((ROOT / "experiments/results").glob("*.json"))[:3]:
        examples += [("experiments/results/rise.json", path.read_bytes()), ("experiments/results/rise.svg", path.with_suffix(".svg").read_bytes())]  # fmt: skip
    several = (bytes([PLACES.index(name)]) + content for name, content in (OTHERS | PROJECT).items() if name in PLACES)  # fmt: skip
    (folder / "several").write_bytes(PARTED.join(several))
    (folder / "two").write_bytes(
        b"\x80" + OTHERS["bread/a.yaml"] + PARTED + b"\x01" + OTHERS["bread/b.yaml"]
    )
    for number, (name, content) in enumerate(examples):
        (folder / f"{number}").write_bytes(bytes([PLACES.index(name)]) + content)
        (folder / f"{number}-solved").write_bytes(bytes([PLACES.index(name) + len(PLACES) * (128 // len(PLACES) + 1)]) + content[:2000])  # fmt: skip


WORDS = (
    *(f"\x1e{chr(place)}" for place in range(len(PLACES))), *(f"{kind}: " for kind in (*KINDS, "knowledge_base")), *("supports: ", "attacks: ", "undercuts: ", "depends_on: ", "positions:\n  - "),
    *("quotes: ", "text: ", "source: ", "prior: ", "value: ", "because: ", "with: [not ", "basis: ", "to: ", "expect: {above: "),
    *("turns_on: ", "between: ", "outcomes: ", "report: ", "archive: {in: talk, lines: [[1, 3]]}", "speakers:\n  - {line: 1, words: [1, 6], person: ann}"),
    *("cites: [talk:1.1-2]", "a > b", "u > (a > b)", "[[a]]", "[[a|b]]", "](javascript:", "]: //", "<b>", "&amp;", "&a", "*a", "!!", "<<: ", "---\n"),
    *("\\u202e", "\\0", "\\ud800", "\u200d", "\ufeff", "9" * 30, "0x", ".inf", "1e999", "|-\n", ">+\n", "? ", "- - - ", "{", "[", "'", '"', "#", "\t", "\r"),
    *("aliases: ", "retracted: {date: 2026-01-01, because: x, superseded_by: a}", "argmap-fingerprint 1 window=4\n", '"code": {', '"measures": {', "<style>", "<use href='#a'/>"),
)  # fmt: skip


def main() -> None:
    """Fuzzes until told to stop."""
    with tempfile.TemporaryDirectory() as folder:
        words = Path(folder) / "words"
        words.write_text("".join(f'"{_escaped(word)}"\n' for word in WORDS), "utf-8")
        seeds(Path(folder) / "corpus")
        options = [f"-dict={words}", f"-rss_limit_mb={MEGABYTES}", "-timeout=20", "-max_len=20000"]
        atheris.Setup([*sys.argv, *options, f"{folder}/corpus"], try_one)
        atheris.Fuzz()


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode())


if __name__ == "__main__":
    main()
