"""Whatever lies in the files of a knowledge base: it is refused with a place, in bounded time, and nothing else is touched."""

from __future__ import annotations

import json
import math
import os
import socket
import time
from collections import Counter
from pathlib import Path
from weakref import ref

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import argmap
from argmap import loader
from argmap.diagnostics import Severity
from argmap.fields import MOST_CHARACTERS
from argmap.files import Entry, Folder
from argmap.results import shapes
from argmap.site import findings
from argmap.site.policy import guarded
from tests.knowledge_bases import BREAD, bread, codes, write

BOMB = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
FILES = {
    "an alias bomb": (BOMB, "anchor"),
    "a scalar of ten megabytes": ("claim: " + "x" * 10_000_000, "too-large"),
    "nesting ten thousand deep in flow": ("claim: " + "[" * 10_000 + "]" * 10_000, "too-deep"),
    "nesting ten thousand deep in blocks": ("\n".join(" " * n + "a:" for n in range(400)), "too-deep"),
    "a NUL": ("claim: a\0b\n", "control-character"),
    "a NUL by escape": ('claim: "a\\0b"\n', "control-character"),
    "text that reorders what is shown": ("claim: a\u202eb\n", "control-character"),
    "reordering by escape": ('claim: "a\\u2066b"\n', "control-character"),
    "an unseen character in a key": ('claim: A.\n"no\\u200bte": x\n', "control-character"),
    "a return of the cursor": ('claim: "Good.\\rBad."\n', "control-character"),
    "half a character by escape": ('claim: "a\\ud800b"\n', "yaml-syntax"),
    "a tag that makes an object": ("claim: !!python/object/apply:os.system [id]\n", "tag"),
    "a merge key": ("claim: A.\n<<: {note: x}\n", "merge-key"),
    "two documents": ("claim: A.\n---\nclaim: B.\n", "several-documents"),
    "bytes that are no text": (b"claim: \xff\xfe\n", "not-utf8"),
    "more values than any record": ("claim: A.\ncites: [" + "a, " * 30_000 + "a]\n", "too-large"),
    "an undercut of undercuts without end": (f"claim: A.\nundercuts: ['{'a > (' * 2_500}a > b{')' * 2_500}']\n", "wrong-form"),
    "a mistake on every line": ("claim: A.\n" + "note: x\n" * 9900, "duplicate-key"),
    "as many unknown ids as fit": ("claim: A.\nsupports:\n" + "  - x\n" * 19_000, "unknown-id"),
    "an id that climbs": ("claim: A.\nsupports: [../../etc/passwd]\n", None),
    "an alias that climbs": ("claim: A.\naliases: [../../x]\n", None),
}  # fmt: skip


@pytest.mark.parametrize("what", FILES)
def test_is_refused_in_no_time(tmp_path, what):
    content, code = FILES[what]
    started = time.process_time()
    kb = bread(tmp_path, {"bread/bad.yaml": content})
    assert time.process_time() - started < 2
    errors = [one for one in kb.diagnostics if one.severity.value == "error"]
    assert errors
    assert all(one.span.file == "bread/bad.yaml" for one in errors)
    assert code is None or code in codes(kb)


def test_of_what_is_wrong_in_a_file_no_more_is_told_than_is_read(tmp_path):
    mistakes = {
        "bread/unknown.yaml": "claim: X.\nattacks:\n" + "  - no\n" * 1_000,
        "bread/twice.yaml": "claim: X.\n" + "note: x\n" * 1_000,
        "bread/fields.yaml": "claim: X.\n" + "".join(f"no{n}: x\n" for n in range(1_000)),
    }
    kb = bread(tmp_path, mistakes)
    assert Counter(one.span.file for one in kb.diagnostics) == dict.fromkeys(mistakes, 201)
    further = [one for one in kb.diagnostics if one.code == "further-problems"]
    assert [one.severity for one in further] == [Severity.ERROR] * 3


def test_there_is_an_end_to_guessing_what_was_meant(tmp_path):
    """A guess looks at every record; a guess for each of a hundred thousand wrong ids would take hours."""
    files = {f"bread/claim-{n}.yaml": f"claim: C{n}.\n" for n in range(300)}
    for n in range(8):
        wrong = "".join(f"  - claim-{n}{m}x\n" for m in range(150))
        files[f"bread/x{n}.yaml"] = f"claim: X.\nsupports:\n{wrong}"
    fixes = [one.fix for one in bread(tmp_path, files).diagnostics if one.code == "unknown-id"]
    assert len(fixes) == 1_200
    assert 400 < sum("did you mean" in fix for fix in fixes) < 800


