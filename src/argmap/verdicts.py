"""What `argmap check` has to say, recalled where not a byte of what it looked at has changed since the last time."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING, TypeVar

from argmap import store
from argmap.diagnostics import Diagnostic, Severity, Span
from argmap.files import Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from argmap.files import Entry, Files
    from argmap.kb import KnowledgeBase

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of a knowledge base.

    Attributes:
        diagnostics: Everything that is wrong with it, sorted by file and place.
        records: How many records it has, those that cannot be read among them.
    """

    diagnostics: tuple[Diagnostic, ...]
    records: int

    @classmethod
    def of(cls, kb: KnowledgeBase) -> Verdict:
        """The verdict on a knowledge base that has been read and checked."""
        return cls(kb.diagnostics, len(kb) + len(kb.unreadable))


def check(root: Path, *, numbers: bool) -> Verdict:
    """Reads and checks a knowledge base, or recalls what came of it the last time.

    An answer is recalled with the questions it took: every listing and every file that was looked at then, in and
    around the folder, is looked at again, and all must be as they were.

    Args:
        root: The folder that holds `knowledge-base.yaml`.
        numbers: Whether to solve the map and check what follows from it.
    """
    name = f"{root.resolve()} {numbers}"
    known = store.recall("verdict", name, (Verdict, Diagnostic, Severity, Span))
    if known is not None:
        questions, digest, verdict = known
        traced = Traced(Folder(root))
        traced.ask(questions)
        if traced.digest == digest:
            assert isinstance(verdict, Verdict)
            return verdict
    from argmap.loader import load_from

    traced = Traced(Folder(root))
    verdict = Verdict.of(load_from(traced, numbers=numbers))
    store.keep("verdict", name, (traced.questions, traced.digest, verdict))
    return verdict


class Traced:
    """Files that note what they are asked, and take a digest of what they answer."""

    def __init__(self, files: Files) -> None:
        self.root = files.root
        self.questions: list[tuple[str, str]] = []
        self._files = files
        self._answers = blake2b()

    @property
    def digest(self) -> bytes:
        """Of all answers so far, in their order."""
        return self._answers.digest()

    def ask(self, questions: Sequence[tuple[str, str]]) -> None:
        """Asks what was asked before, for the digest of the answers now."""
        methods: dict[str, Callable[[str], object]] = {
            "entries": self.entries,
            "read": self.read,
            "named": self.named,
        }
        for method, path in questions:
            try:
                methods[method](path)
            except OSError:
                continue  # which is an answer too

    def entries(self, folder: str = "") -> list[Entry]:
        """What lies in a folder; see `Files.entries`."""
        found = sorted(self._asked("entries", folder, self._files.entries))
        self._take(repr([(name, kind) for name, kind in found]).encode("utf-8", "backslashreplace"))
        return found

    def read(self, file: str) -> bytes:
        """The content of a file; see `Files.read`."""
        content = self._asked("read", file, self._files.read)
        self._take(content)
        return content

    def named(self, path: str) -> bytes | None:
        """The content of a file of the project; see `Files.named`."""
        content = self._asked("named", path, self._files.named)
        self._take(b"none" if content is None else content, there=content is not None)
        return content

    def _asked(self, method: str, path: str, answer: Callable[[str], _Answer]) -> _Answer:
        self.questions.append((method, path))
        try:
            return answer(path)
        except OSError as error:
            self._take(str(error.strerror).encode(), there=False)
            raise

    def _take(self, answer: bytes, *, there: bool = True) -> None:
        # With its length, so that no two series of answers are the same bytes.
        self._answers.update(b"%d %d\n" % (there, len(answer)))
        self._answers.update(answer)
