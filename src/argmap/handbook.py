"""The pages of `docs/` that travel with the package: other knowledge bases need them too."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def page(name: str) -> str:
    """A page as installed with the package or, in a checkout, as it lies in `docs/`."""
    installed = files("argmap") / "data" / f"{name}.md"
    if installed.is_file():
        return installed.read_text("utf-8")
    return (Path(__file__).parents[2] / "docs" / f"{name}.md").read_text("utf-8")
