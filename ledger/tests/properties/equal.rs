//! Every public function of the quote gives exactly what the reference gives, refusals included.

use crate::{
    domain::{
        cases, dice, int, is_record,
        position::Case,
        record, sample,
        verdict::{assert_fill_agrees, assert_offer_agrees, refusal},
    },
    reference::{self, Int, quote::Refusal},
};
use ebb_ledger::{Offer, auction::depth_down, health::MAX_VALUE, wad::WAD};
use proptest::prelude::*;

/// What a liquidator may ask for: nothing, all, an edge of the offer or something between.
fn max_repay(dice: &mut crate::domain::Dice, case: &Case) -> u128 {
    let Ok(Offer { limit, cover, .. }) = case.offer() else {
        return case.debt;
    };
    let around = u128::from(dice.within(0, 2));
    match dice.roll() % 8 {
        0 => u128::MAX,
        1 => limit.min(cover).saturating_sub(around),
        2 => case.terms.min_debt + 1 - around.min(1),
        3 => case
            .debt
            .saturating_sub(case.terms.min_debt)
            .saturating_add(around),
        4 => cover.saturating_sub(around),
        _ => dice.part(case.debt, 0, 1_000),
    }
}

proptest! {
    #![proptest_config(cases(3_000))]

    #[test]
    fn health_equals_the_reference(mut dice in dice()) {
        let case = dice.case();
        let (price, _) = case.moment();
        let (collateral, debt) = (int(case.collateral), int(case.debt));
        let exact = reference::health(&collateral, &price, &debt, &int(case.terms.lltv));
        let health = case.health();
        prop_assert_eq!(health.is_healthy(), exact.healthy);
        prop_assert_eq!(int(health.debt), debt.clone());
        let most = int(u128::MAX);
        let exact_hf = exact.hf.unwrap_or(most.clone());
        if exact.value <= int(MAX_VALUE) {
            prop_assert_eq!(int(health.value), exact.value);
            prop_assert_eq!(int(health.max_borrow), exact.limit);
            prop_assert_eq!(int(health.factor()), exact_hf.min(most.clone()));
            let no_value = if debt == Int::ZERO { Int::ZERO } else { most.clone() };
            prop_assert_eq!(int(health.ltv()), exact.ltv.unwrap_or(no_value).min(most));
        } else {
            // Worth more than any debt below 2^120 can reach, so nothing depends on how much more.
            prop_assert_eq!(health.value, MAX_VALUE);
            prop_assert!(health.factor() >= 2 * WAD && exact_hf >= int(2 * WAD));
        }
    }

    #[test]
    fn the_depth_equals_the_reference(mut dice in dice()) {
        let case = dice.case();
        let (price, _) = case.moment();
        let (law, position) = (case.law(), case.reference());
        let exact = reference::health(&position.collateral, &price, &position.debt, &law.lltv);
        let ltv = case.health().ltv();
        // Without debt there is no LTV, with value or without.
        let exact = if case.debt == 0 { 0 } else { reference::belief::depth(&law, &exact) };
        prop_assert_eq!(depth_down(ltv, &case.terms), Ok(exact));
        // Between the LLTV and the full LTV, where no position may have been drawn.
        let between = dice.part(case.terms.full_ltv().unwrap() - case.terms.lltv, 0, 1_000);
        let exact = reference::belief::depth(&law, &reference::Health {
            ltv: Some(int(case.terms.lltv + between)),
            ..reference::health(&position.collateral, &price, &position.debt, &law.lltv)
        });
        prop_assert_eq!(depth_down(case.terms.lltv + between, &case.terms), Ok(exact));
    }

    #[test]
    fn a_cleared_record_equals_the_reference(mut dice in dice()) {
        let case = dice.case();
        let exact = reference::cleared(&record(&case.auction));
        prop_assert!(is_record(&case.auction.cleared(), &exact), "{:?}", case.auction);
    }

    #[test]
    fn a_touch_equals_the_reference(mut dice in dice()) {
        let mut case = dice.case();
        let (price, now) = case.moment();
        let (law, position) = (case.law(), case.reference());
        let health = reference::health(&position.collateral, &price, &position.debt, &law.lltv);
        let exact = reference::touch(&law, &position.record, &position.debt, &health, &now);
        case.touch();
        prop_assert!(is_record(&case.auction, &exact), "{:?} is not {:?}", case.auction, exact);
    }

    #[test]
    fn the_discount_equals_the_reference(mut dice in dice()) {
        let Some(case) = dice.unhealthy() else { return Ok(()) };
        let (price, _) = case.moment();
        let (law, position) = (case.law(), case.reference());
        let exact = reference::health(&position.collateral, &price, &position.debt, &law.lltv);
        let exact = reference::open_discount(&law, &position.record, &exact);
        let health = case.health();
        let ltv = health.ltv();
        let discount = case.auction.discount_down(&health, ltv, &case.terms).unwrap();
        prop_assert_eq!(Int::from(discount) * reference::ten(12), exact);
    }

    #[test]
    fn the_offer_equals_the_reference(mut dice in dice()) {
        let Some(case) = dice.unhealthy() else { return Ok(()) };
        assert_offer_agrees(&case);
    }
}

proptest! {
    #![proptest_config(cases(12_000))]

    #[test]
    fn a_fill_and_what_it_leaves_equal_the_reference(mut dice in dice()) {
        let case = dice.case();
        let max_repay = max_repay(&mut dice, &case);
        assert_fill_agrees(case, max_repay);
    }
}

#[test]
fn every_outcome_of_a_fill_is_met_by_the_draw() {
    let mut met = [0_u32; 7];
    for mut dice in sample(6_000) {
        let mut case = dice.case();
        let max_repay = max_repay(&mut dice, &case);
        let (distressed, debt) = (case.is_distressed(), case.debt);
        let outcome = match case.fill(max_repay).map_err(refusal) {
            Ok((_, fill)) if fill.repaid < debt && case.collateral == 0 => 0,
            Ok(_) if distressed => 1,
            Ok(_) => 2,
            Err(Refusal::Healthy) => 3,
            Err(Refusal::BudgetExhausted { .. }) => 4,
            Err(Refusal::TooSmall { .. }) => 5,
            Err(Refusal::CollateralDust) => 6,
        };
        met[outcome] += 1;
    }
    assert!(
        met.iter().all(|count| *count >= 30),
        "the domain is too narrow: {met:?}"
    );
}
