//! Paying for being posted to the parent chain, at the price of a fresh Nitro chain: 50 gwei a unit.
//!
//! Units are 16 per byte of the compressed transaction, so at a base fee of 0.1 gwei a byte costs 8000 gas.

use crate::devchain::*;
use crate::script::*;
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Bytes, TxKind, U256};
use alloy_rpc_types_eth::TransactionRequest;
use alloy_sol_types::{SolCall, sol};
use ebb_node::{
    arbos::{L1_FEE_POOL, l1_fees, l1_units},
    block::MinedTx,
    chain::{BASE_FEE, Chain, ChainConfig},
    precompiles::{ARB_DEBUG, ARB_GAS_INFO, ARB_OWNER},
    tx::TxError,
};

sol! {
    function setL1PricePerUnit(uint256 pricePerUnit) external;
    function getCurrentTxL1GasFees() external view returns (uint256);
    function getL1BaseFeeEstimate() external view returns (uint256);
}

const PRICE: u128 = 50_000_000_000;
const GAS_PER_BYTE: u64 = 8_000;

fn priced_chain() -> Chain {
    Chain::new(ChainConfig {
        l1_price_per_unit: PRICE,
        genesis_time: Some(GENESIS_TIME),
        accounts: vec![(ALICE, ether(1000))],
        ..ChainConfig::default()
    })
}

/// Bytes of the transaction once compressed, as the reference encoder has them at level 1.
fn compressed_len(mined: &MinedTx) -> u64 {
    let mut compressed = Vec::new();
    let params = brotli::enc::BrotliEncoderParams {
        quality: 1,
        lgwin: 22,
        ..Default::default()
    };
    let encoded = mined.tx.envelope.encoded_2718();
    brotli::BrotliCompress(&mut &encoded[..], &mut compressed, &params).expect("memory");
    compressed.len() as u64
}

#[test]
fn posting_is_paid_in_gas_to_the_pool() {
    let mut chain = priced_chain();
    let collector = alloy_primitives::Address::ZERO;
    let mined = send(&mut chain, BOB, vec![7; 100]);
    let posted = compressed_len(&mined) * GAS_PER_BYTE;
    assert!(mined.success);
    assert_eq!(mined.l1_gas, posted);
    assert_eq!(mined.gas_used, 21_000 + 1_600 + posted);
    let state = chain.state(Default::default()).expect("latest");
    let wei = |gas: u64| U256::from(gas) * U256::from(BASE_FEE);
    assert_eq!(state.balance(L1_FEE_POOL), wei(posted));
    assert_eq!(state.balance(collector), wei(22_600));
    assert_eq!(l1_fees(state), wei(posted));
    assert_eq!(l1_units(state), U256::from(compressed_len(&mined) * 16));
}

#[test]
fn a_transaction_can_ask_what_it_pays() {
    let mut chain = priced_chain();
    let mined = send(
        &mut chain,
        ARB_GAS_INFO,
        getCurrentTxL1GasFeesCall {}.abi_encode(),
    );
    let fee = U256::from(mined.l1_gas) * U256::from(BASE_FEE);
    assert_eq!(mined.output, Bytes::from(fee.to_be_bytes_vec()));
    let price = send(
        &mut chain,
        ARB_GAS_INFO,
        getL1BaseFeeEstimateCall {}.abi_encode(),
    );
    assert_eq!(price.output, Bytes::from(word(PRICE as u64)));
}

/// Too little gas for it is refused like too little for the intrinsic cost.
#[test]
fn the_gas_limit_has_to_cover_it() {
    let mut chain = priced_chain();
    let mut tx = transaction(&chain, ALICE, TxKind::Call(BOB), Bytes::new(), U256::ZERO);
    tx.gas_limit = 30_000;
    let error = execute(&mut chain, ALICE, tx).expect_err("refused");
    let TxError::IntrinsicGas { have, want } = error else {
        panic!("{error}");
    };
    assert_eq!(have, 30_000);
    assert!(want > 21_000 + GAS_PER_BYTE * 50);
}

/// Refunds are capped by a fifth of what was computed, not of what was posted.
#[test]
fn posting_is_not_eligible_for_refunds() {
    let script = (0..20)
        .fold(Script::default(), |script, key| script.store(key, 0))
        .flush();
    let used = |mut chain: Chain| {
        let program = program_text(&mut chain, &script.text(0));
        for key in 0..20 {
            chain.set_storage(program, U256::from(key), U256::ONE);
        }
        let mined = send(&mut chain, program, Bytes::new());
        mined.gas_used - mined.l1_gas
    };
    assert_eq!(used(priced_chain()), used(chain()));
}

#[test]
fn an_owner_sets_the_price() {
    let mut chain = priced_chain();
    assert!(send(&mut chain, ARB_DEBUG, becomeChainOwnerCall {}.abi_encode()).success);
    let free = setL1PricePerUnitCall {
        pricePerUnit: U256::ZERO,
    };
    assert!(send(&mut chain, ARB_OWNER, free.abi_encode()).success);
    let mined = send(&mut chain, BOB, Bytes::new());
    assert_eq!((mined.gas_used, mined.l1_gas), (21_000, 0));
}

/// An estimate is enough, and not much more than that: 16 bytes, 1 % and 10 %.
#[test]
fn estimates_pay_for_posting() {
    let chain = priced_chain();
    let request = TransactionRequest {
        from: Some(ALICE),
        to: Some(TxKind::Call(BOB)),
        input: Bytes::from(vec![7; 100]).into(),
        ..Default::default()
    };
    let estimate = chain
        .estimate_gas(&request, Default::default(), &Default::default())
        .expect("an estimate");
    let mut chain = chain;
    let mined = send(&mut chain, BOB, vec![7; 100]);
    assert!(
        estimate >= mined.gas_used,
        "{estimate} for {}",
        mined.gas_used
    );
    assert!(
        estimate < mined.gas_used * 3,
        "{estimate} for {}",
        mined.gas_used
    );
}
