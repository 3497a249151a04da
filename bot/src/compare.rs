//! What the same loan would have lost at Aave's terms: pure arithmetic on one position and the prices
//! that it lives through. Rules of Aave v3 (`LiquidationLogic`): at health below 1 a liquidator repays
//! half of the debt, all of it at health 0.95 or below, and receives collateral worth 5 % more than he
//! repays, or all that is there. Interest is left out; the prices follow one another within minutes.

use alloy::primitives::U256;
use ebb_ledger::{
    Error, Health,
    health::value_down,
    wad::{PRICE_SCALE, mul_div_down, mul_div_up, sub, wide_mul_div_down},
};

/// Aave's `CLOSE_FACTOR_HF_THRESHOLD` [WAD].
const FULL_CLIP_HEALTH: u128 = 950_000_000_000_000_000;
/// 1 + Aave's liquidation bonus for liquid assets [percent].
const BONUS_PERCENT: u128 = 105;
const HUNDRED: u128 = 100;

/// The outcome of all clips.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Clips {
    /// How many there were.
    pub(crate) count: u32,
    /// [loan assets]
    pub(crate) repaid: u128,
    /// Value of the collateral taken less what was repaid [loan assets].
    pub(crate) cost: u128,
    /// Debt that is left without collateral [loan assets].
    pub(crate) bad_debt: u128,
}

/// Clips a position of `collateral` [collateral assets] and `debt` [loan assets] at each of `prices`
/// [1e36] in turn, as often as its health is below 1.
pub(crate) fn clips(
    mut collateral: u128,
    mut debt: u128,
    prices: &[U256],
    lltv: u128,
) -> Result<Clips, Error> {
    let mut clips = Clips::default();
    for &price in prices {
        loop {
            let health = Health::new(collateral, debt, price, lltv)?;
            if health.is_healthy() {
                break;
            }
            if health.value == 0 {
                clips.bad_debt = debt;
                return Ok(clips);
            }
            let (repaid, seized) = clip(&health, collateral, price)?;
            let taken = value_down(seized, price);
            clips.count = clips.count.saturating_add(1);
            clips.repaid = clips.repaid.saturating_add(repaid);
            clips.cost = clips.cost.saturating_add(taken.saturating_sub(repaid));
            debt = sub(debt, repaid)?;
            collateral = sub(collateral, seized)?;
        }
    }
    Ok(clips)
}

/// One clip: (repaid, seized).
fn clip(health: &Health, collateral: u128, price: U256) -> Result<(u128, u128), Error> {
    let repaid = if health.factor() > FULL_CLIP_HEALTH {
        // Up, so that the smallest debt is clipped as well.
        health.debt.div_ceil(2)
    } else {
        health.debt
    };
    let worth = mul_div_down(repaid, BONUS_PERCENT, HUNDRED)?;
    if worth < health.value {
        let seized = wide_mul_div_down(worth, U256::from(PRICE_SCALE), price)?;
        return Ok((repaid, seized.min(collateral)));
    }
    // The collateral does not cover the bonus: he takes all of it and repays what it is worth to him.
    let covered = mul_div_up(health.value, HUNDRED, BONUS_PERCENT)?;
    Ok((covered.min(repaid), collateral))
}

#[cfg(test)]
mod tests {
    use ebb_ledger::wad::WAD;
    use proptest::prelude::*;

    use super::*;

    const LLTV: u128 = 830_000_000_000_000_000;

    /// Whole dollars per whole ether, for tokens of 6 and 18 decimals [1e36].
    fn dollars(price: u64) -> U256 {
        U256::from(price) * U256::from(PRICE_SCALE / 1_000_000_000_000)
    }

    fn ether(whole: u128) -> u128 {
        whole * WAD
    }

    fn usdc(whole: u128) -> u128 {
        whole * 1_000_000
    }

    #[test]
    fn a_healthy_loan_is_left_alone() {
        let clips = clips(ether(1), usdc(830), &[dollars(1000)], LLTV);
        assert_eq!(clips, Ok(Clips::default()));
    }

    #[test]
    fn above_the_threshold_half_is_sold_at_five_percent() {
        // Health 0.83 · 1000 / 840 = 0.988.
        let clips = clips(ether(1), usdc(840), &[dollars(1000)], LLTV).unwrap();
        assert_eq!(
            (clips.count, clips.repaid, clips.cost),
            (1, usdc(420), usdc(21))
        );
    }

    #[test]
    fn at_the_threshold_all_is_sold() {
        // Health 0.83 · 950 / 830 = 0.95 exactly.
        let clips_at = clips(ether(1), usdc(830), &[dollars(950)], LLTV).unwrap();
        assert_eq!((clips_at.count, clips_at.repaid), (1, usdc(830)));
        // Health 0.83 · 1000 / 900 = 0.922.
        let clips = clips(ether(1), usdc(900), &[dollars(1000)], LLTV).unwrap();
        assert_eq!(
            (clips.count, clips.repaid, clips.cost),
            (1, usdc(900), usdc(45))
        );
        assert_eq!(clips.bad_debt, 0);
    }

    #[test]
    fn a_further_fall_clips_again() {
        // After the first clip 420 are owed on 0.559 ether: unhealthy again below 905.
        let clips = clips(ether(1), usdc(840), &[dollars(1000), dollars(900)], LLTV).unwrap();
        assert_eq!(
            (clips.count, clips.repaid, clips.cost),
            (2, usdc(630), usdc(21) + usdc(21) / 2)
        );
    }

    #[test]
    fn what_the_collateral_does_not_cover_is_bad_debt() {
        let clips = clips(ether(1), usdc(1100), &[dollars(1050)], LLTV).unwrap();
        assert_eq!(
            (clips.repaid, clips.cost, clips.bad_debt),
            (usdc(1000), usdc(50), usdc(100))
        );
    }

    proptest! {
        #[test]
        fn it_ends_and_accounts_for_the_debt(
            collateral in 1_u128..1_000_000_000_000_000_000,
            debt in 1_u128..1_000_000_000_000,
            prices in prop::collection::vec(1_u64..10_000, 1..5),
            lltv in 1_u128..=99,
        ) {
            let prices: Vec<U256> = prices.into_iter().map(dollars).collect();
            let lltv = lltv * WAD / HUNDRED;
            let clips = clips(collateral, debt, &prices, lltv).unwrap();
            prop_assert!(clips.repaid + clips.bad_debt <= debt);
            // Never more than the bonus, up to the unit by which the payment is rounded.
            prop_assert!(clips.cost * 20 <= clips.repaid);
        }
    }
}
