//! Calls that change nothing: `eth_call`, and `eth_estimateGas` in [`estimate`].
//!
//! A call runs as a transaction would, on the state of a block with whatever is to be pretended; no
//! nonce is needed, and without a price the base fee is zero, as in geth.

mod access;
mod estimate;
mod scene;

pub use estimate::EstimateError;

use alloy_eips::BlockId;
use alloy_primitives::{Address, Bytes, Log, U256};
use alloy_rpc_types_eth::{BlockOverrides, TransactionRequest, state::StateOverride};
use revm::context_interface::result::{EVMError, ExecutionResult, InvalidTransaction};
use thiserror::Error;

use crate::{
    chain::Chain,
    evm::{self, Env, Executed, Mode, Recording, Refused, Trace},
    tx::Posted,
};
use scene::Scene;

/// Gas of a call that names none, and the most any call gets.
pub const CALL_GAS_CAP: u64 = 50_000_000;

/// State and block values to pretend.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Accounts to change.
    pub state: Option<StateOverride>,
    /// Block values to change.
    pub block: Option<Box<BlockOverrides>>,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallResult {
    /// It returned; for a create, the deployed code.
    Success(Bytes),
    /// It reverted with this data.
    Revert(Bytes),
    /// It was stopped; the reason in geth's words.
    Halt(String),
}

/// What a call did.
#[derive(Clone, Debug)]
pub struct CallOutcome {
    /// How it ended.
    pub result: CallResult,
    /// Gas used after refunds, what a transaction would have paid.
    pub gas_used: u64,
    /// Gas refunded.
    pub gas_refunded: u64,
    /// Events; none unless it succeeded.
    pub logs: Vec<Log>,
    /// What was recorded; none if nothing was to be, or it was too much.
    pub trace: Option<Trace>,
    /// What programs printed.
    pub console: Vec<String>,
}

/// Why a call could not be tried.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum CallError {
    /// No such block.
    #[error("header not found: block {0} does not exist")]
    UnknownBlock(BlockId),
    /// An override that contradicts itself or is not supported.
    #[error("invalid override: {0}")]
    Override(String),
    /// The caller cannot pay value and gas.
    #[error("insufficient funds for gas * price + value: address {from} have {have} want {want}")]
    InsufficientFunds {
        /// The caller.
        from: Address,
        /// Balance in wei.
        have: U256,
        /// Needed, in wei.
        want: U256,
    },
    /// The price named is below the base fee.
    #[error(
        "max fee per gas less than block base fee: address {from}, maxFeePerGas: {price}, baseFee: {base_fee}"
    )]
    FeeTooLow {
        /// The caller.
        from: Address,
        /// Price offered, wei per gas.
        price: u128,
        /// The block's base fee, wei per gas.
        base_fee: u64,
    },
    /// The gas does not even cover what is due before execution.
    #[error("intrinsic gas too low: have {have}, want {want}")]
    IntrinsicGas {
        /// Gas given.
        have: u64,
        /// Gas due before execution.
        want: u64,
    },
    /// Anything else that the EVM refuses up front.
    #[error("{0}")]
    Invalid(String),
}

impl Chain {
    /// Executes a call on the state at a block. Changes nothing.
    ///
    /// # Errors
    /// The call could not be tried; a revert is no error.
    pub fn call(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
    ) -> Result<CallOutcome, CallError> {
        let scene = self.scene(request, at, overrides)?;
        self.run(&scene, request, call_gas(request), Mode::Call)
    }

    /// Executes a call as [`call`](Self::call) does, and records what it does inside.
    ///
    /// # Errors
    /// The call could not be tried; a revert is no error.
    pub fn trace_call(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
        recording: Recording,
    ) -> Result<CallOutcome, CallError> {
        let scene = self.scene(request, at, overrides)?;
        let env = Env {
            recording,
            ..self.call_env(&scene, request, call_gas(request), Mode::Call)
        };
        execute(&scene, request, env)
    }

    fn run(
        &self,
        scene: &Scene,
        request: &TransactionRequest,
        gas: u64,
        mode: Mode,
    ) -> Result<CallOutcome, CallError> {
        execute(scene, request, self.call_env(scene, request, gas, mode))
    }

    fn call_env(&self, scene: &Scene, request: &TransactionRequest, gas: u64, mode: Mode) -> Env {
        Env {
            chain_id: self.config().chain_id,
            block: scene.block.clone(),
            tx: scene.transaction(request, gas, self.config().chain_id),
            message_price: scene::message_price(request, scene.block.base_fee),
            posted: match mode {
                Mode::Estimate => Posted::Estimate(scene::message(request).encode()),
                _ => Posted::Nothing,
            },
            mode,
            recording: Recording::Nothing,
            runner: self.runner(),
        }
    }
}

fn call_gas(request: &TransactionRequest) -> u64 {
    request.gas.unwrap_or(CALL_GAS_CAP).min(CALL_GAS_CAP)
}

fn execute(
    scene: &Scene,
    request: &TransactionRequest,
    env: Env,
) -> Result<CallOutcome, CallError> {
    evm::execute(&scene.state, env)
        .map(outcome)
        .map_err(|error| refusal(request, error))
}

fn outcome(executed: Executed) -> CallOutcome {
    let logs = executed.logs().to_vec();
    let gas = *executed.result.gas();
    let result = match executed.result {
        ExecutionResult::Success { output, .. } => CallResult::Success(output.into_data()),
        ExecutionResult::Revert { output, .. } => CallResult::Revert(output),
        ExecutionResult::Halt { .. } => CallResult::Halt(executed.halted.unwrap_or_default()),
    };
    CallOutcome {
        result,
        gas_used: gas.tx_gas_used(),
        gas_refunded: gas.final_refunded(),
        logs,
        trace: executed.trace,
        console: executed.console,
    }
}

fn refusal(request: &TransactionRequest, error: Refused) -> CallError {
    match error {
        EVMError::Transaction(InvalidTransaction::LackOfFundForMaxFee { fee, balance }) => {
            let from = request.from.unwrap_or_default();
            CallError::InsufficientFunds {
                from,
                have: *balance,
                want: *fee,
            }
        }
        EVMError::Transaction(InvalidTransaction::CallGasCostMoreThanGasLimit {
            initial_gas,
            gas_limit,
        }) => CallError::IntrinsicGas {
            have: gas_limit,
            want: initial_gas,
        },
        other => CallError::Invalid(other.to_string()),
    }
}
