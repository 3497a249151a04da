//! How much of a market may be supplied or borrowed. A cap takes 16 bits, so that it fits beside the
//! totals that it bounds: three digits and a decimal exponent (the idea is Euler's `AmountCap`).

/// A cap as stored: `digits · 64 + places + 1` stands for `digits · 10^places`, zero for no cap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cap(pub u16);

/// What fits the ten bits of the digits.
const MAX_DIGITS: u128 = 1023;

impl Cap {
    /// `assets` rounded down to its three leading digits, or four where those are at most 1023; no cap
    /// for 2^128 − 1, which is beyond every amount.
    pub fn new_down(assets: u128) -> Self {
        if assets == u128::MAX {
            return Self(0);
        }
        let (mut digits, mut places) = (assets, 1_u16);
        while digits > MAX_DIGITS {
            digits /= 10;
            places = places.saturating_add(1);
        }
        Self(u16::try_from(digits).unwrap_or(0) << 6 | places)
    }

    /// What is capped at [assets]; 2^128 − 1 if nothing is.
    pub fn assets(self) -> u128 {
        let Some(places) = u32::from(self.0 & 63).checked_sub(1) else {
            return u128::MAX;
        };
        let digits = u128::from(self.0 >> 6);
        digits.saturating_mul(10_u128.saturating_pow(places))
    }
}
