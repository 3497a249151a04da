//! 256-bit arithmetic and hashing.
//!
//! Operands are big-endian words in the program's memory; the result overwrites the first one.
//! Division and modulus by zero give zero, powers wrap.

use alloy_primitives::{U256, keccak256};
use wasmtime::{Caller, Linker};

use super::{HOSTIO, PTR};
use crate::{
    gas::words,
    hooks::VM_HOOKS,
    ink::{Escape, Host},
    run::FrameState,
};

const DIV: u64 = 20_000;
const ADD_MOD: u64 = 21_000;
const MUL_MOD: u64 = 24_100;

type Frame<'a> = Caller<'a, FrameState>;

pub(super) fn link(linker: &mut Linker<FrameState>) -> wasmtime::Result<()> {
    linker.func_wrap(
        VM_HOOKS,
        "math_div",
        |f: Frame<'_>, value: u32, divisor: u32| {
            Ok(binary(f, value, divisor, |a, b| {
                a.checked_div(b).unwrap_or_default()
            })?)
        },
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "math_mod",
        |f: Frame<'_>, value: u32, modulus: u32| {
            Ok(binary(f, value, modulus, |a, b| {
                a.checked_rem(b).unwrap_or_default()
            })?)
        },
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "math_pow",
        |f: Frame<'_>, value: u32, exponent: u32| Ok(pow(f, value, exponent)?),
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "math_add_mod",
        |f: Frame<'_>, a: u32, b: u32, modulus: u32| {
            Ok(ternary(f, ADD_MOD, [a, b, modulus], U256::add_mod)?)
        },
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "math_mul_mod",
        |f: Frame<'_>, a: u32, b: u32, modulus: u32| {
            Ok(ternary(f, MUL_MOD, [a, b, modulus], U256::mul_mod)?)
        },
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "native_keccak256",
        |f: Frame<'_>, data: u32, len: u32, out: u32| Ok(keccak(f, data, len, out)?),
    )?;
    Ok(())
}

fn binary(
    frame: Frame<'_>,
    value: u32,
    operand: u32,
    compute: fn(U256, U256) -> U256,
) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + 3 * PTR + DIV)?;
    let result = compute(host.read_uint(value)?, host.read_uint(operand)?);
    host.write_uint(value, result)
}

fn ternary(
    frame: Frame<'_>,
    price: u64,
    [value, operand, modulus]: [u32; 3],
    compute: fn(U256, U256, U256) -> U256,
) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + 4 * PTR + price)?;
    let (a, b) = (host.read_uint(value)?, host.read_uint(operand)?);
    let result = compute(a, b, host.read_uint(modulus)?);
    host.write_uint(value, result)
}

fn pow(frame: Frame<'_>, value: u32, exponent: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + 3 * PTR)?;
    let (base, power) = (host.read_uint(value)?, host.read_uint(exponent)?);
    host.buy_ink(pow_price(power))?;
    host.write_uint(value, base.wrapping_pow(power))
}

/// By significant bytes of the exponent, and one more.
fn pow_price(exponent: U256) -> u64 {
    3_000 + 17_500 * (1 + exponent.byte_len() as u64)
}

fn keccak(frame: Frame<'_>, data: u32, len: u32, out: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, keccak_price(len))?;
    let digest = keccak256(host.read(data, len)?);
    host.write(out, digest.as_slice())
}

fn keccak_price(len: u32) -> u64 {
    121_800 + 21_000 * words(u64::from(len)).saturating_sub(2)
}
