//! Calls and creates that a program makes, run as sub-frames of the machine.

use alloy_primitives::{Address, B256, Bytes, KECCAK256_EMPTY, U256};
use ebb_stylus::{CallKind, gas};
use revm::{
    context_interface::{ContextTr, JournalTr},
    handler::{EvmTr, FrameResult},
    interpreter::{CallInput, CallInputs, CallScheme, CallValue, FrameInput, InstructionResult},
    state::{Account, AccountInfo, Bytecode},
};

use super::api::ProgramHost;

impl ProgramHost<'_> {
    /// Code that a call to `address` runs, with its hash: the delegate's if EIP-7702 delegates it. The
    /// delegate stays as cold as it is, since host calls do not charge for it.
    fn resolved_code(&mut self, address: Address) -> (B256, Bytecode) {
        let own = code_of(self.account(address).data);
        let Some(delegate) = own.1.eip7702_address() else {
            return own;
        };
        let journal = self.machine.ctx_ref().journal_ref();
        match journal.state.get(&delegate) {
            Some(account) if account.info.code.is_some() => code_of(account),
            _ => journal.db().0.account(delegate).map_or_else(
                || (KECCAK256_EMPTY, Bytecode::default()),
                |account| code_of_info(&account.info),
            ),
        }
    }

    /// Runs a sub-frame; a broken EVM ends the transaction later and counts as a failure now.
    pub(super) fn run(&mut self, input: FrameInput, given: u64) -> SubFrame {
        let result = match self.machine.run_inside(input) {
            Ok(result) => result,
            Err(error) => {
                self.broken = Some(error);
                return SubFrame {
                    kind: InstructionResult::OutOfGas,
                    ..SubFrame::default()
                };
            }
        };
        let ended = result.interpreter_result();
        let kind = ended.result;
        if kind.is_ok() {
            self.refund += ended.gas.refunded();
        }
        SubFrame {
            kind,
            returned: if kind.is_ok_or_revert() {
                ended.gas.remaining().min(given)
            } else {
                0
            },
            output: ended.output.clone(),
            created: match result {
                FrameResult::Create(create) => create.address.filter(|_| kind.is_ok()),
                FrameResult::Call(_) => None,
            },
        }
    }

    /// Inputs of a call, but for its gas.
    pub(super) fn call_inputs(
        &mut self,
        kind: CallKind,
        to: Address,
        input: Bytes,
        value: U256,
    ) -> CallInputs {
        let known_bytecode = self.resolved_code(to);
        let (scheme, target_address, caller, value) = match kind {
            CallKind::Call => (
                CallScheme::Call,
                to,
                self.acting,
                CallValue::Transfer(value),
            ),
            CallKind::StaticCall => (
                CallScheme::StaticCall,
                to,
                self.acting,
                CallValue::Transfer(U256::ZERO),
            ),
            CallKind::DelegateCall => (
                CallScheme::DelegateCall,
                self.acting,
                self.caller,
                CallValue::Apparent(self.value),
            ),
        };
        CallInputs {
            input: CallInput::Bytes(input),
            return_memory_offset: 0..0,
            gas_limit: 0,
            reservoir: 0,
            bytecode_address: to,
            known_bytecode,
            target_address,
            caller,
            value,
            scheme,
            is_static: self.is_static || kind == CallKind::StaticCall,
            charged_new_account_state_gas: false,
        }
    }
}

/// How a sub-frame ended.
#[derive(Default)]
pub(super) struct SubFrame {
    /// The EVM's result.
    pub(super) kind: InstructionResult,
    /// Gas handed back.
    pub(super) returned: u64,
    /// Return or revert data.
    pub(super) output: Bytes,
    /// Address of a contract that came to be.
    pub(super) created: Option<Address>,
}

/// Code of a loaded account, with its hash.
pub(super) fn code_of(account: &Account) -> (B256, Bytecode) {
    code_of_info(&account.info)
}

fn code_of_info(info: &AccountInfo) -> (B256, Bytecode) {
    (info.code_hash, info.code.clone().unwrap_or_default())
}

/// Gas of touching an account.
pub(super) fn access_cost(is_cold: bool) -> u64 {
    if is_cold {
        gas::COLD_ACCOUNT
    } else {
        gas::WARM_ACCESS
    }
}
