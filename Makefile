# One verb each. Everything is installed into .venv and .cache and runs in .run; nothing needs root or Docker.

PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip
# What is compiled once (the gazetteer) stays in .cache too; pip keeps the cache that it shares with other projects.
RUN := XDG_CACHE_HOME=$(CURDIR)/.cache $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
LOCAL := $(RUN) -m deploy.local

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help install demo test check format up down status psql logs bench speed accuracy clean lock

help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(INSTALLED) ## Install into .venv and .cache, once
	@$(LOCAL) install
	@$(RUN) -m services enrich compile

demo: install ## Install, start everything, replay the sample wire, show the first alert
	@$(RUN) -m deploy.replay

test: install ## Run every test on real Kafka and Postgres; pytest's own words after: make test WITH="-k store"
	@$(RUN) -m pytest $(WITH)

check: $(INSTALLED) ## Check format, lint, types, imports and documents
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(RUN) -m pytest -q tests/project

format: $(INSTALLED) ## Bring the code into its format
	@$(VENV)/bin/ruff check --fix --quiet . || true
	@$(VENV)/bin/ruff format .

up: install ## Start Kafka, Postgres and the services on your own feeds (settings in .env)
	@$(LOCAL) up

down: $(INSTALLED) ## Stop everything that up or demo started; the data stays
	@$(LOCAL) down

status: $(INSTALLED) ## List what runs, with pids and addresses
	@$(LOCAL) status

psql: $(INSTALLED) ## Open the event store
	@$(LOCAL) psql

logs: $(INSTALLED) ## Follow all logs
	@$(LOCAL) logs

bench: install ## Measure from published to webhook received, with all services on this machine
	@$(RUN) -m benchmarks.end_to_end

speed: install $(VENV)/.bench ## Time annotate against spaCy's small English pipeline (installs it, 250 MB): make speed DATA=FOLDER
	@$(RUN) -m benchmarks.annotate_speed $(if $(DATA),--data $(DATA))

accuracy: install ## Measure annotate on our own sentences, and on corpora: make accuracy DATA=FOLDER
	@$(RUN) -m benchmarks.accuracy $(DATA)

clean: $(INSTALLED) ## Stop everything and remove the data of the local run
	@$(LOCAL) clean

lock: $(INSTALLED) ## Bring the locked requirements up to pyproject.toml
	@$(PIP) install --quiet uv
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		pyproject.toml -o requirements.lock
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		-c requirements.lock pyproject.toml --group dev -o requirements-dev.lock
	@$(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		-c requirements-dev.lock --group bench -o requirements-bench.lock

# The stamp is touched last, so that an interrupted install is done again.
$(INSTALLED): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "error: Wirewatch needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1 | head -n 1): install one, or name it: make PYTHON=python3.12" >&2; \
		exit 1; }
	@echo "installing the locked Python packages into $(VENV) (a minute or two, once)" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.bench: requirements-bench.lock $(INSTALLED)
	@$(PIP) install --quiet --require-hashes -r requirements-bench.lock
	@touch $@
