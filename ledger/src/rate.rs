//! What borrowing costs: the adaptive curve (Morpho, "AdaptiveCurveIRM"). A curve around a target
//! utilisation gives the rate of the moment; the rate at the target itself drifts exponentially, up
//! while more is borrowed than the target and down while less. Compounding is continuous.
//!
//! ```text
//! u     = borrowed / supplied
//! err   = (u − U) / (1 − U) above the target U, (u − U) / U below it        −1 … 1
//! curve = 1 + (C − 1) · err above, 1 + (1 − 1/C) · err below                  1/C … C
//! rateAtTarget(t) = rateAtTarget · e^(speed · err · t), within its bounds
//! rate  = curve · mean of rateAtTarget over the period
//! growth = e^(rate · t) − 1
//! ```
//! The mean is taken by the trapezoid rule with the period's beginning, middle and end.

use crate::{
    Error,
    exp::{exp_down, exp_of_negative_up},
    wad::{WAD, mul_div_down, mul_div_up},
};

/// U: the utilisation at which the rate does not drift [WAD].
pub const TARGET_UTILIZATION: u128 = WAD * 9 / 10;
/// C: the rate at full utilisation is this many times the rate at target; at none, this part of it.
pub const CURVE_STEEPNESS: u128 = 4;
/// How fast the rate at target drifts at an error of 1 [WAD per second]: 50 a year.
pub const ADJUSTMENT_SPEED: u128 = 50 * WAD / YEAR;
/// Rate at target of a new market [WAD per second]: 4 % a year.
pub const INITIAL_RATE_AT_TARGET: u64 = (WAD * 4 / 100 / YEAR) as u64;
/// [WAD per second]: 0.1 % a year.
pub const MIN_RATE_AT_TARGET: u64 = (WAD / 1000 / YEAR) as u64;
/// [WAD per second]: 200 % a year.
pub const MAX_RATE_AT_TARGET: u64 = (WAD * 2 / YEAR) as u64;

/// [seconds]
const YEAR: u128 = 365 * 86_400;

/// The rates of a period that ends now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rates {
    /// What debt grew by, on average over the period [WAD per second], rounded down.
    pub borrow: u128,
    /// The rate at target at its end [WAD per second].
    pub at_target: u64,
}

impl Rates {
    /// The rates after `elapsed` seconds at `utilization` [WAD], which began with `at_target`.
    pub fn after(at_target: u64, utilization: u128, elapsed: u64) -> Result<Self, Error> {
        let utilization = utilization.min(WAD);
        let is_above = utilization > TARGET_UTILIZATION;
        let span = if is_above {
            WAD - TARGET_UTILIZATION
        } else {
            TARGET_UTILIZATION
        };
        let err = mul_div_down(utilization.abs_diff(TARGET_UTILIZATION), WAD, span)?;
        let drift = mul_div_down(err, ADJUSTMENT_SPEED, WAD)?.saturating_mul(elapsed.into());
        let end = drifted(at_target, drift, is_above)?;
        let middle = drifted(at_target, drift / 2, is_above)?;
        let sum = u128::from(at_target)
            .saturating_add(end.into())
            .saturating_add(u128::from(middle).saturating_mul(2));
        Ok(Self {
            borrow: mul_div_down(sum, curve(err, is_above)?, 4 * WAD)?,
            at_target: end,
        })
    }
}

/// `at_target · e^±drift`, within its bounds.
fn drifted(at_target: u64, drift: u128, is_up: bool) -> Result<u64, Error> {
    let factor = if is_up {
        exp_down(drift)?
    } else {
        exp_of_negative_up(drift)?
    };
    let rate = mul_div_down(at_target.into(), factor, WAD)?;
    let rate = u64::try_from(rate).unwrap_or(u64::MAX);
    Ok(rate.clamp(MIN_RATE_AT_TARGET, MAX_RATE_AT_TARGET))
}

/// The rate as a multiple of the rate at target [WAD], rounded down.
fn curve(err: u128, is_above: bool) -> Result<u128, Error> {
    Ok(if is_above {
        WAD.saturating_add(err.saturating_mul(CURVE_STEEPNESS - 1))
    } else {
        let lowering = mul_div_up(err, CURVE_STEEPNESS - 1, CURVE_STEEPNESS)?;
        WAD.saturating_sub(lowering)
    })
}

/// `e^(rate · elapsed) − 1` [WAD], rounded down.
pub fn growth_down(rate: u128, elapsed: u64) -> Result<u128, Error> {
    Ok(exp_down(rate.saturating_mul(elapsed.into()))?.saturating_sub(WAD))
}
