//! Executions that leave no trace: calls and gas estimates, on any block's state, with overrides.

use alloy_eips::BlockId;
use alloy_primitives::{Bytes, U64};
use alloy_rpc_types_eth::TransactionRequest;
use jsonrpsee::core::RegisterMethodError;

use super::{args::Args, error::Refusal, state, table::Table, view::View};
use crate::{
    call::{CallError, CallResult, EstimateError, Overrides},
    chain::Chain,
};

/// Binds the methods of this file.
pub(super) fn register(table: &mut Table) -> Result<(), RegisterMethodError> {
    table.beside(&["eth_call"], |view, args| {
        let (request, block, overrides) = arguments(args)?;
        call(view, &request, block, &overrides)
    })?;
    table.beside(&["eth_estimateGas"], |view, args| {
        let (request, block, overrides) = arguments(args)?;
        estimate(&view.chain, &request, block, &overrides).map(U64::from)
    })?;
    table.beside(&["eth_createAccessList"], |view, args| {
        let (request, block, overrides) = arguments(args)?;
        Ok(view.chain.access_list(&request, block, &overrides)?)
    })
}

/// Transaction, block, state overrides and block overrides, in the order that geth takes them.
pub(super) fn arguments(
    args: &mut Args,
) -> Result<(TransactionRequest, BlockId, Overrides), Refusal> {
    let mut request: TransactionRequest = args.required(0, "transaction")?;
    request.input = normalized(&request)?.into();
    let block = state::block(args, 1)?.unwrap_or_default();
    let state = args.optional(2, "state overrides")?;
    let block_values = args.optional(3, "block overrides")?;
    Ok((
        request,
        block,
        Overrides {
            state,
            block: block_values,
        },
    ))
}

/// The calldata of a request: `input`, or `data` as older clients call it.
pub(super) fn normalized(request: &TransactionRequest) -> Result<Bytes, Refusal> {
    let input = request
        .input
        .unique_input()
        .map_err(|_| Refusal::invalid_params(r#"both "data" and "input" are set and not equal"#))?;
    Ok(input.cloned().unwrap_or_default())
}

fn call(
    view: &View,
    request: &TransactionRequest,
    block: BlockId,
    overrides: &Overrides,
) -> Result<Bytes, Refusal> {
    let outcome = view.chain.call(request, block, overrides)?;
    view.print(&outcome.console);
    match outcome.result {
        CallResult::Success(output) => Ok(output),
        CallResult::Revert(data) => Err(Refusal::reverted(data)),
        CallResult::Halt(reason) => Err(Refusal::server(reason)),
    }
}

/// Gas limit with which `request` succeeds.
pub(super) fn estimate(
    chain: &Chain,
    request: &TransactionRequest,
    block: BlockId,
    overrides: &Overrides,
) -> Result<u64, Refusal> {
    Ok(chain.estimate_gas(request, block, overrides)?)
}

impl From<CallError> for Refusal {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Override(_) => Self::invalid_params(error.to_string()),
            other => Self::server(other.to_string()),
        }
    }
}

impl From<EstimateError> for Refusal {
    fn from(error: EstimateError) -> Self {
        match error {
            EstimateError::Call(error) => error.into(),
            EstimateError::Revert(data) => Self::reverted(data),
            EstimateError::Exceeds { .. } => Self::server(error.to_string()),
        }
    }
}
