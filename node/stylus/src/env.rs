//! What a program frame is given and what it hands back.
//!
//! Plain data only: the frame's inputs and environment, and its outcome before the node maps it to an
//! EVM result.

use alloy_primitives::{Address, Bytes, U256};

/// Values a program can ask for that do not change while its frame runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvmEnv {
    /// Base fee of the block, in wei (0 in an `eth_call` without a gas price).
    pub block_basefee: U256,
    /// Beneficiary of the block.
    pub block_coinbase: Address,
    /// Gas limit of the block.
    pub block_gas_limit: u64,
    /// L1 block number known to ArbOS, the same as the opcode NUMBER reports.
    pub block_number: u64,
    /// L2 block timestamp, in seconds.
    pub block_timestamp: u64,
    /// Chain id.
    pub chain_id: u64,
    /// Acting address: whose storage is used (the delegator under a delegate call).
    pub contract_address: Address,
    /// Caller of the frame.
    pub msg_sender: Address,
    /// Value of the frame, in wei.
    pub msg_value: U256,
    /// Effective gas price of the transaction, in wei.
    pub tx_gas_price: U256,
    /// Sender of the transaction.
    pub tx_origin: Address,
    /// Whether the acting address has another open frame that is not a delegate call.
    pub reentrant: bool,
}

/// Inputs of one program frame.
#[derive(Clone, Debug)]
pub struct Frame<'a> {
    /// Calldata of the frame.
    pub calldata: &'a [u8],
    /// Gas of the frame after its entry cost.
    pub gas: u64,
    /// Environment of the frame.
    pub env: EvmEnv,
}

/// How a frame ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutcomeKind {
    /// Status 0. EVM: success with data.
    Success,
    /// Any other status. EVM: reverted with data, gas kept.
    Revert,
    /// A trap or a failing host function. EVM: reverted without data, gas kept.
    Failure,
    /// The ink ran out. EVM: out of gas, everything consumed.
    OutOfInk,
    /// The depth checker's stack space ran out. EVM: call depth exceeded, everything consumed.
    OutOfStack,
}

/// Result of one program frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// How the frame ended.
    pub kind: OutcomeKind,
    /// Output of the program; empty unless it succeeded or reverted.
    pub data: Bytes,
    /// Gas left, rounded down to whole units; 0 after `OutOfInk` and `OutOfStack`. The caller still
    /// applies [`return_data_floor`](crate::gas::return_data_floor).
    pub gas_left: u64,
    /// Ink behind `gas_left`; 0 after `OutOfInk` and `OutOfStack`.
    pub ink_left: u64,
    /// Why a frame ended in `Failure`, for a human reader; never part of the EVM result.
    pub detail: Option<String>,
}
