//! The gate that every act passes: lock, identity, interest on the way in; books and lock on the way
//! out. Whatever fails between them is undone by the revert, the lock included.

use crate::{
    errors::{ensure, Error, MarketNotCreated, Reentrancy, Unauthorized, ZeroAddress},
    events::AccrueInterest,
    lock,
    params::MarketParams,
    storage::Ebb,
};
use alloy_primitives::{Address, B256, U256};
use ebb_ledger::{interest::BORROW_RATE, Market};
use stylus_sdk::prelude::*;

impl Ebb {
    /// Shuts the lock, and loads the market that `params` name with its interest up to date.
    pub(crate) fn enter(&mut self, params: &MarketParams) -> Result<(B256, Market), Error> {
        ensure!(lock::shut(), Reentrancy {});
        let (id, mut market) = self.load_market(params)?;
        let elapsed = self.now().saturating_sub(market.last_update);
        let interest = market.accrue(self.now())?;
        if elapsed > 0 {
            self.vm().log(AccrueInterest {
                id,
                borrowRate: BORROW_RATE,
                interest,
                totalSupplyAssets: market.supply.assets,
                totalBorrowAssets: market.borrow.assets,
            });
        }
        Ok((id, market))
    }

    /// Opens the lock: the act is done.
    pub(crate) fn leave(&self) {
        lock::open();
    }

    /// The market that `params` name, as stored.
    pub(crate) fn load_market(&self, params: &MarketParams) -> Result<(B256, Market), Error> {
        let id = params.id(self.vm());
        let market = self.read_market(id);
        ensure!(market.last_update > 0, MarketNotCreated {});
        Ok((id, market))
    }

    /// Refuses callers who may not act for `on_behalf`.
    pub(crate) fn ensure_authorized(&self, on_behalf: Address) -> Result<(), Error> {
        let caller = self.vm().msg_sender();
        ensure!(
            caller == on_behalf || self.authorizations.getter(on_behalf).get(caller),
            Unauthorized {}
        );
        Ok(())
    }

    /// The chain's time [seconds].
    pub(crate) fn now(&self) -> u64 {
        self.vm().block_timestamp()
    }
}

/// Refuses the zero address.
pub(crate) fn ensure_address(address: Address) -> Result<(), Error> {
    ensure!(!address.is_zero(), ZeroAddress {});
    Ok(())
}

/// Refuses a word beyond 2^120, which amounts stay below.
pub(crate) fn ensure_amount(amount: U256) -> Result<U256, Error> {
    Ok(ebb_ledger::wad::within_limit(amount)?)
}
