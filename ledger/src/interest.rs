//! What borrowing costs. The rate is constant for now; compounding is continuous, by the first three
//! terms of the exponential series, which stays below it and so never overcharges.

use crate::{
    Error,
    wad::{WAD, add, mul_div_down},
};

/// What a debt grows by in a second [WAD]: 4 % a year, 0.04e18 / (365 · 86400).
pub const BORROW_RATE: u128 = 1_268_391_679;

/// `e^(rate · elapsed) − 1` [WAD], rounded down: x + x²/2 + x³/6.
pub fn compounded_down(rate: u128, elapsed: u64) -> Result<u128, Error> {
    let first = mul_div_down(rate, u128::from(elapsed), 1)?;
    let second = mul_div_down(first, first, 2 * WAD)?;
    let third = mul_div_down(second, first, 3 * WAD)?;
    add(add(first, second)?, third)
}
