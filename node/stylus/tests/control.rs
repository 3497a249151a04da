//! Basic blocks: what is charged on the way through branches, loops, calls and dead code.
//!
//! A block is charged before its first operator and ends with the operator that can leave it, which
//! belongs to it. Every expected sum names its blocks by their operators' prices.

use crate::world::{World, wat::assemble};
use ebb_stylus::{Outcome, OutcomeKind, Runner};

const GAS: u64 = 1_000_000;
/// Of every block.
const HEADER: u64 = 2_450;
const BRANCH: u64 = 765;
const CALL: u64 = 3_800;
/// The block that ends every program: status and `end`.
const LAST: u64 = HEADER + 2;

/// A basic block whose operators cost `operators`.
fn block(operators: u64) -> u64 {
    HEADER + operators
}

fn run(fields: &str, body: &str, argument_bytes: usize) -> Outcome {
    let wasm = assemble(&format!(
        "(module (memory (export \"memory\") 1 1) {fields}
         (func (export \"user_entrypoint\") (param $p i32) (result i32) (local $n i32) {body}))"
    ));
    World::new(59).run(&Runner::new(), &wasm, &vec![0; argument_bytes], GAS)
}

/// Checks a program that gets `argument_bytes` as its parameter and succeeds.
#[track_caller]
fn costs(fields: &str, body: &str, argument_bytes: usize, ink: u64) {
    let outcome = run(fields, body, argument_bytes);
    assert_eq!(outcome.kind, OutcomeKind::Success, "{:?}", outcome.detail);
    assert_eq!(GAS * 10_000 - outcome.ink_left, ink);
}

#[test]
fn an_if_with_else() {
    let body = "local.get $p if nop else nop nop end i32.const 0";
    // The `else` ends the first branch and belongs to it; the `end` belongs to the second.
    costs("", body, 1, block(75 + BRANCH) + block(2) + LAST);
    costs("", body, 0, block(75 + BRANCH) + block(3) + LAST);
}

#[test]
fn an_if_without_else() {
    let body = "local.get $p if nop end i32.const 0";
    costs("", body, 1, block(75 + BRANCH) + block(2) + LAST);
    costs("", body, 0, block(75 + BRANCH) + LAST);
}

#[test]
fn nested_ifs() {
    let body = "local.get $p if local.get $p i32.const 1 i32.eq if nop else nop nop end nop end i32.const 0";
    let outer = block(75 + BRANCH);
    let inner = block(75 + 1 + 170 + BRANCH);
    let rest = block(2) + LAST;
    costs("", body, 0, outer + LAST);
    costs("", body, 1, outer + inner + block(2) + rest);
    costs("", body, 2, outer + inner + block(3) + rest);
}

/// A `block` ends nothing, its `end` does; a branch skips all that is dead.
#[test]
fn branches_out_of_nested_blocks() {
    let inner = "block block br 0 nop end nop nop end i32.const 0";
    costs("", inner, 0, block(2 + BRANCH) + block(3) + LAST);
    let outer = "block block br 1 nop end nop nop end i32.const 0";
    costs("", outer, 0, block(2 + BRANCH) + LAST);
    let function = "block i32.const 0 br 1 nop end i32.const 1";
    costs("", function, 0, block(2 + BRANCH));
}

#[test]
fn a_conditional_branch() {
    let body = "block local.get $p br_if 0 nop end i32.const 0";
    costs("", body, 1, block(1 + 75 + BRANCH) + LAST);
    costs("", body, 0, block(1 + 75 + BRANCH) + block(2) + LAST);
}

/// The default target is not counted.
#[test]
fn a_branch_table() {
    let body =
        "block block block local.get $p br_table 0 1 0 1 2 end nop end nop nop end i32.const 0";
    let table = block(3 + 75 + 2_400 + 4 * 325);
    let first = table + block(2) + block(3) + LAST;
    let second = table + block(3) + LAST;
    for (index, ink) in [(0, first), (1, second), (2, first), (3, second)] {
        costs("", body, index, ink);
    }
    for index in [4, 5, 1_000] {
        costs("", body, index, table + LAST);
    }
    let only_default = "block local.get $p br_table 0 end i32.const 0";
    costs("", only_default, 9, block(1 + 75 + 2_400) + LAST);
}

/// `loop` ends the block before it; the way back enters after it.
#[test]
fn a_loop() {
    let body = "i32.const 3 local.set $n
        loop local.get $n i32.const 1 i32.sub local.tee $n br_if 0 end i32.const 0";
    let round = block(75 + 1 + 70 + 75 + BRANCH);
    costs(
        "",
        body,
        0,
        block(1 + 210 + 1) + 3 * round + block(1) + LAST,
    );
}

/// What follows a branch is never charged, what stands before `unreachable` is, with the rest of its
/// block.
#[test]
fn dead_code() {
    let after_return = "i32.const 0 return nop nop i32.const 1 i32.popcnt";
    costs("", after_return, 0, block(2));
    let outcome = run("", "nop unreachable nop nop i32.const 1", 0);
    assert_eq!(outcome.kind, OutcomeKind::Failure);
    // nop, unreachable, two nops, a constant and `end` are one block.
    assert_eq!(GAS * 10_000 - outcome.ink_left, block(6));
}

#[test]
fn calls_and_recursion() {
    let fields = "(func $leaf (param i32 i64) (result i32) local.get 0)
        (func $down (param i32) local.get 0 if local.get 0 i32.const 1 i32.sub call $down end)";
    let leaf = block(75 + 1);
    let body = "i32.const 7 i64.const 8 call $leaf drop i32.const 0";
    costs(fields, body, 0, block(2 + CALL) + leaf + block(9 + 2));
    let body = "local.get $p call $down i32.const 0";
    let (enter, deeper) = (block(75 + BRANCH), block(75 + 1 + 70 + CALL));
    let depth = |n: u64| n * (enter + deeper + block(1) + block(1)) + enter + block(1);
    for n in [0, 1, 5, 100] {
        let ink = block(75 + CALL) + depth(n) + LAST;
        costs(fields, body, n as usize, ink);
    }
}

/// 650 for each parameter of the type, none for its result.
#[test]
fn indirect_calls() {
    let fields = "(type $none (func)) (type $one (func (param i32) (result i32)))
        (type $three (func (param i32 i64 i32) (result i64)))
        (table 4 funcref) (elem (i32.const 0) $a $b $c)
        (func $a (type $none)) (func $b (type $one) local.get 0) (func $c (type $three) local.get 1)";
    let body = "i32.const 0 call_indirect (type $none) i32.const 0";
    costs(fields, body, 0, block(1 + 13_610) + block(1) + LAST);
    let body = "i32.const 5 i32.const 1 call_indirect (type $one) drop i32.const 0";
    let ink = block(2 + 13_610 + 650) + block(75 + 1) + block(9 + 2);
    costs(fields, body, 0, ink);
    let body = "i32.const 5 i64.const 6 i32.const 7 i32.const 2 call_indirect (type $three) drop i32.const 0";
    let ink = block(4 + 13_610 + 3 * 650) + block(75 + 1) + block(9 + 2);
    costs(fields, body, 0, ink);
    // Another type, an empty entry, no entry: traps that keep what is left.
    for index in [0, 3, 4] {
        let body = format!("i32.const 5 i32.const {index} call_indirect (type $one)");
        let outcome = run(fields, &body, 0);
        assert_eq!(outcome.kind, OutcomeKind::Failure, "{index}");
        assert_eq!(GAS * 10_000 - outcome.ink_left, block(2 + 13_610 + 650));
    }
}

/// 100 a byte, charged before the bounds are looked at.
#[test]
fn bulk_operators_at_their_bounds() {
    let used = |outcome: &Outcome| GAS * 10_000 - outcome.ink_left;
    for operator in ["memory.fill", "memory.copy"] {
        for (at, len, fits) in [
            (0, 0, true),
            (0, 1, true),
            (0, 65_536, true),
            (65_535, 1, true),
            (65_536, 0, true),
            (1, 65_536, false),
            (65_537, 0, false),
            (65_536, 1, false),
        ] {
            let body = format!("i32.const {at} i32.const 0 i32.const {len} {operator} i32.const 0");
            let outcome = run("", &body, 0);
            let wanted = if fits {
                OutcomeKind::Success
            } else {
                OutcomeKind::Failure
            };
            assert_eq!(outcome.kind, wanted, "{operator} {at} {len}");
            assert_eq!(
                used(&outcome),
                block(3 + 950 + 2) + 100 * len,
                "{operator} {at} {len}"
            );
        }
    }
    // A length of 2^32 - 1 costs more than there is.
    let body = "i32.const 0 i32.const 0 i32.const -1 memory.fill i32.const 0";
    assert_eq!(run("", body, 0).kind, OutcomeKind::OutOfInk);
}

/// A function that leaves by `return` gives its stack space back, wherever the `return` stands.
#[test]
fn stack_space_comes_back_at_every_return() {
    let fields =
        "(func $f (param i32) local.get 0 if return end local.get 0 i32.eqz if return end)";
    let body = "i32.const 1000 local.set $n
        loop local.get $n i32.const 1 i32.and call $f
        local.get $n i32.const 1 i32.sub local.tee $n br_if 0 end i32.const 0";
    let wasm = assemble(&format!(
        "(module (memory (export \"memory\") 1 1) {fields}
         (func (export \"user_entrypoint\") (param $p i32) (result i32) (local $n i32) {body}))"
    ));
    let mut world = World::new(59);
    // The entry point's frame: two operands at most, one local, four more. The callee's: two and four.
    world.params.max_stack_depth = (2 + 1 + 4) + (2 + 4) + 1;
    let outcome = world.run(&Runner::new(), &wasm, &[], GAS);
    assert_eq!(outcome.kind, OutcomeKind::Success, "{:?}", outcome.detail);
    world.params.max_stack_depth -= 1;
    let outcome = world.run(&Runner::new(), &wasm, &[], GAS);
    assert_eq!(outcome.kind, OutcomeKind::OutOfStack);
}
