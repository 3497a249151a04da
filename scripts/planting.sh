# shellcheck shell=bash
# How a change is planted in a copy of the last commit, and how the suites are asked about it. Sourced by
# scripts/planted-bugs and scripts/mutants after env.sh.
#
# The copy has a target folder of its own, which stays from run to run; the tree itself is never touched.

PROGRAMS=(ebb ebb-extension)

# A fresh copy of the last commit in folder $1; what was built from it before stays. Every file is new to cargo,
# which would otherwise take a file without its change for older than the program with it.
prepare() {
  copy=$1 log=$1/target/log
  mkdir -p "$copy/target"
  find "$copy" -mindepth 1 -maxdepth 1 ! -name target ! -name out ! -name cache -exec rm -rf {} +
  git archive HEAD | tar -xm -C "$copy"
  ln -s "$ROOT/node_modules" "$copy/node_modules"
}

# Builds tests and programs without any change, and keeps the programs. All tests at once, since forge looks at
# each file again and again that is not compiled yet, whether or not it is asked for.
build_clean() {
  "$FORGE" build --root "$copy" >"$log" 2>&1 || {
    tail -n 30 "$log" >&2
    die "the tests of the last commit do not compile: the compiler's words are above"
  }
  build "${PROGRAMS[@]}" || {
    tail -n 30 "$log" >&2
    die "the last commit does not build: the compiler's words are above"
  }
  rm -rf "$copy/target/clean" && mkdir -p "$copy/target/clean"
  cp -pr "${PROGRAMS[@]/#/$copy/target/}" "$copy/target/clean/"
}

# Builds programs of the copy; whether they compile and fit.
build() {
  local program
  for program in "$@"; do
    (cd "$copy" && scripts/build "$program") >"$log" 2>&1 || return 1
  done
}

# Plants patch $1.
plant() { patch -d "$copy" -p1 -s --no-backup-if-mismatch <"$1"; }

# Takes patch $1 back, and puts the clean programs in the place of those that were built with it.
take_back() {
  patch -d "$copy" -p1 -R -s --no-backup-if-mismatch <"$1" || die "$1 cannot be taken back"
  local program
  for program in "${PROGRAMS[@]}"; do
    cp -p "$copy/target/clean/$program"/* "$copy/target/$program/" || die "$program cannot be put back"
  done
}

# Runs tests of the copy on a node of their own, as forge's arguments choose them; whether they pass.
tests_pass() { scripts/with-node "$FORGE" test --root "$copy" "$@" >"$log" 2>&1; }

# The path of suites of test/integration, as forge takes it.
integration() {
  local names
  names=$(IFS=, && echo "$*")
  [ $# = 1 ] || names="{$names}"
  echo "test/integration/$names.t.sol"
}

# The tests that went red, from forge's summary: "[FAIL: reason; counterexample: ...] name(types) (runs: ...)".
red_tests() {
  sed -nE '/^Failing tests:/,$s/^\[FAIL.*\] ([A-Za-z0-9_]+)\(.*/\1/p' "$log" | sort -u
}
