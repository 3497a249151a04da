//! Programs written in text: all host functions imported, one entry point.

use alloy_primitives::Bytes;
use ebb_stylus::{Outcome, OutcomeKind, Runner};

use super::{World, imports::IMPORTS};

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
