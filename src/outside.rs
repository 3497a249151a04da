//! Tokens, oracle and callback: the only file that calls other contracts. It trusts none of them:
//! whatever they answer ends in a typed error or in a value that was checked. Callers have settled
//! their books before they act on the outside.

use crate::{
    errors::{
        ensure, CallbackFailed, Error, InvalidPrice, NoCode, OracleFailed, TransferFailed,
        TransferMismatch,
    },
    storage::Ebb,
};
use alloy_primitives::{Address, Bytes, U256};
use alloy_sol_types::{sol, SolCall};
use stylus_sdk::{
    call::{call, static_call},
    prelude::*,
};

sol! {
    function price() external view returns (uint256);
    function balanceOf(address account) external view returns (uint256);
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
    function onLiquidate(uint256 payAssets, uint256 seizedAssets, bytes data) external;
}

/// A price from here on is not believed: 2^192.
const PRICE_LIMIT: U256 = U256::from_limbs([0, 0, 0, 1]);

impl Ebb {
    /// The oracle's price [loan assets per collateral asset, 1e36].
    pub(crate) fn price(&self, oracle: Address) -> Result<U256, Error> {
        let answer = static_call(self.vm(), Call::new(), oracle, &priceCall {}.abi_encode());
        let price = answer.ok().as_deref().and_then(word).ok_or(OracleFailed {})?;
        ensure!(!price.is_zero() && price < PRICE_LIMIT, InvalidPrice {});
        Ok(price)
    }

    /// Refuses a token that is not there: calls to an empty account succeed.
    pub(crate) fn ensure_code(&self, token: Address) -> Result<(), Error> {
        ensure!(self.vm().code_size(token) > 0, NoCode {});
        Ok(())
    }

    /// Sends `assets` of `token` out.
    pub(crate) fn send(
        &mut self,
        token: Address,
        to: Address,
        assets: U256,
    ) -> Result<(), Error> {
        let data = transferCall { to, amount: assets }.abi_encode();
        self.move_tokens(token, &data)
    }

    /// Takes `assets` of `token` in from `from`, and checks that they arrived.
    pub(crate) fn pull(
        &mut self,
        token: Address,
        from: Address,
        assets: U256,
    ) -> Result<(), Error> {
        let to = self.vm().contract_address();
        let before = self.balance(token, to)?;
        let data = transferFromCall { from, to, amount: assets }.abi_encode();
        self.move_tokens(token, &data)?;
        let arrived = self.balance(token, to)?.saturating_sub(before);
        ensure!(arrived >= assets, TransferMismatch {});
        Ok(())
    }

    /// Hands control to the liquidator, who has the collateral and has not paid.
    pub(crate) fn call_back(
        &mut self,
        liquidator: Address,
        pay_assets: U256,
        seized_assets: U256,
        data: Bytes,
    ) -> Result<(), Error> {
        let data =
            onLiquidateCall { payAssets: pay_assets, seizedAssets: seized_assets, data }.abi_encode();
        let context = Call::new_mutating(self);
        call(self.vm(), context, liquidator, &data).map_err(|_| CallbackFailed {})?;
        Ok(())
    }

    /// Success is no revert and either `true` or, from a token that has code, nothing.
    fn move_tokens(&mut self, token: Address, data: &[u8]) -> Result<(), Error> {
        let context = Call::new_mutating(self);
        let answer = call(self.vm(), context, token, data).map_err(|_| TransferFailed {})?;
        if answer.is_empty() {
            return self.ensure_code(token);
        }
        ensure!(word(&answer) == Some(U256::ONE), TransferFailed {});
        Ok(())
    }

    /// What `account` holds of `token`.
    fn balance(&self, token: Address, account: Address) -> Result<U256, Error> {
        let data = balanceOfCall { account }.abi_encode();
        let answer = static_call(self.vm(), Call::new(), token, &data);
        Ok(answer.ok().as_deref().and_then(word).ok_or(TransferFailed {})?)
    }
}

/// An answer of exactly one word.
fn word(answer: &[u8]) -> Option<U256> {
    Some(U256::from_be_bytes(<[u8; 32]>::try_from(answer).ok()?))
}
