# Two commands are enough on a fresh machine (Debian with Python 3.11+, git and make):
#   make demo    does all the set-up, crawls the bundled sample web and writes a digest
#   make test    does all the set-up and runs the tests
# Set-up happens once: .venv/.ready is newer than the lock file until the lock file changes.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test test-browser test-hostile render check setup models docs lock clean

demo: setup
	$(BIN)/pantau demo

test: setup
	$(BIN)/python -m pytest -n 2 --dist loadfile

# A real Chromium walks the desk: Debian's package (apt-get install chromium), never a download of Playwright's.
# PICTURES=docs renews the pictures that the README shows, from the instance of "make demo".
test-browser: $(VENV)/.browser
	$(BIN)/python -m pytest -m browser

# Outlets whose text only scripts make (render = true in their file) need these packages, and Chromium.
render: $(VENV)/.browser

# Kills, floods and starves: too slow for every change.
test-hostile: setup
	HOSTILE_EXAMPLES=2000 $(BIN)/python -m pytest -m hostile
	HOSTILE_EXAMPLES=2000 $(BIN)/python -m pytest -n 2 tests/hostile/test_fuzz.py

# Known vulnerabilities of the locked packages. pip-audit asks a public service; --strict, since it would otherwise call
# packages that it could not ask about free of any.
audit: setup
	@$(BIN)/python -m pip_audit --version >/dev/null 2>&1 || { echo "make audit needs pip-audit: $(BIN)/pip install pip-audit"; exit 2; }
	@$(BIN)/python -m pip_audit --strict --disable-pip --require-hashes -r requirements/lock.txt -r requirements/browser.txt || \
	  { echo "not audited, or vulnerable packages: see above; a service that cannot be reached proves nothing"; exit 1; }

# A simulated year of fifty outlets (benchmarks/soak.py).
soak: setup
	$(BIN)/python -m benchmarks.soak

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

setup: $(VENV)/.ready

$(VENV)/.ready: requirements/lock.txt pyproject.toml
	@echo "Setting up $(VENV) (a few minutes, once)"
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --no-deps --require-hashes -r requirements/lock.txt
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/.browser: requirements/browser.txt $(VENV)/.ready
	$(PIP) install --quiet --no-deps --require-hashes -r requirements/browser.txt
	touch $@

# Trains the recogniser of entities again (three hours on two cores; the shipped weights need none of this). MEN is a folder
# with gold.jsonl and hitl.jsonl of MEN-Dataset (MIT): rows of id, text, entities. MPNET is one with model.safetensors of
# all-mpnet-base-v2 (Apache-2.0, 438 MB), which teaches; UNMARKED are files of JSON lines whose English texts it reads to
# the recogniser, those of the region first. Which build of torch is right differs by machine (a CPU build of 2.13.0 made
# the shipped weights), so it is no part of the set-up.
models: setup
	@$(BIN)/python -c 'import torch' 2>/dev/null || { echo "make models needs torch in $(VENV): a CPU build of 2.13.0"; exit 2; }
	@test -n "$(MEN)" || { echo "make models MEN=FOLDER: where gold.jsonl and hitl.jsonl of MEN-Dataset lie"; exit 2; }
	@test -n "$(MPNET)" || { echo "make models MPNET=FOLDER: where model.safetensors of all-mpnet-base-v2 lies"; exit 2; }
	$(BIN)/python -m models.entities.train $(MEN) $(MPNET) --unmarked $(UNMARKED)

# Renews docs/reference.md: every command, option, setting, exit code and state, as the code has them.
docs: setup
	$(BIN)/python -m pantau.reference

# Renews the lock file; needs uv (pip install uv).
lock:
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --quiet \
	  --override requirements/apart.txt --extra dev pyproject.toml \
	  --output-file requirements/lock.txt
	uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --no-annotate --quiet \
	  --constraints requirements/lock.txt requirements/browser.in \
	  --output-file requirements/browser.txt

clean:
	rm -rf $(VENV) build *.egg-info
