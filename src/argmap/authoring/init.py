"""`argmap init`: a knowledge base of one's own, with three records that argue about bread, and a site."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from argmap.authoring.files import write
from argmap.authoring.yamltext import plain_is_safe

if TYPE_CHECKING:
    from pathlib import Path

_FILES = {
    "claims/knowledge-base.yaml": """\
knowledge_base: {yaml_title}
summary: |-
  What is argued, what speaks for and against it, and what would settle it.
licence: CC BY 4.0
format: 1
""",
    "claims/bread/bread.yaml": """\
topic: Bread
summary: |-
  An example to replace: a claim, a finding that speaks for it, and the experiment that would settle it.
essay: |-
  Bakers agree that bread from slow dough tastes better. Whether
  [[slow-bread-digests-easier|it is also easier to digest]] is open.
order: 1
""",
    "claims/bread/slow-bread-digests-easier.yaml": """\
claim: Bread from slow dough is easier to digest than bread from quick dough.
note: |-
  For people without coeliac disease.
""",
    "claims/bread/slow-dough-loses-fructans.yaml": """\
evidence: Dough that rests for four hours holds fewer fructans than dough baked after one.
type: observation
supports:
  - to: slow-bread-digests-easier
    strength: moderate
    because: Fructans are what many people without coeliac disease react to in bread.
""",
    "claims/bread/blind-trial-of-slow-bread.yaml": """\
experiment: Do people report fewer complaints after slow bread when they cannot tell it from quick bread?
tests:
  - claim: slow-bread-digests-easier
    if_true: 0.8
    if_false: 0.1
    because: A blind trial takes away what people expect of slow bread.
status: stub
protocol: |-
  Forty people eat each bread for two weeks, in random order. Neither they nor who asks them knows which it is.
decision_rule: |-
  Yes when complaints fall by at least a fifth and the 95 % interval leaves out zero.
stop_rule: |-
  Not worth finishing when people can tell the two breads apart.
effort_days: 30
""",
    "docs/index.md": """\
# {title}

What is argued, what speaks for and against it, and what would settle it.
""",
    "mkdocs.yml": """\
site_name: {json_title}
theme:
  name: material
  font: false
  features: [content.action.edit, search.highlight, search.suggest]
plugins:
  - search
  - argmap
markdown_extensions: [admonition, attr_list, md_in_html, tables]
nav:
  - Home: index.md
""",
    "README.md": """\
# {title}

A knowledge base of arguments, kept with [argmap](https://github.com/argmap/argmap).

    pip install argmap
    argmap check        what is wrong, with line and column
    argmap serve        the site, with live reload
    argmap new claim    a new record

One record is one YAML file in `claims/<topic>/`; its name is its id. Texts are under CC BY 4.0.
""",
    ".gitignore": """\
# What argmap builds, and texts that are not ours to publish.
/site/
/.argmap/
/.venv/
""",
}


class NotEmptyError(Exception):
    """A file that would be written is there already; the message names it."""


def init(folder: Path, title: str) -> list[Path]:
    """Starts a knowledge base and gives the files written.

    Args:
        folder: Where; made if it is not there.
        title: The title of the site, one line.

    Raises:
        NotEmptyError: One of the files exists; nothing is written then.
        OSError: A file cannot be written.
    """
    title = " ".join(title.split())
    present = next((name for name in _FILES if (folder / name).exists()), None)
    if present is not None:
        raise NotEmptyError(f"{folder / present} is there already; nothing was written")
    quoted = json.dumps(title, ensure_ascii=False)  # a JSON text is a YAML text
    values = {
        "{title}": title,
        "{yaml_title}": title if plain_is_safe(title) else quoted,
        "{json_title}": quoted,
    }
    for name, text in _FILES.items():
        for mark, value in values.items():
            text = text.replace(mark, value)  # noqa: PLW2901
        write(folder / name, text, inside=folder)
    return [folder / name for name in _FILES]
