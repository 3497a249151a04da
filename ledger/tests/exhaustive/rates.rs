//! The exponential over its whole range and the rates over all thousandths of utilisation, each to the
//! unit as section 8 lays it down.

use crate::{
    domain::{int, market::curve},
    reference::{Int, growth::unit, wad as one},
};
use ebb_ledger::{
    exp::{MAX_EXPONENT, exp_down, exp_of_negative_up},
    rate::{INITIAL_RATE_AT_TARGET, MAX_RATE_AT_TARGET, MIN_RATE_AT_TARGET, Rates, growth_down},
    wad::WAD,
};

/// Steps of the grid from 0 to the greatest exponent.
const STEPS: u128 = 10_000;

#[test]
fn the_exponential_is_to_the_unit_on_a_grid_from_end_to_end_and_never_falls() {
    let (mut last, mut last_of_negative) = (0, u128::MAX);
    for step in 0..=STEPS {
        let x = MAX_EXPONENT * step / STEPS;
        let (up, down) = (exp_down(x).unwrap(), exp_of_negative_up(x).unwrap());
        assert_eq!(int(up), unit::exp(&int(x)), "e^{x}");
        assert_eq!(int(down), unit::exp_of_negative(&int(x)), "e^-{x}");
        assert!(up > last && down <= last_of_negative);
        (last, last_of_negative) = (up, down);
    }
}

/// The first exponents, one by one, and those around each doubling.
#[test]
fn the_exponential_is_to_the_unit_where_its_rounding_turns() {
    let ln_2: u128 = 693_147_180_559_945_309;
    let doublings = (0..=59).flat_map(|power| (0..=64).map(move |more| ln_2 * power + more));
    let last = (0..=64).map(|less| MAX_EXPONENT - less);
    for x in (0..=1_000).chain(doublings).chain(last) {
        assert_eq!(exp_down(x).map(int), Ok(unit::exp(&int(x))), "e^{x}");
    }
}

/// A second, a block, an hour, a day, a month, a year, and longer than anything lasts.
const TIMES: [u64; 8] = [0, 1, 12, 3_600, 86_400, 2_592_000, 31_536_000, u64::MAX];

#[test]
fn the_rates_are_to_the_unit_at_every_thousandth_of_utilisation_and_rise_with_it() {
    for at_target in [
        MIN_RATE_AT_TARGET,
        INITIAL_RATE_AT_TARGET,
        MAX_RATE_AT_TARGET,
    ] {
        for seconds in TIMES {
            let (mut last_rate, mut last_end) = (0, 0);
            for thousandths in 0..=1_000 {
                let utilization = WAD / 1_000 * thousandths;
                let rates = Rates::after(at_target, utilization, seconds).unwrap();
                let exact =
                    curve().rates_by_steps(&at_target.into(), &int(utilization), &seconds.into());
                assert_eq!((int(rates.borrow), Int::from(rates.at_target)), exact);
                assert!(rates.borrow >= last_rate && rates.at_target >= last_end);
                (last_rate, last_end) = (rates.borrow, rates.at_target);
            }
        }
    }
}

#[test]
fn growth_is_the_exponential_less_one_for_all_of_these_rates_and_times() {
    let lowest = u128::from(MIN_RATE_AT_TARGET) / 4;
    for doubling in 0..=16 {
        let rate = lowest << doubling;
        for seconds in TIMES {
            let growth = growth_down(rate, seconds).unwrap();
            let exact = unit::exp(&(int(rate) * seconds)) - one();
            assert_eq!(int(growth), exact, "{rate} for {seconds} s");
        }
    }
}