NO_LINKS = {
    "a script": "[x](javascript:alert)",
    "a script in entities": "[x](java&#115;cript:alert)",
    "data": "![x](data:text/html,x)",
    "a path": "[x](../../etc)",
    "a path from the top": "[x](/etc/passwd)",
    "a place on the page": "[x](#reasons)",
    "another host by the same protocol": "[x](//evil.example)",
    "a bracketed address": "[x](<../a b>)",
    "an empty address": "[x]()",
    "a reference": "[x][y]\n\n[y]: javascript:alert",
    "a reference within a quotation": "[x][y]\n\n> - [y]: ../../etc",
    "a reference over two lines": "[x]\n\n[x]:\n  /etc",
    "an address in angle brackets": "<javascript:alert>",
    "backticks that are escaped": "\\`[x](../etc)\\`",
    "backticks of two paragraphs": "a `b\n\n[x](../etc)\n\nc` d",
    "backticks about a heading": "a `b\n# [x](../etc)\nc` d",
    "a mail with a subject": "[x](mailto:ann@example.org?subject=x)",
}
LINKS = {
    "the web": "[x](https://example.org/a?b=c#d) and <https://example.org/>",
    "a title": '[x](https://example.org "its title")',
    "a reference": "[x][y]\n\n[y]: https://example.org",
    "mail": "[x](mailto:ann@example.org) and <ann@example.org>",
    "records": "[[b]]: [[b|so]] and [sic]: well",
    "code": "`[x](../etc)` and ``<b> ` &amp;`` and\n\n    [x](javascript:alert)\n\nso",
    "no link at all": "f[x](y z) and a]( b and \\[x](../etc)",
}


@pytest.mark.parametrize("what", NO_LINKS)
def test_a_link_that_leads_elsewhere_than_to_the_web_is_refused(tmp_path, what):
    text = json.dumps(NO_LINKS[what])
    settings = f"knowledge_base: A.\nsummary: {text}\n"
    kb = bread(
        tmp_path, {"bread/a.yaml": f"claim: A.\nnote: {text}\n", "knowledge-base.yaml": settings}
    )
    told = [one.span.file for one in kb.diagnostics if one.code == "bad-address"]
    assert told == ["bread/a.yaml", "knowledge-base.yaml"]


@pytest.mark.parametrize("what", LINKS)
def test_other_texts_pass(tmp_path, what):
    text = json.dumps(LINKS[what])
    kb = bread(tmp_path, {"bread/a.yaml": f"claim: A.\nnote: {text}\n", "bread/b.yaml": "claim: B.\nsupports: [a]\n"})  # fmt: skip
    assert [one for one in kb.diagnostics if one.severity.value == "error"] == []


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc", "../.."])  # fmt: skip
def test_no_field_of_an_address_holds_another_scheme(tmp_path, address):
    kb = bread(tmp_path, {
        "knowledge-base.yaml": f"knowledge_base: Bread\nrepository: '{address}'\n",
        "people/ann.yaml": f"person: Ann\nurl: '{address}'\n",
        "sources/kitchen-thread.yaml": f"source: Kitchen\ntype: post\nurl: '{address}'\n",
    })  # fmt: skip
    told = [(one.span.file, one.span.line) for one in kb.diagnostics if one.code == "bad-address"]
    assert told == [
        ("knowledge-base.yaml", 2),
        ("people/ann.yaml", 2),
        ("sources/kitchen-thread.yaml", 3),
    ]


BAIT = {
    "brackets": "[" * 20_000,
    "brackets that close": "[" * 10_000 + "](" * 5_000,
    "links that never end": "[a](" * 5_000,
    "wikilinks": "[[" * 5_000 + "|" * 10_000,
    "references": "[a\n" * 6_600,
    "a title that never ends": '[a]: b "' + "c\n" * 9_900,
    "emphasis": "*a_ " * 5_000,
    "tags": "<a " * 6_600 + ">",
    "spaces": "a" + " " * 19_990 + "b",
    "addresses": "https://" * 2_500,
    "backticks": "`" * 9_999 + " " + "`" * 9_998,
    "backticks of every length": " ".join("`" * n for n in range(1, 198)),
    "quotes": "> " * 10_000,
    "quotes about many lines": "> " * 100 + "a\n" * 9_900,
    "lists about many lines": "- > " * 50 + "a\n" * 9_900,
    "a list of nothing": "-\n" * 10_000,
    "tables": "|a|b|\n|-|-|\n" * 1_600,
    "dots": "e.g. " * 4_000,
    "entities": "&#" * 10_000,
    "sentences": "A. " * 6_600,
}


