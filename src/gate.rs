//! The gate that every act passes: lock, existence, interest on the way in; the lock again on the way
//! out. Whatever fails between them is undone by the revert, the lock included.

use crate::{
    abi::Params,
    errors::{ensure, Error},
    lock,
    storage::Ebb,
};
use alloy_primitives::Address;
use ebb_ledger::Market;
use stylus_sdk::prelude::*;

impl Ebb {
    /// Shuts the lock, and loads the market that `params` name with its interest up to date.
    #[inline(never)]
    pub(crate) fn enter(&mut self, params: &Params) -> Result<Market, Error> {
        ensure!(lock::shut(), Error::Reentrancy);
        let mut market = self.load_market(params)?;
        let elapsed = self.now().saturating_sub(market.last_update);
        let interest = market.accrue(self.now())?;
        if elapsed > 0 {
            self.log_interest(params.id, interest, &market);
        }
        Ok(market)
    }

    /// Opens the lock: the act is done.
    pub(crate) fn leave(&self) {
        lock::open();
    }

    /// The market that `params` name, as stored.
    pub(crate) fn load_market(&self, params: &Params) -> Result<Market, Error> {
        let market = self.read_market(params.id);
        ensure!(market.last_update > 0, Error::MarketNotCreated);
        Ok(market)
    }

    /// Refuses callers who may not act for `on_behalf`.
    pub(crate) fn ensure_authorized(&self, on_behalf: Address) -> Result<(), Error> {
        let caller = self.vm().msg_sender();
        ensure!(
            caller == on_behalf || self.read_authorization(on_behalf, caller),
            Error::Unauthorized
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
    ensure!(!address.is_zero(), Error::ZeroAddress);
    Ok(())
}

/// Refuses nothing.
pub(crate) fn ensure_assets(assets: u128) -> Result<(), Error> {
    ensure!(assets != 0, Error::ZeroAssets);
    Ok(())
}
