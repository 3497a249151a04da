//! What a transaction costs for being posted to the parent chain, in L2 gas (specification 7.4).
//!
//! Its encoding is compressed as the batch poster's estimate does it; 16 units a byte have the price that
//! ArbOS keeps, and the gas of them is what that many wei buy at the base fee.

use std::io::Write;

use alloy_eips::eip2930::AccessList;
use alloy_primitives::{Bytes, TxKind, U256, keccak256};
use alloy_rlp::Encodable;

use crate::{arbos, state::State};

/// Units of a compressed byte: the gas of calldata that is not zero.
const UNITS_PER_BYTE: u64 = 16;
/// Nitro's level and window of Brotli.
const LEVEL: i32 = 1;
const WINDOW: i32 = 22;
/// An estimate cannot know all of the transaction: 16 bytes and 1 % more, at a price of 10 % more.
const ESTIMATE_UNITS: u64 = 16 * UNITS_PER_BYTE;
const ESTIMATE_UNITS_PERCENT: u64 = 101;
const ESTIMATE_PRICE_PERCENT: u64 = 110;
/// Chain id in the made-up signature of an estimate: Arbitrum One's, times three.
const MADE_UP_V: u64 = 42_161 * 3;

/// What is posted.
#[derive(Clone, Debug, Default)]
pub enum Posted {
    /// Nothing: a call.
    #[default]
    Nothing,
    /// This transaction, in its EIP-2718 encoding.
    Transaction(Bytes),
    /// Something like this transaction.
    Estimate(Bytes),
}

/// Units, gas and wei of being posted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PosterFee {
    /// Units of data; 0 where nothing is charged.
    pub units: u64,
    /// Gas on top of the intrinsic gas, never refunded.
    pub gas: u64,
    /// Wei behind the gas, at the block's base fee.
    pub wei: U256,
}

impl Posted {
    /// What posting costs in a block of `base_fee` (0: the chain's).
    pub fn fee(&self, state: &State, base_fee: u64) -> PosterFee {
        let price = arbos::l1_price(state);
        let base_fee = match base_fee {
            0 => arbos::base_fee(state),
            fee => fee,
        };
        if price.is_zero() || base_fee == 0 {
            return PosterFee::default();
        }
        let (units, cost, per_gas) = match self {
            Self::Nothing => return PosterFee::default(),
            Self::Transaction(encoded) => {
                let units = units(encoded);
                (units, price.saturating_mul(U256::from(units)), base_fee)
            }
            Self::Estimate(encoded) => {
                let units = (units(encoded) + ESTIMATE_UNITS) * ESTIMATE_UNITS_PERCENT / 100;
                let padded = price.saturating_mul(U256::from(units * ESTIMATE_PRICE_PERCENT));
                let congested = base_fee - base_fee.div_ceil(8);
                let per_gas = congested.max(arbos::minimum_base_fee(state)).max(1);
                (units, padded / U256::from(100), per_gas)
            }
        };
        let gas = (cost / U256::from(per_gas)).saturating_to();
        PosterFee {
            units,
            gas,
            wei: U256::from(base_fee).saturating_mul(U256::from(gas)),
        }
    }
}

/// Units of an encoded transaction.
fn units(encoded: &[u8]) -> u64 {
    let params = brotli::enc::BrotliEncoderParams {
        quality: LEVEL,
        lgwin: WINDOW,
        size_hint: encoded.len(),
        ..Default::default()
    };
    // In one piece: pieces would be compressed apart.
    let mut writer = brotli::CompressorWriter::with_params(Vec::new(), 4096, &params);
    let written = writer.write_all(encoded);
    written.expect("memory takes what is written");
    let compressed = writer.into_inner();
    UNITS_PER_BYTE * compressed.len() as u64
}

/// A message that has no transaction yet.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    /// Nonce; 0 is replaced by something long.
    pub nonce: u64,
    /// Tip and price per gas, wei; 0 is replaced.
    pub fees: [u128; 2],
    /// Recipient.
    pub to: TxKind,
    /// Wei.
    pub value: U256,
    /// Calldata.
    pub data: &'a Bytes,
    /// Accounts and slots to be warm.
    pub access_list: AccessList,
}

impl Message<'_> {
    /// A type 2 transaction of about the length that this message's will have: what it does not say is
    /// made up as Nitro makes it up.
    pub fn encode(&self) -> Bytes {
        let seed = |name: &str| keccak256(name).0;
        let four = |name: &str| u32::from_be_bytes(seed(name)[..4].try_into().expect("four bytes"));
        let eight = u64::from_be_bytes(seed("Nonce")[..8].try_into().expect("eight bytes"));
        let known = |value: u128, made_up: u128| if value == 0 { made_up } else { value };
        let [tip, fee] = self.fees;
        let mut fields = Vec::new();
        U256::ZERO.encode(&mut fields);
        known(self.nonce.into(), eight.into()).encode(&mut fields);
        known(tip, four("GasTipCap").into()).encode(&mut fields);
        known(fee, four("GasFeeCap").into()).encode(&mut fields);
        four("Gas").encode(&mut fields);
        match self.to {
            TxKind::Call(to) => to.encode(&mut fields),
            TxKind::Create => Bytes::new().encode(&mut fields),
        }
        self.value.encode(&mut fields);
        self.data.encode(&mut fields);
        self.access_list.encode(&mut fields);
        MADE_UP_V.encode(&mut fields);
        U256::from_be_bytes(seed("R")).encode(&mut fields);
        U256::from_be_bytes(seed("S")).encode(&mut fields);
        let mut encoded = vec![0x02];
        let header = alloy_rlp::Header {
            list: true,
            payload_length: fields.len(),
        };
        header.encode(&mut encoded);
        encoded.extend(fields);
        encoded.into()
    }
}