@pytest.mark.parametrize("bait", BAIT)
def test_a_text_made_to_keep_expressions_busy_does_not(tmp_path, bait):
    """As long as a text may be; the time of a page included."""
    from argmap.site.markdown import Renderer, plain

    text = BAIT[bait]
    assert 0.9 * MOST_CHARACTERS < len(text) <= MOST_CHARACTERS
    started = time.process_time()
    kb = bread(tmp_path, {"bread/a.yaml": f"claim: A.\nnote: {json.dumps(text)}\n"})
    Renderer(lambda _: None).block(text)
    plain(text)
    assert time.process_time() - started < 2
    assert kb["a"].note == text


@pytest.mark.parametrize(
    ("record", "line"),
    [
        ("claim: A.\nnote: {}\n", 2),
        ("claim: {}\n", 1),
        ("claim: A.\npositions:\n  - person: ann\n    stance: accepts\n    hedge: {}\n", 5),
        ("experiment: A?\nstatus: stub\ntests:\n  - claim: a\n    outcomes:\n      ? {}\n      : [1, 1]\n", 6),
    ],
)  # fmt: skip
def test_a_text_that_is_too_long_is_told_with_its_line(tmp_path, record, line):
    def told(length):
        kb = bread(tmp_path, {"bread/x.yaml": record.format("x" * length)})
        return [(one.span.file, one.span.line) for one in kb.diagnostics if one.code == "too-long"]

    assert told(MOST_CHARACTERS + 1) == [("bread/x.yaml", line)]
    assert told(MOST_CHARACTERS) == []


def test_speakers_of_a_million_lines_cost_what_the_text_has(tmp_path):
    rows = "".join(f"  - {{lines: [{n}, 1000000], person: ann}}\n" for n in range(1, 1500))
    started = time.process_time()
    bread(tmp_path, {"sources/talk.yaml": f"source: A talk\ntype: archive\nspeakers:\n{rows}"})
    assert time.process_time() - started < 2


BOMB_OF_USES = "<defs><g id='g0'><path/></g>" + "".join(
    f"<g id='g{n + 1}'><use href='#g{n}'/><g><use href='#g{n}'/></g></g>" for n in range(40)
)


@pytest.mark.parametrize(
    "inside",
    [
        "<?xml-stylesheet href='https://evil.example'?>",
        "<script/>",
        "<g xmlns:x='http://www.w3.org/1999/xhtml'><x:style/></g>",
        "<a href='https://evil.example'/>",
        "<path onload='alert(1)'/>",
        "<style>@import 'https://evil.example';</style>",
        "<style><title/>@import 'https://evil.example';</style>",
        "<style>@\\69mport 'https://evil.example';</style>",
        "<style>* {fill: u\\72l(https://evil.example)}</style>",
        "<path style='fill: u\\72l(https://evil.example)'/>",
        "<path style='mask: image-set(\"https://evil.example\" 1x)'/>",
        "<use href='https://evil.example#x'/>",
        f"{BOMB_OF_USES}</defs><use href='#g40'/>",
        "<g id='a'><use href='#a'/></g>",
    ],
)
def test_a_plot_that_is_more_than_a_drawing_is_refused(inside):
    with pytest.raises(ValueError, match=r"holds|has an attribute|names another|draws again"):
        shapes(f'<svg xmlns="http://www.w3.org/2000/svg">{inside}</svg>'.encode())


def test_a_plot_nested_without_end_is_read_in_no_time():
    depth = 250_000
    started = time.process_time()
    nested = "<g>" * depth + "</g>" * depth
    shapes(f'<svg xmlns="http://www.w3.org/2000/svg">{nested}</svg>'.encode())
    assert time.process_time() - started < 2


