//! The curves of a liquidation, point by point: the discount at every second of its rise, the depth at
//! the edge of each of its 255 steps, the close factor at each depth.

use crate::{
    domain::{int, law, profile::default_terms, record},
    reference::{self, quote::share},
};
use ebb_ledger::{
    Auction, Health, Offer, Profile, Terms,
    auction::depth_down,
    liquidation::liquidation_block,
    wad::{MILLION, PRICE_SCALE, WAD},
};

/// In a liquidation block of which nothing is sold.
const NOW: u64 = 1_700_000_004;

/// 1 WAD of value against `debt`: the LTV is the debt.
fn health(debt: u128, terms: &Terms) -> Health {
    Health {
        debt,
        value: WAD,
        max_borrow: terms.lltv,
    }
}

/// Asserts the discount of every `step`-th second up to `last`, at several LTVs, believed or not; and
/// that time never lowers it.
fn assert_ramp(terms: &Terms, last: u32, step: usize) {
    let law = law(terms);
    let (one, price) = (int(WAD), int(PRICE_SCALE));
    for ltv in [801, 840, 900, 919, 920, 960, 999, 1_000, 1_200] {
        let debt = WAD / 1_000 * ltv;
        let health = health(debt, terms);
        let exact = reference::health(&one, &price, &int(debt), &law.lltv);
        for believed in [0, 254, 255] {
            let mut before = 0;
            for clock in (0..=last).step_by(step) {
                let auction = Auction {
                    clock,
                    believed,
                    ..Auction::default()
                };
                let discount = auction.discount_down(&health, health.ltv(), terms).unwrap();
                let exact = reference::open_discount(&law, &record(&auction), &exact);
                assert_eq!(reference::Int::from(discount) * reference::ten(12), exact);
                assert!(discount >= before && discount <= terms.profile.max_discount);
                before = discount;
            }
        }
    }
}

#[test]
fn the_discount_at_every_second_of_the_default_ramp_and_beyond() {
    assert_ramp(&default_terms(80, 18), 1_810, 1);
}

#[test]
fn the_discount_at_every_second_of_the_shortest_ramp() {
    let mut terms = default_terms(80, 18);
    terms.profile = Profile {
        start_discount: 0,
        end_discount: 250_000,
        max_discount: 250_000,
        duration: 60,
        bad_debt_duration: 61,
        bad_debt_discount: 250_000,
        equity_share: 999_999,
        depth_slope: 1_000_000,
        ..terms.profile
    };
    assert_ramp(&terms, 70, 1);
}

#[test]
fn the_discount_along_the_longest_ramp() {
    let mut terms = default_terms(80, 18);
    (terms.profile.duration, terms.profile.bad_debt_duration) = (86_400, 864_000);
    assert_ramp(&terms, 864_000, 997);
}

#[test]
fn each_of_the_255_depths_begins_where_it_should() {
    for percent in [30, 38, 62, 77, 80, 83, 91, 94, 98] {
        let terms = default_terms(percent, 18);
        let span = terms.full_ltv().unwrap() - terms.lltv;
        let at = |ltv| u128::from(depth_down(ltv, &terms).unwrap());
        for depth in 1..=255 {
            // The least LTV that is depth / 255 of the way.
            let begin = terms.lltv + (depth * span).div_ceil(255);
            assert_eq!((at(begin - 1), at(begin)), (depth - 1, depth));
        }
        for ltv in [0, terms.lltv - 1, terms.lltv] {
            assert_eq!(at(ltv), 0);
        }
        for ltv in [terms.full_ltv().unwrap(), WAD, u128::MAX] {
            assert_eq!(at(ltv), 255);
        }
    }
}

#[test]
fn the_close_factor_rises_with_each_depth_from_its_own_value_to_all() {
    let mut terms = default_terms(80, 18);
    let debt = WAD / 100 * 85;
    for close_factor in (10_000..=1_000_000).step_by(9_900) {
        terms.profile.close_factor = close_factor;
        let law = law(&terms);
        let (mut before, mut room) = (0, 0);
        for believed in 0..=255 {
            let auction = Auction {
                believed,
                ..Auction::default()
            };
            let offer = Offer::new(health(debt, &terms), &auction, NOW, &terms).unwrap();
            let exact = share(&law, &record(&auction));
            assert_eq!(int(offer.close_factor), exact);
            assert_eq!(int(offer.room), int(debt) * exact / int(WAD));
            assert!(offer.close_factor >= before && offer.room >= room);
            (before, room) = (offer.close_factor, offer.room);
            if believed == 0 {
                assert_eq!(before, u128::from(close_factor) * WAD / MILLION);
            }
        }
        assert_eq!(before, WAD);
    }
}

#[test]
fn liquidation_blocks_follow_each_other_without_a_gap() {
    let mut terms = default_terms(80, 18);
    for block_time in 1..=60_u32 {
        terms.profile.block_time = block_time;
        let length = u64::from(block_time);
        for first in [0, (1 << 29) - 3, (1 << 36) - 3] {
            for count in first..first + 6 {
                for second in 0..length {
                    let now = count * length + second;
                    let (index, refills_at) = liquidation_block(now, &terms);
                    assert_eq!(u64::from(index), count % (1 << 29));
                    assert_eq!(refills_at, (count + 1) * length);
                }
            }
        }
    }
}
