# SPDX-License-Identifier: Apache-2.0
# `make demo` and `make test` are all a newcomer needs; CONTRIBUTING.md explains the rest.
PYTHON ?= python3
VENV ?= .venv
UPGRADE ?=
SEED ?=
SECONDS ?= 60
DEMO ?=

export PYTHON VENV
bin := $(VENV)/bin
checked := src tests benchmarks tools
lock := $(bin)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe \
	--no-build-isolation --no-emit-index-url --no-emit-find-links --no-emit-trusted-host $(UPGRADE)

.PHONY: setup witnesses demo demo-axis test test-long test-kill gallery conformance golden proof-tables fuzz bench lock wheel-smoke clean

setup:
	@scripts/setup

# Outside programs that judge our files; tests that miss one are skipped and say so.
witnesses:
	@scripts/witnesses

# `make demo DEMO=--token` keeps the keys on a token in software (SoftHSM2).
demo: setup
	@$(bin)/esign demo $(DEMO)

# Two agencies and a simulated axis; `make demo-axis DEMO="--faults --seed 7"` lets it go wrong.
demo-axis: setup
	@$(bin)/esign axis demo $(DEMO)

test: setup witnesses
	@$(bin)/ruff format --quiet --check $(checked)
	@$(bin)/ruff check --quiet --output-format concise $(checked)
	@$(bin)/mypy --no-error-summary
	@$(bin)/pytest -q -n 2 --dist loadfile tests/architecture
	@scripts/offline $(bin)/pytest -q -n 2 --dist loadfile --ignore=tests/architecture
	@scripts/wheel-smoke

test-long: setup witnesses
	@scripts/offline $(bin)/pytest -q -n 2 --dist worksteal -m long

# Processes and servers killed while they issue; SEED=N repeats a run. Reports: build/reports/kill-*.
test-kill: setup witnesses
	@ESIGN_KILL_SEED=$(SEED) scripts/offline $(bin)/pytest -q -m long tests/kill

# Every kind of document as its samples show it: build/gallery/index.html
gallery: setup
	@PYTHONPATH=tests $(bin)/python tools/gallery.py

# Every rule of layout, measured on the pages of every kind.
conformance: setup
	@PYTHONPATH=tests $(bin)/python tools/conformance.py

# After a change of templates that is meant: how each sample reads and looks.
golden: setup
	@PYTHONPATH=tests $(bin)/python tools/golden.py

# The tables of docs/verification.md: every attack, and what other validators say of the same files.
proof-tables: setup witnesses
	@PYTHONPATH=tests $(bin)/python tools/proof_tables.py

# Every parser is fed damaged input; `make fuzz SECONDS=600` takes as long. Finds: build/fuzz/.
fuzz: setup
	@$(bin)/python -c "import atheris" 2>/dev/null || $(bin)/pip install --quiet "atheris>=3,<4" || true
	@$(bin)/python tests/fuzz/run.py $(SECONDS)

bench: setup
	@$(bin)/python benchmarks/run.py

# The lock files are made with the oldest supported Python; `make lock UPGRADE=--upgrade` renews all.
lock: setup
	@$(lock) --output-file requirements/runtime.txt pyproject.toml
	@$(lock) --extra dev --extra postgres --extra s3 --extra sftp --extra token \
		--constraint requirements/runtime.txt \
		--output-file requirements/dev.txt pyproject.toml
	@$(lock) --constraint requirements/runtime.txt \
		--output-file benchmarks/straightforward/requirements.txt \
		benchmarks/straightforward/requirements.in

wheel-smoke: setup
	@scripts/wheel-smoke

clean:
	@rm -rf $(VENV) build dist demo .mypy_cache .ruff_cache .pytest_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
