//! ArbWasm (0x71): activates Stylus programs and answers questions about them.
//!
//! This file: its ABI and its getters; activating and prolonging are in `activation`.

mod activation;

use alloy_primitives::{Address, B256};
use alloy_sol_types::{SolCall, SolInterface, sol};
use ebb_stylus::{Record, RecordError, StylusParams};

use super::{
    decode,
    invocation::{Access, Answer, Fault, Invocation, PARAMS, READ},
};
use crate::{arbos::Programs, evm::stylus_params};

/// From this ArbOS version an activation also costs the parameter `activationGas`.
const ACTIVATION_GAS_FROM: u64 = 59;
/// The getter `minInitGas` works from this ArbOS version.
const MIN_INIT_GAS_FROM: u64 = 32;
/// Informational parameter of the memory model: its ramp, in units of 10^-9.
const PAGE_RAMP: u64 = 620_674_314;

sol! {
    #[allow(missing_docs)]
    interface IArbWasm {
        function activateProgram(address program) external payable returns (uint16 version, uint256 dataFee);
        function codehashKeepalive(bytes32 codehash) external payable;
        function stylusVersion() external view returns (uint16 version);
        function codehashVersion(bytes32 codehash) external view returns (uint16 version);
        function codehashAsmSize(bytes32 codehash) external view returns (uint32 size);
        function programVersion(address program) external view returns (uint16 version);
        function programInitGas(address program) external view returns (uint64 gas, uint64 gasWhenCached);
        function programMemoryFootprint(address program) external view returns (uint16 footprint);
        function programTimeLeft(address program) external view returns (uint64 secs);
        function inkPrice() external view returns (uint32 price);
        function maxStackDepth() external view returns (uint32 depth);
        function freePages() external view returns (uint16 pages);
        function pageGas() external view returns (uint16 gas);
        function pageRamp() external view returns (uint64 ramp);
        function pageLimit() external view returns (uint16 limit);
        function minInitGas() external view returns (uint64 gas, uint64 cached);
        function initCostScalar() external view returns (uint64 percent);
        function expiryDays() external view returns (uint16 days_);
        function keepaliveDays() external view returns (uint16 days_);
        function blockCacheSize() external view returns (uint16 count);
        function activationGas() external view returns (uint64 gas);

        event ProgramActivated(bytes32 indexed codehash, bytes32 moduleHash, address program, uint256 dataFee, uint16 version);
        event ProgramLifetimeExtended(bytes32 indexed codehash, uint256 dataFee);

        error ProgramNotWasm();
        error ProgramNotActivated();
        error ProgramNeedsUpgrade(uint16 version, uint16 stylusVersion);
        error ProgramExpired(uint64 ageInSeconds);
        error ProgramUpToDate();
        error ProgramKeepaliveTooSoon(uint64 ageInSeconds);
        error ProgramInsufficientValue(uint256 have, uint256 want);
    }
}

pub(super) use IArbWasm::*;

/// One of ArbWasm's errors in Nitro's words, such as `error ProgramExpired(31536000)`.
pub(crate) fn words_of_error(data: &[u8]) -> Option<String> {
    Some(match IArbWasmErrors::abi_decode(data).ok()? {
        IArbWasmErrors::ProgramNotWasm(_) => "error ProgramNotWasm()".into(),
        IArbWasmErrors::ProgramNotActivated(_) => "error ProgramNotActivated()".into(),
        IArbWasmErrors::ProgramNeedsUpgrade(e) => {
            format!(
                "error ProgramNeedsUpgrade({}, {})",
                e.version, e.stylusVersion
            )
        }
        IArbWasmErrors::ProgramExpired(e) => format!("error ProgramExpired({})", e.ageInSeconds),
        IArbWasmErrors::ProgramUpToDate(_) => "error ProgramUpToDate()".into(),
        IArbWasmErrors::ProgramKeepaliveTooSoon(e) => {
            format!("error ProgramKeepaliveTooSoon({})", e.ageInSeconds)
        }
        IArbWasmErrors::ProgramInsufficientValue(e) => {
            format!("error ProgramInsufficientValue({}, {})", e.have, e.want)
        }
    })
}

