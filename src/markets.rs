//! Markets and authority: creating a market, bringing its interest up to date, letting others act for
//! oneself.

use crate::{
    errors::{ensure, Error, MarketAlreadyCreated},
    events::SetAuthorization,
    gate::ensure_address,
    params::{CreateMarket, MarketParams},
    storage::Ebb,
};
use alloy_primitives::{Address, B256};
use ebb_ledger::Market;
use stylus_sdk::prelude::*;

/// Markets and authority.
#[public]
pub trait Markets {
    /// Creates the market that `params` describe; returns its id.
    fn create_market(&mut self, params: MarketParams) -> Result<B256, Error>;

    /// Brings the market's interest up to date.
    fn accrue_interest(&mut self, params: MarketParams) -> Result<(), Error>;

    /// Lets `authorized` act for the caller, or no longer.
    fn set_authorization(
        &mut self,
        authorized: Address,
        new_is_authorized: bool,
    ) -> Result<(), Error>;
}

#[public]
impl Markets for Ebb {
    fn create_market(&mut self, params: MarketParams) -> Result<B256, Error> {
        params.check()?;
        ensure_address(params.oracle)?;
        self.ensure_code(params.loanToken)?;
        self.ensure_code(params.collateralToken)?;
        let id = params.id(self.vm());
        ensure!(self.read_market(id).last_update == 0, MarketAlreadyCreated {});

        self.write_market(id, &Market { last_update: self.now(), ..Market::default() });
        self.vm().log(CreateMarket { id, params });
        Ok(id)
    }

    fn accrue_interest(&mut self, params: MarketParams) -> Result<(), Error> {
        let (id, market) = self.enter(&params)?;
        self.write_market(id, &market);
        self.leave();
        Ok(())
    }

    fn set_authorization(
        &mut self,
        authorized: Address,
        new_is_authorized: bool,
    ) -> Result<(), Error> {
        ensure_address(authorized)?;
        let authorizer = self.vm().msg_sender();
        self.authorizations.setter(authorizer).insert(authorized, new_is_authorized);
        self.vm().log(SetAuthorization { authorizer, authorized, isAuthorized: new_is_authorized });
        Ok(())
    }
}
