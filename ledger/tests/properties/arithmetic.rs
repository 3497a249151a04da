//! Checked arithmetic against integers without a limit: exact, rounded as named, and `Overflow` in
//! exactly the cases that do not fit.

use crate::{
    domain::{cases, dice, int, wide},
    reference::{Int, down, up},
};
use alloy_primitives::U256;
use ebb_ledger::{
    Error,
    health::{MAX_VALUE, value_down},
    market::BASIS_POINT,
    profile::wad,
    wad::{
        ASSET_LIMIT, LIMIT, MILLION, MILLIONTH, PRICE_SCALE, WAD, add, mul_div_down, mul_div_up,
        sub,
    },
    wad::{wide_mul_div_down, within_limit},
};
use proptest::prelude::*;

/// What the crate must answer if the exact result is `exact`.
fn fitting(exact: &Int) -> Result<Int, Error> {
    if *exact >= Int::ZERO && exact.bits() <= 128 {
        Ok(exact.clone())
    } else {
        Err(Error::Overflow)
    }
}

#[test]
fn the_constants_are_the_powers_that_they_are_named_after() {
    let ten = |exponent: u32| Int::from(10).pow(exponent);
    assert_eq!(int(WAD), ten(18));
    assert_eq!(int(PRICE_SCALE), ten(36));
    assert_eq!(int(MILLION), ten(6));
    assert_eq!(int(MILLIONTH), ten(12));
    assert_eq!(int(BASIS_POINT) * 10_000, ten(18));
    assert_eq!(int(LIMIT), Int::from(2).pow(120));
    assert_eq!(int(ASSET_LIMIT), Int::from(2).pow(103));
    assert_eq!(int(MAX_VALUE), Int::from(2).pow(128) - 1);
    assert_eq!(int(wad(u32::MAX)), Int::from(u32::MAX) * ten(12));
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn sums_and_differences_are_exact_or_refused(mut dice in dice()) {
        let (a, b) = (dice.amount(128), dice.amount(128));
        prop_assert_eq!(add(a, b).map(int), fitting(&(int(a) + int(b))));
        prop_assert_eq!(sub(a, b).map(int), fitting(&(int(a) - int(b))));
    }

    #[test]
    fn quotients_round_as_named_or_are_refused(mut dice in dice()) {
        let (a, b, c) = (dice.amount(128), dice.amount(128), dice.amount(128));
        let exact = |round: fn(&Int, &Int, &Int) -> Int| match c {
            0 => Err(Error::Overflow),
            _ => fitting(&round(&int(a), &int(b), &int(c))),
        };
        prop_assert_eq!(mul_div_down(a, b, c).map(int), exact(down));
        prop_assert_eq!(mul_div_up(a, b, c).map(int), exact(up));
    }

    #[test]
    fn quotients_of_wide_numbers_round_down_or_are_refused(mut dice in dice()) {
        let (a, b, c) = (dice.amount(128), dice.word(), dice.word());
        let fits = (int(a) * wide(b)).bits() <= 256 && c != U256::ZERO;
        let exact = if fits { fitting(&down(&int(a), &wide(b), &wide(c))) } else { Err(Error::Overflow) };
        prop_assert_eq!(wide_mul_div_down(a, b, c).map(int), exact);
    }

    #[test]
    fn rounding_up_is_above_rounding_down_by_one_unless_it_divides(mut dice in dice()) {
        let (a, b) = (dice.amount(64), dice.amount(64));
        let c = dice.amount(120).max(1);
        let gap = mul_div_up(a, b, c).unwrap() - mul_div_down(a, b, c).unwrap();
        prop_assert_eq!(gap, u128::from((int(a) * int(b)) % int(c) != Int::ZERO));
    }

    #[test]
    fn an_amount_stays_below_the_limit_or_is_refused(mut dice in dice()) {
        let x = dice.amount(122);
        let fits = int(x) < Int::from(2).pow(120);
        prop_assert_eq!(within_limit(x), if fits { Ok(x) } else { Err(Error::Overflow) });
        prop_assert_eq!(within_limit(LIMIT), Err(Error::Overflow));
    }

    #[test]
    fn a_value_is_rounded_down_and_capped_whatever_the_price(mut dice in dice()) {
        let (collateral, price) = (dice.amount(128), dice.word());
        let exact = down(&int(collateral), &wide(price), &int(PRICE_SCALE));
        prop_assert_eq!(int(value_down(collateral, price)), exact.min(int(MAX_VALUE)));
    }
}
