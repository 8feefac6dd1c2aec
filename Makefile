.DEFAULT_GOAL := help
.PHONY: help build demo test bench format clean
CONFIGURATION ?= Release

help: ## Show what there is
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# Without build servers: what they do after the build would disturb the measurements that follow it.
build: ## Build everything; leaves out/bin/loadctl
	dotnet build LoadOperator.sln -c $(CONFIGURATION) -nologo -v minimal --disable-build-servers
	@for program in loadctl:LoadOperator.Cli demo-target:LoadOperator.DemoTarget; do \
	  ln -sfn "$${program#*:}/$$(echo $(CONFIGURATION) | tr A-Z a-z)/$${program%%:*}" "out/bin/$${program%%:*}"; \
	done

demo: build ## Two real campaigns on this machine: one regression, one without
	eng/demo.sh

test: build ## All tests that need no node
	eng/test.sh

bench: build ## Benchmarks, as ratios against peers in the same run
	eng/bench.sh

format: ## Format the code
	dotnet format LoadOperator.sln

clean: ## Remove everything that a build makes
	rm -rf out