REPORT = {
    "experiment": "rise", "outcome": "yes", "limits": "", "seeds": [0], "code": {},
    "measures": {"rise": {"about": "cm", "role": "measure", "mean": 1, "low": 0, "high": 2}},
    "made": {"date": "2026-01-31", "seconds": 1.0, "versions": {}},
}  # fmt: skip
RISE = "experiment: Does it rise?\ntests: [{claim: a, if_true: 0.8, if_false: 0.2}]\nstatus: done\n"


@pytest.mark.parametrize(
    "odd",
    [
        {"measures": {"rise": {"about": "", "role": "", "mean": 10**400, "low": 0, "high": 0}}},
        {"measures": {"rise": {"about": "", "role": "", "mean": math.nan, "low": 0, "high": 0}}},
        {"measures": {"rise": {"about": "a\u202eb", "role": "", "mean": 0, "low": 0, "high": 0}}},
        {"limits": "\x1b]0;title\x07"},
        {"outcome": "\ud800"},
        {"code": {f"a{n}.py": "" for n in range(201)}},
        {"code": {"././a.py": ""}},
        {"code": []},
        {"seeds": 7},
    ],
)
def test_a_report_that_is_none_is_told(tmp_path, odd):
    files = {"bread/a.yaml": "claim: A.\n", "r.json": json.dumps(REPORT | odd)}
    result = "result: {outcome: 'yes', date: 2026-01-31, report: r.json}\n"
    assert "no-report" not in codes(bread(tmp_path, files | {"bread/rise.yaml": RISE + result, "r.json": json.dumps(REPORT)}))  # fmt: skip
    assert "no-report" in codes(bread(tmp_path, files))


class Counting(Folder):
    """A folder that counts how often each file of the project was read."""

    def __init__(self, root):
        super().__init__(root)
        self.counts = Counter()

    def named(self, path):
        self.counts[Path(path).name] += 1
        return super().named(path)


def test_a_file_that_many_records_name_is_read_once(tmp_path):
    claims = {"bread/a.yaml": "claim: A.\n"}
    for n in range(9):
        report = ("hand.md", "r.json", f"{'./' * n}r.json")[n % 3]
        claims[f"bread/e{n}.yaml"] = f"{RISE}run: experiments/rise.py\nresult: {{outcome: 'yes', date: 2026-01-31, report: {report}}}\n"  # fmt: skip
    root = write(tmp_path / "claims", BREAD | claims)
    code = {"code": {"experiments/rise.py": ""}}
    write(tmp_path, {
        "experiments/rise.py": "", "hand.md": "Yes.", "r.json": json.dumps(REPORT | code),
        "r.svg": "<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
    })  # fmt: skip
    files = Counting(root)
    kb = loader.load_from(files)
    told = Counter(codes(kb))
    assert [told[code] for code in ("report-disagrees", "unsafe-plot", "stale-result")] == [6, 6, 6]
    # A module is looked for as such, and hashed as code.
    assert files.counts == {"hand.md": 1, "r.json": 1, "r.svg": 1, "rise.py": 2}


def test_a_plot_that_is_a_link_is_not_shown(tmp_path):
    result = "result: {outcome: 'yes', date: 2026-01-31, report: r.json}\n"
    files = {"bread/a.yaml": "claim: A.\n", "bread/rise.yaml": RISE + result, "r.json": json.dumps(REPORT)}  # fmt: skip
    secret = write(
        tmp_path / "outside", {"secret.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>"}
    )
    kb = bread(tmp_path / "kb", files)
    (kb.root / "r.svg").symlink_to(secret / "secret.svg")
    assert list(findings.files(kb)) == ["experiments/results/rise.json"]


@pytest.mark.parametrize(
    "row",
    [
        f"1 3 0 {'f' * 1_000_000} ",
        "1 3 5 1 ",
        "1 3 0,0 1 ",
        "1 -7 0 1 ",
        "0 3 0 1 ",
        "² 3 0 1 ",
        f"1 3 {'9' * 5000} 1 ",
        f"{'9' * 5000} 3 0 1 ",
    ],
)
def test_a_fingerprint_unpacks_to_no_more_than_it_says(tmp_path, row):
    kb = bread(tmp_path, {"sources/talk.fingerprint": f"argmap-fingerprint 1 window=4\n{row}\n"})
    assert "bad-fingerprint" in codes(kb)


def test_numbers_without_end_are_no_places(tmp_path):
    kb = bread(tmp_path, {"bread/a.yaml": f"claim: A.\ncites: ['talk:{'9' * 5000}.1']\n"})
    assert "wrong-form" in codes(kb)


