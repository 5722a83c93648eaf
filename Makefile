# Targets to run and test the site from a fresh clone. `make` lists them.
# VENV, PYTHON, VAR_DIR, PORT and DATABASE_URL can be given, for instance: PORT=8001 make run

VENV ?= .venv
BIN := $(VENV)/bin
unexport PYTHONDONTWRITEBYTECODE  # or each process would compile all modules again
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
LOCK_TEST := requirements-test.lock

# The lock is compiled from the public index only, without local pip configuration, and contains no host names.
COMPILE := env -u PIP_EXTRA_INDEX_URL -u PIP_FIND_LINKS -u PIP_INDEX_URL PIP_CONFIG_FILE=/dev/null \
	CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --strip-extras \
	--no-emit-options --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(if $(UPGRADE),--upgrade)
TEST_GROUP := import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["test"], sep="\n")

.PHONY: help run check test qa suite-report weigh bench drill audit growth search-report backup restore restore-drill deploy-drill audit-dependencies audit-pages sbom security-report lock

help: ## Lists the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-18s %s\n", $$1, $$2}' Makefile

run: $(VENV)/.run ## Starts the site on http://localhost:8000; the first time it sets everything up
	@exec $(BIN)/python manage.py serve

check: $(VENV)/.test ## Checks a change within two minutes: lint, types, import contract, migrations, fast tests
	@BIN=$(BIN) tests/lint
	@env -u DATABASE_URL $(BIN)/pytest -q --numprocesses auto --dist worksteal -m "not slow"

test: $(VENV)/.test ## Runs all checks and tests, with the slow ones, also on PostgreSQL where it is installed
	@BIN=$(BIN) tests/run

qa: $(VENV)/.test ## Runs the tests of the measuring tools: each starts, and reports a missed promise
	@$(BIN)/pytest -q qa

suite-report: $(VENV)/.test ## Times the test suite and a first start, compared with an earlier commit: BASE=commit, ROUNDS=3
	@BASE="$(BASE)" exec $(BIN)/python -m qa.suite

weigh: $(VENV)/.run ## Prints the weight, requests and database queries of every page; fails over budget
	@$(BIN)/python -m qa.weigh

bench: $(VENV)/.run ## Measures the site under load, compared with nginx and Wagtail; fails where a promise is missed
	@exec $(BIN)/python -m qa.bench

drill: $(VENV)/.test ## Stops, freezes and kills processes and database under load; fails where readers would notice
	@exec $(BIN)/python -m qa.drill

deploy-drill: $(VENV)/.run ## Follows docs/betrieb.md line by line on a bare Debian with systemd; fails where a promise is missed
	@exec $(BIN)/python -m qa.deploy_drill

audit: audit-dependencies audit-pages ## Both audits: of the dependencies and of the pages

audit-dependencies: $(VENV)/.test ## Licences, known vulnerabilities and newer versions of locked packages; OFFLINE=1: no network
	@$(BIN)/python -m qa.dependencies audit $(if $(OFFLINE),--offline)

audit-pages: $(VENV)/.test ## Measures a page of each kind with Lighthouse, as on a phone; fails below full scores
	@exec $(BIN)/python -m qa.audit

sbom: $(VENV)/.test ## Writes the dated list of dependencies (CycloneDX) to build/sbom
	@exec $(BIN)/python -m qa.dependencies sbom

growth: $(VENV)/.run ## Builds a site 250 times as large in build/growth, measures it; fails where a promise is missed
	@exec $(BIN)/python -m qa.growth

search-report: $(VENV)/.run ## Measures quality and speed of the search against other engines; fails where a promise is missed
	@exec $(BIN)/python -m qa.search_report

backup: $(VENV)/.run ## Saves database and uploaded files in one archive: TO=directory, KEEP=30, SECRET=file
	@exec $(BIN)/python manage.py backup $(if $(TO),--to "$(TO)") $(if $(KEEP),--keep "$(KEEP)") $(if $(SECRET),--secret "$(SECRET)")

restore: .from $(VENV)/.run ## Restores the archive FROM=file into an empty site, or with REPLACE=1 over the present one
	@exec $(BIN)/python manage.py restore "$(FROM)" $(if $(REPLACE),--replace) $(if $(SECRET),--secret "$(SECRET)")

.PHONY: .from
.from:
	@[ -n "$(FROM)" ] || { echo "FROM is missing: name the archive, for instance make restore FROM=var/backups/kip-20261125-021500.123Z.tar" >&2; exit 2; }

restore-drill: $(VENV)/.run ## Backs up a site in use, restores it and compares every byte; fails at a difference
	@exec $(BIN)/python -m qa.restore_drill

security-report: $(VENV)/.test ## Runs the tests that prove the checks of docs/sicherheit.md; fails where one is not proven
	@exec $(BIN)/python -m qa.security

lock: $(VENV)/.test ## Locks the dependencies of pyproject.toml; UPGRADE=1 takes the newest matching versions
	@$(COMPILE) --output-file requirements.lock pyproject.toml
	@$(BIN)/python -c '$(TEST_GROUP)' | $(COMPILE) --constraint requirements.lock --output-file $(LOCK_TEST) -

define FIND_PYTHON
for python in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11 none; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
done; \
[ "$$python" != none ] || { echo "Python is too old or missing: 3.11 or newer is needed (Debian: apt install python3), or name one: PYTHON=/path/to/python3 make run" >&2; exit 1; }; \
"$$python" -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's module venv is missing (Debian: apt install python3-venv)" >&2; exit 1; }
endef

# The stamp files are newer than the locks, so packages are installed once for each change of a lock.
$(VENV)/.run: requirements.lock
	@$(FIND_PYTHON); "$$python" -m venv "$(VENV)"
	@echo "Installing the locked packages into $(VENV) …"
	@$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	@touch $@

$(VENV)/.test: $(VENV)/.run $(LOCK_TEST)
	@echo "Installing the locked test packages into $(VENV) …"
	@$(PIP) install --require-hashes --only-binary :all: -r requirements.lock -r $(LOCK_TEST)
	@touch $@
