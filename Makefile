# `make` alone says what there is. Everything runs in .venv, which is made from requirements/dev.lock when it is
# missing or older than what it is made from; a virtual environment that happens to be active makes no difference.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.made
PACKAGES := bot adapters deliberation storage
CODE := $(wildcard $(PACKAGES) tests benchmarks)
# pytest-xdist's workers: one more than there are cores, for many a test waits for a server; but three at most, for each may
# start a homeserver and a database.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 1); [ $$n -lt 2 ] && echo 2 || echo 3)

unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET PIP_PREFIX

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help venv check test soak demo demo-discord demo-federation demo-offices bench format lock clean

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(STAMP) ## Make or renew .venv (PYTHON=… chooses the interpreter)

$(STAMP): requirements/dev.lock pyproject.toml
	@$(BIN)/python -c '' 2>/dev/null || { \
	    $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	        echo "Folkmoot needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>/dev/null || echo not there)." >&2; \
	        echo "Say which to use: make PYTHON=/path/to/python3.11" >&2; exit 1; }; \
	    $(PYTHON) -m venv --clear $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

check: $(STAMP) ## Formatting, lint, types and the architecture, as CI checks them
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy $(CODE)
	$(BIN)/lint-imports

test: $(STAMP) ## Every test but the long ones
	$(BIN)/python -m pytest -n $(WORKERS)

soak: $(STAMP) ## The long tests
	$(BIN)/python -m pytest -m soak --timeout 3600

demo: $(STAMP) ## A whole consensus on a homeserver of its own (STAY=1 leaves it running)
	$(BIN)/folkmoot demo$(if $(STAY), --stay)

demo-discord: $(STAMP) ## The same on a local Discord, with slash commands, forms, reactions and buttons
	$(BIN)/python -m tests.stories

demo-federation: $(STAMP) ## Assemblies within assemblies: regions and constituencies, on a homeserver and a local Discord
	$(BIN)/python -m tests.stories federation

demo-offices: $(STAMP) ## An election by secret ballot, an act beyond its mandate, the recall that follows, gifts taken and refused
	$(BIN)/folkmoot demo --offices$(if $(STAY), --stay)

bench: $(STAMP) ## Measure
	$(BIN)/python -m benchmarks

format: $(STAMP) ## Format, and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --only-binary :all: --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links pyproject.toml
lock: ## Pin the newest versions that pyproject.toml allows, with hashes (wheels only: nothing is built to install them)
	@[ -x $(BIN)/uv ] || $(MAKE) $(STAMP)
	$(LOCK) --upgrade --extra dev -o requirements/dev.lock
	$(LOCK) --upgrade --extra build --constraint requirements/dev.lock -o requirements/run.lock
	@! grep -nE '://|file:|^-|(^|[^a-z])/' requirements/*.lock || { echo "A lock names a place." >&2; exit 1; }

clean: ## Remove .venv, caches and what was built
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
