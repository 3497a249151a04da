//! Blocks, time, snapshots, refusals, calls and estimates.

mod devchain;

use alloy_eips::BlockId;
use alloy_primitives::{Address, Bytes, U256, hex};
use alloy_rpc_types_eth::{
    BlockOverrides, Filter, TransactionRequest,
    state::{AccountOverride, StateOverride},
};
use devchain::*;
use ebb_node::{
    call::{CallError, CallResult, EstimateError, Overrides},
    tx::TxError,
};

/// EVM: returns NUMBER and TIMESTAMP.
const EVM_BLOCK: [u8; 11] = hex!("435f524260205260405ff3");
/// EVM: returns the word at slot 0.
const EVM_SLOT: [u8; 8] = hex!("5f545f5260205ff3");

fn request(to: Address, input: impl Into<Bytes>) -> TransactionRequest {
    TransactionRequest::default()
        .from(ALICE)
        .to(to)
        .input(input.into().into())
}

fn latest() -> BlockId {
    BlockId::latest()
}

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
    let state = chain.state(latest()).expect("latest");
    assert_eq!(state.slot(store, U256::ZERO), U256::ZERO);
    assert_eq!(state.balance(BOB), ether(1000));
    assert!(chain.next_timestamp() < GENESIS_TIME + 500_000);
    assert_eq!(
        send(&mut chain, store, word(6)).output,
        Bytes::from(word(0))
    );
}

#[test]
fn old_blocks_keep_their_state() {
    let mut chain = chain();
    let store = program_text(&mut chain, STORE);
    send(&mut chain, store, word(5));
    let then = BlockId::number(chain.latest().header.number);
    send(&mut chain, store, word(6));
    let at = |id| chain.call(&request(store, word(0)), id, &Overrides::default());
    let answered = |id| at(id).expect("a call").result;
    assert_eq!(answered(then), CallResult::Success(word(5).into()));
    assert_eq!(answered(latest()), CallResult::Success(word(6).into()));
    let unknown = BlockId::number(999);
    assert_eq!(at(unknown).unwrap_err(), CallError::UnknownBlock(unknown));
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
fn overrides_pretend_state_and_block() {
    let mut chain = chain();
    let ghost = Address::repeat_byte(0x55);
    let account = AccountOverride::default()
        .with_code(EVM_SLOT.to_vec())
        .with_state_diff([(Default::default(), U256::from(77).into())]);
    let overrides = Overrides {
        state: Some(StateOverride::from_iter([(ghost, account)])),
        block: None,
    };
    let outcome = chain
        .call(&request(ghost, Bytes::new()), latest(), &overrides)
        .expect("a call");
    assert_eq!(outcome.result, CallResult::Success(word(77).into()));
    let block = deploy(&mut chain, &EVM_BLOCK);
    let pretend = BlockOverrides::default()
        .with_number(U256::from(3))
        .with_time(4);
    let overrides = Overrides {
        state: None,
        block: Some(Box::new(pretend)),
    };
    let outcome = chain
        .call(&request(block, Bytes::new()), latest(), &overrides)
        .expect("a call");
    assert_eq!(
        outcome.result,
        CallResult::Success([word(3), word(4)].concat().into())
    );
}

#[test]
fn estimates_suffice_and_are_close() {
    let mut chain = chain();
    let none = Overrides::default();
    let transfer = request(BOB, Bytes::new()).value(U256::ONE);
    assert_eq!(chain.estimate_gas(&transfer, latest(), &none), Ok(21_000));
    let forwarder = program_text(&mut chain, FORWARDER);
    let store = program_text(&mut chain, STORE);
    let input = forward(forwarder, &forward(store, &word(3)));
    let estimate = chain.estimate_gas(&request(forwarder, input.clone()), latest(), &none);
    let estimate = estimate.expect("it succeeds");
    let mut tx = transaction(&chain, ALICE, forwarder.into(), input.into(), U256::ZERO);
    tx.gas_limit = estimate;
    let mined = execute(&mut chain, ALICE, tx).expect("valid");
    assert!(mined.success, "{:?}", mined.failure);
    assert!(
        estimate < mined.gas_used * 11 / 10,
        "{estimate} for {}",
        mined.gas_used
    );
    let reverter = deploy(&mut chain, &EVM_REVERTER);
    let error = chain.estimate_gas(&request(reverter, Bytes::new()), latest(), &none);
    assert_eq!(error, Err(EstimateError::Revert(word(42).into())));
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
    let two = all
        .clone()
        .event_signature(alloy_primitives::B256::from(U256::from(2)));
    let found = chain.logs(&two).expect("a range");
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0].block_number,
        Some(chain.latest().header.number - 1)
    );
    let backwards = Filter::new().from_block(3).to_block(1);
    assert!(chain.logs(&backwards).is_err());
}
