# `make` alone lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= python3
PORT ?= 8888
BROWSER ?= yes

BIN := .venv/bin
# What a learner needs, and everything: each is installed when its file is missing or
# older than what it was made from.
LEARNER := .venv/for-learners
STAMP := .venv/for-everything

# Notebooks and tests run with these, so that outputs do not depend on the machine.
export PYTHONHASHSEED := 0

# Where no bytecode is kept, each of the hundreds of processes that the tests start would
# compile all that it imports of this project.
unexport PYTHONDONTWRITEBYTECODE

# The processes that share the tests: a number, or "logical" for one for each core.
WORKERS ?= 2
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist loadscope
MEASURED := --cov=companion --cov-fail-under=95

# Where a course for nbgrader is, and what each of its steps runs.
COURSE ?= build/course
COURSE_STEP = $(BIN)/python -m tools.course $@ "$(COURSE)" $(NB)

.PHONY: help lab test check every-test quick-tests measured-tests slow-tests lint style \
        types format refresh bench assignments release collect autograde feedback slides \
        handout site links hosting picture lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# A learner sees that sets come in another order in another kernel: notebook 02.
lab: $(LEARNER)  ## open your copies of the notebooks in JupyterLab (PORT=8888 BROWSER=no)
	env -u PYTHONHASHSEED $(BIN)/companion lab my-notebooks --port $(PORT) $(if $(filter no,$(BROWSER)),--no-browser)

# Style is looked at first, which takes a second. mypy takes half a minute where it has no
# cache yet, and one core: the tests are run meanwhile.
test: style  ## check everything: style, types, layers, tests, doctests, notebooks
	@$(MAKE) --no-print-directory --jobs 2 types every-test

check: style  ## everything but the slow tests: what to run all day
	@$(MAKE) --no-print-directory --jobs 2 types quick-tests

every-test: $(STAMP)
	$(PYTEST) $(MEASURED)

quick-tests: $(STAMP)
	$(PYTEST) -m "not slow"

# What every-test runs, in two halves for two machines.
measured-tests: $(STAMP)
	$(PYTEST) -m "not slow" $(MEASURED)

slow-tests: $(STAMP)
	$(PYTEST) -m slow

lint: style types  ## style, types and layers

style: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(STAMP)
	$(BIN)/mypy

format: $(STAMP)  ## put code and notebooks into the common style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

refresh: $(STAMP)  ## run the notebooks and store what comes out (NB=01 for one)
	$(BIN)/python -m tools.refresh $(NB)

bench: $(STAMP)  ## measure beside the peers; writes the table and its picture
	$(BIN)/python -m benchmarks

assignments: $(STAMP)  ## write a course for nbgrader (COURSE=../course NB=01)
	$(BIN)/python -m tools.assignments "$(COURSE)" $(NB)

# The four steps of a course, for all its assignments or those with the numbers NB.
release: $(STAMP)  ## make what learners get of a course, and hand it out (COURSE=../course)
	$(COURSE_STEP)

collect: $(STAMP)  ## fetch what they have handed in
	$(COURSE_STEP)

autograde: $(STAMP)  ## grade what is not graded yet
	$(COURSE_STEP)

feedback: $(STAMP)  ## make a page for each of them, and hand the pages out
	$(COURSE_STEP)

slides: $(STAMP)  ## turn the notebooks into offline slides (NB=01 for one)
	$(BIN)/python -m tools.slides build/slides $(NB)

handout: $(STAMP)  ## make handouts, a key and slides for the plans of TEACHING.md (PLAN=half)
	$(BIN)/python -m tools.handout build/handouts "$(PLAN)"

site: $(STAMP)  ## make the pages of lessons, reference and guides, in build/site
	$(BIN)/python -m tools.website build/site

links: $(STAMP)  ## ask every address elsewhere that a page links to
	$(BIN)/python -m tools.website.links build/links

hosting: $(STAMP)  ## write what follows from where the code is hosted (ADDRESS=https://…)
	$(BIN)/python -m tools.hosting $(if $(filter undefined,$(origin ADDRESS)),,"$(ADDRESS)")

picture: $(STAMP)  ## draw the picture in the README anew
	$(BIN)/python -m tools.picture

lock: $(STAMP)  ## resolve the locks anew from pyproject.toml
	$(BIN)/python -m tools.lock

clean:  ## remove the environment and all caches
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage*

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "$(PYTHON) is older than Python 3.11; name a newer one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv

# The package is copied into a learner's environment, so that it is installed anew when
# anything in it has changed.
$(LEARNER): .venv/bin/python requirements.txt pyproject.toml $(wildcard companion/*.py companion/*/* notebooks/*.ipynb data/*)
	$(BIN)/python tools/install.py
	@touch $(LEARNER)

$(STAMP): .venv/bin/python requirements-dev.txt pyproject.toml
	$(BIN)/python tools/install.py --everything
	$(BIN)/jupyter labextension disable --level=sys_prefix @jupyter/nbgrader
	@touch $(STAMP)
