//! The exponential function and the rates that use it, against series of fractions: exact within the
//! stated error, rounded in the stated direction, within bounds, and drifting the right way.

use crate::{
    domain::{Dice, cases, dice, int, market::curve},
    reference::{
        Int,
        growth::{exp, exp_wad, unit},
        ten, wad as one,
    },
};
use ebb_ledger::{
    exp::{MAX_EXPONENT, exp_down, exp_of_negative_up},
    rate::{
        ADJUSTMENT_SPEED, CURVE_STEEPNESS, INITIAL_RATE_AT_TARGET, MAX_RATE_AT_TARGET,
        MIN_RATE_AT_TARGET, Rates, TARGET_UTILIZATION, growth_down,
    },
    wad::WAD,
};
use proptest::prelude::*;

/// ln 2 [WAD], rounded down.
const LN_2: u128 = 693_147_180_559_945_309;

/// An exponent: of any size up to the greatest, a multiple of ln 2 or next to it.
fn exponent(dice: &mut Dice) -> u128 {
    let around = u128::from(dice.within(0, 2));
    match dice.roll() % 4 {
        0 => (LN_2 * u128::from(dice.within(1, 59)) + around).saturating_sub(1),
        1 => u128::from(dice.roll()) % (1 << dice.within(1, 63)),
        _ => (u128::from(dice.roll() >> 8) * 41 * WAD) >> 56,
    }
}

/// Asserts that `exp_down(x)` is at most e^x, by less than 2e-17 of it and two units.
fn assert_exp(x: u128) {
    let (result, exact) = (int(exp_down(x).unwrap()) * ten(42), exp(&int(x)));
    assert!(result <= exact, "e^{x} is rounded up");
    let slack = &exact / ten(17) * 2 + ten(42) * 2;
    assert!(exact - result < slack, "e^{x} is off by too much");
}

fn rates(at_target: u64, utilization: u128, seconds: u64) -> Rates {
    Rates::after(at_target, utilization, seconds).unwrap()
}

#[test]
fn the_exponential_is_exact_where_it_is_known() {
    assert_eq!(exp_down(0), Ok(WAD));
    assert_eq!(exp_of_negative_up(0), Ok(WAD + 1));
    for power in 0..=59 {
        for x in [LN_2 * power, LN_2 * power + 1 + power, LN_2 * power + 60] {
            assert_exp(x);
        }
    }
    let e = exp_down(WAD).unwrap();
    assert!(
        (2_718_281_828_459_045_233..=2_718_281_828_459_045_235).contains(&e),
        "{e}"
    );
    assert_exp(MAX_EXPONENT);
    assert_exp(MAX_EXPONENT - 1);
    let most = exp_down(MAX_EXPONENT);
    assert!(most.unwrap() / WAD > 639_843_493_530_000_000);
    for x in [MAX_EXPONENT + 1, 2 * MAX_EXPONENT, u128::MAX] {
        assert_eq!(exp_down(x), most);
        assert_eq!(exp_of_negative_up(x), Ok(2));
    }
}

#[test]
fn the_parameters_are_those_of_the_table() {
    let year = 365 * 86_400;
    let percent = |tenths: u128| int(WAD) * tenths / 1_000 / year;
    assert_eq!(Int::from(INITIAL_RATE_AT_TARGET), percent(40));
    assert_eq!(Int::from(MIN_RATE_AT_TARGET), percent(1));
    assert_eq!(Int::from(MAX_RATE_AT_TARGET), percent(2_000));
    assert_eq!(TARGET_UTILIZATION, WAD / 10 * 9);
    assert_eq!(CURVE_STEEPNESS, 4);
    assert_eq!(int(ADJUSTMENT_SPEED), int(WAD) * 50 / year);
}

