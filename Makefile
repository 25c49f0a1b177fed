# The project's commands; `make help` lists them. Tools that are missing go to .tools/ of this checkout.

SHELL := bash
.DEFAULT_GOAL := help
.NOTPARALLEL:
export PATH := $(CURDIR)/.tools/bin:$(PATH)

PORT ?= 8080
TARGET ?= $(notdir $(basename $(wildcard fuzz/fuzz_targets/*.rs)))
SECONDS ?= 60
SOURCES := index.html Trunk.toml .cargo/config.toml Cargo.toml Cargo.lock scripts/after-build.mjs scripts/short-imports.mjs $(shell find src static -type f)
# Trunk takes NO_COLOR=1, which is the custom, for a mistake, and shows its own stack below an error in the code.
TRUNK := env -u NO_COLOR RUST_BACKTRACE=0 trunk
SAY = @printf '\n==> %s\n'

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F '\t' '{ printf "  make %-12s %s\n", $$1, $$2 }'

.PHONY: serve
serve: build ## Build the page and serve it on http://127.0.0.1:8080/ (PORT=… for another port)
	@node scripts/serve.mjs dist --port $(PORT)

.PHONY: watch
watch: setup ## Serve the page and build it again whenever a file changes
	$(TRUNK) serve --port $(PORT) --dist target/watch --cargo-profile dev

.PHONY: build
build: dist/index.html ## Build the page into dist/

dist/index.html: $(SOURCES) | setup
	$(SAY) "Building the page (3 minutes the first time, half a minute later)"
	$(TRUNK) build --release
	@touch $@

.PHONY: test
test: setup-test fmt-check lint unit doc size browser ## Run every check there is
	$(SAY) "All checks passed."

.PHONY: fmt
fmt: ## Format the code
	cargo fmt

.PHONY: fmt-check
fmt-check:
	$(SAY) "Checking the format"
	cargo fmt --check

.PHONY: lint
lint: ## Run clippy, for the terminal command and for the page
	$(SAY) "Linting (two minutes the first time)"
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --all-targets --all-features -- -D warnings

.PHONY: unit
unit: ## Run the tests that need no browser
	$(SAY) "Testing library, terminal command and page logic (some minutes the first time)"
	cargo test --locked --all-features

.PHONY: doc
doc: ## Build the documentation of the code
	$(SAY) "Building the documentation"
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --all-features --document-private-items

.PHONY: size
size: build ## Show what a reader downloads; fail past the budgets
	$(SAY) "Weighing the page"
	@node scripts/size.mjs dist

.PHONY: fuzz
fuzz: setup-fuzz ## Fuzz all targets of fuzz/ for a minute each (TARGET=… for some, SECONDS=… for longer)
	@node fuzz/seeds.mjs
	@for target in $(TARGET); do \
	  printf '\n==> %s\n' "Fuzzing $$target for $(SECONDS) s (the first build takes some minutes)"; \
	  cargo fuzz run --sanitizer none $$target -- -max_total_time=$(SECONDS) -timeout=5 -rss_limit_mb=3000 || exit; \
	done

.PHONY: oracle
oracle: ## Ask kube-apiserver's own code again, for all conformance cases (needs Go)
	tests/oracle/run.sh generate

.PHONY: oracle-check
oracle-check: ## Compare the committed answers with those of kube-apiserver's own code (needs Go)
	tests/oracle/run.sh check

.PHONY: browser
browser: setup-test build ## Test the built page in Chromium
	$(SAY) "Testing the page in Chromium"
	cd tests/browser && node_modules/.bin/playwright test $(ARGS)

.PHONY: bench
bench: setup-test build target/empty-page/index.html ## Measure the engine and the page; print tables and budgets
	$(SAY) "Measuring the engine (two minutes to build, one to run)"
	cargo bench --locked --quiet --bench engine -- --quiet $(ARGS)
	$(SAY) "Measuring the page beside an empty Yew page (two minutes)"
	@node tests/browser/bench.mjs

# The yardstick of the page's bench: same lock file, profile and tools as the page.
target/empty-page/index.html: $(shell find benches/empty-page -type f) Cargo.lock Trunk.toml | setup
	$(SAY) "Building the empty page"
	cd benches/empty-page && TRUNK_TOOLS_WASM_BINDGEN=$(call tool,wasm_bindgen) TRUNK_TOOLS_WASM_OPT=$(call tool,wasm_opt) \
		$(TRUNK) build --release --cargo-profile wasm-release --public-url ./ --dist $(CURDIR)/target/empty-page
	@touch $@

tool = $(shell sed -n 's/^$(1) = "\(.*\)"/\1/p' Trunk.toml)

.PHONY: lighthouse
lighthouse: build ## Ask Lighthouse about the built page; fail below 95
	@scripts/setup.sh lighthouse
	$(SAY) "Asking Lighthouse (three minutes)"
	@node scripts/lighthouse.mjs dist

.PHONY: actionlint
actionlint: ## Check the workflows of .github/ (needs Go)
	go run github.com/rhysd/actionlint/cmd/actionlint@v1.7.12

.PHONY: screenshots
screenshots: setup-test build ## Take pictures of the page into screenshots/
	@node tests/browser/screenshots.mjs

.PHONY: archive
archive: build ## Pack the built page for any static server, into target/
	$(SAY) "Packing target/authn-explorer-site.tar.gz"
	@mkdir -p target && tar -C dist -czf target/authn-explorer-site.tar.gz . && du -h target/authn-explorer-site.tar.gz

.PHONY: setup
setup: ## Install what building needs: wasm target, Trunk, wasm-bindgen, wasm-opt
	@scripts/setup.sh build

.PHONY: setup-test
setup-test: ## Install what testing needs, too: Playwright, Chromium
	@scripts/setup.sh test

.PHONY: setup-fuzz
setup-fuzz:
	@scripts/setup.sh fuzz

.PHONY: clean
clean: ## Remove what was built (the tools in .tools/ stay)
	rm -rf dist target
