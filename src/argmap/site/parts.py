"""Hand-written pages in several parts: `review.md` is the whole, and what lies in `review/` are its parts."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


@dataclass(frozen=True)
class Part:
    """A part as the others name it: by its title without that of the whole, which is said once."""

    name: str
    page: Page


@dataclass(frozen=True)
class Parts:
    """A page in several parts, seen from one of them."""

    whole: Page
    parts: list[Part]
    """In the order in which the whole links them."""
    at: int

    @property
    def previous(self) -> Part | None:
        """The part before this one."""
        return self.parts[self.at - 1] if self.at else None

    @property
    def next(self) -> Part | None:
        """The part after this one."""
        return self.parts[self.at + 1] if self.at + 1 < len(self.parts) else None


def parts_beside(page: Page, files: Files) -> Parts | None:
    """The parts of the page that `page` is a part of, or None where it is a whole.  What is made of records has no parts."""
    folder = posixpath.dirname(page.file.src_uri)
    file = files.get_file_from_path(f"{folder}.md")
    if file is None or file.page is None or page.file.generated_by or file.generated_by:
        return None
    whole = file.page
    pages = [
        other.page
        for other in files.documentation_pages()
        if other.page and posixpath.dirname(other.src_uri) == folder and not other.generated_by
    ]
    pages.sort(key=lambda one: _place(one, whole))
    parts = [Part(_name(str(one.title), str(whole.title)), one) for one in pages]
    return Parts(whole, parts, pages.index(page))


def _place(part: Page, whole: Page) -> tuple[int, str]:
    """Where a part is first linked; one that is not stands last."""
    text, path = whole.markdown or "", part.file.src_uri
    link = posixpath.relpath(path, posixpath.dirname(whole.file.src_uri))
    at = text.find(f"]({link}")
    return (at if at >= 0 else len(text), path)


def _name(title: str, whole: str) -> str:
    name = title.removeprefix(f"{whole}: ")
    return name[:1].upper() + name[1:]
