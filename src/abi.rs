//! The codec between calldata and values, and what the interface file declares. It is ours because of
//! the size limit: every argument but one is a static word, and a reader of words is a tenth of what
//! a generated decoder for each shape takes (decision 0003). Selectors and event signatures come from
//! the interface file itself, so the contract cannot differ from it.

use crate::errors::Error;
use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use ebb_ledger::{Profile, Terms};
use stylus_sdk::prelude::*;

#[allow(
    clippy::too_many_arguments,
    reason = "the macro writes a constructor for every event"
)]
mod interface {
    alloy_sol_types::sol!("src/interfaces/ILendingMarket.sol");
}

pub(crate) use interface::ILendingMarket;

/// A market's parameters and its id; `ILendingMarket.sol` says what every field means.
pub(crate) struct Params {
    pub(crate) id: B256,
    pub(crate) loan_token: Address,
    pub(crate) collateral_token: Address,
    pub(crate) oracle: Address,
    pub(crate) curve: U256,
    pub(crate) pace: U256,
    pub(crate) terms: Terms,
}

/// Reads arguments one after the other.
pub(crate) struct Args<'a> {
    all: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Args<'a> {
    /// Length of encoded market parameters: eight words.
    pub(crate) const PARAMS: usize = 256;

    pub(crate) fn new(all: &'a [u8]) -> Self {
        Self { all, rest: all }
    }

    /// The next word as it is.
    #[inline(never)]
    pub(crate) fn hash(&mut self) -> Result<B256, Error> {
        let (word, rest) = self
            .rest
            .split_first_chunk::<32>()
            .ok_or(Error::InvalidCalldata)?;
        self.rest = rest;
        Ok(B256::from(word))
    }

    /// The next word.
    #[inline(never)]
    pub(crate) fn word(&mut self) -> Result<U256, Error> {
        Ok(self.hash()?.into())
    }

    /// The next word as a number; what does not fit 128 bits counts as 2^128 − 1, which is beyond every
    /// amount and every time, so that it is refused or clamped like any other number too large.
    #[inline(never)]
    pub(crate) fn number(&mut self) -> Result<u128, Error> {
        let word = self.hash()?;
        let halves = word.split_first_chunk::<16>();
        let (high, low) = halves.ok_or(Error::InvalidCalldata)?;
        let low = <[u8; 16]>::try_from(low).map_err(|_| Error::InvalidCalldata)?;
        Ok(if *high == [0; 16] {
            u128::from_be_bytes(low)
        } else {
            u128::MAX
        })
    }

    /// The next word as an address; its upper twelve bytes must be zero.
    #[inline(never)]
    pub(crate) fn address(&mut self) -> Result<Address, Error> {
        let word = self.hash()?;
        let address = Address::from_word(word);
        if address.into_word() == word {
            Ok(address)
        } else {
            Err(Error::InvalidCalldata)
        }
    }

    /// The next word as a truth value.
    pub(crate) fn flag(&mut self) -> Result<bool, Error> {
        match self.number()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Error::InvalidCalldata),
        }
    }

    /// The next argument as bytes: its word tells where they are.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Error> {
        let start = usize::try_from(self.number()?).map_err(|_| Error::InvalidCalldata)?;
        let mut tail = Args::new(self.all.get(start..).ok_or(Error::InvalidCalldata)?);
        let length = usize::try_from(tail.number()?).map_err(|_| Error::InvalidCalldata)?;
        tail.rest.get(..length).ok_or(Error::InvalidCalldata)
    }

    /// The next eight words as a market's parameters; the id is the hash of just these bytes.
    #[inline(never)]
    pub(crate) fn params(&mut self, vm: &impl Host) -> Result<Params, Error> {
        let encoded = self
            .rest
            .get(..Self::PARAMS)
            .ok_or(Error::InvalidCalldata)?;
        let id = vm.native_keccak256(encoded);
        let (loan_token, collateral_token) = (self.address()?, self.address()?);
        let oracle = self.address()?;
        let (lltv, min_debt, closeout_debt) = (self.number()?, self.number()?, self.number()?);
        let (curve, pace) = (self.word()?, self.word()?);
        let profile = Profile::unpack(curve, pace);
        let terms = Terms {
            lltv,
            min_debt,
            closeout_debt,
            profile,
        };
        Ok(Params {
            id,
            loan_token,
            collateral_token,
            oracle,
            curve,
            pace,
            terms,
        })
    }
}

/// Words one after the other.
#[inline(never)]
pub(crate) fn encode(words: &[U256]) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(words.len().saturating_mul(32));
    extend(&mut encoded, words);
    encoded
}

/// Numbers as words one after the other.
#[inline(never)]
pub(crate) fn widen(numbers: &[u128]) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(numbers.len().saturating_mul(32));
    for number in numbers {
        encoded.extend_from_slice(&[0; 16]);
        encoded.extend_from_slice(&number.to_be_bytes());
    }
    encoded
}

/// A selector and words.
#[inline(never)]
pub(crate) fn encode_call(selector: [u8; 4], words: &[U256]) -> Vec<u8> {
    let mut encoded = Vec::with_capacity(words.len().saturating_mul(32).saturating_add(4));
    encoded.extend_from_slice(&selector);
    extend(&mut encoded, words);
    encoded
}

/// An address as a word.
pub(crate) fn word_of(address: Address) -> U256 {
    address.into_word().into()
}

fn extend(encoded: &mut Vec<u8>, words: &[U256]) {
    for word in words {
        encoded.extend_from_slice(&word.to_be_bytes::<32>());
    }
}
