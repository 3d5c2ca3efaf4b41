# The front door. `make help` lists what it opens.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DOCS := .venv-docs
DOCS_READY := $(DOCS)/.ready
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Without bytecode, each worker of the tests and each process that they start compiles all modules anew: minutes.
unexport PYTHONDONTWRITEBYTECODE

$(READY): pyproject.toml requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed: make PYTHON=python3.12 …" if sys.version_info < (3, 11) else 0)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: help
help: ## list what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: setup
setup: $(READY) ## make the isolated environment in .venv

.PHONY: demo
demo: $(READY) ## a day in the back office, against the emulator on this machine
	@python scripts/demo.py

.PHONY: hang-up
hang-up: $(READY) ## both example services under load, with clients that hang up (2 min)
	python -m scripts.proofs.hang_up

.PHONY: networks
networks: $(READY) ## crowds of calls on services that are dead, throttling, forbidding or asleep (3 min)
	python -m scripts.proofs.networks

.PHONY: newcomer
newcomer: $(READY) ## walk a newcomer's path in a fresh environment, timed (1 min)
	scripts/distribution/newcomer.sh

.PHONY: test
test: $(READY) ## the product's tests, on all cores; on another Python: PYTHON=python3.13 VENV=.venv-3.13
	pytest -q -n auto --dist worksteal tests --ignore tests/tools

.PHONY: test-tools
test-tools: $(READY) $(DOCS_READY) ## the tests of renewal, regeneration, types, docs, examples and the pytest plugin
	pytest -q -n auto --dist worksteal tests/tools

.PHONY: mutations
mutations: $(READY) ## follow each of the 199 changed documents of the vendor's dry, and each that is written for real
	EVERY_MUTATION=1 pytest -q -n auto --dist worksteal tests/tools/upgrade/test_mutations.py

.PHONY: test-uvloop
test-uvloop: $(READY) ## the tests of what waits and sends, on uvloop
	pytest -q --uvloop tests/facade tests/calls tests/engine tests/tokens

.PHONY: check
check: export EVERY_EXAMPLE = 1
check: lint types contract check-generated wheel docs test test-tools ## all that must hold before a change lands

.PHONY: lint
lint: $(READY) ## ruff: rules and format; import-linter: the floors
	ruff check .
	ruff format --check .
	lint-imports --no-logo --cache-dir $(VENV)/import-linter

.PHONY: types
types: $(READY) ## mypy --strict on all, pyright strict on the facade, whose public types must all be known
	mypy
	pyright
	@pyright --verifytypes weavr_async --ignoreexternal >$(VENV)/types.txt || { sed -n '/^Symbols used/,$$p' $(VENV)/types.txt; exit 1; }
	@grep score $(VENV)/types.txt

DIST := .venv-dist
DIST_READY := $(DIST)/.ready

$(DIST_READY): requirements/dist.txt
	@test -x $(DIST)/bin/python || $(PYTHON) -m venv $(DIST)
	@$(DIST)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dist.txt
	@touch $@

.PHONY: wheel
wheel: $(READY) $(DIST_READY) ## build sdist and wheel twice, check them, and use the wheel from elsewhere
	scripts/distribution/check_wheel.sh $(BIN)/python $(DIST)/bin

.PHONY: lowest
lowest: ## the oldest dependencies that pyproject.toml admits: the demo and a part of the tests (needs uv)
	scripts/distribution/lowest.sh $(PYTHON)

.PHONY: contract
contract: $(READY) ## check our documents; with SPEC=file [API=webhooks] one of them against a vendor document
	python -m scripts.renewal.contract $(if $(SPEC),--spec "$(SPEC)") $(if $(API),--api $(API))

$(DOCS_READY): requirements/docs.txt
	@test -x $(DOCS)/bin/python || $(PYTHON) -m venv $(DOCS)
	@$(DOCS)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/docs.txt
	@touch $@

.PHONY: docs
docs: $(DOCS_READY) ## build the documentation into site/; a warning fails it, and a public name that is not described
	NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/python -m mkdocs build --strict --quiet
	$(DOCS)/bin/python scripts/docs/names.py

.PHONY: api-break
api-break: $(DOCS_READY) ## what of the public API is not what it was at the last tag; a removal fails it
	$(DOCS)/bin/python -m scripts.docs.api_break

.PHONY: upgrade
upgrade: $(READY) ## follow a vendor document: SPEC=file [API=webhooks] [DRY=1] [ACCEPT="change …"] [JSON=1]
	scripts/upgrade.sh "$(or $(SPEC),$(error SPEC=file is needed))" $(if $(API),--api $(API)) $(if $(DRY),--dry-run) $(if $(JSON),--json) $(if $(ACCEPT),--accept $(ACCEPT))

