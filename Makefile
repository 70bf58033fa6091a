# From nothing but python3 (3.11 or newer): `make demo`, `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO := build/demo-library

.PHONY: demo test messages clean

demo: $(VENV)/.installed
	rm -rf $(DEMO)
	$(BIN)/shoroku add corpus/sample/records.jsonl --library $(DEMO)
	$(BIN)/shoroku search "IL-6阻害薬とバイオマーカー" --library $(DEMO)

test: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

# After a change of messages, in the code or in shoroku/messages/ja/LC_MESSAGES/shoroku.po.
messages: $(VENV)/.installed-dev
	$(BIN)/python -m tests.catalogue

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@ $(VENV)/.installed

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .hypothesis
