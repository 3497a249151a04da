//! An unhealthy position in a market with other borrowers, and whether a fill leaves the books of the
//! market as the reference does.

use super::{Dice, int, market::book, most};
use alloy_primitives::U256;
use ebb_ledger::{Books, Fill, Loan, Market, Offer, Settlement, Terms, shares::Pool};

/// An unhealthy position in a market with other borrowers, its record touched.
pub(crate) struct Scene {
    pub(crate) books: Books,
    pub(crate) other: Loan,
    pub(crate) price: U256,
    pub(crate) now: u64,
    pub(crate) terms: Terms,
}

impl Scene {
    /// A market with the debt of a case and others' debt.
    pub(crate) fn roll(dice: &mut Dice) -> Option<Self> {
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

    /// What is on sale.
    pub(crate) fn offer(&self) -> Option<Offer> {
        let health = self.books.health(self.price, &self.terms).unwrap();
        Offer::new(health, &self.books.auction, self.now, &self.terms).ok()
    }

    /// Fills and settles.
    pub(crate) fn fill(&mut self, max_repay: u128) -> Option<(Offer, Fill, Settlement)> {
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

/// Asserts that a fill leaves the books of the market as the reference does, bad debt included.
pub(crate) fn assert_settlement_agrees(mut scene: Scene, asked: u128) {
    let before = scene.books;
    let Some((_, fill, settlement)) = scene.fill(asked) else {
        return;
    };
    let (after, owner) = (scene.books, int(before.loan.borrow_shares));
    let start = book(&before.market);
    let ((_, burnt), mut exact) = start.repay(&owner, &(true, int(fill.repaid))).unwrap();
    exact.reserve += int(fill.fee);
    assert_eq!(int(settlement.repaid_shares), burnt.clone());
    let loss = settlement.write_off;
    if fill.seized == before.loan.collateral {
        let ((lost, reserve), rest) = exact.write_off(&(&owner - &burnt)).unwrap();
        assert_eq!((int(loss.assets), int(loss.from_reserve)), (lost, reserve));
        assert_eq!(int(loss.shares), owner - burnt);
        exact = rest;
    } else {
        assert_eq!(loss.assets + loss.shares + loss.from_reserve, 0);
        assert_eq!(int(after.loan.borrow_shares), owner - burnt);
    }
    assert_eq!(book(&after.market), exact);
    assert_eq!(after.loan.collateral, before.loan.collateral - fill.seized);
    assert_eq!(
        settlement.health,
        after.health(scene.price, &scene.terms).unwrap()
    );
}
