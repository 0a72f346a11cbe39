"""MkDocs, called from Python."""

from __future__ import annotations

import errno
import logging
import sys
from pathlib import Path

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from argmap.loader import without_collector

_FULL = {errno.ENOSPC, errno.EDQUOT}


class BuildError(Exception):
    """The site could not be built; the message says why."""


def build(config_file: Path, site_dir: Path | None = None, *, strict: bool = False) -> Path:
    """Builds the site and returns its folder.

    Raises:
        BuildError: It could not be built; the last good site is untouched.
    """
    options = {"site_dir": str(site_dir.resolve())} if site_dir is not None else {}
    try:
        config = load_config(str(config_file), strict=strict or None, **options)
        target = Path(config.site_dir)
        config.plugins.on_startup(command="build", dirty=False)
        log = logging.getLogger(mkdocs_build.__name__)
        log.addFilter(_is_news)
        try:
            with without_collector():
                mkdocs_build.build(config)
        finally:
            log.removeFilter(_is_news)
            config.plugins.on_shutdown()
    except MkDocsException as error:
        # MkDocs wraps what a plugin refuses in an error that only says that there was one.
        raise BuildError(str(error.__cause__ or error.__context__ or error)) from error
    except OSError as error:
        if error.errno not in _FULL:
            raise
        # Which file was being copied says nothing of where the room is missing.
        told = f"{target} cannot be renewed and is as it was: {error.strerror}"
        raise BuildError(told) from error
    return target


def _is_news(record: logging.LogRecord) -> bool:
    """Whether a line of MkDocs' log is more than the error it is about to raise, which whoever catches it tells."""
    return record.getMessage() != str(sys.exc_info()[1])


def serve(config_file: Path, address: str = "127.0.0.1:8000") -> None:
    """Serves the site with live reload until stopped.

    Raises:
        BuildError: The address or the settings are not usable.
    """
    from mkdocs.commands import serve as mkdocs_serve  # which a build need not load

    try:
        mkdocs_serve.serve(str(config_file), dev_addr=address)
    except MkDocsException as error:
        raise BuildError(str(error)) from error
