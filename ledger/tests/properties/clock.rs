//! The clock (section 4): M9, M24, M25, the pause of M15, and each of its rules at its edge.

use crate::domain::{
    Dice, cases, dice, int, position::Case, price_of, profile::default_terms, ten,
};
use ebb_ledger::{Auction, auction::depth_down};
use proptest::prelude::*;

/// 10 of collateral against a debt of 8500 at LLTV 80 %, unhealthy below a price of 1062.5.
fn case(price: u64) -> Case {
    Case {
        terms: default_terms(80, 18),
        collateral: ten(19),
        debt: ten(18) * 8_500,
        price: price_of(price.into()),
        auction: Auction::default(),
        now: 1_700_000_000,
    }
}

/// (touched_at, clock, believed, pending, observed) after a touch `seconds` later.
fn touched(case: &mut Case, seconds: u64) -> (u64, u32, u8, u8, u32) {
    case.now += seconds;
    case.touch();
    let a = case.auction;
    let since = a.touched_at - 1_700_000_000;
    (since, a.clock, a.believed, a.pending, a.observed)
}

/// LTV 85 % of 80 % to 92 %: 106.25 of 255.
#[test]
fn the_first_touch_starts_at_zero_and_the_next_ones_advance_by_at_most_a_step() {
    let mut case = case(1_000);
    assert_eq!(touched(&mut case, 0), (0, 0, 0, 106, 0));
    assert_eq!(touched(&mut case, 10), (10, 10, 0, 106, 10));
    assert_eq!(touched(&mut case, 31), (41, 41, 0, 106, 40));
    assert_eq!(touched(&mut case, 19), (60, 60, 0, 106, 59));
    assert_eq!(touched(&mut case, 1), (61, 61, 106, 0, 0));
    assert_eq!(touched(&mut case, 60), (121, 121, 106, 0, 0));
    assert_eq!(touched(&mut case, 61), (182, 182, 0, 106, 0));
    assert_eq!(touched(&mut case, 300), (482, 482, 0, 106, 0));
    assert_eq!(touched(&mut case, 301), (783, 782, 0, 106, 0));
    assert_eq!(touched(&mut case, 1_800), (2_583, 1_082, 0, 106, 0));
    assert_eq!(touched(&mut case, 1_801), (4_384, 0, 0, 106, 0));
}

#[test]
fn the_clock_stops_at_the_duration_of_bad_debt() {
    let mut case = case(1_000);
    case.touch();
    for _ in 0..10 {
        touched(&mut case, 300);
    }
    assert_eq!(case.auction.clock, 1_800);
}

#[test]
fn health_below_the_reset_pauses_and_above_it_ends_the_auction() {
    let mut case = case(1_000);
    case.touch();
    touched(&mut case, 50);
    // 1063 gives health 1.00047, 1068 gives 1.00518.
    case.price = price_of(1_063);
    assert_eq!(touched(&mut case, 500), (50, 50, 0, 0, 0));
    assert!(case.auction.is_paused);
    // Neither the time before the pause was seen nor the pause counts.
    case.price = price_of(1_000);
    assert_eq!(touched(&mut case, 20), (570, 50, 0, 106, 0));
    assert_eq!(touched(&mut case, 20), (590, 70, 0, 106, 20));
    case.price = price_of(1_068);
    case.auction.block_room = 1;
    case.now += 5;
    case.touch();
    let kept = Auction {
        block_room: 1,
        ..Auction::default()
    };
    assert_eq!(case.auction, kept);
}

/// Touching a loan just above health 1 again and again keeps no auction alive.
#[test]
fn a_pause_ends_an_auction_after_the_time_in_which_it_gets_stale() {
    let paused = || {
        let mut case = case(1_000);
        case.touch();
        touched(&mut case, 300);
        case.price = price_of(1_063);
        for _ in 0..3 {
            assert_eq!(touched(&mut case, 600), (300, 300, 0, 0, 0));
        }
        case
    };
    let mut falls = paused();
    falls.price = price_of(1_000);
    assert_eq!(touched(&mut falls, 0), (2_100, 300, 0, 106, 0));
    let mut falls = paused();
    falls.price = price_of(1_000);
    assert_eq!(touched(&mut falls, 1), (2_101, 0, 0, 106, 0));
    let mut stays = paused();
    stays.now += 1;
    stays.touch();
    assert_eq!(stays.auction, Auction::default());
}

#[test]
fn health_below_the_reset_starts_no_auction() {
    let mut case = case(1_063);
    case.touch();
    assert_eq!(case.auction, Auction::default());
}

