//! What a call runs on: the state and block it names, with the overrides applied.

use alloy_eips::BlockId;
use alloy_primitives::{Address, Bytes, TxKind, U256};
use alloy_rpc_types_eth::{BlockOverrides, TransactionRequest, state::AccountOverride};
use revm::{context::TxEnv, context_interface::either::Either};

use super::{CallError, Overrides};
use crate::{chain::Chain, evm::BlockContext, state::State, tx::Message};

/// Said of blocks from a saved chain.
const STATE_LOST: &str =
    "missing trie node: the state of this block was not saved when the node last stopped";

/// State and block that a call runs on.
pub(super) struct Scene {
    pub(super) state: State,
    pub(super) block: BlockContext,
}

impl Scene {
    /// The EVM's view of a request: it pays the base fee if it offers a price, otherwise nothing.
    pub(super) fn transaction(
        &self,
        request: &TransactionRequest,
        gas: u64,
        chain_id: u64,
    ) -> TxEnv {
        let authorizations = request.authorization_list.clone().unwrap_or_default();
        TxEnv {
            tx_type: if authorizations.is_empty() { 1 } else { 4 },
            caller: request.from.unwrap_or_default(),
            gas_limit: gas,
            gas_price: if offered(request) > 0 {
                self.block.base_fee.into()
            } else {
                0
            },
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
}

impl Chain {
    /// State and block of a call.
    pub(super) fn scene(
        &self,
        request: &TransactionRequest,
        at: BlockId,
        overrides: &Overrides,
    ) -> Result<Scene, CallError> {
        let unknown = CallError::UnknownBlock(at);
        let block = self.block(at).ok_or(unknown)?;
        let lost = || CallError::Invalid(STATE_LOST.into());
        let mut state = self.state(at).ok_or_else(lost)?.clone();
        let header = &block.header;
        let mut context = BlockContext::new(header.number, block.l1_number, header.timestamp, 0);
        if at.is_pending() {
            context = self.next_block_context(self.expected_timestamp());
        }
        context.hashes = self.hashes_before(context.number);
        context.base_fee = if offered(request) > 0 {
            self.base_fee()
        } else {
            0
        };
        check_fee(request, context.base_fee)?;
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
}

/// Price per gas that a request offers, wei; 0 if it names none.
pub(super) fn offered(request: &TransactionRequest) -> u128 {
    request
        .gas_price
        .or(request.max_fee_per_gas)
        .unwrap_or_default()
}

/// A price, if named, must reach the base fee.
fn check_fee(request: &TransactionRequest, base_fee: u64) -> Result<(), CallError> {
    let price = offered(request);
    if price >= u128::from(base_fee) {
        return Ok(());
    }
    let from = request.from.unwrap_or_default();
    Err(CallError::FeeTooLow {
        from,
        price,
        base_fee,
    })
}

/// What the message offers per gas (wei): the host function `tx_gas_price`.
pub(super) fn message_price(request: &TransactionRequest, base_fee: u64) -> u128 {
    match request.gas_price {
        Some(price) => price,
        None => {
            let tip = request.max_priority_fee_per_gas.unwrap_or_default();
            offered(request).min(u128::from(base_fee).saturating_add(tip))
        }
    }
}

/// What is known of the transaction that a request may become.
pub(super) fn message(request: &TransactionRequest) -> Message<'_> {
    static NO_DATA: Bytes = Bytes::new();
    Message {
        nonce: request.nonce.unwrap_or_default(),
        fees: [
            request.max_priority_fee_per_gas.unwrap_or_default(),
            offered(request),
        ],
        to: request.to.unwrap_or_default(),
        value: request.value.unwrap_or_default(),
        data: request.input.input().unwrap_or(&NO_DATA),
        access_list: request.access_list.clone().unwrap_or_default(),
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
