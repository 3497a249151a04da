//! The trace of host functions: names, encodings, ink, nesting across programs and EVM; and what
//! programs print.

use crate::devchain::*;
use alloy_primitives::{Address, Bytes, U256, hex, keccak256};
use ebb_node::{
    block::MinedTx,
    chain::{Chain, TraceError},
    evm::{Recording, Step},
};

/// A program that prints, hashes the two bytes it is given, and returns the hash.
const HASHER: &str = r#"(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (import "vm_hooks" "native_keccak256" (func $keccak (param i32 i32 i32)))
  (import "vm_hooks" "exit_early" (func $exit (param i32)))
  (import "console" "log_txt" (func $log_txt (param i32 i32)))
  (import "console" "tee_i64" (func $tee (param i64) (result i64)))
  (memory (export "memory") 1 1)
  (data (i32.const 64) "hello")
  (func (export "user_entrypoint") (param $len i32) (result i32)
    (call $log_txt (i32.const 64) (i32.const 5))
    (drop (call $tee (i64.const 7)))
    (call $read_args (i32.const 0))
    (call $keccak (i32.const 0) (i32.const 2) (i32.const 0))
    (call $write_result (i32.const 0) (i32.const 32))
    (call $exit (i32.const 0))
    unreachable))"#;

fn steps(chain: &Chain, mined: &MinedTx) -> Vec<Step> {
    let trace = chain.trace(mined.tx.hash(), Recording::Steps);
    trace.expect("a mined transaction").steps
}

fn names(steps: &[Step]) -> Vec<&str> {
    steps.iter().map(|step| step.name.as_str()).collect()
}

#[test]
fn each_host_function_tells_what_it_took_and_gave() {
    let mut chain = chain();
    let program = program_text(&mut chain, HASHER);
    let mined = send(&mut chain, program, hex!("abcd"));
    assert!(mined.success);
    let steps = steps(&chain, &mined);
    assert_eq!(
        names(&steps),
        [
            "user_entrypoint",
            "console_log_text",
            "read_args",
            "native_keccak256",
            "write_result",
            "exit_early",
            "user_returned"
        ]
    );
    let at = |index: usize| (steps[index].args.clone(), steps[index].outs.clone());
    let (none, digest) = (Bytes::new(), Bytes::from(keccak256(hex!("abcd"))));
    assert_eq!(at(0), (Bytes::from(hex!("00000002")), none.clone()));
    assert_eq!(at(1), (Bytes::from_static(b"hello"), none.clone()));
    assert_eq!(at(2), (none.clone(), Bytes::from(hex!("abcd"))));
    assert_eq!(at(3), (Bytes::from(hex!("abcd")), digest.clone()));
    assert_eq!(at(4), (digest, none.clone()));
    assert_eq!(at(5), (Bytes::from(hex!("00000000")), none.clone()));
    assert_eq!(at(6), (none, Bytes::from(hex!("00000000"))));
    let ink = |index: usize| steps[index].start_ink - steps[index].end_ink;
    // The prices of the specification: base, copy of two bytes; two words of hashing; two reads.
    assert_eq!(ink(2), 8_400 + 5_040);
    assert_eq!(ink(3), 121_800);
    assert_eq!(ink(4), 8_400 + 2 * 16_381);
    assert_eq!([ink(0), ink(1), ink(5), ink(6)], [0; 4]);
    assert_eq!(steps[0].start_ink, steps[6].start_ink);
}

#[test]
fn what_programs_print_is_kept_with_the_transaction() {
    let mut chain = chain();
    let program = program_text(&mut chain, HASHER);
    let mined = send(&mut chain, program, hex!("abcd"));
    assert_eq!(mined.console, ["hello", "7"]);
}

