//! The belief in a depth (section 4, decision 0007): equal to what is read off the list of all looks, and
//! M2 in true prices, for histories of touches, repayments and fills.

use crate::{
    domain::{Dice, cases, dice, position::Case},
    reference::belief::of_history,
};
use ebb_ledger::{Auction, auction::FULL_DEPTH};
use proptest::prelude::*;

/// A loan without a record, and its price at LTV = LLTV · 1000 / `part`.
fn loan(dice: &mut Dice) -> Option<(Case, u128)> {
    let mut case = dice.case();
    case.auction = Auction::default();
    let lltv = case.terms.lltv;
    let at_lltv = case.health().ltv().checked_mul(1_000)? / lltv;
    let is_ordinary = case.debt > 1_000_000 && (1..10_000_000).contains(&at_lltv);
    is_ordinary.then_some((case, at_lltv))
}

/// The price at which the LTV is about `lltv · 1000 / thousandths`.
fn priced(case: &Case, at_lltv: u128, thousandths: u64) -> Case {
    let part = at_lltv * u128::from(thousandths) / 1_000;
    let mut moved = case.clone();
    moved.price =
        case.price.saturating_mul(part.try_into().unwrap()) / alloy_primitives::U256::from(1_000);
    moved
}

/// A price somewhere between healthy and hopeless, most often around the depths that count.
fn any_price(dice: &mut Dice, case: &Case, at_lltv: u128) -> Case {
    let thousandths = match dice.roll() % 4 {
        0 => dice.within(1, 1_300),
        1 => dice.within(990, 1_010),
        _ => dice.within(700, 1_000),
    };
    priced(case, at_lltv, thousandths)
}

