//! Bytes as a module, and as an account's code: activation ends with a program or a reason, and what is
//! activated compiles and runs within its gas.
#![no_main]

use std::sync::LazyLock;

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use ebb_stylus::{
    CallKind, CallResult, CreateError, CreateResult, EvmApi, EvmEnv, Flush, Frame, OutcomeKind,
    Program, Runner, StylusParams, WriteProtection,
};
use libfuzzer_sys::fuzz_target;

const GAS: u64 = 300_000;
static RUNNER: LazyLock<Runner> = LazyLock::new(Runner::new);

/// An EVM where nothing exists and nothing is kept.
struct Void;

impl EvmApi for Void {
    fn storage_load(&mut self, key: B256) -> (B256, u64) {
        (key, 2_100)
    }

    fn storage_flush(&mut self, gas_left: u64, entries: &[(B256, B256)]) -> Flush {
        match 22_100u64.saturating_mul(entries.len() as u64) {
            cost if cost > gas_left => Flush::OutOfGas,
            cost => Flush::Done { cost },
        }
    }

    fn transient_load(&mut self, key: B256) -> B256 {
        key
    }

    fn transient_store(&mut self, _: B256, _: B256) -> Result<(), WriteProtection> {
        Ok(())
    }

    fn call(&mut self, _: CallKind, _: Address, input: Bytes, _: U256, _: u64, _: u64) -> CallResult {
        CallResult {
            cost: 2_600,
            success: input.len() % 2 == 0,
            data: input,
        }
    }

    fn create(&mut self, _: Bytes, _: U256, _: Option<B256>, _: u64) -> Result<CreateResult, CreateError> {
        Err(CreateError::OutOfGas)
    }

    fn emit_log(&mut self, _: Vec<B256>, _: Bytes) -> Result<(), WriteProtection> {
        Ok(())
    }

    fn balance(&mut self, _: Address) -> (U256, u64) {
        (U256::ZERO, 2_600)
    }

    fn code(&mut self, address: Address, _: u64) -> (Bytes, u64) {
        (Bytes::copy_from_slice(address.as_slice()), 3_300)
    }

    fn codehash(&mut self, address: Address) -> (B256, u64) {
        (address.into_word(), 2_600)
    }

    fn grow_pages(&mut self, pages: u16) -> u64 {
        u64::from(pages) * 1_000
    }
}

fn try_code(code: &[u8], arbos_version: u64) {
    let params = StylusParams::for_arbos(arbos_version);
    if Program::activate(code, &params, 0).is_err() {
        return;
    }
    let frame = Frame {
        calldata: &[1, 2, 3, 4],
        gas: GAS,
        env: EvmEnv::default(),
    };
    let outcome = RUNNER.run(keccak256(code), code, &params, frame, &mut Void);
    assert!(outcome.gas_left <= GAS);
    let detail = outcome.detail.unwrap_or_default();
    let is_engines = detail.contains("compiled") || detail.contains("instrumented");
    assert!(outcome.kind != OutcomeKind::Failure || !is_engines, "{detail}");
}

fuzz_target!(|bytes: &[u8]| {
    try_code(bytes, 59);
    let mut code = vec![0xEF, 0xF0, 0x00, 0x00];
    let options = brotli::enc::BrotliEncoderParams {
        quality: 1,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &bytes[..], &mut code, &options).expect("a vector takes all bytes");
    try_code(&code, 59);
    try_code(&code, 51);
});
