//! Activation's errors, expiry, and the rights to cache.

use crate::devchain::*;
use alloy_primitives::{Address, Bytes, U256, hex};
use alloy_sol_types::{SolCall, SolError, sol};
use ebb_node::precompiles::{ARB_WASM, ARB_WASM_CACHE};

sol! {
    error ProgramNotWasm();
    error ProgramNotActivated();
    error ProgramUpToDate();
    error ProgramExpired(uint64 ageInSeconds);
    error ProgramInsufficientValue(uint256 have, uint256 want);
    function codehashVersion(bytes32 codehash) external view returns (uint16);
    function codehashIsCached(bytes32 codehash) external view returns (bool);
}

const MINIMAL: &str = r#"(module (memory (export "memory") 1 1)
    (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#;

fn code(text: &str) -> Vec<u8> {
    program_code(&wat::parse_str(text).expect("well-formed text"))
}

#[test]
fn a_program_runs_only_once_activated() {
    let mut chain = chain();
    let program = deploy(&mut chain, &code(MINIMAL));
    let early = send(&mut chain, program, Bytes::new());
    assert!(!early.success);
    assert_eq!(early.gas_used, GAS);
    assert_eq!(
        early.failure.as_deref(),
        Some("error ProgramNotActivated()")
    );
    assert!(activate(&mut chain, program).success);
    assert!(send(&mut chain, program, Bytes::new()).success);
}

#[test]
fn a_second_activation_says_that_it_is_up_to_date() {
    let mut chain = chain();
    let first = deploy(&mut chain, &code(MINIMAL));
    let twin = deploy(&mut chain, &code(MINIMAL));
    assert!(activate(&mut chain, first).success);
    let second = activate(&mut chain, twin);
    assert!(!second.success);
    assert_eq!(second.output, Bytes::from(ProgramUpToDate {}.abi_encode()));
    assert!(second.gas_used < GAS);
    assert!(
        send(&mut chain, twin, Bytes::new()).success,
        "records are by code hash"
    );
}

#[test]
fn what_is_no_program_is_not_activated() {
    let mut chain = chain();
    let nobody = activate(&mut chain, Address::repeat_byte(0x77));
    assert_eq!(nobody.output, Bytes::from(ProgramNotWasm {}.abi_encode()));
    let evm = deploy(&mut chain, &EVM_ANSWER);
    let plain = activate(&mut chain, evm);
    assert!(!plain.success && plain.output.is_empty() && plain.gas_used < GAS);
    let garbage = deploy(&mut chain, &hex!("eff00000ffffff"));
    let plain = activate(&mut chain, garbage);
    assert!(!plain.success && plain.output.is_empty() && plain.gas_used < GAS);
}

#[test]
fn an_invalid_module_takes_all_gas_and_says_why() {
    let mut chain = chain();
    let bad = r#"(module (import "env" "foreign" (func)) (memory (export "memory") 1 1)
        (func (export "user_entrypoint") (param i32) (result i32) i32.const 0))"#;
    let bad = deploy(&mut chain, &code(bad));
    let mined = activate(&mut chain, bad);
    assert!(!mined.success);
    assert_eq!(mined.gas_used, GAS);
    let why = mined.failure.expect("a reason");
    assert!(why.starts_with("program activation failed: "), "{why}");
}

#[test]
fn the_fee_must_be_sent() {
    let mut chain = chain();
    let program = deploy(&mut chain, &code(MINIMAL));
    let input = activateProgramCall { program }.abi_encode();
    let tx = transaction(&chain, ALICE, ARB_WASM.into(), input.into(), U256::from(5));
    let mined = execute(&mut chain, ALICE, tx).expect("a valid transaction");
    assert!(!mined.success);
    let error = ProgramInsufficientValue::abi_decode(&mined.output).expect("the error");
    assert_eq!(error.have, U256::from(5));
    assert!(error.want > error.have);
    let retry = activate(&mut chain, program);
    assert!(retry.success, "nothing of the failed try stayed");
}

#[test]
fn an_activation_expires_after_a_year() {
    let mut chain = chain();
    let program = program_text(&mut chain, MINIMAL);
    let hash = code_hash(&chain, program);
    chain.increase_time(365 * 86_400 - 7_200);
    assert!(send(&mut chain, program, Bytes::new()).success);
    chain.increase_time(4 * 3_600);
    let late = send(&mut chain, program, Bytes::new());
    assert!(
        late.failure
            .is_some_and(|why| why.starts_with("error ProgramExpired("))
    );
    let view = send(
        &mut chain,
        ARB_WASM,
        codehashVersionCall { codehash: hash }.abi_encode(),
    );
    let error = ProgramExpired::abi_decode(&view.output).expect("the error");
    assert!(error.ageInSeconds > 365 * 86_400);
    assert!(activate(&mut chain, program).success);
    assert!(send(&mut chain, program, Bytes::new()).success);
}

#[test]
fn views_of_an_unknown_program_name_the_error() {
    let mut chain = chain();
    let input = codehashVersionCall {
        codehash: U256::ONE.into(),
    }
    .abi_encode();
    let mined = send(&mut chain, ARB_WASM, input);
    assert_eq!(
        mined.output,
        Bytes::from(ProgramNotActivated {}.abi_encode())
    );
}

#[test]
fn only_owners_and_managers_cache() {
    let mut chain = chain();
    let program = program_text(&mut chain, MINIMAL);
    let input = cacheProgramCall { program }.abi_encode();
    let refused = send(&mut chain, ARB_WASM_CACHE, input);
    assert!(!refused.success);
    assert_eq!(refused.gas_used, GAS);
    let mined = cache(&mut chain, program);
    assert!(mined.success);
    assert_eq!(mined.logs.len(), 1);
    let codehash = code_hash(&chain, program);
    let mined = send(
        &mut chain,
        ARB_WASM_CACHE,
        codehashIsCachedCall { codehash }.abi_encode(),
    );
    assert_eq!(mined.output, Bytes::from(word(1)));
}

#[test]
fn an_unknown_method_takes_all_gas() {
    let mut chain = chain();
    let mined = send(&mut chain, ARB_WASM, hex!("deadbeef"));
    assert!(!mined.success);
    assert_eq!(mined.gas_used, GAS);
}

#[test]
fn precompiles_without_use_are_there_and_refuse() {
    let mut chain = chain();
    let unused: Address = "0x0000000000000000000000000000000000000066"
        .parse()
        .expect("an address");
    let state = chain.state(Default::default()).expect("latest");
    assert_eq!(state.code(unused), Bytes::from(hex!("fe")));
    let mined = send(&mut chain, unused, hex!("deadbeef"));
    assert!(!mined.success);
    assert_eq!(mined.gas_used, GAS);
}
