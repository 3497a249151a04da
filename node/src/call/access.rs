//! The accounts and slots that a call touches: EIP-2930's list for it.
//!
//! As geth has it: accounts that are warm anyway (caller, callee, precompiles, the sequencer) are listed
//! only with slots. Programs' slots are among them.

use alloy_eips::{
    BlockId,
    eip2930::{AccessList, AccessListItem, AccessListResult},
};
use alloy_primitives::{Address, B256};
use alloy_rpc_types_eth::TransactionRequest;
use revm::state::EvmState;

use super::{CallError, CallResult, Overrides, call_gas, outcome, refusal, scene::Scene};
use crate::{
    arbos::{ARBOS, SEQUENCER},
    chain::Chain,
    evm::{self, Mode},
    precompiles,
};

impl Chain {
    /// What a call touches, and the gas that it uses as a transaction with that list.
    ///
    /// # Errors
    /// The call could not be tried; a revert is told in the answer.
    pub fn access_list(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
    ) -> Result<AccessListResult, CallError> {
        let scene = self.scene(request, at, overrides)?;
        let env = self.call_env(&scene, request, call_gas(request), Mode::Estimate);
        let executed = evm::execute(&scene.state, env).map_err(|error| refusal(request, error))?;
        let list = touched(&scene, request, &executed.changes);
        let with_list = TransactionRequest {
            access_list: Some(list.clone()),
            ..request.clone()
        };
        let gas = call_gas(request);
        let second = self.run(&scene, &with_list, gas, Mode::Estimate)?;
        Ok(AccessListResult {
            access_list: list,
            gas_used: alloy_primitives::U256::from(second.gas_used),
            error: match outcome(executed).result {
                CallResult::Success(_) => None,
                CallResult::Revert(_) => Some("execution reverted".into()),
                CallResult::Halt(reason) => Some(reason),
            },
        })
    }
}

/// The list of everything that an execution loaded, in the order of addresses.
fn touched(scene: &Scene, request: &TransactionRequest, changes: &EvmState) -> AccessList {
    let callee = request.to.and_then(|to| to.to().copied());
    let ends = [request.from, callee, Some(SEQUENCER), Some(ARBOS)];
    let is_warm = |address: Address| {
        ends.contains(&Some(address))
            || precompiles::addresses().any(|precompile| precompile == address)
            // Ethereum's precompiles lie at the lowest addresses and hold no code.
            || (address.as_slice()[..18] == [0; 18] && scene.state.code(address).is_empty())
    };
    let mut items: Vec<AccessListItem> = changes
        .iter()
        .filter(|(address, _)| **address != ARBOS)
        .map(|(address, account)| {
            let mut keys: Vec<B256> = account.storage.keys().map(|slot| (*slot).into()).collect();
            keys.sort_unstable();
            AccessListItem {
                address: *address,
                storage_keys: keys,
            }
        })
        .filter(|item| !item.storage_keys.is_empty() || !is_warm(item.address))
        .collect();
    items.sort_unstable_by_key(|item| item.address);
    AccessList(items)
}
