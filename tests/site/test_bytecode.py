"""Templates are compiled when their text is new, and only then."""

from __future__ import annotations

import jinja2
import pytest

from argmap import store
from argmap.site import templates
from argmap.site.build import build


@pytest.fixture
def compiled(tmp_path, monkeypatch):
    """Builds a project as a new process would; returns how many templates were compiled."""
    monkeypatch.setenv(store.FOLDER, str(tmp_path / "cache"))
    plain = jinja2.Environment._compile
    counted = []

    def counting(self, source, filename):
        if (
            "language" not in filename
        ):  # which Material's search compiles in an environment of its own
            counted.append(filename)
        return plain(self, source, filename)

    monkeypatch.setattr(jinja2.Environment, "_compile", counting)

    def run(config):
        counted.clear()
        templates.compiled.cache_clear()
        build(config)
        return len(counted)

    return run


def test_a_second_build_compiles_no_template(bread_project, compiled):
    config = bread_project / "mkdocs.yml"
    assert compiled(config) > 0
    assert compiled(config) == 0


def test_a_template_is_compiled_again_when_its_text_is_another(bread_project, compiled):
    own = bread_project / "theme" / "partials"
    own.mkdir(parents=True)
    footer = own / "footer.html"
    footer.write_text("<footer>Once</footer>")
    config = bread_project / "mkdocs.yml"
    config.write_text(config.read_text().replace("name: material,", "name: material, custom_dir: theme,"))  # fmt: skip
    compiled(config)
    footer.write_text("<footer>Twice</footer>")
    assert compiled(config) == 1
    assert "<footer>Twice</footer>" in (bread_project / "site" / "index.html").read_text()
