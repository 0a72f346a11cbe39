"""Files are written whole or not at all, and only where they belong."""

from __future__ import annotations

import os

import pytest

from argmap.authoring.files import write


def test_folders_are_made_and_line_ends_kept(tmp_path):
    write(tmp_path / "a" / "b.yaml", "x\ny\n", inside=tmp_path)
    assert (tmp_path / "a" / "b.yaml").read_bytes() == b"x\ny\n"


def test_a_file_is_replaced_only_when_asked(tmp_path):
    file = tmp_path / "a.yaml"
    write(file, "old", inside=tmp_path)
    with pytest.raises(FileExistsError):
        write(file, "new", inside=tmp_path)
    assert file.read_text("utf-8") == "old"
    write(file, "new", inside=tmp_path, replace=True)
    assert file.read_text("utf-8") == "new"


def test_a_failed_write_leaves_the_old_file_and_no_scraps(tmp_path, monkeypatch):
    file = tmp_path / "a.yaml"
    write(file, "old", inside=tmp_path)

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write(file, "new", inside=tmp_path, replace=True)
    assert file.read_text("utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.yaml"]


def test_a_failed_new_file_is_not_left_empty(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="No space left"):
        write(tmp_path / "a.yaml", "new", inside=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_symbolic_link_does_not_lead_out(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    inside = tmp_path / "kb"
    inside.mkdir()
    (inside / "bread").symlink_to(outside)
    with pytest.raises(PermissionError, match="leads out"):
        write(inside / "bread" / "a.yaml", "x", inside=inside)
    assert list(outside.iterdir()) == []


def test_a_link_in_the_place_of_the_file_is_replaced_not_followed(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("safe", "utf-8")
    (tmp_path / "a.yaml").symlink_to(victim)
    write(tmp_path / "a.yaml", "new", inside=tmp_path, replace=True)
    assert victim.read_text("utf-8") == "safe"
    assert (tmp_path / "a.yaml").read_text("utf-8") == "new"


def test_permissions_stay(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("x", "utf-8")
    file.chmod(0o640)
    write(file, "y", inside=tmp_path, replace=True)
    assert file.stat().st_mode & 0o777 == 0o640
