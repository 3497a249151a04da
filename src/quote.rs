//! What a preview answers: `LiquidationQuote`, from as far as the walk of a liquidation got.

use crate::{
    abi::{encode, widen},
    liquidation::Sale,
};
use alloc::vec::Vec;
use alloy_primitives::U256;
use ebb_ledger::profile::wad;

#[derive(Default)]
pub(crate) struct Quote {
    pub(crate) reason: [u8; 4],
    pub(crate) price: U256,
    pub(crate) sale: Sale,
    pub(crate) min_repay: u128,
}

impl Quote {
    /// As the interface orders it.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let Sale {
            health,
            auction,
            offer,
            fill,
            settlement,
        } = &self.sale;
        let mut encoded = reason_word(self.reason);
        encoded.extend(encode(&[self.price]));
        encoded.extend(widen(&[
            fill.repaid,
            fill.seized,
            fill.fee,
            settlement.write_off.assets,
            wad(offer.discount),
            health.debt,
            health.factor(),
            settlement.health.factor(),
            health.ltv(),
            offer.repayable(),
            self.min_repay,
            offer.room,
            offer.refills_at.into(),
            offer.close_factor,
            auction.clock.into(),
            auction.believed.into(),
        ]));
        encoded
    }
}

/// A selector as the word of a `bytes4`.
pub(crate) fn reason_word(reason: [u8; 4]) -> Vec<u8> {
    let mut word = reason.to_vec();
    word.resize(32, 0);
    word
}
