//! What host functions do to state: storage, transient storage, calls, logs, creates, pages.

use crate::world::{
    Callee, World,
    wat::{FRAME_GAS as GAS, call, output_of, program, run, run_calls},
};
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use ebb_stylus::{CallKind, OutcomeKind, Pages, Runner};

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
fn paid_pages_are_counted() {
    let mut world = World::new(59);
    world.pages = Pages { open: 1, ever: 1 };
    run_calls(&mut world, &[], &[call("pay_for_memory_grow", &["5"])]);
    assert_eq!(world.pages, Pages { open: 6, ever: 6 });
    let beyond = run_calls(&mut world, &[], &[call("pay_for_memory_grow", &["65536"])]);
    assert_eq!(beyond.kind, OutcomeKind::OutOfInk);
}