/// A time between two touches: within the same second, within a step of observation, at the edge of
/// the confirmation or beyond it.
fn wait(dice: &mut Dice, case: &Case) -> u64 {
    let p = &case.terms.profile;
    let (step, confirmation) = (u64::from(p.observe_step), u64::from(p.confirmation));
    match dice.roll() % 8 {
        0 => 0,
        1 => dice.within(confirmation, confirmation + 2),
        2 => dice.within(0, 2 * u64::from(p.clock_step)),
        _ => dice.within(0, step + 1),
    }
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn belief_is_what_the_list_of_all_looks_says(mut dice in dice()) {
        let Some((mut case, at_lltv)) = loan(&mut dice) else { return Ok(()) };
        let law = case.law();
        let mut looks = Vec::new();
        for _ in 0..14 {
            let looked = any_price(&mut dice, &case, at_lltv);
            let ago = case.now - looks.last().map_or(case.now, |look: &(u64, u8)| look.0);
            let is_stale = ago > u64::from(case.terms.profile.stale_after);
            let seen = Case { auction: case.auction, ..looked };
            if seen.health().is_healthy() || is_stale {
                looks.clear();
            }
            if !seen.health().is_healthy() {
                looks.push((case.now, seen.depth()));
            }
            case.auction = seen.touched().auction;
            prop_assert_eq!(case.auction.believed, of_history(&law, &looks), "{:?}", looks);
            prop_assert!(case.auction.believed <= seen.depth());
            prop_assert_eq!(case.auction.is_distressed(), case.auction.believed == FULL_DEPTH);
            case.now += wait(&mut dice, &case);
        }
    }

    /// The owner or the price may mend a loan without a touch: after `confirmation` nothing that was
    /// believed before is of use to a wrong print.
    #[test]
    fn a_print_shorter_than_confirmation_sells_no_more_than_the_true_depth_allows(
        mut dice in dice()
    ) {
        let Some((mut case, at_lltv)) = loan(&mut dice) else { return Ok(()) };
        let confirmation = u64::from(case.terms.profile.confirmation);
        // Before: any prices, any belief.
        for _ in 0..dice.within(0, 8) {
            let looked = any_price(&mut dice, &case, at_lltv);
            case.auction = looked.touched().auction;
            case.now += wait(&mut dice, &case);
        }
        // For longer than `confirmation` the loan is truly no deeper than this, touched or not.
        let least = dice.within(900, 1_010);
        let start = case.now;
        case.now += 1;
        let mut deepest = 0;
        for _ in 0..dice.within(0, 6) {
            let thousandths = dice.within(least, 1_010);
            let looked = priced(&case, at_lltv, thousandths);
            case.auction = looked.touched().auction;
            deepest = deepest.max(looked.depth());
            case.now += wait(&mut dice, &case);
        }
        case.now = case.now.max(start + confirmation + dice.within(1, 3));
        // The print.
        let end = case.now + confirmation;
        let mut spent = Vec::new();
        while case.now < end && spent.len() < 8 {
            let mut wrong = any_price(&mut dice, &case, at_lltv);
            let (debt, collateral) = (wrong.debt, wrong.collateral);
            prop_assert!(wrong.touched().auction.believed <= deepest);
            if debt <= wrong.terms.closeout_debt {
                break;
            }
            if dice.one_in(2) && wrong.fill(dice.part(debt, 0, 1_000)).is_ok() {
                prop_assert!(debt - wrong.debt <= wrong.share_of(debt, deepest));
                prop_assert!(deepest == FULL_DEPTH || wrong.debt == 0 || wrong.collateral != 0);
                let sold = collateral - wrong.collateral;
                prop_assert!(sold <= wrong.share_of(collateral, deepest));
            } else {
                wrong.touch();
            }
            spent.push(case.now);
            case = Case { price: case.price, ..wrong };
            case.now += wait(&mut dice, &case);
        }
    }

    #[test]
    fn belief_follows_a_lesser_depth_at_once_and_a_greater_one_never_at_once(mut dice in dice()) {
        let Some((mut case, at_lltv)) = loan(&mut dice) else { return Ok(()) };
        for _ in 0..10 {
            let looked = any_price(&mut dice, &case, at_lltv);
            let before = looked.auction.believed;
            let after = looked.touched().auction;
            if looked.depth() <= before {
                prop_assert!(after.believed <= looked.depth());
            } else if case.terms.profile.confirmation > 0 && looked.auction.pending == 0 {
                prop_assert!(after.believed <= before);
            }
            // The record keeps at most one open question, deeper than the answer.
            prop_assert!(after.pending == 0 && after.observed == 0 || after.pending > after.believed);
            let confirmation = case.terms.profile.confirmation;
            prop_assert!(after.observed < confirmation.max(1));
            case.auction = after;
            case.now += wait(&mut dice, &case);
        }
    }

    /// A loan that stays at one depth is believed as soon as it was seen for `confirmation`.
    #[test]
    fn what_lasts_is_believed(mut dice in dice()) {
        let Some(mut case) = dice.unhealthy() else { return Ok(()) };
        case.auction = Auction::default();
        let p = case.terms.profile;
        let (mut seen, mut looks) = (0, 0);
        case.touch();
        while seen < p.confirmation && looks < 100 {
            prop_assert_eq!(case.auction.believed, 0);
            let step = p.observe_step.min(p.stale_after);
            case.now += u64::from(step);
            seen += step;
            looks += 1;
            case.touch();
        }
        prop_assert!(seen < p.confirmation || case.auction.believed == case.depth());
    }
}

#[test]
fn the_histories_reach_every_kind_of_belief() {
    use crate::domain::sample;
    let mut met = [0_u32; 4];
    for mut dice in sample(2_000) {
        let Some((mut case, at_lltv)) = loan(&mut dice) else {
            continue;
        };
        for _ in 0..14 {
            let looked = any_price(&mut dice, &case, at_lltv);
            case.auction = looked.touched().auction;
            let kind = match case.auction.believed {
                FULL_DEPTH => 0,
                0 if case.auction.pending > 0 => 1,
                0 => 2,
                _ => 3,
            };
            met[kind] += 1;
            case.now += wait(&mut dice, &case);
        }
    }
    assert!(met.iter().all(|count| *count >= 300), "{met:?}");
}
