//! Activating and prolonging programs: checks, gas, data fee, record, event.
//!
//! Estimates and module gas come from `ebb-stylus`; the order of steps is Nitro's.

use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::SolCall;
use ebb_stylus::{ActivationError, Program, Record, StylusParams, is_program};
use revm::context_interface::ContextTr;

use super::{ACTIVATION_GAS_FROM, IArbWasm::*, activation_gas, checked_record, now, read_params};
use crate::{
    arbos::{self, Programs},
    evm::peek,
    precompiles::invocation::{Access, Answer, Fault, Invocation, READ, WRITE},
};

/// Fixed part of an activation, in gas.
const ACTIVATION: u64 = 1_659_168;

/// Activates the code of an account: specification 5.3, in its order.
pub(super) fn activate(call: &mut Invocation<'_>, program: Address) -> Answer {
    call.open(Access::Payable)?;
    if call.ctx.chain.arbos_version >= ACTIVATION_GAS_FROM {
        let extra = activation_gas(call)?;
        call.burn(extra)?;
    }
    call.burn(ACTIVATION)?;
    let (code_hash, code) = code_to_activate(call, program)?;
    let params = read_params(call)?;
    call.burn(READ)?;
    let old = Programs::open().record(call.ctx, code_hash);
    if old.version == params.version && !old.is_expired(&params, now(call)) {
        return Err(Fault::custom(&ProgramUpToDate {}));
    }
    check_prefix(&code, &params)?;
    let open_pages = call.ctx.chain.pages.open;
    let module = Program::activate(&code, &params, open_pages).map_err(|error| match error {
        ActivationError::Plain(_) => Fault::Plain,
        ActivationError::Failure(why) => Fault::Halt(format!("program activation failed: {why}")),
    })?;
    for line in module.module_gas(params.arbos_version) {
        call.burn(line)?;
    }
    if old.cached {
        call.burn(READ)?;
    }
    call.burn(WRITE)?;
    let module_hash = module.module_hash();
    Programs::open().set_module_hash(call.ctx, code_hash, module_hash);
    let fee = sell(call, module.asm_estimate())?;
    call.burn(WRITE)?;
    let record = Record::activated(&module, &params, now(call), old.cached);
    Programs::open().set_record(call.ctx, code_hash, &record);
    collect(call, fee)?;
    call.emit(&ProgramActivated {
        codehash: code_hash,
        moduleHash: module_hash,
        program,
        dataFee: fee,
        version: params.version,
    })?;
    let answer = activateProgramReturn {
        version: params.version,
        dataFee: fee,
    };
    Ok(activateProgramCall::abi_encode_returns(&answer))
}

/// Prolongs an activation that is old enough.
pub(super) fn keepalive(call: &mut Invocation<'_>, code_hash: B256) -> Answer {
    call.open(Access::Payable)?;
    let (mut record, params) = checked_record(call, code_hash)?;
    let age = record.age(now(call));
    if age < u64::from(params.keepalive_days) * 86_400 {
        return Err(Fault::custom(&ProgramKeepaliveTooSoon {
            ageInSeconds: age,
        }));
    }
    let fee = sell(call, record.asm_kb.saturating_mul(1024))?;
    record.activated_at_hours += u32::try_from(age / 3_600).unwrap_or(u32::MAX);
    call.burn(WRITE)?;
    Programs::open().set_record(call.ctx, code_hash, &record);
    collect(call, fee)?;
    call.emit(&ProgramLifetimeExtended {
        codehash: code_hash,
        dataFee: fee,
    })?;
    Ok(Vec::new())
}

/// Code hash and code of the account to activate. A self-destructed account has none to give.
fn code_to_activate(call: &Invocation<'_>, program: Address) -> Result<(B256, Bytes), Fault> {
    let known = call.ctx.journal_ref().state.get(&program);
    if known.is_some_and(|account| account.is_selfdestructed()) {
        return Err(Fault::Plain);
    }
    let info = peek(call.ctx, program).unwrap_or_default();
    let code = info.code.unwrap_or_default().original_bytes();
    Ok((info.code_hash, code))
}

/// Code that is no program: no code at all is named, anything else is a plain error before ArbOS 60.
fn check_prefix(code: &[u8], params: &StylusParams) -> Result<(), Fault> {
    if is_program(code) {
        Ok(())
    } else if code.is_empty() || params.arbos_version >= 60 {
        Err(Fault::custom(&ProgramNotWasm {}))
    } else {
        Err(Fault::Plain)
    }
}

/// Sells `bytes` of state to the caller: five reads and two writes; answers the fee in wei.
fn sell(call: &mut Invocation<'_>, bytes: u32) -> Result<U256, Fault> {
    call.burn(5 * READ + 2 * WRITE)?;
    let mut pricer = Programs::open().pricer(call.ctx);
    let fee = pricer.sell(bytes, now(call));
    Programs::open().set_pricer(call.ctx, &pricer);
    Ok(fee)
}

/// Takes the fee out of the value sent and returns the rest.
fn collect(call: &mut Invocation<'_>, fee: U256) -> Result<(), Fault> {
    call.burn(READ)?;
    let have = call.value();
    let Some(rest) = have.checked_sub(fee) else {
        return Err(Fault::custom(&ProgramInsufficientValue { have, want: fee }));
    };
    let collector = arbos::network_fee_account(&*call.ctx);
    call.pay(collector, fee)?;
    call.pay(call.caller(), rest)
}
