//! What host functions answer: environment, arithmetic, results, ranges of memory, the console.

use crate::world::{
    World,
    wat::{FRAME_GAS, assemble, call, output_of, run, run_calls},
};
use alloy_primitives::{Address, U256};
use ebb_stylus::{EvmEnv, OutcomeKind, Runner};

#[test]
fn environment_values() {
    let address = |byte| Address::repeat_byte(byte);
    let mut world = World::new(59);
    world.env = EvmEnv {
        block_basefee: U256::from(7),
        block_coinbase: address(1),
        contract_address: address(2),
        msg_sender: address(3),
        tx_origin: address(4),
        msg_value: U256::from(8),
        tx_gas_price: U256::from(9),
        reentrant: true,
        ..EvmEnv::default()
    };
    for (name, expected) in [
        ("block_coinbase", address(1)),
        ("contract_address", address(2)),
        ("msg_sender", address(3)),
        ("tx_origin", address(4)),
    ] {
        let output = output_of(&mut world, &[], &[call(name, &["1024"])], 20);
        assert_eq!(output.as_ref(), expected.as_slice(), "{name}");
    }
    for (name, expected) in [("block_basefee", 7), ("msg_value", 8), ("tx_gas_price", 9)] {
        let output = output_of(&mut world, &[], &[call(name, &["1024"])], 32);
        assert_eq!(U256::from_be_slice(&output), U256::from(expected), "{name}");
    }
    assert_eq!(
        run(&mut world, &[], "(call $msg_reentrant)").kind,
        OutcomeKind::Revert
    );
    let price = "(i32.ne (call $tx_ink_price) (i32.const 10000))";
    assert_eq!(run(&mut world, &[], price).kind, OutcomeKind::Success);
}

#[test]
fn numbers_are_returned() {
    let mut world = World::new(59);
    world.env.chain_id = 412_346;
    world.env.block_number = 1 << 40;
    world.env.block_timestamp = 1_800_000_000;
    world.env.block_gas_limit = 1 << 50;
    for (name, expected) in [
        ("chainid", 412_346),
        ("block_number", 1u64 << 40),
        ("block_timestamp", 1_800_000_000),
        ("block_gas_limit", 1 << 50),
    ] {
        let body = format!("(i64.ne (call ${name}) (i64.const {expected}))");
        assert_eq!(
            run(&mut world, &[], &body).kind,
            OutcomeKind::Success,
            "{name}"
        );
    }
}

#[test]
fn arithmetic_results() {
    let words = |values: [U256; 3]| values.map(|value| value.to_be_bytes::<32>()).concat();
    let (a, b, m) = (
        U256::MAX,
        U256::from(12_345_678_901u64),
        U256::from(1_000_000_007),
    );
    let zero = U256::ZERO;
    for (name, operands, expected) in [
        ("math_div", [a, b, zero], a / b),
        ("math_div", [a, zero, zero], zero),
        ("math_mod", [a, b, zero], a % b),
        ("math_mod", [a, zero, zero], zero),
        ("math_pow", [b, b, zero], b.wrapping_pow(b)),
        ("math_pow", [zero, zero, zero], U256::ONE),
        ("math_add_mod", [a, a, m], a.add_mod(a, m)),
        ("math_add_mod", [a, b, zero], zero),
        ("math_mul_mod", [a, b, m], a.mul_mod(b, m)),
        ("math_mul_mod", [a, b, zero], zero),
    ] {
        let arguments = if name.ends_with("_mod") && name != "math_mod" {
            &["0", "32", "64"][..]
        } else {
            &["0", "32"]
        };
        let calls = [call(name, arguments), call("write_result", &["0", "32"])];
        let outcome = run_calls(&mut World::new(59), &words(operands), &calls);
        assert_eq!(
            U256::from_be_slice(&outcome.data),
            expected,
            "{name} of {operands:?}"
        );
    }
}

