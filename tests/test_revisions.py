"""Reading a knowledge base as it was, from git."""

from __future__ import annotations

import pytest

import argmap
from argmap import revisions
from argmap.files import Folder
from argmap.readings import Cache
from tests.knowledge_bases import codes, write
from tests.repositories import commit, git, start

A = "claim: Slow bread digests well.\n"


@pytest.fixture
def repo(tmp_path):
    """Two commits: a claim, and the same reworded."""
    start(tmp_path / "repo", {"bread/a.yaml": A})
    return commit(tmp_path / "repo", {"claims/bread/a.yaml": "claim: Slow bread digests best.\n"})


def headline(kb):
    return kb["a"].headline


def test_a_revision_is_read_as_it_was(repo):
    assert headline(argmap.load(repo / "claims", rev="HEAD~1")) == "Slow bread digests well."
    assert headline(argmap.load(repo / "claims", rev="main")) == "Slow bread digests best."


def test_a_revision_says_of_itself_what_the_files_said(repo):
    then = argmap.load(repo / "claims", rev="HEAD")
    now = argmap.load(repo / "claims")
    assert dict(then.records) == dict(now.records)
    assert then.diagnostics == now.diagnostics
    assert then.archives.keys() == now.archives.keys()


def test_neither_the_work_tree_nor_the_index_is_touched(repo):
    (repo / "claims/bread/a.yaml").write_text("claim: Not committed.\n", "utf-8")
    before = (repo / ".git/index").read_bytes()
    argmap.load(repo / "claims", rev="HEAD~1")
    assert (repo / "claims/bread/a.yaml").read_text("utf-8") == "claim: Not committed.\n"
    assert (repo / ".git/index").read_bytes() == before


def test_what_has_not_changed_is_read_once(repo):
    cache = Cache()
    then = argmap.load(repo / "claims", rev="HEAD~1", cache=cache)
    now = argmap.load(repo / "claims", cache=cache)
    assert now.records["ann"] is then.records["ann"]
    assert now.records["a"] is not then.records["a"]


def test_a_knowledge_base_that_did_not_exist_is_empty(repo):
    git(repo, "mv", "claims", "elsewhere")
    commit(repo)
    assert len(argmap.load(repo / "elsewhere", rev="HEAD~1")) == 0
    assert len(argmap.load(repo / "elsewhere", rev="HEAD")) == 6


@pytest.mark.parametrize("path", ["deep/er/claims", "deep/er"])
def test_the_knowledge_base_may_lie_below_the_top(tmp_path, path):
    start(tmp_path, {"bread/a.yaml": A}, below="deep/er/claims")
    assert headline(argmap.load(tmp_path / path, rev="HEAD")) == "Slow bread digests well."


@pytest.mark.parametrize("path", ["", "claims"])
def test_a_bare_repository_has_revisions_too(repo, tmp_path, path):
    git(tmp_path, "clone", "--quiet", "--bare", str(repo), "bare.git")
    kb = argmap.load(tmp_path / "bare.git" / path, rev="HEAD~1")
    assert headline(kb) == "Slow bread digests well."


def test_three_dots_are_where_a_branch_began(repo):
    git(repo, "checkout", "--quiet", "-b", "branch", "HEAD~1")
    commit(repo, {"claims/bread/b.yaml": "claim: B is so.\n"})
    for rev in ("main...", "main...branch", "...main"):
        kb = argmap.load(repo / "claims", rev=rev)
        assert headline(kb) == "Slow bread digests well."
        assert "b" not in kb


@pytest.mark.parametrize(
    ("rev", "message"),
    [
        ("mian", "there is no revision 'mian'; did you mean 'main'?"),
        ("HEAD~99", "there is no revision 'HEAD~99'"),
        ("HEAD~1..HEAD", "there is no revision"),
        ("--all", "there is no revision '--all'"),
        ("a\0b", "there is no revision"),
        ("", "there is no revision ''"),
        ("main...nowhere", "there is no revision 'nowhere'"),
    ],
)
def test_a_revision_that_is_none_is_said_to_be_none(repo, rev, message):
    with pytest.raises(argmap.RevisionError) as error:
        argmap.load(repo / "claims", rev=rev)
    assert message in str(error.value)


