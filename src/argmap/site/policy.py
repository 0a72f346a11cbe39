"""A content security policy for every page: nothing runs, loads or is sent but what the site itself holds.

The theme has a few inline scripts; each is allowed by its hash.  One in what was made from records, which can
only be there because escaping has failed, is not.  The policy stands in the page, so that it
holds on hosts that cannot send headers.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache

_HEAD = b"<head>"
_INLINE = re.compile(rb"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
# A script with an address is no inline script, and one of data does not run.
_NO_CODE = re.compile(rb"\ssrc=|type=\"application/(?:ld\+)?json\"")
# Styles: the theme and the search's highlighting set some on elements.  Images: the theme's icons are data.
_POLICY = (
    "default-src 'none'; script-src 'self'{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
)


def guarded(page: bytes, untrusted: bytes = b"") -> bytes:
    """A page with a policy in its head; one without a head stays as it is.

    Args:
        page: Its HTML.
        untrusted: The part of it that is made from records: no script in it is allowed.
    """
    head, found, rest = page.partition(_HEAD)
    if not found:
        return page
    codes = [
        match["code"]
        for match in _INLINE.finditer(page.replace(untrusted, b"") if untrusted else page)
        if not _NO_CODE.search(match["attributes"])
    ]
    hashes = "".join(f" '{_hash(code)}'" for code in dict.fromkeys(codes))
    policy = _POLICY.format(hashes=hashes)
    tag = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return b"".join((head, found, tag.encode(), rest))


@lru_cache
def _hash(code: bytes) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(code).digest()).decode()
