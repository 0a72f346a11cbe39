"""The issue forms: valid, as the package knows them, and reached filled in from every page."""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml

from argmap.authoring.forms import FORMS
from argmap.model import ANY
from argmap.site.invitations import address
from argmap.site.pages import all_pages
from tests.github.tools import ROOT, passes, tool
from tests.knowledge_bases import bread
from tests.site.conftest import RECORDS

FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
TEMPLATES = {form.template: form for form in FORMS}
REPOSITORY = "https://github.com/bread/map"


def asked(template):
    """The questions of a form as its file has them: id, label, whether required, answers offered."""
    body = yaml.safe_load((FOLDER / template).read_text("utf-8"))["body"]
    return [
        (
            one["id"],
            one["attributes"]["label"],
            one.get("validations", {}).get("required", False),
            tuple(one["attributes"].get("options", ())),
        )
        for one in body
        if one["type"] != "markdown"
    ]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.template)
def test_a_form_asks_what_the_package_reads(form):
    known = [(one.id, one.label, one.required, one.options) for one in form.fields]
    assert asked(form.template) == known


def test_forms_are_as_githubs_schema_has_them():
    files = [FOLDER / name for name in TEMPLATES]
    passes(tool("check-jsonschema"), "--builtin-schema", "vendor.github-issue-forms", *files)


def test_every_form_is_read_and_known_by_its_first_label():
    assert {file.name for file in FOLDER.glob("*.yml")} == {*TEMPLATES, "config.yml"}
    assert len({form.fields[0].label for form in FORMS}) == len(FORMS)


@pytest.fixture(scope="module")
def kb(tmp_path_factory):
    settings = f"knowledge_base: Bread\nrepository: {REPOSITORY}/\n"
    return bread(tmp_path_factory.mktemp("kb"), {**RECORDS, "knowledge-base.yaml": settings})


def invited(kb):
    """For each record page the links to forms on it, as (template, answers given)."""
    found = {}
    for page in all_pages(kb):
        urls = re.findall(rf'href="({REPOSITORY}/issues/new[^"]*)"', page.body)
        queries = [parse_qs(urlsplit(html.unescape(url)).query) for url in urls]
        given = [{name: values[0] for name, values in query.items()} for query in queries]
        found[page.url.rstrip("/")] = [(query.pop("template"), query) for query in given]
    return found


def test_every_record_page_leads_to_a_form_with_what_is_known_filled_in(kb):
    links = invited(kb)
    assert {kb[id].kind for id in kb} == {*ANY}
    for id in kb:
        assert links[id], id
        for template, given in links[id]:
            fields = {field for field, *_ in asked(template)}
            assert given.keys() <= fields
            assert len(given) == 1
            assert next(iter(given.values())) in kb


def test_what_is_said_of_a_question_or_a_test_is_said_of_the_claim_behind_it(kb):
    on_claim = [(name, {"claim": "slow-bread-digests-better"}) for name in ("challenge.yml", "new-evidence.yml")]  # fmt: skip
    links = invited(kb)
    assert links["slow-bread-digests-better"] == on_claim
    assert links["is-it-the-time"] == on_claim
    assert links["taste-it-blind"] == on_claim
    assert links["fructans-fall"][0] == ("challenge.yml", {"claim": "fructans-fall"})


def test_without_a_repository_no_page_leads_to_a_form(tmp_path):
    kb = bread(tmp_path, {**RECORDS, "knowledge-base.yaml": "knowledge_base: Bread\n"})
    assert not any("issues/new" in page.body for page in all_pages(kb))


def test_an_address_keeps_what_it_is_given_and_takes_only_what_is_asked():
    url = address(REPOSITORY, TEMPLATES["challenge.yml"], headline="A & b?")
    assert url == f"{REPOSITORY}/issues/new?template=challenge.yml&headline=A+%26+b%3F"
    with pytest.raises(KeyError, match="does not ask 'colour'"):
        address(REPOSITORY, TEMPLATES["challenge.yml"], colour="red")
