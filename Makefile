# Two commands do all the set-up on a fresh Debian with Python 3.11 or newer: `make demo` and `make test`.

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
DEMO ?= demo

.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint bench bench-line bench-peers bench-draw docs lock clean

help:
	@echo "make demo      make a synthetic seized folder, run everything, show what was found beside the truth"
	@echo "make test      all checks, with samples of the long suites"
	@echo "make test-all  all checks, long suites whole (an hour or so)"
	@echo "make bench     everything measured: speed, start-up, and the peers on the same files (half an hour)"
	@echo "               in parts: bench-line, bench-peers, bench-draw; more in docs/reference/benchmarks.md"
	@echo "make docs      write the generated pages of docs/ again"
	@echo "make lock      pin the newest versions that pyproject.toml allows"

# --- the environment: one stamp per lock file, so that a changed lock is installed and nothing else is done twice

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "tiao needs Python 3.11 or newer. Install it, for instance: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. Install it: apt-get install python3-venv" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "installing what tiao needs into $(VENV)" >&2
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "installing what the tests need into $(VENV)" >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.installed

# --- what people do

demo: $(VENV)/.installed
	@$(BIN)/tiao demo --out $(DEMO)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check src tests docs bench
	$(BIN)/ruff format --check src tests docs bench
	$(BIN)/mypy
	$(BIN)/lint-imports

# Files of tests run beside each other, handed out in their order: the long ones of canary and conformance come early.
BESIDE := -n logical --maxprocesses 8 --dist loadfile --no-loadscope-reorder
test: lint
	$(BIN)/pytest $(BESIDE)

test-all: lint
	TIAO_WHOLE=1 $(BIN)/pytest $(BESIDE)

# BENCH="--rows 100000 --tools tiao-1,duckdb-sql" and the like; the peers go into an environment of their own.
bench: $(VENV)/.installed-dev
	$(BIN)/python bench/bench.py $(BENCH)

bench-line bench-peers bench-draw: bench-%: $(VENV)/.installed-dev
	$(BIN)/python bench/bench.py $* $(BENCH)

docs: $(VENV)/.installed-dev
	$(BIN)/python docs/generate.py

LOCK := pip-compile --quiet --strip-extras --allow-unsafe --build-deps-for editable --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options
lock:
	$(BIN)/$(LOCK) --upgrade -o requirements.lock pyproject.toml
	$(BIN)/$(LOCK) --upgrade --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean:
	rm -rf build dist bench/.work bench/.venv $(DEMO) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
