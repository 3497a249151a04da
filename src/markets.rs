//! Markets and authority: creating a market, bringing its interest up to date, letting others act for
//! oneself.

use crate::{
    abi::{ILendingMarket as I, Params},
    errors::{ensure, Error},
    gate::ensure_address,
    lock,
    storage::Ebb,
};
use alloy_primitives::Address;
use alloy_sol_types::SolEvent;
use ebb_ledger::Market;
use stylus_sdk::prelude::*;

impl Ebb {
    /// Creates the market that `params` describe; `encoded` are the same as calldata.
    pub(crate) fn create_market(&mut self, params: &Params, encoded: &[u8]) -> Result<(), Error> {
        ensure!(lock::shut(), Error::Reentrancy);
        params.terms.check(params.curve, params.pace)?;
        ensure_address(params.oracle)?;
        self.ensure_code(params.loan_token)?;
        self.ensure_code(params.collateral_token)?;
        let stored = self.read_market(params.id);
        ensure!(stored.last_update == 0, Error::MarketAlreadyCreated);

        self.write_market(
            params.id,
            &Market {
                last_update: self.now(),
                ..stored
            },
        );
        self.log_create(params, encoded);
        self.leave();
        Ok(())
    }

    /// Brings the market's interest up to date.
    pub(crate) fn accrue_interest(&mut self, params: &Params) -> Result<(), Error> {
        let market = self.enter(params)?;
        self.write_market(params.id, &market);
        self.leave();
        Ok(())
    }

    /// Lets `authorized` act for the caller, or no longer.
    pub(crate) fn set_authorization(
        &mut self,
        authorized: Address,
        is_authorized: bool,
    ) -> Result<(), Error> {
        ensure!(lock::shut(), Error::Reentrancy);
        ensure_address(authorized)?;
        let authorizer = self.vm().msg_sender();
        self.write_authorization(authorizer, authorized, is_authorized);
        self.emit(
            &[
                I::SetAuthorization::SIGNATURE_HASH,
                authorizer.into_word(),
                authorized.into_word(),
            ],
            &[u128::from(is_authorized)],
        );
        self.leave();
        Ok(())
    }
}
