//! Programs written in text: all host functions imported, one entry point.

use alloy_primitives::Bytes;
use ebb_stylus::{Outcome, OutcomeKind, Runner};

use super::World;

/// Every function of `vm_hooks`, under its own name.
const IMPORTS: [(&str, &str); 42] = [
    ("read_args", "(param i32)"),
    ("write_result", "(param i32 i32)"),
    ("exit_early", "(param i32)"),
    ("storage_load_bytes32", "(param i32 i32)"),
    ("storage_cache_bytes32", "(param i32 i32)"),
    ("storage_flush_cache", "(param i32)"),
    ("transient_load_bytes32", "(param i32 i32)"),
    ("transient_store_bytes32", "(param i32 i32)"),
    (
        "call_contract",
        "(param i32 i32 i32 i32 i64 i32) (result i32)",
    ),
    (
        "delegate_call_contract",
        "(param i32 i32 i32 i64 i32) (result i32)",
    ),
    (
        "static_call_contract",
        "(param i32 i32 i32 i64 i32) (result i32)",
    ),
    ("create1", "(param i32 i32 i32 i32 i32)"),
    ("create2", "(param i32 i32 i32 i32 i32 i32)"),
    ("read_return_data", "(param i32 i32 i32) (result i32)"),
    ("return_data_size", "(result i32)"),
    ("emit_log", "(param i32 i32 i32)"),
    ("account_balance", "(param i32 i32)"),
    ("account_code", "(param i32 i32 i32 i32) (result i32)"),
    ("account_code_size", "(param i32) (result i32)"),
    ("account_codehash", "(param i32 i32)"),
    ("evm_gas_left", "(result i64)"),
    ("evm_ink_left", "(result i64)"),
    ("block_basefee", "(param i32)"),
    ("chainid", "(result i64)"),
    ("block_coinbase", "(param i32)"),
    ("block_gas_limit", "(result i64)"),
    ("block_number", "(result i64)"),
    ("block_timestamp", "(result i64)"),
    ("contract_address", "(param i32)"),
    ("math_div", "(param i32 i32)"),
    ("math_mod", "(param i32 i32)"),
    ("math_pow", "(param i32 i32)"),
    ("math_add_mod", "(param i32 i32 i32)"),
    ("math_mul_mod", "(param i32 i32 i32)"),
    ("msg_reentrant", "(result i32)"),
    ("msg_sender", "(param i32)"),
    ("msg_value", "(param i32)"),
    ("tx_gas_price", "(param i32)"),
    ("tx_ink_price", "(result i32)"),
    ("tx_origin", "(param i32)"),
    ("pay_for_memory_grow", "(param i32)"),
    ("native_keccak256", "(param i32 i32 i32)"),
];

/// A module from text.
pub(crate) fn assemble(text: &str) -> Vec<u8> {
    wat::parse_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A program with one page of fixed memory that holds `data` at 0 and runs `body`, which leaves
/// the status on the stack.
pub(crate) fn program(data: &[u8], body: &str) -> Vec<u8> {
    let mut imports = String::new();
    for (name, ty) in IMPORTS {
        imports += &format!("(import \"vm_hooks\" \"{name}\" (func ${name} {ty}))\n");
    }
    let bytes: String = data.iter().map(|byte| format!("\\{byte:02x}")).collect();
    assemble(&format!(
        "(module {imports} (memory (export \"memory\") 1 1) (data (i32.const 0) \"{bytes}\")
         (func (export \"user_entrypoint\") (param i32) (result i32) {body}))"
    ))
}

/// A call of a host function with constant arguments; `l` in front makes an i64.
pub(crate) fn call(name: &str, arguments: &[&str]) -> String {
    let constants: String = arguments
        .iter()
        .map(|argument| match argument.strip_prefix('l') {
            Some(long) => format!("(i64.const {long})"),
            None => format!("(i32.const {argument})"),
        })
        .collect();
    let call = format!("(call ${name} {constants})");
    let returns = IMPORTS
        .iter()
        .any(|(known, ty)| *known == name && ty.contains("result"));
    if returns {
        format!("(drop {call})")
    } else {
        call
    }
}

/// Gas of frames whose outcome matters.
pub(crate) const FRAME_GAS: u64 = 10_000_000;

/// Plenty, and free of rounding.
pub(crate) const GAS: u64 = 32_000_000;

/// Runs `calls` one after the other on a copy of the world; answers its end, the outcome and the ink
/// that the last call took beside its own block.
pub(crate) fn last_call(world: &World, data: &[u8], calls: &[String]) -> (World, Outcome, u64) {
    let used = |calls: &[String]| {
        let mut world = world.clone();
        let wasm = program(data, &format!("{} (i32.const 0)", calls.concat()));
        let outcome = world.run(&Runner::new(), &wasm, &[0xAA; 100], GAS);
        let ink = GAS * u64::from(world.params.ink_price) - outcome.ink_left;
        (world, outcome, ink)
    };
    let last = calls.last().expect("at least one call");
    let constants = last.matches(".const").count() as u64;
    let drops = last.matches("(drop").count() as u64;
    let (end, outcome, ink) = used(calls);
    let (_, _, before) = used(&calls[..calls.len() - 1]);
    (
        end,
        outcome,
        ink - before - (constants + 3800 + 2450 + 9 * drops),
    )
}

/// Runs a body that leaves the status on the stack, or a list of calls that end well.
pub(crate) fn run(world: &mut World, data: &[u8], body: &str) -> Outcome {
    let wasm = program(data, body);
    world.run(&Runner::new(), &wasm, b"calldata", FRAME_GAS)
}

pub(crate) fn run_calls(world: &mut World, data: &[u8], calls: &[String]) -> Outcome {
    run(world, data, &format!("{} (i32.const 0)", calls.concat()))
}

/// What the calls left at 1024, `len` bytes of it.
pub(crate) fn output_of(world: &mut World, data: &[u8], calls: &[String], len: usize) -> Bytes {
    let mut calls = calls.to_vec();
    calls.push(call("write_result", &["1024", &len.to_string()]));
    let outcome = run_calls(world, data, &calls);
    assert_eq!(outcome.kind, OutcomeKind::Success, "{:?}", outcome.detail);
    outcome.data
}
