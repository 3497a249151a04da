//! What a fill does to the books: the one function that the preview computes and the act stores.

use crate::{
    Auction, Error, Fill, Health, Loan, Market, Offer, Terms, WriteOff,
    market::Size,
    wad::{add, sub, within_asset_limit},
};
use alloy_primitives::U256;

/// The state that a fill changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Books {
    /// The market's totals, interest up to date.
    pub market: Market,
    /// The borrower's collateral and debt.
    pub loan: Loan,
    /// The borrower's auction record, touched.
    pub auction: Auction,
}

/// What a fill did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// Debt repaid, rounded down [borrow shares].
    pub repaid_shares: u128,
    /// What was written off because no collateral is left.
    pub write_off: WriteOff,
    /// The position afterwards, at the same price.
    pub health: Health,
}

impl Books {
    /// The position at `price` [1e36].
    pub fn health(&self, price: U256, terms: &Terms) -> Result<Health, Error> {
        let debt = self.market.debt_up(&self.loan)?;
        Health::new(self.loan.collateral, debt, price, terms.lltv)
    }

    /// Books `fill` of `offer`: debt down, collateral out, fee to the reserve, clock set back, bad
    /// debt realised if no collateral is left, auction over if the position is safe.
    pub fn settle(
        &mut self,
        offer: &Offer,
        fill: &Fill,
        price: U256,
        terms: &Terms,
    ) -> Result<Settlement, Error> {
        let (_, repaid_shares) = self.market.repay(&self.loan, Size::Assets(fill.repaid))?;
        self.market.reserve = within_asset_limit(add(self.market.reserve, fill.fee)?)?;
        self.loan = Loan {
            collateral: sub(self.loan.collateral, fill.seized)?,
            borrow_shares: sub(self.loan.borrow_shares, repaid_shares)?,
        };
        self.auction = offer.settle(self.auction, fill, terms)?;
        let write_off = if self.loan.collateral == 0 {
            self.market.write_off(&mut self.loan)?
        } else {
            WriteOff::default()
        };
        let health = self.health(price, terms)?;
        // At the same moment: ends or pauses the auction, or believes no more than is left of the depth.
        self.auction = self
            .auction
            .touched(self.auction.touched_at, &health, terms)?;
        Ok(Settlement {
            repaid_shares,
            write_off,
            health,
        })
    }
}
