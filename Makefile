# The verbs. Each stands for a script that also runs without make; `scripts/NAME --help` says more.
.PHONY: help toolchain build node demo test test-long smoke gas gas-profile size door bench planted-bugs \
	mutants fuzz adversary abi picture lint fmt devnode cargo-stylus clean

help: ## list the verbs
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/make \1\t\2/p' Makefile | expand -t 20

toolchain: ## find or make every tool
	@scripts/toolchain

build: toolchain ## build the market, its extension and the token as WASM, and show their sizes
	@scripts/build

node: ## start the development node on http://127.0.0.1:8547
	@scripts/host && exec target/debug/ebb-node

demo: ## liquidate three loans, step by step, on a fresh node
	@scripts/demo

test: ## check everything
	@scripts/test

test-long: build ## the random tests twenty times over, and a hundred thousand calls at the door
	@scripts/host && scripts/test-long

smoke: build ## run the smoke test, by standard RPC alone, against NODE_URL
	@scripts/smoke

gas: build ## measure every act and hold it against its snapshot, with Morpho Blue beside it
	@scripts/gas

gas-profile: build ## divide a liquidation's gas into its parts, in docs/gas.md
	@scripts/gas-profile --update

size: build ## hold the programs' sizes against their snapshot
	@scripts/size

door: build ## throw a hundred thousand random calls at the market
	@scripts/host && scripts/door

planted-bugs: toolchain ## plant bugs in the market one by one, and show which test goes red
	@scripts/planted-bugs

mutants: toolchain ## change law and contract in one place at a time, and see which test notices (hours)
	@scripts/host && { scripts/mutants law || [ $$? -eq 2 ]; } && scripts/mutants contract && scripts/mutants report

fuzz: toolchain ## fuzz node and quote, led by coverage, ten minutes a target
	@for target in program request transaction quote; do scripts/fuzz $$target || exit 1; done

adversary: ## attack a node of its own with everything at once, for twenty minutes
	@scripts/host && scripts/adversary

bench: ## measure the node's speed beside anvil's
	@scripts/host && scripts/bench

abi: toolchain ## write the JSON ABIs of the interfaces
	@scripts/abi

picture: ## draw the mechanism from the law
	@scripts/picture

lint: toolchain ## clippy, as strict as the tests are
	@scripts/lint

fmt: toolchain ## format Rust and Solidity
	@cargo fmt --all && cargo fmt --manifest-path tokens/Cargo.toml && . scripts/env.sh && "$$FORGE" fmt

devnode: ## start the official Nitro development node in Docker
	@scripts/devnode

cargo-stylus: build ## try the node with the released cargo-stylus (a long build)
	@scripts/host && scripts/cargo-stylus

clean: ## remove what was built, node_modules aside
	@rm -rf target out cache
