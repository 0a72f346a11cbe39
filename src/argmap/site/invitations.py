"""What a reader can add to a record: the addresses of the issue forms, filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from argmap.authoring.forms import CHALLENGE, NEW_CLAIM, NEW_EVIDENCE
from argmap.model import Crux, Experiment, Person, Source, Statement, Topic

if TYPE_CHECKING:
    from argmap.authoring.forms import Form
    from argmap.kb import KnowledgeBase
    from argmap.model import Record


class Way(NamedTuple):
    """A link to a form, and what one does there."""

    words: str
    url: str


class Invitation(NamedTuple):
    """What can be added.

    Attributes:
        about: The id of the claim meant, where it is not the page's own record.
        ways: The links.
    """

    about: str
    ways: tuple[Way, ...]


def invitations(kb: KnowledgeBase, record: Record) -> tuple[Invitation, ...]:
    """What can be added from the page of a record; nothing where no repository is named."""
    repository = kb.settings.repository
    if not repository:
        return ()
    if isinstance(record, Statement):
        return (_on(kb, record.id),)
    if isinstance(record, (Crux, Experiment)):
        # What there is to say of a question or a test is said of the claims behind it.
        ids = record.claims if isinstance(record, Crux) else [test.claim for test in record.tests]
        named = dict.fromkeys(kb.aliases.get(id, id) for id in ids)
        return tuple(_on(kb, id)._replace(about=id) for id in named if id in kb)
    ways: list[Way] = []
    if isinstance(record, Topic):
        ways = [Way("Add a claim", address(repository, NEW_CLAIM, topic=record.id))]
    elif isinstance(record, Person):
        ways = [Way("Add a claim of theirs", address(repository, NEW_CLAIM, person=record.id))]
    elif isinstance(record, Source):
        ways = [
            Way("Add a claim from it", address(repository, NEW_CLAIM, source=record.id)),
            Way("Add evidence", address(repository, NEW_EVIDENCE, source=record.id)),
        ]
    return (Invitation("", tuple(ways)),)


def _on(kb: KnowledgeBase, id: str) -> Invitation:
    """What can be added to a claim or a piece of evidence."""
    repository = kb.settings.repository
    ways = (
        Way(f"Challenge this {kb[id].kind}", address(repository, CHALLENGE, claim=id)),
        Way("Add evidence", address(repository, NEW_EVIDENCE, claim=id)),
    )
    return Invitation("", ways)


def address(repository: str, form: Form, **answers: str) -> str:
    """Where a form is filled in, with some answers given.

    Raises:
        KeyError: The form does not ask one of these.
    """
    query = {"template": form.template} | {form[id].id: text for id, text in answers.items()}
    return f"{repository.rstrip('/')}/issues/new?{urlencode(query)}"
