//! Contracts and programs in one state: calls both ways, reverts, logs, reentrancy, static calls.

use crate::devchain::*;
use alloy_primitives::{Address, Bytes, U256, hex};
use ebb_node::{chain::Chain, evm::Recording};

/// A program that, given an address and data, calls it statically and returns or reverts with its
/// data.
fn static_forwarder() -> String {
    FORWARDER
        .replace(r#""call_contract""#, r#""static_call_contract""#)
        .replace(
            "(param i32 i32 i32 i32 i64 i32)",
            "(param i32 i32 i32 i64 i32)",
        )
        .replace("(i32.const 32768) (i64.const -1)", "(i64.const -1)")
}

/// The same by delegate call.
fn delegate_forwarder() -> String {
    static_forwarder().replace("static_call_contract", "delegate_call_contract")
}

fn slot(chain: &Chain, address: Address) -> U256 {
    chain
        .state(Default::default())
        .expect("latest")
        .slot(address, U256::ZERO)
}

#[test]
fn evm_contracts_run() {
    let mut chain = chain();
    let answer = deploy(&mut chain, &EVM_ANSWER);
    let mined = send(&mut chain, answer, Bytes::new());
    assert!(mined.success);
    assert_eq!(mined.output, Bytes::from(word(42)));
    let reverter = deploy(&mut chain, &EVM_REVERTER);
    let mined = send(&mut chain, reverter, Bytes::new());
    assert!(!mined.success);
    assert_eq!(mined.output, Bytes::from(word(42)));
    assert_eq!(mined.failure.as_deref(), Some("execution reverted"));
}

#[test]
fn a_program_calls_an_evm_contract() {
    let mut chain = chain();
    let forwarder = program_text(&mut chain, FORWARDER);
    let answer = deploy(&mut chain, &EVM_ANSWER);
    let mined = send(&mut chain, forwarder, forward(answer, &[]));
    assert!(mined.success, "{:?}", mined.failure);
    assert_eq!(mined.output, Bytes::from(word(42)));
    let reverter = deploy(&mut chain, &EVM_REVERTER);
    let mined = send(&mut chain, forwarder, forward(reverter, &[]));
    assert!(!mined.success);
    assert_eq!(mined.output, Bytes::from(word(42)));
}

#[test]
fn an_evm_contract_calls_a_program() {
    let mut chain = chain();
    let caller = deploy(&mut chain, &EVM_FORWARDER);
    let store = program_text(&mut chain, STORE);
    let mined = send(&mut chain, caller, forward(store, &word(7)));
    assert!(mined.success, "{:?}", mined.failure);
    assert_eq!(mined.output, Bytes::from(word(0)));
    assert_eq!(slot(&chain, store), U256::from(7));
    assert_eq!(mined.logs.len(), 1);
    assert_eq!(mined.logs[0].address, store);
    assert_eq!(mined.logs[0].topics()[0].to_vec(), word(7));
    let again = send(&mut chain, caller, forward(store, &word(8)));
    assert_eq!(again.output, Bytes::from(word(7)));
}

#[test]
fn a_reverting_program_leaves_nothing_behind() {
    let mut chain = chain();
    let caller = deploy(&mut chain, &EVM_FORWARDER);
    let store = program_text(&mut chain, STORE);
    let more_than_a_word = [word(7), vec![0]].concat();
    for to in [store, caller] {
        let input = if to == caller {
            forward(store, &more_than_a_word)
        } else {
            more_than_a_word.clone()
        };
        let mined = send(&mut chain, to, input);
        assert!(!mined.success);
        assert!(mined.logs.is_empty());
        assert_eq!(slot(&chain, store), U256::ZERO);
    }
}

#[test]
fn nesting_goes_both_ways_and_reentrancy_is_told() {
    let mut chain = chain();
    let evm = deploy(&mut chain, &EVM_FORWARDER);
    let first = program_text(&mut chain, FORWARDER);
    let direct = send(&mut chain, first, Bytes::new());
    assert_eq!(direct.output, Bytes::from(vec![0]));
    let reentrant = send(&mut chain, first, forward(evm, &forward(first, &[])));
    assert!(reentrant.success, "{:?}", reentrant.failure);
    assert_eq!(reentrant.output, Bytes::from(vec![1]));
    let itself = send(&mut chain, first, forward(first, &[]));
    assert_eq!(itself.output, Bytes::from(vec![1]));
    let trace = chain.trace(reentrant.tx.hash(), Recording::Calls);
    let trace = trace.expect("a mined transaction").calls;
    assert_eq!(trace.to, Some(first));
    assert_eq!(trace.calls[0].to, Some(evm));
    assert_eq!(trace.calls[0].calls[0].to, Some(first));
    assert_eq!(trace.calls[0].calls[0].output, Bytes::from(vec![1]));
}

#[test]
fn a_program_may_not_write_in_a_static_call() {
    let mut chain = chain();
    let reader = program_text(&mut chain, &static_forwarder());
    let store = program_text(&mut chain, STORE);
    let mined = send(&mut chain, reader, forward(store, &word(7)));
    assert!(!mined.success);
    assert!(mined.output.is_empty());
    assert_eq!(slot(&chain, store), U256::ZERO);
    let answer = deploy(&mut chain, &EVM_ANSWER);
    let mined = send(&mut chain, reader, forward(answer, &[]));
    assert_eq!(mined.output, Bytes::from(word(42)));
}

#[test]
fn a_delegate_call_writes_to_the_caller() {
    let mut chain = chain();
    let delegator = program_text(&mut chain, &delegate_forwarder());
    let store = program_text(&mut chain, STORE);
    let mined = send(&mut chain, delegator, forward(store, &word(9)));
    assert!(mined.success, "{:?}", mined.failure);
    assert_eq!(slot(&chain, delegator), U256::from(9));
    assert_eq!(slot(&chain, store), U256::ZERO);
    assert_eq!(mined.logs[0].address, delegator);
}

#[test]
fn a_hundred_programs_deep_fits() {
    let mut chain = chain();
    let forwarder = program_text(&mut chain, FORWARDER);
    let answer = deploy(&mut chain, &EVM_ANSWER);
    let mut input = forward(answer, &[]);
    for _ in 0..100 {
        input = forward(forwarder, &input);
    }
    let mined = send(&mut chain, forwarder, input);
    assert!(mined.success, "{:?}", mined.failure);
    assert_eq!(mined.output, Bytes::from(word(42)));
}

#[test]
fn open_pages_of_nested_frames_add_up() {
    let mut chain = chain();
    let forwarder = program_text(&mut chain, FORWARDER);
    let answer = deploy(&mut chain, &EVM_ANSWER);
    let mut input = forward(answer, &[]);
    for _ in 0..128 {
        input = forward(forwarder, &input);
    }
    let mined = send(&mut chain, forwarder, input);
    assert!(!mined.success, "129 pages are above the limit of 128");
}

#[test]
fn code_that_begins_with_ef_is_refused_unless_it_is_a_program() {
    let mut chain = chain();
    let refused = try_deploy(&mut chain, &hex!("ef010000"));
    assert!(!refused.success);
    assert_eq!(refused.gas_used, GAS);
    assert!(try_deploy(&mut chain, &hex!("eff00000")).success);
    assert!(!try_deploy(&mut chain, &hex!("eff000")).success);
}
