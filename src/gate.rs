//! The gate that every act passes: lock, existence, interest on the way in; the lock again on the way
//! out. Whatever fails between them is undone by the revert, the lock included.

use crate::{
    errors::{ensure, Error},
    lock,
    storage::Ebb,
};
use alloy_primitives::{Address, B256};
use ebb_ledger::Market;
use stylus_sdk::prelude::*;

impl Ebb {
    /// Shuts the lock, and loads the market with its interest up to date.
    #[inline(never)]
    pub(crate) fn enter(&self, id: B256) -> Result<Market, Error> {
        let mut market = self.enter_as_stored(id)?;
        self.accrue(id, &mut market)?;
        Ok(market)
    }

    /// Shuts the lock, and loads the market as stored: for acts that interest does not concern.
    #[inline(never)]
    pub(crate) fn enter_as_stored(&self, id: B256) -> Result<Market, Error> {
        ensure!(lock::shut(), Error::Reentrancy);
        self.load_market(id)
    }

    /// Brings the interest of a loaded market up to date.
    #[inline(never)]
    pub(crate) fn accrue(&self, id: B256, market: &mut Market) -> Result<(), Error> {
        if self.now() <= market.last_update {
            return Ok(());
        }
        let interest = market.accrue(self.now())?;
        if interest.fee_shares > 0 {
            let waiting = self.read_fee_shares(id);
            self.write_fee_shares(id, waiting.saturating_add(interest.fee_shares));
        }
        self.log_interest(id, &interest, market);
        Ok(())
    }

    /// Opens the lock: the act is done.
    pub(crate) fn leave(&self) {
        lock::open();
    }

    /// The market as stored.
    pub(crate) fn load_market(&self, id: B256) -> Result<Market, Error> {
        let market = self.read_market(id);
        ensure!(market.last_update > 0, Error::MarketNotCreated);
        Ok(market)
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

/// Refuses an act that is paused in `market`.
pub(crate) fn ensure_open(market: &Market, act: u8) -> Result<(), Error> {
    ensure!(market.paused & act == 0, Error::Paused);
    Ok(())
}

/// The acts that can be paused, as bits of `Market::paused`.
pub(crate) mod pausable {
    pub(crate) const SUPPLY: u8 = 1;
    pub(crate) const SUPPLY_COLLATERAL: u8 = 2;
    pub(crate) const BORROW: u8 = 4;
    pub(crate) const ALL: u8 = SUPPLY | SUPPLY_COLLATERAL | BORROW;
}
