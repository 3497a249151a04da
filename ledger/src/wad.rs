//! Checked 256-bit arithmetic with the rounding in the name. It never wraps and never panics. The one
//! division of the project is here: on WASM the virtual machine's own `math_div`, because compiled
//! 256-bit division alone would cost a sixth of the contract's size limit; elsewhere ruint's.

use crate::Error;
use alloy_primitives::U256;

/// 1 [WAD].
pub const WAD: U256 = U256::from_limbs([1_000_000_000_000_000_000, 0, 0, 0]);

/// 1 [price]: prices are loan assets per collateral asset scaled by 1e36.
pub const PRICE_SCALE: U256 =
    U256::from_limbs([0xb34b_9f10_0000_0000, 0x00c0_97ce_7bc9_0715, 0, 0]);

/// 1 [millionths], the unit of a profile's fractions.
pub const MILLION: U256 = U256::from_limbs([1_000_000, 0, 0, 0]);

/// One millionth [WAD].
pub const MILLIONTH: U256 = U256::from_limbs([1_000_000_000_000, 0, 0, 0]);

/// 2^120, which assets and shares of a market stay below.
pub const LIMIT: U256 = U256::from_limbs([0, 1 << 56, 0, 0]);

/// `a + b`.
pub fn add(a: U256, b: U256) -> Result<U256, Error> {
    a.checked_add(b).ok_or(Error::Overflow)
}

/// `a − b`.
pub fn sub(a: U256, b: U256) -> Result<U256, Error> {
    a.checked_sub(b).ok_or(Error::Overflow)
}

/// `a · b`.
pub fn mul(a: U256, b: U256) -> Result<U256, Error> {
    a.checked_mul(b).ok_or(Error::Overflow)
}

/// `x` if assets or shares may be that many.
pub fn within_limit(x: U256) -> Result<U256, Error> {
    if x < LIMIT {
        Ok(x)
    } else {
        Err(Error::Overflow)
    }
}

/// `a · b / c`, rounded down. `Overflow` if `c` is zero or the product does not fit 256 bits.
pub fn mul_div_down(a: U256, b: U256, c: U256) -> Result<U256, Error> {
    let product = mul(a, b)?;
    if c.is_zero() {
        Err(Error::Overflow)
    } else {
        Ok(divide(product, c))
    }
}

/// `a · b / c`, rounded up. `Overflow` as in [`mul_div_down`].
pub fn mul_div_up(a: U256, b: U256, c: U256) -> Result<U256, Error> {
    let product = mul(a, b)?;
    if product.is_zero() && !c.is_zero() {
        return Ok(U256::ZERO);
    }
    // ⌈p / c⌉ = ⌊(p − 1) / c⌋ + 1 for p > 0: one division, no product with the quotient.
    let below = sub(product, U256::ONE)?;
    if c.is_zero() {
        Err(Error::Overflow)
    } else {
        add(divide(below, c), U256::ONE)
    }
}

/// `⌊dividend / divisor⌋` for a divisor that is not zero.
#[cfg(not(target_arch = "wasm32"))]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "both callers have excluded a zero divisor"
)]
fn divide(dividend: U256, divisor: U256) -> U256 {
    dividend / divisor
}

/// `⌊dividend / divisor⌋` by the virtual machine.
#[cfg(target_arch = "wasm32")]
#[allow(
    unsafe_code,
    reason = "the only call of a host function that the SDK does not declare"
)]
fn divide(dividend: U256, divisor: U256) -> U256 {
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