#[test]
fn gas_and_ink_are_seen_after_the_charge() {
    let body = "(i64.store (i32.const 0) (call $evm_ink_left))
        (i64.store (i32.const 8) (call $evm_gas_left))
        (call $write_result (i32.const 0) (i32.const 16)) (i32.const 0)";
    let outcome = run(&mut World::new(59), &[], body);
    let number = |at: usize| u64::from_le_bytes(outcome.data[at..at + 8].try_into().unwrap());
    // One constant and the call, then the function's base.
    let ink = FRAME_GAS * 10_000 - (1 + 3800 + 2450) - 8_400;
    assert_eq!(number(0), ink);
    assert_eq!(number(8), (ink - (950 + 1 + 3800 + 2450) - 8_400) / 10_000);
}

#[test]
fn ranges_of_memory() {
    use OutcomeKind::{Failure, Success};
    for (offset, len, kind) in [
        ("65536", "0", Success),
        ("65536", "1", Failure),
        ("65535", "1", Success),
        ("65535", "2", Failure),
        ("65537", "0", Failure),
        ("-1", "1", Failure),
    ] {
        let calls = [call("write_result", &[offset, len])];
        let outcome = run_calls(&mut World::new(59), &[], &calls);
        assert_eq!(outcome.kind, kind, "{len} bytes at {offset}");
    }
    let out = run_calls(&mut World::new(59), &[], &[call("msg_sender", &["65520"])]);
    assert_eq!(out.kind, Failure);
}

#[test]
fn early_exit_and_replaced_results() {
    let calls = |status| {
        [
            call("write_result", &["0", "4"]),
            call("write_result", &["0", "2"]),
            call("exit_early", &[status]),
            "(unreachable)".to_owned(),
        ]
    };
    let good = run_calls(&mut World::new(59), b"abcd", &calls("0"));
    assert_eq!(
        (good.kind, good.data.as_ref()),
        (OutcomeKind::Success, &b"ab"[..])
    );
    let bad = run_calls(&mut World::new(59), b"abcd", &calls("7"));
    assert_eq!(
        (bad.kind, bad.data.as_ref()),
        (OutcomeKind::Revert, &b"ab"[..])
    );
}

const CONSOLE: &str = r#"(module
    (import "console" "log_txt" (func $text (param i32 i32)))
    (import "console" "tee_i64" (func $tee (param i64) (result i64)))
    (import "console" "log_i32" (func $log_i32 (param i32)))
    (import "console" "log_i64" (func $log_i64 (param i64)))
    (import "console" "log_f32" (func $log_f32 (param f32)))
    (import "console" "log_f64" (func $log_f64 (param f64)))
    (import "console" "tee_i32" (func $tee_i32 (param i32) (result i32)))
    (import "console" "tee_f32" (func $tee_f32 (param f32) (result f32)))
    (import "console" "tee_f64" (func $tee_f64 (param f64) (result f64)))
    (import "debug" "start_benchmark" (func $start_benchmark))
    (import "debug" "end_benchmark" (func $end_benchmark))
    (import "debug" "null_host" (func $nothing))
    (memory (export "memory") 1 1) (data (i32.const 0) "ebb and flow")
    (global $started (mut i32) (i32.const 0))
    (func $start (global.set $started (i32.const 1)))
    (start $start)
    (func (export "user_entrypoint") (param i32) (result i32) (local $zero f32)
        (call $text (i32.const 0) (i32.const 3)) (drop (call $tee (i64.const -4)))
        (call $log_i32 (call $tee_i32 (i32.const 5))) (call $log_i64 (i64.const 6))
        (call $log_f32 (call $tee_f32 (local.get $zero)))
        (call $start_benchmark) (call $nothing) (call $end_benchmark) (global.get $started)))"#;

#[test]
fn the_console_prints_and_start_functions_do_not_run() {
    let mut world = World::new(59);
    let outcome = world.run(&Runner::new(), &assemble(CONSOLE), &[], FRAME_GAS);
    assert_eq!(outcome.kind, OutcomeKind::Success, "{:?}", outcome.detail);
    assert_eq!(world.printed, ["ebb", "-4", "5", "5", "6", "0", "0"]);
}