def test_a_script_that_got_into_a_text_has_no_place_in_the_policy():
    """Should escaping ever fail, the policy does not allow what slipped through."""
    page = b"<html><head></head><script>theme()</script><main>%s</main></html>"
    slipped = b"<script>evil()</script>"
    allowed = guarded(page % slipped, slipped).count(b"'sha256-")
    assert (allowed, guarded(page % slipped).count(b"'sha256-")) == (1, 2)


UNSEEN = {
    "controls": "\x00\x07\x0b\x1b\x7f\x85\x9b",
    "line ends of other sorts": "\u2028\u2029",
    "marks that reorder": "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206f",
    "marks of direction": "\u200e\u200f\u061c",
    "joiners and spaces without width": "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u3164",
    "tags": "\U000e0001\U000e0041\U000e007f",
}


@pytest.mark.parametrize("sort", UNSEEN)
def test_no_text_holds_what_nobody_sees(tmp_path, sort):
    files = {}
    for c in UNSEEN[sort]:
        files[f"bread/raw-{ord(c):x}.yaml"] = f"claim: A{c}a.\n"
        files[f"bread/escaped-{ord(c):x}.yaml"] = f'claim: A.\nnote: "b\\U{ord(c):08x}b"\n'
    kb = bread(tmp_path, files)
    told = {one.span.file for one in kb.diagnostics if one.code == "control-character"}
    assert told == files.keys()


def test_a_text_holds_what_its_script_needs(tmp_path):
    words = [
        "می\u200cخواهم",
        "क्\u200dष",
        "ภาษา\u200bไทย",
        "שלום!\u200f",
        "👩\u200d🔬",
        "❤\ufe0f",
        "naïve — “x”",
    ]
    kb = bread(tmp_path, {f"bread/n{n}.yaml": f"claim: {w}\n" for n, w in enumerate(words)})
    assert [kb[f"n{n}"].headline for n in range(len(words))] == words


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("claim: A secret.\n")
    root = write(tmp_path / "claims", BREAD)
    (root / "bread/leak.yaml").symlink_to(secret)
    (root / "elsewhere").symlink_to(tmp_path)
    kb = argmap.load(root)
    assert codes(kb).count("symlink") == 2
    assert "leak" not in kb


def test_no_file_of_a_fixed_name_may_be_a_link(tmp_path):
    outside = write(tmp_path / "outside", {
        "knowledge-base.yaml": "knowledge_base: A secret\n",
        "print": BREAD["sources/talk.fingerprint"],
        "text.txt": "A secret said in so many words.\n",
        "report.json": "{}",
    })  # fmt: skip
    root = write(tmp_path / "project" / "claims", BREAD)
    (root / "knowledge-base.yaml").unlink()
    (root / "knowledge-base.yaml").symlink_to(outside / "knowledge-base.yaml")
    (root / "sources/talk.fingerprint").unlink()
    (root / "sources/talk.fingerprint").symlink_to(outside / "print")
    (root.parent / ".argmap").mkdir()
    (root.parent / ".argmap/texts").symlink_to(outside)
    (root.parent / "report.json").symlink_to(outside / "report.json")
    kb = argmap.load(root)
    refused = [one.span.file for one in kb.diagnostics if one.code == "symlink"]
    assert refused == ["knowledge-base.yaml", "sources/talk.fingerprint"]
    assert "no-settings" not in codes(kb), "it is there, and told to be a link"
    assert kb.settings.headline == "claims"
    assert kb.archives == {}
    assert kb.named(".argmap/texts/text.txt") is kb.named("report.json") is None


def test_a_knowledge_base_may_be_named_by_a_link(tmp_path):
    (tmp_path / "here").symlink_to(write(tmp_path / "there", BREAD))
    assert argmap.load(tmp_path / "here").ok


@pytest.fixture
def odd(tmp_path):
    """Things under names of records that are no files, of which a pipe is one nobody writes to."""
    root = write(tmp_path, BREAD)
    os.mkfifo(root / "bread/pipe.yaml")
    os.mkfifo(root / "sources/kitchen-thread.fingerprint")
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(root / "bread")  # the path of a socket is short
        one.bind("socket.yaml")
        os.chdir(here)
    (root / "bread/folder.yaml").mkdir()
    with (root / "bread/vast.yaml").open("wb") as vast:
        vast.truncate(70 * 1024 * 1024)
    (root / "bread" / os.fsdecode(b"\xff.yaml")).write_text("claim: A.\n")
    (root / "bread" / "a\n\x1b[31mb\u202e.yaml").write_text("claim: A.\n")
    return root


