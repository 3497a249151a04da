//! Gradual liquidation: the walk from a price to a fill. Order: price (nothing is written yet), gate,
//! offer and fill by the ledger, books stored, collateral out, callback, payment in. The preview is
//! the same walk stopped before anything is stored.

use crate::{
    errors::{ensure, Error, Expired, SlippageExceeded},
    events::{BadDebt, Liquidate, Touch},
    gate::ensure_address,
    params::{selector, LiquidationQuote, MarketParams},
    storage::Ebb,
};
use alloy_primitives::{Address, Bytes, B256, U256};
use ebb_ledger::{profile::wad, wad::PRICE_SCALE, Auction, Books, Fill, Market, Offer, Settlement};
use stylus_sdk::prelude::*;

/// Liquidation and its quote.
#[public]
pub trait Liquidation {
    /// Starts, advances, pauses or clears the auction clock of `borrower`.
    fn touch(&mut self, params: MarketParams, borrower: Address) -> Result<(), Error>;

    /// Repays part of an unhealthy debt for collateral at a discount.
    #[allow(clippy::too_many_arguments, reason = "the interface's arguments, one to one")]
    fn liquidate(
        &mut self,
        params: MarketParams,
        borrower: Address,
        max_repay: U256,
        min_seized_per_repaid: U256,
        deadline: U256,
        receiver: Address,
        data: Bytes,
    ) -> Result<(U256, U256, U256), Error>;

    /// What `liquidate` would do now, or why not.
    fn preview_liquidation(
        &self,
        params: MarketParams,
        borrower: Address,
        max_repay: U256,
    ) -> LiquidationQuote;
}

#[public]
impl Liquidation for Ebb {
    fn touch(&mut self, params: MarketParams, borrower: Address) -> Result<(), Error> {
        let price = self.price(params.oracle)?;
        let (id, market) = self.enter(&params)?;

        let stored = self.read_auction(id, borrower);
        let books = self.books(id, borrower, market);
        let health = books.health(price, &params.terms())?;
        let auction = stored.touched(self.now(), &health, &params.terms())?;

        self.write_market(id, &market);
        if auction != stored {
            self.write_auction(id, borrower, &auction);
            self.log_touch(id, borrower, &auction);
        }
        self.leave();
        Ok(())
    }

    fn liquidate(
        &mut self,
        params: MarketParams,
        borrower: Address,
        max_repay: U256,
        min_seized_per_repaid: U256,
        deadline: U256,
        receiver: Address,
        data: Bytes,
    ) -> Result<(U256, U256, U256), Error> {
        ensure_address(receiver)?;
        ensure!(U256::from(self.now()) <= deadline, Expired {});
        let price = self.price(params.oracle)?;
        let (id, market) = self.enter(&params)?;

        let mut books = self.books(id, borrower, market);
        let (offer, fill, settlement) = self.sell(&mut books, price, max_repay, &params)?;
        ensure_rate(&fill, min_seized_per_repaid)?;

        self.write_market(id, &books.market);
        self.write_loan(id, borrower, &books.loan);
        self.write_auction(id, borrower, &books.auction);
        self.log_fill(id, borrower, price, &offer, &fill, &settlement, &books);

        let caller = self.vm().msg_sender();
        if !fill.seized.is_zero() {
            self.send(params.collateralToken, receiver, fill.seized)?;
        }
        let pay = fill.repaid.saturating_add(fill.fee);
        if !data.is_empty() {
            self.call_back(caller, pay, fill.seized, data)?;
        }
        if !pay.is_zero() {
            self.pull(params.loanToken, caller, pay)?;
        }
        self.leave();
        Ok((fill.repaid, fill.seized, fill.fee))
    }

    fn preview_liquidation(
        &self,
        params: MarketParams,
        borrower: Address,
        max_repay: U256,
    ) -> LiquidationQuote {
        let mut quote = LiquidationQuote::default();
        if let Err(error) = self.preview(&params, borrower, max_repay, &mut quote) {
            quote.reason = selector(&alloc::vec::Vec::<u8>::from(error));
        }
        quote
    }
}

impl Ebb {
    /// What a fill of `borrower` reads, with `market` up to date.
    fn books(&self, id: B256, borrower: Address, market: Market) -> Books {
        let auction = self.read_auction(id, borrower);
        Books { market, loan: self.read_loan(id, borrower), auction }
    }

