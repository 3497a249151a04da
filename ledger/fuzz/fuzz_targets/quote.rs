//! Bytes as the draws of a market, a position, a profile, prices and a clock: every quote and fill is the
//! reference's, to the unit or in its refusal, and none breaks what a liquidation promises. The draws are
//! those of the law's property tests; here the coverage of the law leads them.
#![no_main]

#[allow(dead_code, reason = "the property tests use the rest")]
#[path = "../../tests/domain/mod.rs"]
mod domain;
#[allow(dead_code, reason = "the property tests use the rest")]
#[path = "../../tests/reference/mod.rs"]
mod reference;

use domain::{
    Dice, int,
    position::Case,
    scene::{Scene, assert_settlement_agrees},
    verdict::{assert_exact_or_refused, assert_fill_agrees, assert_offer_agrees},
    wide,
};
use ebb_ledger::{Error, Fill, Health, Offer, profile::wad, wad::WAD};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let words = bytes.chunks(8).map(|chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        u64::from_le_bytes(word)
    });
    let seeds: Vec<u64> = words.collect();
    if seeds.is_empty() {
        return;
    }
    let mut dice = Dice::from(seeds);
    match dice.roll() % 4 {
        0 => any_words(&mut dice),
        1 => in_a_market(&mut dice),
        _ => story(&mut dice),
    }
});

/// Amounts and prices of any size: exact or refused.
fn any_words(dice: &mut Dice) {
    let case = dice.oversized();
    assert_exact_or_refused(&case, dice.amount(128));
}

/// A fill in the books of a market with others in it.
fn in_a_market(dice: &mut Dice) {
    if let Some(scene) = Scene::roll(dice) {
        let asked = dice.part(scene.books.market.borrow.assets, 0, 1_500);
        assert_settlement_agrees(scene, asked);
    }
}

/// A legal position, and up to eight quotes and fills while time passes and the price moves.
fn story(dice: &mut Dice) {
    let mut case = dice.case();
    let price = case.price;
    for _ in 0..8 {
        let max_repay = max_repay(dice, &case);
        if !case.health().is_healthy() {
            assert_offer_agrees(&case);
        }
        assert_fill_agrees(case.clone(), max_repay);
        let before = case.clone();
        match case.fill(max_repay) {
            Ok((offer, fill)) => assert_promises(&before, &case, &offer, &fill, max_repay),
            Err(error) => assert!(error != Error::Overflow && before.auction == case.auction),
        }
        case.now += dice.within(0, 2 * u64::from(case.terms.profile.confirmation) + 2);
        case.price = dice.moved(price, 300, 1_300);
    }
}

/// Nothing, all, an edge of the offer or something between.
fn max_repay(dice: &mut Dice, case: &Case) -> u128 {
    let Ok(offer) = case.offer() else {
        return case.debt;
    };
    match dice.roll() % 8 {
        0 => u128::MAX,
        1 => offer.repayable().saturating_sub(dice.within(0, 2).into()),
        2 => case.terms.min_debt,
        3 => case.debt.saturating_sub(case.terms.min_debt),
        4 => offer.min_repay(&case.terms),
        5 => dice.amount(120),
        _ => dice.part(case.debt, 0, 1_000),
    }
}

/// What a liquidation promises whatever its formulas are.
fn assert_promises(before: &Case, after: &Case, offer: &Offer, fill: &Fill, max_repay: u128) {
    let (terms, health) = (&before.terms, before.health());
    assert!(!health.is_healthy(), "a healthy position was sold");
    assert!(fill.repaid <= max_repay && fill.repaid <= before.debt);
    assert!(fill.seized <= before.collateral);
    assert!(offer.discount <= terms.profile.max_discount);
    let believed = before.touched().auction;
    if !believed.is_distressed() && before.debt > terms.closeout_debt {
        assert!(
            fill.repaid <= offer.room,
            "a block sold more than its budget"
        );
    }
    // The liquidator pays for what he takes, and rounding is his.
    let value = int(fill.seized) * wide(before.price) / reference::ten(36);
    let keep = int(WAD - wad(offer.discount));
    assert!(
        int(fill.repaid) * int(WAD) >= value * keep,
        "collateral was given away"
    );
    let earned = wad(offer.discount).min(WAD);
    assert!(int(fill.fee) * int(WAD - earned) <= int(fill.repaid) * int(earned) + int(WAD));
    // No debt without collateral, no dust of it.
    assert!(after.debt == 0 || after.collateral != 0);
    assert!(after.debt == 0 || after.debt >= terms.min_debt);
    // What is left is no riskier, unless the market knew that there is nothing left to protect.
    if health.ltv() < terms.full_ltv().unwrap_or(0) {
        assert!(
            is_no_riskier(&after.health(), &health),
            "a fill made the loan worse"
        );
    }
    assert!(after.auction.clock <= believed.clock);
    assert!(after.auction.believed <= believed.believed);
}

/// debt · other value ≤ other debt · value: without rounding.
fn is_no_riskier(a: &Health, b: &Health) -> bool {
    int(a.debt) * int(b.value) <= int(b.debt) * int(a.value)
}
