# What people type. The work is done by `backend/house`, in Python; nothing but git, make and Python 3.11 need be there.
PYTHON ?= python3
HOUSE := $(PYTHON) -m backend.house

.PHONY: help run test check bench drills backup restore setup
.DEFAULT_GOAL := help

help: ## What can be typed
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: ## Install what is missing, start everything, serve on http://localhost:8000 (PORT= to change)
	@$(HOUSE) run

test: ## Every test, in real browsers and on a real PostGIS (PYTEST_ARGS= for some of them)
	@$(HOUSE) test

check: ## Format, lint, types, layers, migrations, dead code, reading age, secrets
	@$(HOUSE) check

bench: ## Measure; writes bench/results.json
	@$(HOUSE) bench

drills: ## Break things on purpose: kill, fill the disk, restore
	@$(HOUSE) drills

backup: ## The database in one file under .state/backups
	@$(HOUSE) backup

restore: ## Put a backup back (FILE=…, CONFIRM=yes to replace what is there)
	@$(HOUSE) restore

setup: ## Only install what is missing
	@$(HOUSE) setup
