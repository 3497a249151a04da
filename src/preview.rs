//! What a liquidation would do: the walk of `liquidation`, stopped before anything is stored.

use crate::{
    abi::Params,
    errors::{ensure, Error},
    quote::Quote,
    storage::{Ebb, Part},
};
use alloy_primitives::Address;
use ebb_ledger::Books;

impl Ebb {
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
        quote.price = self.price(params.oracle)?;
        let mut books = self.books_now(params, borrower)?;
        let sold = self.sell(&mut books, quote.price, max_repay, params, &mut quote.sale);
        if quote.sale.offer.limit != 0 {
            quote.min_repay = quote.sale.offer.min_repay(&params.terms);
        }
        sold
    }

    /// What a fill of `borrower` reads, with interest up to now.
    pub(crate) fn books_now(&self, params: &Params, borrower: Address) -> Result<Books, Error> {
        let mut market = self.read_market(params.id, Part::Lean);
        ensure!(market.last_update > 0, Error::MarketNotCreated);
        market.accrue(self.now())?;
        Ok(self.books(params, borrower, market))
    }
}