    /// Touches the clock, makes the offer, fills it and settles: the whole act on plain values.
    fn sell(
        &self,
        books: &mut Books,
        price: U256,
        max_repay: U256,
        params: &MarketParams,
    ) -> Result<(Offer, Fill, Settlement), Error> {
        let terms = params.terms();
        let health = books.health(price, &terms)?;
        books.auction = books.auction.touched(self.now(), &health, &terms)?;
        let offer = Offer::new(health, &books.auction, self.now(), &terms)?;
        let fill = offer.fill(max_repay, books.loan.collateral, price, &terms)?;
        let settlement = books.settle(&offer, &fill, price, &terms)?;
        Ok((offer, fill, settlement))
    }

    /// The act without its effects; fills in `quote` as far as it gets.
    fn preview(
        &self,
        params: &MarketParams,
        borrower: Address,
        max_repay: U256,
        quote: &mut LiquidationQuote,
    ) -> Result<(), Error> {
        let price = self.price(params.oracle)?;
        quote.price = price;
        let (id, mut market) = self.load_market(params)?;
        market.accrue(self.now())?;
        let terms = params.terms();
        let mut books = self.books(id, borrower, market);
        let health = books.health(price, &terms)?;
        quote.debtBefore = health.debt;
        quote.healthBefore = health.factor()?;
        quote.healthAfter = quote.healthBefore;
        quote.ltv = health.ltv()?;
        books.auction = books.auction.touched(self.now(), &health, &terms)?;
        quote.clock = U256::from(books.auction.clock);
        quote.observed = U256::from(books.auction.observed);
        let offer = Offer::new(health, &books.auction, self.now(), &terms)?;
        quote.discount = wad(offer.discount);
        quote.repayable = offer.repayable();
        quote.room = offer.room;
        quote.refillsAt = U256::from(offer.refills_at);
        let fill = offer.fill(max_repay, books.loan.collateral, price, &terms)?;
        let settlement = books.settle(&offer, &fill, price, &terms)?;
        quote.repaidAssets = fill.repaid;
        quote.seizedAssets = fill.seized;
        quote.feeAssets = fill.fee;
        quote.badDebtAssets = settlement.write_off.assets;
        quote.healthAfter = settlement.health.factor()?;
        Ok(())
    }

    /// The auction record after a touch.
    fn log_touch(&self, id: B256, borrower: Address, auction: &Auction) {
        self.vm().log(Touch {
            id,
            borrower,
            touchedAt: U256::from(auction.touched_at),
            clock: U256::from(auction.clock),
            observed: U256::from(auction.observed),
        });
    }

    /// A fill, the bad debt that it realised, and the auction record after it.
    #[allow(clippy::too_many_arguments, reason = "one parameter for each part of the event")]
    fn log_fill(
        &self,
        id: B256,
        borrower: Address,
        price: U256,
        offer: &Offer,
        fill: &Fill,
        settlement: &Settlement,
        books: &Books,
    ) {
        self.vm().log(Liquidate {
            id,
            caller: self.vm().msg_sender(),
            borrower,
            repaidAssets: fill.repaid,
            repaidShares: settlement.repaid_shares,
            seizedAssets: fill.seized,
            feeAssets: fill.fee,
            discount: wad(offer.discount),
            price,
            room: books.auction.block_room,
        });
        let bad_debt = &settlement.write_off;
        if !bad_debt.shares.is_zero() {
            self.vm().log(BadDebt {
                id,
                borrower,
                assets: bad_debt.assets,
                shares: bad_debt.shares,
                fromReserve: bad_debt.from_reserve,
            });
        }
        self.log_touch(id, borrower, &books.auction);
    }
}

/// Refuses a fill that gives less collateral per repaid asset than the caller demands [1e36].
fn ensure_rate(fill: &Fill, min_seized_per_repaid: U256) -> Result<(), Error> {
    let demanded = fill.repaid.checked_mul(min_seized_per_repaid).ok_or(SlippageExceeded {})?;
    // Seized is below 2^120 and the scale too, so the product fits.
    ensure!(fill.seized.saturating_mul(PRICE_SCALE) >= demanded, SlippageExceeded {});
    Ok(())
}
