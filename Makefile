# Layer Six. `make` prints this help. Everything sets itself up: Python 3.11+ and make are enough.

.DEFAULT_GOAL := help
SHELL := /bin/sh

# The first interpreter on this machine that is new enough; `make PYTHON=/path/to/python3.12 ...` overrides.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && { echo $$p; break; }; done)

export LAYER_SIX_WAREHOUSE ?= warehouse
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export DO_NOT_TRACK := 1
export PYTHONUNBUFFERED := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PY := .venv/bin/python
SCALE ?= demo
BENCH_CALLS ?= 1m 10m 50m
CHECKS ?= dbt2 dialects spark snowflake

.PHONY: help setup demo build doctor test prove portability bench lint format locks clean

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: .venv/ready profiles.yml  ## install the main environment from requirements.lock

demo: setup  ## the demo company from raw tables to the answer on the screen and report.html
	$(PY) -m scripts.demo --scale $(SCALE)

build: setup  ## build on your own warehouse and publish (TARGET=duckdb by default)
	$(PY) -m scripts.build --target $(or $(TARGET),duckdb)

doctor: setup  ## look at your raw tables, change nothing, propose the settings (TARGET=duckdb by default)
	$(PY) -m scripts.doctor --target $(or $(TARGET),duckdb)

test: setup  ## unit tests, full builds on DuckDB and Postgres, samples of the exhaustive sets (about 16 minutes on 2 cores)
	$(PY) -m pytest

prove: setup  ## the exhaustive sets: arrival orders, kills, vendor subsets (long)
	$(PY) -m pytest -m prove

portability: setup $(foreach check,$(filter-out postgres,$(CHECKS)),.venv-$(check)/ready)  ## Spark to the cent, Snowflake emulated, dbt 2, three dialects parsed (CHECKS="spark" for one)
	$(PY) -m scripts.portability $(CHECKS)

bench: setup  ## time and memory at 1M, 10M and 50M calls (BENCH_CALLS="1m" for fewer)
	$(PY) -m scripts.bench $(BENCH_CALLS)

lint: setup  ## sqlfluff on models and analyses, ruff on scripts and tests
	.venv/bin/ruff check scripts tests
	.venv/bin/sqlfluff lint --processes 2 --disable-progress-bar models analyses

format: setup  ## let sqlfluff and ruff repair what they can
	.venv/bin/ruff check --fix scripts tests
	.venv/bin/sqlfluff fix --processes 2 --disable-progress-bar models analyses

profiles.yml:
	cp profiles.yml.example profiles.yml

# One environment per engine, each from its own hash-locked list; bytecode is compiled here once, because
# importing dbt without it costs seconds on every call.
define environment
	@test -n "$(PYTHON)" || { echo "layer six: Python 3.11, 3.12 or 3.13 is needed and none was found (set PYTHON=...)" >&2; exit 69; }
	@echo "setting up $(@D) from $< (once, about a minute)"
	@rm -rf $(@D)
	@$(PYTHON) -m venv $(@D) || { echo "layer six: $(PYTHON) cannot create a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 69; }
	@$(@D)/bin/python -m pip install --quiet --require-hashes --requirement $<
	@$(@D)/bin/python -m compileall -q -j 0 $(@D)/lib > /dev/null 2>&1 || true
	@touch $@
endef

.venv/ready: requirements.lock
	$(environment)

.venv-%/ready: requirements-%.lock
	$(environment)

LOCK = CUSTOM_COMPILE_COMMAND="make locks" .venv-locks/bin/pip-compile --quiet --generate-hashes --allow-unsafe --no-strip-extras \
	--no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

locks:  ## renew the hash-locked requirement lists from requirements/*.in
	$(PYTHON) -m venv .venv-locks && .venv-locks/bin/python -m pip install --quiet "pip-tools==7.6.2"
	$(LOCK) --output-file requirements.lock requirements/main.in
	for name in spark snowflake dbt2 dialects; do $(LOCK) --output-file requirements-$$name.lock requirements/$$name.in || exit 1; done
	$(PYTHON) requirements/pin_extras.py requirements*.lock

clean:  ## remove what dbt and tests leave behind (not the warehouse, not the environments)
	rm -rf target target-* logs .pytest_cache .hypothesis report.html
