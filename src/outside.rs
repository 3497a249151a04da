//! Tokens, oracle and callback: the only file that calls other contracts. It trusts none of them:
//! whatever they answer ends in a typed error or in a value that was checked. Callers have settled
//! their books before they act on the outside.

use crate::{
    abi::{encode_call, word_of},
    errors::{ensure, Error},
    storage::Ebb,
};
use alloy_primitives::{Address, U256};
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
    #[inline(never)]
    pub(crate) fn price(&self, oracle: Address) -> Result<U256, Error> {
        let price = self
            .ask(oracle, priceCall::SELECTOR, &[])
            .ok_or(Error::OracleFailed)?;
        ensure!(!price.is_zero() && price < PRICE_LIMIT, Error::InvalidPrice);
        Ok(price)
    }

    /// Refuses a token that is not there: calls to an empty account succeed.
    pub(crate) fn ensure_code(&self, token: Address) -> Result<(), Error> {
        ensure!(self.vm().code_size(token) > 0, Error::NoCode);
        Ok(())
    }

    /// Sends `assets` of `token` out.
    #[inline(never)]
    pub(crate) fn send(&mut self, token: Address, to: Address, assets: u128) -> Result<(), Error> {
        self.move_tokens(
            token,
            transferCall::SELECTOR,
            &[word_of(to), U256::from(assets)],
        )
    }

    /// Takes `assets` of `token` in from the caller, and checks that they arrived.
    #[inline(never)]
    pub(crate) fn pull(&mut self, token: Address, assets: u128) -> Result<(), Error> {
        let (from, to) = (
            word_of(self.vm().msg_sender()),
            word_of(self.vm().contract_address()),
        );
        let before = self.balance(token, to)?;
        self.move_tokens(
            token,
            transferFromCall::SELECTOR,
            &[from, to, U256::from(assets)],
        )?;
        let arrived = self.balance(token, to)?.saturating_sub(before);
        ensure!(arrived >= U256::from(assets), Error::TransferMismatch);
        Ok(())
    }

    /// Hands control to the caller, who has the collateral and has not paid.
    pub(crate) fn call_back(
        &mut self,
        pay_assets: u128,
        seized_assets: u128,
        data: &[u8],
    ) -> Result<(), Error> {
        // The bytes start after three words, and are padded to whole words.
        let numbers = [
            pay_assets,
            seized_assets,
            96,
            u128::try_from(data.len()).unwrap_or(0),
        ];
        let head = numbers.map(U256::from);
        let mut input = encode_call(onLiquidateCall::SELECTOR, &head);
        input.extend_from_slice(data);
        input.resize(
            input.len().saturating_add(data.len().wrapping_neg() % 32),
            0,
        );
        let context = Call::new_mutating(self);
        let liquidator = self.vm().msg_sender();
        call(self.vm(), context, liquidator, &input).map_err(|_| Error::CallbackFailed)?;
        Ok(())
    }

    /// Success is no revert and either `true` or, from a token that has code, nothing.
    fn move_tokens(
        &mut self,
        token: Address,
        selector: [u8; 4],
        words: &[U256],
    ) -> Result<(), Error> {
        let context = Call::new_mutating(self);
        let answer = call(self.vm(), context, token, &encode_call(selector, words))
            .map_err(|_| Error::TransferFailed)?;
        if answer.is_empty() {
            return self.ensure_code(token);
        }
        ensure!(word(&answer) == Some(U256::ONE), Error::TransferFailed);
        Ok(())
    }

    /// What `account` holds of `token`.
    fn balance(&self, token: Address, account: U256) -> Result<U256, Error> {
        self.ask(token, balanceOfCall::SELECTOR, &[account])
            .ok_or(Error::TransferFailed)
    }

    /// The one word that a view answers, if it does.
    fn ask(&self, contract: Address, selector: [u8; 4], words: &[U256]) -> Option<U256> {
        let input = encode_call(selector, words);
        word(&static_call(self.vm(), Call::new(), contract, &input).ok()?)
    }
}

/// An answer of exactly one word.
fn word(answer: &[u8]) -> Option<U256> {
    Some(U256::from_be_bytes(<[u8; 32]>::try_from(answer).ok()?))
}
