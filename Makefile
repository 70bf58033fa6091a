# From nothing but python3 (3.11 or newer): `make demo`, `make test`.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO := build/demo-library
AUDIT := build/audit

.PHONY: demo test bench messages audit clean

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

# Speed beside other engines: make bench CORPUS=FILE.jsonl.gz PEER='java -cp … LucenePeer' (see benchmarks/README.md).
# SIZES may go to 1000000; RUNS is one number for all sizes, or one for each. Groonga is measured where it is installed
# (Debian: groonga-bin, groonga-tokenizer-mecab).
SIZES ?= 1000 10000 100000
RUNS ?= 3
bench: $(VENV)/.installed-dev
	$(BIN)/python -m pip install --quiet --editable ".[bench]"
	$(BIN)/python benchmarks/comparing.py $(CORPUS) --sizes $(SIZES) --runs $(RUNS) --peer "$(PEER)" --keep

# After a change of messages, in the code or in shoroku/messages/ja/LC_MESSAGES/shoroku.po.
messages: $(VENV)/.installed-dev
	$(BIN)/python -m tests.catalogue

# A bill of materials of what a user installs (build/sbom.json, CycloneDX), and known vulnerabilities of these packages.
# Fails if there are any, or if a package could not be looked up.
audit:
	rm -rf $(AUDIT)
	$(PYTHON) -m venv $(AUDIT)/runtime
	$(PYTHON) -m venv $(AUDIT)/tools
	$(AUDIT)/runtime/bin/python -m pip install --quiet .
	$(AUDIT)/tools/bin/python -m pip install --quiet cyclonedx-bom pip-audit
	$(AUDIT)/tools/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--output-file build/sbom.json $(AUDIT)/runtime/bin/python
	$(AUDIT)/runtime/bin/python -m pip freeze --exclude shoroku > $(AUDIT)/requirements.txt
	$(AUDIT)/tools/bin/pip-audit --strict --no-deps --disable-pip --requirement $(AUDIT)/requirements.txt

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
