//! A fill in the books of a market: the parts agree with the reference's books and with each other,
//! rounding between debt and shares included (M11, M12, M13, M14, M18).

use crate::{
    domain::{Dice, cases, dice, int, market::book, most, wide},
    reference::{self, up},
};
use alloy_primitives::U256;
use ebb_ledger::{
    Books, Fill, Loan, Market, Offer, Settlement, Terms, auction::depth_down, health::MAX_VALUE,
    shares::Pool,
};
use proptest::prelude::*;

/// An unhealthy position in a market with other borrowers, its record touched.
struct Scene {
    books: Books,
    other: Loan,
    price: U256,
    now: u64,
    terms: Terms,
}

impl Scene {
    fn roll(dice: &mut Dice) -> Option<Self> {
        let case = dice.unhealthy().filter(|case| case.debt < most() >> 24)?;
        let others = dice.amount(90);
        let lent = case.debt + others;
        // An asset has 100,000 to 1,000,000 shares: the debt has grown up to tenfold.
        let per_asset = u128::from(dice.within(100_000, 1_000_000));
        let borrow = Pool {
            assets: lent,
            shares: lent * per_asset,
        };
        let supplied = lent + dice.amount(90);
        let supply = Pool {
            assets: supplied,
            shares: supplied * 900_000,
        };
        let reserve = dice.part(case.debt, 0, 200);
        let market = Market {
            supply,
            borrow,
            last_update: case.now,
            reserve,
            ..Market::default()
        };
        let loan = Loan {
            collateral: case.collateral,
            borrow_shares: case.debt * per_asset,
        };
        let other = Loan {
            borrow_shares: others * per_asset,
            ..loan
        };
        let mut books = Books {
            market,
            loan,
            auction: case.auction,
        };
        let health = books.health(case.price, &case.terms).unwrap();
        books.auction = books
            .auction
            .touched(case.now, &health, &case.terms)
            .unwrap();
        Some(Self {
            books,
            other,
            price: case.price,
            now: case.now,
            terms: case.terms,
        })
    }

    fn offer(&self) -> Option<Offer> {
        let health = self.books.health(self.price, &self.terms).unwrap();
        Offer::new(health, &self.books.auction, self.now, &self.terms).ok()
    }

    /// Fills and settles.
    fn fill(&mut self, max_repay: u128) -> Option<(Offer, Fill, Settlement)> {
        let offer = self.offer()?;
        let collateral = self.books.loan.collateral;
        let fill = offer
            .fill(max_repay, collateral, self.price, &self.terms)
            .ok()?;
        let settlement = self
            .books
            .settle(&offer, &fill, self.price, &self.terms)
            .unwrap();
        Some((offer, fill, settlement))
    }
}

proptest! {
    #![proptest_config(cases(4_000))]

    #[test]
    fn the_books_after_a_fill_equal_the_reference(mut dice in dice()) {
        let Some(mut scene) = Scene::roll(&mut dice) else { return Ok(()) };
        let before = scene.books;
        let asked = dice.part(before.market.borrow.assets, 0, 1_000);
        let Some((_, fill, settlement)) = scene.fill(asked) else { return Ok(()) };
        let (after, owner) = (scene.books, int(before.loan.borrow_shares));
        let start = book(&before.market);
        let ((_, burnt), mut exact) = start.repay(&owner, &(true, int(fill.repaid))).unwrap();
        exact.reserve += int(fill.fee);
        prop_assert_eq!(int(settlement.repaid_shares), burnt.clone());
        let loss = settlement.write_off;
        if fill.seized == before.loan.collateral {
            let ((lost, reserve), rest) = exact.write_off(&(&owner - &burnt)).unwrap();
            prop_assert_eq!((int(loss.assets), int(loss.from_reserve)), (lost, reserve));
            prop_assert_eq!(int(loss.shares), owner - burnt);
            exact = rest;
        } else {
            prop_assert_eq!(loss.assets + loss.shares + loss.from_reserve, 0);
            prop_assert_eq!(int(after.loan.borrow_shares), owner - burnt);
        }
        prop_assert_eq!(book(&after.market), exact);
        prop_assert_eq!(after.loan.collateral, before.loan.collateral - fill.seized);
        prop_assert_eq!(settlement.health, after.health(scene.price, &scene.terms).unwrap());
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
