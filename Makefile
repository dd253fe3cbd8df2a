# Rapport: everything from a fresh clone. `make help` lists what there is.
SHELL := /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST ?= $(BIN)/python -m pytest
PYTEST_ARGS ?= -n 2 --dist loadgroup

.PHONY: help setup demo test test-long up check bench newsletter-soak format lint types imports letters lock clean

help: ## What can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.dev ## Only set up: the tests' and checks' tools included

demo: $(VENV)/.run ## Set up, and run the main job: a year of letters in two minutes
	@$(BIN)/rapport demo

up: $(VENV)/.run ## Set up, and run the whole stack until Ctrl-C
	@$(BIN)/rapport up

test: $(VENV)/.dev ## Set up, and run the tests on SQLite and PostgreSQL
	@$(PYTEST) $(PYTEST_ARGS) -m "not long"

test-long: $(VENV)/.dev ## The few that make test leaves out: whole demos, soaks, searches, every page and letter in a browser
	@$(PYTEST) $(PYTEST_ARGS) -m long

check: format lint types imports letters ## Format, lint, types, import rules and letters

bench: $(VENV)/.dev ## Measure, with the floor of the same run beside each figure
	@$(BIN)/rapport bench

newsletter-soak: $(VENV)/.dev ## An issue to 100,000 made-up people, with all that can go wrong, and its figures
	@$(BIN)/python -m bench.newsletter_soak $(PEOPLE)

format: $(VENV)/.dev ## Only: is everything formatted (ruff format mends it)
	@$(BIN)/ruff format --check .

lint: $(VENV)/.dev ## Only: lint
	@$(BIN)/ruff check .

types: $(VENV)/.dev ## Only: strict types
	@$(BIN)/mypy

imports: $(VENV)/.dev ## Only: imports point downwards
	@$(BIN)/lint-imports --no-cache

letters: $(VENV)/.dev ## Only: is every letter in order (rapport lint)
	@$(BIN)/rapport lint

lock: requirements/lock.sh ## Pin all dependencies anew, with hashes
	@sh requirements/lock.sh

clean: ## Take away the virtual environment and the trial's data
	rm -rf $(VENV) .rapport build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

# One environment, two stamps: what runs needs requirements/run.txt only; tests and checks add requirements/dev.txt.
$(VENV)/.dev: requirements/dev.txt pyproject.toml requirements/install.sh
	@PYTHON="$(PYTHON)" sh requirements/install.sh $(VENV) dev

$(VENV)/.run: requirements/run.txt pyproject.toml requirements/install.sh
	@PYTHON="$(PYTHON)" sh requirements/install.sh $(VENV) run
