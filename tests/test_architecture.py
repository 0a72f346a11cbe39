"""The layers of the package: imports point down only."""

from __future__ import annotations

import ast
from pathlib import Path

PACKAGE = Path(__file__).parents[1] / "src" / "argmap"

# From the bottom up; a module may import from rows below its own and, where told, along its row.
LAYERS = [
    ["reserved", "handbook", "wikilinks", "diagnostics", "fields", "files", "invisible", "store"],
    ["model", "yaml_traps", "results"],
    ["yamlio", "wording"],
    ["sources", "linker", "schema", "revisions"],
    ["json_schema", "readings"],
    ["kb", "graph", "query"],
    ["reasoning"],
    ["checks", "changes"],
    ["loader"],
    [
        "report",
        "verdicts",
        "authoring",
        "running",
        "site.markdown",
        "site.views",
        "site.numbers",
        "site.findings",
        "site.history",
    ],
    [
        "diff_report",
        "interchange",
        "site.figures",
        "site.exchange",
        "site.feed",
        "site.invitations",
    ],
    ["site.bytecode", "site.graphviz"],
    ["site.layout", "site.svg", "site.sheets", "site.templates", "site.topicmap_links"],
    ["site.topicmap_cut"],
    ["site.topicmap_weights"],
    ["site.topicmap"],
    ["site.topicmap_svg"],
    ["site.topicmap_pages"],
    ["site.pages"],
    [
        "site.parts",
        "site.shell",
        "site.policy",
        "site.publish",
        "site.data",
        "site.whatif",
        "site.crawl",
        "site.tree",
    ],
    ["site.search", "site.ledger"],
    ["site.assemble"],
    ["site.build", "site.plugin"],
    ["cli"],
]
# A knowledge base is the front of its graph and its tables, which in turn are made from one.
TOGETHER = {"kb", "graph", "query"}


def layer_of(module: str) -> int:
    name = module.removeprefix("argmap.")
    for number, row in enumerate(LAYERS):
        if any(name == own or name.startswith(f"{own}.") for own in row):
            return number
    raise AssertionError(f"{module} has no place in the layers; give it one")


def imports() -> list[tuple[str, str]]:
    """Every (importing module, imported module) within the package."""
    edges = []
    for file in PACKAGE.rglob("*.py"):
        module = ".".join(("argmap", *file.relative_to(PACKAGE).with_suffix("").parts))
        module = module.removesuffix(".__init__")
        if module in ("argmap", "argmap.__main__", "argmap.site"):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("argmap"):
                names = [f"{node.module}.{alias.name}" for alias in node.names]
                edges += [(module, _module(name)) for name in names]
    return [(a, b) for a, b in edges if b != "argmap"]


def _module(name: str) -> str:
    """The module a dotted name lies in."""
    while name != "argmap":
        path = PACKAGE.joinpath(*name.split(".")[1:])
        if path.with_suffix(".py").exists() or (path / "__init__.py").exists():
            return name
        name = name.rpartition(".")[0]
    return name


def test_imports_point_down():
    edges = imports()
    assert len(edges) > 50, "the test must see the package's imports"
    for importer, imported in edges:
        own, other = importer.split(".")[1], imported.split(".")[1]
        if own == other or {own, other} <= TOGETHER:
            continue
        assert layer_of(importer) > layer_of(imported), f"{importer} imports {imported}"


def test_only_the_command_line_and_the_plugin_print():
    for file in PACKAGE.rglob("*.py"):
        parts = file.relative_to(PACKAGE).parts
        if parts[0] == "cli":
            continue
        calls = [
            node.func.id
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        ]
        assert not {"print", "exit", "input"} & set(calls), file


def test_the_page_names_every_module_that_stands_by_itself():
    page = (PACKAGE.parents[1] / "docs" / "architecture.md").read_text("utf-8")
    table = page.split("\n| Layer |")[1].split("\n\n")[0]
    for module in (name for row in LAYERS for name in row if "." not in name):
        assert f"`{module}`" in table, module
