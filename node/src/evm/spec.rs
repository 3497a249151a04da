//! Which Ethereum rules hold at an ArbOS version, and where Arbitrum departs from them.
//!
//! Forks by ArbOS version: Cancun from 30, Prague from 40, Osaka from 50. Departures: no EIP-7623
//! calldata floor, no blobs (BLOBBASEFEE is an error), no cap on a transaction's declared gas,
//! programs are exempt from EIP-3541 and their frames may not SELFDESTRUCT.

use revm::{
    bytecode::opcode::{BLOBBASEFEE, SELFDESTRUCT},
    context::CfgEnv,
    context_interface::{
        Host,
        result::{HaltReason, OutOfGasError},
    },
    handler::instructions::EthInstructions,
    interpreter::{
        Instruction, InstructionContext, InstructionExecResult, InstructionResult,
        instructions::host::selfdestruct, interpreter::EthInterpreter,
    },
    primitives::hardfork::SpecId,
};

use alloy_primitives::Address;

use super::{Ctx, Mode};

/// Gas of SELFDESTRUCT before its dynamic part (EIP-150).
const SELFDESTRUCT_GAS: u16 = 5_000;

/// The Ethereum fork whose rules an ArbOS version follows.
pub(super) fn fork(arbos_version: u64) -> SpecId {
    match arbos_version {
        0..40 => SpecId::CANCUN,
        40..50 => SpecId::PRAGUE,
        _ => SpecId::OSAKA,
    }
}

/// The EVM's configuration.
pub(super) fn config(chain_id: u64, arbos_version: u64, mode: Mode) -> CfgEnv {
    let mut cfg = CfgEnv::new_with_spec(fork(arbos_version)).with_chain_id(chain_id);
    cfg.tx_gas_limit_cap = Some(u64::MAX);
    cfg.disable_block_gas_limit = true;
    cfg.disable_eip3541 = true;
    cfg.disable_eip7623 = true;
    cfg.disable_eip3607 = mode != Mode::Signed;
    let is_pretended = matches!(mode, Mode::Call | Mode::Estimate);
    cfg.disable_nonce_check = is_pretended;
    cfg.disable_base_fee = is_pretended;
    cfg
}

/// Ethereum's instructions with Arbitrum's two changes.
pub(super) fn instructions(fork: SpecId) -> EthInstructions<EthInterpreter, Ctx> {
    let mut table = EthInstructions::new_mainnet_with_spec(fork);
    table.insert_instruction(BLOBBASEFEE, Instruction::unknown(), 0);
    let instruction = Instruction::new(selfdestruct_unless_program);
    table.insert_instruction(SELFDESTRUCT, instruction, SELFDESTRUCT_GAS);
    table
}

/// SELFDESTRUCT reverts where the acting account holds a program, whose record it would orphan.
fn selfdestruct_unless_program(
    context: InstructionContext<'_, Ctx, EthInterpreter>,
) -> InstructionExecResult {
    let acting = context.interpreter.input.target_address;
    let is_program = context
        .host
        .load_account_code(acting)
        .is_some_and(|code| ebb_stylus::is_program(&code.data));
    if is_program {
        return Err(InstructionResult::Revert);
    }
    let heir = context.interpreter.stack.peek(0).unwrap_or_default();
    let balance = context.host.balance(acting).map(|load| load.data);
    let ended = selfdestruct(InstructionContext {
        interpreter: context.interpreter,
        host: context.host,
    });
    if ended.is_err_and(|end| end == InstructionResult::SelfDestruct) {
        let heir = Address::from_word(heir.into());
        context
            .host
            .chain
            .tracer
            .self_destruct(acting, heir, balance.unwrap_or_default());
    }
    ended
}

/// A halt in geth's words.
pub(super) fn words(reason: &HaltReason) -> String {
    match reason {
        HaltReason::OutOfGas(OutOfGasError::Memory | OutOfGasError::MemoryLimit) => {
            "out of gas: memory".into()
        }
        HaltReason::OutOfGas(_) => "out of gas".into(),
        HaltReason::OpcodeNotFound | HaltReason::InvalidFEOpcode => "invalid opcode".into(),
        HaltReason::InvalidJump => "invalid jump destination".into(),
        HaltReason::StackUnderflow => "stack underflow".into(),
        HaltReason::StackOverflow => "stack limit reached 1024".into(),
        HaltReason::CreateCollision => "contract address collision".into(),
        HaltReason::CreateContractSizeLimit => "max code size exceeded".into(),
        HaltReason::CreateContractStartingWithEF => "invalid code: must not begin with 0xef".into(),
        HaltReason::StateChangeDuringStaticCall => "write protection".into(),
        HaltReason::CallTooDeep => "max call depth exceeded".into(),
        HaltReason::OutOfFunds => "insufficient balance for transfer".into(),
        other => format!("{other:?}"),
    }
}
