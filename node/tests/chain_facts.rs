//! What ArbOS tells of the chain: hashes of earlier blocks, parameters of prices.

use crate::devchain::*;
use crate::script::*;
use alloy_primitives::{Bytes, keccak256};
use ebb_node::{
    arbos::HISTORY,
    chain::Chain,
    precompiles::{ARB_GAS_INFO, ARB_OWNER_PUBLIC},
};
use serde_json::Value;

/// EIP-2935 with Arbitrum's contract: hashes of L2 blocks, by their numbers.
#[test]
fn a_contract_keeps_the_hashes_of_earlier_blocks() {
    let mut chain = chain();
    let genesis = chain.latest().hash;
    chain.mine(2, 1);
    let latest = chain.latest().clone();
    let of = |number: u64| word(number);
    assert_eq!(
        send(&mut chain, HISTORY, of(0)).output,
        Bytes::from(genesis.to_vec())
    );
    let height = latest.header.number;
    assert_eq!(
        send(&mut chain, HISTORY, of(height)).output,
        Bytes::from(latest.hash.to_vec())
    );
    let own = chain.latest().header.number + 1;
    assert!(!send(&mut chain, HISTORY, of(own)).success);
    let state = chain.state(Default::default()).expect("latest");
    assert_eq!(state.nonce(HISTORY), 1);
    assert!(
        chain_of(32)
            .state(Default::default())
            .expect("latest")
            .code(HISTORY)
            .is_empty()
    );
}

/// Versions of the node before this contract saved chains without it.
#[test]
fn a_saved_chain_without_the_contract_is_given_it() {
    let saved = |chain: &Chain| serde_json::from_slice::<Value>(&chain.save()).expect("JSON");
    let history = format!("{HISTORY:#x}");
    for (arbos_version, there) in [(59, true), (32, false)] {
        let mut chain = chain_of(arbos_version);
        chain.mine(2, 1);
        let mut old = saved(&chain);
        let accounts = old["accounts"].as_object_mut().expect("a map");
        let whole = accounts.remove(&history);
        assert_eq!(whole.is_some(), there, "ArbOS {arbos_version}");
        let mut loaded = chain_of(arbos_version);
        loaded.load(old.to_string().as_bytes()).expect("a chain");
        assert_eq!(saved(&loaded)["accounts"].get(&history), whole.as_ref());
    }
}

/// What no L1 and no owner changes, at its price of one slot.
#[test]
fn pricing_parameters_are_nitros() {
    let mut chain = chain();
    for (signature, value) in [
        ("getPricingInertia()", 102),
        ("getGasBacklogTolerance()", 10),
        ("getGasBacklog()", 0),
        ("getL1BaseFeeEstimateInertia()", 10),
        ("getL1RewardRate()", 10),
        ("getPerBatchGasCharge()", 210_000),
        ("getL1PricingEquilibrationUnits()", 160_000_000),
        ("getMaxTxGasLimit()", 32_000_000),
        ("getMinimumGasPrice()", 100_000_000),
    ] {
        let selector = keccak256(signature)[..4].to_vec();
        let answer = ask(&mut chain, ARB_GAS_INFO, selector);
        assert_eq!(answer, (true, word(value).into(), 1_603), "{signature}");
    }
    let surplus = keccak256("getL1PricingSurplus()")[..4].to_vec();
    assert_eq!(
        ask(&mut chain, ARB_GAS_INFO, surplus),
        (true, word(0).into(), 3_203)
    );
    let level = keccak256("getBrotliCompressionLevel()")[..4].to_vec();
    assert_eq!(
        ask(&mut chain, ARB_OWNER_PUBLIC, level),
        (true, word(1).into(), 1_603)
    );
    let limit = keccak256("getMaxTxGasLimit()")[..4].to_vec();
    let mined = send(&mut chain_of(40), ARB_GAS_INFO, limit);
    assert_eq!(
        (mined.success, mined.gas_used),
        (false, GAS),
        "not before ArbOS 50"
    );
}
