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
            Ok(binary(f, "math_div", value, divisor, |a, b| {
                a.checked_div(b).unwrap_or_default()
            })?)
        },
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "math_mod",
        |f: Frame<'_>, value: u32, modulus: u32| {
            Ok(binary(f, "math_mod", value, modulus, |a, b| {
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
            Ok(ternary(
                f,
                ("math_add_mod", ADD_MOD),
                [a, b, modulus],
                U256::add_mod,
            )?)
        },
    )?;
    linker.func_wrap(
        VM_HOOKS,
        "math_mul_mod",
        |f: Frame<'_>, a: u32, b: u32, modulus: u32| {
            Ok(ternary(
                f,
                ("math_mul_mod", MUL_MOD),
                [a, b, modulus],
                U256::mul_mod,
            )?)
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
    name: &'static str,
    value: u32,
    operand: u32,
    compute: fn(U256, U256) -> U256,
) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + 3 * PTR + DIV)?;
    let (a, b) = (host.read_word(value)?, host.read_word(operand)?);
    let result = compute(a.into(), b.into());
    host.write_uint(value, result)?;
    host.step(name, &[a.as_slice(), b.as_slice()], &[&be(result)]);
    Ok(())
}

fn ternary(
    frame: Frame<'_>,
    (name, price): (&'static str, u64),
    [value, operand, modulus]: [u32; 3],
    compute: fn(U256, U256, U256) -> U256,
) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + 4 * PTR + price)?;
    let (a, b) = (host.read_word(value)?, host.read_word(operand)?);
    let c = host.read_word(modulus)?;
    let result = compute(a.into(), b.into(), c.into());
    host.write_uint(value, result)?;
    let args = [a.as_slice(), b.as_slice(), c.as_slice()];
    host.step(name, &args, &[&be(result)]);
    Ok(())
}

fn pow(frame: Frame<'_>, value: u32, exponent: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, HOSTIO + 3 * PTR)?;
    let (base, power) = (host.read_uint(value)?, host.read_uint(exponent)?);
    host.buy_ink(pow_price(power))?;
    let result = base.wrapping_pow(power);
    host.write_uint(value, result)?;
    host.step("math_pow", &[&be(base), &be(power)], &[&be(result)]);
    Ok(())
}

fn be(value: U256) -> [u8; 32] {
    value.to_be_bytes()
}

/// By significant bytes of the exponent, and one more.
fn pow_price(exponent: U256) -> u64 {
    3_000 + 17_500 * (1 + exponent.byte_len() as u64)
}

fn keccak(frame: Frame<'_>, data: u32, len: u32, out: u32) -> Result<(), Escape> {
    let mut host = Host::charged(frame, keccak_price(len))?;
    let preimage = host.read(data, len)?;
    let digest = keccak256(preimage);
    // The digest may overwrite what it was made of.
    let preimage = host.is_traced().then(|| preimage.to_vec());
    host.write(out, digest.as_slice())?;
    let preimage = preimage.unwrap_or_default();
    host.step("native_keccak256", &[&preimage], &[digest.as_slice()]);
    Ok(())
}

fn keccak_price(len: u32) -> u64 {
    121_800 + 21_000 * words(u64::from(len)).saturating_sub(2)
}