.PHONY: docs-tables
docs-tables: $(READY) ## write the tables of the docs that follow from the code
	python scripts/docs/tables.py

.PHONY: lock
lock: ## pin all environments anew (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-header --all-extras --group dev --python-version 3.11 pyproject.toml -o requirements/dev.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 requirements/bench.in pyproject.toml -c requirements/dev.txt -o requirements/bench.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 requirements/docs.in pyproject.toml --extra emulator --extra redis --extra otel -c requirements/dev.txt -o requirements/docs.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.11 requirements/dist.in -c requirements/dev.txt -o requirements/dist.txt
	uv pip compile --quiet --universal --generate-hashes --no-header --extra emulator --python-version 3.11 requirements/fuzz.in pyproject.toml -c requirements/dev.txt -o requirements/fuzz.txt

.PHONY: regen
regen: $(READY) ## emit generated/ from the contract
	scripts/regen.sh

.PHONY: check-generated
check-generated: $(READY) ## emit generated/ anew, fail when it differs from what is committed
	scripts/regen.sh
	test -z "$$(git status --porcelain generated)" || { git status --short generated; git --no-pager diff --stat generated; exit 1; }

.PHONY: prove
prove: $(READY) ## long statements, a large bulk, a file of payouts and workflows of DBOS, through kills (10 min)
	python -m scripts.proofs.statements_through_kills
	python -m scripts.proofs.bulk_through_kills
	python -m scripts.proofs.payouts_through_kills
	python -m scripts.proofs.dbos_through_kills

.PHONY: mutants
mutants: $(READY) ## change the code that decides about money, and see that a test fails each time (15 min)
	EVERY_EXAMPLE=1 python -m scripts.proofs.mutants

.PHONY: facts
facts: $(READY) ## ask the emulator what the service was seen to do, and print what differs
	python -m scripts.proofs.emulator_facts

.PHONY: chaos
chaos: $(READY) ## writes through a hostile proxy, judged in the ledger (10 min; QUICK=1: 2 min)
	python -m scripts.proofs.chaos $(if $(QUICK),--quick) $(if $(SEED),--seed "$(SEED)")

.PHONY: chaos-journal
chaos-journal: $(READY) ## processes with a journal, killed and stopped, on SQLite and PostgreSQL (20 min; QUICK=1: 2 min)
	$(if $(QUICK),,python -m scripts.proofs.outbox_through_kills)
	python -m scripts.proofs.chaos_journal $(if $(QUICK),--quick) $(if $(SEED),--seed "$(SEED)") $(if $(COMPARE),--compare)

.PHONY: fleet
fleet: $(READY) ## processes that share an api key's rate limits, with a real Redis, against other ways (25 min; QUICK=1: 90 s)
	python -m scripts.proofs.fleet $(if $(QUICK),--quick) $(if $(SEED),--seed "$(SEED)")

BENCH := .venv-bench
BENCH_READY := $(BENCH)/.ready

$(BENCH_READY): requirements/bench.txt
	@test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@$(BENCH)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: bench
bench: $(BENCH_READY) ## measure against the peers, write docs/performance.md (15 min)
	$(BENCH)/bin/python -m benchmarks

.PHONY: bench-quick
bench-quick: $(BENCH_READY) ## the same in 5 min, to see that it works; writes no page
	$(BENCH)/bin/python -m benchmarks --quick

.PHONY: bench-emulator
bench-emulator: $(READY) ## what the emulator and its pytest plugin cost, in time and memory (30 s)
	python -m benchmarks.emulator

.PHONY: bench-types
bench-types: $(READY) $(BENCH_READY) ## mypy --strict on the benchmarks, with the peers' own types
	mypy --python-executable $(BENCH)/bin/python --exclude emulator_page benchmarks
	mypy benchmarks/emulator_page.py

FUZZ := .venv-fuzz
FUZZ_READY := $(FUZZ)/.ready

$(FUZZ_READY): requirements/fuzz.txt
	@test -x $(FUZZ)/bin/python || $(PYTHON) -m venv $(FUZZ)
	@$(FUZZ)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	@$(FUZZ)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.PHONY: fuzz
fuzz: $(FUZZ_READY) ## send schemathesis at the emulator: service, Simulator, control API; all checks (8 min)
	$(FUZZ)/bin/python scripts/proofs/fuzz_emulator.py
	$(FUZZ)/bin/python scripts/proofs/fuzz_emulator.py simulator --examples 130 --at-least 3000
	$(FUZZ)/bin/python scripts/proofs/fuzz_emulator.py control --examples 60 --at-least 3000
