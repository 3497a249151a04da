//! Transactions of the fuzzer's bytes: of every type that Arbitrum takes, with whatever calldata or
//! init code, most of them with gas enough.

use alloy_consensus::{TxEip1559, TxEip2930, TxEip7702, TxLegacy, TypedTransaction};
use alloy_eips::{
    eip2930::{AccessList, AccessListItem},
    eip7702::{Authorization, SignedAuthorization},
};
use alloy_primitives::{Address, Bytes, TxKind, U256};
use arbitrary::{Result, Unstructured};
use ebb_node::chain::{BASE_FEE, Chain};

use crate::bytecode;

/// A transaction and who sends it: one of the first two of `known`.
///
/// # Errors
/// Not enough bytes.
pub fn transaction(
    u: &mut Unstructured<'_>,
    chain: &Chain,
    known: &[Address],
) -> Result<(TypedTransaction, Address)> {
    let sender = known[u.int_in_range(0..=1)?];
    let is_create = u.ratio(1, 5)?;
    let (to, input) = match is_create {
        true => (TxKind::Create, bytecode::initcode(u, known)?),
        false => (
            bytecode::target(u, known)?.into(),
            bytecode::calldata(u, known)?,
        ),
    };
    let input = Bytes::from(input);
    let value = if u.ratio(1, 4)? {
        bytecode::word(u)?
    } else {
        U256::ZERO
    };
    let gas_limit = match u.ratio(3, 4)? {
        true => u.int_in_range(1_000_000..=4_000_000)?,
        false => u.int_in_range(20_000..=300_000)?,
    };
    let nonce = chain
        .state(Default::default())
        .expect("latest")
        .nonce(sender);
    let (chain_id, price) = (
        chain.config().chain_id,
        u128::from(chain.base_fee().max(BASE_FEE)),
    );
    let access_list = AccessList(vec![AccessListItem {
        address: bytecode::target(u, known)?,
        storage_keys: vec![bytecode::word(u)?.into()],
    }]);
    let tx = match u.int_in_range(0..=3)? {
        0 => TypedTransaction::Eip1559(TxEip1559 {
            chain_id,
            nonce,
            gas_limit,
            to,
            value,
            input,
            access_list,
            max_fee_per_gas: 2 * price,
            max_priority_fee_per_gas: price,
        }),
        1 => TypedTransaction::Eip2930(TxEip2930 {
            chain_id,
            nonce,
            gas_limit,
            to,
            value,
            input,
            access_list,
            gas_price: price,
        }),
        2 if !is_create => TypedTransaction::Eip7702(TxEip7702 {
            chain_id,
            nonce,
            gas_limit,
            value,
            input,
            access_list,
            to: to.into_to().unwrap_or_default(),
            max_fee_per_gas: 2 * price,
            max_priority_fee_per_gas: 0,
            authorization_list: vec![authorization(u, known)?],
        }),
        _ => TypedTransaction::Legacy(TxLegacy {
            chain_id: Some(chain_id),
            nonce,
            gas_limit,
            to,
            value,
            input,
            gas_price: price,
        }),
    };
    Ok((tx, sender))
}

fn authorization(u: &mut Unstructured<'_>, known: &[Address]) -> Result<SignedAuthorization> {
    let inner = Authorization {
        chain_id: U256::from(if u.arbitrary()? { 412_346 } else { 0 }),
        address: bytecode::target(u, known)?,
        nonce: 0,
    };
    let (r, s) = (u.int_in_range(1..=9)?, u.int_in_range(1..=99)?);
    Ok(SignedAuthorization::new_unchecked(
        inner,
        u.int_in_range(0..=1)?,
        U256::from(r),
        U256::from(s),
    ))
}
