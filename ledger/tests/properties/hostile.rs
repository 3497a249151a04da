//! Any words at all: a quote is exact or refused, never wrapped, and nothing panics.

use crate::domain::{
    cases, dice,
    verdict::{act, assert_exact_or_refused},
};
use alloy_primitives::U256;
use ebb_ledger::{Auction, Health, Offer, Profile, Terms};
use proptest::prelude::*;

proptest! {
    #![proptest_config(cases(6_000))]

    #[test]
    fn a_quote_of_any_amounts_is_exact_or_refused(mut dice in dice()) {
        let case = dice.oversized();
        assert_exact_or_refused(&case, dice.amount(128));
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
        let mut case = dice.oversized();
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
