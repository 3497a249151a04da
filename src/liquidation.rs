//! Gradual liquidation: the walk from a price to a fill. Order: price (nothing is written yet), gate,
//! offer and fill by the ledger, books stored, collateral out, callback, payment in. The preview is
//! the same walk stopped before anything is stored.

use crate::{
    abi::{encode, widen, ILendingMarket as I, Params},
    errors::{ensure, Error},
    gate::ensure_address,
    quote::Quote,
    storage::Ebb,
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::SolEvent;
use ebb_ledger::{profile::wad, wad::PRICE_SCALE, Books, Fill, Market, Offer, Settlement};
use stylus_sdk::prelude::*;

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
        let market = self.enter(params)?;

        let books = self.books(params, borrower, market);
        let health = books.health(price, &params.terms)?;
        let auction = books.auction.touched(self.now(), &health, &params.terms);

        self.write_market(params.id, &market);
        if auction != books.auction {
            self.write_auction(params.id, borrower, &auction);
            self.log_touch(params.id, borrower, &auction);
        }
        self.leave();
        Ok(())
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
        let market = self.enter(params)?;

        let mut books = self.books(params, borrower, market);
        let mut quote = Quote::default();
        let settlement = self.sell(&mut books, price, bid.max_repay, params, &mut quote)?;
        let fill = quote.fill;
        ensure_rate(&fill, bid.min_seized_per_repaid)?;

        self.write_market(params.id, &books.market);
        self.write_loan(params.id, borrower, &books.loan);
        self.write_auction(params.id, borrower, &books.auction);
        self.log_fill(params, borrower, &quote, &settlement, &books);

        if fill.seized != 0 {
            self.send(params.collateral_token, bid.receiver, fill.seized)?;
        }
        let pay = fill.repaid.saturating_add(fill.fee);
        if !bid.data.is_empty() {
            self.call_back(pay, fill.seized, bid.data)?;
        }
        if pay != 0 {
            self.pull(params.loan_token, pay)?;
        }
        self.leave();
        Ok(fill)
    }

    /// What `liquidate` would do now, or why not.
    pub(crate) fn preview_liquidation(
        &self,
        params: &Params,
        borrower: Address,
        max_repay: u128,
    ) -> Quote {
        let mut quote = Quote::default();
        if let Err(error) = self.preview(params, borrower, max_repay, &mut quote) {
            quote.reason = error.reason();
        }
        quote
    }

    /// The act up to where it would store.
    fn preview(
        &self,
        params: &Params,
        borrower: Address,
        max_repay: u128,
        quote: &mut Quote,
    ) -> Result<(), Error> {
        let price = self.price(params.oracle)?;
        let mut market = self.load_market(params)?;
        market.accrue(self.now())?;
        let mut books = self.books(params, borrower, market);
        self.sell(&mut books, price, max_repay, params, quote)?;
        Ok(())
    }

    /// What a fill of `borrower` reads, with `market` up to date.
    fn books(&self, params: &Params, borrower: Address, market: Market) -> Books {
        let loan = self.read_loan(params.id, borrower);
        Books {
            market,
            loan,
            auction: self.read_auction(params.id, borrower),
        }
    }

    /// Touches the clock, makes the offer, fills it and settles: the whole act on plain values. Tells
    /// in `quote` how far it got.
    #[inline(never)]
    fn sell(
        &self,
        books: &mut Books,
        price: U256,
        max_repay: u128,
        params: &Params,
        quote: &mut Quote,
    ) -> Result<Settlement, Error> {
        let terms = &params.terms;
        quote.price = price;
        let health = books.health(price, terms)?;
        quote.debt_before = health.debt;
        quote.health_before = health.factor();
        quote.health_after = quote.health_before;
        quote.ltv = health.ltv();
        books.auction = books.auction.touched(self.now(), &health, terms);
        quote.clock = u128::from(books.auction.clock);
        quote.observed = u128::from(books.auction.observed);
        let offer = Offer::new(health, &books.auction, self.now(), terms)?;
        quote.discount = wad(offer.discount);
        quote.repayable = offer.repayable();
        quote.room = offer.room;
        quote.refills_at = u128::from(offer.refills_at);
        let fill = offer.fill(max_repay, books.loan.collateral, price, terms)?;
        let settlement = books.settle(&offer, &fill, price, terms)?;
        quote.fill = fill;
        quote.bad_debt = settlement.write_off.assets;
        quote.health_after = settlement.health.factor();
        Ok(settlement)
    }

    /// A fill, the bad debt that it realised, and the auction record after it.
    fn log_fill(
        &self,
        params: &Params,
        borrower: Address,
        quote: &Quote,
        settlement: &Settlement,
        books: &Books,
    ) {
        let Fill {
            repaid,
            seized,
            fee,
        } = quote.fill;
        let mut data = encode(&[quote.price]);
        data.extend(widen(&[
            repaid,
            settlement.repaid_shares,
            seized,
            fee,
            quote.discount,
            books.auction.block_room,
        ]));
        let caller = self.vm().msg_sender().into_word();
        self.emit_bytes(
            &[
                I::Liquidate::SIGNATURE_HASH,
                params.id,
                caller,
                borrower.into_word(),
            ],
            &data,
        );
        let bad_debt = &settlement.write_off;
        if bad_debt.shares != 0 {
            self.emit(
                &[I::BadDebt::SIGNATURE_HASH, params.id, borrower.into_word()],
                &[bad_debt.assets, bad_debt.shares, bad_debt.from_reserve],
            );
        }
        self.log_touch(params.id, borrower, &books.auction);
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
