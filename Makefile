# Variables: KUBEVIRT=<clone> CASES=<dir> SCRIPT=<path> for backtest and bench,
# PLAN=<file> for bench, GOFLAGS and the like as usual.
GO          ?= go
AT          ?= v1.3.0,v1.4.0,v1.5.0,v1.6.0,v1.7.0,v1.8.0,v1.9.0,main
STATICCHECK ?= honnef.co/go/tools/cmd/staticcheck@v0.8.2

CORPUS      ?= testdata/corpus
LEAST       ?= 0
TORTURE     ?= Operation|DiskDies|Kill|Saves|Two|Cancelled|Edits

.DEFAULT_GOAL := help

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## Build bin/kvscaffold
	$(GO) build -trimpath -o bin/kvscaffold ./cmd/kvscaffold

test: ## Run all tests; they need neither network nor a KubeVirt checkout
	$(GO) test ./...

lint: ## Check formatting, go vet and staticcheck (fetched at a pinned version)
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); test -z "$$unformatted" || { echo "gofmt: $$unformatted"; exit 1; }
	$(GO) vet ./...
	$(GO) run $(STATICCHECK) ./...

golden: build ## Regenerate the golden cases and list what changed
	bin/kvscaffold golden golden

demo: build ## Show the main job on the built-in plan and checkout
	@bin/kvscaffold demo

bench: ## Measure on a real checkout, as ratios: KUBEVIRT=<checkout> [PLAN=<plan>] [BENCH=all, with go vet by hand]
	KUBEVIRT=$(abspath $(KUBEVIRT)) PLAN=$(PLAN) BENCH=$(or $(BENCH),short) $(GO) test -count 1 -timeout 1h -run TestBenchTable -v ./cmd/kvscaffold

backtest: build ## Score against merged features: KUBEVIRT=<clone> CASES=<dir> SCRIPT=<backtest.py>
	python3 $(SCRIPT) --kubevirt $(KUBEVIRT) --cases $(CASES) --tool $(abspath bin/kvscaffold)

score: build ## Measure on plans with known facts: KUBEVIRT=<clone> [CORPUS=<dir>] [LEAST=<percent built>]
	$(GO) run ./cmd/score -tool bin/kvscaffold -kubevirt $(KUBEVIRT) -corpus $(CORPUS) -least $(LEAST)

mutants: ## Ask whether tests notice changes of behaviour (testdata/mutants.yaml; half an hour): [ONLY=<word>]
	nice $(GO) run ./cmd/mutants -only "$(ONLY)"

torture: ## Kill, disturb and starve the tool hundreds of times, and print figures (minutes)
	KVSCAFFOLD_TORTURE=1 $(GO) test -count=1 -timeout 60m -v -run '$(TORTURE)' ./generator/change ./cmd/kvscaffold > torture.log 2>&1; \
	status=$$?; grep -E '^ +[a-z_]+test.go|^(--- FAIL|ok|FAIL)' torture.log; exit $$status

releases: build ## Write RELEASES.md, the sites of KubeVirt's releases: KUBEVIRT=<clone> [AT=<revisions>]
	@{ printf '# Sites by release\n\nWhich of the places that kvscaffold depends on a release of KubeVirt has, and where;\n"same" is the file of the last column, a dash a place that the release does not have.\nMade by `make releases`.\n\n'; \
	bin/kvscaffold sites --repo $(KUBEVIRT) --at $(AT); } > RELEASES.md

ci: ## Run what CI runs
	.ci/run

install: ## Install kvscaffold into GOBIN
	$(GO) install -trimpath ./cmd/kvscaffold

clean: ## Remove what build made
	rm -rf bin torture.log

.PHONY: help build test lint golden demo bench backtest score mutants torture ci install clean
