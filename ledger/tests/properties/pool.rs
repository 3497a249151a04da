//! Shares against the reference: exact, and rounded against who asks.

use crate::{
    domain::{Dice, cases, dice, int},
    reference::{Int, book::Side, down, up},
};
use ebb_ledger::{
    Error,
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
}
