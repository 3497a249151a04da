//! Calls at old and pretended states, and estimates.

use crate::devchain::*;
use alloy_eips::BlockId;
use alloy_primitives::{Address, Bytes, U256, hex};
use alloy_rpc_types_eth::{
    BlockOverrides, TransactionRequest,
    state::{AccountOverride, StateOverride},
};
use ebb_node::call::{CallError, CallResult, EstimateError, Overrides};

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
fn a_price_below_the_base_fee_is_refused() {
    let chain = chain();
    let cheap = request(BOB, Bytes::new()).gas_price(1);
    let error = chain
        .call(&cheap, latest(), &Overrides::default())
        .unwrap_err();
    assert!(matches!(error, CallError::FeeTooLow { price: 1, .. }));
    let fair = request(BOB, Bytes::new()).gas_price(100_000_000);
    let outcome = chain
        .call(&fair, latest(), &Overrides::default())
        .expect("a call");
    assert_eq!(outcome.result, CallResult::Success(Bytes::new()));
}

#[test]
fn an_endless_loop_is_stopped() {
    let mut chain = chain();
    let spin = deploy(&mut chain, &hex!("5b5f56"));
    let outcome = chain.call(
        &request(spin, Bytes::new()),
        latest(),
        &Overrides::default(),
    );
    let outcome = outcome.expect("a call");
    assert_eq!(outcome.result, CallResult::Halt("out of gas".into()));
    let error = chain.estimate_gas(
        &request(spin, Bytes::new()),
        latest(),
        &Overrides::default(),
    );
    assert!(matches!(error, Err(EstimateError::Exceeds { .. })));
}
