//! All liquidations of a few units: each collateral, debt, repayment and price of a small range, in
//! an old and a new block, doubted and believed. Every edge of dust, closeout and rounding is among them.

use crate::domain::{
    position::Case,
    profile::default_terms,
    verdict::{assert_fill_agrees, assert_offer_agrees},
};
use alloy_primitives::U256;
use ebb_ledger::{Auction, Terms, wad::PRICE_SCALE};

const NOW: u64 = 1_700_000_004;

/// Debts below 3 are dust, up to 6 are closed at once.
fn terms() -> Terms {
    let mut terms = default_terms(80, 18);
    (terms.min_debt, terms.closeout_debt) = (3, 6);
    // A tenth of a few units would be nothing.
    (terms.profile.close_factor, terms.profile.fee_share) = (400_000, 300_000);
    (terms.profile.start_discount, terms.profile.end_discount) = (50_000, 90_000);
    terms
}

/// Doubted, half believed, in distress; in a block of its own and in one with four units left.
fn records() -> Vec<Auction> {
    let mut records = Vec::new();
    for (believed, clock) in [(0, 0), (128, 600), (255, 1_800)] {
        for (block_index, block_room) in [(0, 0), (141_666_667, 4)] {
            records.push(Auction {
                touched_at: NOW,
                clock,
                believed,
                block_index,
                block_room,
                block_discount: 60_000,
                ..Auction::default()
            });
        }
    }
    records
}

#[test]
fn all_liquidations_of_a_few_units_equal_the_reference() {
    let half = U256::from(PRICE_SCALE / 2);
    let terms = terms();
    let mut unhealthy = 0;
    for auction in records() {
        for halves in [1, 2, 3, 5] {
            for collateral in 0..=9 {
                for debt in 0..=22 {
                    let case = Case {
                        terms,
                        collateral,
                        debt,
                        price: half * U256::from(halves),
                        auction,
                        now: NOW,
                    };
                    if case.health().is_healthy() {
                        assert_fill_agrees(case, debt);
                        continue;
                    }
                    unhealthy += 1;
                    assert_offer_agrees(&case);
                    for max_repay in 0..=debt + 1 {
                        assert_fill_agrees(case.clone(), max_repay);
                    }
                }
            }
        }
    }
    assert!(unhealthy > 3_000, "{unhealthy}");
}
