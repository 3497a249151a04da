//! Modules made to cost the reader more than they cost their sender: each is refused or run within
//! seconds, and no memory is taken for what it only announces.

use std::time::{Duration, Instant};

use crate::world::{
    World,
    build::{activate, module, rejects, with_body, with_fields},
    wat::assemble,
};
use ebb_stylus::{ActivationError, OutcomeKind, Program, Runner, StylusParams};

/// Far more than any of these needs on a slow machine in an unoptimised build.
const PATIENCE: Duration = Duration::from_secs(10);

/// Gas of a frame. What it buys takes as much longer as a transaction may have more.
const GAS: u64 = 3_000_000;

/// Activates, compiles and runs a module; answers how it ended.
#[track_caller]
fn run(text: &str) -> OutcomeKind {
    let begun = Instant::now();
    let wasm = assemble(text);
    activate(&wasm).expect("accepted");
    let outcome = World::new(59).run(&Runner::new(), &wasm, &[], GAS);
    assert!(begun.elapsed() < PATIENCE, "{:?}", begun.elapsed());
    outcome.kind
}

#[test]
fn a_stream_that_unpacks_to_gigabytes_is_cut_off() {
    let begun = Instant::now();
    let mut code = vec![0xEF, 0xF0, 0x00, 0x00];
    let options = brotli::enc::BrotliEncoderParams {
        quality: 5,
        lgwin: 22,
        ..Default::default()
    };
    let zeros = vec![0; 256 << 20];
    brotli::BrotliCompress(&mut &zeros[..], &mut code, &options).expect("a vector takes all bytes");
    assert!(
        code.len() < 24_576,
        "{} bytes would fit no account",
        code.len()
    );
    let params = StylusParams::for_arbos(59);
    let packed = begun.elapsed();
    let error = Program::activate(&code, &params, 0).expect_err("too long");
    assert!(matches!(error, ActivationError::Plain(_)), "{error}");
    assert!(begun.elapsed() - packed < PATIENCE);
}

#[test]
fn blocks_nest_as_deep_as_a_body_allows() {
    let nested = |depth: usize| {
        with_body(&format!(
            "{}{}",
            "block ".repeat(depth),
            "end ".repeat(depth)
        ))
    };
    assert_eq!(run(&nested(4_000)), OutcomeKind::Success);
    rejects(&nested(30_000), "operators");
    let ifs = format!(
        "{}{}",
        "(if (i32.const 1) (then ".repeat(800),
        "))".repeat(800)
    );
    assert_eq!(run(&with_body(&ifs)), OutcomeKind::Success);
}

#[test]
fn a_jump_table_may_be_long() {
    let table = format!("(block (br_table {} (i32.const 7)))", "0 ".repeat(60_000));
    assert_eq!(run(&with_body(&table)), OutcomeKind::Success);
    // Tables behind each other, whose edges a compiler has to join.
    let many = format!("(block (br_table {} (i32.const 7)))", "0 ".repeat(600)).repeat(100);
    assert_eq!(run(&with_body(&many)), OutcomeKind::Success);
}

#[test]
fn functions_types_and_locals_may_be_many() {
    let functions = "(func (param i64) (local i64 i32) (local.set 0 (local.get 1)))".repeat(4_000);
    assert_eq!(run(&with_fields(&functions)), OutcomeKind::Success);
    let types: String = (0..1_000)
        .map(|n| format!("(type (func (param {})))", "i64 ".repeat(n % 90)))
        .collect();
    assert_eq!(run(&with_fields(&types)), OutcomeKind::Success);
    let locals = "i64 ".repeat(348);
    let used: String = (0..348)
        .map(|n| format!("(local.set {n} (i64.const {n}))"))
        .collect();
    let busy = format!("(func (local {locals}) {})", used.repeat(10));
    assert_eq!(run(&with_fields(&busy.repeat(5))), OutcomeKind::Success);
}

#[test]
fn what_is_only_announced_takes_no_memory() {
    rejects(
        &with_fields("(func (local i32) (local i64))").replace("1 1", "65536 65536"),
        "",
    );
    // A function that declares 2^32 - 1 locals in six bytes.
    let mut wasm = assemble(&with_fields("(func (local i32 i32 i32 i64))"));
    let at = wasm
        .windows(5)
        .position(|w| w == [0x02, 0x03, 0x7f, 0x01, 0x7e])
        .expect("the locals");
    wasm.splice(at + 1..at + 2, [0xff, 0xff, 0xff, 0xff, 0x0f]);
    assert!(activate(&wasm).is_err());
    // A section that claims to be 4 GiB long, and a vector of 2^32 - 1 entries.
    for lie in [
        &[0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f][..],
        &[0x01, 0x05, 0xff, 0xff, 0xff, 0xff, 0x0f],
    ] {
        let mut wasm = b"\0asm\x01\0\0\0".to_vec();
        wasm.extend_from_slice(lie);
        assert!(activate(&wasm).is_err());
    }
}

#[test]
fn loops_and_recursion_end_with_the_ink_or_the_stack() {
    assert_eq!(run(&with_body("(loop (br 0))")), OutcomeKind::OutOfInk);
    let bulk = "(loop (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)) (br 0))";
    assert_eq!(run(&with_body(bulk)), OutcomeKind::OutOfInk);
    let deep = module("", "(func $f (call $f))", "(call $f)");
    assert_eq!(run(&deep), OutcomeKind::OutOfStack);
}

#[test]
fn hashing_and_powers_end_with_the_ink() {
    let import = r#"(import "vm_hooks" "math_pow" (func $pow (param i32 i32)))
        (import "vm_hooks" "native_keccak256" (func $keccak (param i32 i32 i32)))"#;
    let ones = r#"(data (i32.const 0) "\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff\ff")"#;
    let powers = "(loop (call $pow (i32.const 0) (i32.const 0)) (br 0))";
    assert_eq!(run(&module(import, ones, powers)), OutcomeKind::OutOfInk);
    let hashes = "(loop (call $keccak (i32.const 0) (i32.const 65536) (i32.const 0)) (br 0))";
    assert_eq!(run(&module(import, ones, hashes)), OutcomeKind::OutOfInk);
}
