//! What a program asks of the EVM, answered from the journal and by running sub-frames.
//!
//! Costs are answered, not charged: `ebb-stylus` charges them. Rules of gas come from its `gas`
//! module; warmth, values and refunds from revm's journal.

use alloy_primitives::{Address, B256, Bytes, Log, U256};
use ebb_stylus::{
    CallKind, CallResult, CreateError, CreateResult, EvmApi, Flush, HostStep, StylusParams,
    WriteProtection,
    gas::{self, CallGas},
};
use revm::{
    context_interface::{ContextTr, CreateScheme, JournalTr, journaled_state::StateLoad},
    handler::EvmTr,
    interpreter::{CreateInputs, FrameInput, InstructionResult, interpreter::InputsImpl},
    state::Account,
};

use super::{
    Ctx,
    machine::{FrameError, Machine},
    session::peek,
    subframe::{access_cost, code_of},
    trace::Recording,
};

/// EIP-170's limit, which sets the price of reading code.
const MAX_CODE_SIZE: u64 = 24_576;

/// The EVM as one program frame sees it.
pub(super) struct ProgramHost<'a> {
    pub(super) machine: &'a mut Machine,
    pub(super) acting: Address,
    pub(super) caller: Address,
    pub(super) value: U256,
    pub(super) is_static: bool,
    params: StylusParams,
    pub(super) refund: i64,
    pub(super) broken: Option<FrameError>,
}

impl<'a> ProgramHost<'a> {
    pub(super) fn new(
        machine: &'a mut Machine,
        input: &InputsImpl,
        is_static: bool,
        params: StylusParams,
    ) -> Self {
        Self {
            machine,
            acting: input.target_address,
            caller: input.caller_address,
            value: input.call_value,
            is_static,
            params,
            refund: 0,
            broken: None,
        }
    }

    /// The frame's refund counter, or the error that broke a sub-frame.
    pub(super) fn finish(self) -> Result<i64, FrameError> {
        self.broken.map_or(Ok(self.refund), Err)
    }

    fn ctx(&mut self) -> &mut Ctx {
        self.machine.ctx_mut()
    }

    /// Loads an account with its code, warming it.
    pub(super) fn account(&mut self, address: Address) -> StateLoad<&Account> {
        let Ok(account) = self.ctx().journal_mut().load_account_with_code(address);
        account
    }
}

