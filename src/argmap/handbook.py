"""The pages of `docs/` that travel with the package: other knowledge bases need them too."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def page(name: str) -> str:
    """The text of a page such as ``method``."""
    return (_folder() / f"{name}.md").read_text("utf-8")


def pages(folder: str) -> list[str]:
    """The texts of the pages of a folder such as ``diagnostics``, by the names of their files."""
    inside = (_folder() / folder).iterdir()
    return [file.read_text("utf-8") for file in sorted(inside, key=lambda file: file.name)]


def _folder() -> Traversable:
    """Where the pages were installed with the package or, in a checkout, `docs/`."""
    installed = files("argmap") / "data"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "docs"
