//! The places that frames take turns in: the largest program fits, and nothing stays behind.

use crate::world::{World, build::with_fields, wat::assemble};
use ebb_stylus::{OutcomeKind, Runner};

const GAS: u64 = 32_000_000;

#[test]
fn the_largest_program_runs() {
    // At the limits of globals (four are injected), functions and table entries.
    let fields = [
        "(global i32 (i32.const 0))".repeat(32_764),
        "(func)".repeat(4095),
        "(table 4096 funcref)".to_owned(),
    ];
    let wasm = assemble(&with_fields(&fields.concat()));
    let outcome = World::new(60).run(&Runner::new(), &wasm, &[], GAS);
    assert_eq!(outcome.kind, OutcomeKind::Success, "{:?}", outcome.detail);
}

/// Doubles its memory, and reverts unless all of it is as it was written: zero but for one byte.
const SPOILER: &str = "(module
    (import \"vm_hooks\" \"pay_for_memory_grow\" (func (param i32)))
    (memory (export \"memory\") 8 16) (data (i32.const 500) \"\\07\")
    (func (export \"user_entrypoint\") (param i32) (result i32) (local $at i32) (local $seen i32)
      (drop (memory.grow (i32.const 8)))
      (loop $next
        (local.set $seen (i32.or (local.get $seen) (i32.load8_u (local.get $at))))
        (i32.store8 (local.get $at) (i32.const 8))
        (local.set $at (i32.add (local.get $at) (i32.const 250)))
        (br_if $next (i32.lt_u (local.get $at) (i32.const 1048576))))
      (i32.ne (local.get $seen) (i32.const 7))))";

#[test]
fn a_frame_finds_nothing_of_the_one_before() {
    let wasm = assemble(SPOILER);
    let runner = Runner::new();
    for _ in 0..100 {
        let outcome = World::new(59).run(&runner, &wasm, &[], GAS);
        assert_eq!(outcome.kind, OutcomeKind::Success, "{:?}", outcome.detail);
    }
}