/// A few touches at random distances and prices.
fn walk(case: &mut Case, dice: &mut Dice, mut each: impl FnMut(&Case, &Auction)) {
    let price = case.price;
    for _ in 0..10 {
        case.now += dice.within(0, 2 * u64::from(case.terms.profile.clock_step));
        case.price = dice.moved(price, 700, 1_500);
        let before = case.auction;
        case.touch();
        each(case, &before);
    }
}

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn the_clock_never_outruns_the_time_and_stands_while_healthy(mut dice in dice()) {
        let mut case = dice.case();
        case.auction = Auction::default();
        let mut start = case.now;
        walk(&mut case, &mut dice, |case, before| {
            let (after, p) = (&case.auction, &case.terms.profile);
            if before.touched_at == 0 {
                start = case.now;
            }
            let healthy = case.health().is_healthy();
            assert!(u64::from(after.clock) <= case.now - start);
            assert!(u64::from(after.observed) <= case.now - start);
            assert!(after.clock <= p.bad_debt_duration);
            assert!(after.clock <= before.clock.saturating_add(p.clock_step));
            if healthy || before.is_paused {
                assert!(after.clock <= before.clock);
                assert_eq!(after.observed, 0);
            }
            assert_eq!(after.is_paused, healthy && after.touched_at != 0);
            assert!(after.touched_at == case.now || healthy);
        });
    }

    #[test]
    fn an_auction_lives_only_as_long_as_it_was_seen_unhealthy(mut dice in dice()) {
        let mut case = dice.case();
        case.auction = Auction::default();
        let mut seen = 0;
        walk(&mut case, &mut dice, |case, _| {
            let (after, healthy) = (&case.auction, case.health().is_healthy());
            let stale = case.now - seen > u64::from(case.terms.profile.stale_after);
            if stale {
                assert_eq!(after.clock, 0);
                assert!(after.believed == 0 || case.terms.profile.confirmation == 0);
                assert_eq!(after.touched_at, if healthy { 0 } else { case.now });
            }
            seen = if healthy { seen } else { case.now };
        });
    }

    #[test]
    fn a_touch_never_changes_the_block_and_is_idempotent(mut dice in dice()) {
        let mut case = dice.case();
        walk(&mut case, &mut dice, |case, before| {
            let after = case.auction;
            let block = |a: &Auction| (a.block_index, a.block_room, a.block_discount);
            assert_eq!(block(&after), block(before));
            let mut again = case.clone();
            again.touch();
            assert_eq!(again.auction, after);
        });
    }

    #[test]
    fn a_fill_only_ever_sets_the_clock_back_by_its_share_of_the_rewind(mut dice in dice()) {
        let mut case = dice.case();
        case.debt = case.debt.max(1);
        let repaid = dice.part(case.debt, 0, 1_000);
        let rewind = case.terms.profile.rewind;
        let before = case.auction;
        let after = before.rewound(repaid, case.debt, &case.terms.profile).unwrap();
        prop_assert!(after.clock <= before.clock);
        prop_assert_eq!(Auction { clock: before.clock, ..after }, before);
        // back · debt ≥ rewind · repaid > (back − 1) · debt, unless the clock was too near zero.
        let back = int(u128::from(before.clock - after.clock));
        let exact = int(repaid) * rewind;
        prop_assert!((&back - 1_u32) * int(case.debt) < exact);
        prop_assert!(after.clock == 0 || back * int(case.debt) >= exact);
    }

    #[test]
    fn an_owner_who_repays_or_adds_collateral_never_advances_his_clock(mut dice in dice()) {
        let mut idle = dice.case();
        let mut busy = idle.clone();
        busy.debt -= dice.part(busy.debt, 0, 1_000);
        busy.collateral += dice.amount(100);
        let before = idle.auction;
        idle.touch();
        busy.touch();
        prop_assert!(busy.auction.clock <= before.clock.max(idle.auction.clock));
        prop_assert!(busy.auction.believed <= idle.auction.believed);
        prop_assert!(busy.auction.touched_at <= idle.auction.touched_at);
    }

    #[test]
    fn watching_for_a_while_equals_a_touch_every_second(mut dice in dice()) {
        let Some(case) = dice.unhealthy() else { return Ok(()) };
        let mut touched = case.touched();
        let start = touched.auction;
        let depth = depth_down(case.health().ltv(), &case.terms).unwrap();
        // To the second at which a depth is believed, and the next one after it.
        for seconds in 0..=u32::try_from(dice.within(0, 300)).unwrap() {
            let watched = start.watched(seconds, depth, &case.terms.profile);
            prop_assert_eq!(watched.clock, touched.auction.clock);
            prop_assert_eq!(watched.believed, touched.auction.believed);
            touched.now += 1;
            touched.touch();
        }
    }
}
