# shellcheck shell=bash
# Where things are. The other scripts source this file; it looks, and installs nothing.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT" || exit 1

# Ends the script with one sentence: what is wrong and what to do.
die() {
  echo "$(basename "$0"): $*" >&2
  exit 1
}

# Prints the opening comment of the running script, if that is what its first argument $1 asks for.
help_if_asked() {
  case ${1:-} in
    -h | --help) sed -n '2,/^set/s/^# \{0,1\}//p' "$ROOT/scripts/$(basename "$0")" && exit ;;
  esac
}

# The name that npm's Foundry packages give this platform, such as linux-amd64.
foundry_platform() {
  local cpu
  case $(uname -m) in
    x86_64) cpu=amd64 ;;
    aarch64 | arm64) cpu=arm64 ;;
    *) cpu=$(uname -m) ;;
  esac
  echo "$(uname -s | tr '[:upper:]' '[:lower:]')-$cpu"
}

# Whether version $2 is $1 or newer.
at_least() { printf '%s\n' "$1" "$2" | sort -VC; }

# Foundry's tool $1: from PATH if it is at least 1.7 (what the tests are written for), else npm's.
foundry_tool() {
  local found version
  found=$(command -v "$1") && version=$("$found" --version 2>/dev/null | sed -n 's/.*ersion: //p') &&
    at_least 1.7 "$version" && echo "$found" && return
  echo "$ROOT/node_modules/@foundry-rs/$1-$(foundry_platform)/bin/$1"
}

# How this machine compiles to WASM: rustup's target, Debian's rustc-web, or none.
wasm_route() {
  if [ -d "$(rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null)" ]; then
    echo rustup
  elif [ -d /usr/lib/rustlib/src/rust/library ] && [ -x /usr/bin/cargo ] && [ -x /usr/bin/cargo-clippy ] &&
    at_least 1.91 "$(/usr/bin/rustc --version 2>/dev/null | cut -d' ' -f2)"; then
    echo debian
  else
    echo none
  fi
}

FORGE=${FORGE:-$(foundry_tool forge)}
CAST=${CAST:-$(foundry_tool cast)}
WASM_OPT=$ROOT/node_modules/.bin/wasm-opt
WASM_ROUTE=${WASM_ROUTE:-$(wasm_route)}
export FORGE CAST WASM_OPT
