//! What host functions do: values, state, static frames, ranges of memory, running dry.

mod world;

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use ebb_stylus::{CallKind, EvmEnv, Outcome, OutcomeKind, Pages, Runner};
use world::{
    Callee, World,
    wat::{assemble, call, program},
};

const GAS: u64 = 10_000_000;

/// Runs a body that leaves the status on the stack, or a list of calls that end well.
fn run(world: &mut World, data: &[u8], body: &str) -> Outcome {
    let wasm = program(data, body);
    world.run(&Runner::new(), &wasm, b"calldata", GAS)
}

fn run_calls(world: &mut World, data: &[u8], calls: &[String]) -> Outcome {
    run(world, data, &format!("{} (i32.const 0)", calls.concat()))
}

/// What the calls left at 1024, `len` bytes of it.
fn output_of(world: &mut World, data: &[u8], calls: &[String], len: usize) -> Bytes {
    let mut calls = calls.to_vec();
    calls.push(call("write_result", &["1024", &len.to_string()]));
    let outcome = run_calls(world, data, &calls);
    assert_eq!(outcome.kind, OutcomeKind::Success, "{:?}", outcome.detail);
    outcome.data
}

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

const SLOT: B256 = B256::with_last_byte(5);

fn slot_data() -> Vec<u8> {
    [SLOT, B256::with_last_byte(77)].concat()
}

fn store() -> String {
    call("storage_cache_bytes32", &["0", "32"])
}

#[test]
fn only_a_flush_stores() {
    let mut world = World::new(59);
    run_calls(&mut world, &slot_data(), &[store()]);
    assert!(world.storage.is_empty());
    run_calls(
        &mut world,
        &slot_data(),
        &[store(), call("storage_flush_cache", &["0"])],
    );
    assert_eq!(world.storage[&SLOT], B256::with_last_byte(77));
}

#[test]
fn a_load_sees_the_cache() {
    let load = call("storage_load_bytes32", &["0", "1024"]);
    let output = output_of(&mut World::new(59), &slot_data(), &[store(), load], 32);
    assert_eq!(output.as_ref(), B256::with_last_byte(77).as_slice());
}

#[test]
fn transient_values() {
    let mut world = World::new(59);
    let calls = [
        call("transient_store_bytes32", &["0", "32"]),
        call("transient_load_bytes32", &["0", "1024"]),
    ];
    let output = output_of(&mut world, &slot_data(), &calls, 32);
    assert_eq!(output.as_ref(), B256::with_last_byte(77).as_slice());
}

/// The base price stays charged, the gas is kept, and nothing changes.
#[test]
fn static_frames_cannot_change_state() {
    let flush = [store(), call("storage_flush_cache", &["0"])];
    let log = [call("emit_log", &["0", "0", "0"])];
    let transient = [call("transient_store_bytes32", &["0", "32"])];
    let create = [call("create1", &["0", "0", "64", "1024", "1060"])];
    for calls in [&flush[..], &log, &transient, &create] {
        let mut world = World::new(59);
        world.is_static = true;
        let outcome = run_calls(&mut world, &slot_data(), calls);
        assert_eq!(outcome.kind, OutcomeKind::Failure, "{calls:?}");
        assert!(outcome.gas_left > GAS * 9 / 10 && outcome.gas_left < GAS);
        assert!(world.storage.is_empty() && world.logs.is_empty());
        assert!(world.transient.is_empty());
    }
    let mut world = World::new(59);
    world.is_static = true;
    let clean = [call("storage_flush_cache", &["0"])];
    assert_eq!(
        run_calls(&mut world, &[], &clean).kind,
        OutcomeKind::Success
    );
}

#[test]
fn a_flush_that_runs_out_of_gas() {
    let body = format!(
        "{}{}(i32.const 0)",
        store(),
        call("storage_flush_cache", &["0"])
    );
    let wasm = program(&slot_data(), &body);
    let run = |arbos| World::new(arbos).run(&Runner::new(), &wasm, &[], 20_000);
    let now = run(59);
    assert_eq!((now.kind, now.gas_left), (OutcomeKind::OutOfInk, 0));
    let before = run(49);
    assert_eq!(before.kind, OutcomeKind::Failure);
    assert!(before.gas_left > 19_000);
}

