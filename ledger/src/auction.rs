//! The clock of a position's auction and the discount that it gives. The record fits one storage slot.
//! Formulas: sections 1, 4 and 5 of `docs/mechanism.md`.

use crate::{
    Error, Health, Profile, Terms,
    profile::wad,
    wad::{MILLIONTH, WAD, mul_div_down, mul_div_up, sub},
};

/// The greatest depth: an LTV of `full_ltv` or more [255ths].
pub const FULL_DEPTH: u8 = u8::MAX;

/// A position's auction record. Depths are how far the LTV is on its way from the LLTV to `full_ltv`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Auction {
    /// Timestamp of the last touch that found the position unhealthy [seconds]; 0 if no auction runs.
    pub touched_at: u64,
    /// Whether a touch found it healthy since.
    pub is_paused: bool,
    /// Live seconds of auction time, up to `bad_debt_duration`.
    pub clock: u32,
    /// The depth that the market believes: it lasted for `confirmation` [255ths].
    pub believed: u8,
    /// The least depth seen since the position is deeper than that [255ths]; 0 if it is not.
    pub pending: u8,
    /// Seconds for which it was seen deeper, below `confirmation`.
    pub observed: u32,
    /// The liquidation block of the last fill, modulo 2^29.
    pub block_index: u32,
    /// What liquidators may still repay in that block [loan assets].
    pub block_room: u128,
    /// Discount at the first fill of that block, a ceiling for the rest of it [millionths].
    pub block_discount: u32,
}

impl Auction {
    /// The record after a touch at `now`: section 4.
    pub fn touched(self, now: u64, health: &Health, terms: &Terms) -> Result<Self, Error> {
        let profile = &terms.profile;
        let is_healthy = health.is_healthy();
        let elapsed = now.saturating_sub(self.touched_at);
        let is_stale = self.touched_at == 0 || elapsed > u64::from(profile.stale_after);
        if health.factor() >= terms.reset_health() || (is_healthy && is_stale) {
            return Ok(self.cleared());
        }
        let mut next = if is_stale { self.cleared() } else { self };
        if is_healthy {
            // touched_at stays: no touch keeps an auction from getting stale while it is paused.
            next.is_paused = true;
            next.forget();
            return Ok(next);
        }
        // Nobody knows when in a pause the position became unhealthy, so that time counts for nothing.
        // Otherwise the step is not above stale_after and fits.
        let step = if is_stale || self.is_paused {
            0
        } else {
            u32::try_from(elapsed).unwrap_or(0)
        };
        if step > profile.confirmation {
            // Nobody knows either what happened while nobody looked for that long.
            next.forget();
        }
        next.touched_at = now;
        next.is_paused = false;
        next.clock = next
            .clock
            .saturating_add(step.min(profile.clock_step))
            .min(profile.bad_debt_duration);
        let depth = depth_down(health.ltv(), terms)?;
        next.observe(depth, step.min(profile.observe_step), profile.confirmation);
        Ok(next)
    }

    /// Takes note that the position is at `depth`, `step` seconds after the last look. A lesser depth
    /// is believed at once, a greater one when it has lasted: then the least that was seen meanwhile.
    fn observe(&mut self, depth: u8, step: u32, confirmation: u32) {
        if depth <= self.believed {
            self.believed = depth;
            self.pending = 0;
            self.observed = 0;
            return;
        }
        let is_first = self.pending == 0;
        let least = if is_first {
            depth
        } else {
            self.pending.min(depth)
        };
        let seen = if is_first {
            0
        } else {
            self.observed.saturating_add(step)
        };
        if seen < confirmation {
            self.pending = least;
            self.observed = seen;
        } else {
            self.believed = least;
            // What is deeper still has to last from now on.
            self.pending = if depth > least { depth } else { 0 };
            self.observed = 0;
        }
    }

    /// The record after `seconds` more at the same price and `depth`, if somebody looks all the time and
    /// nobody fills.
    pub fn watched(self, seconds: u32, depth: u8, profile: &Profile) -> Self {
        let clock = self.clock.saturating_add(seconds);
        let first_window = profile.confirmation.saturating_sub(self.observed);
        let rest = seconds.saturating_sub(first_window);
        let believed = if self.pending == 0 || seconds < first_window {
            self.believed
        } else if rest < profile.confirmation {
            self.pending
        } else {
            depth
        };
        Self {
            clock: clock.min(profile.bad_debt_duration),
            believed,
            ..self
        }
    }

    /// Nothing is believed any more.
    fn forget(&mut self) {
        self.believed = 0;
        self.pending = 0;
        self.observed = 0;
    }

    /// The record without an auction. The block fields stay: nobody renews a block's budget.
    pub fn cleared(self) -> Self {
        Self {
            block_index: self.block_index,
            block_room: self.block_room,
            block_discount: self.block_discount,
            ..Self::default()
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

    /// Whether the market believes that the position is at or beyond `full_ltv`. A touched record
    /// believes no more than it sees.
    pub fn is_distressed(&self) -> bool {
        self.believed == FULL_DEPTH
    }

    /// The discount at this clock [millionths], rounded down: section 5, without the block's ceiling.
    pub fn discount_down(&self, health: &Health, ltv: u128, terms: &Terms) -> Result<u32, Error> {
        let profile = &terms.profile;
        let discount = self
            .rising_down(profile)?
            .max(deep_down(health, profile)?)
            .min(self.cap_down(ltv, profile)?)
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

    /// κ · equity, so that no fill takes more than the borrower has left; in distress at least what
    /// slowly clears an insolvent position [WAD].
    fn cap_down(&self, ltv: u128, profile: &Profile) -> Result<u128, Error> {
        let equity = WAD.saturating_sub(ltv);
        let cap = mul_div_down(wad(profile.equity_share), equity, WAD)?;
        if !self.is_distressed() {
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
fn deep_down(health: &Health, profile: &Profile) -> Result<u128, Error> {
    let missing = WAD.saturating_sub(health.factor());
    mul_div_down(wad(profile.depth_slope), missing, WAD)
}

/// How far `ltv` [WAD] is on its way from the LLTV to `full_ltv` [255ths], rounded down.
pub fn depth_down(ltv: u128, terms: &Terms) -> Result<u8, Error> {
    let span = sub(terms.full_ltv()?, terms.lltv)?;
    let beyond = ltv.saturating_sub(terms.lltv).min(span);
    let depth = mul_div_down(beyond, FULL_DEPTH.into(), span)?;
    Ok(u8::try_from(depth).unwrap_or(FULL_DEPTH))
}
