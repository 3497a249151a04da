//! What a liquidator does about one position: a pure function from a quote, the auction's record, his
//! costs and his policy to an action. It never reads a chain, a clock or a file, and never proposes a
//! fill that earns less than he wants. The quote is the market's own (`previewLiquidation`), so no
//! formula of the mechanism is repeated here.

use alloy::{
    primitives::{FixedBytes, U256},
    sol_types::SolError,
};
use ebb_ledger::{
    Auction, Profile, Terms,
    auction::{FULL_DEPTH, depth_down},
    health::value_down,
    wad::{MILLION, PRICE_SCALE},
};

use crate::abi::{IMarketErrors::HealthyPosition, LiquidationQuote};

/// How long a transaction of the next liquidation block may take to be mined [seconds].
const MINING: u64 = 5;

/// The liquidator's rules.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Policy {
    /// What he wants to earn, after fee and gas [millionths of what he repays].
    pub(crate) margin: u32,
}

/// What transactions cost him [loan assets].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Costs {
    /// A call of `liquidate`.
    pub(crate) fill: U256,
    /// A call of `touch`.
    pub(crate) touch: U256,
}

/// What he knows about a position.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Situation<'a> {
    /// The market's quote for `max_repay`.
    pub(crate) quote: &'a LiquidationQuote,
    /// What the quote was asked for [loan assets].
    pub(crate) max_repay: U256,
    /// The auction's record as stored.
    pub(crate) auction: &'a Auction,
    /// The chain's time [seconds].
    pub(crate) now: u64,
    /// The market's rules.
    pub(crate) terms: &'a Terms,
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Call `liquidate` with these bounds.
    Liquidate {
        /// [loan assets]
        max_repay: U256,
        /// Least collateral assets per repaid loan asset [1e36].
        min_seized_per_repaid: U256,
    },
    /// Call `touch`, so that the clock runs.
    Touch,
    /// Do nothing yet.
    Wait(Reason),
}

/// Why nothing is done yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Nothing is for sale.
    Healthy,
    /// The fill on offer earns too little; the discount must grow.
    Unprofitable,
    /// The market would refuse the fill with the error of this selector.
    Refused(FixedBytes<4>),
}

/// The action for this position.
pub(crate) fn decide(situation: &Situation<'_>, costs: &Costs, policy: &Policy) -> Action {
    let quote = situation.quote;
    if quote.reason.0 == HealthyPosition::SELECTOR {
        return Action::Wait(Reason::Healthy);
    }
    // Without a price the market refuses a fill and a touch alike.
    let has_price = !quote.price.is_zero();
    let is_open = has_price && quote.reason.is_zero() && !quote.repaidAssets.is_zero();
    if is_open && earned(quote).is_some_and(|earned| earned >= wanted(quote, costs, policy)) {
        return Action::Liquidate {
            max_repay: situation.max_repay,
            min_seized_per_repaid: bound_up(quote.price, &situation.terms.profile, policy),
        };
    }
    if has_price && wants_touch(situation) && pays_later(quote, costs, &situation.terms.profile) {
        return Action::Touch;
    }
    Action::Wait(if quote.reason.is_zero() {
        Reason::Unprofitable
    } else {
        Reason::Refused(quote.reason)
    })
}

/// The seized collateral's value less the payment [loan assets]; none if that is a loss.
fn earned(quote: &LiquidationQuote) -> Option<U256> {
    let payment = quote.repaidAssets.checked_add(quote.feeAssets)?;
    // Assets stay below 2^120.
    let value = value_down(quote.seizedAssets.saturating_to(), quote.price);
    U256::from(value).checked_sub(payment)
}

/// Gas and margin, rounded up [loan assets].
fn wanted(quote: &LiquidationQuote, costs: &Costs, policy: &Policy) -> U256 {
    let margin = U256::from(policy.margin);
    let share = quote
        .repaidAssets
        .saturating_mul(margin)
        .div_ceil(U256::from(MILLION));
    share.saturating_add(costs.fill)
}

/// The least collateral per repaid loan asset, rounded up [1e36], that leaves the margin at `price`
/// once the reserve has had its share φ of the gain: (1 + m / (1 − φ)) / price. A rival's fill may
/// lower the discount before ours arrives; this bound is what then refuses. `price` is not zero.
fn bound_up(price: U256, profile: &Profile, policy: &Policy) -> U256 {
    let one = U256::from(MILLION);
    let kept = one.saturating_sub(U256::from(profile.fee_share));
    let gain = (U256::from(policy.margin) * one).div_ceil(kept);
    let scale = U256::from(PRICE_SCALE);
    let inverse = (scale * scale).div_ceil(price);
    inverse.saturating_mul(one + gain).div_ceil(one)
}

/// Whether a touch gains something: it starts the auction or ends its pause, it lets the market
/// believe more of the depth (at most `observe_step` seconds a touch), or time would be lost without it.
fn wants_touch(situation: &Situation<'_>) -> bool {
    let (auction, profile) = (situation.auction, &situation.terms.profile);
    if auction.touched_at == 0 || auction.is_paused {
        return true;
    }
    let since = situation.now.saturating_sub(auction.touched_at);
    // What the law cannot tell the depth of is as deep as can be.
    let ltv = situation.quote.ltv.saturating_to();
    let depth = U256::from(depth_down(ltv, situation.terms).unwrap_or(FULL_DEPTH));
    let gains = depth > situation.quote.believedDepth && since >= u64::from(profile.observe_step);
    // The clock counts at most `clock_step` seconds a touch; and when nobody has looked for longer than
    // `confirmation`, the market believes nothing any more.
    let forgets = !depth.is_zero() && profile.confirmation >= profile.block_time;
    let lasts = if forgets {
        profile.clock_step.min(profile.confirmation)
    } else {
        profile.clock_step
    };
    let next = since.saturating_add(u64::from(profile.block_time) + MINING);
    gains || next > u64::from(lasts)
}

/// Whether all of the debt at the greatest discount would pay for a touch and a fill. It keeps him
/// from nursing dust.
fn pays_later(quote: &LiquidationQuote, costs: &Costs, profile: &Profile) -> bool {
    let greatest = U256::from(profile.max_discount);
    let most = quote.debtBefore.saturating_mul(greatest) / U256::from(MILLION);
    most > costs.fill.saturating_add(costs.touch)
}

#[cfg(test)]
mod tests;
