//! How much of an unhealthy position is on sale now, and what a fill of it takes. Calculation only:
//! the preview and the act share it. Formulas: section 6 of `docs/mechanism.md`.

use crate::{
    Auction, Error, Health, Terms,
    auction::FULL_DEPTH,
    profile::wad,
    wad::{MILLION, PRICE_SCALE, WAD, add, mul_div_down, mul_div_up, sub, wide_mul_div_down},
};
use alloy_primitives::U256;

/// Liquidation blocks are counted modulo this, since the record has 29 bits for them.
const BLOCK_INDICES: u64 = 1 << 29;

/// What is on sale now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Offer {
    /// The position at the current price.
    pub health: Health,
    /// `debt / value` [WAD], rounded up.
    pub ltv: u128,
    /// How far below the oracle's price the collateral is sold [millionths].
    pub discount: u32,
    /// What all of the collateral costs, rounded up [loan assets].
    pub cover: u128,
    /// The most that may be repaid now, unless the collateral runs out first [loan assets].
    pub limit: u128,
    /// f: the share of the debt that one liquidation block may repay [WAD].
    pub close_factor: u128,
    /// What is left of this liquidation block's budget [loan assets].
    pub room: u128,
    /// This liquidation block, modulo 2^29.
    pub block_index: u32,
    /// Timestamp at which the next one begins [seconds].
    pub refills_at: u64,
}

/// What one fill of an offer takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fill {
    /// Debt repaid [loan assets].
    pub repaid: u128,
    /// Collateral taken, rounded down [collateral assets].
    pub seized: u128,
    /// The reserve's share of the discount, rounded up [loan assets].
    pub fee: u128,
}

impl Offer {
    /// What the position offers, given its record as touched at `now`. `HealthyPosition` if nothing.
    pub fn new(health: Health, auction: &Auction, now: u64, terms: &Terms) -> Result<Self, Error> {
        if health.is_healthy() {
            return Err(Error::HealthyPosition);
        }
        let (block_index, refills_at) = liquidation_block(now, terms);
        let ltv = health.ltv();
        let mut discount = auction.discount_down(&health, ltv, terms)?;
        if auction.block_index == block_index {
            discount = discount.min(auction.block_discount);
        }
        let cover = mul_div_up(health.value, keep(discount), WAD)?;
        // min with cover: unless the market believes in distress, no more than the close factor of
        // the collateral is sold in a block either (decision 0002).
        let base = health.debt.min(cover);
        let close_factor = close_factor_down(auction, terms)?;
        let mut room = mul_div_down(base, close_factor, WAD)?;
        if auction.block_index == block_index {
            // The present budget binds if the price fell within the block, since what was left of it must
            // not buy everything at a price that may be wrong, or if a fill lessened the depth.
            room = room.min(auction.block_room);
        }
        let limit = limit(&health, auction, discount, cover, room, terms)?;
        Ok(Self {
            health,
            ltv,
            discount,
            cover,
            limit,
            close_factor,
            room,
            block_index,
            refills_at,
        })
    }

    /// The most that a fill may repay now [loan assets].
    pub fn repayable(&self) -> u128 {
        self.limit.min(self.cover)
    }

    /// The fill for a liquidator who repays up to `max_repay` of the position with `collateral`.
    pub fn fill(
        &self,
        max_repay: u128,
        collateral: u128,
        price: U256,
        terms: &Terms,
    ) -> Result<Fill, Error> {
        let debt = self.health.debt;
        if self.limit == 0 && collateral != 0 {
            return Err(Error::BudgetExhausted {
                refills_at: self.refills_at,
            });
        }
        let mut repaid = max_repay.min(self.repayable());
        let left = debt.saturating_sub(repaid);
        if left != 0 && left < terms.min_debt && repaid != self.cover {
            // A liquidator cannot leave dust: he leaves min_debt, or nothing if that is all there is.
            repaid = debt.saturating_sub(terms.min_debt);
        }
        let min_repay = self.min_repay(terms);
        if repaid < min_repay {
            return Err(Error::RepayTooSmall { min_repay });
        }
        let worth = mul_div_down(repaid, WAD, keep(self.discount))?;
        let seized = if repaid == self.cover {
            collateral
        } else {
            wide_mul_div_down(worth, U256::from(PRICE_SCALE), price)?.min(collateral)
        };
        let remains = collateral.saturating_sub(seized);
        if repaid < debt
            && remains != 0
            && crate::health::value_down(remains, price) < terms.min_debt
        {
            return Err(Error::CollateralDust);
        }
        let earned = mul_div_down(repaid, wad(self.discount), keep(self.discount))?;
        let fee = mul_div_up(earned, u128::from(terms.profile.fee_share), MILLION)?;
        Ok(Fill {
            repaid,
            seized,
            fee,
        })
    }

