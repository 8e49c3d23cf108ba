# `make` alone lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= python3
PORT ?= 8888
BROWSER ?= yes

# In a container one is often root, and there Jupyter asks to be told that this is meant.
AS_ROOT = $(if $(filter 0,$(shell id -u)),--allow-root)

BIN := .venv/bin
STAMP := .venv/installed

# Notebooks and tests run with these, so that outputs do not depend on the machine.
export PYTHONHASHSEED := 0

.PHONY: help lab test lint format refresh bench assignments slides picture lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

lab: $(STAMP)  ## open JupyterLab on the first notebook (PORT=8888 BROWSER=no)
	$(BIN)/jupyter lab $(AS_ROOT) --port=$(PORT) $(if $(filter no,$(BROWSER)),--no-browser) notebooks/01_tokenization.ipynb

test: lint  ## check everything: style, types, layers, tests, doctests, notebooks
	$(BIN)/python -m pytest -n 2 --dist loadscope --cov=companion --cov-fail-under=95

lint: $(STAMP)  ## style, types and layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)  ## put code and notebooks into the common style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

refresh: $(STAMP)  ## run the notebooks and store what comes out (NB=01 for one)
	$(BIN)/python -m tools.refresh $(NB)

bench: $(STAMP)  ## measure beside the peers; writes the table and its picture
	$(BIN)/python -m benchmarks

assignments: $(STAMP)  ## write a course for nbgrader (COURSE=../course NB=01)
	$(BIN)/python -m tools.assignments $(or $(COURSE),build/course) $(NB)

slides: $(STAMP)  ## turn the notebooks into offline slides (NB=01 for one)
	$(BIN)/python -m tools.slides build/slides $(NB)

picture: $(STAMP)  ## draw the picture in the README anew
	$(BIN)/python -m tools.picture

lock: $(STAMP)  ## resolve requirements.txt anew from pyproject.toml
	$(BIN)/python -m tools.lock

clean:  ## remove the environment and all caches
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage*

# nbgrader is for teachers: its panels would only puzzle a learner (see TEACHING.md).
$(STAMP): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is older than Python 3.11; name a newer one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	$(BIN)/jupyter labextension disable --level=sys_prefix @jupyter/nbgrader
	@touch $(STAMP)
