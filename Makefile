# Everything a fresh machine needs: `make demo` shows the product, `make test` tries it. See README.md.
.DEFAULT_GOAL := help
.PHONY: help install packages demo test near wide again plans image tiers planted long short records run doctor style lint migrate race fuzz fuzz-api contract kills albums files screenshot gallery schema dump check-migrations lock bench day chaos properties oldest sentences site trips words

PY := .venv/bin/python
STAMP := .venv/.installed
READY := .venv/.runs
CODE := bench bot db desk doctor mail migrations ops reports sandbox tests todoist_sync web
FEWER := PROPERTY_EXAMPLES=30 FUZZ_INPUTS=60 RACE_RUNS=1 ALBUM_SPLITS=2
WORKERS := $(shell expr $$(getconf _NPROCESSORS_ONLN) + 1)
RUN := -m pytest -q --no-header -n $(WORKERS) --dist loadgroup
# Tests and demo take nothing from the environment but what a program needs to run at all.
# exec: a signal to make must reach the program, not a shell in between.
# FEWER: random histories, forged inputs and races in small numbers.
# WORKERS: one more than there are cores, as some tests wait for browsers and processes.
CLEAN := exec env -i PATH="$$PATH" HOME="$$HOME" TMPDIR="$${TMPDIR:-/tmp}" LANG=C.UTF-8 CI="$${CI:-}"

# An environment whose Python is gone (moved, upgraded) is made anew.
$(shell $(PY) -c '' 2>/dev/null || rm -f $(STAMP) $(READY))

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

install: $(STAMP)  ## .venv with everything, as pinned

packages: $(READY)  ## .venv with what the help desk itself needs, as pinned, and all compiled
	@$(PY) -m compileall -q bot db desk doctor mail migrations ops reports todoist_sync web

$(STAMP): requirements-dev.lock pyproject.toml .ci/venv
	@.ci/venv requirements-dev.lock
	@touch $@ $(READY)

$(READY): requirements.lock pyproject.toml .ci/venv
	@.ci/venv requirements.lock
	@touch $@

demo: $(READY)  ## the whole product with simulated Telegram and Todoist, at 127.0.0.1:8000
	@$(CLEAN) $(PY) -m sandbox $(ARGS)

test: $(STAMP)  ## the tests of every day: four minutes on two cores
	@$(CLEAN) $(FEWER) $(PY) $(RUN) --tier=daily $(ARGS)

near: $(STAMP)  ## the other tests that reach what has changed since SINCE (the last green head): a minute and a half, after `make test`; PART=walk: with that of `make wide`
	@mkdir -p .pytest_cache && $(PY) -m tests.near $(SINCE) > .pytest_cache/near
	@$(CLEAN) $(FEWER) $(PY) $(RUN) --tier=rest --named=.pytest_cache/near $(if $(PART),--part=$(PART)) $(ARGS)

wide: $(STAMP)  ## all the other tests, before a release; PART=walk: the twelfth that has waited longest; PART=1/2, 2/2: halves
	@$(CLEAN) $(if $(PART),$(FEWER)) $(PY) $(RUN) --tier=rest $(if $(PART),--part=$(PART)) $(ARGS)

tiers: $(STAMP)  ## folds what tests reached (in the checkout OF) into tests/tiers.json, once a landing; CHOOSE=1, after `make test wide`: chooses anew
	@$(PY) -m tests.planted.tables $(if $(OF),--of $(OF)) $(if $(CHOOSE),--choose)

planted: $(STAMP)  ## after `make test`: COUNT (400) small mistakes drawn by SEED (1): which do the tests notice? SINCE=green: in what has changed, by the tests of every day
	@$(CLEAN) $(PY) -m tests.planted --seed $${SEED:-1} --count $${COUNT:-400} $(if $(SINCE),--since $(SINCE) --tier=daily) $(ARGS)

again: $(STAMP)  ## what failed in the last run, by itself
	@$(CLEAN) $(FEWER) KILL_EVERY=10 $(PY) -m pytest -q -n 0 --last-failed --last-failed-no-failures none $(ARGS)

plans: $(STAMP)  ## the tests of every day, and at their end: does a statement that they sent read a table that grows as a whole?
	@$(CLEAN) PLANS=1 $(FEWER) $(PY) $(RUN) --tier=daily $(ARGS)

