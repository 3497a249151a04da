//! What a preview answers. The walk of a liquidation fills it in as far as it gets.

use crate::abi::{encode, widen};
use alloc::vec::Vec;
use alloy_primitives::U256;
use ebb_ledger::Fill;

/// `LiquidationQuote`, in its order.
#[derive(Default)]
pub(crate) struct Quote {
    pub(crate) reason: [u8; 4],
    pub(crate) price: U256,
    pub(crate) fill: Fill,
    pub(crate) bad_debt: u128,
    pub(crate) discount: u128,
    pub(crate) debt_before: u128,
    pub(crate) health_before: u128,
    pub(crate) health_after: u128,
    pub(crate) ltv: u128,
    pub(crate) repayable: u128,
    pub(crate) room: u128,
    pub(crate) refills_at: u128,
    pub(crate) clock: u128,
    pub(crate) observed: u128,
}

impl Quote {
    /// As the interface orders it.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut encoded = self.reason.to_vec();
        encoded.resize(32, 0);
        encoded.extend(encode(&[self.price]));
        encoded.extend(widen(&[
            self.fill.repaid,
            self.fill.seized,
            self.fill.fee,
            self.bad_debt,
            self.discount,
            self.debt_before,
            self.health_before,
            self.health_after,
            self.ltv,
            self.repayable,
            self.room,
            self.refills_at,
            self.clock,
            self.observed,
        ]));
        encoded
    }
}
