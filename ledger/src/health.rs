//! How safe a position is. Formulas: section 3 of `docs/mechanism.md`.

use crate::{
    Error,
    wad::{PRICE_SCALE, WAD, mul_div_down, mul_div_up},
};
use alloy_primitives::U256;

/// Collateral worth more than this counts as worth this [loan assets]: 2^128 − 1, above every debt.
/// So a price that no debt can reach does not make a position impossible to value.
pub const MAX_VALUE: U256 = U256::from_limbs([u64::MAX, u64::MAX, 0, 0]);

/// A position valued at a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Health {
    /// What is owed, rounded up [loan assets].
    pub debt: U256,
    /// What the collateral is worth, rounded down [loan assets].
    pub value: U256,
    /// The debt at which the position stops being healthy, rounded down [loan assets].
    pub max_borrow: U256,
}

impl Health {
    /// Values `collateral` [collateral assets] at `price` [1e36] against `debt` [loan assets].
    pub fn new(collateral: U256, debt: U256, price: U256, lltv: U256) -> Result<Self, Error> {
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

    /// `max_borrow / debt` [WAD], rounded down; the maximum if there is no debt.
    pub fn factor(&self) -> Result<U256, Error> {
        if self.debt.is_zero() {
            return Ok(U256::MAX);
        }
        mul_div_down(self.max_borrow, WAD, self.debt)
    }

    /// `debt / value` [WAD], rounded up; the maximum if debt has no value behind it.
    pub fn ltv(&self) -> Result<U256, Error> {
        if self.value.is_zero() {
            return Ok(if self.debt.is_zero() {
                U256::ZERO
            } else {
                U256::MAX
            });
        }
        mul_div_up(self.debt, WAD, self.value)
    }

    /// Whether the health factor is at least `target` [WAD], as after borrowing.
    pub fn is_at_least(&self, target: U256) -> Result<bool, Error> {
        Ok(self.factor()? >= target)
    }
}

/// `collateral · price / 1e36`, rounded down, at most [`MAX_VALUE`].
pub fn value_down(collateral: U256, price: U256) -> U256 {
    // A product beyond 256 bits is a value beyond 2^136.
    mul_div_down(collateral, price, PRICE_SCALE)
        .unwrap_or(MAX_VALUE)
        .min(MAX_VALUE)
}
