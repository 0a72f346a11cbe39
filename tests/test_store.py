"""What is kept between runs is a shortcut and never believed without need."""

from __future__ import annotations

import os
import pickle
import stat
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from argmap import store


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(store.FOLDER, str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_what_was_kept_is_recalled(folder):
    store.keep("point", "a", [Point(1, 2)])
    assert store.recall("point", "a", [Point]) == [Point(1, 2)]


def test_kinds_and_names_are_kept_apart(folder):
    store.keep("point", "a", 1)
    store.keep("point", "b", 2)
    store.keep("line", "a", 3)
    assert [store.recall(*of) for of in (("point", "a"), ("point", "b"), ("line", "a"))] == [
        1,
        2,
        3,
    ]


def test_what_was_never_kept_is_nothing(folder):
    assert store.recall("point", "a") is None


def test_the_folder_is_the_users_own(folder):
    store.keep("point", "a", 1)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_without_a_folder_nothing_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv(store.FOLDER, "")
    monkeypatch.chdir(tmp_path)
    store.keep("point", "a", 1)
    assert store.recall("point", "a") is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(store.FOLDER, str(tmp_path / "file" / "cache"))
    store.keep("point", "a", 1)
    assert store.recall("point", "a") is None


def test_an_entry_of_another_version_is_not_believed(folder, monkeypatch):
    store.keep("point", "a", 1)
    monkeypatch.setattr(store, "_program", lambda: "argmap of tomorrow")
    assert store.recall("point", "a") is None


def test_an_entry_under_another_name_is_not_believed(folder):
    store.keep("point", "a", 1)
    store.keep("point", "b", 2)
    one, other = folder.iterdir()
    other.write_bytes(one.read_bytes())
    assert {store.recall("point", "a"), store.recall("point", "b")} in ({1, None}, {2, None})


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_entry_is_not_believed(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(store.FOLDER, str(folder))
        spoil(data, folder)
        assert store.recall("point", "a") is None


def spoil(data, folder):
    store.keep("point", "a", ["something", 1.5])
    (file,) = folder.iterdir()
    raw = bytearray(file.read_bytes())
    at = data.draw(st.integers(0, len(raw) - 1))
    if data.draw(st.booleans()):
        del raw[at:]
    else:
        raw[at] ^= data.draw(st.integers(1, 255))
    file.write_bytes(raw)


class Hostile:
    """An entry that runs something when it is read."""

    def __init__(self, target):
        self.target = target

    def __reduce__(self):
        return Path.touch, (self.target,)


def test_an_entry_of_other_classes_is_refused_and_runs_nothing(folder, tmp_path):
    mark = tmp_path / "ran"
    store.keep("point", "a", Hostile(mark))
    assert pickle.loads(pickle.dumps(Hostile(mark))) is None
    assert mark.exists()
    mark.unlink()
    assert store.recall("point", "a", [Point]) is None
    assert not mark.exists()


def test_entries_nobody_has_renewed_for_long_are_removed(folder):
    store.keep("point", "old", 1)
    (old,) = folder.iterdir()
    os.utime(old, (0, 0))
    store._remove_old.cache_clear()
    store.keep("point", "new", 2)
    assert not old.exists()
    assert store.recall("point", "new") == 2
