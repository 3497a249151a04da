//! The gate that every act passes: lock, existence, interest on the way in; the lock again on the way
//! out. Whatever fails between them is undone by the revert, the lock included.

use crate::{
    errors::{ensure, Error},
    lock,
    storage::{Ebb, Part},
};
use alloy_primitives::{Address, B256};
use ebb_ledger::Market;
use stylus_sdk::prelude::*;

impl Ebb {
    /// Shuts the lock, and loads the market with its interest up to date.
    #[inline(never)]
    pub(crate) fn enter(&self, id: B256, part: Part) -> Result<Market, Error> {
        self.enter_unchanged(id)?;
        let mut market = self.read_market(id, part);
        self.accrue(id, &mut market)?;
        Ok(market)
    }

    /// Shuts the lock, and makes sure that the market exists: for acts that interest does not concern.
    #[inline(never)]
    pub(crate) fn enter_unchanged(&self, id: B256) -> Result<(), Error> {
        ensure!(lock::shut(), Error::Reentrancy);
        ensure!(self.has_market(id), Error::MarketNotCreated);
        Ok(())
    }

    /// Brings the interest of a loaded market up to date.
    #[inline(never)]
    pub(crate) fn accrue(&self, id: B256, market: &mut Market) -> Result<(), Error> {
        if self.now() > market.last_update {
            let interest = market.accrue(self.now())?;
            self.log_interest(id, &interest, market);
        }
        Ok(())
    }

    /// Refuses an act that is paused in the market.
    pub(crate) fn ensure_open(&self, id: B256, act: u8) -> Result<(), Error> {
        ensure!(self.read_paused(id) & act == 0, Error::Paused);
        Ok(())
    }

    /// Opens the lock: the act is done.
    pub(crate) fn leave(&self) {
        lock::open();
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

/// The acts that can be paused, as bits of `Market::paused`.
pub(crate) mod pausable {
    pub(crate) const SUPPLY: u8 = 1;
    pub(crate) const SUPPLY_COLLATERAL: u8 = 2;
    pub(crate) const BORROW: u8 = 4;
    pub(crate) const ALL: u8 = SUPPLY | SUPPLY_COLLATERAL | BORROW;
}
