"""New records: a proposed id, the YAML, and what the checks say of it before anything is written."""

from __future__ import annotations

import re
import unicodedata

MAX_SLUG = 50


def slug(text: str) -> str:
    """The text as lower-case words of plain letters and digits, joined by hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))