def test_what_is_no_file_is_not_waited_for(odd):
    kb = argmap.load(odd)
    told = {(one.span.file, one.code) for one in kb.diagnostics if one.severity.value == "error"}
    assert told == {
        ("bread/pipe.yaml", "unreadable-file"),
        ("bread/socket.yaml", "unreadable-file"),
        ("sources/kitchen-thread.fingerprint", "unreadable-file"),
        ("bread/vast.yaml", "unreadable-file"),
        ("bread/folder.yaml/", "misplaced-file"),
        ("bread/\udcff.yaml", "wrong-file-name"),
        ("bread/a\n\x1b[31mb\u202e.yaml", "wrong-file-name"),
    }


class Fading(Folder):
    """A folder whose listing names what is gone when it is read."""

    def entries(self, folder=""):
        gone = (
            [Entry("gone.yaml", "file"), Entry("gone", "folder")] if folder in ("", "bread") else []
        )
        return [*super().entries(folder), *gone]


def test_a_file_that_goes_away_meanwhile_is_told(tmp_path):
    kb = loader.load_from(Fading(write(tmp_path, BREAD)))
    told = {(one.span.file, one.message) for one in kb.diagnostics if one.code == "unreadable-file"}
    assert told == {
        ("bread/gone.yaml", "the file cannot be read: No such file or directory"),
        ("gone/", "the folder cannot be read: No such file or directory"),
    }


def test_a_pipe_put_where_the_settings_were_is_not_waited_for(tmp_path):
    root = write(tmp_path, BREAD)
    (root / "knowledge-base.yaml").unlink()
    os.mkfifo(root / "knowledge-base.yaml")
    with pytest.raises(OSError, match="pipe"):
        Folder(root).read("knowledge-base.yaml")
    assert codes(argmap.load(root)) == ["unreadable-file"]


def test_there_is_an_end_to_how_many_files_are_read(tmp_path, monkeypatch):
    monkeypatch.setattr(loader, "MAX_FILES", 50)
    write(tmp_path, BREAD | {f"bread/n{n}.yaml": f"claim: N{n}.\n" for n in range(80)})
    kb = argmap.load(tmp_path)
    assert "too-many-files" in codes(kb)
    assert len(kb) <= 50


class Cycle:
    def __init__(self):
        self.itself = self


def test_a_program_that_reads_again_and_again_does_not_fill_its_memory(tmp_path):
    """Reading pauses the search for cycles; whoever makes some between two readings must still be rid of them."""
    write(tmp_path, BREAD)
    let_go = []
    for _ in range(100):
        let_go += [ref(Cycle()) for _ in range(20)]
        argmap.load(tmp_path)
    assert sum(one() is not None for one in let_go) < 1000


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=40),
    st.sampled_from(["a", "ann", "talk", "yes", "2026-01-02", "claim", "a > b", "not a", "https://example.org", "talk:1.1"]),
)  # fmt: skip
KEYS = st.sampled_from(
    [
        *("claim", "evidence", "crux", "experiment", "topic", "person", "source", "note", "type", "tests", "status"),
        *("supports", "attacks", "undercuts", "depends_on", "positions", "quotes", "prior", "to", "with", "strength"),
        *("text", "stance", "reliability", "result", "outcome", "archive", "lines", "speakers", "turns_on", "x"),
    ]
)  # fmt: skip
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=12)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(record=st.dictionaries(KEYS, VALUES, min_size=1, max_size=6), name=st.sampled_from(["a", "b", "ann"]))  # fmt: skip
def test_no_record_however_wrong_ends_in_a_traceback(tmp_path_factory, record, name):
    import yaml

    folder = tmp_path_factory.mktemp("kb")
    text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False)
    kb = bread(folder, {f"bread/{name}.yaml": text, "bread/b2.yaml": "claim: B.\nsupports: [a]\n"})
    for one in kb.diagnostics:
        assert one.span.line >= 1
        assert one.message
    argmap.solve(kb)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))  # fmt: skip
def test_no_bytes_end_in_a_traceback(tmp_path_factory, content):
    bread(tmp_path_factory.mktemp("kb"), {"bread/a.yaml": content, "knowledge-base.yaml": content})
