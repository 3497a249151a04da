//! M4 and the other invariants over random histories of fills, touches and waiting.

use crate::domain::{Dice, cases, dice, position::Case};
use ebb_ledger::{Error, Fill};
use proptest::prelude::*;

/// Waits, then touches or fills a part; gives the fill if there was one.
fn step(case: &mut Case, dice: &mut Dice) -> Result<Option<Fill>, Error> {
    case.now += dice.within(0, 2 * u64::from(case.terms.profile.block_time));
    if dice.one_in(3) {
        case.touch();
        return Ok(None);
    }
    let asked = dice.part(case.debt, 0, 1_500);
    case.fill(asked).map(|(_, fill)| Some(fill))
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn at_a_constant_price_no_history_makes_a_solvent_position_insolvent(mut dice in dice()) {
        let Some(mut case) = dice.unhealthy() else { return Ok(()) };
        if case.health().ltv() >= case.terms.full_ltv().unwrap() {
            return Ok(());
        }
        for _ in 0..25 {
            let _ = step(&mut case, &mut dice);
            let health = case.health();
            prop_assert!(health.debt <= health.value);
        }
    }

    #[test]
    fn a_patient_market_makes_every_solvent_position_healthy_or_closes_it(mut dice in dice()) {
        let Some(mut case) = dice.unhealthy() else { return Ok(()) };
        let fills = 40 * 1_000_000 / case.terms.profile.close_factor;
        if case.health().value <= case.debt || case.debt < 100_000_000 {
            return Ok(());
        }
        for _ in 0..fills {
            if case.health().is_healthy() {
                return Ok(());
            }
            let next = case.offer().unwrap().refills_at;
            let budget = Err(Error::BudgetExhausted { refills_at: next });
            let fill = case.fill(u128::MAX).map(|_| ());
            prop_assert!(fill.is_ok() || fill == budget);
            case.now = next;
        }
        prop_assert!(case.health().is_healthy(), "still unhealthy after {} blocks", fills);
    }

    #[test]
    fn whatever_the_price_does_a_fill_only_takes_what_is_there(mut dice in dice()) {
        let mut case = dice.case();
        let price = case.price;
        for _ in 0..15 {
            let before = case.clone();
            case.price = dice.moved(price, 300, 1_300);
            match step(&mut case, &mut dice) {
                Ok(Some(fill)) => {
                    prop_assert!(fill.repaid != 0 || case.health().value == 0);
                    prop_assert_eq!(before.collateral - case.collateral, fill.seized);
                    let debt = before.debt - fill.repaid;
                    prop_assert_eq!(case.debt, if case.collateral == 0 { 0 } else { debt });
                    prop_assert!(case.auction.believed <= case.depth());
                }
                Ok(None) => prop_assert_eq!(case.debt, before.debt),
                Err(error) => {
                    prop_assert!(error != Error::Overflow);
                    prop_assert_eq!(case.auction, before.auction);
                }
            }
        }
    }
}
