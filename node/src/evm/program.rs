//! One program frame: checks and cost of entry, the run, the return-data floor, the EVM's result.
//!
//! Nitro's order: record checks, entry cost burned, pages opened, run, pages restored, floor, outcome
//! mapped. The running itself is `ebb-stylus`'s; what the program asks of the EVM is `api`'s.

use std::sync::Arc;

use alloy_primitives::{B256, Bytes, U256};
use ebb_stylus::{
    EvmEnv, Frame, Outcome, OutcomeKind, RecordError, StylusParams, entry_cost,
    gas::return_data_floor,
};
use revm::{
    context_interface::{Block, ContextTr, Transaction},
    handler::{EvmTr, FrameData},
    interpreter::{Gas, InstructionResult, InterpreterResult, interpreter::InputsImpl},
};

use super::{
    api::ProgramHost,
    machine::{FrameError, Machine},
    session::{record, stylus_params},
};

/// From this ArbOS version on, returned data costs at least what the EVM's memory would have cost.
const FLOOR_FROM_ARBOS: u64 = 31;

/// Runs the program of the frame on top of `machine`.
pub(super) fn run(machine: &mut Machine) -> Result<InterpreterResult, FrameError> {
    let limit = machine.frame().interpreter.gas.limit();
    let code_hash = code_hash(machine);
    let ctx = machine.ctx_mut();
    let (params, record) = (stylus_params(ctx), record(ctx, code_hash));
    let now = ctx.block().timestamp().saturating_to();
    if let Err(error) = record.check(&params, now) {
        ctx.chain.failure = Some(words(error));
        return Ok(halt(InstructionResult::NotActivated, limit));
    }
    let before = ctx.chain.pages;
    let cost = entry_cost(&record, &params, &before, false);
    let Some(gas) = limit.checked_sub(cost) else {
        ctx.chain.failure = Some("out of gas".into());
        return Ok(halt(InstructionResult::OutOfGas, limit));
    };
    ctx.chain.pages.add(record.footprint);
    let result = run_entered(machine, code_hash, &params, gas);
    machine.ctx_mut().chain.pages.open = before.open;
    let (outcome, refund) = result?;
    Ok(finish(machine, &params, outcome, limit, refund))
}

/// Runs the frame with `gas` left after entry; answers its outcome and refund counter.
fn run_entered(
    machine: &mut Machine,
    code_hash: B256,
    params: &StylusParams,
    gas: u64,
) -> Result<(Outcome, i64), FrameError> {
    let interpreter = &machine.frame().interpreter;
    let input = interpreter.input.clone();
    let code = interpreter.bytecode.original_bytes();
    let is_static = interpreter.runtime_flag.is_static;
    let ctx = machine.ctx_mut();
    let calldata = input.input.bytes(ctx);
    let env = environment(machine, &input);
    let runner = Arc::clone(&machine.ctx_mut().chain.runner);
    let mut host = ProgramHost::new(machine, &input, is_static, *params);
    let frame = Frame {
        calldata: &calldata,
        gas,
        env,
    };
    let outcome = runner.run(code_hash, &code, params, frame, &mut host);
    host.finish().map(|refund| (outcome, refund))
}

/// Initcode has no account and so no record: the zero hash.
fn code_hash(machine: &mut Machine) -> B256 {
    let frame = machine.frame();
    match frame.data {
        FrameData::Create(_) => B256::ZERO,
        FrameData::Call(_) => frame.interpreter.bytecode.get_or_calculate_hash(),
    }
}

fn environment(machine: &mut Machine, input: &InputsImpl) -> EvmEnv {
    let ctx = machine.ctx_mut();
    let (block, session) = (&ctx.block, &ctx.chain);
    EvmEnv {
        block_basefee: U256::from(block.basefee),
        block_coinbase: block.beneficiary,
        block_gas_limit: block.gas_limit,
        block_number: block.number.saturating_to(),
        block_timestamp: block.timestamp.saturating_to(),
        chain_id: ctx.cfg.chain_id,
        contract_address: input.target_address,
        msg_sender: input.caller_address,
        msg_value: input.call_value,
        tx_gas_price: U256::from(session.message_price),
        tx_origin: ctx.tx.caller(),
        reentrant: session.is_reentrant(input.target_address),
    }
}

/// Maps an outcome to the EVM's result; `limit` is the frame's gas before the entry cost.
fn finish(
    machine: &mut Machine,
    params: &StylusParams,
    outcome: Outcome,
    limit: u64,
    refund: i64,
) -> InterpreterResult {
    let kind = match outcome.kind {
        OutcomeKind::Success => InstructionResult::Return,
        OutcomeKind::Revert | OutcomeKind::Failure => InstructionResult::Revert,
        OutcomeKind::OutOfInk => return fail(machine, InstructionResult::OutOfGas, limit),
        OutcomeKind::OutOfStack => return fail(machine, InstructionResult::StackOverflow, limit),
    };
    let mut left = outcome.gas_left;
    if !outcome.data.is_empty() && params.arbos_version >= FLOOR_FROM_ARBOS {
        match limit.checked_sub(return_data_floor(outcome.data.len() as u64)) {
            Some(most) => left = left.min(most),
            None => return fail(machine, InstructionResult::OutOfGas, limit),
        }
    }
    let mut gas = Gas::new(limit);
    gas.set_remaining(left);
    gas.record_refund(refund);
    InterpreterResult::new(kind, outcome.data, gas)
}

/// An exceptional end: everything consumed, nothing returned.
fn fail(machine: &mut Machine, kind: InstructionResult, limit: u64) -> InterpreterResult {
    let words = match kind {
        InstructionResult::StackOverflow => "max call depth exceeded",
        _ => "out of gas",
    };
    machine.ctx_mut().chain.failure = Some(words.into());
    halt(kind, limit)
}

fn halt(kind: InstructionResult, limit: u64) -> InterpreterResult {
    let mut gas = Gas::new(limit);
    gas.spend_all();
    InterpreterResult::new(kind, Bytes::new(), gas)
}

/// Nitro's words for a program that cannot be entered: the custom errors of ArbWasm.
fn words(error: RecordError) -> String {
    match error {
        RecordError::NotActivated => "error ProgramNotActivated()".into(),
        RecordError::NeedsUpgrade { have, want } => {
            format!("error ProgramNeedsUpgrade({have}, {want})")
        }
        RecordError::Expired { age } => format!("error ProgramExpired({age})"),
    }
}
