# screenlib: what can be done in a checkout. `make help` lists it.
# All set-up is done by the targets themselves, in .venv; needed are Python 3.11+ and cargo.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   ?= .venv
BIN    := $(VENV)/bin
CARGO  := cargo
CRATE  := screenlib/rust/Cargo.toml
TARGET := screenlib/rust/target

# What the built module depends on: sources, and what the build copies into the package.
SOURCES := pyproject.toml $(CRATE) $(shell find screenlib/rust -name "*.rs" -not -path "*/target/*")

.DEFAULT_GOAL := help

.PHONY: help
help: ## this list
	@echo "screenlib: screens company names against export-control lists"
	@echo
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# --- set-up -----------------------------------------------------------------------------------

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "screenlib needs Python 3.11 or later; call: make PYTHON=/path/to/python3.11 ..." >&2; exit 1; }
	@command -v $(CARGO) >/dev/null \
	  || { echo "screenlib needs cargo to build its core: https://rustup.rs" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

# An editable install: Python files are used where they stand, the core is built in release mode.
$(VENV)/.installed: $(BIN)/python $(SOURCES)
	@echo "Building the core and installing into $(VENV) (the first time takes a few minutes) ..."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

.PHONY: install
install: $(VENV)/.installed ## build the core and install everything into .venv

# --- the two commands of the README -----------------------------------------------------------

.PHONY: demo
demo: $(VENV)/.installed ## screen some names and a sample CSV file, and print the answers
	@PATH="$(abspath $(BIN)):$$PATH" sh docs/examples/demo.sh

.PHONY: test
test: $(VENV)/.installed ## run all tests
	$(BIN)/python -m pytest $(PYTEST_ARGS)

# --- gates ------------------------------------------------------------------------------------

.PHONY: check
check: lint rust lists docs test ## run all gates: style, types, Rust, lists, docs, tests

.PHONY: lint
lint: $(VENV)/.dev ## style and types of the Python code, and of the built module against its stub
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/stubtest screenlib._core

.PHONY: rust
rust: ## style, lints and tests of the Rust core
	$(CARGO) fmt --manifest-path $(CRATE) --check
	$(CARGO) clippy --manifest-path $(CRATE) --locked --all-targets --features python -- -D warnings
	$(CARGO) test --manifest-path $(CRATE) --locked --quiet

.PHONY: lists
lists: $(VENV)/.installed ## verify the bundled lists
	$(BIN)/screenlib lists verify

.PHONY: spark
spark: $(VENV)/.dev ## test Spark in local mode (installs PySpark; needs Java 17)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,spark]'
	$(BIN)/python -m pytest tests/integrations

# How long `make fuzz` tries each check. New cases go into the corpora, see docs/contributing.md.
SECONDS ?= 60
RUST_CHECKS := fold names index tables

.PHONY: fuzz
fuzz: $(VENV)/.dev ## search for input that breaks a promise (SECONDS=60 for each check; needs cargo-fuzz)
	$(CARGO) test --manifest-path $(CRATE) --locked --quiet --test hostile -- --ignored
	for check in $(RUST_CHECKS); do \
	  (cd screenlib/rust && mkdir -p fuzz/corpus/$$check && $(CARGO) +nightly fuzz run $$check fuzz/corpus/$$check tests/hostile/corpus/$$check -- \
	    -max_total_time=$(SECONDS) -timeout=20 -rss_limit_mb=2048 -max_len=16000) || exit 1; done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,fuzz]'
	for check in $$($(BIN)/python -c 'from tests.hostile.checks import CHECKS; print(*CHECKS)'); do \
	  $(BIN)/python -m tests.hostile.fuzz $$check $(SECONDS) || exit 1; done

.PHONY: faults
faults: $(VENV)/.installed ## kill, fill and confuse what is being written, hundreds of times
	SCREENLIB_KILLS=300 $(BIN)/python -m pytest tests/faults $(PYTEST_ARGS)

.PHONY: audit
audit: $(VENV)/.dev ## known weaknesses of the packages used (asks advisory databases over the network)
	$(CARGO) audit --file screenlib/rust/Cargo.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check pip-audit
	$(BIN)/python -m pip_audit --skip-editable

.PHONY: docs
docs: $(VENV)/.dev ## build the documentation into docs/_build/html, warnings being errors
	$(BIN)/sphinx-build -W --keep-going -q -b html docs docs/_build/html

.PHONY: format
format: $(VENV)/.dev ## bring Python and Rust code into the common style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(CARGO) fmt --manifest-path $(CRATE)

# --- measurements -----------------------------------------------------------------------------
# What is measured, on which data, and how to read it: docs/accuracy.md and docs/speed.md.

$(VENV)/.benchmarks: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,benchmarks]'
	@touch $@

.PHONY: accuracy
accuracy: $(VENV)/.benchmarks ## measure how right the answers are
	$(BIN)/python -m benchmarks.run accuracy

.PHONY: bench
bench: $(VENV)/.benchmarks ## measure speed, side by side with peers, and a file of a million rows
	$(BIN)/python -m benchmarks.run speed
	$(BIN)/python -m benchmarks.run batch

.PHONY: exactness
exactness: $(VENV)/.benchmarks ## check that the index gives what scoring every name gives
	$(BIN)/python -m benchmarks.run exactness

# --- output -----------------------------------------------------------------------------------

.PHONY: dist
dist: $(VENV)/.dev ## build wheel and source distribution into dist/
	$(BIN)/maturin build --release --sdist --out dist

.PHONY: clean
clean: ## remove what was built
	rm -rf $(VENV) $(TARGET) dist docs/_build demo-output fuzz-output screenlib/_data screenlib/_core*.so
