//! Any words at all: a quote is exact or refused, never wrapped, and nothing panics.

use crate::{
    domain::{Dice, cases, dice, int, position::Case},
    reference::{self, quote::Refusal},
};
use alloy_primitives::U256;
use ebb_ledger::{Auction, Error, Health, Offer, Profile, Terms, health::MAX_VALUE};
use proptest::prelude::*;

/// The amounts of a legal case replaced by words of any size.
fn oversized(dice: &mut Dice) -> Case {
    let mut case = dice.case();
    (case.collateral, case.debt) = (dice.amount(128), dice.amount(128));
    (case.price, case.auction.block_room) = (dice.word(), dice.amount(128));
    case.terms.min_debt = dice.amount(128).max(1);
    case.terms.closeout_debt = dice.amount(128).max(case.terms.min_debt);
    case
}

/// What the crate does with the case, step by step as the contract.
fn act(case: &Case, max_repay: u128) -> Result<(u128, u128, u128, Auction), Error> {
    let Case {
        terms,
        collateral,
        debt,
        price,
        auction,
        now,
    } = case;
    let health = Health::new(*collateral, *debt, *price, terms.lltv)?;
    let touched = auction.touched(*now, &health, terms)?;
    let offer = Offer::new(health, &touched, *now, terms)?;
    let fill = offer.fill(max_repay, *collateral, *price, terms)?;
    let after = offer.settle(touched, &fill, terms)?;
    Ok((fill.repaid, fill.seized, fill.fee, after))
}

proptest! {
    #![proptest_config(cases(6_000))]

    #[test]
    fn a_quote_of_any_amounts_is_exact_or_refused(mut dice in dice()) {
        let case = oversized(&mut dice);
        let (price, now) = case.moment();
        let max_repay = dice.amount(128);
        let result = act(&case, max_repay);
        let position = case.reference();
        let lltv = int(case.terms.lltv);
        let exact = reference::health(&position.collateral, &price, &position.debt, &lltv);
        if exact.value > int(MAX_VALUE) {
            return Ok(());
        }
        let exact =
            reference::quote::fill(&case.law(), &position, &price, &now, &int(max_repay));
        match (result, exact) {
            (Err(Error::Overflow), _) => {}
            (Ok((repaid, seized, fee, after)), Ok(exact)) => {
                prop_assert_eq!((int(repaid), int(seized)), (exact.repaid, exact.seized));
                prop_assert_eq!(int(fee), exact.fee);
                prop_assert_eq!(int(after.block_room), exact.after.record.block_room);
            }
            (Err(error), Err(exact)) => {
                prop_assert_eq!(error == Error::HealthyPosition, exact == Refusal::Healthy);
                let is_dust = error == Error::CollateralDust;
                prop_assert_eq!(is_dust, exact == Refusal::CollateralDust);
            }
            (result, exact) => prop_assert!(false, "{:?} but the reference {:?}", result, exact),
        }
    }

    #[test]
    fn no_terms_and_no_record_make_the_law_panic(
        mut dice in dice(), words in proptest::array::uniform2(any::<[u64; 4]>()),
        amounts in proptest::array::uniform3(any::<u128>())
    ) {
        let [curve, pace] = words.map(U256::from_limbs);
        let [lltv, min_debt, closeout_debt] = amounts;
        let lltv = if dice.one_in(2) { lltv } else { lltv >> 68 };
        let profile = Profile::unpack(curve, pace);
        let mut case = oversized(&mut dice);
        case.terms = Terms { lltv, min_debt, closeout_debt, profile };
        if dice.one_in(2) {
            case.terms.min_debt >>= 40;
            case.terms.closeout_debt >>= 30;
            case.debt >>= 40;
        }
        case.auction = Auction {
            touched_at: dice.roll(),
            clock: dice.field(0, u32::MAX),
            is_paused: dice.one_in(2),
            believed: dice.roll() as u8,
            pending: dice.roll() as u8,
            observed: dice.field(0, u32::MAX),
            block_index: dice.field(0, u32::MAX),
            block_room: dice.amount(128),
            block_discount: dice.field(0, u32::MAX),
        };
        case.now = dice.within(0, u64::MAX);
        let _ = act(&case, dice.amount(128));
        let _ = (case.terms.check_debt_bounds(), case.terms.check_profile(curve, pace));
        let _ = (case.terms.borrow_health(), case.terms.full_ltv(), case.terms.reset_health());
        let health = Health { debt: case.debt, value: dice.amount(128), max_borrow: case.collateral };
        let _ = (health.factor(), health.ltv());
        let offer = Offer {
            health,
            ltv: dice.amount(128),
            discount: dice.field(0, u32::MAX),
            cover: dice.amount(128),
            limit: dice.amount(128),
            room: dice.amount(128),
            ..Offer::default()
        };
        if let Ok(fill) = offer.fill(dice.amount(128), case.collateral, case.price, &case.terms) {
            let _ = offer.settle(case.auction, &fill, &case.terms);
        }
    }
}
