//! Gradual liquidation: the walk from a price to a fill. Order: price (nothing is written yet), gate,
//! offer and fill by the ledger, books stored, collateral out, callback, payment in. The preview is
//! the same walk stopped before anything is stored.

use crate::{
    abi::{encode, widen, IMarketEvents as E, Params},
    errors::{ensure, Error},
    gate::ensure_address,
    outside::onLiquidateCall,
    storage::{Ebb, Part},
};
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{SolCall, SolEvent};
use ebb_ledger::{
    profile::wad, wad::PRICE_SCALE, Auction, Books, Fill, Health, Market, Offer, Settlement,
};
use stylus_sdk::prelude::*;

/// How far a sale got, and with what.
#[derive(Default)]
pub(crate) struct Sale {
    pub(crate) health: Health,
    /// The record as touched, before the fill.
    pub(crate) auction: Auction,
    pub(crate) offer: Offer,
    pub(crate) fill: Fill,
    pub(crate) settlement: Settlement,
}

/// What a liquidator asks for besides the market and the borrower.
pub(crate) struct Bid<'a> {
    pub(crate) max_repay: u128,
    pub(crate) min_seized_per_repaid: U256,
    pub(crate) deadline: u128,
    pub(crate) receiver: Address,
    pub(crate) data: &'a [u8],
}

impl Ebb {
    /// Starts, advances, pauses or clears the auction clock of `borrower`.
    pub(crate) fn touch(&mut self, params: &Params, borrower: Address) -> Result<(), Error> {
        let price = self.price(params.oracle)?;
        let market = self.enter(params.id, Part::Lean)?;

        let books = self.books(params, borrower, market);
        let health = books.health(price, &params.terms)?;
        let auction = books.auction.touched(self.now(), &health, &params.terms)?;

        self.write_market(params.id, &market, Part::Lean);
        if auction != books.auction {
            let record = self.write_auction(params.id, borrower, &auction);
            self.log_touch(params.id, borrower, record);
        }
        self.leave();
        Ok(())
    }

    /// Ends the auction of a position whose debt is repaid.
    pub(crate) fn end_auction(&self, id: B256, borrower: Address) {
        let auction = self.read_auction(id, borrower);
        if auction.touched_at != 0 {
            let record = self.write_auction(id, borrower, &auction.cleared());
            self.log_touch(id, borrower, record);
        }
    }

    /// Repays part of an unhealthy debt for collateral at a discount.
    pub(crate) fn liquidate(
        &mut self,
        params: &Params,
        borrower: Address,
        bid: &Bid<'_>,
    ) -> Result<Fill, Error> {
        ensure_address(bid.receiver)?;
        ensure!(u128::from(self.now()) <= bid.deadline, Error::Expired);
        let price = self.price(params.oracle)?;
        let market = self.enter(params.id, Part::Lean)?;

        let mut books = self.books(params, borrower, market);
        let mut sale = Sale::default();
        self.sell(&mut books, price, bid.max_repay, params, &mut sale)?;
        let fill = sale.fill;
        ensure_rate(&fill, bid.min_seized_per_repaid)?;

        self.write_market(params.id, &books.market, Part::Lean);
        self.write_loan(params.id, borrower, &books.loan);
        let record = self.write_auction(params.id, borrower, &books.auction);
        self.log_fill(params.id, borrower, price, &sale, &books, record);

        if fill.seized != 0 {
            self.send(params.collateral_token, bid.receiver, fill.seized)?;
        }
        let pay = fill.repaid.saturating_add(fill.fee);
        if !bid.data.is_empty() {
            let amounts = [pay, fill.seized].map(U256::from);
            self.call_back(onLiquidateCall::SELECTOR, &amounts, bid.data)?;
        }
        if pay != 0 {
            self.pull(params.loan_token, pay)?;
        }
        self.leave();
        Ok(fill)
    }

    /// What a fill of `borrower` reads, with `market` up to date.
    pub(crate) fn books(&self, params: &Params, borrower: Address, market: Market) -> Books {
        let loan = self.read_loan(params.id, borrower);
        Books {
            market,
            loan,
            auction: self.read_auction(params.id, borrower),
        }
    }

    /// Touches the clock, makes the offer, fills it and settles: the whole act on plain values. Tells
    /// in `sale` how far it got.
    #[inline(never)]
    pub(crate) fn sell(
        &self,
        books: &mut Books,
        price: U256,
        max_repay: u128,
        params: &Params,
        sale: &mut Sale,
    ) -> Result<(), Error> {
        let terms = &params.terms;
        sale.health = books.health(price, terms)?;
        sale.settlement.health = sale.health;
        books.auction = books.auction.touched(self.now(), &sale.health, terms)?;
        sale.auction = books.auction;
        sale.offer = Offer::new(sale.health, &books.auction, self.now(), terms)?;
        let collateral = books.loan.collateral;
        let fill = sale.offer.fill(max_repay, collateral, price, terms)?;
        sale.settlement = books.settle(&sale.offer, &fill, price, terms)?;
        sale.fill = fill;
        Ok(())
    }

    /// A fill, and the bad debt that it realised.
    fn log_fill(
        &self,
        id: B256,
        borrower: Address,
        price: U256,
        sale: &Sale,
        books: &Books,
        record: U256,
    ) {
        let bad_debt = &sale.settlement.write_off;
        let mut data = encode(&[price]);
        data.extend(widen(&[
            sale.fill.repaid,
            sale.settlement.repaid_shares,
            sale.fill.seized,
            sale.fill.fee,
            wad(sale.offer.discount),
            books.loan.borrow_shares.saturating_add(bad_debt.shares),
            books.loan.collateral,
        ]));
        data.extend(encode(&[record]));
        let caller = self.vm().msg_sender().into_word();
        let topics = [
            E::Liquidate::SIGNATURE_HASH,
            id,
            caller,
            borrower.into_word(),
        ];
        self.emit_bytes(&topics, &data);
        if bad_debt.shares != 0 {
            self.emit(
                &[E::BadDebt::SIGNATURE_HASH, id, borrower.into_word()],
                &[bad_debt.assets, bad_debt.shares, bad_debt.from_reserve],
            );
        }
    }
}

/// Refuses a fill that gives less collateral per repaid asset than the caller demands [1e36].
fn ensure_rate(fill: &Fill, min_seized_per_repaid: U256) -> Result<(), Error> {
    let demanded = U256::from(fill.repaid)
        .checked_mul(min_seized_per_repaid)
        .ok_or(Error::SlippageExceeded)?;
    // Seized is below 2^120 and the scale below 2^128, so the product fits.
    let given = U256::from(fill.seized).wrapping_mul(U256::from(PRICE_SCALE));
    ensure!(given >= demanded, Error::SlippageExceeded);
    Ok(())
}
