//! Arithmetic with the rounding in the name. Every quantity fits 128 bits and every product of two is
//! taken in 256, so nothing wraps and only a quotient can fail to fit. The one division of the project
//! is here: on WASM the virtual machine's own `math_div`, because compiled 256-bit division alone
//! would cost a sixth of the contract's size limit; elsewhere ruint's.

use crate::Error;
use alloy_primitives::U256;

/// 1 [WAD].
pub const WAD: u128 = 1_000_000_000_000_000_000;

/// 1 [price]: prices are loan assets per collateral asset scaled by 1e36.
pub const PRICE_SCALE: u128 = WAD * WAD;

/// 1 [millionths], the unit of a profile's fractions.
pub const MILLION: u128 = 1_000_000;

/// One millionth [WAD].
pub const MILLIONTH: u128 = WAD / MILLION;

/// 2^120, which assets and shares of a market stay below.
pub const LIMIT: u128 = 1 << 120;

/// `a + b`.
pub fn add(a: u128, b: u128) -> Result<u128, Error> {
    a.checked_add(b).ok_or(Error::Overflow)
}

/// `a − b`.
pub fn sub(a: u128, b: u128) -> Result<u128, Error> {
    a.checked_sub(b).ok_or(Error::Overflow)
}

/// `x` if assets or shares may be that many.
pub fn within_limit(x: u128) -> Result<u128, Error> {
    if x < LIMIT {
        Ok(x)
    } else {
        Err(Error::Overflow)
    }
}

/// `a · b / c`, rounded down. `Overflow` if `c` is zero or the quotient does not fit 128 bits.
#[inline(never)]
pub fn mul_div_down(a: u128, b: u128, c: u128) -> Result<u128, Error> {
    wide_mul_div_down(a, U256::from(b), U256::from(c))
}

/// `a · b / c`, rounded up. `Overflow` as in [`mul_div_down`].
#[inline(never)]
pub fn mul_div_up(a: u128, b: u128, c: u128) -> Result<u128, Error> {
    if a == 0 || b == 0 {
        return mul_div_down(a, b, c);
    }
    // ⌈p / c⌉ = ⌊(p − 1) / c⌋ + 1 for p > 0.
    let below = U256::from(a)
        .wrapping_mul(U256::from(b))
        .wrapping_sub(U256::ONE);
    add(divide(below, U256::from(c))?, 1)
}

/// `a · b / c`, rounded down, for prices, which need more than 128 bits. `Overflow` if `c` is zero, or
/// the product does not fit 256 bits, or the quotient does not fit 128.
pub fn wide_mul_div_down(a: u128, b: U256, c: U256) -> Result<u128, Error> {
    divide(product(U256::from(a), b)?, c)
}

/// `x` if it fits 128 bits.
fn narrow(x: U256) -> Result<u128, Error> {
    let [low, high, 0, 0] = x.into_limbs() else {
        return Err(Error::Overflow);
    };
    Ok(u128::from(high) << 64 | u128::from(low))
}

/// `a · b`; `Overflow` if it does not fit.
#[inline(never)]
fn product(a: U256, b: U256) -> Result<U256, Error> {
    a.checked_mul(b).ok_or(Error::Overflow)
}

/// `⌊dividend / divisor⌋`; `Overflow` for a divisor of zero or a quotient beyond 128 bits.
#[inline(never)]
fn divide(dividend: U256, divisor: U256) -> Result<u128, Error> {
    if divisor.is_zero() {
        return Err(Error::Overflow);
    }
    narrow(quotient(dividend, divisor))
}
/// `⌊dividend / divisor⌋` for a divisor that is not zero.
#[cfg(not(target_arch = "wasm32"))]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "the caller has excluded a zero divisor"
)]
fn quotient(dividend: U256, divisor: U256) -> U256 {
    dividend / divisor
}

/// `⌊dividend / divisor⌋` by the virtual machine.
#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "a host function that the SDK does not declare")]
fn quotient(dividend: U256, divisor: U256) -> U256 {
    #[link(wasm_import_module = "vm_hooks")]
    unsafe extern "C" {
        fn math_div(value: *mut u8, divisor: *const u8);
    }
    let mut value: [u8; 32] = dividend.to_be_bytes();
    let divisor: [u8; 32] = divisor.to_be_bytes();
    // SAFETY: both pointers are to 32 readable bytes, the first to 32 writable ones; the host reads
    // two big-endian words, writes the quotient over the first and touches nothing else.
    unsafe { math_div(value.as_mut_ptr(), divisor.as_ptr()) };
    U256::from_be_bytes(value)
}
