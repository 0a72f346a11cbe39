"""The rules a knowledge base keeps: each one small pure function from a knowledge base to findings.

A new rule is a function in the module it belongs to, its name in that module's `CHECKS`, and a
paragraph in `docs/diagnostics/`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from argmap.checks import experiments, ids, numbers, people, prose, quotes, references, structure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from argmap.diagnostics import Diagnostic
    from argmap.kb import KnowledgeBase

ALL = (
    *ids.CHECKS,
    *references.CHECKS,
    *structure.CHECKS,
    *people.CHECKS,
    *quotes.CHECKS,
    *experiments.CHECKS,
    *prose.CHECKS,
)


def run_checks(kb: KnowledgeBase, *, with_numbers: bool = False) -> Iterator[Diagnostic]:
    """Everything the rules find, rule by rule.

    Args:
        kb: The knowledge base.
        with_numbers: Whether the rules on computed credences are run too; those on asserted ones are run
            wherever a record asserts one.
    """
    for check in ALL:
        yield from check(kb)
    if with_numbers or numbers.wanted(kb):
        yield from numbers.run(kb, every=with_numbers)
