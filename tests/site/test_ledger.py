"""A page is made again where anything it shows has changed, and only there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from argmap import store
from argmap.loader import load
from argmap.site import topicmap
from argmap.site.build import build
from argmap.site.ledger import Keeper, Ledger, Made
from argmap.site.pages import Maker
from tests.knowledge_bases import write

ROOT = Path(__file__).parents[2]


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A folder in which things are kept between builds."""
    monkeypatch.setenv(store.FOLDER, str(tmp_path / "cache"))


def held(site):
    return {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*") if p.is_file()}


CLAIM = "claims/bread/slow-bread-digests-better.yaml"
EVIDENCE = "claims/bread/fructans-fall.yaml"
EDITS = {
    "a headline": (CLAIM, "Slow bread", "Slowly made bread"),
    "a stance": (CLAIM, "leans-reject", "accepts"),
    "a strength": (EVIDENCE, "strong", "weak"),
    "an alias": (CLAIM, "slow-is-good", "slow-is-better"),
    "a person": ("claims/people/ann.yaml", "Ann Baker", "Ann Miller"),
    "a prediction": ("claims/bread/taste-it-blind.yaml", "0.8", "0.9"),
    "a question": ("claims/bread/is-it-the-time.yaml", "the time", "only the time"),
    "the settings": ("claims/knowledge-base.yaml", "knowledge_base: Bread", "knowledge_base: Loaves"),
    "the theme": ("mkdocs.yml", "site_name: Bread", "site_name: Loaves"),
    "a hand-written page": ("docs/method.md", "As in", "See"),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_a_site_built_after_an_edit_is_the_site_built_from_nothing(bread_project, kept, edit, monkeypatch):  # fmt: skip
    build(bread_project / "mkdocs.yml")
    file, old, new = EDITS[edit]
    text = (bread_project / file).read_text()
    assert old in text
    (bread_project / file).write_text(text.replace(old, new))
    after = held(build(bread_project / "mkdocs.yml"))
    monkeypatch.setenv(store.FOLDER, "")
    assert after == held(build(bread_project / "mkdocs.yml", bread_project / "anew"))


@pytest.mark.parametrize("folder", ["claims/bread", "claims/people"])
def test_records_that_come_and_go_leave_no_trace(bread_project, kept, folder, monkeypatch):
    first = held(build(bread_project / "mkdocs.yml"))
    added = bread_project / folder / "one-more.yaml"
    added.write_text(
        "person: One More\n"
        if "people" in folder
        else "claim: One more claim.\n"
        "positions: [{person: bob, stance: accepts}]\nattacks: [slow-bread-digests-better]\n"
    )
    second = held(build(bread_project / "mkdocs.yml"))
    assert "one-more/index.html" in second
    added.unlink()
    assert held(build(bread_project / "mkdocs.yml")) == first
    monkeypatch.setenv(store.FOLDER, "")
    assert held(build(bread_project / "mkdocs.yml", bread_project / "anew")) == first


def test_a_map_that_takes_more_sheets_or_fewer_is_the_map_built_from_nothing(bread_project, kept, monkeypatch):  # fmt: skip
    monkeypatch.setattr(topicmap, "_ROOM", 2_700)
    target = "slow-bread-digests-better"

    def built():
        """The site as it is renewed, and its sheets of the map."""
        site = held(build(bread_project / "mkdocs.yml"))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(store.FOLDER, "")
            assert site == held(build(bread_project / "mkdocs.yml", bread_project / "anew"))
        return {name for name in site if name.startswith("bread/map")}

    first = built()
    added = [bread_project / f"claims/bread/more-{n}.yaml" for n in range(6)]
    for number, file in enumerate(added):
        file.write_text(f"claim: There is reason number {number}.\nsupports: [{target}]\n")
    second = built()
    assert len(second) > len(first)
    for file in added[1:]:
        file.unlink()
    assert len(built()) < len(second)


def test_a_link_that_comes_to_need_a_record_of_another_topic_is_drawn_there(bread_project, kept):
    """Nothing else on the topic's pages tells of it: the two had been linked, and the third named them."""
    folder = bread_project / "claims"
    (folder / "rest").mkdir()
    records = {
        "rest/rest.yaml": "topic: Rest\nsummary: What is argued about rest.\n",
        "rest/sleep.yaml": "claim: Rest makes good dough.\nsupports: [nap]\n",
        "rest/nap.yaml": "claim: Naps are short.\n",
        "bread/reason.yaml": (
            "claim: There is one reason.\nnote: See [[old]].\nsupports: [slow-bread-digests-better]\n"
        ),
        "bread/old.yaml": "claim: Bread is old.\nnote: Not from [[reason]].\n",
    }
    write(folder, records)
    first = held(build(bread_project / "mkdocs.yml"))
    assert b"at-old" not in first["bread/map/index.html"]
    sleep = folder / "rest/sleep.yaml"
    sleep.write_text("claim: Rest makes good dough.\nnote: Not [[old]].\nsupports: [nap]\n")
    build(bread_project / "mkdocs.yml")
    sleep.write_text(
        "claim: Rest makes good dough.\nnote: Not [[old]].\nsupports: [{to: nap, with: [old]}]\n"
    )
    second = held(build(bread_project / "mkdocs.yml"))
    assert b"at-old" in second["bread/map/index.html"]


def test_a_page_that_somebody_has_changed_is_made_again(bread_project, kept):
    site = build(bread_project / "mkdocs.yml")
    first = held(site)
    (site / "ann" / "index.html").write_text("defaced")
    (site / "bob" / "index.html").unlink()
    assert held(build(bread_project / "mkdocs.yml")) == first


def test_a_damaged_ledger_is_not_believed(bread_project, kept, tmp_path):
    first = held(build(bread_project / "mkdocs.yml"))
    for damage in (
        lambda whole: whole[:0],
        lambda whole: whole[: len(whole) // 2],
        lambda whole: whole[:-1] + b"?",
        lambda whole: b"x" + whole,
    ):
        for entry in (tmp_path / "cache").glob("site-*"):
            entry.write_bytes(damage(entry.read_bytes()))
        (bread_project / EVIDENCE).write_text(
            (bread_project / EVIDENCE).read_text().replace("Fructans fall", "Fructans  fall")
        )
        second = held(build(bread_project / "mkdocs.yml"))
        assert second.keys() == first.keys()


def test_a_ledger_of_which_parts_are_of_another_build_keeps_no_page_wrongly(
    bread_project, kept, tmp_path
):
    first = held(build(bread_project / "mkdocs.yml"))
    entries = {file: file.read_bytes() for file in (tmp_path / "cache").glob("site-*")}
    record = bread_project / EVIDENCE
    text = record.read_text()
    record.write_text(text.replace("Fructans fall", "Fructans hardly fall"))
    second = held(build(bread_project / "mkdocs.yml"))
    for file, entry in [*entries.items()][::2]:
        file.write_bytes(entry)
    assert held(build(bread_project / "mkdocs.yml")) == second
    record.write_text(text)
    assert held(build(bread_project / "mkdocs.yml")) == first


# --- What is kept is what would be made, in the knowledge base of this project -------------------


def made(kb, last):
    """What each unit's pages are, the ledger of it, and the units that would have been kept."""
    keeper = Keeper(Maker(kb), last)
    kept = {unit.name for unit in keeper.maker.units() if keeper.kept(unit) is not None}
    fresh = {unit.name: keeper.fresh(unit) for unit in keeper.maker.units()}
    units = {name: Made(one.shown, one.digest, (), ()) for name, one in fresh.items()}
    return {name: one.pages for name, one in fresh.items()}, Ledger(keeper.base, b"", units), kept


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A copy of this knowledge base, with its pages and their ledger."""
    folder = tmp_path_factory.mktemp("own")
    for name in ("claims", "experiments"):
        shutil.copytree(ROOT / name, folder / name)
    return folder, made(load(folder), Ledger())


OWN_EDITS = {
    "a headline": ("claim", r"(?m)^claim: (\W?)", r"claim: \1Indeed "),
    "a strength": ("evidence", r"strength: \w+", "strength: decisive"),
    "a stance": ("claim", r"stance: [\w-]+", "stance: undecided"),
    "a person": ("person", r"(?m)^person: ", "person: Dr "),
    "a source": ("source", r"(?m)^source: (\W?)", r"source: \1On "),
    "a question": ("crux", r"(?m)^turns_on: .*", "turns_on: io-map-is-linear"),
    "a result": ("experiment", r"outcome: \"?(yes|no)\"?", "outcome: inconclusive"),
    "a date": ("source", r"(?m)^date: .*", "date: 1999"),
}


@pytest.mark.parametrize("edit", OWN_EDITS)
def test_a_page_that_is_kept_is_the_page_that_would_be_made(before, edit):
    folder, (old, ledger, _) = before
    kind, pattern, new = OWN_EDITS[edit]
    file, text = next(
        (file, text)
        for file in sorted((folder / "claims").glob("*/*.yaml"))
        if (text := file.read_text("utf-8")).startswith(f"{kind}:") and re.search(pattern, text)
    )
    file.write_text(re.sub(pattern, new, text, count=1), "utf-8")
    try:
        pages, _, kept = made(load(folder), ledger)
    finally:
        file.write_text(text, "utf-8")
    assert [name for name in kept if pages[name] != old[name]] == []
    assert f"{file.stem}/" not in kept


def test_nothing_is_made_again_where_nothing_has_changed(before):
    folder, (old, ledger, _) = before
    pages, _, kept = made(load(folder), ledger)
    assert pages == old
    assert len(pages) - len(kept) == 4  # the front page and what is made from everything
