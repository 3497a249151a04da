//! Calls that change nothing: `eth_call` and `eth_estimateGas`, with state and block overrides.
//!
//! The estimate is geth's search: one run with all the gas, one with what that used and a margin for
//! the 63/64 rule, then bisection to within 1.5 %.

use alloy_eips::BlockId;
use alloy_primitives::{Address, Bytes, Log, TxKind, U256};
use alloy_rpc_types_eth::{
    BlockOverrides, TransactionRequest,
    state::{AccountOverride, StateOverride},
};
use revm::{
    context::TxEnv,
    context_interface::{
        either::Either,
        result::{EVMError, ExecutionResult, InvalidTransaction},
    },
};
use thiserror::Error;

use crate::{
    chain::Chain,
    evm::{self, BlockContext, CallFrame, Env, Executed, Mode, Refused},
    state::State,
};

/// Gas of a call that names none, and the most any call gets.
pub const CALL_GAS_CAP: u64 = 50_000_000;
/// Stipend that a value transfer adds, as margin for an estimate.
const STIPEND: u64 = 2_300;

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
    /// The tree of calls.
    pub trace: CallFrame,
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

/// Why gas cannot be estimated.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum EstimateError {
    /// The call could not be tried.
    #[error(transparent)]
    Call(#[from] CallError),
    /// It reverts with any gas; the data is what it reverts with.
    #[error("execution reverted")]
    Revert(Bytes),
    /// It is stopped even with all the gas allowed.
    #[error("gas required exceeds allowance ({allowance}): {reason}")]
    Exceeds {
        /// Most gas that was tried.
        allowance: u64,
        /// What stopped it.
        reason: String,
    },
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
        let gas = request.gas.unwrap_or(CALL_GAS_CAP).min(CALL_GAS_CAP);
        self.run(&scene, request, gas, Mode::Call)
    }

    /// The least gas, to within 1.5 %, with which a transaction would succeed.
    ///
    /// # Errors
    /// It fails with any gas, or could not be tried.
    pub fn estimate_gas(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
    ) -> Result<u64, EstimateError> {
        let scene = self.scene(request, at, overrides)?;
        let run = |gas| self.run(&scene, request, gas, Mode::Estimate);
        let mut high = affordable(&scene, request);
        let full = run(high)?;
        match full.result {
            CallResult::Success(_) => {}
            CallResult::Revert(data) => return Err(EstimateError::Revert(data)),
            CallResult::Halt(reason) => {
                return Err(EstimateError::Exceeds {
                    allowance: high,
                    reason,
                });
            }
        }
        let mut low = full.gas_used.saturating_sub(1);
        let needs = (full.gas_used + full.gas_refunded + STIPEND) * 64 / 63;
        if needs < high && succeeds(run(needs))? {
            high = needs;
        }
        while low + 1 < high && (high - low) * 1000 > high * 15 {
            let middle = (low + (high - low) / 2)
                .min(low.saturating_mul(2))
                .max(low + 1);
            if succeeds(run(middle))? {
                high = middle;
            } else {
                low = middle;
            }
        }
        Ok(high)
    }

    fn scene(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
    ) -> Result<Scene, CallError> {
        let unknown = CallError::UnknownBlock(at);
        let block = self.block(at).ok_or(unknown.clone())?;
        let mut state = self.state(at).ok_or(unknown)?.clone();
        let header = &block.header;
        let mut context = BlockContext::new(header.number, block.l1_number, header.timestamp, 0);
        if at.is_pending() {
            let time = self.next_timestamp();
            context = self.next_block_context(time);
        }
        context.hashes = self.hashes_before(context.number);
        context.base_fee = if offered(request) > 0 {
            self.base_fee()
        } else {
            0
        };
        for (address, account) in overrides.state.iter().flatten() {
            override_account(&mut state, *address, account)?;
        }
        if let Some(block) = &overrides.block {
            override_block(&mut context, block)?;
        }
        Ok(Scene {
            state,
            block: context,
        })
    }

    fn run(
        &self,
        scene: &Scene,
        request: &TransactionRequest,
        gas: u64,
        mode: Mode,
    ) -> Result<CallOutcome, CallError> {
        let price = offered(request);
        let env = Env {
            chain_id: self.config().chain_id,
            block: scene.block.clone(),
            tx: call_env(request, scene, gas, self.config().chain_id),
            message_price: price.min(price_with_tip(request, scene.block.base_fee)),
            mode,
            runner: self.runner(),
        };
        evm::execute(&scene.state, env)
            .map(outcome)
            .map_err(|error| refusal(request, error))
    }
}

