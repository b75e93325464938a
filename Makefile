# make run    serve the app on http://127.0.0.1:8501, and open the browser
# make serve  serve it to other computers, each person by a link
# make test   lint, types, import directions and every test
# make interop  let programs of others fill in the workbooks and validate what is written
PYTHON ?= python3
BIN := .venv/bin
# “make test PYTEST=” takes one process. Each begins with a part of the whole in one piece, so that tests that share a server
# meet at one, and takes from another’s when it has done its own.
PYTEST ?= -n auto --dist worksteal
# A first start needn't compile our modules, and who starts them may not be allowed to keep what is compiled.
COMPILE = $(BIN)/python -m compileall -q app.py assessment
# Each worker of the tests and each server that they start would else compile anew what another has.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run serve package test interop lint endurance breaks bench lock kit translations screenshots sample clean

run: .venv/installed
	$(BIN)/python -m assessment

serve: .venv/installed
	$(BIN)/python -m assessment serve

# The wheel, and what its libraries are.
package: .venv/installed-dev
	rm -f dist/*.whl
	$(BIN)/python -m build --wheel --no-isolation --outdir dist
	$(BIN)/python -m deploy.bill_of_materials dist

test: lint .venv/browser .venv/office .venv/server
	$(BIN)/python -m pytest $(PYTEST)

# Brings Node’s and Java’s libraries into this folder, and Gnumeric, Node and Java from Debian’s packages where they are missing.
interop: .venv/installed-dev .venv/office
	$(BIN)/python -m tests.interop.programs
	$(BIN)/python -m pytest tests/interop

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# What takes minutes, with other examples each time; it says what the worst took.
endurance: .venv/installed-dev .venv/office
	$(BIN)/python -m pytest -s --hypothesis-profile=other tests/endurance/*.py
	$(BIN)/python -m pytest $(PYTEST) --hypothesis-profile=other -m hypothesis

# Breaks the code where a person would lose something, place by place in a copy; a test must notice each.
breaks: .venv/browser .venv/office .venv/server
	$(BIN)/python -m tests.breaks $(BREAK)

bench: .venv/browser
	$(BIN)/python -m benchmarks $(BENCH)

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make run PYTHON=python3.12")'
	$(PYTHON) -m venv .venv || { rm -rf .venv; exit 1; }

.venv/installed: requirements.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	$(COMPILE)
	@touch $@

.venv/installed-dev: requirements-dev.txt | .venv/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(COMPILE)
	@touch $@ .venv/installed

# The browser tests take the machine's own browser, and bring one where there is none.
.venv/browser: tests/browser/chromium.py | .venv/installed-dev
	$(BIN)/python -m tests.browser.chromium
	@touch $@

# The tests of the offline workbook let LibreOffice open it and save it.
.venv/office: tests/support/office.py | .venv/installed-dev
	$(BIN)/python -m tests.support.office
	@touch $@

# The tests of a server take Debian's own proxy, encryption and systemd.
.venv/server: tests/support/proxy.py | .venv/installed-dev
	$(BIN)/python -m tests.support.proxy
	@touch $@

# Every version and hash, for every Python and system, from what pyproject.toml asks for.
lock: .venv/installed-dev
	$(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements-dev.txt

# A zip a system in dist/, which installs the app on a computer without internet that has this Python.
KIT_PYTHON ?= 3.13
kit: package
	$(BIN)/python -m deploy.kit --python $(KIT_PYTHON) dist/*.whl

translations: .venv/installed-dev
	$(BIN)/pybabel -q extract -F pyproject.toml --omit-header --no-location --sort-output -k _ -k mark -k ngettext:1,2 -k counted:1,2 --project "Policy gap assessment" -o assessment/locale/messages.pot assessment deploy

screenshots: .venv/browser
	$(BIN)/python -m tests.browser.screenshots docs/images

sample: .venv/installed
	$(BIN)/python -m assessment report data/samples/boruna-civil-society.json -o exports/sample-gap-report.xlsx

clean:
	rm -rf tests/interop/node_modules tests/interop/jars
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
