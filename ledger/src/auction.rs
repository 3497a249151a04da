//! The clock of a position's auction and the discount that it gives. The record fits one storage slot.
//! Formulas: sections 1, 4 and 5 of `docs/mechanism.md`.

use crate::{
    Error, Health, Profile, Terms,
    profile::wad,
    wad::{MILLIONTH, WAD, mul_div_down, mul_div_up},
};

/// A position's auction record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Auction {
    /// Timestamp of the last touch [seconds]; 0 if no auction runs.
    pub touched_at: u64,
    /// Live seconds of auction time, up to `bad_debt_duration`.
    pub clock: u32,
    /// Seconds for which the position was seen unhealthy, up to `confirmation`.
    pub observed: u32,
    /// The liquidation block of the last fill, modulo 2^32.
    pub block_index: u32,
    /// What liquidators may still repay in that block [loan assets].
    pub block_room: u128,
    /// Discount at the first fill of that block, a ceiling for the rest of it [millionths].
    pub block_discount: u32,
}

impl Auction {
    /// The record after a touch at `now`: section 4.
    pub fn touched(self, now: u64, health: &Health, terms: &Terms) -> Self {
        let profile = &terms.profile;
        if health.is_healthy() {
            return if health.factor() >= terms.reset_health() {
                self.cleared()
            } else if self.touched_at == 0 {
                self
            } else {
                Self {
                    touched_at: now,
                    ..self
                }
            };
        }
        let step = now.saturating_sub(self.touched_at);
        if self.touched_at == 0 || step > u64::from(profile.stale_after) {
            return Self {
                touched_at: now,
                clock: 0,
                observed: 0,
                ..self
            };
        }
        // Not above stale_after, so it fits.
        let step = u32::try_from(step).unwrap_or(u32::MAX);
        let advance = |from: u32, most: u32, end: u32| from.saturating_add(step.min(most)).min(end);
        Self {
            touched_at: now,
            clock: advance(self.clock, profile.clock_step, profile.bad_debt_duration),
            observed: advance(self.observed, profile.observe_step, profile.confirmation),
            ..self
        }
    }

    /// The record without an auction. The block fields stay: nobody renews a block's budget.
    pub fn cleared(self) -> Self {
        Self {
            touched_at: 0,
            clock: 0,
            observed: 0,
            ..self
        }
    }

    /// The record after `repaid` of `debt`: the clock goes back by R · repaid / debt, rounded up.
    pub fn rewound(self, repaid: u128, debt: u128, profile: &Profile) -> Result<Self, Error> {
        let back = mul_div_up(u128::from(profile.rewind), repaid, debt)?;
        let clock = u128::from(self.clock).saturating_sub(back);
        // Not above the old clock, so it fits.
        Ok(Self {
            clock: u32::try_from(clock).unwrap_or(0),
            ..self
        })
    }

    /// Whether the market has seen the position unhealthy for long enough to believe it.
    pub fn is_confirmed(&self, profile: &Profile) -> bool {
        self.observed >= profile.confirmation
    }

    /// The discount at this clock [millionths], rounded down: section 5, without the block's ceiling.
    pub fn discount_down(&self, health: &Health, ltv: u128, terms: &Terms) -> Result<u32, Error> {
        let profile = &terms.profile;
        let discount = self
            .rising_down(profile)?
            .max(depth_down(health, profile)?)
            .min(self.cap_down(ltv, terms)?)
            .min(wad(profile.max_discount));
        // At most max_discount, 24 bits.
        let millionths = mul_div_down(discount, 1, MILLIONTH)?;
        Ok(u32::try_from(millionths).unwrap_or(0))
    }

    /// d0 + (d1 − d0) · x² / T² with x = min(clock, T) [WAD]: slow near the cheap end.
    fn rising_down(&self, profile: &Profile) -> Result<u128, Error> {
        let square = |x: u32| u128::from(u64::from(x).saturating_mul(u64::from(x)));
        let rise = wad(profile.end_discount.saturating_sub(profile.start_discount));
        let x = self.clock.min(profile.duration);
        let risen = mul_div_down(rise, square(x), square(profile.duration))?;
        Ok(wad(profile.start_discount).saturating_add(risen))
    }

    /// κ · equity, so that no fill takes more than the borrower has left; once confirmed beyond
    /// `full_ltv` at least what slowly clears an insolvent position [WAD].
    fn cap_down(&self, ltv: u128, terms: &Terms) -> Result<u128, Error> {
        let profile = &terms.profile;
        let equity = WAD.saturating_sub(ltv);
        let cap = mul_div_down(wad(profile.equity_share), equity, WAD)?;
        if !self.is_confirmed(profile) || ltv < terms.full_ltv()? {
            return Ok(cap);
        }
        let clearing = mul_div_down(
            wad(profile.bad_debt_discount),
            u128::from(self.clock.min(profile.bad_debt_duration)),
            u128::from(profile.bad_debt_duration),
        )?;
        Ok(cap.max(clearing))
    }
}

/// α · (1 − min(hf, 1)) [WAD].
fn depth_down(health: &Health, profile: &Profile) -> Result<u128, Error> {
    let missing = WAD.saturating_sub(health.factor());
    mul_div_down(wad(profile.depth_slope), missing, WAD)
}
