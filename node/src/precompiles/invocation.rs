//! One call of an ArbOS precompile: its gas, its rights, its events, and how it ends.
//!
//! Nitro's framework (specification 5.1): opening ArbOS's state, copying arguments and results,
//! storage reads and writes cost fixed amounts; most misuse burns all gas.

use alloy_primitives::{Address, B256, Bytes, Log, U256};
use alloy_sol_types::{SolError, SolEvent};
use ebb_stylus::gas::words;
use revm::{
    context_interface::{ContextTr, JournalTr, journaled_state::account::JournaledAccountTr},
    interpreter::{CallInputs, Gas, InstructionResult, InterpreterResult},
};

use crate::evm::{Ctx, peek, transfer};

/// Gas of one read of ArbOS storage, and of opening ArbOS's state.
pub(super) const READ: u64 = 800;
/// Gas of one write of a value other than zero.
pub(super) const WRITE: u64 = 20_000;
/// Gas of one write of zero.
pub(super) const WRITE_ZERO: u64 = 5_000;
/// Gas of looking up the code hash of an address.
pub(super) const CODE_HASH: u64 = 2_600;
/// Gas of reading the Stylus parameters.
pub(super) const PARAMS: u64 = 100;

const COPY_WORD: u64 = 3;
const LOG: u64 = 375;
const LOG_BYTE: u64 = 8;
const SELECTOR: usize = 4;

/// What a method returns, ABI-encoded, or why it does not.
pub(super) type Answer = Result<Vec<u8>, Fault>;

/// Why a method failed.
#[derive(Debug)]
pub(super) enum Fault {
    /// All gas is gone: out of gas, no rights, malformed call. Reverts without data.
    Burn(Option<String>),
    /// An exceptional end that is no revert; all gas is gone.
    Halt(String),
    /// Reverts without data; unused gas returns.
    Plain,
    /// Reverts with an encoded Solidity error; unused gas returns.
    Custom(Vec<u8>),
}

impl Fault {
    /// A Solidity error.
    pub(super) fn custom(error: &impl SolError) -> Self {
        Self::Custom(error.abi_encode())
    }
}

/// Whether a method reads or changes state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Reads nothing: no state is opened.
    Pure,
    /// Reads.
    View,
    /// Writes, takes no value.
    Write,
    /// Writes, takes value.
    Payable,
}

/// A running call.
pub(super) struct Invocation<'a> {
    /// State, block, session.
    pub(super) ctx: &'a mut Ctx,
    inputs: &'a CallInputs,
    calldata: Bytes,
    gas: Gas,
}

impl<'a> Invocation<'a> {
    pub(super) fn new(ctx: &'a mut Ctx, inputs: &'a CallInputs) -> Self {
        let calldata = inputs.input.bytes(ctx);
        Self {
            ctx,
            inputs,
            calldata,
            gas: Gas::new(inputs.gas_limit),
        }
    }

    pub(super) fn calldata(&self) -> &[u8] {
        &self.calldata
    }

    pub(super) fn caller(&self) -> Address {
        self.inputs.caller
    }

    pub(super) fn is_static(&self) -> bool {
        self.inputs.is_static
    }

    pub(super) fn value(&self) -> U256 {
        self.inputs.value.get()
    }

    /// Charges gas.
    pub(super) fn burn(&mut self, gas: u64) -> Result<(), Fault> {
        if self.gas.record_regular_cost(gas) {
            Ok(())
        } else {
            Err(Fault::Burn(None))
        }
    }

    /// Charges gas, or all there is.
    pub(super) fn burn_at_most(&mut self, gas: u64) {
        if !self.gas.record_regular_cost(gas) {
            self.gas.spend_all();
        }
    }

    /// Checks the call against the method's access and charges arguments and opening.
    pub(super) fn open(&mut self, access: Access) -> Result<(), Fault> {
        let scheme = self.inputs.scheme;
        let borrowed = scheme.is_delegate_call() || scheme.is_call_code();
        let forbidden = (borrowed && access != Access::Pure)
            || (!self.value().is_zero() && access != Access::Payable)
            || (self.inputs.is_static && matches!(access, Access::Write | Access::Payable));
        if forbidden {
            return Err(Fault::Burn(None));
        }
        let arguments = self.calldata.len().saturating_sub(SELECTOR) as u64;
        self.burn(COPY_WORD * words(arguments))?;
        if access == Access::Pure {
            Ok(())
        } else {
            self.burn(READ)
        }
    }

    /// The code hash of an account, charged.
    pub(super) fn code_hash(&mut self, address: Address) -> Result<B256, Fault> {
        self.burn(CODE_HASH)?;
        Ok(peek(self.ctx, address).map_or(B256::ZERO, |account| account.code_hash))
    }

    /// Emits an event of the precompile, charged: 375 per topic and once more, 8 per byte.
    pub(super) fn emit(&mut self, event: &impl SolEvent) -> Result<(), Fault> {
        let data = event.encode_log_data();
        let topics = data.topics().len() as u64;
        self.burn(LOG * (1 + topics) + LOG_BYTE * data.data.len() as u64)?;
        self.log(event);
        Ok(())
    }

    /// Emits an event of the precompile for nothing.
    pub(super) fn log(&mut self, event: &impl SolEvent) {
        let log = Log {
            address: self.inputs.bytecode_address,
            data: event.encode_log_data(),
        };
        self.ctx.journal_mut().log(log);
    }

    /// Moves value that was sent along to `to`, without gas or call.
    pub(super) fn pay(&mut self, to: Address, amount: U256) -> Result<(), Fault> {
        let from = self.inputs.target_address;
        if transfer(self.ctx, from, to, amount) {
            Ok(())
        } else {
            Err(Fault::Plain)
        }
    }

    /// Takes value that was sent along out of the world.
    pub(super) fn destroy(&mut self, amount: U256) -> Result<(), Fault> {
        let from = self.inputs.target_address;
        let Ok(mut account) = self.ctx.journal_mut().load_account_mut(from);
        if account.data.decr_balance(amount) {
            Ok(())
        } else {
            Err(Fault::Plain)
        }
    }

    /// Ends the call: charges the copy of what it returns and maps it to an EVM result.
    pub(super) fn settle(mut self, answer: Answer) -> InterpreterResult {
        let copy = match &answer {
            Ok(data) | Err(Fault::Custom(data)) => COPY_WORD * words(data.len() as u64),
            Err(_) => 0,
        };
        let answer = self.burn(copy).and(answer);
        self.end(answer)
    }

    /// Ends the call of somebody who pays nothing: all gas returns, however it ends.
    pub(super) fn settle_free(mut self, answer: Answer) -> InterpreterResult {
        self.gas = Gas::new(self.inputs.gas_limit);
        let answer = answer.map_err(|fault| match fault {
            Fault::Burn(_) => Fault::Plain,
            other => other,
        });
        self.end(answer)
    }

    fn end(mut self, answer: Answer) -> InterpreterResult {
        let (kind, data) = match answer {
            Ok(data) => (InstructionResult::Return, data),
            Err(Fault::Custom(data)) => (InstructionResult::Revert, data),
            Err(Fault::Plain) => (InstructionResult::Revert, Vec::new()),
            Err(Fault::Burn(why)) => {
                self.ctx.chain.failure = why;
                self.gas.spend_all();
                (InstructionResult::Revert, Vec::new())
            }
            Err(Fault::Halt(why)) => {
                self.ctx.chain.failure = Some(why);
                self.gas.spend_all();
                (InstructionResult::PrecompileError, Vec::new())
            }
        };
        InterpreterResult::new(kind, data.into(), self.gas)
    }
}
