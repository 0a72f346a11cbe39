"""What one record says of another must be there, of the right kind, and not itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.diagnostics import Severity, did_you_mean
from argmap.fields import LinkRef, Markdown, Premise, Ref
from argmap.linker import parse_link_id, parse_premise, without_aliases
from argmap.model import STATEMENTS, Source, Statement
from argmap.sources import parse_citation
from argmap.wikilinks import link_targets
from argmap.wording import with_article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.diagnostics import Diagnostic
    from argmap.fields import Path
    from argmap.kb import KnowledgeBase


def references(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """Every id that is written names a record of a kind that fits there, and not the record itself."""
    for id, mention, marker in kb.marked(Ref):
        if finding := _reference(kb, id, mention.path, mention.text, marker.kinds):
            yield finding
    for id, mention, _ in kb.marked(Premise):
        target, _ = parse_premise(mention.text)
        if finding := _reference(kb, id, mention.path, target, STATEMENTS):
            yield finding


def _reference(
    kb: KnowledgeBase, id: str, path: Path, target: str, kinds: tuple[str, ...]
) -> Diagnostic | None:
    record = kb.get(target)
    if (record is not None and record.kind in kinds and record.id != id) or target in kb.unreadable:
        return None
    document = kb.documents[id]
    if record is None:
        return document.finding(
            "unknown-id",
            Severity.ERROR,
            f"there is no record {target!r}",
            path=path,
            fix=kb.guess(target, kinds) or f"write it, or name a {' or '.join(kinds)} that exists",
        )
    if record.kind not in kinds:
        return document.finding(
            "wrong-kind",
            Severity.ERROR,
            f"{target!r} is {with_article(record.kind)}, and {with_article(' or '.join(kinds))} belongs here",
            path=path,
            fix=_wrong_kind_fix(record.kind, path),
        )
    return document.finding(
        "self-reference", Severity.ERROR, "a record cannot refer to itself here", path=path
    )


def _wrong_kind_fix(kind: str, path: Path) -> str:
    if kind == "crux" and path[0] in ("supports", "attacks"):
        return "name the claim the crux turns on"
    if kind in ("claim", "evidence") and path[0] == "undercuts":
        return "an undercut names a link, `a > b`; to speak against a claim use `attacks`"
    return ""


def undercut_targets(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """An undercut names a weighted link that exists."""
    for id, mention, _ in kb.marked(LinkRef):
        target = without_aliases(mention.text, kb.aliases)
        if target in kb.weighted_links or _unreadable(kb, target):
            continue
        yield kb.documents[id].finding(
            "unknown-link",
            Severity.ERROR,
            f"there is no link `{mention.text}`",
            path=mention.path,
            fix=_link_fix(kb, target),
        )


def _unreadable(kb: KnowledgeBase, target: str) -> bool:
    return any(part.strip("() ") in kb.unreadable for part in target.split(">"))


def _link_fix(kb: KnowledgeBase, target: str) -> str:
    source, conclusion = parse_link_id(target) or ("", "")
    backwards = f"{conclusion} > {source}"
    if backwards in kb.weighted_links:
        return f"the link runs the other way: `{backwards}`"
    missing = [part for part in (source, conclusion) if part not in kb and ">" not in part]
    if missing:
        hint = kb.guess(missing[0])
        return f"there is no record {missing[0]!r}" + (f"; {hint}" if hint else "")
    leaving = [one.id for one in kb.links_from.get(source, ()) if one.weighted]
    close = did_you_mean(target, leaving)
    if close:
        return close
    if leaving:
        return f"{source} has the links {', '.join(f'`{name}`' for name in leaving)}"
    return f"{source} supports or attacks nothing; the link must be written there first"


def repeated_links(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """At most one weighted link runs from one record to another, so that `a > b` names it."""
    for id, links in kb.written_links.items():
        if len(links) < 2 or not isinstance(kb.records[id], Statement):  # noqa: PLR2004
            continue
        seen: set[str] = set()
        for one in links:
            target = without_aliases(one.target, kb.aliases)
            if one.weighted and target in seen:
                yield kb.documents[id].finding(
                    "second-link",
                    Severity.ERROR,
                    f"there is already a weighted link from here to {target!r}",
                    path=(*one.path, "to"),
                    fix="keep one; several steps of one inference belong in its `because`",
                )
            if one.weighted:
                seen.add(target)


def wikilinks(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """Every `[[id]]` in a text leads to a record."""
    for id, mention, _ in kb.marked(Markdown):
        if "[[" not in mention.text:
            continue
        for target, _ in link_targets(mention.text):
            if target not in kb and target not in kb.unreadable:
                yield kb.documents[id].finding(
                    "dead-link",
                    Severity.ERROR,
                    f"[[{target}]] leads nowhere",
                    path=mention.path,
                    fix=kb.guess(target) or "write the record or take the link out",
                )


def citations(kb: KnowledgeBase) -> Iterator[Diagnostic]:
    """A citation names a source, and a passage that is there."""
    for id, record in kb.records.items():
        for index, text in enumerate(record.cites):
            source, line, first, last = parse_citation(text)
            path: Path = ("cites", index)
            document = kb.documents[id]
            cited = kb.get(source)
            if not isinstance(cited, Source):
                if finding := _reference(kb, id, path, source, ("source",)):
                    yield finding
                continue
            archive = kb.archives.get(cited.id)
            if line is None or (
                archive is None and cited.id in kb.documents and cited.type == "archive"
            ):
                continue  # a missing fingerprint is reported at the archive
            if archive is None:
                yield document.finding(
                    "no-such-passage",
                    Severity.ERROR,
                    f"{source!r} has no archived text whose lines could be counted",
                    path=path,
                    fix="name the archive, or the source without a line",
                )
                continue
            held = archive.fingerprint.lines.get(line)
            count = len(held.sentence_starts) if held is not None else 0
            if held is None or (last or 1) > count or (first or 1) > (last or 1):
                yield document.finding(
                    "no-such-passage",
                    Severity.ERROR,
                    f"{source} has no passage {text.partition(':')[2]}",
                    path=path,
                    fix=f"line {line} has {count} sentence{'s' * (count != 1)}" if held is not None
                    else "`argmap source show` lists lines and sentences",
                )  # fmt: skip


CHECKS = (references, undercut_targets, repeated_links, wikilinks, citations)
