//! ArbWasmCache (0x72): keeps activated programs cached, which makes entering them cheap.
//!
//! Cache managers and chain owners may write. Errors are ArbWasm's.

use alloy_primitives::B256;
use alloy_sol_types::{SolCall, sol};

use super::{
    arb_wasm::{ProgramExpired, ProgramNeedsUpgrade, now, read_params},
    decode,
    invocation::{Access, Answer, Fault, Invocation, READ, WRITE},
};
use crate::arbos::{self, Programs};

sol! {
    #[allow(missing_docs)]
    interface IArbWasmCache {
        function isCacheManager(address manager) external view returns (bool);
        function allCacheManagers() external view returns (address[] managers);
        function cacheCodehash(bytes32 codehash) external;
        function cacheProgram(address program) external;
        function evictCodehash(bytes32 codehash) external;
        function codehashIsCached(bytes32 codehash) external view returns (bool);

        event UpdateProgramCache(address indexed manager, bytes32 indexed codehash, bool cached);
    }
}

use IArbWasmCache::*;

/// Runs a call.
pub(super) fn run(call: &mut Invocation<'_>) -> Answer {
    let managers = Programs::open().cache_managers();
    match decode::<IArbWasmCacheCalls>(call)? {
        IArbWasmCacheCalls::isCacheManager(args) => {
            call.open(Access::View)?;
            call.burn(READ)?;
            let answer = managers.contains(call.ctx, args.manager);
            Ok(isCacheManagerCall::abi_encode_returns(&answer))
        }
        IArbWasmCacheCalls::allCacheManagers(_) => {
            call.open(Access::View)?;
            call.burn(READ)?;
            let size = managers.len(call.ctx);
            call.burn(READ.saturating_mul(size))?;
            Ok(allCacheManagersCall::abi_encode_returns(
                &managers.members(call.ctx),
            ))
        }
        IArbWasmCacheCalls::codehashIsCached(args) => {
            call.open(Access::View)?;
            call.burn(READ)?;
            let record = Programs::open().record(call.ctx, args.codehash);
            Ok(codehashIsCachedCall::abi_encode_returns(&record.cached))
        }
        IArbWasmCacheCalls::cacheCodehash(args) if call.ctx.chain.arbos_version < 31 => {
            call.open(Access::Write)?;
            set_cached(call, args.codehash, true)
        }
        IArbWasmCacheCalls::cacheCodehash(_) => Err(Fault::Burn(None)),
        IArbWasmCacheCalls::cacheProgram(_) if call.ctx.chain.arbos_version < 31 => {
            Err(Fault::Burn(None))
        }
        IArbWasmCacheCalls::cacheProgram(args) => {
            call.open(Access::Write)?;
            let code_hash = call.code_hash(args.program)?;
            set_cached(call, code_hash, true)
        }
        IArbWasmCacheCalls::evictCodehash(args) => {
            call.open(Access::Write)?;
            set_cached(call, args.codehash, false)
        }
    }
}

fn set_cached(call: &mut Invocation<'_>, code_hash: B256, cached: bool) -> Answer {
    check_rights(call)?;
    let params = read_params(call)?;
    call.burn(READ)?;
    let programs = Programs::open();
    let mut record = programs.record(call.ctx, code_hash);
    if cached && record.version != params.version {
        let (version, stylus) = (record.version, params.version);
        return Err(Fault::custom(&ProgramNeedsUpgrade {
            version,
            stylusVersion: stylus,
        }));
    }
    if cached && record.is_too_old(&params, now(call)) {
        return Err(Fault::custom(&ProgramExpired {
            ageInSeconds: record.age(now(call)),
        }));
    }
    if record.cached == cached {
        return Ok(Vec::new());
    }
    let manager = call.caller();
    call.emit(&UpdateProgramCache {
        manager,
        codehash: code_hash,
        cached,
    })?;
    call.burn(record.init_cost.into())?;
    call.burn(READ)?;
    record.cached = cached;
    call.burn(WRITE)?;
    programs.set_record(call.ctx, code_hash, &record);
    Ok(Vec::new())
}

/// Only cache managers and owners; anyone else loses all gas.
fn check_rights(call: &mut Invocation<'_>) -> Result<(), Fault> {
    call.burn(READ)?;
    if Programs::open()
        .cache_managers()
        .contains(call.ctx, call.caller())
    {
        return Ok(());
    }
    call.burn(READ)?;
    if arbos::owners().contains(call.ctx, call.caller()) {
        return Ok(());
    }
    let why = "not a cache manager: call ArbDebug.becomeChainOwner() first";
    Err(Fault::Burn(Some(why.into())))
}
