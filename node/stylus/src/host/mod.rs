//! The functions a program can import, by subject, and the prices they share.
//!
//! Every function charges in Nitro's order: base price, then what depends on its arguments, then the
//! gas of the EVM's work. Prices are in ink.

mod account;
mod call;
mod console;
mod env;
mod frame;
mod math;
pub(crate) mod storage;

use wasmtime::Linker;

use crate::run::FrameState;

/// Base of nearly every function.
const HOSTIO: u64 = 8_400;
/// Per pointer to a value of fixed size.
const PTR: u64 = 5_040;
/// Functions that leave the WASM host for the state.
const API: u64 = 59_673;

/// Links all host functions.
pub(crate) fn link(linker: &mut Linker<FrameState>) -> wasmtime::Result<()> {
    frame::link(linker)?;
    env::link(linker)?;
    math::link(linker)?;
    storage::link(linker)?;
    call::link(linker)?;
    account::link(linker)?;
    console::link(linker)
}

/// Copying `len` bytes into the program's memory.
fn write_price(len: u64) -> u64 {
    5_040 + 30 * len.saturating_sub(32)
}

/// Copying `len` bytes out of the program's memory.
fn read_price(len: u32) -> u64 {
    16_381 + 55 * u64::from(len).saturating_sub(32)
}

/// Length of a buffer that fits the WASM address space.
fn len32(bytes: &[u8]) -> u32 {
    bytes.len().try_into().unwrap_or(u32::MAX)
}
