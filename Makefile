# The project's commands; each installs what it needs. See README.md.
SHELL := /bin/bash
PYTHON := .venv/bin/python
TESTS ?=

.PHONY: run setup setup-test test check format bench proof picture messages clean

run: setup
	@$(PYTHON) scripts/run.py

setup:
	@scripts/setup.sh run

setup-test:
	@scripts/setup.sh test

test: setup-test
	@PORTAL_TEST_POSTGIS=required $(PYTHON) -m pytest $(TESTS)

check: setup-test
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m mypy
	@.venv/bin/lint-imports
	@$(PYTHON) -m pytest tests/guard tests/unit

format: setup-test
	@$(PYTHON) -m ruff format .
	@$(PYTHON) -m ruff check --fix .

bench: setup-test
	@$(PYTHON) -m benchmarks

proof: setup-test
	@$(PYTHON) -m pytest tests/proof

picture: setup-test
	@$(PYTHON) scripts/picture.py

clean:
	rm -rf .venv node_modules static/dist var .mypy_cache .ruff_cache .hypothesis
