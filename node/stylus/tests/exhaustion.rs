//! Programs at every gas limit: where exactly the ink runs out, what happens there, and what is left.
//!
//! Ink of a program: 2450 and its operators for each block, and what the host functions charge. Sums are
//! written out; `gas` counts whole units of 10000 ink.

use crate::world::{
    World,
    prices::{AT_ONE, AT_ONES, OUT},
    subject::{EXHAUSTED, HOSTIO, LAST, PTR, READ_TWICE, Subject, block},
    wat::{assemble, call},
};
use ebb_stylus::OutcomeKind;

/// A world whose gas is ink.
fn fine() -> World {
    let mut world = World::new(59);
    world.params.ink_price = 1;
    world
}

#[test]
fn plain_code_at_every_ink() {
    let text = "(module (memory (export \"memory\") 1 1)
        (func $twice (param i32) (result i32) local.get 0 i32.const 2 i32.mul)
        (func (export \"user_entrypoint\") (param i32) (result i32) (local i32)
          (local.set 1 (call $twice (i32.const 3)))
          (loop (br_if 0 (local.tee 1 (i32.sub (local.get 1) (i32.const 1)))))
          (memory.fill (i32.const 0) (i32.const 1) (i32.const 10))
          (i32.const 0)))";
    let enter = 2_450 + 1 + 3_800;
    let twice = 2_450 + 75 + 1 + 160 + 1;
    let before_loop = 2_450 + 210 + 1;
    let round = 2_450 + 75 + 1 + 70 + 75 + 765;
    let end_of_loop = 2_450 + 1;
    let rest = 2_450 + 3 + 950 + 2 + 10 * 100;
    let used = enter + twice + before_loop + 6 * round + end_of_loop + rest;
    Subject::new(fine(), &assemble(text)).needs(used + 3, 0, used);
}

/// The charge by length comes after the block's, with its own test: cost equal to what is left passes.
#[test]
fn bulk_memory_at_every_ink() {
    let text = "(module (memory (export \"memory\") 1 1)
        (func (export \"user_entrypoint\") (param i32) (result i32)
          (memory.copy (i32.const 0) (i32.const 0) (i32.const 7)) (i32.const 0)))";
    let used = 2_450 + 3 + 950 + 2 + 700;
    Subject::new(fine(), &assemble(text)).needs(used + 3, 0, used);
}

#[test]
fn simple_functions_at_every_ink() {
    let pointer = HOSTIO + PTR;
    for (name, arguments, ink) in [
        ("read_args", vec![OUT], HOSTIO + PTR),
        ("write_result", vec![AT_ONE, "32"], HOSTIO + READ_TWICE),
        ("msg_sender", vec![OUT], pointer),
        ("block_basefee", vec![OUT], pointer),
        ("evm_ink_left", vec![], HOSTIO),
        ("return_data_size", vec![], HOSTIO),
        ("math_div", vec![AT_ONE, AT_ONES], HOSTIO + 3 * PTR + 20_000),
        (
            "math_pow",
            vec![AT_ONE, AT_ONE],
            HOSTIO + 3 * PTR + 3_000 + 35_000,
        ),
        (
            "math_mul_mod",
            vec![AT_ONE, AT_ONE, AT_ONES],
            HOSTIO + 4 * PTR + 24_100,
        ),
        ("native_keccak256", vec!["0", "65", OUT], 121_800 + 21_000),
        ("pay_for_memory_grow", vec!["0"], HOSTIO),
    ] {
        let text = call(name, &arguments);
        let drops = if text.starts_with("(drop") { 9 } else { 0 };
        let used = block(arguments.len() as u64) + ink + drops + LAST;
        let subject = Subject::of_calls(fine(), &[text]);
        let run = |gas| subject.run(gas);
        for gas in (0..used).step_by(97).chain(used - 200..used) {
            assert_eq!(run(gas), EXHAUSTED, "{name} with {gas}");
        }
        for gas in used..used + 10 {
            assert_eq!(
                run(gas),
                (OutcomeKind::Success, gas - used),
                "{name} with {gas}"
            );
        }
    }
}
