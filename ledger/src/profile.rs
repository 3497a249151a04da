//! A market's rules: its LLTV and debt bounds, and its liquidation profile. A profile travels as two
//! words of ten 24-bit fields each, field 0 in the lowest bits; it is checked once, when the market is
//! created, and never changes. Table of defaults and bounds: section 2 of `docs/mechanism.md`.

use crate::{
    Error,
    wad::{LIMIT, MILLION, MILLIONTH, WAD, add, mul_div_down, sub},
};
use alloy_primitives::U256;

/// The largest `closeout_debt`, as a multiple of `min_debt`: above it liquidation would not be gradual.
pub const MAX_CLOSEOUT: u128 = 100;

/// A liquidation profile. Fractions in millionths, times in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// d0: discount at clock 0 [millionths].
    pub start_discount: u32,
    /// d1: discount at clock `duration` [millionths].
    pub end_discount: u32,
    /// T: length of the discount's rise [seconds].
    pub duration: u32,
    /// R: how far a fill of the whole debt would set the clock back [seconds].
    pub rewind: u32,
    /// α: discount per missing health [millionths].
    pub depth_slope: u32,
    /// κ: the discount stays below this share of the remaining equity [millionths].
    pub equity_share: u32,
    /// The discount stays below this [millionths].
    pub max_discount: u32,
    /// Discount of an insolvent position after `bad_debt_duration` [millionths].
    pub bad_debt_discount: u32,
    /// [seconds]
    pub bad_debt_duration: u32,
    /// The reserve's share of the discount [millionths].
    pub fee_share: u32,
    /// Share of the debt that may be repaid in a liquidation block [millionths].
    pub close_factor: u32,
    /// Length of a liquidation block [seconds].
    pub block_time: u32,
    /// Target health is 1 + this share of (1 − LLTV) [millionths].
    pub target_share: u32,
    /// The auction ends at health 1 + this [millionths].
    pub reset_margin: u32,
    /// Borrowing leaves health 1 + this share of (1 − LLTV) [millionths].
    pub borrow_share: u32,
    /// The close factor is lifted at LLTV + this share of (1 − LLTV) [millionths].
    pub full_share: u32,
    /// Most that one touch advances the clock [seconds].
    pub clock_step: u32,
    /// An auction that nobody touched for longer starts anew [seconds].
    pub stale_after: u32,
    /// Most that one touch advances the observed time [seconds].
    pub observe_step: u32,
    /// Observed time after which an unhealthy price is believed [seconds].
    pub confirmation: u32,
}

/// What a market is bound to: the part of its parameters that the law needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Liquidation loan-to-value [WAD].
    pub lltv: u128,
    /// Smallest debt after borrowing or a fill [loan assets].
    pub min_debt: u128,
    /// Debts up to this are closed at once [loan assets].
    pub closeout_debt: u128,
    /// The liquidation profile.
    pub profile: Profile,
}

/// The ten fields of a word, lowest bits first; the top 16 bits are not looked at.
fn fields(word: U256) -> [u32; 10] {
    let bytes: [u8; 32] = word.to_le_bytes();
    let mut fields = [0; 10];
    for (field, bytes) in fields.iter_mut().zip(bytes.chunks_exact(3)) {
        if let [low, middle, high] = *bytes {
            *field = u32::from_le_bytes([low, middle, high, 0]);
        }
    }
    fields
}

impl Profile {
    /// Reads the two words of a market's parameters.
    pub fn unpack(curve: U256, pace: U256) -> Self {
        let [
            start_discount,
            end_discount,
            duration,
            rewind,
            depth_slope,
            equity_share,
            max_discount,
            bad_debt_discount,
            bad_debt_duration,
            fee_share,
        ] = fields(curve);
        let [
            close_factor,
            block_time,
            target_share,
            reset_margin,
            borrow_share,
            full_share,
            clock_step,
            stale_after,
            observe_step,
            confirmation,
        ] = fields(pace);
        Self {
            start_discount,
            end_discount,
            duration,
            rewind,
            depth_slope,
            equity_share,
            max_discount,
            bad_debt_discount,
            bad_debt_duration,
            fee_share,
            close_factor,
            block_time,
            target_share,
            reset_margin,
            borrow_share,
            full_share,
            clock_step,
            stale_after,
            observe_step,
            confirmation,
        }
    }

