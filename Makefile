# make run    a demo site on SQLite, on a machine that has only Python 3.11 and make
# make test   the whole suite; DATABASE_URL chooses the database, SQLite without it
# make screenshots    pictures of the main pages in var/screenshots, and the README's
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
WORKERS ?= 2

.PHONY: run screenshots test lint format lock messages audit clean
.DELETE_ON_ERROR:

# Which of its requirements the virtual environment holds; each is installed when its lock changed.
.venv/run.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/test.stamp: .venv/run.stamp requirements-postgres.txt requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-postgres.txt -r requirements-dev.txt
	@touch $@

var/demo.env:
	@mkdir -p var
	@echo "SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(48))')" > $@
	@echo "DEMO=true" >> $@
	@echo "HTTPS=false" >> $@
	@echo "DATABASE_URL=sqlite:///$(CURDIR)/var/demo.sqlite3" >> $@

LOAD_DEMO = $(BIN)/python manage.py migrate --verbosity 0 && \
	$(BIN)/python manage.py setup_site --verbosity 0 && \
	$(BIN)/python manage.py load_demo && \
	$(BIN)/python manage.py collectstatic --noinput --verbosity 0
SERVE = $(BIN)/gunicorn diseasemaps.wsgi --bind 127.0.0.1:$(PORT) --worker-class gthread \
	--workers $(WORKERS) --threads 4 --no-control-socket --log-level warning

run: .venv/run.stamp var/demo.env
	@set -a; . ./var/demo.env; SITE_URL=http://localhost:$(PORT); set +a; \
	$(LOAD_DEMO) && $(BIN)/python manage.py demo_address $(PORT) && exec $(SERVE)

# Of a demo of its own, made anew, so that nothing but the pages themselves changes the pictures.
screenshots: .venv/test.stamp var/demo.env
	@rm -rf var/screenshots-site
	@mkdir -p var/screenshots-site
	@set -a; . ./var/demo.env; SITE_URL=http://localhost:$(PORT); \
	VAR_DIR=$(CURDIR)/var/screenshots-site; DATABASE_URL=sqlite:///$$VAR_DIR/site.sqlite3; set +a; \
	$(LOAD_DEMO) && $(BIN)/python manage.py shell --no-imports --command 'from tests.screenshot_things import make; make()' && \
	{ $(SERVE) & site=$$!; trap "kill $$site" EXIT; \
	$(BIN)/python -m tests.screenshots $$SITE_URL var/screenshots; }

# Compiled once, the modules and the asserts of the tests are read in a moment.
test: export PYTHONDONTWRITEBYTECODE :=
test: .venv/test.stamp
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

# One declaration a line. It has no --check: a copy is formatted and compared.
FORMAT_CSS = $(BIN)/css-beautify --replace --end-with-newline --indent-size 2 \
	--disable-newline-between-rules --space-around-combinator

lint: .venv/test.stamp
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/djlint --check --quiet templates
	@rm -rf var/css-formatted && mkdir -p var && cp -r static/css var/css-formatted
	@$(FORMAT_CSS) $$(find var/css-formatted -name '*.css') > var/css-formatted.log
	@diff -r static/css var/css-formatted
	@$(BIN)/lint-imports
	@$(BIN)/python -m mypy

format: .venv/test.stamp
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .
	@$(BIN)/djlint --reformat --quiet templates || true
	@$(FORMAT_CSS) $$(find static/css -name '*.css')

# Locks the newest releases that are at least a week old.
lock: .venv/test.stamp
	@for set in requirements requirements-postgres requirements-dev; do \
		$(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --upgrade \
			--custom-compile-command "make lock" --exclude-newer "$$(date -d '7 days ago' +%F)" \
			$$set.in -o $$set.txt || exit 1; done

# Brings new strings into the translations and compiles them; needs GNU gettext.
messages: .venv/test.stamp
	@SECRET_KEY=only-to-read-the-strings-of-the-interface $(BIN)/python manage.py makemessages --all \
		--no-location --no-obsolete --ignore .venv --ignore var --ignore tests --verbosity 0
	@for po in locale/*/LC_MESSAGES/django.po diseasemaps/package_locale/*/LC_MESSAGES/django.po; do \
		sed -i '/^"POT-Creation-Date:/d' $$po && msgfmt --check -o $${po%.po}.mo $$po || exit 1; done

# Asks an advisory service for known holes; needs a connection to it.
audit: .venv/test.stamp
	@$(BIN)/python -m pip install --quiet pip-audit
	@$(BIN)/pip-audit --strict --require-hashes -r requirements.txt -r requirements-postgres.txt

clean:
	rm -rf .venv var
