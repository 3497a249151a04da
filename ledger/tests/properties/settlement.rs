//! A fill in the books of a market: the parts agree with the reference's books and with each other,
//! rounding between debt and shares included (M11, M12, M13, M14, M18).

use crate::{
    domain::{
        cases, dice, int,
        market::book,
        sample,
        scene::{Scene, assert_settlement_agrees},
        wide,
    },
    reference::{self, up},
};
use ebb_ledger::{Books, Market, auction::depth_down, health::MAX_VALUE};
use proptest::prelude::*;

#[test]
fn the_scenes_meet_fills_that_leave_a_loan_and_fills_that_write_one_off() {
    let (mut left, mut written_off) = (0, 0);
    for mut dice in sample(1_000) {
        let Some((_, _, settlement)) =
            Scene::roll(&mut dice).and_then(|mut scene| scene.fill(u128::MAX))
        else {
            continue;
        };
        left += u32::from(settlement.health.debt != 0);
        written_off += u32::from(settlement.write_off.assets != 0);
    }
    assert!(left >= 100 && written_off >= 10, "{left} {written_off}");
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn the_books_after_a_fill_equal_the_reference(mut dice in dice()) {
        let Some(scene) = Scene::roll(&mut dice) else { return Ok(()) };
        let asked = dice.part(scene.books.market.borrow.assets, 0, 1_000);
        assert_settlement_agrees(scene, asked);
    }

    #[test]
    fn a_position_in_its_market_is_valued_as_the_reference_says(mut dice in dice()) {
        let Some(scene) = Scene::roll(&mut dice) else { return Ok(()) };
        let Books { market, loan, .. } = scene.books;
        let health = scene.books.health(scene.price, &scene.terms).unwrap();
        let debt = book(&market).borrow.assets(&int(loan.borrow_shares), up);
        let exact =
            reference::health(&int(loan.collateral), &wide(scene.price), &debt, &int(scene.terms.lltv));
        prop_assert_eq!(int(health.debt), debt);
        if exact.value <= int(MAX_VALUE) {
            prop_assert_eq!((int(health.value), int(health.max_borrow)), (exact.value, exact.limit));
        }
    }

    #[test]
    fn the_debt_falls_by_what_is_repaid_to_a_unit_and_never_stays_without_collateral(
        mut dice in dice()
    ) {
        let Some(mut scene) = Scene::roll(&mut dice) else { return Ok(()) };
        let asked = dice.part(scene.books.market.borrow.assets, 0, 1_000);
        let Some((offer, fill, settlement)) = scene.fill(asked) else { return Ok(()) };
        let (loan, left) = (scene.books.loan, settlement.health.debt);
        if loan.collateral == 0 {
            prop_assert_eq!((loan.borrow_shares, left), (0, 0));
        } else {
            let exact = offer.health.debt - fill.repaid;
            prop_assert!(left == exact || left == exact + 1);
            prop_assert_eq!(left == 0, loan.borrow_shares == 0);
            prop_assert!(left == 0 || left >= scene.terms.min_debt);
        }
    }

    #[test]
    fn the_auction_ends_exactly_when_the_position_is_safe(mut dice in dice()) {
        let Some(mut scene) = Scene::roll(&mut dice) else { return Ok(()) };
        let before = scene.books.auction;
        let Some((offer, fill, settlement)) = scene.fill(u128::MAX) else { return Ok(()) };
        let running = offer.settle(before, &fill, &scene.terms).unwrap();
        let (after, health) = (scene.books.auction, settlement.health);
        if health.factor() >= scene.terms.reset_health() {
            prop_assert_eq!(after, running.cleared());
        } else {
            prop_assert_eq!((after.touched_at, after.clock), (scene.now, running.clock));
            prop_assert_eq!(after.is_paused, health.is_healthy());
        }
        prop_assert_eq!(after.block_index, offer.block_index);
        prop_assert_eq!(after.block_room, running.block_room);
        // The contract's touch at the same moment would change nothing more.
        let touched = after.touched(scene.now, &health, &scene.terms);
        prop_assert_eq!(touched, Ok(after));
    }

    #[test]
    fn after_a_fill_no_more_is_believed_than_is_left(mut dice in dice()) {
        let Some(mut scene) = Scene::roll(&mut dice) else { return Ok(()) };
        let before = scene.books.auction;
        let Some((_, _, settlement)) = scene.fill(u128::MAX) else { return Ok(()) };
        let depth = depth_down(settlement.health.ltv(), &scene.terms).unwrap();
        prop_assert!(scene.books.auction.believed <= depth.min(before.believed));
        prop_assert!(scene.books.auction.pending <= depth);
    }

    #[test]
    fn others_owe_no_more_and_suppliers_lose_only_by_bad_debt(mut dice in dice()) {
        let Some(mut scene) = Scene::roll(&mut dice) else { return Ok(()) };
        let before = scene.books.market;
        let asked = dice.part(before.borrow.assets, 0, 1_000);
        let Some((_, fill, settlement)) = scene.fill(asked) else { return Ok(()) };
        let after = scene.books.market;
        let owed = |market: &Market| market.debt_up(&scene.other).unwrap();
        prop_assert!(owed(&after) <= owed(&before));
        prop_assert!(owed(&after) + 1 >= owed(&before));
        let loss = settlement.write_off;
        prop_assert_eq!(after.supply.shares, before.supply.shares);
        prop_assert_eq!(before.supply.assets - after.supply.assets, loss.assets - loss.from_reserve);
        prop_assert_eq!(after.reserve + loss.from_reserve, before.reserve + fill.fee);
        prop_assert!(after.borrow.assets <= after.supply.assets);
    }
}
