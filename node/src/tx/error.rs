//! Why a transaction is refused, in geth's words, because clients parse them.

use alloy_primitives::{Address, U256};
use thiserror::Error;

/// Why a transaction cannot enter a block. Nothing was executed and nothing changed.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum TxError {
    /// The signature recovers to no address.
    #[error("invalid sender: the signature does not recover to an address")]
    BadSignature,
    /// The transaction names another chain.
    #[error("invalid chain id for signer: have {have} want {want}")]
    ChainId {
        /// The transaction's chain id.
        have: u64,
        /// This chain's id.
        want: u64,
    },
    /// The sender's nonce was used already.
    #[error("nonce too low: address {sender}, tx: {tx} state: {state}")]
    NonceTooLow {
        /// Who sends it.
        sender: Address,
        /// The transaction's nonce.
        tx: u64,
        /// The sender's next nonce.
        state: u64,
    },
    /// The sender has to send other transactions first; this chain keeps no queue.
    #[error("nonce too high: address {sender}, tx: {tx} state: {state}")]
    NonceTooHigh {
        /// Who sends it.
        sender: Address,
        /// The transaction's nonce.
        tx: u64,
        /// The sender's next nonce.
        state: u64,
    },
    /// The balance does not cover gas limit × price + value (wei).
    #[error("insufficient funds for gas * price + value: address {sender} have {have} want {want}")]
    InsufficientFunds {
        /// Who sends it.
        sender: Address,
        /// Balance.
        have: U256,
        /// What the transaction may cost at most.
        want: U256,
    },
    /// The price is below the block's base fee.
    #[error(
        "max fee per gas less than block base fee: address {sender}, maxFeePerGas: {price}, baseFee: {base_fee}"
    )]
    FeeTooLow {
        /// Who sends it.
        sender: Address,
        /// Price offered, wei per gas.
        price: u128,
        /// The block's base fee, wei per gas.
        base_fee: u64,
    },
    /// The tip is larger than the whole price.
    #[error(
        "max priority fee per gas higher than max fee per gas: address {sender}, maxPriorityFeePerGas: {tip}, maxFeePerGas: {price}"
    )]
    TipAboveFee {
        /// Who sends it.
        sender: Address,
        /// Tip offered, wei per gas.
        tip: u128,
        /// Price offered, wei per gas.
        price: u128,
    },
    /// The gas limit does not cover what the transaction costs before it runs.
    #[error("intrinsic gas too low: have {have}, want {want}")]
    IntrinsicGas {
        /// The transaction's gas limit.
        have: u64,
        /// Gas due before execution.
        want: u64,
    },
    /// Blob transactions: an Arbitrum chain has none.
    #[error("transaction type not supported: type {0} does not exist on Arbitrum")]
    Unsupported(u8),
    /// Anything else that the EVM refuses up front.
    #[error("{0}")]
    Invalid(String),
}
