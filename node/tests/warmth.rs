//! What warms an account and what does not: ArbOS reads and pays past the access list.
//!
//! A warm account costs 100, a cold one 2600 (EIP-2929).

use crate::devchain::*;
use crate::script::*;
use alloy_primitives::{Address, Bytes, TxKind, U256};
use alloy_sol_types::{SolCall, sol};
use ebb_node::{
    arbos::ARBOS,
    chain::Chain,
    precompiles::{ARB_ADDRESS_TABLE, ARB_INFO, ARB_OWNER_PUBLIC, ARB_WASM, ARBOS_ACTS},
};

sol! {
    function getBalance(address account) external view returns (uint256);
    function getCode(address account) external view returns (bytes);
    function register(address addr) external returns (uint256);
    function programVersion(address program) external view returns (uint16);
}

const WARM: u64 = 100;
const COLD: u64 = 2_600;

/// Runs a script as a program of its own; answers the first balance's access gas.
#[track_caller]
fn access_after(chain: &mut Chain, script: &Script) -> u64 {
    let program = program_text(chain, &script.text(0));
    let mined = send(chain, program, Bytes::new());
    assert!(mined.success, "{:?}", mined.failure);
    access_gas(chain, &mined, 0)
}

#[test]
fn precompiles_read_accounts_past_the_access_list() {
    let mut chain = chain();
    let account = stranger();
    let queries: [(Address, Vec<u8>); 3] = [
        (ARB_INFO, getBalanceCall { account }.abi_encode()),
        (ARB_INFO, getCodeCall { account }.abi_encode()),
        (
            ARB_WASM,
            programVersionCall { program: account }.abi_encode(),
        ),
    ];
    for (to, input) in queries {
        let script = Script::default()
            .call(to, &input, 0, u64::MAX)
            .balance(account);
        assert_eq!(access_after(&mut chain, &script), COLD);
    }
    let twice = Script::default().balance(account).balance(account);
    let program = program_text(&mut chain, &twice.text(0));
    let mined = send(&mut chain, program, Bytes::new());
    assert_eq!(access_gas(&chain, &mined, 1), WARM);
}

#[test]
fn an_activation_warms_neither_program_nor_collector() {
    let mut chain = chain();
    let wasm = wat::parse_str(Script::default().text(7)).expect("a module");
    let fresh = deploy(&mut chain, &program_code(&wasm));
    let activate = activateProgramCall { program: fresh }.abi_encode();
    let value = 1_000_000_000_000_000;
    for of in [fresh, Address::ZERO] {
        let script = Script::default()
            .call(ARB_WASM, &activate, value, u64::MAX)
            .balance(of);
        let program = program_text(&mut chain, &script.text(1));
        let tx = transaction(&chain, ALICE, program.into(), Bytes::new(), ether(1));
        // Status 1 reverts the activation, so that the next one can be made.
        let mined = execute(&mut chain, ALICE, tx).expect("a valid transaction");
        assert_eq!(access_gas(&chain, &mined, 0), COLD, "{of}");
        let steps = steps(&chain, &mined);
        let called = steps.iter().find(|step| step.name == "call_contract");
        assert_eq!(called.expect("a call").outs.last(), Some(&0), "activated");
    }
}

/// Nor does ArbOS warm the account of its state by writing to it.
#[test]
fn the_account_of_arbos_stays_cold() {
    let mut chain = chain();
    let register = registerCall { addr: BOB }.abi_encode();
    let script = Script::default()
        .call(ARB_ADDRESS_TABLE, &register, 0, u64::MAX)
        .balance(ARBOS);
    assert_eq!(access_after(&mut chain, &script), COLD);
}

#[test]
fn all_precompiles_are_warm() {
    let mut chain = chain();
    // There is none at 6a.
    let arbos = (0x64..=0x73).filter(|last| *last != 0x6a);
    let arbos = arbos.chain([0xff]).map(|last| {
        let mut address = Address::ZERO;
        address[19] = last;
        address
    });
    for address in arbos.chain([ARBOS_ACTS]) {
        let script = Script::default().balance(address);
        assert_eq!(access_after(&mut chain, &script), WARM, "{address}");
    }
}