def test_outside_a_repository_there_are_no_revisions(tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(argmap.RevisionError, match="lies in no git repository"):
        argmap.load(tmp_path, rev="HEAD")


def test_in_a_shallow_clone_the_way_to_the_rest_is_shown(repo, tmp_path):
    git(tmp_path, "clone", "--quiet", "--depth", "1", repo.as_uri(), "shallow")
    with pytest.raises(argmap.RevisionError, match="git fetch --unshallow"):
        argmap.load(tmp_path / "shallow" / "claims", rev="HEAD~1")


def test_without_git_the_message_says_so(repo, monkeypatch):
    monkeypatch.setenv("PATH", "")
    with pytest.raises(argmap.RevisionError, match="git is not installed"):
        argmap.load(repo / "claims", rev="HEAD")


def test_what_a_hook_sets_does_not_lead_elsewhere(repo, monkeypatch):
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", "/nowhere")
    assert headline(argmap.load(repo / "claims", rev="HEAD~1")) == "Slow bread digests well."


def test_the_files_a_record_names_are_those_of_the_commit(repo):
    commit(repo, {"experiments/taste.py": "print('sour')\n"})
    (repo / "experiments/taste.py").write_text("print('sweet')\n", "utf-8")
    for path in (repo, repo / "claims"):
        with revisions.files_at(path, "HEAD") as files:
            assert files.named("experiments/taste.py") == b"print('sour')\n"
            assert files.named("./experiments//taste.py") == b"print('sour')\n"
        with revisions.files_at(path, "HEAD~1") as files:
            assert files.named("experiments/taste.py") is None


# --- What a commit holds is untrusted -----------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["../secret", "/etc/passwd", "claims/../README.md", "claims", "link.md", "away/secret", "a\0b", "a\nb", ""],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_names_no_file(repo, path):
    write(repo.parent, {"secret": "Not yours.\n"})
    (repo / "link.md").symlink_to("README.md")
    (repo / "away").symlink_to(repo.parent)
    commit(repo, {"README.md": "On bread.\n"})
    assert Folder(repo / "claims").named(path) is None
    with revisions.files_at(repo, "HEAD") as files:
        assert files.named(path) is None


def test_a_symbolic_link_is_refused_and_not_followed(repo):
    (repo / "secret").write_text("claim: Not yours.\n", "utf-8")
    (repo / "claims/bread/b.yaml").symlink_to(repo / "secret")
    (repo / "claims/more").symlink_to(repo)
    kb = argmap.load(commit(repo) / "claims", rev="HEAD")
    assert codes(kb).count("symlink") == 2
    assert "b" not in kb


@pytest.mark.parametrize(
    "name", ["with\nline", "with\ttab", "-dash", "ümlaut", '"quoted"', "$(id)"]
)
def test_a_hostile_name_is_only_a_wrong_name(repo, name):
    commit(repo, {f"claims/bread/{name}.yaml": "claim: B is so.\n"})
    kb = argmap.load(repo / "claims", rev="HEAD")
    assert codes(kb) == codes(argmap.load(repo / "claims"))
    assert "wrong-file-name" in codes(kb)


def test_a_large_file_is_refused_as_on_disk(repo):
    commit(repo, {"claims/bread/b.yaml": "x" * 300_000})
    kb = argmap.load(repo / "claims", rev="HEAD")
    assert "too-large" in codes(kb)
    assert kb.diagnostics == argmap.load(repo / "claims").diagnostics


def test_a_huge_file_is_not_even_read(repo, monkeypatch):
    monkeypatch.setattr(revisions, "MAX_BYTES", 1000)
    commit(
        repo, {"claims/bread/b.yaml": "x" * 3_000_000, "claims/bread/c.yaml": "claim: C is so.\n"}
    )
    kb = argmap.load(repo / "claims", rev="HEAD")
    (found,) = [d for d in kb.diagnostics if d.span.file == "bread/b.yaml"]
    assert found.message == "the file cannot be read: it has 3,000,000 bytes"
    assert kb["c"].headline == "C is so."


def test_a_submodule_is_an_empty_folder(repo):
    git(repo, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},claims/other")
    git(repo, "commit", "--quiet", "--message", "A submodule")
    assert len(argmap.load(repo / "claims", rev="HEAD")) == 6


EXPERIMENT = """\
experiment: Does it?
tests:
  - {claim: a, if_true: 0.8, if_false: 0.2}
status: planned
run: experiments/a.py
"""


def test_a_module_that_is_only_in_the_work_tree_is_missed_in_the_revision(repo):
    commit(repo, {"claims/bread/e.yaml": EXPERIMENT})
    (repo / "experiments").mkdir()
    (repo / "experiments/a.py").write_text("")
    assert "no-module" in codes(argmap.load(repo / "claims", rev="HEAD"))
    assert "no-module" not in codes(argmap.load(repo / "claims"))
