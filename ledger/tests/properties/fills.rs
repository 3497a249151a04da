//! What a fill may take (section 6): M1, M3, M5, M6, M7, M11, M12, M17, M22 and the fee of M18.

use crate::{
    domain::{cases, dice, int, position::Case, price_of, profile::default_terms, ten, wide},
    reference::{Int, up, wad as one},
};
use alloy_primitives::U256;
use ebb_ledger::{
    Auction, Health, Offer,
    profile::wad,
    wad::{PRICE_SCALE, WAD, mul_div_down},
};
use proptest::prelude::*;

/// debt · other value ≤ other debt · value: whether `a` is at most as risky as `b`, without rounding.
fn is_no_riskier(a: &Health, b: &Health) -> bool {
    int(a.debt) * int(b.value) <= int(b.debt) * int(a.value)
}

/// What the rounding of a fill that aims at the target health may miss it by [loan assets · WAD]:
/// two units of repayment through the slope of the aim, and one of value and of collateral each.
fn aim_slack(case: &Case, discount: u32) -> Int {
    let target = int(case.terms.target_health().unwrap());
    let slope = &target - up(&int(case.terms.lltv), &one(), &int(WAD - wad(discount)));
    let slope = slope.max(Int::from(1));
    let unit = wide(case.price / U256::from(PRICE_SCALE)) + 3;
    let wide = int(case.debt) * 4 / &slope + 1;
    (one() / &slope + wide + unit) * target * 2
}

