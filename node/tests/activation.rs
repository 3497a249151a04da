//! Activation's errors, and expiry.

use crate::devchain::*;
use crate::script::*;
use alloy_primitives::{Address, B256, Bytes, U256, hex};
use alloy_sol_types::{SolCall, SolError, sol};
use ebb_node::{
    chain::{Chain, ChainConfig},
    precompiles::ARB_WASM,
    predeploys::CREATE2_FACTORY,
};

sol! {
    error ProgramNotWasm();
    error ProgramNotActivated();
    error ProgramUpToDate();
    error ProgramExpired(uint64 ageInSeconds);
    error ProgramInsufficientValue(uint256 have, uint256 want);
    function codehashVersion(bytes32 codehash) external view returns (uint16);
    function programTimeLeft(address program) external view returns (uint64);
}

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

/// In ArbOS's first hour of time a record is dated 0, like one that was never made. Only an activation
/// takes it for that: entering, asking and caching go by its age, and that is nothing.
#[test]
fn an_activation_of_the_first_hour_is_young() {
    let arbos_began = 1_421_388_000;
    let mut chain = Chain::new(ChainConfig {
        genesis_time: Some(arbos_began),
        accounts: vec![(ALICE, ether(1000))],
        ..ChainConfig::default()
    });
    let program = program_text(&mut chain, MINIMAL);
    assert!(send(&mut chain, program, Bytes::new()).success);
    let question = programTimeLeftCall { program }.abi_encode();
    let left = send(&mut chain, ARB_WASM, question);
    let left = programTimeLeftCall::abi_decode_returns(&left.output).expect("seconds");
    assert!(left > 365 * 86_400 - 600, "{left}");
    let cached = cache(&mut chain, program);
    assert!(cached.success, "{:?}", cached.failure);
    assert_eq!(cached.logs.len(), 1);
    assert!(activate(&mut chain, program).success, "once more");
}

/// Nitro asks for the code first, and an account that is gone has none: the Stylus parameters and the
/// record are never read.
#[test]
fn an_account_that_destroyed_itself_is_refused_before_parameters_are_read() {
    // Init code that destroys its own account.
    let initcode = hex!("5fff");
    let salt = B256::repeat_byte(4);
    let gone = CREATE2_FACTORY.create2_from_code(salt, initcode);
    let script = Script::default()
        .call(
            CREATE2_FACTORY,
            &[&salt[..], &initcode].concat(),
            0,
            u64::MAX,
        )
        .call(
            ARB_WASM,
            &activateProgramCall { program: gone }.abi_encode(),
            0,
            u64::MAX,
        )
        .raw("(call $write_result (i32.const 0) (call $return_data_size))");
    // One storage read more from ArbOS 59 on, of `activationGas`.
    for (arbos_version, reads) in [(51, 1), (59, 2)] {
        let mut chain = chain_of(arbos_version);
        let mined = run(&mut chain, &script, 0);
        let steps = steps(&chain, &mined);
        let mut calls = steps.iter().filter(|step| step.name == "call_contract");
        assert_eq!(calls.next().expect("a create").outs.last(), Some(&0));
        assert_eq!(calls.next().expect("an activation").outs.last(), Some(&2));
        assert!(mined.output.is_empty(), "a plain error");
        // 440 ink for the copy of the calldata. Then: one word of arguments, ArbOS's state, the fixed part.
        let gas = 3 + 800 * reads + 1_659_168;
        let call = CALL_INK + 440 + 100 * GAS_INK;
        assert_eq!(
            ink(&chain, &mined, "call_contract", 1),
            call + gas * GAS_INK
        );
    }
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
