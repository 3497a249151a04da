//! A refusal tells the truth: what it names as the way out is one.

use crate::domain::{cases, dice, position::Case, price_of, profile::default_terms, ten};
use ebb_ledger::{
    Auction, Error,
    wad::{MILLION, mul_div_down},
};
use proptest::prelude::*;

/// A debt between the smallest debt and twice that: nothing but all of it can be repaid.
#[test]
fn a_small_debt_is_refused_in_part_with_all_of_it_as_the_least() {
    let case = Case {
        terms: default_terms(80, 18),
        collateral: ten(18),
        debt: ten(18) * 150,
        price: price_of(180),
        auction: Auction::default(),
        now: 1_700_000_004,
    };
    let refused = Err(Error::RepayTooSmall {
        min_repay: case.debt,
    });
    assert_eq!(case.quote(case.terms.min_debt), refused);
    assert_eq!(case.quote(case.debt - 1), refused);
    assert_eq!(case.quote(case.debt).unwrap().repaid, case.debt);
}

proptest! {
    #![proptest_config(cases(6_000))]

    #[test]
    fn the_least_repayment_is_accepted_and_one_less_is_not(mut dice in dice()) {
        let Some(case) = dice.unhealthy() else { return Ok(()) };
        let asked = dice.part(case.debt, 0, 1_000);
        let Err(Error::RepayTooSmall { min_repay }) = case.quote(asked) else { return Ok(()) };
        prop_assert!(asked < min_repay);
        let refused = Err(Error::RepayTooSmall { min_repay });
        prop_assert_eq!(case.quote(min_repay - 1), refused);
        match case.quote(min_repay) {
            Ok(fill) => prop_assert_eq!(fill.repaid, min_repay),
            // Only where the collateral does not cover the debt.
            error => {
                prop_assert_eq!(error, Err(Error::CollateralDust));
                prop_assert!(case.offer().unwrap().cover < case.debt);
            }
        }
    }

    #[test]
    fn who_offers_all_is_refused_only_for_the_budget_or_an_insolvency_not_believed(
        mut dice in dice()
    ) {
        let Some(mut case) = dice.unhealthy() else { return Ok(()) };
        let offer = case.offer().unwrap();
        let distressed = case.is_distressed();
        let small = case.debt <= case.terms.closeout_debt && offer.cover >= case.debt;
        let (debt, now) = (case.debt, case.now);
        match case.fill(u128::MAX) {
            Ok((_, fill)) => prop_assert_eq!(fill.repaid, offer.repayable()),
            Err(Error::BudgetExhausted { refills_at }) => {
                // A debt of minDebt or less has no step but the last.
                let tiny = case.debt <= case.terms.min_debt;
                prop_assert!(!distressed && !small && (offer.room == 0 || tiny));
                let block = u64::from(case.terms.profile.block_time);
                prop_assert!(refills_at > now && refills_at - now <= block);
                prop_assert_eq!(refills_at % block, 0);
            }
            Err(error) => {
                prop_assert_eq!(error, Error::CollateralDust);
                prop_assert!(!distressed && !small && offer.cover < debt);
            }
        }
    }

    #[test]
    fn an_exhausted_budget_is_back_when_it_says_and_not_a_second_before(mut dice in dice()) {
        let Some(mut case) = dice.unhealthy() else { return Ok(()) };
        let Ok((offer, _)) = case.fill(u128::MAX) else { return Ok(()) };
        let Err(Error::BudgetExhausted { refills_at }) = case.quote(u128::MAX) else { return Ok(()) };
        prop_assert_eq!(refills_at, offer.refills_at);
        let believed = case.touched().auction.believed;
        case.now = refills_at - 1;
        if case.touched().auction.believed == believed {
            prop_assert_eq!(case.quote(u128::MAX), Err(Error::BudgetExhausted { refills_at }));
        }
        case.now = refills_at;
        let offer = case.offer().unwrap();
        prop_assert!(offer.room >= mul_div_down(case.debt.min(offer.cover), case.terms.profile.close_factor.into(), MILLION).unwrap());
        prop_assert!(offer.room != 0 || case.debt.min(offer.cover) < 100);
    }

    #[test]
    fn a_healthy_position_has_no_offer(mut dice in dice()) {
        let case = dice.case();
        let healthy = case.debt <= case.health().max_borrow;
        prop_assert_eq!(case.offer().err() == Some(Error::HealthyPosition), healthy);
    }
}
