"""Kialo's text export in.  The discussions are written by hand, after the form of its exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from argmap.interchange import kialo
from argmap.interchange.drafts import knowledge_base

BREAD = """\
Discussion Title: Slow bread

1. Bread should rise slowly.
1.1. Pro: Slow bread is easier to digest \\(for most\\).
1.1.1. Pro: Fructans fall while dough rests, says [a study](https://doi.org/10.1/x_y).
1.1.2. Con: -> See 1.2.1.
1.2. Con: It takes a day.
Who has a day?

- Bakers
- Nobody else
1.2.1. Con: Most of it is waiting.
1.2.2. Pro: -> See 1.1.1.
"""

QUESTION = """\
Discussion Title: How should bread rise?

1. How should bread rise?
1.1. Slowly.
1.1.1. Pro: It tastes better.
1.2. Fast.
1.2.1. Con: -> See 1.1.1.
1.3. Not at all.
"""


def read(text: str):
    found = kialo.read(text.encode(), file="export.txt", topic="bread")
    return knowledge_base(found, Path("export.txt"))


def arrows(kb) -> set[str]:
    return {f"{one.source} {one.relation} {one.target}" for one in kb.links}


def lost(kb) -> list[tuple[str, str, str]]:
    return [(one.what, one.where, one.note) for one in kb.losses]


def test_each_point_is_a_claim_for_or_against_the_one_above():
    kb = read(BREAD)
    assert kb.ok
    assert lost(kb) == []
    assert {id: claim.headline for id, claim in kb.claims.items()} == {
        "bread-rise-slowly": "Bread should rise slowly.",
        "slow-bread-easier-digest-most": "Slow bread is easier to digest \\(for most\\).",
        "fructans-fall-dough-rests-says-study": "Fructans fall while dough rests, says [a study](https://doi.org/10.1/x_y).",
        "takes-day": "It takes a day.",
        "most-waiting": "Most of it is waiting.",
    }
    digest, takes = "slow-bread-easier-digest-most", "takes-day"
    study = "fructans-fall-dough-rests-says-study"
    assert arrows(kb) == {
        f"{digest} supports bread-rise-slowly",
        f"{study} supports {digest}",
        f"most-waiting attacks {digest}",
        f"{takes} attacks bread-rise-slowly",
        f"most-waiting attacks {takes}",
        f"{study} supports {takes}",
    }


def test_lines_that_go_on_become_the_note():
    kb = read(BREAD)
    assert kb["takes-day"].note == "Who has a day?\n\n- Bakers\n- Nobody else"


def test_the_title_and_the_thesis_introduce_the_topic():
    topic = read(BREAD).topics["bread"]
    assert (topic.headline, topic.summary) == ("Slow bread", "Bread should rise slowly.")


def test_a_question_with_theses_is_a_crux_between_them():
    kb = read(QUESTION)
    assert kb.ok
    assert kb["bread-rise"].headline == "How should bread rise?"
    assert kb["bread-rise"].between == ("slowly", "fast", "not-all")
    assert arrows(kb) == {"tastes-better supports slowly", "tastes-better attacks fast"}


def test_a_thesis_below_a_claim_is_told():
    kb = read("1. A is so.\n1.1. B is so.\n1.2. Pro: C is so.\n")
    assert lost(kb) == [("theses below a claim", "1.1.", "below 1.")]
    assert arrows(kb) == {"c supports a-is-so"}


def test_a_point_may_name_one_that_comes_later_and_one_that_names_another():
    kb = read("1. A.\n1.1. Pro: -> See 1.2.\n1.2. Con: -> See 1.3.\n1.3. Pro: B.\n")
    assert arrows(kb) == {"b supports a"}
    assert [one[0] for one in lost(kb)] == ["second links between the same two"]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("1. A.\n1.1. Pro: -> See 1.9.\n", 2, "there is no point 1.9. to see"),
        ("1. A.\n1.1. Pro: -> See 1.1.\n", 2, "there is no point 1.1. to see"),
        ("1. A.\n1.1. Pro: -> See 1.2.\n1.2. Con: -> See 1.1.\n", 2, "there is no point 1.2. to see"),
        ("1. A.\n1.2.1. Pro: B.\n", 2, "no point 1.2. above that 1.2.1. speaks to"),
        ("1. A.\n1.1. Pro: B.\n1.1. Con: C.\n", 3, "there is already a point 1.1."),
        ("1. A.\n2. B.\n", 2, "2. is no point below the first"),
    ],
)  # fmt: skip
def test_a_number_that_fits_nowhere_is_told_and_its_text_kept(text, line, message):
    kb = read(text)
    told = [one for one in kb.diagnostics if one.code == "kialo-number"]
    assert told[0].span.line == line
    assert message in told[0].message
    whole = "\n".join(f"{claim.headline}\n{claim.note}" for claim in kb.claims.values())
    assert all(word in whole or "See" in text for word in ("B.",) if word in text)


def test_a_claim_for_itself_is_told():
    kb = read("1. A.\n1.1. Pro: -> See 1.\n")
    assert lost(kb) == [("links of a claim to itself", "1.1.", "")]
    assert kb.ok


def test_html_links_to_nowhere_and_double_brackets_do_no_harm():
    kb = read("1. A <b>bold</b> [claim](javascript:alert) on [[linked]] things.\n")
    (claim,) = kb.claims.values()
    assert claim.headline == "A `<b>`bold`</b>` claim on \\[\\[linked]] things."
    assert kb.ok
    assert lost(kb) == [("links that do not lead to the web", "1.", "javascript:alert")]


def test_text_above_the_first_point_is_told():
    assert ("text before the first point", "line 1", "Exported by Ann") in lost(
        read("Exported by Ann\n1. A.\n")
    )


def test_what_is_no_discussion_is_refused():
    found = kialo.read(b"Dear diary,\n", file="export.txt", topic="bread")
    assert [one.code for one in found.diagnostics] == ["not-a-discussion"]


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter():
    same = kialo.read(("\ufeff" + BREAD.replace("\n", "\r\n")).encode(), file="x", topic="bread")
    assert [one.data for one in same.records] == [
        one.data for one in kialo.read(BREAD.encode(), file="x", topic="bread").records
    ]
