# SPDX-License-Identifier: Apache-2.0
PYTHON ?= python3
VENV ?= .venv

.PHONY: test
test:
	$(PYTHON) -m venv $(VENV)
	$(VENV)/bin/pip install --quiet -e '.[dev]'
	$(VENV)/bin/ruff check src tests
	$(VENV)/bin/mypy
	$(VENV)/bin/pytest
