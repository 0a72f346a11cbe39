"""MkDocs with Material as it comes, and Zensical: a page for each claim, written by hand as it were.

The pages are not in the navigation, which is what these two are fastest with.  They lack what argmap works out: who
speaks for a claim, credences, checked quotes, drawings.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from benchmarks.synthetic import TOPICS
from benchmarks.tools import Rewording, Step, remove, start, version_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.synthetic import Claim
    from benchmarks.tools import Work

_CONFIG = """\
site_name: Generated
site_url: https://example.org/
theme: {name: material, font: false}
plugins: [search]
nav:
"""


def _write(claims: Sequence[Claim], folder: Path) -> None:
    docs = folder / "docs"
    docs.mkdir(parents=True, exist_ok=True)
    names = [f"topic-{n}" for n in range(TOPICS)]
    listed = "\n".join(f"- [Topic {n}]({name}.md)" for n, name in enumerate(names))
    (docs / "index.md").write_text(f"# Generated\n\n{listed}\n")
    for n, name in enumerate(names):
        of_topic = [claim for claim in claims if claim.topic == n]
        listed = "\n".join(f"- [{claim.headline}]({claim.id}.md)" for claim in of_topic)
        (docs / f"{name}.md").write_text(f"# Topic {n}\n\n{listed}\n")
    for claim in claims:
        (docs / f"{claim.id}.md").write_text(_page(claim))
    entries = "".join(f"  - {name}.md\n" for name in ["index", *names])
    (folder / "mkdocs.yml").write_text(_CONFIG + entries)


def _page(claim: Claim) -> str:
    supports = "".join(
        f"- [claim-{link.target}](claim-{link.target}.md), {link.strength}: {link.because}\n"
        for link in claim.links
    )
    return (
        f"# {claim.headline}\n\n{claim.note}\n\n> {claim.quote}\n\n*Person {claim.speaker}*\n\n"
        f"## Supports\n\n{supports}"
    )


class MkDocs:
    """`mkdocs-material` of PyPI; it builds all pages anew each time."""

    name = "MkDocs + Material"
    largest: ClassVar[Mapping[Work, int]] = {"site": 10_000}

    def version(self) -> str | None:
        return version_of("mkdocs-material")

    def write(self, claims: Sequence[Claim], folder: Path) -> None:
        _write(claims, folder)

    def steps(self, work: Work, claims: Sequence[Claim], folder: Path) -> Mapping[str, Step]:
        del work, claims
        command = (start("mkdocs"), "build", "--quiet")
        return {"cold": Step(command, lambda: remove(folder / "site"))}


class Zensical:
    """`zensical` of PyPI, which keeps what it has rendered in `.cache`."""

    name = "Zensical"
    largest: ClassVar[Mapping[Work, int]] = {"site": 10_000}

    def version(self) -> str | None:
        return version_of("zensical")

    def write(self, claims: Sequence[Claim], folder: Path) -> None:
        _write(claims, folder)

    def steps(self, work: Work, claims: Sequence[Claim], folder: Path) -> Mapping[str, Step]:
        del work
        command = (start("zensical"), "build")
        reworded = Rewording(claims)

        def change() -> None:
            claim = reworded()
            (folder / "docs" / f"{claim.id}.md").write_text(_page(claim))

        return {
            "cold": Step(command, lambda: remove(folder / "site", folder / ".cache")),
            "changed": Step(command, change),
        }
