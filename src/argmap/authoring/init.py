"""`argmap init`: a knowledge base of one's own, with three records that argue about bread, a site and a workflow.

The files are templates in `starter/`, laid out as they will lie.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from argmap import __version__
from argmap.authoring.files import write
from argmap.authoring.yamltext import plain_is_safe

if TYPE_CHECKING:
    from pathlib import Path

KEPT = frozenset({"README.md", ".gitignore"})
"""What a repository that was just made may hold already."""


class NotEmptyError(Exception):
    """A file that would be written is there already; the message names it."""


@dataclass(frozen=True, slots=True)
class Started:
    """What `init` did.

    Attributes:
        written: The files written.
        kept: Files that were there already and stay as they are.
    """

    written: tuple[Path, ...]
    kept: tuple[Path, ...]


def init(folder: Path, title: str) -> Started:
    """Starts a knowledge base.

    Args:
        folder: Where; made if it is not there.
        title: The title of the site, one line.

    Raises:
        NotEmptyError: There are records or settings of a site already; nothing is written then.
        OSError: A file cannot be written; those written before are removed again.
    """
    texts = _texts(" ".join(title.split()))
    present = [name for name in texts if (folder / name).exists()]
    records = [name for name in ("claims", "knowledge-base.yaml") if (folder / name).exists()]
    taken = records + [name for name in present if name not in KEPT]
    if taken:
        raise NotEmptyError(f"{folder / taken[0]} is there already; nothing was written")
    written: list[Path] = []
    try:
        for name, text in texts.items():
            if name not in present:
                write(folder / name, text, inside=folder)
                written.append(folder / name)
    except BaseException:
        for file in written:
            file.unlink()
        raise
    return Started(tuple(written), tuple(folder / name for name in present))


def _texts(title: str) -> dict[str, str]:
    """The files by name, with the title where the templates have a mark for it."""
    quoted = json.dumps(title, ensure_ascii=False)  # a JSON text is a YAML text
    marks = {
        "title": title,
        "yaml_title": title if plain_is_safe(title) else quoted,
        "json_title": quoted,
        "version": __version__,
    }
    mark = re.compile(r"\{(" + "|".join(marks) + r")\}")
    with as_file(files("argmap.authoring") / "starter") as starter:
        return {
            file.relative_to(starter).as_posix(): mark.sub(
                lambda found: marks[found[1]], file.read_text("utf-8")
            )
            for file in sorted(starter.rglob("*"))
            if file.is_file()
        }
