"""Keeps one comment on a pull request up to date: what the change does to the map.

usage: comment.py FOLDER

FOLDER holds `comment.md` and `number`, which a run on the pull request has left.  That run executed whatever the pull
request wanted, while this one may write: so the number must be of the very pull request that was run, and the comment
must hold nothing GitHub would act on.  Nothing from FOLDER is executed.

The environment: GH_TOKEN; GITHUB_REPOSITORY; and of the run that left the folder HEAD_REPOSITORY, HEAD_SHA and RUN_URL.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

MARK = "<!-- argmap diff -->"
"""The first line of the comment, by which the next run finds it; as in `argmap.diff_report`."""

AUTHOR = "github-actions[bot]"
MAX_BYTES = 262_144
MAX_COMMENT = 65_000
"""Characters; GitHub takes 65,536, and a line is added."""

# `argmap diff` writes no link, no HTML but for folding, and breaks every mention.
_TAG = re.compile(r"<(?!/?(?:details|summary|sub)>)")
_LINK = re.compile(r"\[|://|\bwww\.|\bmailto:", re.IGNORECASE)
_MENTION = re.compile(r"[@#](?=\w)")


def main(folder: Path) -> None:
    """Creates or updates the comment, and removes all others of ours."""
    if not (folder / "comment.md").exists():
        print("The run left no comment.")
        return
    number, comment = _number(folder / "number"), _comment(folder / "comment.md")
    here = f"repos/{os.environ['GITHUB_REPOSITORY']}"
    pull = _api(f"{here}/pulls/{number}")
    if (pull["head"]["repo"] or {}).get("full_name") != os.environ["HEAD_REPOSITORY"]:
        _refuse(f"pull request {number} is not the one that was run")
    if pull["head"]["sha"] != os.environ["HEAD_SHA"] or pull["state"] != "open":
        print(f"Pull request {number} has moved on.")
        return
    body = {"body": f"{comment}\n<sub>[Checks and preview]({os.environ['RUN_URL']})</sub>\n"}
    pages = _api(f"{here}/issues/{number}/comments?per_page=100", "--paginate", "--slurp")
    ours = [
        one["id"]
        for page in pages
        for one in page
        if (one["user"] or {}).get("login") == AUTHOR and one["body"].startswith(MARK)
    ]
    if not ours:
        _api(f"{here}/issues/{number}/comments", "--method", "POST", send=body)
    for id in ours[:1]:
        _api(f"{here}/issues/comments/{id}", "--method", "PATCH", send=body)
    for id in ours[1:]:
        _api(f"{here}/issues/comments/{id}", "--method", "DELETE")


def _number(file: Path) -> int:
    text = _text(file).strip()
    if not re.fullmatch(r"[1-9][0-9]{0,9}", text):
        _refuse("the number is none")
    return int(text)


def _comment(file: Path) -> str:
    text = _text(file)
    head, _, rest = text.partition("\n")
    shown = html.unescape(rest)  # mentions count in the finished page
    if head != MARK or len(text) > MAX_COMMENT:
        _refuse("the comment does not begin as `argmap diff` begins it, or is too long")
    if _TAG.search(rest) or _LINK.search(rest) or _MENTION.search(shown):
        _refuse("the comment holds a link, a mention or HTML, which `argmap diff` does not write")
    return text


def _text(file: Path) -> str:
    if file.is_symlink() or not file.is_file() or file.stat().st_size > MAX_BYTES:
        _refuse(f"{file.name} is no file, or too large")
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        _refuse(f"{file.name} is not UTF-8 text")


def _api(path: str, *options: str, send: dict[str, str] | None = None) -> Any:
    """What GitHub answers; nothing where it answers with nothing."""
    command = ["gh", "api", path, *options, *(["--input", "-"] if send else [])]
    done = subprocess.run(
        command,
        input=json.dumps(send) if send else None,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout or "null")


def _refuse(reason: str) -> NoReturn:
    sys.exit(f"::error::Refused: {reason}.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
