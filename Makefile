# Every command of the house; `make help` lists them. What they do stands in scripts/.
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

SEEDS ?= 100000
FIRST ?= 1
SECONDS ?= 60

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile
	@echo
	@echo "Suites of make test, each a target too (make test-core):"
	@node scripts/lib/test.mjs --list | sed 's/^/  /'

.PHONY: setup
setup: ## install what is missing, by apt and npm
	@scripts/setup

.PHONY: build
build: ## build the gateway, the WebAssembly and the npm package
	@scripts/build

.PHONY: demo
demo: ## build and start everything on http://localhost:8080 (PORT=8080)
	@scripts/demo

.PHONY: web
web: ## build and start the web app on http://localhost:3000 (PORT=3000)
	@scripts/web

.PHONY: test
test: ## build and run every suite
	@scripts/test

.PHONY: test-%
test-%:
	@scripts/test $*

.PHONY: lint
lint: ## run every linter
	@scripts/test lint

.PHONY: format
format: ## rewrite every source in the house style
	@scripts/format

.PHONY: size
size: ## say what a page downloads to hold a phone, compressed
	@scripts/build package
	@scripts/size

.PHONY: bench
bench: ## measure the core, and the gateway beside a NestJS gateway
	@scripts/setup test
	@node scripts/lib/build.mjs bench gateway nest-gateway
	@build/bench/tests/core_bench
	@node tests/bench/compare.mjs

.PHONY: bench-web
bench-web: ## measure what the web app downloads, and how soon it rings and is heard
	@scripts/setup test
	@node scripts/lib/build.mjs gateway web wire
	@tests/lab/isolated node tests/web/bench.mjs

.PHONY: pictures
pictures: ## take the pictures of docs/images anew
	@scripts/setup test
	@node scripts/lib/build.mjs gateway web nest-gateway
	@tests/isolated node tests/web/pictures.mjs

.PHONY: simulate
simulate: ## live through random calls and faults (SEEDS=100000 FIRST=1)
	@scripts/simulate $(SEEDS) $(FIRST)

.PHONY: mutations
mutations: ## break the code in many places and show that the simulator finds each
	@scripts/setup test
	@node scripts/lib/mutate.mjs

.PHONY: nat
nat: ## call between every two kinds of routers and print how it went
	@scripts/setup test
	@node scripts/lib/build.mjs gateway package wire
	@tests/lab/isolated node tests/lab/nat-table.mjs

.PHONY: reliability
reliability: ## strike live calls with every fault and write docs/reliability.md's table
	@scripts/setup test
	@node scripts/lib/build.mjs gateway package wire
	@status=0; for browser in '' --firefox; do \
		tests/lab/isolated node tests/lab/fault-table.mjs $$browser --document docs/reliability.md \
			|| status=1; \
	done; exit $$status

CALLS ?= 1000
GATEWAY_CALLS ?= 10000

.PHONY: soak
soak: ## call over and over, in one pair of pages (CALLS=1000) and against the gateway (GATEWAY_CALLS=10000): nothing may be left
	@scripts/setup test
	@node scripts/lib/build.mjs gateway package wire bench
	@node tests/bench/gateway-soak.mjs $(GATEWAY_CALLS)
	@tests/lab/isolated node tests/lab/soak.mjs $(CALLS)

.PHONY: fuzz
fuzz: ## search for inputs that break a decoder (SECONDS=60 a target)
	@scripts/setup test
	@node scripts/lib/build.mjs fuzz-targets
	@node scripts/lib/fuzz.mjs --seconds $(SECONDS)

PORT ?= 3000

.PHONY: conformance
conformance: ## start the transport for protocol test suites (PORT=3000 ARGS=--help)
	@scripts/setup build
	@node scripts/lib/build.mjs conformance-release
	@exec build/release/server/ringline-conformance --port $(PORT) $(ARGS)

.PHONY: clean
clean: ## remove all that was built, but not what was installed
	@rm -rf build js-glue/dist web/.next
