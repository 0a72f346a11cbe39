"""Four kinds of running text, none of which has to be fetched."""

from __future__ import annotations

import argparse
import inspect
from functools import lru_cache
from pathlib import Path
from pydoc_data.topics import topics

from experiments.lab import folder_of


@lru_cache(maxsize=1)
def texts() -> dict[str, str]:
    """Text by kind.

    News: the articles of the Australian Broadcasting Corporation that Lee, Pincombe and Welsh (2005) collected, as gensim
    brings them.  Manual: Python's own.  Program: a module of its library.  After the model: prose about this project,
    written in 2026 and kept beside this module, so that no model of 2024 has seen it.
    """
    return {
        "news": gensim_data("lee_background.cor"),
        "manual": "\n".join(topics[name] for name in sorted(topics)),
        "program": inspect.getsource(argparse),
        "after the model": Path(__file__).with_name("after_the_model.txt").read_text("utf-8"),
    }  # fmt: skip


def gensim_data(name: str) -> str:
    """A file of the data that gensim brings for its own tests."""
    return (folder_of("gensim") / "test" / "test_data" / name).read_text("utf-8")
