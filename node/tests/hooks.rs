//! What programs ask of the EVM: slots with their refunds, creates, and what they may not do.

use crate::devchain::*;
use alloy_primitives::{Bytes, U256, hex};
use alloy_sol_types::{SolCall, sol};
use ebb_node::precompiles::ARB_SYS;

sol! {
    function arbBlockNumber() external view returns (uint256);
    function arbOSVersion() external view returns (uint256);
    function arbBlockHash(uint256 number) external view returns (bytes32);
}

/// A program that creates a contract from the initcode it is given and returns its address.
const CREATOR: &str = r#"(module
  (import "vm_hooks" "read_args" (func $read_args (param i32)))
  (import "vm_hooks" "write_result" (func $write_result (param i32 i32)))
  (import "vm_hooks" "create1" (func $create (param i32 i32 i32 i32 i32)))
  (memory (export "memory") 1 1)
  (func (export "user_entrypoint") (param $len i32) (result i32)
    (call $read_args (i32.const 0))
    (call $create (i32.const 0) (local.get $len)
      (i32.const 4096) (i32.const 4128) (i32.const 4160))
    (call $write_result (i32.const 4128) (i32.const 20))
    (i32.const 0)))"#;

/// Initcode that deploys the single byte 00.
const INITCODE: [u8; 5] = hex!("60015ff3fe");

#[test]
fn slots_cost_and_refund_as_in_the_evm() {
    let mut chain = chain();
    let store = program_text(&mut chain, STORE);
    let fresh = send(&mut chain, store, word(7)).gas_used;
    let same = send(&mut chain, store, word(7)).gas_used;
    let other = send(&mut chain, store, word(8)).gas_used;
    let cleared = send(&mut chain, store, word(0)).gas_used;
    // The slot was loaded before, so it is warm, and writing what was loaded flushes nothing.
    assert_eq!(fresh - same, 20_000);
    assert_eq!(other - same, 2_900);
    let zero_byte = 16 - 4;
    assert_eq!(same + 2_900 - zero_byte - 4_800, cleared);
    let state = chain.state(Default::default()).expect("latest");
    assert!(
        state
            .account(store)
            .is_some_and(|account| account.storage.is_empty())
    );
}

#[test]
fn refunds_of_a_nested_program_reach_the_transaction() {
    let mut chain = chain();
    let caller = deploy(&mut chain, &EVM_FORWARDER);
    let store = program_text(&mut chain, STORE);
    send(&mut chain, store, word(7));
    let same = send(&mut chain, caller, forward(store, &word(7))).gas_used;
    let cleared = send(&mut chain, caller, forward(store, &word(0))).gas_used;
    assert_eq!(same + 2_900 - 12 - 4_800, cleared);
}

#[test]
fn a_program_creates_a_contract() {
    let mut chain = chain();
    let creator = program_text(&mut chain, CREATOR);
    let mined = send(&mut chain, creator, INITCODE);
    assert!(mined.success, "{:?}", mined.failure);
    let expected = creator.create(1);
    assert_eq!(mined.output, Bytes::from(expected.to_vec()));
    let state = chain.state(Default::default()).expect("latest");
    assert_eq!(state.code(expected), Bytes::from(vec![0]));
    assert_eq!(state.nonce(creator), 2);
    let failing = send(&mut chain, creator, hex!("5f5ffd"));
    assert_eq!(failing.output, Bytes::from(vec![0; 20]));
}

#[test]
fn a_program_is_not_destroyed_by_a_library() {
    let mut chain = chain();
    let delegator = FORWARDER
        .replace(r#""call_contract""#, r#""delegate_call_contract""#)
        .replace(
            "(param i32 i32 i32 i32 i64 i32)",
            "(param i32 i32 i32 i64 i32)",
        )
        .replace("(i32.const 32768) (i64.const -1)", "(i64.const -1)");
    let delegator = program_text(&mut chain, &delegator);
    let destroyer = deploy(&mut chain, &hex!("33ff"));
    let mined = send(&mut chain, delegator, forward(destroyer, &[]));
    assert!(!mined.success);
    assert!(
        mined.gas_used < GAS / 10,
        "an ordinary revert keeps its gas"
    );
    assert!(send(&mut chain, destroyer, Bytes::new()).success);
}

#[test]
fn arb_sys_tells_the_l2_block() {
    let mut chain = chain();
    let genesis = chain.latest().hash;
    let mined = send(&mut chain, ARB_SYS, arbBlockNumberCall {}.abi_encode());
    assert_eq!(mined.output, Bytes::from(word(1)));
    assert_eq!(mined.gas_used, 21_000 + 4 * 16 + 803);
    let mined = send(&mut chain, ARB_SYS, arbOSVersionCall {}.abi_encode());
    assert_eq!(mined.output, Bytes::from(word(114)));
    let hash = |number| {
        arbBlockHashCall {
            number: U256::from(number),
        }
        .abi_encode()
    };
    assert_eq!(
        send(&mut chain, ARB_SYS, hash(0)).output,
        Bytes::from(genesis.to_vec())
    );
    let height = chain.latest().header.number;
    assert!(
        !send(&mut chain, ARB_SYS, hash(height + 1)).success,
        "its own block has no hash yet"
    );
}

#[test]
fn blob_base_fee_is_an_error() {
    let mut chain = chain();
    let contract = deploy(&mut chain, &hex!("4a00"));
    let mined = send(&mut chain, contract, Bytes::new());
    assert!(!mined.success);
    assert_eq!(mined.gas_used, GAS);
}