impl EvmApi for ProgramHost<'_> {
    fn storage_load(&mut self, key: B256) -> (B256, u64) {
        let acting = self.acting;
        let Ok(slot) = self.ctx().journal_mut().sload(acting, key.into());
        (
            slot.data.into(),
            if slot.is_cold {
                gas::COLD_SLOT
            } else {
                gas::WARM_ACCESS
            },
        )
    }

    fn storage_flush(&mut self, gas_left: u64, entries: &[(B256, B256)]) -> Flush {
        if self.is_static {
            return Flush::WriteProtection;
        }
        let acting = self.acting;
        let mut budget = gas_left.saturating_add(1);
        for (key, value) in entries {
            let journal = self.ctx().journal_mut();
            let Ok(slot) = journal.sstore(acting, (*key).into(), (*value).into());
            let (original, current) = (slot.data.original_value, slot.data.present_value);
            let (cost, refund) =
                gas::slot_cost(original.into(), current.into(), *value, slot.is_cold);
            let Some(rest) = budget.checked_sub(cost) else {
                return Flush::OutOfGas;
            };
            budget = rest;
            self.refund += refund;
        }
        match budget {
            0 => Flush::OutOfGas,
            left => Flush::Done {
                cost: gas_left.saturating_add(1) - left,
            },
        }
    }

    fn transient_load(&mut self, key: B256) -> B256 {
        let acting = self.acting;
        self.ctx().journal_mut().tload(acting, key.into()).into()
    }

    fn transient_store(&mut self, key: B256, value: B256) -> Result<(), WriteProtection> {
        if self.is_static {
            return Err(WriteProtection);
        }
        let acting = self.acting;
        self.ctx()
            .journal_mut()
            .tstore(acting, key.into(), value.into());
        Ok(())
    }

    fn call(
        &mut self,
        kind: CallKind,
        to: Address,
        input: Bytes,
        value: U256,
        gas_left: u64,
        gas_requested: u64,
    ) -> CallResult {
        let refused = |cost| CallResult {
            cost,
            success: false,
            data: Bytes::new(),
        };
        let has_value = !value.is_zero() && kind == CallKind::Call;
        if self.is_static && has_value {
            return refused(0);
        }
        if gas_left < gas::WARM_ACCESS {
            // Not even looked at: the target stays as cold as it is.
            return refused(gas_left);
        }
        let target = self.account(to);
        let (is_cold, is_empty) = (target.is_cold, target.data.is_empty());
        let Some(gas) = CallGas::new(gas_left, gas_requested, is_cold, has_value, is_empty) else {
            return refused(gas_left);
        };
        let mut inputs = self.call_inputs(kind, to, input, value);
        inputs.gas_limit = gas.forward;
        let ended = self.run(FrameInput::Call(Box::new(inputs)), gas.forward);
        CallResult {
            cost: gas.cost(ended.returned),
            success: ended.kind.is_ok(),
            data: if ended.kind.is_ok_or_revert() {
                ended.output
            } else {
                Bytes::new()
            },
        }
    }

    fn create(
        &mut self,
        code: Bytes,
        endowment: U256,
        salt: Option<B256>,
        gas_left: u64,
    ) -> Result<CreateResult, CreateError> {
        if self.is_static {
            return Err(CreateError::WriteProtection);
        }
        let base = gas::create_base(code.len() as u64, salt.is_some());
        let (kept, forward) = gas::create_split(gas_left, base).ok_or(CreateError::OutOfGas)?;
        let scheme = match salt {
            Some(salt) => CreateScheme::Create2 { salt: salt.into() },
            None => CreateScheme::Create,
        };
        let inputs = CreateInputs::new(self.acting, scheme, endowment, code, forward, 0);
        let ended = self.run(FrameInput::Create(Box::new(inputs)), forward);
        let reverted = ended.kind == InstructionResult::Revert;
        Ok(CreateResult {
            cost: gas_left.saturating_sub(ended.returned + kept),
            address: ended.created,
            data: if reverted { ended.output } else { Bytes::new() },
        })
    }

    fn emit_log(&mut self, topics: Vec<B256>, data: Bytes) -> Result<(), WriteProtection> {
        if self.is_static {
            return Err(WriteProtection);
        }
        let log = Log::new_unchecked(self.acting, topics, data);
        self.ctx().journal_mut().log(log);
        Ok(())
    }

    fn balance(&mut self, address: Address) -> (U256, u64) {
        let account = self.account(address);
        (account.data.info.balance, access_cost(account.is_cold))
    }

    fn code(&mut self, address: Address, gas_left: u64) -> (Bytes, u64) {
        let account = self.account(address);
        let cost = gas::code_touch_cost(MAX_CODE_SIZE, account.is_cold);
        if gas_left < cost {
            return (Bytes::new(), cost);
        }
        (code_of(account.data).1.original_bytes(), cost)
    }

    fn codehash(&mut self, address: Address) -> (B256, u64) {
        let is_cold = self.account(address).is_cold;
        let hash = peek(self.ctx(), address).map_or(B256::ZERO, |account| account.code_hash);
        (hash, access_cost(is_cold))
    }

    fn wants_steps(&self) -> bool {
        self.machine.ctx_ref().chain.tracer.recording() == Recording::Steps
    }

    fn step(&mut self, step: HostStep) {
        self.ctx().chain.tracer.step(step);
    }

    fn wants_lines(&self) -> bool {
        self.machine.ctx_ref().chain.has_room_to_print()
    }

    fn console(&mut self, line: &str) {
        self.ctx().chain.print(line);
    }

    fn grow_pages(&mut self, pages: u16) -> u64 {
        let params = self.params;
        self.ctx().chain.pages.grow(pages, &params)
    }
}
