//! A program from its bytes to its end: what is activated was metered as the rules say, compiles, runs
//! twice the same, and ends within its ink, to the ink.
//!
//! An input that begins as a module is one; one that begins as an account's code is that; from all
//! others wasm-smith makes a module. Modules are mutated as modules, half of the time.
#![no_main]

use std::sync::LazyLock;

use alloy_primitives::keccak256;
use arbitrary::Unstructured;
use ebb_fuzz::{code_of, echo::Echo, metering, modules};
use ebb_stylus::{EvmEnv, Frame, Outcome, OutcomeKind, Program, Runner, StylusParams};
use libfuzzer_sys::{fuzz_mutator, fuzz_target, fuzzer_mutate};
use wasm_mutate::WasmMutate;

const GAS: u64 = 300_000;
const MODULE: &[u8] = b"\0asm";
const CODE: &[u8] = &[0xEF, 0xF0, 0x00];
/// What a program learns its gas from, or what asks for more gas than it takes.
const KNOWS_GAS: [&str; 7] = [
    "evm_gas_left",
    "evm_ink_left",
    "storage_load_bytes32",
    "storage_cache_bytes32",
    "storage_flush_cache",
    "account_balance",
    "account_code",
];
static RUNNER: LazyLock<Runner> = LazyLock::new(Runner::new);

fn run(code: &[u8], params: &StylusParams, gas: u64) -> (Outcome, Echo) {
    let mut echo = Echo::new(*params);
    let frame = Frame {
        calldata: &[1, 2, 3, 4],
        gas,
        env: EvmEnv::default(),
    };
    let outcome = RUNNER.run(keccak256(code), code, params, frame, &mut echo);
    assert!(outcome.gas_left <= gas, "{} gas left", outcome.gas_left);
    let ink = params.gas_to_ink(gas);
    assert!(outcome.ink_left <= ink, "{} ink left", outcome.ink_left);
    (outcome, echo)
}

fn try_code(code: &[u8], source: Option<&[u8]>, params: &StylusParams) {
    let Ok(program) = Program::activate(code, params, 0) else {
        return;
    };
    if let Some(source) = source {
        metering::check(source, program.wasm());
    }
    let (outcome, echo) = run(code, params, GAS);
    let detail = outcome.detail.as_deref().unwrap_or_default();
    let is_engines = detail.contains("compiled") || detail.contains("instrumented");
    assert!(
        outcome.kind != OutcomeKind::Failure || !is_engines,
        "{detail}"
    );
    assert_eq!(
        run(code, params, GAS),
        (outcome.clone(), echo.clone()),
        "run twice"
    );
    let knows_gas = KNOWS_GAS
        .iter()
        .any(|name| contains(program.wasm(), name.as_bytes()));
    if !knows_gas {
        check_budget(code, params, &outcome, &echo);
    }
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// The gas that a frame took is enough for it, and one less is not.
fn check_budget(code: &[u8], params: &StylusParams, outcome: &Outcome, echo: &Echo) {
    if matches!(
        outcome.kind,
        OutcomeKind::OutOfInk | OutcomeKind::OutOfStack
    ) {
        return;
    }
    let used = params.gas_to_ink(GAS) - outcome.ink_left;
    let enough = used.div_ceil(u64::from(params.ink_price));
    let (again, heard) = run(code, params, enough);
    assert_eq!(
        (again.kind, &again.data),
        (outcome.kind, &outcome.data),
        "with {enough} gas"
    );
    assert_eq!(params.gas_to_ink(enough) - again.ink_left, used, "ink used");
    assert_eq!(heard, *echo, "what was asked");
    if let Some(less) = enough.checked_sub(1) {
        assert_eq!(
            run(code, params, less).0.kind,
            OutcomeKind::OutOfInk,
            "with {less} gas"
        );
    }
}

fuzz_target!(|bytes: &[u8]| {
    let debug = StylusParams::for_arbos(59);
    let plain = StylusParams {
        debug_chain: false,
        ..StylusParams::for_arbos(51)
    };
    if bytes.starts_with(CODE) {
        return try_code(bytes, None, &debug);
    }
    let made;
    let wasm = if bytes.starts_with(MODULE) {
        bytes
    } else {
        made = modules::generate(&mut Unstructured::new(bytes));
        match &made {
            Ok(wasm) => wasm,
            Err(_) => return,
        }
    };
    let code = code_of(wasm);
    for params in [&debug, &plain] {
        try_code(&code, Some(wasm), params);
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    // wasm-mutate takes valid modules only.
    if seed % 2 == 0 && wasmparser::validate(&data[..size]).is_ok() {
        let mut mutation = WasmMutate::default();
        mutation
            .seed(seed.into())
            .fuel(200)
            .preserve_semantics(false);
        let mutated = mutation
            .run(&data[..size])
            .ok()
            .and_then(|mut mutants| mutants.next());
        if let Some(Ok(wasm)) = mutated
            && wasm.len() <= max_size
        {
            data[..wasm.len()].copy_from_slice(&wasm);
            return wasm.len();
        }
    }
    fuzzer_mutate(data, size, max_size)
});
