//! Recursion with every shape of frame: the depth checker alone decides, never the native stack.
//!
//! A native frame may be much larger than what the checker counts: parameters are not counted, and a
//! compiler that does not optimise gives every value a place of its own. What a frame is counted as is its
//! declared locals, its deepest operands and four.

use std::fmt::Write;

use crate::world::{World, code_of, wat::assemble};
use alloy_primitives::keccak256;
use ebb_stylus::{EvmEnv, Frame, OutcomeKind, Runner};

/// Words of stack by ArbOS version: the largest there ever was, and today's.
const STACKS: [(u64, u32); 2] = [(40, 262_144), (59, 22_000)];

/// A program whose function `$f` is called with the depth that its calldata's length tells.
fn program(function: &str, enter: &str) -> Vec<u8> {
    assemble(&format!(
        "(module (memory (export \"memory\") 1 1) {function}
         (func (export \"user_entrypoint\") (param i32) (result i32) {enter} (i32.const 0)))"
    ))
}

/// Words of the entry point: two operands of the meter at most, no locals. A leaf has as many.
const SMALLEST: u32 = 2 + 4;

/// Recurses as deep as `frame` words allow, with `beside` words in other frames, and one deeper.
#[track_caller]
fn check(wasm: &[u8], frame: u32, beside: u32) {
    let code = code_of(wasm);
    let hash = keccak256(&code);
    let runner = Runner::new();
    for (arbos_version, stack) in STACKS {
        let mut world = World::new(arbos_version);
        let params = world.params;
        assert_eq!(params.max_stack_depth, stack);
        let deepest = (stack - 1 - beside) / frame;
        for (depth, kind) in [
            (deepest, OutcomeKind::Success),
            (deepest + 1, OutcomeKind::OutOfStack),
        ] {
            let calldata = vec![0; depth as usize - 1];
            let frame = Frame {
                calldata: &calldata,
                gas: 1 << 40,
                env: EvmEnv::default(),
            };
            let outcome = runner.run(hash, &code, &params, frame, &mut world);
            let detail = outcome.detail;
            assert_eq!(
                outcome.kind, kind,
                "{depth} deep at ArbOS {arbos_version}: {detail:?}"
            );
        }
    }
}

#[test]
fn small_frames() {
    let function = "(func $f (param i32)
        (if (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1))))))";
    check(
        &program(function, "(call $f (local.get 0))"),
        2 + 4,
        SMALLEST,
    );
}

/// Every one of the most locals that may be holds a value across the call.
#[test]
fn frames_full_of_locals() {
    let mut function = String::from("(func $f (param i32) (result i64) (local");
    function += &" i64".repeat(348);
    function += ")";
    for index in 1..=348 {
        write!(
            function,
            "(local.set {index} (i64.load (i32.const {})))",
            index * 8
        )
        .expect("text");
    }
    function += "(if (local.get 0) (then (drop (call $f (i32.sub (local.get 0) (i32.const 1))))))";
    function += "(i64.const 0)";
    for index in 1..=348 {
        write!(function, "(i64.add (local.get {index}))").expect("text");
    }
    function += ")";
    check(
        &program(&function, "(drop (call $f (local.get 0)))"),
        348 + 3 + 4,
        SMALLEST,
    );
}

/// Thousands of values, each alive across some call, in few locals.
#[test]
fn frames_of_many_values() {
    let mut function = String::from(
        "(func $leaf (param i64) (result i64) (i64.add (local.get 0) (i64.const 1)))
         (func $f (param i32) (result i64) (local i64 i64 i64 i64 i64 i64 i64 i64)",
    );
    for round in 0..3_000 {
        let (from, to) = (1 + round % 8, 1 + (round * 3 + 1) % 8);
        write!(function, "(local.set {to} (call $leaf (local.get {from})))").expect("text");
    }
    function += "(if (local.get 0) (then (drop (call $f (i32.sub (local.get 0) (i32.const 1))))))";
    function += "(i64.add (local.get 1) (i64.add (local.get 2) (local.get 3))))";
    check(
        &program(&function, "(drop (call $f (local.get 0)))"),
        8 + 3 + 4,
        2 * SMALLEST,
    );
}

/// Parameters are no words of the callee, but of the caller, who stacks them.
#[test]
fn frames_of_many_parameters() {
    let mut function = String::from("(func $f (param i32");
    function += &" i64".repeat(900);
    function += ") (if (local.get 0) (then (call $f (i32.sub (local.get 0) (i32.const 1))";
    for index in 1..=900 {
        write!(function, "(local.get {index})").expect("text");
    }
    function += "))))";
    let mut enter = String::from("(call $f (local.get 0)");
    enter += &"(i64.const 1)".repeat(900);
    enter += ")";
    let wasm = program(&function, &enter);
    // The entry point stacks them, too: its frame is as large as each other.
    let code = code_of(&wasm);
    let runner = Runner::new();
    for (arbos_version, stack) in STACKS {
        let mut world = World::new(arbos_version);
        let params = world.params;
        let deepest = (stack - 1) / (901 + 2 + 4) - 1;
        let mut kinds = Vec::new();
        for depth in [deepest / 2, deepest * 2] {
            let calldata = vec![0; depth as usize];
            let frame = Frame {
                calldata: &calldata,
                gas: 1 << 40,
                env: EvmEnv::default(),
            };
            let hash = keccak256(&code);
            kinds.push(runner.run(hash, &code, &params, frame, &mut world).kind);
        }
        assert_eq!(kinds, [OutcomeKind::Success, OutcomeKind::OutOfStack]);
    }
}
