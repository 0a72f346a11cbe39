"""Addresses of the site that no record may take, since record pages lie beside them."""

from __future__ import annotations

RESERVED = frozenset(
    {
        "404",
        "all",
        "architecture",
        "assets",
        "cli",
        "contributing",
        "decisions",
        "diagnostics",
        "disagreements",
        "experiments",
        "glossary",
        "images",
        "index",
        "interchange",
        "javascripts",
        "method",
        "performance",
        "publishing",
        "python",
        "review",
        "schema",
        "schemas",
        "search",
        "sitemap",
        "sql",
        "stylesheets",
        "what-if",
    }
)
