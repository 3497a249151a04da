//! The codec between calldata and values, and what the interface file declares. It is ours because of
//! the size limit: every argument but one is a static word, and a reader of words is a tenth of what
//! a generated decoder for each shape takes (decision 0003). Selectors and event signatures come from
//! the interface file itself, so the contract cannot differ from it.

use crate::{
    errors::{ensure, Error},
    host,
};
use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use ebb_ledger::{
    wad::{from_be, narrow, to_be},
    Profile, Terms,
};

mod interface {
    alloy_sol_types::sol!("src/interfaces/ILendingMarket.sol");
}
mod admin {
    alloy_sol_types::sol!("src/interfaces/IMarketAdmin.sol");
}
mod errors {
    alloy_sol_types::sol!("src/interfaces/IMarketErrors.sol");
}
#[allow(
    clippy::too_many_arguments,
    reason = "the macro writes a constructor for every event"
)]
mod events {
    alloy_sol_types::sol!("src/interfaces/IMarketEvents.sol");
}

pub(crate) use admin::IMarketAdmin;
pub(crate) use errors::IMarketErrors;
pub(crate) use events::IMarketEvents;
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

/// Reads arguments one after the other. What cannot be read counts as zero and is refused by
/// [`Args::end`], which every function calls before it acts: one check takes a tenth of the code that
/// a check after every word takes.
pub(crate) struct Args<'a> {
    all: &'a [u8],
    rest: &'a [u8],
    is_bad: bool,
}

impl<'a> Args<'a> {
    /// Length of encoded market parameters: eight words.
    pub(crate) const PARAMS: usize = 256;

    pub(crate) fn new(all: &'a [u8]) -> Self {
        Self {
            all,
            rest: all,
            is_bad: false,
        }
    }

    /// Refuses the call if any of what was read was not there, or was not of its type.
    pub(crate) fn end(&self) -> Result<(), Error> {
        ensure!(!self.is_bad, Error::InvalidCalldata);
        Ok(())
    }

    /// The next word as it is.
    #[inline(never)]
    pub(crate) fn hash(&mut self) -> B256 {
        match self.rest.split_first_chunk::<32>() {
            Some((word, rest)) => {
                self.rest = rest;
                B256::from(word)
            }
            None => {
                self.is_bad = true;
                B256::ZERO
            }
        }
    }

    /// The next word.
    pub(crate) fn word(&mut self) -> U256 {
        from_be(&self.hash().0)
    }

    /// The next word as a number; what does not fit 128 bits counts as 2^128 − 1, which is beyond every
    /// amount and every time, so that it is refused or clamped like any other number too large.
    #[inline(never)]
    pub(crate) fn number(&mut self) -> u128 {
        narrow(self.word()).unwrap_or(u128::MAX)
    }

    /// The next word as an address; its upper twelve bytes must be zero.
    #[inline(never)]
    pub(crate) fn address(&mut self) -> Address {
        let word = self.hash();
        let address = Address::from_word(word);
        self.is_bad |= address.into_word() != word;
        address
    }

    /// The next word as a truth value.
    pub(crate) fn flag(&mut self) -> bool {
        let number = self.number();
        self.is_bad |= number > 1;
        number == 1
    }

    /// The next argument as bytes: its word tells where they are.
    #[inline(never)]
    pub(crate) fn bytes(&mut self) -> &'a [u8] {
        let found = self.slice_at();
        self.is_bad |= found.is_none();
        found.unwrap_or_default()
    }

    fn slice_at(&mut self) -> Option<&'a [u8]> {
        let start = usize::try_from(self.number()).ok()?;
        let mut tail = Args::new(self.all.get(start..)?);
        let length = usize::try_from(tail.number()).ok()?;
        if tail.is_bad {
            return None;
        }
        tail.rest.get(..length)
    }

    /// The next eight words as a market's parameters; the id is the hash of just these bytes.
    #[inline(never)]
    pub(crate) fn params(&mut self) -> Params {
        let encoded = self.rest.get(..Self::PARAMS).unwrap_or_default();
        let id = host::keccak256(encoded);
        let (loan_token, collateral_token) = (self.address(), self.address());
        let oracle = self.address();
        let (lltv, min_debt, closeout_debt) = (self.number(), self.number(), self.number());
        let (curve, pace) = (self.word(), self.word());
        Params {
            id,
            loan_token,
            collateral_token,
            oracle,
            curve,
            pace,
            terms: Terms {
                lltv,
                min_debt,
                closeout_debt,
                profile: Profile::unpack(curve, pace),
            },
        }
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
        encoded.extend_from_slice(&to_be(&U256::from(*number)));
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
    from_be(&address.into_word().0)
}

fn extend(encoded: &mut Vec<u8>, words: &[U256]) {
    for word in words {
        encoded.extend_from_slice(&to_be(word));
    }
}
