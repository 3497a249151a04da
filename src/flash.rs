//! Flash loans. The lock is open during the callback, since the borrower wants to use the market; it
//! is shut while the assets come back, so that nothing else can be counted as their return.

use crate::{
    abi::IMarketEvents as E,
    errors::{ensure, Error},
    gate::ensure_assets,
    lock,
    outside::onFlashLoanCall,
    storage::{Ebb, Field},
};
use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolEvent};
use stylus_sdk::prelude::*;

impl Ebb {
    /// Lends `assets` of `token` to the caller until his callback ends.
    pub(crate) fn flash_loan(
        &mut self,
        token: Address,
        assets: u128,
        data: &[u8],
    ) -> Result<(), Error> {
        ensure!(!lock::is_shut(), Error::Reentrancy);
        ensure_assets(assets)?;
        ensure!(
            self.read_role(Field::FlashLoanPaused).is_zero(),
            Error::Paused
        );
        let caller = self.vm().msg_sender();
        self.emit(
            &[
                E::FlashLoan::SIGNATURE_HASH,
                caller.into_word(),
                token.into_word(),
            ],
            &[assets],
        );

        self.send(token, caller, assets)?;
        self.call_back(onFlashLoanCall::SELECTOR, &[U256::from(assets)], data)?;
        ensure!(lock::shut(), Error::Reentrancy);
        self.pull(token, assets)?;
        self.leave();
        Ok(())
    }
}
