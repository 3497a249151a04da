//! The liquidation price and the warning zone: the price is the lowest that keeps a position healthy, to
//! the unit, and the zone is how far the present one is above it.

use crate::{
    domain::{cases, dice, int, wide},
    reference::{Int, down, ten, up, wad as one},
};
use alloy_primitives::U256;
use ebb_ledger::{
    Health,
    health::{liquidation_price_up, warning_zone_down},
    wad::{PRICE_SCALE, WAD, wide_div_up},
};
use proptest::prelude::*;

#[test]
fn a_position_without_debt_has_no_liquidation_price_and_one_without_collateral_has_no_other() {
    assert_eq!(liquidation_price_up(7, 0, WAD / 2), U256::ZERO);
    assert_eq!(liquidation_price_up(0, 0, WAD / 2), U256::ZERO);
    assert_eq!(liquidation_price_up(0, 1, WAD / 2), U256::MAX);
    assert_eq!(liquidation_price_up(1, 1, 0), U256::MAX);
    let price = U256::from(PRICE_SCALE) * U256::from(1_600);
    assert_eq!(liquidation_price_up(10, 12_800, WAD / 10 * 8), price);
    assert_eq!(warning_zone_down(price, price), 0);
    assert_eq!(warning_zone_down(price, price / U256::from(4)), WAD / 4 * 3);
    assert_eq!(warning_zone_down(price, U256::MAX), 0);
    assert_eq!(warning_zone_down(U256::ZERO, U256::ZERO), 0);
    assert_eq!(warning_zone_down(price, U256::ZERO), WAD);
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn the_liquidation_price_is_the_lowest_that_keeps_the_position_healthy(mut dice in dice()) {
        let case = dice.case();
        let lltv = case.terms.lltv;
        let lowest = liquidation_price_up(case.collateral, case.debt, lltv);
        let is_healthy = |price| {
            Health::new(case.collateral, case.debt, price, lltv).unwrap().is_healthy()
        };
        prop_assert!(lowest == U256::MAX || is_healthy(lowest));
        prop_assert!(lowest.is_zero() || !is_healthy(lowest - U256::from(1)));
        prop_assert_eq!(lowest.is_zero(), case.debt == 0);
        let is_within = case.price >= lowest && lowest != U256::MAX;
        prop_assert_eq!(case.health().is_healthy(), is_within);
    }

    #[test]
    fn the_warning_zone_is_the_part_by_which_the_price_may_fall(mut dice in dice()) {
        let (price, lowest) = (dice.price() >> 1, dice.price() >> 1);
        let zone = int(warning_zone_down(price, lowest));
        let above = wide(price.saturating_sub(lowest));
        if (&above * one()).bits() > 256 || price.is_zero() {
            prop_assert_eq!(zone, Int::ZERO);
        } else {
            prop_assert_eq!(zone, down(&above, &one(), &wide(price)));
        }
    }

    #[test]
    fn a_word_divided_rounds_up(mut dice in dice()) {
        let (a, b) = (dice.word(), dice.word());
        match wide_div_up(a, b) {
            Some(quotient) => prop_assert_eq!(wide(quotient), up(&wide(a), &ten(0), &wide(b))),
            None => prop_assert!(b.is_zero()),
        }
    }
}
