//! A market's rules: its LLTV and debt bounds beside its liquidation profile, and the healths and LTVs
//! that follow from them. They are checked once, when the market is created, and never change. Bounds:
//! section 2 of `docs/mechanism.md`.

use crate::{
    Error, Profile,
    profile::wad,
    wad::{LIMIT, MILLION, WAD, add, mul_div_down, sub},
};
use alloy_primitives::U256;

/// The largest `closeout_debt`, as a multiple of `min_debt`: above it liquidation would not be gradual.
pub const MAX_CLOSEOUT: u128 = 100;

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
