//! Blocks, time, snapshots, refusals, logs.

use crate::devchain::*;
use alloy_eips::BlockId;
use alloy_primitives::{B256, Bytes, U256, hex};
use alloy_rpc_types_eth::Filter;
use ebb_node::tx::TxError;

/// EVM: returns NUMBER and TIMESTAMP.
const EVM_BLOCK: [u8; 11] = hex!("435f524260205260405ff3");

#[test]
fn one_block_a_transaction_linked_by_hash() {
    let mut chain = chain();
    let genesis = chain.latest().hash;
    let mined = send(&mut chain, BOB, Bytes::new());
    let block = chain.latest();
    assert_eq!(block.header.number, 1);
    assert_eq!(block.header.parent_hash, genesis);
    assert_eq!(block.hash, block.header.hash_slow());
    assert_eq!(block.header.gas_used, mined.gas_used);
    assert_eq!(block.header.gas_limit, 1 << 50);
    assert_eq!(
        chain.block(BlockId::hash(genesis)).map(|b| b.header.number),
        Some(0)
    );
}

#[test]
fn time_is_set_advanced_and_shared() {
    let mut chain = chain();
    assert_eq!(chain.latest().header.timestamp, GENESIS_TIME);
    chain
        .set_next_timestamp(GENESIS_TIME)
        .expect("equal is allowed");
    send(&mut chain, BOB, Bytes::new());
    assert_eq!(chain.latest().header.timestamp, GENESIS_TIME);
    assert!(chain.set_next_timestamp(GENESIS_TIME - 1).is_err());
    chain
        .set_next_timestamp(GENESIS_TIME + 1_000)
        .expect("later");
    chain.mine(3, 60);
    assert_eq!(chain.latest().header.timestamp, GENESIS_TIME + 1_120);
    chain.increase_time(1_000_000);
    chain.mine(1, 0);
    assert!(chain.latest().header.timestamp >= GENESIS_TIME + 1_001_120);
}

#[test]
fn contracts_see_the_l1_estimate_and_the_time() {
    let mut chain = chain();
    let block = deploy(&mut chain, &EVM_BLOCK);
    chain.set_next_timestamp(GENESIS_TIME + 120).expect("later");
    let mined = send(&mut chain, block, Bytes::new());
    let seen = [word(10), word(GENESIS_TIME + 120)].concat();
    assert_eq!(mined.output, Bytes::from(seen));
    assert_eq!(chain.latest().l1_number, 10);
}

#[test]
fn a_snapshot_brings_everything_back() {
    let mut chain = chain();
    let store = program_text(&mut chain, STORE);
    let (height, before) = (chain.latest().header.number, chain.latest().hash);
    let id = chain.snapshot();
    let younger = chain.snapshot();
    chain.increase_time(500_000);
    let mined = send(&mut chain, store, word(5));
    chain.set_balance(BOB, U256::ZERO);
    assert!(chain.revert(id));
    assert!(!chain.revert(id), "a snapshot serves once");
    assert!(!chain.revert(younger), "younger ones go with it");
    assert_eq!(
        (chain.latest().header.number, chain.latest().hash),
        (height, before)
    );
    assert!(chain.transaction(mined.tx.hash()).is_none());
    let state = chain.state(BlockId::latest()).expect("latest");
    assert_eq!(state.slot(store, U256::ZERO), U256::ZERO);
    assert_eq!(state.balance(BOB), ether(1000));
    assert!(chain.next_timestamp() < GENESIS_TIME + 500_000);
    assert_eq!(
        send(&mut chain, store, word(6)).output,
        Bytes::from(word(0))
    );
}

#[test]
fn refusals_are_in_geths_words() {
    let mut chain = chain();
    let tx = |chain: &_| transaction(chain, ALICE, BOB.into(), Bytes::new(), U256::ONE);
    let mut low_gas = tx(&chain);
    low_gas.gas_limit = 20_999;
    let error = execute(&mut chain, ALICE, low_gas).unwrap_err();
    assert_eq!(
        error.to_string(),
        "intrinsic gas too low: have 20999, want 21000"
    );
    let mut high = tx(&chain);
    high.nonce = 7;
    let error = execute(&mut chain, ALICE, high).unwrap_err();
    assert_eq!(
        error,
        TxError::NonceTooHigh {
            sender: ALICE,
            tx: 7,
            state: 0
        }
    );
    let mut cheap = tx(&chain);
    cheap.gas_price = 1;
    let error = execute(&mut chain, ALICE, cheap).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("max fee per gas less than block base fee")
    );
    let mut dear = tx(&chain);
    dear.value = ether(1000);
    let error = execute(&mut chain, ALICE, dear).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("insufficient funds for gas * price + value")
    );
    let mut foreign = tx(&chain);
    foreign.chain_id = Some(1);
    let error = execute(&mut chain, ALICE, foreign).unwrap_err();
    assert_eq!(
        error,
        TxError::ChainId {
            have: 1,
            want: 412_346
        }
    );
    assert_eq!(chain.latest().header.number, 0, "nothing was mined");
    let first = tx(&chain);
    execute(&mut chain, ALICE, first.clone()).expect("valid");
    let error = execute(&mut chain, ALICE, first).unwrap_err();
    assert_eq!(
        error,
        TxError::NonceTooLow {
            sender: ALICE,
            tx: 0,
            state: 1
        }
    );
}

#[test]
fn logs_are_found_by_address_topic_and_range() {
    let mut chain = chain();
    let store = program_text(&mut chain, STORE);
    for value in [1, 2, 3] {
        send(&mut chain, store, word(value));
    }
    let all = Filter::new().from_block(0).address(store);
    assert_eq!(chain.logs(&all).expect("a range").len(), 3);
    let two = all.clone().event_signature(B256::from(U256::from(2)));
    let found = chain.logs(&two).expect("a range");
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].block_number,
        Some(chain.latest().header.number - 1)
    );
    let backwards = Filter::new().from_block(3).to_block(1);
    assert!(chain.logs(&backwards).is_err());
}
