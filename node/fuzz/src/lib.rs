//! What the fuzz targets are made of: modules that validate, an EVM that answers anything, a check of
//! the instrumentation that shares nothing with it, requests by their grammar, a door to send them
//! through, and transactions.
//!
//! Nothing here is part of the node, and nothing random: all follows from the fuzzer's bytes.

pub mod bytecode;
#[allow(dead_code, reason = "the tests of the node use the rest of it")]
#[path = "../../tests/devchain/mod.rs"]
mod devchain;
pub mod door;
pub mod echo;
pub mod metering;
pub mod modules;
pub mod requests;
pub mod scene;
pub mod transactions;

/// Code that an account of a program holds: prefix, no dictionary, Brotli.
pub fn code_of(wasm: &[u8]) -> Vec<u8> {
    let mut code = vec![0xEF, 0xF0, 0x00, 0x00];
    let options = brotli::enc::BrotliEncoderParams {
        quality: 1,
        lgwin: 22,
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &wasm[..], &mut code, &options).expect("a vector takes all bytes");
    code
}
