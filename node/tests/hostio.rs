//! One program for each of the 42 host functions, run as a transaction: what the function charges, in
//! ink, and what it answers, by the node's own trace. `programs/` has them.
//!
//! Prices by the specification's 3.3 to 3.11, computed by hand here. Each program gets the address of a
//! contract that does nothing as its argument, has the word 1 at 96 and zero at 64.

use std::fs;

use crate::devchain::*;
use alloy_primitives::{Bytes, U256, keccak256};
use ebb_node::{
    arbos::SEQUENCER,
    chain::{BASE_FEE, Chain, ChainConfig},
    evm::{Recording, Step},
};

/// Ink of a unit of gas.
const GAS_INK: u64 = 10_000;
/// What most functions charge, what a pointer adds, what leaving for the state adds.
const HOSTIO: u64 = 8_400;
const PTR: u64 = 5_040;
const API: u64 = 59_673;
/// Copies of 32 bytes or less.
const WRITE: u64 = 5_040;
const READ: u64 = 16_381;

/// Ink of the state's part of a function, by gas.
const fn gas(units: u64) -> u64 {
    units * GAS_INK
}

/// Every function with its ink.
fn prices() -> [(&'static str, u64); 42] {
    let call = HOSTIO + 3 * PTR + API + 2 * READ + gas(2_600);
    let number = HOSTIO;
    let pointer = HOSTIO + PTR;
    [
        ("read_args", HOSTIO + WRITE),
        ("write_result", HOSTIO + 2 * READ),
        ("exit_early", 0),
        // A cold slot, and the 5 gas that are the whole units of API.
        ("storage_load_bytes32", HOSTIO + 2 * PTR + gas(2_105)),
        ("storage_cache_bytes32", HOSTIO + 2 * PTR),
        ("storage_flush_cache", HOSTIO + API + gas(2_100 + 20_000)),
        ("transient_load_bytes32", HOSTIO + 2 * PTR + API + gas(100)),
        ("transient_store_bytes32", HOSTIO + 2 * PTR + API + gas(100)),
        ("call_contract", call),
        ("delegate_call_contract", call),
        ("static_call_contract", call),
        // Two PUSH0 of 2 gas each are the init code's.
        ("create1", HOSTIO + 3 * PTR + API + 2 * READ + gas(32_004)),
        // And a word of it is hashed.
        ("create2", HOSTIO + 4 * PTR + API + 2 * READ + gas(32_010)),
        ("read_return_data", HOSTIO + API + WRITE),
        ("return_data_size", number),
        // 64 bytes read; 375 for the log and as much for a topic, 8 for each byte of data.
        (
            "emit_log",
            HOSTIO + API + READ + 55 * 32 + gas(2 * 375 + 8 * 32),
        ),
        ("account_balance", HOSTIO + 2 * PTR + API + gas(2_600)),
        ("account_code", HOSTIO + API + WRITE + gas(700 + 2_600)),
        ("account_code_size", HOSTIO + API + gas(700 + 2_600)),
        ("account_codehash", HOSTIO + 2 * PTR + API + gas(2_600)),
        ("evm_gas_left", number),
        ("evm_ink_left", number),
        ("block_basefee", pointer),
        ("chainid", number),
        ("block_coinbase", pointer),
        ("block_gas_limit", number),
        ("block_number", number),
        ("block_timestamp", number),
        ("contract_address", pointer),
        ("math_div", HOSTIO + 3 * PTR + 20_000),
        ("math_mod", HOSTIO + 3 * PTR + 20_000),
        // An exponent of one significant byte.
        ("math_pow", HOSTIO + 3 * PTR + 3_000 + 2 * 17_500),
        ("math_add_mod", HOSTIO + 4 * PTR + 21_000),
        ("math_mul_mod", HOSTIO + 4 * PTR + 24_100),
        ("msg_reentrant", number),
        ("msg_sender", pointer),
        ("msg_value", pointer),
        ("tx_gas_price", pointer),
        ("tx_ink_price", number),
        ("tx_origin", pointer),
        ("pay_for_memory_grow", HOSTIO),
        ("native_keccak256", 121_800),
    ]
}

/// Runs the program of a function; answers the step that is the function's.
fn run(chain: &mut Chain, name: &str) -> Step {
    let path = format!("{}/tests/programs/{name}.wat", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let program = program_text(chain, &text);
    let idle = deploy(chain, &[0x00]);
    let mined = send(chain, program, idle.into_word()[12..].to_vec());
    assert!(mined.success, "{name}: {:?}", mined.failure);
    let trace = chain
        .trace(mined.tx.hash(), Recording::Steps)
        .expect("a trace");
    let step = trace.steps.into_iter().rfind(|step| step.name == name);
    step.unwrap_or_else(|| panic!("{name} was not called"))
}

fn pinned_chain_of(arbos_version: u64) -> Chain {
    Chain::new(ChainConfig {
        arbos_version,
        genesis_time: Some(GENESIS_TIME),
        l1_block_number: Some(0x1234),
        accounts: vec![(ALICE, ether(1000))],
        ..ChainConfig::default()
    })
}

#[test]
fn each_function_charges_its_price() {
    for arbos_version in [40, 51, 59] {
        let mut chain = pinned_chain_of(arbos_version);
        for (name, price) in prices() {
            let step = run(&mut chain, name);
            let ink = step.start_ink - step.end_ink;
            assert_eq!(ink, price, "{name} at ArbOS {arbos_version}");
        }
    }
}

#[test]
fn each_function_answers_what_the_chain_knows() {
    let mut chain = pinned_chain_of(59);
    let one = word(1);
    let wanted = |value: u64| value.to_be_bytes().to_vec();
    for (name, outs) in [
        ("chainid", wanted(412_346)),
        ("block_number", wanted(0x1234)),
        ("block_gas_limit", wanted(1 << 50)),
        ("block_basefee", word(BASE_FEE)),
        ("tx_gas_price", word(BASE_FEE)),
        ("block_coinbase", SEQUENCER.to_vec()),
        ("msg_sender", ALICE.to_vec()),
        ("tx_origin", ALICE.to_vec()),
        ("msg_value", word(0)),
        ("msg_reentrant", vec![0; 4]),
        ("tx_ink_price", 10_000u32.to_be_bytes().to_vec()),
        ("storage_load_bytes32", word(0)),
        ("math_div", one.clone()),
        ("math_mod", word(0)),
        ("math_pow", one),
        ("math_add_mod", word(0)),
        (
            "native_keccak256",
            keccak256([word(0), word(1)].concat()).to_vec(),
        ),
        ("account_balance", word(0)),
        ("account_code", vec![0x00]),
        ("account_code_size", vec![0, 0, 0, 1]),
        ("account_codehash", keccak256([0x00]).to_vec()),
        ("call_contract", vec![0; 5]),
        ("return_data_size", vec![0; 4]),
        ("read_return_data", vec![]),
    ] {
        assert_eq!(run(&mut chain, name).outs, Bytes::from(outs), "{name}");
    }
    let time = run(&mut chain, "block_timestamp").outs;
    assert_eq!(
        U256::from_be_slice(&time),
        U256::from(chain.latest().header.timestamp)
    );
}
