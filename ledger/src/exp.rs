//! The exponential function in fixed point: range reduction by powers of two, then its series.
//! `e^x = 2^k · e^r` with `k = ⌊x / ln 2⌋` and `r = x − k · ln 2`.

use crate::{
    Error,
    wad::{WAD, mul_div_down},
};

/// What [`exp_down`] takes at most [WAD]; e^41 is 6.4e17. More counts as this.
pub const MAX_EXPONENT: u128 = 41 * WAD;

/// 1 with 62 binary places, so that the product of two numbers below 2 fits 128 bits.
const ONE: u128 = 1 << 62;
/// ln 2 with 62 binary places, rounded up, so that `r` and with it the result are rounded down.
const LN_2: u128 = 0x2C5C_85FD_F473_DE6B;
/// Terms of the series: with r < ln 2 the next one is below 2^-62.
const TERMS: u64 = 20;

/// `e^x` [WAD] for `x` [WAD], rounded down; off by less than 2e-17 of itself and two units.
pub fn exp_down(x: u128) -> Result<u128, Error> {
    let x = mul_div_down(x.min(MAX_EXPONENT), ONE, WAD)?;
    let doublings = mul_div_down(x, 1, LN_2)?;
    let r = x.wrapping_sub(doublings.wrapping_mul(LN_2));
    // 1 + r (1 + r/2 (1 + r/3 (…))), from the inside; every bracket is below 2.
    let mut series = ONE;
    for n in (1..=TERMS).rev() {
        let product = u64::try_from(r.wrapping_mul(series) >> 62).unwrap_or(0);
        series = ONE.wrapping_add(u128::from(product.checked_div(n).unwrap_or(0)));
    }
    // At most 59 doublings, of a number below 2^123 with 62 binary places.
    let places = 62_u32.saturating_sub(u32::try_from(doublings).unwrap_or(62));
    Ok(series.wrapping_mul(WAD).unbounded_shr(places))
}

/// `e^−x` [WAD] for `x` [WAD], rounded up.
pub fn exp_of_negative_up(x: u128) -> Result<u128, Error> {
    Ok(mul_div_down(WAD, WAD, exp_down(x)?)?.saturating_add(1))
}
