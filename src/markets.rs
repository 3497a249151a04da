//! Creating a market, and bringing its interest up to date.

use crate::{
    abi::Params,
    errors::{ensure, Error},
    gate::ensure_address,
    lock,
    storage::{Ebb, Field, Part},
};
use alloy_primitives::{Address, B256, U256};
use ebb_ledger::Market;

impl Ebb {
    /// Creates the market that `params` describe; `encoded` are the same as calldata.
    pub(crate) fn create_market(&mut self, params: &Params, encoded: &[u8]) -> Result<(), Error> {
        ensure!(lock::shut(), Error::Reentrancy);
        params.terms.check_debt_bounds()?;
        let lltv = U256::from(params.terms.lltv);
        let profile = self.profile_id(lltv, params.curve, params.pace);
        let is_enabled = !self.read(Field::Profile, profile, Address::ZERO).is_zero();
        ensure!(is_enabled, Error::ProfileNotEnabled);
        ensure_address(params.oracle)?;
        self.ensure_code(params.loan_token)?;
        self.ensure_code(params.collateral_token)?;
        ensure!(!self.has_market(params.id), Error::MarketAlreadyCreated);

        self.write_market(params.id, &Market::new(self.now()), Part::Whole);
        self.log_create(params, encoded);
        self.leave();
        Ok(())
    }

    /// Brings the market's interest up to date.
    pub(crate) fn accrue_interest(&self, id: B256) -> Result<(), Error> {
        let market = self.enter(id, Part::Lean)?;
        self.write_market(id, &market, Part::Lean);
        self.leave();
        Ok(())
    }
}