    /// The least that a fill may repay [loan assets]: enough to be worth a step, or all that may be
    /// repaid if that little would leave dust.
    pub fn min_repay(&self, terms: &Terms) -> u128 {
        let least = self.repayable().min(terms.min_debt);
        let left = self.health.debt.saturating_sub(least);
        if left == 0 || left >= terms.min_debt {
            least
        } else {
            self.repayable()
        }
    }

    /// The record after `fill`: budget used, clock set back.
    pub fn settle(&self, auction: Auction, fill: &Fill, terms: &Terms) -> Result<Auction, Error> {
        let auction = Auction {
            block_index: self.block_index,
            block_room: self.room.saturating_sub(fill.repaid),
            block_discount: self.discount,
            ..auction
        };
        auction.rewound(fill.repaid, self.health.debt, &terms.profile)
    }
}

/// 1 − discount [WAD].
fn keep(discount: u32) -> u128 {
    WAD.saturating_sub(wad(discount))
}

/// The liquidation block of `now`, modulo 2^29, and the timestamp of the next [seconds].
pub fn liquidation_block(now: u64, terms: &Terms) -> (u32, u64) {
    let length = u64::from(terms.profile.block_time).max(1);
    let index = now.checked_div(length).unwrap_or(0);
    let refills_at = index.saturating_add(1).saturating_mul(length);
    // The low bits tell neighbouring blocks apart, which is all that is asked of them.
    let low = index & (BLOCK_INDICES - 1);
    (u32::try_from(low).unwrap_or(0), refills_at)
}

/// f: the share of the debt that one liquidation block may repay [WAD]. It rises with the depth that
/// the market believes, to 1 in distress.
fn close_factor_down(auction: &Auction, terms: &Terms) -> Result<u128, Error> {
    let close_factor = wad(terms.profile.close_factor);
    let rise = WAD.saturating_sub(close_factor);
    let lifted = mul_div_down(rise, auction.believed.into(), FULL_DEPTH.into())?;
    add(close_factor, lifted)
}

/// The most that may be repaid, before the collateral runs out.
fn limit(
    health: &Health,
    auction: &Auction,
    discount: u32,
    cover: u128,
    room: u128,
    terms: &Terms,
) -> Result<u128, Error> {
    let debt = health.debt;
    let is_small = debt <= terms.closeout_debt;
    // Closing a loan that the collateral does not cover writes off the rest, which no price may do
    // before it is believed.
    if is_small && (cover >= debt || auction.is_distressed()) {
        return Ok(debt);
    }
    let target = target_up(health, discount, terms)?.min(debt);
    let limit = if auction.is_distressed() {
        target
    } else {
        target.min(room)
    };
    let left = debt.saturating_sub(limit);
    if left != 0 && left < terms.min_debt {
        return Ok(debt.saturating_sub(terms.min_debt));
    }
    Ok(limit)
}

/// The repayment that restores the target health at this discount, rounded up; all if none does.
fn target_up(health: &Health, discount: u32, terms: &Terms) -> Result<u128, Error> {
    let target = terms.target_health()?;
    let sold = mul_div_up(terms.lltv, WAD, keep(discount))?;
    if sold >= target {
        return Ok(health.debt);
    }
    let wanted = mul_div_up(target, health.debt, WAD)?;
    let slope = sub(target, sold)?;
    // More than 128 bits is more than the debt.
    Ok(mul_div_up(wanted.saturating_sub(health.max_borrow), WAD, slope).unwrap_or(health.debt))
}