    /// Checks every bound that does not depend on the LLTV, in the order of the fields.
    fn check(&self) -> Result<(), Error> {
        const ONE: u32 = 1_000_000;
        let bounds = [
            self.start_discount <= self.end_discount,
            self.end_discount <= self.max_discount,
            (60..=86_400).contains(&self.duration),
            self.rewind <= self.duration.saturating_mul(10),
            self.depth_slope <= ONE,
            self.equity_share < ONE,
            self.max_discount <= ONE / 4,
            self.bad_debt_discount <= self.max_discount,
            self.bad_debt_duration >= self.duration,
            self.fee_share <= ONE / 2,
            (ONE / 100..=ONE).contains(&self.close_factor),
            (1..=3600).contains(&self.block_time),
            (1..=ONE).contains(&self.target_share),
            self.reset_margin <= ONE,
            (self.target_share..=ONE).contains(&self.borrow_share),
            (1..ONE).contains(&self.full_share),
            self.clock_step >= self.block_time,
            self.stale_after >= self.clock_step,
            self.observe_step <= self.confirmation
                && (self.observe_step > 0 || self.confirmation == 0),
            self.confirmation <= 3600,
        ];
        for (field, holds) in (0..).zip(bounds) {
            if !holds {
                return Err(Error::InvalidProfile(field));
            }
        }
        Ok(())
    }
}

impl Terms {
    /// Checks what a market's creator chooses.
    pub fn check_debt_bounds(&self) -> Result<(), Error> {
        let most = self.min_debt.saturating_mul(MAX_CLOSEOUT).min(LIMIT - 1);
        if self.min_debt == 0 || !(self.min_debt..=most).contains(&self.closeout_debt) {
            return Err(Error::InvalidDebtBounds);
        }
        Ok(())
    }

    /// Checks every bound on the LLTV and the profile that the mechanism's proofs need; what is in
    /// `curve` and `pace` besides the fields must be zero.
    pub fn check_profile(&self, curve: U256, pace: U256) -> Result<(), Error> {
        if self.lltv < WAD / 100 || self.lltv > WAD - WAD / 100 {
            return Err(Error::InvalidLltv);
        }
        if curve.bit_len() > 240 || pace.bit_len() > 240 {
            return Err(Error::InvalidProfile(20));
        }
        self.profile.check()?;
        // 1 < H ≤ 1.25. That H also exceeds LLTV / (1 − κ (1 − LLTV)) follows from κ < 1.
        let target = self.target_health()?;
        if target <= WAD || target > WAD + WAD / 4 {
            return Err(Error::InvalidProfile(12));
        }
        if self.reset_health() > target {
            return Err(Error::InvalidProfile(13));
        }
        Ok(())
    }

    /// `share` millionths of (1 − LLTV) [WAD], rounded down.
    fn of_margin_down(&self, share: u32) -> Result<u128, Error> {
        mul_div_down(sub(WAD, self.lltv)?, u128::from(share), MILLION)
    }

    /// H: the health that a fill restores at most [WAD].
    pub fn target_health(&self) -> Result<u128, Error> {
        add(WAD, self.of_margin_down(self.profile.target_share)?)
    }

    /// The health at which the auction ends [WAD].
    pub fn reset_health(&self) -> u128 {
        WAD.saturating_add(wad(self.profile.reset_margin))
    }

    /// The health that borrowing and withdrawing collateral must leave [WAD].
    pub fn borrow_health(&self) -> Result<u128, Error> {
        add(WAD, self.of_margin_down(self.profile.borrow_share)?)
    }

    /// The LTV from which a confirmed position's close factor is lifted [WAD].
    pub fn full_ltv(&self) -> Result<u128, Error> {
        add(self.lltv, self.of_margin_down(self.profile.full_share)?)
    }
}

/// Millionths as WAD, exactly.
pub fn wad(millionths: u32) -> u128 {
    // 2^32 · 1e12 is far below 2^128.
    u128::from(millionths).saturating_mul(MILLIONTH)
}