/// With this LLTV and 25 % of discount the slope of the aim is 1e-18, so the repayment that would
/// restore the target has more than 128 bits. The answer is still: all of it.
#[test]
fn an_aim_that_is_all_but_out_of_reach_asks_for_all() {
    let mut terms = default_terms(80, 18);
    terms.lltv = 795_918_367_346_938_774;
    let profile = &mut terms.profile;
    (
        profile.end_discount,
        profile.max_discount,
        profile.bad_debt_discount,
    ) = (250_000, 250_000, 250_000);
    let now = 1_700_000_000;
    let case = Case {
        terms,
        collateral: ten(24),
        debt: ten(24),
        price: price_of(1),
        auction: Auction {
            touched_at: now,
            clock: 1_800,
            believed: 255,
            ..Auction::default()
        },
        now,
    };
    let offer = case.offer().unwrap();
    assert_eq!((offer.discount, offer.limit), (250_000, case.debt));
    assert_eq!(case.quote(u128::MAX).unwrap().repaid, ten(24) / 4 * 3);
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn a_block_repays_its_budget_at_most(mut dice in dice()) {
        let Some(mut case) = dice.unhealthy() else { return Ok(()) };
        let end = case.offer().unwrap().refills_at;
        let (debt, mut repaid, mut budget) = (case.debt, 0, None);
        for _ in 0..5 {
            if case.is_distressed() || case.debt <= case.terms.closeout_debt {
                break;
            }
            if let Ok((offer, fill)) = case.fill(dice.part(debt, 0, 1_000)) {
                repaid += fill.repaid;
                prop_assert!(repaid <= *budget.get_or_insert(offer.room));
            }
            case.now = (case.now + dice.within(0, 5)).min(end - 1);
            case.price = dice.moved(case.price, 900, 1_050);
        }
    }

    #[test]
    fn a_fill_never_raises_the_ltv_below_the_full_ltv(mut dice in dice()) {
        let Some(mut case) = dice.unhealthy() else { return Ok(()) };
        let before = case.health();
        if before.ltv() < case.terms.full_ltv().unwrap() {
            let asked = dice.part(case.debt, 0, 1_000);
            let _ = case.fill(asked);
            prop_assert!(is_no_riskier(&case.health(), &before));
        }
    }

    #[test]
    fn a_fill_restores_the_target_health_at_most(mut dice in dice()) {
        let Some(mut case) = dice.unhealthy() else { return Ok(()) };
        if case.debt <= case.terms.closeout_debt {
            return Ok(());
        }
        let slack_at = case.clone();
        let Ok((offer, fill)) = case.fill(u128::MAX) else { return Ok(()) };
        let after = case.health();
        if after.debt != 0 && fill.repaid < offer.cover {
            let most = int(case.terms.target_health().unwrap()) * int(after.debt);
            let slack = aim_slack(&slack_at, offer.discount);
            prop_assert!(int(after.max_borrow) * one() <= most + slack);
        }
    }

    #[test]
    fn the_liquidator_pays_the_discounted_value_and_the_fee_and_rounding_is_his(mut dice in dice()) {
        let Some(case) = dice.unhealthy() else { return Ok(()) };
        let asked = dice.part(case.debt, 0, 1_000);
        let offer = case.offer().unwrap();
        let Ok(fill) = case.quote(asked) else { return Ok(()) };
        let keep = int(WAD - wad(offer.discount));
        let value = int(ebb_ledger::health::value_down(fill.seized, case.price));
        prop_assert!(int(fill.repaid) * one() >= value * &keep);
        prop_assert!(fill.seized <= case.collateral && fill.repaid <= case.debt);
        // The fee is the share of the discount earned, not less, and less than a unit more.
        let earned = int(fill.repaid) * int(wad(offer.discount)) / keep;
        let exact = earned * case.terms.profile.fee_share;
        let fee = int(fill.fee) * 1_000_000;
        prop_assert!(fee >= exact && fee < exact + 1_000_000);
    }

    #[test]
    fn a_split_never_seizes_more_than_one_fill(mut dice in dice()) {
        let Some(case) = dice.unhealthy() else { return Ok(()) };
        let Ok(whole) = case.quote(dice.part(case.debt, 0, 1_000)) else { return Ok(()) };
        let mut split = case.clone();
        let (mut repaid, mut seized) = (0, 0);
        for _ in 0..3 {
            let rest = whole.repaid - repaid;
            let part = if split.collateral == 0 { 0 } else { dice.part(rest, 0, 1_000) };
            if let Ok((_, fill)) = split.fill(part) {
                repaid += fill.repaid;
                seized += fill.seized;
            }
        }
        prop_assert!(repaid <= whole.repaid && seized <= whole.seized);
    }

    #[test]
    fn no_dust_of_debt_and_no_debt_without_collateral_is_left(mut dice in dice()) {
        let Some(mut case) = dice.unhealthy() else { return Ok(()) };
        let asked = dice.part(case.debt, 0, 1_000);
        let before = (case.debt, case.collateral);
        match case.fill(asked) {
            Ok((_, fill)) => {
                let left = before.0 - fill.repaid;
                let all = fill.seized == before.1;
                prop_assert!(left == 0 || left >= case.terms.min_debt || all);
                prop_assert!(case.debt == 0 || case.collateral != 0);
                let worth = case.health().value;
                let is_dust = case.collateral != 0 && worth < case.terms.min_debt;
                prop_assert!(case.debt == 0 || !is_dust);
            }
            Err(_) => prop_assert_eq!((case.debt, case.collateral), before),
        }
    }

    #[test]
    fn a_fill_before_a_fall_of_the_price_never_makes_the_bad_debt_larger(mut dice in dice()) {
        let Some(mut filled) = dice.unhealthy() else { return Ok(()) };
        let mut idle = filled.clone();
        if filled.health().ltv() >= filled.terms.full_ltv().unwrap() {
            return Ok(());
        }
        let _ = filled.fill(dice.part(idle.debt, 0, 1_000));
        filled.price = dice.moved(filled.price, 0, 1_000);
        idle.price = filled.price;
        let bad = |case: &Case| case.debt.saturating_sub(case.health().value);
        prop_assert!(bad(&filled) <= bad(&idle) + 1);
    }

    #[test]
    fn a_deeper_belief_never_makes_the_budget_smaller_nor_a_lower_price_larger(mut dice in dice()) {
        let Some(case) = dice.unhealthy() else { return Ok(()) };
        let at = |price, believed| {
            let mut case = Case { price, ..case.touched() };
            case.auction.believed = believed;
            Offer::new(case.health(), &case.auction, case.now, &case.terms).unwrap()
        };
        let shallow = u8::try_from(dice.within(0, 254)).unwrap();
        let deep = u8::try_from(dice.within(shallow.into(), 255)).unwrap();
        let (before, after) = (at(case.price, shallow), at(case.price, deep));
        // In distress the discount may rise above the equity cap, and what all costs may fall.
        prop_assert!(after.room >= before.room || after.discount > before.discount);
        let price = dice.moved(case.price, 0, 1_000);
        let lower = at(price, shallow);
        prop_assert!(lower.room <= before.room || lower.discount < before.discount);
    }

    #[test]
    fn a_larger_close_factor_never_makes_the_budget_smaller(mut dice in dice()) {
        let Some(case) = dice.unhealthy() else { return Ok(()) };
        let mut wider = case.clone();
        let profile = &mut wider.terms.profile;
        profile.close_factor = dice.field(profile.close_factor, 1_000_000);
        let (before, after) = (case.offer().unwrap(), wider.offer().unwrap());
        prop_assert!(after.room >= before.room && after.limit >= before.limit);
        let fresh = case.auction.block_index != before.block_index;
        let share = mul_div_down(case.debt.min(before.cover), wad(case.terms.profile.close_factor), WAD);
        prop_assert!(!fresh || before.room >= share.unwrap());
    }
}
