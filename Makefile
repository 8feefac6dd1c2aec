.DEFAULT_GOAL := help
.PHONY: help build demo demo-profile attribution test acceptance e2e image crds cluster-up cluster-down soak bench format clean
CONFIGURATION ?= Release

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Without build servers: what they do after the build would disturb the measurements that follow it.
build: ## Build everything; leaves out/bin/loadctl
	@eng/flamegraph/fetch.sh
	dotnet build LoadOperator.sln -c $(CONFIGURATION) -nologo -v minimal --disable-build-servers
	@for program in loadctl:LoadOperator.Cli demo-target:LoadOperator.DemoTarget; do \
	  ln -sfn "$${program#*:}/$$(echo $(CONFIGURATION) | tr A-Z a-z)/$${program%%:*}" "out/bin/$${program%%:*}"; \
	done

demo: build ## Two real campaigns on this machine: one regression, one without
	eng/demo.sh

demo-profile: build ## A real regression, traced to the method that causes it, with a flame graph; and its fix, verified
	eng/demo-profile.sh

attribution: build ## Count how often profiles name what was injected, and how often something where nothing was (RUNS, 20)
	@mkdir -p out/bench
	BENCH_FOLDER=$(CURDIR)/out/bench eng/explicit.sh AttributionBench Profiling
	@cat out/bench/attribution.json

test: build ## All tests that need no node
	eng/test.sh

acceptance: build ## Simulate 10,000 campaigns for each promise of the verdict; writes docs/reference/acceptance.md
	out/bin/LoadOperator.Acceptance/$$(echo $(CONFIGURATION) | tr A-Z a-z)/acceptance docs/reference/acceptance.md

e2e: build ## Tests on a node: one that this starts on this machine, or KUBECONFIG's
	eng/e2e.sh

image: ## Build the images without a registry: out/images/*.tar
	eng/image.sh

crds: build ## Write crds/, its copy in the chart, docs/reference/api.md and the OpenAPI of generators anew from the types
	dotnet out/bin/LoadOperator.Crds/$$(echo $(CONFIGURATION) | tr A-Z a-z)/crds.dll crds charts/load-operator docs/reference/api.md

soak: build ## Kill the operator 50 times at random moments (SOAK_KILLS, SOAK_SEED)
	eng/explicit.sh KillTests

cluster-up: ## Start a single-node Kubernetes on this machine
	@eng/cluster/up.sh

cluster-down: ## Stop it, and remove all of it
	@eng/cluster/down.sh

bench: build ## Benchmarks, as ratios against peers in the same run
	eng/bench.sh
	eng/explicit.sh CostBench
	@cat out/bench/operator.json

format: ## Format the code
	dotnet format LoadOperator.sln

clean: ## Remove everything that a build makes
	rm -rf out
