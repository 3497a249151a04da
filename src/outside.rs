//! Tokens, oracle and callback: the only file that calls other contracts. It trusts none of them:
//! whatever they answer ends in a typed error or in a value that was checked. Callers have settled
//! their books before they act on the outside.

use crate::{
    abi::{encode, encode_call, word_of},
    errors::{ensure, Error},
    storage::{Ebb, Field},
};
use alloc::vec::Vec;
use alloy_primitives::{Address, B256, U256};
use alloy_sol_types::{sol, SolCall};
use stylus_sdk::{
    call::{call, delegate_call, static_call},
    prelude::*,
    stylus_core::calls::errors::Error as CallError,
};

sol! {
    function price() external view returns (uint256);
    function balanceOf(address account) external view returns (uint256);
    function transfer(address to, uint256 amount) external returns (bool);
    function transferFrom(address from, address to, uint256 amount) external returns (bool);
    function onLiquidate(uint256 payAssets, uint256 seizedAssets, bytes data) external;
    function onFlashLoan(uint256 assets, bytes data) external;
    function isValidSignature(bytes32 hash, bytes signature) external view returns (bytes4);
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

    /// Hands control to the caller, who has assets of the market in his hands.
    #[inline(never)]
    pub(crate) fn call_back(
        &mut self,
        selector: [u8; 4],
        words: &[U256],
        data: &[u8],
    ) -> Result<(), Error> {
        let input = encode_with_bytes(selector, words, data);
        let context = Call::new_mutating(self);
        let caller = self.vm().msg_sender();
        call(self.vm(), context, caller, &input).map_err(|_| Error::CallbackFailed)?;
        Ok(())
    }

    /// Runs the extension on the market's state, with the call as it came; answers as it answers.
    #[allow(unsafe_code, reason = "the extension is this crate's own code")]
    pub(crate) fn extend(&mut self, input: &[u8]) -> Result<Vec<u8>, Vec<u8>> {
        let extension = Address::from_word(self.read_role(Field::Extension).into());
        if extension.is_zero() {
            return Err(Error::UnknownFunction.encode());
        }
        let context = Call::new_mutating(self);
        // SAFETY: fixed at construction, made of this crate, so that it lays out state alike.
        match unsafe { delegate_call(self.vm(), context, extension, input) } {
            Ok(answer) => Ok(answer),
            // Its own refusals have at least a selector.
            Err(CallError::Revert(data)) if !data.is_empty() => Err(data),
            Err(_) => Err(Error::ExtensionFailed.encode()),
        }
    }

    /// Whether the account `signer` approves of a signature: ERC-1271.
    pub(crate) fn approves(&self, signer: Address, digest: B256, signature: &[u8]) -> bool {
        let selector = isValidSignatureCall::SELECTOR;
        let input = encode_with_bytes(selector, &[digest.into()], signature);
        let answer = static_call(self.vm(), Call::new(), signer, &input).ok();
        let mut magic = B256::ZERO;
        magic.0[..4].copy_from_slice(&selector);
        answer.and_then(|answer| word(&answer)) == Some(magic.into())
    }

    /// Who signed `digest`, as a word, if anyone did: the precompile `ecrecover`.
    pub(crate) fn recover(&self, digest: B256, v: u8, rs: &[u8; 64]) -> Option<U256> {
        let mut input = encode(&[digest.into(), U256::from(v)]);
        input.extend_from_slice(rs);
        word(&static_call(self.vm(), Call::new(), Address::with_last_byte(1), &input).ok()?)
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

/// A call whose last argument are bytes: after the words that come before it, and its own place.
fn encode_with_bytes(selector: [u8; 4], words: &[U256], data: &[u8]) -> Vec<u8> {
    let mut input = encode_call(selector, words);
    let head = words.len().saturating_add(1).saturating_mul(32);
    input.extend(encode(&[U256::from(head), U256::from(data.len())]));
    input.extend_from_slice(data);
    // Padded to whole words.
    let padding = data.len().wrapping_neg() % 32;
    input.resize(input.len().saturating_add(padding), 0);
    input
}
