"""What a change does to a knowledge base: two of them in, what differs out."""

from __future__ import annotations
