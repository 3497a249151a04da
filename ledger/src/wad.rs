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

/// 2^120, which shares and collateral stay below.
pub const LIMIT: u128 = 1 << 120;

/// 2^103, which loan assets of a market stay below. Shares begin at a million an asset and so meet their
/// own limit first; the rest is room for interest.
pub const ASSET_LIMIT: u128 = 1 << 103;

/// `a + b`.
pub fn add(a: u128, b: u128) -> Result<u128, Error> {
    a.checked_add(b).ok_or(Error::Overflow)
}

/// `a − b`.
pub fn sub(a: u128, b: u128) -> Result<u128, Error> {
    a.checked_sub(b).ok_or(Error::Overflow)
}

/// `x` if shares, or collateral, may be that many.
pub fn within_limit(x: u128) -> Result<u128, Error> {
    below(x, LIMIT)
}

/// `x` if loan assets may be that many.
pub fn within_asset_limit(x: u128) -> Result<u128, Error> {
    below(x, ASSET_LIMIT)
}

fn below(x: u128, limit: u128) -> Result<u128, Error> {
    if x < limit {
        Ok(x)
    } else {
        Err(Error::Overflow)
    }
}

/// `a · b / c`, rounded down. `Overflow` if `c` is zero or the quotient does not fit 128 bits.
#[inline(never)]
pub fn mul_div_down(a: u128, b: u128, c: u128) -> Result<u128, Error> {
    divide(product(a, b), U256::from(c))
}

/// `a · b / c`, rounded up. `Overflow` as in [`mul_div_down`].
#[inline(never)]
pub fn mul_div_up(a: u128, b: u128, c: u128) -> Result<u128, Error> {
    if a == 0 || b == 0 {
        return mul_div_down(a, b, c);
    }
    // ⌈p / c⌉ = ⌊(p − 1) / c⌋ + 1 for p > 0.
    let below = product(a, b).wrapping_sub(U256::ONE);
    add(divide(below, U256::from(c))?, 1)
}

/// `a · b / c`, rounded down, for prices, which need more than 128 bits. `Overflow` if `c` is zero, or
/// the product does not fit 256 bits, or the quotient does not fit 128.
pub fn wide_mul_div_down(a: u128, b: U256, c: U256) -> Result<u128, Error> {
    let [b0, b1, b2, b3] = b.into_limbs();
    let low = product(a, join(b0, b1));
    // The upper half of b moves its product up by 128 bits, which must still fit.
    let high = narrow(product(a, join(b2, b3)))?;
    let high = U256::from(high).wrapping_shl(128);
    divide(low.checked_add(high).ok_or(Error::Overflow)?, c)
}

/// `a / b`, rounded up; nothing if `b` is zero. The quotient may need 256 bits.
pub fn wide_div_up(a: U256, b: U256) -> Option<U256> {
    if b.is_zero() {
        return None;
    }
    if a.is_zero() {
        return Some(a);
    }
    Some(quotient(a.wrapping_sub(U256::ONE), b).wrapping_add(U256::ONE))
}

/// `x` if it fits 128 bits.
#[inline(never)]
pub fn narrow(x: U256) -> Result<u128, Error> {
    let [low, high, 0, 0] = x.into_limbs() else {
        return Err(Error::Overflow);
    };
    Ok(join(low, high))
}

/// The number of two limbs.
fn join(low: u64, high: u64) -> u128 {
    u128::from(high) << 64 | u128::from(low)
}

/// `a · b`, which always fits.
#[inline(never)]
fn product(a: u128, b: u128) -> U256 {
    // Schoolbook, in limbs of 64 bits. Each sum of a product and two limbs fits 128 bits.
    let ([a0, a1], [b0, b1]) = (limbs(a), limbs(b));
    let (r0, carry) = mul_add(a0, b0, 0, 0);
    let (r1, r2) = mul_add(a0, b1, carry, 0);
    let (r1, carry) = mul_add(a1, b0, r1, 0);
    let (r2, r3) = mul_add(a1, b1, r2, carry);
    U256::from_limbs([r0, r1, r2, r3])
}

/// The two limbs of a number, the lower first.
fn limbs(x: u128) -> [u64; 2] {
    [(x & u128::from(u64::MAX)) as u64, (x >> 64) as u64]
}

/// `a · b + c + d` as two limbs.
#[inline(never)]
fn mul_add(a: u64, b: u64, c: u64, d: u64) -> (u64, u64) {
    let sum = u128::from(a)
        .wrapping_mul(b.into())
        .wrapping_add(c.into())
        .wrapping_add(d.into());
    let [low, high] = limbs(sum);
    (low, high)
}

/// A word as the chain writes it, the highest byte first.
#[inline(never)]
pub fn to_be(word: &U256) -> [u8; 32] {
    word.to_be_bytes()
}

/// See [`to_be`].
#[inline(never)]
pub fn from_be(bytes: &[u8; 32]) -> U256 {
    U256::from_be_bytes(*bytes)
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
    let mut value = to_be(&dividend);
    let divisor = to_be(&divisor);
    // SAFETY: both pointers are to 32 readable bytes, the first to 32 writable ones; the host reads
    // two big-endian words, writes the quotient over the first and touches nothing else.
    unsafe { math_div(value.as_mut_ptr(), divisor.as_ptr()) };
    from_be(&value)
}
