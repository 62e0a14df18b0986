# The project's commands; `make help` lists them. Each does its own set-up.
SHELL := /bin/bash
.DEFAULT_GOAL := help
# What users name reaches scripts through the environment, as it stands: in a recipe make would
# expand the dollars in it, and the shell the rest.
predict: export EARMARK_AUDIO := $(value AUDIO)
serve: export EARMARK_SERVE_PORT := $(value PORT)
soak load: export EARMARK_SECONDS := $(value SECONDS)
train-models robustness cards pipeline: export EARMARK_TRACKS := $(value TRACKS)
pipeline: export EARMARK_ROOT := $(value ROOT)
pipeline: export EARMARK_GENRES_DIR := $(value GENRES_DIR)
pipeline: export EARMARK_ARCHIVE := $(value ARCHIVE)
pipeline: export EARMARK_URL := $(value URL)
pipeline: export EARMARK_SHA256 := $(value SHA256)
pipeline: export EARMARK_INSIDE := $(value INSIDE)
install install-train: export EARMARK_PREFIX := $(or $(value PREFIX),/usr/local)

.PHONY: help
help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

.PHONY: build
build: ## the release build of earmark, in build/release
	@scripts/setup run
	@scripts/build release earmark earmark-render-clip

.PHONY: predict
predict: ## the genre of AUDIO=song.mp3, or of a clip rendered here
	@scripts/predict "$$EARMARK_AUDIO"

.PHONY: serve
serve: ## the service and its web app at http://127.0.0.1:8000; PORT=8080 for another port
	@scripts/serve

.PHONY: test
test: ## everything that CI checks: lint, tidy, sanitizers, fuzzers, tests
	@scripts/setup test
	@scripts/test

.PHONY: test-quick
test-quick: ## the tests alone, under gcc
	@scripts/setup test
	@scripts/test quick

.PHONY: tidy
tidy: ## clang-tidy over every file; over the benchmarks where make bench built them
	@scripts/setup test
	@scripts/build dev
	@scripts/build asan
	@python3 tools/run_tidy.py --all

.PHONY: format
format: ## put every source file into the project's format
	@scripts/setup test
	@scripts/lint --fix

.PHONY: coverage
coverage: ## lines reached by the tests, as a table and build/coverage/report/index.html
	@scripts/setup test
	@scripts/coverage

.PHONY: bench
bench: ## speed side by side with other libraries; writes docs/performance.md's table
	@scripts/setup bench
	@scripts/bench

.PHONY: train-models
train-models: ## train and measure models/default again: TRACKS=tracks.csv
	@scripts/train-models "$$EARMARK_TRACKS"

.PHONY: pipeline
pipeline: ## train and test models of your own, step by step: TRACKS=, GENRES_DIR=, ARCHIVE= or URL=
	@scripts/pipeline

.PHONY: deep-checks
deep-checks: ## deepchecks' suites on what make pipeline made; writes reports/tests
	@scripts/deep-checks

.PHONY: robustness
robustness: ## how often altered sound changes a label; writes docs/robustness.md: TRACKS=tracks.csv
	@scripts/robustness "$$EARMARK_TRACKS"

.PHONY: cards
cards: ## write docs/cards from what was measured; with TRACKS=tracks.csv, from reports/ anew
	@python3 tools/write_cards.py $${EARMARK_TRACKS:+--tracks="$$EARMARK_TRACKS"}

.PHONY: load
load: build ## songs a second and latency of the service, beside what the processors allow: SECONDS=20
	@scripts/setup load
	@scripts/build release earmark-server
	@python3 tools/load/measure_load.py $${EARMARK_SECONDS:+--seconds="$$EARMARK_SECONDS"}

.PHONY: soak
soak: build ## the service among songs and bad clients must stay well: SECONDS=600
	@scripts/setup load
	@scripts/build release earmark-server
	@python3 tools/load/soak.py $${EARMARK_SECONDS:+--seconds="$$EARMARK_SECONDS"}

.PHONY: web-pictures
web-pictures: ## every state of the web app in Chromium, as sheets in docs/guides/web
	@scripts/setup test
	@scripts/web
	@scripts/build release earmark-server earmark-render-clip
	@scripts/web-pictures

.PHONY: web-audit
web-audit: ## Lighthouse on the web app: every score from 95
	@scripts/setup test
	@scripts/web
	@scripts/build release earmark-server earmark-render-clip
	@scripts/web-audit

.PHONY: install
install: build ## install earmark under PREFIX (default /usr/local)
	@cmake --install build/release --prefix "$$EARMARK_PREFIX"

.PHONY: install-train
install-train: ## install earmark-train-net (networks) and earmark-fetch (archives) under PREFIX too
	@scripts/setup train
	@scripts/build train earmark-train-net earmark-fetch
	@cmake --install build/train --component train --prefix "$$EARMARK_PREFIX"

.PHONY: clean
clean: ## remove what was built, not what was installed
	@rm -rf build
