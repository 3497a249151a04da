//! M2: a block sells no more than the share that the believed depth allows, of debt and of collateral,
//! however wrong the price is (decisions 0002 and 0007).

use crate::domain::{Dice, cases, dice, position::Case, price_of, profile::default_terms, ten};
use alloy_primitives::U256;
use ebb_ledger::{Auction, Error, auction::FULL_DEPTH};
use proptest::prelude::*;

/// A case in a fresh block, not in distress, with collateral and a debt above the closeout; and the
/// depth that is believed of it.
fn doubtful(dice: &mut Dice) -> Option<(Case, u8)> {
    let mut case = dice.unhealthy()?;
    case.auction.block_index = case.offer().ok()?.block_index ^ 1;
    case.touch();
    let believed = case.auction.believed;
    let is_large = case.debt > case.terms.closeout_debt && case.collateral != 0;
    let is_guarded = believed < FULL_DEPTH && case.terms.profile.confirmation > 0;
    (is_large && is_guarded).then_some((case, believed))
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
fn a_price_of_nothing_takes_nothing_before_it_lasted() {
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
        sold <= case.share_of(before, 0),
        "{sold} of {before} sold at 2 % of the price"
    );
    let refused = Err(Error::BudgetExhausted {
        refills_at: 1_700_000_016,
    });
    assert_eq!(case.fill(u128::MAX).map(|_| ()), refused);
}

/// A loan that has been unhealthy for hours, a hair below the LLTV: one wrong print takes a tenth.
#[test]
fn a_print_of_four_fifths_down_takes_a_tenth_of_a_loan_that_was_long_unhealthy() {
    let mut case = slightly_unhealthy();
    case.debt = ten(18) * 8_010;
    for _ in 0..600 {
        case.touch();
        case.now += 20;
    }
    assert_eq!(case.touched().auction.believed, 2);
    let believed = case.touched().auction.believed;
    let before = case.clone();
    case.price = price_of(200);
    let (offer, _) = case.fill(u128::MAX).unwrap();
    // It is sold without a discount: at this price the borrower has nothing left to give.
    assert_eq!(offer.discount, 0);
    assert!(before.collateral - case.collateral <= before.share_of(before.collateral, believed));
    assert!(case.share_of(ten(19), believed) < ten(18) * 108 / 100);
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn one_block_sells_the_believed_share_of_the_collateral_at_most(mut dice in dice()) {
        let Some((mut case, believed)) = doubtful(&mut dice) else { return Ok(()) };
        let (debt, collateral, end) = (case.debt, case.collateral, case.offer().unwrap().refills_at);
        for _ in 0..6 {
            let _ = case.fill(dice.part(debt, 0, 150));
            case.now = (case.now + dice.within(0, 4)).min(end - 1);
            if case.touched().auction.believed > believed || case.debt <= case.terms.closeout_debt {
                break;
            }
            prop_assert!(collateral - case.collateral <= case.share_of(collateral, believed));
            prop_assert!(debt - case.debt <= case.share_of(debt, believed));
        }
    }

    #[test]
    fn no_change_of_price_within_a_block_sells_more_than_the_believed_share(mut dice in dice()) {
        let Some((mut case, believed)) = doubtful(&mut dice) else { return Ok(()) };
        for _ in 0..6 {
            let (debt, collateral) = (case.debt, case.collateral);
            if debt <= case.terms.closeout_debt {
                break;
            }
            let _ = case.fill(dice.part(debt, 0, 150));
            prop_assert!(collateral - case.collateral <= case.share_of(collateral, believed));
            prop_assert!(debt - case.debt <= case.share_of(debt, believed));
            prop_assert!(case.debt == 0 || case.collateral != 0);
            case.price = dice.moved(case.price, 0, 1_200);
        }
    }
}