long: $(STAMP)  ## the tests that take minutes: a small day of chaos, kills, ends of processes, troubles on the page
	@$(CLEAN) $(PY) -m pytest -q --tier=long $(ARGS)

# The first of test_kill.py is its cheapest: it waits in the same worker for the day of chaos to end.
short: $(STAMP)  ## a small day of chaos, kills at two moments of the story and within two albums
	@$(CLEAN) KILL_EVERY=10 $(PY) -m pytest -q -n 2 tests/chaos tests/kill/test_kill.py tests/kill/test_albums.py $(ARGS)

records: $(STAMP)  ## tests/records anew: what people see in the conversations that have a record; then read the diff
	@$(CLEAN) $(PY) -m pytest -q -n auto --dist loadgroup --records=write tests/flows $(ARGS)

sentences: $(STAMP)  ## which tests tell which section of the contract
	@$(PY) -m tests.sentences

run: $(READY)  ## the desk of .env in one process, until Ctrl-C
	@exec $(PY) -m ops

style: $(STAMP)  ## style and format alone: seconds
	@.venv/bin/ruff check $(CODE)
	@.venv/bin/ruff format --check $(CODE)

lint: style  ## style, format, types
	@.venv/bin/mypy

doctor: $(READY)  ## what is wrong with this installation, and what to type
	@exec $(PY) -m ops doctor $(ARGS)

migrate: $(READY)  ## bring the database of .env to the newest schema
	@$(PY) -m migrations

# The guides' other pictures (of accounts, approvals, organizations, payments, registration, reviews, rules) are files that
# nothing draws anew: whoever changes what they show takes them by hand, in both languages.
screenshot: $(STAMP)  ## the pictures of the demo, of the panel and of the team's group anew, taken on the real demo (needs Chromium)
	@$(CLEAN) $(PY) -m tests.browser.picture
	@$(CLEAN) $(PY) -m tests.browser.panel_picture
	@$(CLEAN) $(PY) -m tests.browser.group_pictures
	@$(CLEAN) $(PY) -m tests.browser.group_pictures --locale ru

gallery: $(STAMP)  ## every page at five widths, both languages and themes, as sheets in .gallery, and what is wrong there; ARGS="--page now --width 1366": a part (needs Chromium)
	@$(CLEAN) $(PY) -m tests.browser.gallery $(ARGS)

replay: $(STAMP)  ## the README's moving picture anew: the first minute on the real demo (needs Chromium)
	@$(CLEAN) $(PY) -m tests.browser.replay

contract: $(STAMP)  ## the documented behaviour against the real services; without CONTRACT_* tokens: what it would check
	@$(CLEAN) $(foreach name,$(CONTRACT_TOKENS),$(name)="$$$(name)") $(PY) -m tests.contract

CONTRACT_TOKENS := CONTRACT_BOT_TOKEN CONTRACT_CHAT_ID CONTRACT_TODOIST_TOKEN

race: $(STAMP)  ## 200 agents press Take at once, two approvers Send, RUNS times (100)
	@$(CLEAN) RACE_RUNS=$${RUNS:-100} $(PY) -m pytest -q tests/flows/test_race.py tests/flows/test_race_of_approvers.py

fuzz: $(STAMP)  ## INPUTS (10,000) forged updates, presses, links, commands and webhooks; SEED to have a run again
	@$(CLEAN) FUZZ_INPUTS=$${INPUTS:-10000} FUZZ_SEED=$${SEED:-20261120} $(PY) -m pytest -q tests/flows/test_guarantees_security.py

fuzz-api: $(STAMP)  ## CASES (10,000) requests made up from the schema of the API; SEED to have a run again
	@$(CLEAN) API_CASES=$${CASES:-10000} API_SEED=$${SEED:-20261121} $(PY) -m pytest -q -n 0 tests/flows/api/test_generated.py

kills: $(STAMP)  ## kill -9 of bot and of todoist_sync at each of twenty moments of the story
	@$(CLEAN) KILL_EVERY=1 $(PY) -m pytest -q tests/kill

albums: $(STAMP)  ## albums split at random over batches, time and restarts, SPLITS times (50), and over kills -9 of bot
	@$(CLEAN) ALBUM_SPLITS=$${SPLITS:-50} $(PY) -m pytest -q tests/flows/test_content_albums.py
	@$(CLEAN) ALBUM_KILLS=$${SPLITS:-50} ALBUM_SEED=$${SEED:-1} $(PY) -m pytest -q -s tests/kill/test_albums.py

