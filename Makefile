# The few verbs of this project.  Everything is installed into .venv from the lock file.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
# Material prints a notice on MkDocs 2 at every build; docs/decisions/ says what we do about it.
export NO_MKDOCS_2_WARNING = 1

.PHONY: help site serve test check fix lock shots clean \
	test-pythons test-wheel test-reproducible bench bench-short bench-gate bench-peers

help:
	@echo "make site    build the site into site/"
	@echo "make serve   show the site with live reload"
	@echo "make test    run every test"
	@echo "make shots   write screenshots of every kind of page into screenshots/"
	@echo "make check   lint, format check, types"
	@echo "make fix     format and mend what can be mended"
	@echo "make bench-gate         hold the speed: ratios and growth, under a minute"
	@echo "make bench              measure everything for docs/performance.md, 20 minutes; bench-short: 5;"
	@echo "make bench-peers        install the tools it is measured beside"
	@echo "make test-wheel         install the wheel elsewhere and use it"
	@echo "make test-pythons       run the tests on every supported Python that is here"
	@echo "make test-reproducible  build the last commit twice and compare every byte"
	@echo "make lock    renew requirements.lock"
	@echo "make clean   remove what was built and installed"

site: $(VENV)/.installed
	@$(RUN) -m argmap check claims
	@$(RUN) -m mkdocs build --strict --quiet
	@echo "Built site/.  To read it: $(PYTHON) -m http.server -d site 8000, then http://127.0.0.1:8000/"

serve: $(VENV)/.installed
	@$(RUN) -m mkdocs serve

test: $(VENV)/.installed
	@$(RUN) tests/chromium.py --install
	@$(RUN) -m pytest

check: $(VENV)/.installed
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy

fix: $(VENV)/.installed
	@$(RUN) -m ruff check --fix .
	@$(RUN) -m ruff format .

lock: $(VENV)/.installed
	@$(RUN) -m pip install --quiet uv
	@$(RUN) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --group dev --extra frame pyproject.toml --output-file requirements.lock

shots: site
	@$(RUN) tests/shots.py site screenshots

test-pythons:
	@$(PYTHON) tests/pythons.py

test-wheel: $(VENV)/.installed
	@$(RUN) tests/wheel.py

test-reproducible: $(VENV)/.installed
	@$(RUN) tests/reproducible.py

bench: $(VENV)/.installed
	@$(RUN) -m benchmarks.bench $(BENCH)

bench-short: $(VENV)/.installed
	@$(RUN) -m benchmarks.bench --short $(BENCH)

bench-gate: $(VENV)/.installed
	@$(RUN) -m benchmarks.gate

# Argdown needs Node, QBAF-Py a C compiler; what cannot be installed is left out of the tables.
bench-peers:
	@$(PYTHON) -m venv .bench/venv
	-@.bench/venv/bin/python -m pip install --quiet --disable-pip-version-check -r benchmarks/peers/requirements.txt
	-@.bench/venv/bin/python -m pip install --quiet --disable-pip-version-check \
		https://github.com/TimKam/Quantitative-Bipolar-Argumentation/archive/7053aca1d46381b7df7da93ae0c414692511a1df.tar.gz
	-@npm install --silent --no-audit --no-fund --prefix .bench @argdown/cli@1.7.5

clean:
	rm -rf $(VENV) .bench .pythons site .site.argmap dist screenshots .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "argmap needs Python 3.11 or newer; name one with PYTHON=..., such as make site PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python cannot make a virtual environment; on Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }

$(VENV)/.installed: $(VENV)/bin/python requirements.lock pyproject.toml
	@echo "Installing into $(VENV) ..."
	@$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(RUN) -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@