#[test]
fn frames_nest_across_programs_and_the_evm() {
    let mut chain = chain();
    let hasher = program_text(&mut chain, HASHER);
    let program = program_text(&mut chain, FORWARDER);
    let contract = deploy(&mut chain, &EVM_FORWARDER);
    let inner = forward(contract, &forward(hasher, &hex!("abcd")));
    let mined = send(&mut chain, program, inner);
    assert!(mined.success);
    let steps = steps(&chain, &mined);
    assert_eq!(
        names(&steps),
        [
            "user_entrypoint",
            "read_args",
            "call_contract",
            "read_return_data",
            "write_result",
            "user_returned"
        ]
    );
    let call = &steps[2];
    assert_eq!(call.args[..20], contract.as_slice()[..]);
    assert_eq!(call.args[20..28], [0xff; 8], "gas as asked for");
    assert_eq!(
        call.outs,
        Bytes::from(hex!("0000002000")),
        "length and status"
    );
    let (address, below) = call.frame.clone().expect("a frame");
    assert_eq!(address, contract);
    assert_eq!(names(&below), ["evm_call_contract"]);
    let (address, below) = below[0].frame.clone().expect("a frame");
    assert_eq!((address, below.len()), (hasher, 7));
}

#[test]
fn creates_and_selfdestructs_are_frames() {
    let mut chain = chain();
    // Init code that destroys its own account in favour of the zero address.
    let mined = {
        let tx = transaction(
            &chain,
            ALICE,
            alloy_primitives::TxKind::Create,
            hex!("5fff").into(),
            U256::from(5),
        );
        execute(&mut chain, ALICE, tx).expect("a valid transaction")
    };
    assert!(mined.success);
    let trace = chain
        .trace(mined.tx.hash(), Recording::Calls)
        .expect("a trace");
    let below = &trace.calls.calls;
    assert_eq!(trace.calls.gas_used, mined.gas_used);
    assert_eq!(below.len(), 1);
    assert_eq!(
        (below[0].kind, below[0].to),
        ("SELFDESTRUCT", Some(Address::ZERO))
    );
    assert_eq!(below[0].value, Some(U256::from(5)));
    let steps = steps(&chain, &mined);
    assert_eq!(names(&steps), ["evm_self_destruct"]);
}

#[test]
fn a_replay_sees_the_state_that_the_transaction_saw() {
    let mut chain = chain();
    let store = program_text(&mut chain, STORE);
    chain.set_storage(store, U256::ZERO, U256::from(9));
    let first = send(&mut chain, store, word(1));
    chain.set_storage(store, U256::ZERO, U256::from(8));
    send(&mut chain, store, word(2));
    let steps = steps(&chain, &first);
    let load = steps
        .iter()
        .find(|step| step.name == "storage_load_bytes32");
    assert_eq!(load.expect("a load").outs, Bytes::from(word(9)));
    let unknown = chain.trace(Default::default(), Recording::Steps);
    assert!(matches!(unknown, Err(TraceError::Unknown(_))));
}

/// A program that hashes a whole page again and again.
const COPIER: &str = r#"(module
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param $len i32) (result i32)
    (loop (call $write_result (i32.const 0) (i32.const 65536)) (br 0))
    unreachable))"#;

/// A program that prints a whole page again and again, which costs it next to nothing.
const CHATTERER: &str = r#"(module
  (import "console" "log_txt" (func $log (param i32 i32)))
  (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param $len i32) (result i32)
    (loop (call $log (i32.const 0) (i32.const 65536)) (br 0))
    unreachable))"#;

#[test]
fn a_trace_has_a_limit() {
    let mut chain = chain();
    let copier = program_text(&mut chain, COPIER);
    let mined = send(&mut chain, copier, Bytes::new());
    let trace = |recording| chain.trace(mined.tx.hash(), recording);
    assert_eq!(trace(Recording::Steps).err(), Some(TraceError::TooLarge));
    assert!(trace(Recording::Calls).is_ok());
}

#[test]
fn printing_has_a_limit() {
    let mut chain = chain();
    let chatterer = program_text(&mut chain, CHATTERER);
    let mined = send(&mut chain, chatterer, Bytes::new());
    assert!(!mined.success);
    assert_eq!(mined.console.len(), 1_000);
    assert!(mined.console.iter().all(|line| line.len() <= 4_096));
}
