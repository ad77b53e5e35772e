PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin

CATALOGUE := survey_app/translations/en/LC_MESSAGES/messages.po

.PHONY: run test lint bench clean lock messages report-demo

run: .venv/.ready ## set everything up and serve the demo
	$(BIN)/par-survey serve --demo --port $(PORT)

test: .venv/.ready-dev lint ## set up and run every test
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: .venv/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.ready-dev
	$(BIN)/python -m bench

report-demo: .venv/.ready-dev ## play the closed demo again and write its report to docs/, in both languages
	$(BIN)/python -m docs.report_demo

messages: .venv/.ready-dev ## gather the sentences of the sources; then translate what is new in $(CATALOGUE)
	mkdir -p build
	$(BIN)/pybabel -q extract -F babel.cfg --no-location --sort-output -w 100 -o build/messages.pot .
	$(BIN)/pybabel -q update -i build/messages.pot -o $(CATALOGUE) -l en -w 100 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --omit-header
	$(BIN)/pybabel -q compile -f -d survey_app/translations

lock: ## pin again what pyproject.toml asks for (needs uv; writes no addresses)
	uv pip compile -q pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements.txt
	uv pip compile -q pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url -o requirements-dev.txt

.venv/.ready: requirements.txt pyproject.toml $(CATALOGUE)
	PYTHON=$(PYTHON) .ci/install requirements.txt
	touch $@

.venv/.ready-dev: requirements-dev.txt pyproject.toml $(CATALOGUE)
	PYTHON=$(PYTHON) .ci/install --tests requirements-dev.txt
	touch $@ .venv/.ready

clean:
	rm -rf .venv instance build
