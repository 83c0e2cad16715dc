# Needs make and a Python of 3.11 or newer; everything else is set up below, in .venv and var.

ifeq ($(origin PYTHON),undefined)
PYTHON := $(shell for name in python3 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; done)
endif
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip install --quiet --quiet --disable-pip-version-check
RUN_READY := $(VENV)/.ready-to-run
TEST_READY := $(VENV)/.ready-to-test
SOURCES := config examples formulary registry tests manage.py
TYPED := config formulary/rules formulary/actions formulary/names.py formulary/search registry/rules registry/actions registry/accounts registry/audit registry/facts registry/checks registry/registers registry/clinics
# A process a core, up to four, each given whole modules as listed (the long ones come first); see tests/conftest.py.
SIDE_BY_SIDE := -n auto --maxprocesses=4 --dist loadscope --no-loadscope-reorder
# Django's deploy check is about a server behind TLS, so it is asked about one. No database is opened and none of
# the data folder's files are touched.
DEPLOYED := DEBUG=0 HTTPS_ONLY=1 ALLOWED_HOSTS=formulary.example SECRET_KEY= DATABASE_URL= DATA_DIR=$(VENV)/check

.DEFAULT_GOAL := help
CHECKS := check-types check-style check-migrations check-imports check-deployment check-openapi
.PHONY: help run test test-browser coverage check $(CHECKS) fix clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(RUN_READY) ## set up what is missing and serve on 127.0.0.1, PORT (8000)
	@$(PY) -m config.run --stop-with-parent

test: $(TEST_READY) ## all tests but those in a browser; ARGS="-n0 -k name" for some of them, in one process
	@$(PY) -m pytest -m "not functional" $(SIDE_BY_SIDE) $(ARGS)

test-browser: $(TEST_READY) ## the journeys in a browser (needs Chromium)
	@$(PY) -m pytest -m functional $(ARGS)

coverage: $(TEST_READY) ## the tests, with the branches that they miss
	@$(PY) -m pytest -m "not functional" $(SIDE_BY_SIDE) --cov --cov-report=term-missing:skip-covered $(ARGS)

check: $(CHECKS) ## style, types, migrations, imports, deployment, OpenAPI; changes nothing
	@echo "make check: no complaints"

check-style: $(TEST_READY)
	@$(PY) -m ruff check $(SOURCES)
	@$(PY) -m ruff format --check $(SOURCES)

check-types: $(TEST_READY)
	@$(DEPLOYED) $(PY) -m mypy $(TYPED)

check-migrations: $(TEST_READY)
	@$(DEPLOYED) $(PY) -W "ignore:Got an error checking a consistent migration history" manage.py makemigrations --check --dry-run

check-imports: $(TEST_READY)
	@$(PY) -m pytest --quiet tests/test_architecture.py

check-deployment: $(TEST_READY)
	@$(DEPLOYED) $(PY) manage.py check --deploy --fail-level WARNING

check-openapi: $(TEST_READY)
	@$(DEPLOYED) $(PY) manage.py spectacular --validate --fail-on-warn --file /dev/null

fix: $(TEST_READY) ## repair style and layout
	@$(PY) -m ruff check --fix $(SOURCES)
	@$(PY) -m ruff format $(SOURCES)

clean: ## remove .venv and caches; never data
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	@find $(SOURCES) -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found: install it, or say where it is: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit("This is Python %d.%d; 3.11 or newer is needed: make PYTHON=/path/to/python3" % sys.version_info[:2] if sys.version_info < (3, 11) else 0)'
	@echo "Virtual environment in $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(RUN_READY): requirements.txt | $(PY)
	@echo "Packages of requirements.txt"
	@$(PIP) -r requirements.txt
	@touch $@

$(TEST_READY): requirements.txt requirements-dev.txt | $(PY)
	@echo "Packages of requirements-dev.txt"
	@$(PIP) -r requirements-dev.txt
	@touch $(RUN_READY) $@
