//! What borrowing costs. The rate is constant for now; compounding is continuous, by the first three
//! terms of the exponential series, which stays below it and so never overcharges.

use crate::{
    Error,
    wad::{WAD, add, mul, mul_div_down},
};
use alloy_primitives::U256;

/// What a debt grows by in a second [WAD]: 4 % a year, 0.04e18 / (365 · 86400).
pub const BORROW_RATE: U256 = U256::from_limbs([1_268_391_679, 0, 0, 0]);

/// `e^(rate · elapsed) − 1` [WAD], rounded down: x + x²/2 + x³/6.
pub fn compounded_down(rate: U256, elapsed: u64) -> Result<U256, Error> {
    let first = mul(rate, U256::from(elapsed))?;
    let second = mul_div_down(first, first, mul(WAD, U256::from(2))?)?;
    let third = mul_div_down(second, first, mul(WAD, U256::from(3))?)?;
    add(add(first, second)?, third)
}
