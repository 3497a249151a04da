//! Profiles (section 2): the packing, what legal terms guarantee, and words that are no profile.

use super::bounds::check;
use crate::{
    domain::{
        cases, dice, int, law,
        profile::{default_terms, fields, pack},
    },
    reference::{Int, up, wad as one},
};
use alloy_primitives::U256;
use ebb_ledger::{Profile, Terms};
use proptest::prelude::*;

proptest! {
    #![proptest_config(cases(2_000))]

    #[test]
    fn unpacking_gives_back_what_was_packed(values in proptest::array::uniform20(0_u32..1 << 24)) {
        let (curve, pace) = pack(values);
        prop_assert_eq!(fields(&Profile::unpack(curve, pace)), values);
        let stray = U256::from(0xffff) << 240;
        prop_assert_eq!(fields(&Profile::unpack(curve | stray, pace | stray)), values);
    }

    #[test]
    fn every_profile_of_these_tests_is_legal(mut dice in dice()) {
        prop_assert_eq!(check(&dice.case().terms), Ok(()));
    }

    #[test]
    fn the_healths_that_follow_from_the_terms_equal_the_reference_and_are_ordered(
        mut dice in dice()
    ) {
        let terms = dice.case().terms;
        let exact = law(&terms);
        let target = int(terms.target_health().unwrap());
        let full = int(terms.full_ltv().unwrap());
        let borrow = int(terms.borrow_health().unwrap());
        prop_assert_eq!(&target, &exact.target_health);
        prop_assert_eq!(int(terms.reset_health()), exact.reset_health.clone());
        prop_assert_eq!(&full, &exact.full_ltv);
        prop_assert!(exact.lltv < full && full < one());
        prop_assert!(one() <= exact.reset_health && exact.reset_health <= target);
        prop_assert!(target > one() && target <= borrow);
        let margin = one() - &exact.lltv;
        prop_assert_eq!(borrow, one() + &margin * terms.profile.borrow_share / 1_000_000);
        // H > LLTV / (1 − min(maxDiscount, κ · (1 − LLTV))): a fill at the reset can reach its aim.
        let most = (&exact.equity_share * &margin / one()).min(exact.max_discount);
        prop_assert!(target > up(&exact.lltv, &one(), &(one() - most)) - Int::from(1));
    }

    #[test]
    fn arbitrary_terms_are_judged_without_a_panic(
        words in proptest::array::uniform2(any::<[u64; 4]>()),
        amounts in proptest::array::uniform3(any::<u128>())
    ) {
        let [curve, pace] = words.map(U256::from_limbs);
        let [lltv, min_debt, closeout_debt] = amounts;
        let terms = Terms { lltv, min_debt, closeout_debt, profile: Profile::unpack(curve, pace) };
        prop_assert!(terms.check_profile(curve, pace).is_err());
        let usual = Terms { profile: terms.profile, ..default_terms(80, 18) };
        let mask = (U256::from(1) << 240) - U256::from(1);
        prop_assert!(usual.check_profile(curve & mask, pace & mask).is_err());
    }
}