/// Runs a call.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    match decode::<IArbWasmCalls>(call)? {
        IArbWasmCalls::activateProgram(args) => activation::activate(call, args.program),
        IArbWasmCalls::codehashKeepalive(args) => activation::keepalive(call, args.codehash),
        IArbWasmCalls::codehashVersion(args) => {
            let (record, _) = active(call, args.codehash)?;
            Ok(codehashVersionCall::abi_encode_returns(&record.version))
        }
        IArbWasmCalls::codehashAsmSize(args) => {
            let (record, _) = active(call, args.codehash)?;
            Ok(codehashAsmSizeCall::abi_encode_returns(
                &record.asm_kb.saturating_mul(1024),
            ))
        }
        IArbWasmCalls::programVersion(args) => {
            let (record, _) = active_at(call, args.program)?;
            Ok(programVersionCall::abi_encode_returns(&record.version))
        }
        IArbWasmCalls::programInitGas(args) => {
            let (record, params) = active_at(call, args.program)?;
            let cached = record.cached_gas(&params);
            let separate = if record.version > 1 { cached } else { 0 };
            let gas = record.init_gas(&params) + separate;
            let answer = programInitGasReturn {
                gas,
                gasWhenCached: cached,
            };
            Ok(programInitGasCall::abi_encode_returns(&answer))
        }
        IArbWasmCalls::programMemoryFootprint(args) => {
            let (record, _) = active_at(call, args.program)?;
            Ok(programMemoryFootprintCall::abi_encode_returns(
                &record.footprint,
            ))
        }
        IArbWasmCalls::programTimeLeft(args) => {
            let (record, params) = active_at(call, args.program)?;
            let life = u64::from(params.expiry_days) * 86_400;
            let left = life.saturating_sub(record.age(now(call)));
            Ok(programTimeLeftCall::abi_encode_returns(&left))
        }
        IArbWasmCalls::activationGas(_) => {
            call.open(Access::View)?;
            let gas = activation_gas(call)?;
            Ok(activationGasCall::abi_encode_returns(&gas))
        }
        parameter => read_parameter(call, parameter),
    }
}

/// The getters of one parameter.
fn read_parameter(call: &mut Invocation<'_>, getter: IArbWasmCalls) -> Answer {
    call.open(Access::View)?;
    let params = read_params(call)?;
    Ok(match getter {
        IArbWasmCalls::stylusVersion(_) => stylusVersionCall::abi_encode_returns(&params.version),
        IArbWasmCalls::inkPrice(_) => inkPriceCall::abi_encode_returns(&params.ink_price),
        IArbWasmCalls::maxStackDepth(_) => {
            maxStackDepthCall::abi_encode_returns(&params.max_stack_depth)
        }
        IArbWasmCalls::freePages(_) => freePagesCall::abi_encode_returns(&params.free_pages),
        IArbWasmCalls::pageGas(_) => pageGasCall::abi_encode_returns(&params.page_gas),
        IArbWasmCalls::pageRamp(_) => pageRampCall::abi_encode_returns(&PAGE_RAMP),
        IArbWasmCalls::pageLimit(_) => pageLimitCall::abi_encode_returns(&params.page_limit),
        IArbWasmCalls::minInitGas(_) if params.arbos_version < MIN_INIT_GAS_FROM => {
            return Err(Fault::Plain);
        }
        IArbWasmCalls::minInitGas(_) => minInitGasCall::abi_encode_returns(&minInitGasReturn {
            gas: u64::from(params.min_init_gas) * 128,
            cached: u64::from(params.min_cached_init_gas) * 32,
        }),
        IArbWasmCalls::initCostScalar(_) => {
            initCostScalarCall::abi_encode_returns(&(u64::from(params.init_cost_scalar) * 2))
        }
        IArbWasmCalls::expiryDays(_) => expiryDaysCall::abi_encode_returns(&params.expiry_days),
        IArbWasmCalls::keepaliveDays(_) => {
            keepaliveDaysCall::abi_encode_returns(&params.keepalive_days)
        }
        IArbWasmCalls::blockCacheSize(_) => {
            blockCacheSizeCall::abi_encode_returns(&params.block_cache_size)
        }
        _ => return Err(Fault::Burn(None)),
    })
}

fn activation_gas(call: &mut Invocation<'_>) -> Result<u64, Fault> {
    if call.ctx.chain.arbos_version < ACTIVATION_GAS_FROM {
        return Err(Fault::Burn(None));
    }
    call.burn(READ)?;
    Ok(Programs::open().activation_gas(call.ctx))
}

/// The Stylus parameters, charged.
pub(super) fn read_params(call: &mut Invocation<'_>) -> Result<StylusParams, Fault> {
    call.burn(PARAMS)?;
    Ok(stylus_params(call.ctx))
}

/// Record and parameters of an active program, charged; otherwise the error that says why not.
fn checked_record(
    call: &mut Invocation<'_>,
    code_hash: B256,
) -> Result<(Record, StylusParams), Fault> {
    let params = read_params(call)?;
    call.burn(READ)?;
    let record = Programs::open().record(call.ctx, code_hash);
    record
        .check(&params, now(call))
        .map_err(|error| match error {
            RecordError::NotActivated => Fault::custom(&ProgramNotActivated {}),
            RecordError::NeedsUpgrade { have, want } => Fault::custom(&ProgramNeedsUpgrade {
                version: have,
                stylusVersion: want,
            }),
            RecordError::Expired { age } => Fault::custom(&ProgramExpired { ageInSeconds: age }),
        })?;
    Ok((record, params))
}

fn active(call: &mut Invocation<'_>, code_hash: B256) -> Result<(Record, StylusParams), Fault> {
    call.open(Access::View)?;
    checked_record(call, code_hash)
}

fn active_at(call: &mut Invocation<'_>, program: Address) -> Result<(Record, StylusParams), Fault> {
    call.open(Access::View)?;
    let code_hash = call.code_hash(program)?;
    checked_record(call, code_hash)
}

/// The block's time, in seconds.
pub(super) fn now(call: &Invocation<'_>) -> u64 {
    call.ctx.chain.block.timestamp
}
