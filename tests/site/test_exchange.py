"""A source's page: the exchange, and how much of it is drawn on."""

from __future__ import annotations

import pytest

from argmap.site.exchange import Exchanges, turns
from argmap.site.views import Views
from tests.knowledge_bases import bread

RECORDS = {
    "bread/digests.yaml": (
        "claim: Slow bread is easier to digest.\npositions:\n  - person: ann\n    stance: accepts\n"
        "    quotes: [{text: I find it easier to digest, source: talk}]\n"
    ),
    "bread/not-time.yaml": (
        "claim: Fermentation time is not what matters.\nattacks: [digests]\npositions:\n"
        "  - person: bob\n    stance: leans-accept\n"
        "    quotes: [{text: I doubt that fermentation time is what matters, source: talk}]\n"
    ),
    "bread/who-pays.yaml": "claim: Nobody would pay for a test.\ncites: ['talk:3.2']\n",
}


@pytest.fixture
def exchange(tmp_path):
    kb = bread(tmp_path, RECORDS)
    return kb, Exchanges(kb, Views(kb))


def test_passages_stand_in_the_order_of_the_text_by_speaker(exchange):
    _, exchanges = exchange
    said = turns(exchanges.passages("talk"))
    assert [(turn.speaker.id, len(turn.passages)) for turn in said] == [("ann", 1), ("bob", 1)]
    assert [turn.passages[0].stance for turn in said] == ["accepts", "leans toward accepting"]


def test_an_answer_names_whom_it_answers_and_on_which_claim(exchange):
    _, exchanges = exchange
    first, second = exchanges.passages("talk")
    assert first.replies == ()
    (reply,) = second.replies
    assert (reply.word, reply.to.id, reply.speaker.id) == ("attacks", "digests", "ann")


def test_who_takes_up_the_same_claim_is_told(tmp_path):
    doubt = (
        "  - person: bob\n    stance: rejects\n"
        "    quotes: [{text: I doubt that fermentation time is what matters, source: talk}]\n"
    )
    kb = bread(tmp_path, {"bread/digests.yaml": RECORDS["bread/digests.yaml"] + doubt})
    _, second = Exchanges(kb, Views(kb)).passages("talk")
    assert second.replies[0].word == "speaks to the same claim as"


def test_sentences_are_counted_as_quoted_cited_or_untouched(exchange):
    kb, exchanges = exchange
    share = exchanges.share(kb.sources["talk"])
    assert (share.sentences, share.quoted, share.cited, share.untouched) == (4, 2, 1, 1)
    assert exchanges.share(kb.sources["kitchen-thread"]).sentences == 1


def test_what_is_cited_without_a_quote_is_listed_by_line(exchange):
    kb, exchanges = exchange
    ((line, records),) = exchanges.paraphrased(kb.sources["talk"])
    assert (line, [one.id for one in records]) == ("line 3", ["who-pays"])