/// At the target 4 % a year; at full utilisation four times that, with none a quarter.
#[test]
fn the_curve_passes_its_three_points() {
    let at = |utilization| rates(INITIAL_RATE_AT_TARGET, utilization, 0).borrow;
    let initial = u128::from(INITIAL_RATE_AT_TARGET);
    assert_eq!(at(TARGET_UTILIZATION), initial);
    assert_eq!(at(WAD), initial * 4);
    assert_eq!(at(2 * WAD), initial * 4);
    assert_eq!(at(0), initial / 4);
    // Half the way: (4 + 1) / 2 above, (1 + 1/4) / 2 below.
    assert_eq!(at(WAD / 100 * 95), initial * 5 / 2);
    assert_eq!(at(WAD / 100 * 45), initial * 5 / 8);
}

/// With everything lent the rate at target doubles in ln 2 / 50 years, five days and an hour.
#[test]
fn the_rate_at_target_doubles_in_five_days_of_full_utilization() {
    let after = |seconds| rates(INITIAL_RATE_AT_TARGET, WAD, seconds).at_target;
    assert!(after(437_181) < 2 * INITIAL_RATE_AT_TARGET);
    assert!(after(437_184) >= 2 * INITIAL_RATE_AT_TARGET - 2_000);
    let unused = rates(INITIAL_RATE_AT_TARGET, 0, 437_182).at_target;
    assert!(unused.abs_diff(INITIAL_RATE_AT_TARGET / 2) < 1_000);
    let year = 365 * 86_400;
    assert_eq!(after(year), MAX_RATE_AT_TARGET);
    assert_eq!(
        rates(INITIAL_RATE_AT_TARGET, 0, year).at_target,
        MIN_RATE_AT_TARGET
    );
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn the_exponential_is_below_the_true_one_by_next_to_nothing(mut dice in dice()) {
        assert_exp(exponent(&mut dice));
    }

    #[test]
    fn the_exponential_of_a_negative_is_above_the_true_one_by_next_to_nothing(mut dice in dice()) {
        let x = exponent(&mut dice);
        let (result, exact) = (int(exp_of_negative_up(x).unwrap()) * ten(42), exp(&-int(x)));
        prop_assert!(result >= exact, "e^-{x} is rounded down");
        prop_assert!(&result - &exact < exact / ten(15) + ten(42) * 6);
    }

    #[test]
    fn the_exponential_never_falls(mut dice in dice()) {
        let x = exponent(&mut dice);
        let more = u128::from(dice.roll() >> dice.within(0, 63));
        let both = |x| (exp_down(x).unwrap(), exp_of_negative_up(x).unwrap());
        let ((up, down), (further_up, further_down)) = (both(x), both(x + more));
        prop_assert!(further_up >= up && further_down <= down);
    }

    #[test]
    fn growth_never_charges_more_than_the_exponential(
        rate in 0_u64..400_000_000_000, seconds in 0_u64..1_000_000_000
    ) {
        let growth = int(growth_down(rate.into(), seconds).unwrap());
        let x = int(rate.into()) * seconds;
        prop_assert!(&growth + one() <= exp_wad(&x));
        let capped: Int = exp_wad(&x.min(int(MAX_EXPONENT))) - one();
        prop_assert!(&growth + &capped / ten(15) + 4 >= capped);
    }

    #[test]
    fn two_periods_grow_a_debt_as_one(
        rate in 0_u64..260_000_000_000, first in 0_u64..80_000_000, second in 0_u64..80_000_000
    ) {
        let growth = |seconds| int(growth_down(rate.into(), seconds).unwrap()) + one();
        let whole = growth(first + second);
        let steps = growth(first) * growth(second) / one();
        // Each of the three is low by at most 2e-17 of itself and two units.
        let slack: Int = &whole / ten(15) * 2 + growth(first.max(second)) * 8 / one() + 4;
        prop_assert!((steps - whole).magnitude() <= slack.magnitude());
    }

    #[test]
    fn the_rates_equal_the_reference(mut dice in dice()) {
        let at_target = dice.within(MIN_RATE_AT_TARGET, MAX_RATE_AT_TARGET);
        let utilization = u128::from(dice.within(0, 1_000_000_000_000_000_000));
        let seconds = dice.roll() >> dice.within(32, 63);
        let result = rates(at_target, utilization, seconds);
        let (borrow, end) = curve().rates(&at_target.into(), &int(utilization), &seconds.into());
        // The drift is cut off at 1e-18 twice a second, the exponential at 1e-15, each rate to a unit;
        // at most four rates make up the borrow rate, at up to four times the rate at target.
        let near = |result: Int, exact: &Int, units: u32| {
            let part = Int::from(seconds) * 2 + 1_000;
            let slack: Int = exact * part / ten(18) + ten(60) * units;
            (result * ten(60) - exact).magnitude() <= slack.magnitude()
        };
        prop_assert!(near(result.at_target.into(), &end, 2), "{result:?}");
        prop_assert!(near(int(result.borrow), &borrow, 8), "{result:?}");
    }

    #[test]
    fn the_exponential_and_the_rates_are_to_the_unit_as_laid_down(mut dice in dice()) {
        let x = exponent(&mut dice);
        prop_assert_eq!(exp_down(x).map(int), Ok(unit::exp(&int(x))));
        prop_assert_eq!(exp_of_negative_up(x).map(int), Ok(unit::exp_of_negative(&int(x))));
        let at_target = dice.within(MIN_RATE_AT_TARGET, MAX_RATE_AT_TARGET);
        let utilization = u128::from(dice.within(0, 1_000_000_000_000_000_000));
        let seconds = dice.roll() >> dice.within(0, 63);
        let result = rates(at_target, utilization, seconds);
        let exact =
            curve().rates_by_steps(&at_target.into(), &int(utilization), &seconds.into());
        prop_assert_eq!((int(result.borrow), Int::from(result.at_target)), exact);
    }

    #[test]
    fn any_rates_stay_within_their_bounds(mut dice in dice()) {
        let at_target = dice.within(MIN_RATE_AT_TARGET, MAX_RATE_AT_TARGET);
        let (utilization, seconds) = (dice.amount(128), dice.roll() >> dice.within(0, 63));
        let result = rates(at_target, utilization, seconds);
        prop_assert!((MIN_RATE_AT_TARGET..=MAX_RATE_AT_TARGET).contains(&result.at_target));
        prop_assert!(result.borrow >= u128::from(MIN_RATE_AT_TARGET) / 4);
        prop_assert!(result.borrow <= u128::from(MAX_RATE_AT_TARGET) * 4);
        if utilization > TARGET_UTILIZATION {
            prop_assert!(result.at_target >= at_target);
        } else {
            prop_assert!(result.at_target <= at_target);
        }
        let still = rates(at_target, TARGET_UTILIZATION, seconds);
        prop_assert_eq!((still.at_target, still.borrow), (at_target, at_target.into()));
    }

    #[test]
    fn more_lending_never_costs_less_and_the_curve_is_continuous_at_the_target(mut dice in dice()) {
        let at_target = dice.within(MIN_RATE_AT_TARGET, MAX_RATE_AT_TARGET);
        let seconds = dice.roll() >> dice.within(32, 63);
        let low = u128::from(dice.within(0, 1_000_000_000_000_000_000));
        let high = low + u128::from(dice.within(0, 1_000_000_000_000_000_000));
        // A unit of rounding where the exponentials up and down meet.
        prop_assert!(rates(at_target, high, seconds).borrow + 2 >= rates(at_target, low, seconds).borrow);
        let beside = [TARGET_UTILIZATION - 1, TARGET_UTILIZATION + 1];
        for utilization in beside {
            let beside = rates(at_target, utilization, 0).borrow;
            prop_assert!(beside.abs_diff(at_target.into()) <= 1);
        }
    }
}
