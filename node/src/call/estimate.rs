//! The least gas with which a transaction succeeds.
//!
//! geth's search: a plain transfer is tried with its fixed cost; anything else runs with all the gas,
//! then with what that used and a margin for the 63/64 rule, then by bisection to within 1.5 %.
//!
//! It is tried in the block that the transaction will meet: at the newest block, which is the default,
//! an estimate has number and time of the next. On a Nitro chain the two are a quarter of a second
//! apart; here the clock may have been moved by days since the newest block.

use alloy_eips::BlockId;
use alloy_primitives::{Bytes, U256};
use alloy_rpc_types_eth::TransactionRequest;
use thiserror::Error;

use super::{
    CALL_GAS_CAP, CallError, CallOutcome, CallResult, Overrides,
    scene::{Scene, offered},
};
use crate::{chain::Chain, evm::Mode};

/// Gas of a transfer to an account without code.
const TRANSFER_GAS: u64 = 21_000;
/// Stipend that a value transfer adds, as margin for an estimate.
const STIPEND: u64 = 2_300;

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
        let at = if at.is_latest() {
            BlockId::pending()
        } else {
            at
        };
        let scene = self.scene(request, at, overrides)?;
        let run = |gas| self.run(&scene, request, gas, Mode::Estimate);
        if is_plain_transfer(&scene, request) && succeeds(run(TRANSFER_GAS))? {
            return Ok(TRANSFER_GAS);
        }
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
}

/// Whether the request only moves value: no data, and a recipient without code.
fn is_plain_transfer(scene: &Scene, request: &TransactionRequest) -> bool {
    let has_data = request.input.input().is_some_and(|data| !data.is_empty());
    let to = request.to.and_then(|kind| kind.to().copied());
    !has_data && to.is_some_and(|to| scene.state.code(to).is_empty())
}

/// The most gas an estimate may try: what the request names, what the caller can pay, the cap.
fn affordable(scene: &Scene, request: &TransactionRequest) -> u64 {
    let named = request
        .gas
        .filter(|gas| *gas >= TRANSFER_GAS)
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

/// Whether a try succeeded; too little gas to start with counts as a failure.
fn succeeds(run: Result<CallOutcome, CallError>) -> Result<bool, CallError> {
    match run {
        Ok(outcome) => Ok(matches!(outcome.result, CallResult::Success(_))),
        Err(CallError::IntrinsicGas { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}
