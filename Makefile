# The verbs. Each stands for a script that also runs without make; `scripts/NAME --help` says more.
.PHONY: help toolchain build node demo test smoke gas size lint fmt devnode clean

help: ## list the verbs
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1\t\2/p' Makefile | expand -t 16

toolchain: ## find or make every tool
	@scripts/toolchain

build: toolchain ## build the market's and the token's WASM, and show the sizes
	@scripts/build

node: ## start the development node on http://127.0.0.1:8547
	@scripts/host && exec target/debug/ebb-node

demo: ## liquidate three loans, step by step, on a fresh node
	@scripts/demo

test: ## check everything
	@scripts/test

smoke: build ## run the smoke test, by standard RPC alone, against NODE_URL
	@scripts/smoke

gas: build ## measure every act and hold it against its snapshot
	@scripts/gas

size: build ## hold the market's size against its snapshot
	@scripts/size

lint: toolchain ## clippy, as strict as the tests are
	@scripts/lint

fmt: toolchain ## format Rust and Solidity
	@cargo fmt --all && cargo fmt --manifest-path tokens/Cargo.toml && . scripts/env.sh && "$$FORGE" fmt

devnode: ## start the official Nitro development node in Docker
	@scripts/devnode

clean: ## remove what was built, node_modules aside
	@rm -rf target out cache
