//! The discount (section 5): M8, M10, M22, its curve at the points that can be read off the table of
//! defaults, and what it means for a solvent position.

use crate::domain::{cases, dice, position::Case, price_of, profile::default_terms, ten};
use ebb_ledger::{
    Auction, Error,
    profile::wad,
    wad::{MILLIONTH, WAD},
};
use proptest::prelude::*;

/// 10,000 of value at LLTV 80 % against `debt`; `clock` seconds old, `believed` so deep.
fn discount(debt: u64, clock: u32, believed: u8) -> u32 {
    let case = Case {
        terms: default_terms(80, 18),
        collateral: ten(19),
        debt: ten(18) * u128::from(debt),
        price: price_of(1_000),
        auction: Auction {
            touched_at: 1_700_000_000,
            clock,
            believed,
            ..Auction::default()
        },
        now: 1_700_000_000,
    };
    case.offer().unwrap().discount
}

#[test]
fn time_raises_the_discount_along_a_parabola_and_then_holds_it() {
    // Health 0.99998: depth adds nothing to speak of.
    assert_eq!(discount(8_001, 0, 0), 2_500);
    assert_eq!(discount(8_001, 60, 0), 2_975);
    assert_eq!(discount(8_001, 300, 0), 14_375);
    assert_eq!(discount(8_001, 600, 0), 50_000);
    assert_eq!(discount(8_001, 1_800, 0), 50_000);
}

#[test]
fn depth_sets_the_discount_where_it_is_above_time() {
    // hf = 8000 / 8400: a tenth of the missing 4.7619 %.
    assert_eq!(discount(8_400, 0, 0), 4_761);
    assert_eq!(discount(8_400, 600, 0), 50_000);
}

#[test]
fn the_discount_stays_below_half_of_the_equity_and_none_is_left_without_equity() {
    assert_eq!(discount(9_500, 600, 255), 25_000);
    assert_eq!(discount(9_999, 600, 255), 10_000);
    assert_eq!(discount(9_999, 600, 254), 50);
    assert_eq!(discount(12_000, 1_800, 254), 0);
}

#[test]
fn a_believed_insolvency_is_cleared_by_a_slow_rise_to_its_own_discount() {
    assert_eq!(discount(12_000, 0, 255), 0);
    assert_eq!(discount(12_000, 900, 255), 15_000);
    assert_eq!(discount(12_000, 1_800, 255), 30_000);
}

/// At LLTV 80 % the full LTV is 92 %: there, and not a unit of debt below, distress begins. It lifts
/// the equity cap of 4 % and the block's budget.
#[test]
fn distress_begins_exactly_at_the_full_ltv() {
    let mut terms = default_terms(80, 18);
    (terms.profile.bad_debt_discount, terms.profile.max_discount) = (100_000, 100_000);
    let now = 1_700_000_000;
    let block = Auction {
        block_index: 141_666_666,
        block_discount: 90_000,
        ..Auction::default()
    };
    let mut case = Case {
        terms,
        collateral: ten(19),
        debt: ten(18) * 9_200,
        price: price_of(1_000),
        auction: Auction {
            touched_at: now,
            clock: 1_800,
            believed: 255,
            ..block
        },
        now,
    };
    assert_eq!(case.health().ltv(), WAD * 92 / 100);
    assert_eq!(case.offer().unwrap().discount, 50_000);
    assert!(case.quote(u128::MAX).is_ok());
    case.debt -= 100_000;
    assert!(case.offer().unwrap().discount <= 40_000);
    let refused = Err(Error::BudgetExhausted {
        refills_at: 1_700_000_004,
    });
    assert_eq!(case.quote(u128::MAX), refused);
}

/// What the position's equity allows [millionths], rounded down.
fn equity_cap(case: &Case) -> u128 {
    let equity = WAD.saturating_sub(case.health().ltv());
    equity * wad(case.terms.profile.equity_share) / WAD / MILLIONTH
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn the_discount_stays_below_its_caps(mut dice in dice()) {
        let Some(case) = dice.unhealthy() else { return Ok(()) };
        let discount = case.offer().unwrap().discount;
        let profile = &case.terms.profile;
        prop_assert!(discount <= profile.max_discount);
        let clearing = if case.is_distressed() { profile.bad_debt_discount } else { 0 };
        prop_assert!(u128::from(discount) <= equity_cap(&case).max(u128::from(clearing)));
    }

    #[test]
    fn what_a_unit_of_debt_buys_is_worth_less_than_what_secured_it(mut dice in dice()) {
        let Some(case) = dice.unhealthy() else { return Ok(()) };
        let ltv = case.health().ltv();
        let Ok(offer) = case.offer() else { return Ok(()) };
        if ltv < case.terms.full_ltv().unwrap() {
            prop_assert!(WAD - wad(offer.discount) > ltv);
            prop_assert!(offer.cover > case.debt);
        }
    }

    #[test]
    fn the_discount_never_rises_within_a_block_whatever_time_and_price_do(mut dice in dice()) {
        let Some(mut case) = dice.unhealthy() else { return Ok(()) };
        let end = case.offer().unwrap().refills_at;
        let (price, mut ceiling) = (case.price, u32::MAX);
        for _ in 0..8 {
            if let Ok((offer, _)) = case.fill(dice.part(case.debt, 0, 100)) {
                prop_assert!(offer.discount <= ceiling);
                ceiling = offer.discount;
            }
            case.now = (case.now + dice.within(0, 600)).min(end - 1);
            case.price = dice.moved(price, 600, 1_200);
        }
    }

    #[test]
    fn neither_time_nor_distress_lowers_the_discount(mut dice in dice()) {
        let Some(case) = dice.unhealthy() else { return Ok(()) };
        let (health, p) = (case.health(), &case.terms.profile);
        let ltv = health.ltv();
        let at = |clock, believed| {
            let auction = Auction { clock, believed, ..case.auction };
            auction.discount_down(&health, ltv, &case.terms).unwrap()
        };
        let clock = dice.field(0, p.bad_debt_duration);
        let later = dice.field(clock, p.bad_debt_duration);
        for believed in [0, 254, 255] {
            prop_assert!(at(later, believed) >= at(clock, believed));
        }
        prop_assert!(at(clock, 255) >= at(clock, 254));
        prop_assert_eq!(at(clock, 254), at(clock, 0));
    }

    #[test]
    fn a_lower_price_never_lowers_the_discount_but_for_the_equity_cap(mut dice in dice()) {
        let Some(case) = dice.unhealthy() else { return Ok(()) };
        let mut deeper = case.clone();
        deeper.price = dice.moved(case.price, 500, 1_000);
        let at = |case: &Case| {
            let health = case.health();
            let ltv = health.ltv();
            u128::from(case.auction.discount_down(&health, ltv, &case.terms).unwrap())
        };
        prop_assert!(at(&deeper) >= at(&case).min(equity_cap(&deeper)));
    }
}