#[test]
fn calls_and_their_return_data() {
    let target = Address::repeat_byte(0x22);
    let data = [target.into_word(), B256::with_last_byte(3)].concat();
    let mut world = World::new(59);
    let output = Bytes::from_static(b"an answer");
    world.callees.insert(
        target,
        Callee {
            gas_used: 10,
            success: false,
            data: output.clone(),
        },
    );
    let body = "(i32.ne (i32.const 2) (call $call_contract (i32.const 12) (i32.const 0)
            (i32.const 4) (i32.const 32) (i64.const 500) (i32.const 1024)))
        (drop (call $read_return_data (i32.const 1028) (i32.const 3) (i32.const 100)))
        (call $write_result (i32.const 1024) (i32.const 10))";
    let outcome = run(&mut world, &data, body);
    assert_eq!(
        outcome.kind,
        OutcomeKind::Success,
        "status 2 after a failed call"
    );
    assert_eq!(outcome.data.as_ref(), b"\x09\0\0\0answer");
    let input = Bytes::copy_from_slice(&data[..4]);
    let value = U256::from(3);
    assert_eq!(
        world.calls,
        [(CallKind::Call, target, input, value, 500 + 2_300)]
    );
}

#[test]
fn a_created_address_is_written() {
    let calls = [call("create1", &["0", "4", "64", "1028", "1024"])];
    let output = output_of(&mut World::new(59), b"code", &calls, 24);
    let address = Address::from_word(keccak256(b"code"));
    assert_eq!(output.as_ref(), [&[0; 4], address.as_slice()].concat());
}

#[test]
fn logs_split_topics_from_data() {
    let mut world = World::new(59);
    let data = [SLOT.as_slice(), b"rest"].concat();
    run_calls(&mut world, &data, &[call("emit_log", &["0", "36", "1"])]);
    assert_eq!(world.logs, [(vec![SLOT], Bytes::from_static(b"rest"))]);
    for arguments in [["0", "160", "5"], ["0", "31", "1"], ["0", "32", "-1"]] {
        let outcome = run_calls(&mut world, &data, &[call("emit_log", &arguments)]);
        assert_eq!(outcome.kind, OutcomeKind::Failure, "{arguments:?}");
    }
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

#[test]
fn gas_and_ink_are_seen_after_the_charge() {
    let body = "(i64.store (i32.const 0) (call $evm_ink_left))
        (i64.store (i32.const 8) (call $evm_gas_left))
        (call $write_result (i32.const 0) (i32.const 16)) (i32.const 0)";
    let outcome = run(&mut World::new(59), &[], body);
    let number = |at: usize| u64::from_le_bytes(outcome.data[at..at + 8].try_into().unwrap());
    // One constant and the call, then the function's base.
    let ink = GAS * 10_000 - (1 + 3800 + 2450) - 8_400;
    assert_eq!(number(0), ink);
    assert_eq!(number(8), (ink - (950 + 1 + 3800 + 2450) - 8_400) / 10_000);
}

#[test]
fn paid_pages_are_counted() {
    let mut world = World::new(59);
    world.pages = Pages { open: 1, ever: 1 };
    run_calls(&mut world, &[], &[call("pay_for_memory_grow", &["5"])]);
    assert_eq!(world.pages, Pages { open: 6, ever: 6 });
    let beyond = run_calls(&mut world, &[], &[call("pay_for_memory_grow", &["65536"])]);
    assert_eq!(beyond.kind, OutcomeKind::OutOfInk);
}

const CONSOLE: &str = r#"(module
    (import "console" "log_txt" (func $text (param i32 i32)))
    (import "console" "tee_i64" (func $tee (param i64) (result i64)))
    (import "debug" "null_host" (func $nothing))
    (memory (export "memory") 1 1) (data (i32.const 0) "ebb and flow")
    (global $started (mut i32) (i32.const 0))
    (func $start (global.set $started (i32.const 1)))
    (start $start)
    (func (export "user_entrypoint") (param i32) (result i32)
        (call $text (i32.const 0) (i32.const 3)) (drop (call $tee (i64.const -4)))
        (call $nothing) (global.get $started)))"#;

#[test]
fn the_console_prints_and_start_functions_do_not_run() {
    let mut world = World::new(59);
    let outcome = world.run(&Runner::new(), &assemble(CONSOLE), &[], GAS);
    assert_eq!(outcome.kind, OutcomeKind::Success, "{:?}", outcome.detail);
    assert_eq!(world.printed, ["ebb", "-4"]);
}
