"""The page of decisions lists each of them, by its own title and in order."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "decisions"


def test_every_decision_is_listed():
    titles = {
        file.name: file.read_text("utf-8").splitlines()[0].removeprefix("# ")
        for file in sorted(FOLDER.glob("0*.md"))
    }
    listed = re.findall(r"^- \[(.*)\]\((.*)\)$", (FOLDER / "index.md").read_text("utf-8"), re.MULTILINE)  # fmt: skip
    assert [(file, title) for title, file in listed] == list(titles.items())
