//! Legal profiles and terms, the two words that carry a profile, and the field numbers.

use super::Dice;
use alloy_primitives::U256;
use ebb_ledger::{Profile, Terms, wad::WAD};

/// Defaults at an LLTV, debts of a token with `decimals`.
pub(crate) fn default_terms(lltv_percent: u64, decimals: u32) -> Terms {
    Terms {
        lltv: WAD * u128::from(lltv_percent) / 100,
        min_debt: 10_u128.pow(decimals) * 100,
        closeout_debt: 10_u128.pow(decimals) * 1_000,
        profile: Profile::DEFAULT,
    }
}

/// The fields in the order of the two words.
pub(crate) fn fields(p: &Profile) -> [u32; 20] {
    [
        p.start_discount,
        p.end_discount,
        p.duration,
        p.rewind,
        p.depth_slope,
        p.equity_share,
        p.max_discount,
        p.bad_debt_discount,
        p.bad_debt_duration,
        p.fee_share,
        p.close_factor,
        p.block_time,
        p.target_share,
        p.reset_margin,
        p.borrow_share,
        p.full_share,
        p.clock_step,
        p.stale_after,
        p.observe_step,
        p.confirmation,
    ]
}

/// The two words of twenty 24-bit fields, by arithmetic: field i has the place value 2^(24 i).
pub(crate) fn pack(fields: [u32; 20]) -> (U256, U256) {
    let word = |fields: &[u32]| {
        fields.iter().rev().fold(U256::ZERO, |word, field| {
            word * place() + U256::from(*field)
        })
    };
    (word(&fields[..10]), word(&fields[10..]))
}

fn place() -> U256 {
    U256::from(16_777_216)
}

impl Dice {
    /// A random legal profile for this LLTV, the default in one case of four.
    pub(crate) fn profile(&mut self, lltv: u128) -> Profile {
        if self.one_in(4) {
            return Profile::DEFAULT;
        }
        let max_discount = self.field(0, 250_000);
        let end_discount = self.field(0, max_discount);
        let duration = self.field(60, 86_400);
        let margin = WAD - lltv;
        let target_most = 250_000_u128 * 1_000_000_000_000_000_000 / margin;
        let target_share = self.field(1, u32::try_from(target_most.min(1_000_000)).unwrap());
        let target_margin = margin * u128::from(target_share) / 1_000_000;
        let reset_most = u32::try_from(target_margin / 1_000_000_000_000).unwrap();
        let block_time = self.field(1, 3_600);
        let clock_step = self.field(block_time, 7_200);
        let confirmation = self.field(0, 3_600);
        Profile {
            start_discount: self.field(0, end_discount),
            end_discount,
            duration,
            rewind: self.field(0, 10 * duration),
            depth_slope: self.field(0, 1_000_000),
            equity_share: self.field(0, 999_999),
            max_discount,
            bad_debt_discount: self.field(0, max_discount),
            bad_debt_duration: self.field(duration, 10 * duration),
            fee_share: self.field(0, 500_000),
            close_factor: self.field(10_000, 1_000_000),
            block_time,
            target_share,
            reset_margin: self.field(0, reset_most),
            borrow_share: self.field(target_share, 1_000_000),
            full_share: self.field(1, 999_999),
            clock_step,
            stale_after: self.field(clock_step, 86_400),
            observe_step: self.field(confirmation.min(1), confirmation),
            confirmation,
        }
    }

    /// Random legal terms whose debt bounds are of the order of `debt`.
    pub(crate) fn terms(&mut self, debt: u128) -> Terms {
        let lltv = self
            .within(300_000_000_000_000_000, 980_000_000_000_000_000)
            .into();
        let profile = self.profile(lltv);
        let shift = self.within(0, 14);
        let min_debt = (self.part(debt, 500, 1_999) >> shift).clamp(1, super::most());
        let closeout_debt = self
            .part(min_debt, 1_000, 20_000)
            .clamp(min_debt, super::most());
        Terms {
            lltv,
            min_debt,
            closeout_debt,
            profile,
        }
    }
}
