//! ArbWasmCache: who may cache, by what name, and what it costs.

use crate::devchain::*;
use crate::script::*;
use alloy_primitives::Bytes;
use alloy_sol_types::{SolCall, SolEvent, sol};
use ebb_node::precompiles::{ARB_DEBUG, ARB_WASM_CACHE};

sol! {
    function cacheCodehash(bytes32 codehash) external;
    function evictCodehash(bytes32 codehash) external;
    function codehashIsCached(bytes32 codehash) external view returns (bool);
    event UpdateProgramCache(address indexed manager, bytes32 indexed codehash, bool cached);
}

#[test]
fn only_owners_and_managers_cache() {
    let mut chain = chain();
    let program = program_text(&mut chain, MINIMAL);
    let input = cacheProgramCall { program }.abi_encode();
    let refused = send(&mut chain, ARB_WASM_CACHE, input);
    assert!(!refused.success);
    assert_eq!(refused.gas_used, GAS);
    let mined = cache(&mut chain, program);
    assert!(mined.success);
    assert_eq!(mined.logs.len(), 1);
    let codehash = code_hash(&chain, program);
    let mined = send(
        &mut chain,
        ARB_WASM_CACHE,
        codehashIsCachedCall { codehash }.abi_encode(),
    );
    assert_eq!(mined.output, Bytes::from(word(1)));
}

/// ArbOS 30 knows a program by its code hash, every later one by its address; the other method is one
/// that it has never heard of.
#[test]
fn programs_are_cached_by_code_hash_at_first_and_by_address_since() {
    for (arbos_version, by_hash) in [(30, true), (31, false), (59, false)] {
        let mut chain = chain_of(arbos_version);
        let program = program_text(&mut chain, MINIMAL);
        let codehash = code_hash(&chain, program);
        assert!(send(&mut chain, ARB_DEBUG, becomeChainOwnerCall {}.abi_encode()).success);
        let hash = cacheCodehashCall { codehash }.abi_encode();
        let address = cacheProgramCall { program }.abi_encode();
        let (known, unknown) = if by_hash {
            (hash, address)
        } else {
            (address, hash)
        };
        let refused = send(&mut chain, ARB_WASM_CACHE, unknown);
        assert_eq!(
            (refused.success, refused.gas_used),
            (false, GAS),
            "ArbOS {arbos_version}"
        );
        for (input, cached) in [
            (known, true),
            (evictCodehashCall { codehash }.abi_encode(), false),
        ] {
            let mined = send(&mut chain, ARB_WASM_CACHE, input);
            assert!(mined.success, "ArbOS {arbos_version}");
            let event = UpdateProgramCache::decode_log(&mined.logs[0]).expect("the event");
            assert_eq!(
                (event.manager, event.codehash, event.cached),
                (ALICE, codehash, cached)
            );
            let question = codehashIsCachedCall { codehash }.abi_encode();
            let answer = send(&mut chain, ARB_WASM_CACHE, question).output;
            assert_eq!(answer, Bytes::from(word(cached.into())));
        }
    }
}

#[test]
fn caching_costs_an_event_a_record_and_the_start_of_the_program() {
    let wasm = wat::parse_str(MINIMAL).expect("well-formed text");
    // Estimate of a start: one function, one parameter and one result, the module's length.
    let start = 8_252 / 1_000 + 2 * 1_059 / 1_000 + wasm.len() as u64 * 1_286 / 10_000;
    let mut chain = chain();
    let program = program(&mut chain, &wasm);
    let mined = cache(&mut chain, program);
    let input = cacheProgramCall { program }.abi_encode();
    // Opening and argument, code hash, caller among managers and owners, parameters, record.
    let checks = 803 + 2_600 + 2 * 800 + 100 + 800;
    assert_eq!(
        gas_of(&mined, &input),
        checks + 1_756 + start + 800 + 20_000
    );
    let again = send(&mut chain, ARB_WASM_CACHE, input.clone());
    assert!(again.success && again.logs.is_empty());
    assert_eq!(gas_of(&again, &input), checks);
}
