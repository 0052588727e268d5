# What a person types. `make` alone lists it.
#
# The first command that needs it makes .venv from requirements.lock (tools/set-up); later ones find it ready.
# Another Python: make nightly PYTHON=/path/to/python3.12

.DEFAULT_GOAL := help
BIN := .venv/bin
PYTHON ?=

.PHONY: help nightly ui trace find-files forget-file verify rotate-key test test-fast test-deep test-faults lint lint-parts \
	lint-python lint-format lint-imports lint-unused \
	lint-types lint-sql lint-dbt pytest docs sample fixtures lock clean setup \
	superset superset-setup setup-spark test-browser test-superset test-spark test-storage benchmark nation

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):[^#]*## /\1	/' | expand -t 14

nightly: setup ## pull, read, check, build and publish; ends with the scorecard
	@$(BIN)/python -m dagster_project.nightly

PORT ?= 3000

ui: setup ## the same job in Dagster's web server: assets, partitions, schedules, sensors, checks [PORT=3000]
	@$(BIN)/python -m dagster_project.upkeep dagster
	@home=$$($(BIN)/python -m dagster_project.settings) && \
		DAGSTER_HOME="$$home" exec $(BIN)/python -m dagster dev -m dagster_project.definitions -p "$(PORT)"

trace: setup ## from a figure to its rows and files, with names: INDICATOR=2.2.3 YEAR=2024 [UNIT=] [SERIES=] [LIMIT=] [FORMAT=csv]
	@$(BIN)/python -m dagster_project.trace INDICATOR="$(INDICATOR)" YEAR="$(YEAR)" UNIT="$(UNIT)" SERIES="$(SERIES)" \
		RESOLUTION="$(RESOLUTION)" LIMIT="$(LIMIT)" FORMAT="$(FORMAT)"

find-files: setup ## which received files hold an id or a name: TEXT=012345678901
	@$(BIN)/python -m dagster_project.forget TEXT="$(TEXT)"

forget-file: setup ## take a received file out of the archive for good: SHA256=… WHY="…"
	@$(BIN)/python -m dagster_project.forget SHA256="$(SHA256)" WHY="$(WHY)"

verify: setup ## is everything that is kept still what it was? every hash of archive and publication
	@$(BIN)/python -m dagster_project.upkeep verify

rotate-key: setup ## another person key, for every person from the next night on: CONFIRM=yes
	@$(BIN)/python -m dagster_project.upkeep rotate-key CONFIRM="$(CONFIRM)"

superset: setup superset-setup ## Apache Superset with its dashboards, on 127.0.0.1 (docs/bi/superset.md)
	@exec $(BIN)/python -m dagster_project.superset

# Superset has an environment of its own; it knows no Python after 3.12.
superset-setup:
	@tools/set-up "python3.12 python3.11" .venv-superset superset/requirements.lock

setup-spark: ## the environment of WAREHOUSE_ENGINE=spark; Java 17 or 21 is the machine's (apt install default-jre-headless)
	@tools/set-up "$(PYTHON)" .venv-spark spark/requirements.lock pyspark

test: lint pytest ## every check and every test

# All of them, two at a time, the longest first; each remembers what was clean (.mypy_cache, .ruff_cache, .grimp_cache, dbt/target).
lint: setup ## style, imports, types, SQL and dbt
	@$(MAKE) --no-print-directory -k -j2 --output-sync=target lint-parts

lint-parts: lint-dbt lint-types lint-imports lint-unused lint-sql lint-python lint-format

lint-python: setup
	@$(BIN)/ruff check --quiet .

lint-format: setup
	@$(BIN)/ruff format --quiet --check .

lint-imports: setup
	@told=$$($(BIN)/lint-imports --no-logo --cache-dir .grimp_cache 2>&1) || { echo "$$told"; exit 1; }

# Fields are read by templates and by dbt, where vulture does not look; unused locals are ruff's.
lint-unused: setup
	@told=$$($(BIN)/vulture | grep -v 'unused variable'); [ -z "$$told" ] || { echo "$$told"; exit 1; }

lint-types: setup
	@$(BIN)/mypy --no-error-summary

# sqlfluff needs a tenth of a second a file: only what changed since it was last clean is read again, and all of it
# when its settings or version changed.
SQL := $(shell find dbt/models dbt/macros dbt/tests -name '*.sql')
SQL_RULES := dbt/.sqlfluff dbt/.sqlfluffignore requirements.lock

lint-sql: dbt/target/sql.clean

dbt/target/sql.clean: $(SQL) $(SQL_RULES) | setup
	@cd dbt && ../$(BIN)/sqlfluff lint --disable-progress-bar --nocolor --quiet \
		$(if $(filter $(SQL_RULES),$?),.,$(patsubst dbt/%,%,$?))
	@mkdir -p $(@D) && touch $@

# What dbt-bouncer finds is told only when it finds something; both run again when anything of the dbt project changed.
DBT := $(shell find dbt -name target -prune -o -name logs -prune -o -type f -print)

lint-dbt: dbt/target/dbt.clean

dbt/target/dbt.clean: $(DBT) requirements.lock | setup
	@cd dbt && ../$(BIN)/dbt --quiet parse --profiles-dir . && { \
		told=$$(COLUMNS=160 ../$(BIN)/dbt-bouncer run --show-all-failures 2>&1) || { echo "$$told"; exit 1; }; }
	@touch $@

# What shares a night stays on one processor (tests/conftest.py).
pytest: setup
	@$(BIN)/python -m pytest -n logical --dist loadgroup

test-fast: setup ## only the tests that take no more than a few seconds
	@$(BIN)/python -m pytest -n 2 --dist worksteal -m "not slow and not deep and not faults and not superset and not spark and not storage"

test-deep: setup ## thousands of damaged, transformed and random returns; takes many minutes
	@$(BIN)/python -m pytest -m deep

test-faults: setup ## kill nights, fill disks, damage files: many minutes, as root also with disks of its own
	@$(BIN)/python -m pytest -n 0 -m faults tests/faults

# Playwright drives the machine's own Chromium (CHROMIUM=/path/to/it) from an environment of its own.
test-browser: setup ## look at the scorecard page in Chromium, offline: figures, widths, keyboard, print, axe-core
	@tools/set-up "$(PYTHON)" .venv-browser tests/browser/requirements.lock
	@pages=$$(mktemp -d) && trap 'rm -rf "$$pages"' EXIT && $(BIN)/python -m tests.browser.make_pages "$$pages" && \
		SCORECARD_PAGES="$$pages" .venv-browser/bin/python -m pytest -q --confcutdir=tests/browser tests/browser

test-superset: setup superset-setup ## start Superset, look at both dashboards in Chromium, swap the file and look again
	@$(BIN)/python -m pytest -m superset tests/superset

test-spark: setup setup-spark ## the sample on Apache Spark: every published table equal to DuckDB's, cell for cell
	@$(BIN)/python -m pytest -m spark tests/spark

test-storage: setup ## a night whose archive and Parquet lie in S3, over a local S3 server in an environment of its own
	@tools/set-up "$(PYTHON)" .venv-s3 tests/storage/requirements.lock
	@$(BIN)/python -m pytest -m storage tests/storage

docs: setup ## dbt's pages about the models, their columns and who reads them, as one file
	@$(BIN)/python -m dagster_project.model_docs

benchmark: setup ## what a night costs beside the floor, the obvious pipeline and an earlier checkout (AGAINST=folder); writes docs/benchmark.md
	@$(BIN)/python -m tools.benchmark $(if $(AGAINST),--against "$(AGAINST)") $(if $(SIZE),--size $(SIZE))

sample: setup ## write the sample returns in raw/ again, byte for byte; a province of real size: SIZE=full OUT=folder
	@$(BIN)/python -m sample $(OUT) $(if $(SIZE),--size $(SIZE))

fixtures: setup ## write the tests' returns with problems again, byte for byte
	@$(BIN)/python -m tests.fixtures.make_returns

# FROM is the data folder of a night over one province; the nation's comes to OUT and may be large (a province's rows take
# about 12 MB a copy as Parquet, and the warehouse some times that). Asset checks and workbooks are not part of it.
PROVINCES ?= 4
FROM ?= data
OUT ?= /tmp/nation-$(PROVINCES)

nation: setup ## a nation of copies of one province (PROVINCES=63 FROM=data OUT=...): what ledger, persons, dbt, publication cost
	@[ -d "$(OUT)/returns" ] || $(BIN)/python -m tools.nation make "$(FROM)" "$(OUT)" $(PROVINCES)
	@$(BIN)/python -m tools.nation measure "$(OUT)"

setup: ## the environment alone
	@tools/set-up $(PYTHON)

# Maintainers only; needs uv. What is locked stays as it is, unless UPGRADE names it:
#   make lock UPGRADE="--upgrade-package fsspec"
# The lock holds hashes and no index, so it installs from any mirror, and serves every Python from 3.11 on.
LOCK = uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-strip-extras --custom-compile-command "make lock" --quiet $(UPGRADE)
LOCKS = requirements.lock superset/requirements.lock spark/requirements.lock tests/browser/requirements.lock \
	tests/storage/requirements.lock

lock: ## write the locks from requirements.in, and from those of superset/, spark/ and tests/ (maintainers)
	@$(LOCK) requirements.in -o requirements.lock
	@$(LOCK) superset/requirements.in --override superset/not-needed.in --only-binary :all: -o superset/requirements.lock
	@$(LOCK) spark/requirements.in --constraints requirements.lock -o spark/requirements.lock
	@$(LOCK) tests/browser/requirements.in --constraints requirements.lock -o tests/browser/requirements.lock
	@$(LOCK) tests/storage/requirements.in --constraints requirements.lock -o tests/storage/requirements.lock
	@if grep -nE '://|^--' $(LOCKS); then echo "A lock names a host." >&2; exit 1; fi

clean: ## remove what can be made again: .venv and caches; the data folder stays
	@rm -rf .venv .venv-browser .venv-superset .venv-spark .venv-s3 .mypy_cache .ruff_cache .grimp_cache .pytest_cache .hypothesis dbt/target dbt/logs
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
