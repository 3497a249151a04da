//! M2: a price that is not confirmed sells no more than the close factor, of debt and of collateral,
//! in a liquidation block, however wrong it is (decision 0002).

use crate::domain::{Dice, cases, dice, position::Case, price_of, profile::default_terms, ten};
use alloy_primitives::U256;
use ebb_ledger::{Auction, Error, wad::MILLION, wad::mul_div_up};
use proptest::prelude::*;

/// ⌈amount · closeFactor⌉.
fn close_factor_of(case: &Case, amount: u128) -> u128 {
    mul_div_up(amount, case.terms.profile.close_factor.into(), MILLION).unwrap()
}

/// A case in a fresh block whose price is not confirmed, with collateral and a debt above the closeout.
fn unconfirmed(dice: &mut Dice) -> Option<Case> {
    let mut case = dice.unhealthy()?;
    let block_index = case.offer().ok()?.block_index ^ 1;
    case.auction = Auction {
        block_index,
        ..case.auction
    };
    let is_large = case.debt > case.terms.closeout_debt && case.collateral != 0;
    Some(case).filter(|case| is_large && !case.is_confirmed())
}

/// 10 of collateral worth 1000 each against a debt of 8500, default terms, at noon of some block.
fn slightly_unhealthy() -> Case {
    Case {
        terms: default_terms(80, 18),
        collateral: ten(19),
        debt: ten(18) * 8_500,
        price: price_of(1_000),
        auction: Auction::default(),
        now: 1_700_000_004,
    }
}

#[test]
fn a_price_of_nothing_takes_nothing_before_confirmation() {
    let mut case = slightly_unhealthy();
    case.price = U256::ZERO;
    let refused = Err(Error::BudgetExhausted {
        refills_at: 1_700_000_016,
    });
    assert_eq!(case.fill(u128::MAX).map(|_| ()), refused);
}

#[test]
fn a_deep_glitch_after_a_fill_in_the_same_block_sells_the_close_factor_at_most() {
    let mut case = slightly_unhealthy();
    case.fill(ten(20)).unwrap();
    let before = case.collateral;
    case.price = price_of(20);
    case.fill(u128::MAX).unwrap();
    let sold = before - case.collateral;
    assert!(
        sold <= close_factor_of(&case, before),
        "{sold} of {before} sold at 2 % of the price"
    );
    let refused = Err(Error::BudgetExhausted {
        refills_at: 1_700_000_016,
    });
    assert_eq!(case.fill(u128::MAX).map(|_| ()), refused);
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn one_block_sells_the_close_factor_of_the_collateral_at_most(mut dice in dice()) {
        let Some(mut case) = unconfirmed(&mut dice) else { return Ok(()) };
        let (debt, collateral, end) = (case.debt, case.collateral, case.offer().unwrap().refills_at);
        for _ in 0..6 {
            let _ = case.fill(dice.part(debt, 0, 150));
            case.now = (case.now + dice.within(0, 4)).min(end - 1);
            if case.is_confirmed() || case.debt <= case.terms.closeout_debt {
                break;
            }
            prop_assert!(collateral - case.collateral <= close_factor_of(&case, collateral));
            prop_assert!(debt - case.debt <= close_factor_of(&case, debt));
        }
    }

    #[test]
    fn no_change_of_price_within_a_block_sells_more_than_the_close_factor(mut dice in dice()) {
        let Some(mut case) = unconfirmed(&mut dice) else { return Ok(()) };
        for _ in 0..6 {
            let (debt, collateral) = (case.debt, case.collateral);
            if debt <= case.terms.closeout_debt {
                break;
            }
            let _ = case.fill(dice.part(debt, 0, 150));
            prop_assert!(collateral - case.collateral <= close_factor_of(&case, collateral));
            prop_assert!(debt - case.debt <= close_factor_of(&case, debt));
            prop_assert!(case.debt == 0 || case.collateral != 0);
            case.price = dice.moved(case.price, 0, 1_200);
        }
    }
}