/// State and block that a call runs on.
struct Scene {
    state: State,
    block: BlockContext,
}

/// Price per gas that a request offers, wei; 0 if it names none.
fn offered(request: &TransactionRequest) -> u128 {
    request
        .gas_price
        .or(request.max_fee_per_gas)
        .unwrap_or_default()
}

fn price_with_tip(request: &TransactionRequest, base_fee: u64) -> u128 {
    match request.gas_price {
        Some(price) => price,
        None => {
            let tip = request.max_priority_fee_per_gas.unwrap_or_default();
            u128::from(base_fee).saturating_add(tip)
        }
    }
}

/// The most gas an estimate may try: what the request names, what the caller can pay, the cap.
fn affordable(scene: &Scene, request: &TransactionRequest) -> u64 {
    let named = request
        .gas
        .filter(|gas| *gas >= 21_000)
        .unwrap_or(CALL_GAS_CAP);
    let cap = named.min(CALL_GAS_CAP);
    let price = offered(request);
    if price == 0 {
        return cap;
    }
    let balance = scene.state.balance(request.from.unwrap_or_default());
    let spare = balance.saturating_sub(request.value.unwrap_or_default());
    (spare / U256::from(price)).saturating_to::<u64>().min(cap)
}

fn call_env(request: &TransactionRequest, scene: &Scene, gas: u64, chain_id: u64) -> TxEnv {
    let authorizations = request.authorization_list.clone().unwrap_or_default();
    TxEnv {
        tx_type: if authorizations.is_empty() { 1 } else { 4 },
        caller: request.from.unwrap_or_default(),
        gas_limit: gas,
        gas_price: scene.block.base_fee.into(),
        gas_priority_fee: (!authorizations.is_empty()).then_some(0),
        kind: request.to.unwrap_or(TxKind::Create),
        value: request.value.unwrap_or_default(),
        data: request.input.input().cloned().unwrap_or_default(),
        nonce: request.nonce.unwrap_or_default(),
        chain_id: Some(chain_id),
        access_list: request.access_list.clone().unwrap_or_default(),
        authorization_list: authorizations.into_iter().map(Either::Left).collect(),
        ..TxEnv::default()
    }
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
    }
}

/// Whether a try succeeded; too little gas to start with counts as a failure.
fn succeeds(run: Result<CallOutcome, CallError>) -> Result<bool, CallError> {
    match run {
        Ok(outcome) => Ok(matches!(outcome.result, CallResult::Success(_))),
        Err(CallError::IntrinsicGas { .. }) => Ok(false),
        Err(error) => Err(error),
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

fn override_account(
    state: &mut State,
    address: Address,
    account: &AccountOverride,
) -> Result<(), CallError> {
    if account.move_precompile_to.is_some() {
        return Err(CallError::Override(
            "movePrecompileToAddress is not supported".into(),
        ));
    }
    if let Some(balance) = account.balance {
        state.set_balance(address, balance);
    }
    if let Some(nonce) = account.nonce {
        state.set_nonce(address, nonce);
    }
    if let Some(code) = &account.code {
        state.set_code(address, code.clone());
    }
    let slots = match (&account.state, &account.state_diff) {
        (Some(_), Some(_)) => {
            let why = format!("account {address} has both state and stateDiff");
            return Err(CallError::Override(why));
        }
        (Some(whole), None) => {
            state.clear_storage(address);
            Some(whole)
        }
        (None, diff) => diff.as_ref(),
    };
    for (slot, value) in slots.into_iter().flatten() {
        state.set_slot(address, (*slot).into(), (*value).into());
    }
    Ok(())
}

/// `number` overrides what NUMBER shows, as geth's does; the L2 number stays.
fn override_block(block: &mut BlockContext, overrides: &BlockOverrides) -> Result<(), CallError> {
    let fits = |name: &str, value: U256| {
        u64::try_from(value).map_err(|_| CallError::Override(format!("{name} exceeds 64 bits")))
    };
    if let Some(number) = overrides.number {
        block.l1_number = fits("number", number)?;
    }
    if let Some(base_fee) = overrides.base_fee {
        block.base_fee = fits("baseFeePerGas", base_fee)?;
    }
    block.timestamp = overrides.time.unwrap_or(block.timestamp);
    block.gas_limit = overrides.gas_limit.unwrap_or(block.gas_limit);
    block.coinbase = overrides.coinbase.unwrap_or(block.coinbase);
    block.prevrandao = overrides.random.unwrap_or(block.prevrandao);
    Ok(())
}
