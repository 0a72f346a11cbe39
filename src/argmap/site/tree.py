"""The pages as Markdown files with front matter, for generators other than MkDocs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from argmap import handbook
from argmap.site import findings
from argmap.site.pages import all_pages

if TYPE_CHECKING:
    from pathlib import Path

    from argmap.kb import KnowledgeBase


def write_pages(kb: KnowledgeBase, folder: Path) -> int:
    """Writes every page below a folder and returns how many there are.

    Each page is `slug.md`: front matter with title, description and the record's file, then the body as
    HTML, which Markdown leaves as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for page in all_pages(kb):
        front = {"title": page.title, "description": page.description}
        if page.file:
            front["source"] = page.file
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in front.items()]
        # A blank line would end a block of HTML.
        body = "\n".join(line for line in page.body.splitlines() if line.strip())
        text = "\n".join(["---", *lines, "---", "", f"<div>\n{body}\n</div>", ""])
        file = folder / f"{page.url.rstrip('/') or 'index'}.md"
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")
        count += 1
    for name, data in findings.files(kb).items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    # Every number links to how it is computed.
    (folder / "method.md").write_text(handbook.page("method"), "utf-8")
    return count + 1
