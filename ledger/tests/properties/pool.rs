//! Shares and interest against the reference: exact, and rounded against who asks.

use crate::{
    domain::{Dice, cases, dice, int},
    reference::{
        Int,
        book::{Book, Side},
        down, up, wad as one,
    },
};
use ebb_ledger::{
    Error,
    interest::{BORROW_RATE, compounded_down},
    shares::{Pool, VIRTUAL_ASSETS, VIRTUAL_SHARES},
};
use proptest::prelude::*;

/// A pool below the limits, its shares worth from 1e-6 of an asset to all of the pool.
fn pool(dice: &mut Dice) -> (Pool, Side) {
    let pool = Pool {
        assets: dice.amount(120),
        shares: dice.amount(120),
    };
    (
        pool,
        Side {
            assets: int(pool.assets),
            shares: int(pool.shares),
        },
    )
}

#[test]
fn an_empty_pool_gives_a_million_shares_for_an_asset() {
    let pool = Pool::default();
    assert_eq!(VIRTUAL_SHARES, 1_000_000);
    assert_eq!(VIRTUAL_ASSETS, 1);
    assert_eq!(pool.to_shares_down(7), Ok(7_000_000));
    assert_eq!(pool.to_assets_down(6_999_999), Ok(6));
    assert_eq!(pool.to_assets_up(6_000_001), Ok(7));
}

#[test]
fn a_year_costs_four_percent_compounded() {
    assert_eq!(int(BORROW_RATE), one() * 4 / 100 / (365 * 86_400));
    let year = compounded_down(BORROW_RATE, 365 * 86_400).unwrap();
    // e^0.04 − 1 = 0.0408107742; three terms give 0.0408106667.
    assert!(year > 40_810_666 * 1_000_000_000);
    assert!(year < 40_810_775 * 1_000_000_000);
    assert_eq!(compounded_down(BORROW_RATE, 0), Ok(0));
    assert_eq!(compounded_down(BORROW_RATE, 1), Ok(BORROW_RATE));
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn shares_and_assets_convert_exactly_with_the_named_rounding(mut dice in dice()) {
        let (pool, side) = pool(&mut dice);
        let x = dice.amount(128);
        let fitting = |exact: Int| if exact.bits() <= 128 { Ok(exact) } else { Err(Error::Overflow) };
        prop_assert_eq!(pool.to_shares_down(x).map(int), fitting(side.shares(&int(x), down)));
        prop_assert_eq!(pool.to_shares_up(x).map(int), fitting(side.shares(&int(x), up)));
        prop_assert_eq!(pool.to_assets_down(x).map(int), fitting(side.assets(&int(x), down)));
        prop_assert_eq!(pool.to_assets_up(x).map(int), fitting(side.assets(&int(x), up)));
    }

    #[test]
    fn there_and_back_at_one_price_never_gains(mut dice in dice()) {
        let (pool, _) = pool(&mut dice);
        let x = dice.amount(120);
        let back = pool.to_shares_down(x).and_then(|shares| pool.to_assets_down(shares));
        prop_assert!(back.is_err() || back.unwrap() <= x);
        let owed = pool.to_shares_up(x).and_then(|shares| pool.to_assets_up(shares));
        prop_assert!(owed.is_err() || owed.unwrap() >= x);
    }

    #[test]
    fn conversions_of_any_pool_are_exact_or_refused(mut dice in dice()) {
        let pool = Pool { assets: dice.amount(128), shares: dice.amount(128) };
        let side = Side { assets: int(pool.assets), shares: int(pool.shares) };
        let x = dice.amount(128);
        for (result, exact) in [
            (pool.to_shares_down(x), side.shares(&int(x), down)),
            (pool.to_shares_up(x), side.shares(&int(x), up)),
            (pool.to_assets_down(x), side.assets(&int(x), down)),
            (pool.to_assets_up(x), side.assets(&int(x), up)),
        ] {
            prop_assert!(result == Err(Error::Overflow) || result.map(int) == Ok(exact));
        }
    }

    #[test]
    fn compounding_equals_the_series(rate in any::<u64>(), seconds in 0_u64..1 << 40) {
        let rate = u128::from(rate % 1_000_000_000);
        let exact = Book::growth(&int(rate), &seconds.into());
        prop_assert_eq!(compounded_down(rate, seconds).map(int), Ok(exact));
    }

    #[test]
    fn compounding_any_rate_is_exact_or_refused(mut dice in dice()) {
        let (rate, seconds) = (dice.amount(128), dice.roll());
        let exact = Book::growth(&int(rate), &seconds.into());
        let growth = compounded_down(rate, seconds);
        prop_assert!(growth == Err(Error::Overflow) || growth.map(int) == Ok(exact));
    }

    #[test]
    fn a_longer_time_costs_more_and_two_steps_cost_at_least_one(
        first in 0_u64..100_000_000, second in 0_u64..100_000_000
    ) {
        let growth = |seconds| int(compounded_down(BORROW_RATE, seconds).unwrap());
        let (a, b, whole) = (growth(first), growth(second), growth(first + second));
        prop_assert!(whole >= a && whole >= b);
        // The series is cut off, so accruing more often comes nearer to the exponential from below.
        let steps = (one() + a) * (one() + b) / one();
        prop_assert!(steps + 3 >= one() + whole);
    }
}