files: $(STAMP)  ## a day of FILES_MB (200) through both channels, each of which stays under 220 MB
	@$(CLEAN) FILES_MB=$${FILES_MB:-200} $(PY) -m pytest -q tests/operation/test_files_day.py

schema: $(STAMP)  ## write docs/internals/schema.md, er-diagram.md and the references of settings and metrics from models and registries
	@$(PY) -m db.schema_doc > docs/.schema.new && mv docs/.schema.new docs/internals/schema.md
	@$(PY) -m db.er_diagram > docs/.schema.new && mv docs/.schema.new docs/internals/er-diagram.md
	@$(PY) -m migrations.sql_number
	@$(PY) -m desk.admin_settings.settings_page docs
	@$(PY) -m desk.metrics.metrics_doc docs

chaos: $(STAMP)  ## random days of kills and outages: CHAOS_SEEDS (1-20), CHAOS_KILLS (54), CHAOS_MINUTES (1.6); CHAOS_ONE=1: one process
	@$(CLEAN) CHAOS_ONE="$${CHAOS_ONE:-}" CHAOS_SEEDS="$${CHAOS_SEEDS:-1-20}" CHAOS_KILLS=$${CHAOS_KILLS:-54} CHAOS_MINUTES=$${CHAOS_MINUTES:-1.6} $(PY) -m tests.chaos

properties: $(STAMP)  ## EXAMPLES (10000) histories of merge and mirror (an hour and a half), as many texts to the board and back, as many tickets' clocks
	@$(CLEAN) PROPERTY_EXAMPLES=$${EXAMPLES:-10000} $(PY) -m pytest -q tests/convergence tests/desk/text/markdown/test_properties.py tests/desk/sla tests/desk/metrics -k properties

oldest: $(STAMP)  ## queue, migrations and a conversation on another PostgreSQL (POSTGRESQL: the folder of its programs), or that it is refused
	@$(CLEAN) $(PY) -m tests.oldest $${POSTGRESQL:-$$(ls -d /usr/lib/postgresql/*/bin | sort -V | head -n 1)}

trips: $(STAMP)  ## the files, functions and hops of five acts, and what was asked for nothing, beside those recorded
	@$(CLEAN) $(PY) -m pytest -q -n 0 tests/flows/trips.py

words: $(STAMP)  ## words, names, branches of product, tests, pages …, or of COMMIT; SINCE=commit: before and after; ARGS=--rooms, --limit
	@$(PY) -m tests.words $(COMMIT) $(if $(SINCE),--since $(SINCE)) $(ARGS)

bench: $(STAMP)  ## a lone trip and a trip beside a long history, as a table; BENCH="--only …", "--against COMMIT", "--write": see `python -m bench -h`
	@$(CLEAN) $(PY) -m bench $(BENCH)

day: $(STAMP)  ## a day of 1,500 requests and 40 agents as fast as the machine can, as a table; ARGS=--short: two hours, ARGS=--write: into the page
	@$(CLEAN) $(PY) -m bench --only day $(ARGS)

dump: $(STAMP)  ## a desk at work of the version that is about to be released, for tests/dump: later versions open it
	@$(CLEAN) DUMP=1 $(PY) -m pytest -q -n 0 tests/dump/fill.py

check-migrations: $(STAMP)  ## the migrations lead to what the models say
	@$(CLEAN) $(PY) -m pytest -q tests/test_migrations.py

image: $(STAMP)  ## the container image, built and tried with docker or podman, and the guides' `docker compose` lines executed
	@exec $(PY) -m tests.guides_in_containers

.site-venv/.installed: .ci/site/requirements.lock
	@python3 -m venv .site-venv && .site-venv/bin/python -m pip install -q --require-hashes -r $<
	@touch $@

site: .site-venv/.installed  ## the documents as a site with a search, in .site; open .site/index.html
	@NO_MKDOCS_2_WARNING=1 .site-venv/bin/mkdocs build -q -f .ci/site/mkdocs.yml

lock: $(STAMP)  ## pin anew what pyproject.toml asks for (needs uv)
	uv pip compile pyproject.toml --extra embedded --extra build $(LOCKING) -o requirements.lock
	uv pip compile pyproject.toml --extra embedded --extra build --extra dev $(LOCKING) -o requirements-dev.lock

LOCKING := --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate --no-emit-package pulldesk