/// With less than 100 gas left a call costs all of it and does not even look at its target. The caller
/// goes on with the ink that was no whole unit of gas.
#[test]
fn a_call_that_cannot_pay_for_a_warm_access_warms_nothing() {
    let mut chain = chain();
    let mut seen = [false; 2];
    for pad in 0..4 {
        let work = "(drop (i32.popcnt (i32.const 1)))".repeat(pad);
        let inner = Script::default()
            .raw(&work)
            .call(stranger(), &[], 0, u64::MAX);
        let inner = program_text(&mut chain, &inner.text(0));
        for gas in (9_240..11_950).step_by(70) {
            let outer = Script::default()
                .call(inner, &[], 0, gas)
                .balance(stranger());
            let outer = program_text(&mut chain, &outer.text(0));
            let mined = send(&mut chain, outer, Bytes::new());
            let steps = steps(&chain, &mined);
            let call = steps.iter().find(|step| step.name == "call_contract");
            let call = call.expect("a call");
            if call.outs.last() != Some(&0) {
                continue;
            }
            let (_, inside) = call.frame.as_ref().expect("a frame");
            let refused = inside.iter().find(|step| step.name == "call_contract");
            let refused = refused.expect("the inner call");
            let paid = (refused.start_ink - refused.end_ink - 83_193 - 2 * 16_381) / GAS_INK;
            let access = access_gas(&chain, &mined, 0);
            if paid < WARM {
                assert_eq!(access, COLD, "{paid} gas do not pay for a look");
            } else {
                assert_eq!(access, WARM, "{paid} gas pay for a look");
            }
            seen[usize::from(paid >= WARM)] = true;
        }
    }
    assert_eq!(seen, [true; 2], "both sides of the limit");
}

#[test]
fn reading_code_through_arb_info_costs_a_cold_slot() {
    let mut chain = chain();
    let account = deploy(&mut chain, &[0x00; 33]);
    let input = getCodeCall { account }.abi_encode();
    let mined = send(&mut chain, ARB_INFO, input.clone());
    let calldata: u64 = input
        .iter()
        .map(|byte| if *byte == 0 { 4 } else { 16 })
        .sum();
    // Opening and one word of arguments, the read, two words of code, four words of answer.
    assert_eq!(mined.gas_used, 21_000 + calldata + 803 + 2_100 + 6 + 12);
}

/// What stands before ArbOS 50 is a block's limit, and the intrinsic gas comes on top of it.
#[test]
fn gas_above_the_limit_is_held_back() {
    let endless = "(module (memory (export \"memory\") 1 1)
        (func (export \"user_entrypoint\") (param i32) (result i32) (loop (br 0)) (i32.const 0)))";
    for (arbos_version, limit) in [
        (40, 32_000_000 + 21_000),
        (50, 32_000_000),
        (59, 32_000_000),
    ] {
        let mut chain = chain_of(arbos_version);
        let program = program_text(&mut chain, endless);
        let mut tx = transaction(
            &chain,
            ALICE,
            TxKind::Call(program),
            Bytes::new(),
            U256::ZERO,
        );
        tx.gas_limit = 100_000_000;
        let mined = execute(&mut chain, ALICE, tx).expect("a valid transaction");
        assert!(!mined.success);
        assert_eq!(mined.gas_used, limit, "ArbOS {arbos_version}");
    }
}

#[test]
fn delegation_to_a_precompile_is_no_code_from_arbos_50() {
    for (arbos_version, success) in [(40, false), (50, true), (59, true)] {
        let mut chain = chain_of(arbos_version);
        let designator = [&[0xef, 0x01, 0x00], ARB_OWNER_PUBLIC.as_slice()].concat();
        chain.set_code(BOB, designator.into());
        let mined = send(&mut chain, BOB, Bytes::new());
        assert_eq!(mined.success, success, "ArbOS {arbos_version}");
        let caller = deploy(&mut chain, &EVM_FORWARDER);
        let mined = send(&mut chain, caller, forward(BOB, &[]));
        assert_eq!(
            mined.success, success,
            "from a contract, ArbOS {arbos_version}"
        );
        let script = Script::default().call(BOB, &[], 0, 1_000);
        let program = program_text(&mut chain, &script.text(0));
        let mined = send(&mut chain, program, Bytes::new());
        let used = ink(&chain, &mined, "call_contract", 0) - 83_193 - 2 * 16_381;
        // A precompile's own byte of code, FE, takes all that is forwarded.
        let wanted = if success { COLD } else { COLD + 1_000 };
        assert_eq!(
            used,
            wanted * GAS_INK,
            "from a program, ArbOS {arbos_version}"
        );
    }
}
