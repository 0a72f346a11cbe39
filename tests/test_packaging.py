"""What is shipped: the wheel and the source distribution hold all that is needed and nothing else; the lock file pins hashes."""

from __future__ import annotations

import re
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

builders = pytest.importorskip("hatchling.builders.wheel")
sdists = pytest.importorskip("hatchling.builders.sdist")

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def below(folder):
    """The files below a folder of this tree, without what Python has compiled."""
    return {
        path.relative_to(ROOT / folder).as_posix(): path.read_bytes()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def wheel_of(root, folder):
    """The files of the wheel built from a tree, without its own description."""
    (path,) = builders.WheelBuilder(str(root)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(path) as wheel:
        return {name: wheel.read(name) for name in wheel.namelist() if ".dist-info/" not in name}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return wheel_of(ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    """The unpacked source distribution."""
    folder = tmp_path_factory.mktemp("sdist")
    (path,) = sdists.SdistBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with tarfile.open(path) as archive:
        archive.extractall(folder, filter="data")
    (unpacked,) = (each for each in folder.iterdir() if each.is_dir())
    return unpacked


def test_the_wheel_is_the_package_its_looks_and_its_handbook(wheel):
    expected = {f"argmap/{name}": text for name, text in below("src/argmap").items()}
    looks = below("site_overrides")
    expected |= {f"argmap/site/overrides/{name}": text for name, text in looks.items()}
    codes = below("docs/diagnostics")
    expected |= {f"argmap/data/diagnostics/{name}": text for name, text in codes.items()}
    expected["argmap/data/method.md"] = (ROOT / "docs" / "method.md").read_bytes()
    assert wheel.keys() == expected.keys()
    assert [name for name in wheel if wheel[name] != expected[name]] == []


@pytest.mark.parametrize(
    "file",
    [
        "argmap/py.typed",
        "argmap/schema.sql",
        "argmap/site/overrides/argmap/claim.html",
        "argmap/site/overrides/assets/argmap.css",
        "argmap/site/overrides/assets/search-worker.js",
    ],
)
def test_the_wheel_holds_what_is_no_python(wheel, file):
    assert file in wheel


def test_a_wheel_made_from_the_source_distribution_is_the_same(sdist, wheel, tmp_path):
    assert wheel_of(sdist, tmp_path) == wheel


def test_the_source_distribution_leaves_out_what_is_of_this_knowledge_base_alone(sdist):
    assert {path.name for path in sdist.iterdir()} <= {
        *("src", "site_overrides", "docs", "pyproject.toml", "PKG-INFO"),
        *("README.md", "LICENSE", "CHANGELOG.md", ".gitignore"),
    }


# --- The lock file ------------------------------------------------------------------------------


def locked():
    """The version and the hashes of each package in the lock file, by its canonical name."""
    found = {}
    for block in re.split(r"\n(?=[a-z0-9])", (ROOT / "requirements.lock").read_text("utf-8")):
        lines = [line.strip().removesuffix("\\").strip() for line in block.split("\n")]
        requirement = Requirement(lines[0])
        hashes = [line for line in lines if line.startswith("--hash=")]
        found.setdefault(canonicalize_name(requirement.name), []).append((requirement, hashes))
    return found


def test_every_package_is_pinned_with_its_hashes():
    pins = [pin for pins in locked().values() for pin in pins]
    assert len(pins) > 50
    for requirement, hashes in pins:
        (version,) = requirement.specifier
        assert version.operator == "==", requirement
        assert hashes, requirement
        assert all(re.fullmatch("--hash=sha256:[0-9a-f]{64}", one) for one in hashes), requirement


def test_the_lock_file_fits_what_the_project_asks_for():
    asked = [
        *PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"]["frame"],
        *PROJECT["dependency-groups"]["dev"],
    ]
    pins = locked()
    for requirement in map(Requirement, asked):
        for pin, _ in pins[canonicalize_name(requirement.name)]:
            (version,) = pin.specifier
            assert version.version in requirement.specifier, requirement
