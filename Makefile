# The project's commands; each installs what it needs. See README.md.
SHELL := /bin/bash
PYTHON := .venv/bin/python
TESTS ?=

.PHONY: run setup setup-test test check format lock bench proof fuzz picture clean

run: setup
	@$(PYTHON) scripts/run.py

setup:
	@scripts/setup.sh run

setup-test:
	@scripts/setup.sh test

test: setup-test
	@PORTAL_TEST_POSTGIS=required $(PYTHON) -m pytest -n 2 --dist loadfile $(TESTS)

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

# Coverage-guided fuzzing of the readers of zone files: make fuzz CODEC=ed269 MINUTES=60 (all of them, 10 minutes each).
CODEC ?=
MINUTES ?= 10
fuzz: setup-test
	@$(PYTHON) -c 'import atheris' 2>/dev/null || $(PYTHON) -m pip install --quiet --disable-pip-version-check -r requirements-fuzz.lock
	@$(PYTHON) -m tests.fuzz $(CODEC) --minutes $(MINUTES)

picture: setup-test
	@$(PYTHON) scripts/picture.py

clean:
	rm -rf .venv node_modules static/dist var .mypy_cache .ruff_cache .hypothesis

# Resolve the Python packages again; the lock files name versions, never where they came from.
LOCK = .venv/bin/python -m uv pip compile --quiet --universal --python-version 3.11 --no-header --no-emit-index-url
lock: setup-test
	@.venv/bin/python -m pip install --quiet uv
	@$(LOCK) pyproject.toml -o requirements.lock
	@$(LOCK) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock
