//! How safe a position is. Formulas: section 3 of `docs/mechanism.md`.

use crate::{
    Error,
    wad::{PRICE_SCALE, WAD, mul_div_down, mul_div_up, wide_div_up, wide_mul_div_down},
};
use alloy_primitives::U256;

/// Collateral worth more than this counts as worth this [loan assets]: 2^128 − 1, above every debt.
/// So a price that no debt can reach does not make a position impossible to value.
pub const MAX_VALUE: u128 = u128::MAX;

/// A position valued at a price.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// What is owed, rounded up [loan assets].
    pub debt: u128,
    /// What the collateral is worth, rounded down [loan assets].
    pub value: u128,
    /// The debt at which the position stops being healthy, rounded down [loan assets].
    pub max_borrow: u128,
}

impl Health {
    /// Values `collateral` [collateral assets] at `price` [1e36] against `debt` [loan assets].
    pub fn new(collateral: u128, debt: u128, price: U256, lltv: u128) -> Result<Self, Error> {
        let value = value_down(collateral, price);
        Ok(Self {
            debt,
            value,
            max_borrow: mul_div_down(value, lltv, WAD)?,
        })
    }

    /// Whether the debt is within the ceiling.
    pub fn is_healthy(&self) -> bool {
        self.debt <= self.max_borrow
    }

    /// `max_borrow / debt` [WAD], rounded down; 2^128 − 1 if it is more, or if there is no debt.
    pub fn factor(&self) -> u128 {
        mul_div_down(self.max_borrow, WAD, self.debt).unwrap_or(u128::MAX)
    }

    /// `debt / value` [WAD], rounded up; 2^128 − 1 if it is more, or if debt has no value behind it.
    pub fn ltv(&self) -> u128 {
        if self.debt == 0 {
            return 0;
        }
        mul_div_up(self.debt, WAD, self.value).unwrap_or(u128::MAX)
    }
}

/// `collateral · price / 1e36`, rounded down, at most [`MAX_VALUE`].
pub fn value_down(collateral: u128, price: U256) -> u128 {
    wide_mul_div_down(collateral, price, U256::from(PRICE_SCALE)).unwrap_or(MAX_VALUE)
}

/// The lowest price at which `collateral` keeps `debt` healthy, rounded up [1e36]: zero without debt,
/// 2^256 − 1 if there is none.
pub fn liquidation_price_up(collateral: u128, debt: u128, lltv: u128) -> U256 {
    if debt == 0 {
        return U256::ZERO;
    }
    // max_borrow = ⌊value · lltv⌋ ≥ debt from this value on, and value = ⌊collateral · price⌋.
    let Ok(value) = mul_div_up(debt, WAD, lltv) else {
        return U256::MAX;
    };
    let scaled = U256::from(value).wrapping_mul(U256::from(PRICE_SCALE));
    match wide_div_up(scaled, U256::from(collateral)) {
        Some(price) => price,
        None => U256::MAX,
    }
}

/// How far `price` may fall before it is below `lowest` [WAD], rounded down; zero if it is already, or if
/// the two are further apart than 2^196, where no real price is.
pub fn warning_zone_down(price: U256, lowest: U256) -> u128 {
    let above = price.saturating_sub(lowest);
    wide_mul_div_down(WAD, above, price).unwrap_or(0)
}
